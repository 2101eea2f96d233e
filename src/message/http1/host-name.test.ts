import { expect, test } from 'vitest'
import { hostName } from './host-name.ts'

function nameOf(host: string, known = 'known.example'): string {
  const buf = Buffer.from(`Host: ${host}\r\n`, 'latin1')
  return hostName(buf, 6, 6 + host.length, known)
}

test('a name stands in lower case and without its port', () => {
  expect(nameOf('A.Example')).toBe('a.example')
  expect(nameOf('a.example:8080')).toBe('a.example')
  expect(nameOf('a.example:')).toBe('a.example')
  expect(nameOf('192.0.2.1:80')).toBe('192.0.2.1')
  expect(nameOf('[2001:db8::1]:443')).toBe('[2001:db8::1]')
  expect(nameOf('[2001:db8::1]')).toBe('[2001:db8::1]')
  expect(nameOf('phone-7')).toBe('phone-7')
})

test('what names nothing, or the same, leaves what is known', () => {
  const known = 'a.example'
  for (const host of ['', ':80', 'A.EXAMPLE:80', 'x'.repeat(262)]) expect(nameOf(host, known)).toBe(known)
  expect(nameOf('x'.repeat(261))).toBe('x'.repeat(261))
})

test('names that are kept by the same hash are told apart', () => {
  // Only each third letter is in the hash.
  expect(nameOf('abcd.example')).toBe('abcd.example')
  expect(nameOf('axyd.example')).toBe('axyd.example')
  expect(nameOf('abcd.example')).toBe('abcd.example')
})

test('a letter is a letter in both cases, and no other sign is', () => {
  expect(nameOf('a@b.example')).toBe('a@b.example')
  // The sign before A and the one before a differ by the same bit as letters do.
  expect(nameOf('a`b.example', 'a@b.example')).toBe('a`b.example')
})
