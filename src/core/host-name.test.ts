import { expect, test } from 'vitest'
import { isHostName, mayNameHost } from './host-name.ts'

test.each(['a.b', 'www.Example.com', '_dns.example.net', 'xn--p1ai.example'])('%s is one', (name) => {
  expect(isHostName(name)).toBe(true)
})

test.each(['', 'localhost', '.a.b', 'a.b.', 'a..b', 'Example Root CA', 'a.b/c', 'å.example'])(
  '"%s" is none',
  (text) => expect(isHostName(text)).toBe(false),
)

test.each([
  ['register.example', true],
  ['gateway', true],
  ['192.0.2.1', true],
  ['[2001:db8::1]', true],
  ['host.example:5683', true],
  ['b\u00fccher.example', true],
  ['71840', false],
  ['', false],
  ['-', false],
  ['c-Agent: okhttp', false],
  ['a/b.example', false],
  ['a\tb.example', false],
])('%j may name a host: %j', (text, may) => {
  const bytes = Buffer.from(`<${text}>`)
  expect(mayNameHost(bytes, 1, bytes.length - 1)).toBe(may)
})
