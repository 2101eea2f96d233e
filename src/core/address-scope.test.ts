import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress } from './address.ts'
import { scopeOf, isOnInternet, scopeOfText } from './address-scope.ts'
import type { AddressWords } from './address.ts'

function scope(text: string): string {
  return scopeOf(parseAddress(text) as AddressWords)
}

test.each([
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['100.127.255.255', 'private'],
  ['100.128.0.1', 'public'],
  ['127.0.0.1', 'loopback'],
  ['169.254.1.1', 'link-local'],
  ['224.0.0.251', 'multicast'],
  ['239.255.255.250', 'multicast'],
  ['192.0.2.7', 'documentation'],
  ['198.51.100.7', 'documentation'],
  ['203.0.113.7', 'documentation'],
  ['198.18.0.1', 'reserved'],
  ['192.0.0.4', 'reserved'],
  ['0.0.0.0', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['8.8.8.8', 'public'],
  ['223.255.255.255', 'public'],
])('IPv4 %s is %s', (address, expected) => {
  expect(scope(address)).toBe(expected)
  expect(scope(`::ffff:${address}`)).toBe(expected)
  expect(scope(`64:ff9b::${address}`)).toBe(expected)
})

test.each([
  ['::', 'reserved'],
  ['::1', 'loopback'],
  ['fe80::1', 'link-local'],
  ['febf::1', 'link-local'],
  ['fec0::1', 'private'],
  ['fc00::1', 'private'],
  ['fd12:3456::1', 'private'],
  ['ff02::fb', 'multicast'],
  ['2001:db8::1', 'documentation'],
  ['2001:db9::1', 'public'],
  ['3fff:0fff::1', 'documentation'],
  ['3fff:1000::1', 'public'],
  ['2001:2::1', 'reserved'],
  ['2001:20::1', 'reserved'],
  ['2a00:1450::1', 'public'],
  ['4000::1', 'reserved'],
])('IPv6 %s is %s', (address, expected) => {
  expect(scope(address)).toBe(expected)
})

test('every address has a scope', () => {
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
  fc.assert(
    fc.property(word, word, word, word, (a, b, c, d) => {
      expect(scopeOf([a, b, c, d])).toMatch(
        /^(public|private|link-local|loopback|multicast|documentation|reserved)$/,
      )
    }),
  )
})

test.each([
  ['203.0.113.9', 'documentation', true],
  ['2a00:1450:4001::1', 'public', true],
  ['192.168.1.1', 'private', false],
  ['a.example', null, false],
])('the scope of the text %j', (text, scope, isFar) => {
  expect([scopeOfText(text), isOnInternet(text)]).toEqual([scope, isFar])
})
