import { expect, test } from 'vitest'
import { mayBeHost, shownHost } from './shown-host.ts'

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')

test.each([
  ['www.example.com', 'www.example.com'],
  ['Example.com', 'Example.com'],
  ['пример.example', 'xn--e1afmkfd.example'],
  ['ПРИМЕР.example', 'xn--e1afmkfd.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['ü_ber.example', 'ü_ber.example'],
  ['ü@evil.example', 'ü@evil.example'],
  ['%65xample.net', 'example.net'],
  ['%45xample%2Enet', 'example.net'],
  ['EX%41MPLE.net', 'example.net'],
  ['example.net%2e', 'example.net'],
  ['b%C3%BCcher.example', 'xn--bcher-kva.example'],
  ['b%c3%bccher.example', 'xn--bcher-kva.example'],
  ['%C3%BC_ber.example', 'ü_ber.example'],
  ['fe80::1%25eth0', 'fe80::1%25eth0'],
  ['a%2Fb.example', 'a%2Fb.example'],
  ['a%40b.example', 'a%40b.example'],
  ['100%.example', '100%.example'],
  ['%2e', '%2e'],
  ['%2e%2e', '%2e%2e'],
  ['a%2e%2eb.example', 'a%2e%2eb.example'],
  ['%C2%A0x.example', '%C2%A0x.example'],
  ['%E2%80%AEx.example', '%E2%80%AEx.example'],
  ['%ff.example', '%ff.example'],
])('%j is %j', (host, shown) => {
  expect(shownHost(bytesOf(host))).toBe(shown)
})

test('bytes that are no text are escaped, and stay as they are when they are lower-cased', () => {
  const shown = shownHost('\u00d0\u00ff.example')
  expect(shown).toBe('\\208\\255.example')
  expect(shown.toLowerCase()).toBe(shown)
})

test('no host has a blank in it', () => {
  expect(mayBeHost('bücher.example')).toBe(true)
  expect(mayBeHost('h.example.c-Agent: okhttp')).toBe(false)
})
