import { expect, test } from 'vitest'
import { isHostName } from './host-name.ts'

test.each(['a.b', 'www.Example.com', '_dns.example.net', 'xn--p1ai.example'])('%s is one', (name) => {
  expect(isHostName(name)).toBe(true)
})

test.each(['', 'localhost', '.a.b', 'a.b.', 'a..b', 'Example Root CA', 'a.b/c', 'å.example'])(
  '"%s" is none',
  (text) => expect(isHostName(text)).toBe(false),
)
