import { expect, test } from 'vitest'
import { givenHost } from './given-host.ts'

test.each([
  ['canary.example', 'canary.example'],
  [' Canary.Example. ', 'canary.example'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:DB8::7', '2001:db8::7'],
  ['some-family', 'some-family'],
])('a host is written as captures write it: %s', (text, host) => {
  expect(givenHost(text)).toBe(host)
})

test.each([
  '',
  '.',
  'http://canary.example/c',
  'canary.example/c',
  'canary.example:443',
  'a b',
  'me@a.example',
])('it is none: %s', (text) => {
  expect(givenHost(text)).toBeNull()
})
