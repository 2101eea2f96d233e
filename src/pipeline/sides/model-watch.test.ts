import { expect, test } from 'vitest'
import { ModelWatch } from './model-watch.ts'

function modelsOf(...agents: readonly string[]): string[] {
  const watch = new ModelWatch()
  for (const agent of agents) {
    const buf = Buffer.from(`GET / HTTP/1.1\r\nHost: a.example\r\nUser-Agent: ${agent}\r\n\r\n`)
    const head = { buf, start: 0, end: buf.length } as never
    watch.request({ head, body: head, trailer: head, target: '/', contentType: '', contentEncoding: '' })
  }
  return [...watch.models]
}

test('models are read from user agents that name a build, and from those of Apple', () => {
  expect(
    modelsOf(
      'Dalvik/2.1.0 (Linux; U; Android 9; Nokia 7 plus Build/PPR1.180610.011)',
      'Mozilla/5.0 (Linux; U; Android 4.4.2; nb-no; SM-G900F Build/KOT49H) AppleWebKit/534.30',
      'App/1.0 (iPhone13,2; iOS 15.0)',
      // What browsers say of all phones, or of none.
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)',
    ),
  ).toEqual(['Nokia 7 plus', 'SM-G900F', 'iPhone13,2'])
})
