import * as fc from 'fast-check'
import { isIP } from 'node:net'
import { expect, test } from 'vitest'
import { addressOfHost, formatAddress, parseAddress } from './address.ts'

const word = fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.nat(0xffff))

test('formats canonical text (RFC 5952 sections 4 and 5)', () => {
  for (const text of [
    '192.0.2.1',
    '255.255.255.255',
    '0.0.0.0',
    '::',
    '::1',
    '2001:db8::1',
    '2001:db8:0:1:1:1:1:1',
    '2001:db8::1:0:0:1',
    '2001:0:0:1::1',
    'fe80::',
    '::ffff:0:0:0',
    '1:2:3:4:5:6:7:8',
  ]) {
    expect(formatAddress(...(parseAddress(text) ?? [1, 1, 1, 1]))).toBe(text)
  }
})

test.each([
  ['[2001:DB8::1]', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['192.0.2.1', '192.0.2.1'],
  ['[::ffff:192.0.2.1]', '192.0.2.1'],
  ['[2001:db8::1', ''],
  ['a.example', ''],
  ['', ''],
])('the address that the host %s is: %s', (host, address) => {
  expect(addressOfHost(host)).toBe(address)
})

test('parses other spellings of the same address', () => {
  expect(parseAddress('::ffff:192.0.2.1')).toEqual(parseAddress('192.0.2.1'))
  expect(parseAddress('2001:DB8:0:0:0:0:0:1')).toEqual(parseAddress('2001:db8::1'))
  expect(parseAddress('::192.0.2.1')).toEqual([0, 0, 0, 0xc0000201 | 0])
})

test('refuses what is no address', () => {
  for (const text of [
    '',
    ':',
    ':::',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '::1%eth0',
    '[::1]',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    '::1.2.3',
    '1.2.3.4::',
    ':1:2:3:4:5:6:7',
    'example.com',
  ]) {
    expect(parseAddress(text), text).toBeNull()
  }
})

test('is its own inverse for every address', () => {
  fc.assert(
    fc.property(word, word, word, word, (word0, word1, word2, word3) => {
      expect(parseAddress(formatAddress(word0, word1, word2, word3))).toEqual([word0, word1, word2, word3])
    }),
  )
})

test('agrees with an independent judge on what an address is', () => {
  const piece = fc.constantFrom(
    ':',
    '::',
    '0',
    '1',
    'ab',
    'ffff',
    '.',
    '255',
    '256',
    '1.2.3.4',
    '00',
    'g',
    '12345',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      const text = pieces.join('')
      expect(parseAddress(text) !== null, text).toBe(isIP(text) !== 0)
    }),
    { numRuns: 2000 },
  )
})

test('texts that are kept are those of the words that are asked for, however many are asked for', () => {
  for (let round = 0; round < 2; round++) {
    for (let host = 0; host < 5_000; host++) {
      expect(formatAddress(0, 0, 0xffff, host)).toBe(`0.0.${host >> 8}.${host & 255}`)
      const words = [0x2001_0db8, 0, host, 1] as const
      expect(parseAddress(formatAddress(...words))).toEqual(words)
    }
  }
})
