import { keccak_256, keccak_512 } from '@noble/hashes/sha3.js'
import { expect, test } from 'vitest'
import { formAt, inputs, made, titles } from '../../../test/support/pooled-digests.ts'
import type { HashedInput } from './digest-input.ts'

test('digests of OpenSSL are found, whichever text they are of', () => {
  for (const [name, title] of Object.entries(titles))
    for (const { text } of inputs) expect(formAt(made(name, text))).toBe(`${title}: ${text}`)
})

test('digests of Keccak are found: what libraries of JavaScript call SHA-3', () => {
  for (const [bits, noble] of [
    [256, keccak_256],
    [512, keccak_512],
  ] as const)
    for (const { text } of inputs)
      expect(formAt(Buffer.from(noble(Buffer.from(text))))).toBe(`Keccak-${bits}: ${text}`)
})

test('digests of digests are found, made of hex, base64 and bytes', () => {
  const [{ text }] = inputs as [HashedInput]
  for (const inner of ['md5', 'sha1', 'sha256', 'sha512'])
    for (const outer of ['md5', 'sha1', 'sha256', 'sha512'])
      for (const between of ['hex', 'raw', 'base64'] as const) {
        const first = made(inner, text)
        const digest = made(outer, between === 'raw' ? first : first.toString(between))
        expect(formAt(digest)).toBe(`${titles[outer]} of ${titles[inner]} (${between}): ${text}`)
      }
})

test('rarer pairs, and one hash three times', () => {
  const [{ text }] = inputs as [HashedInput]
  const hex = (name: string, input: string): string => made(name, input).toString('hex')
  expect(formAt(made('ripemd160', made('sha256', text)))).toBe(`RIPEMD-160 of SHA-256 (raw): ${text}`)
  expect(formAt(made('sha3-256', hex('sha3-256', text)))).toBe(`SHA3-256 of SHA3-256 (hex): ${text}`)
  expect(formAt(made('md5', hex('md5', hex('md5', text))))).toBe(`MD5, three times (hex): ${text}`)
})

test('digests that Java took for a negative number are found by the digits behind its sign', () => {
  // new BigInteger(md5("Anna@example.net")).toString(16) and the like, for those whose first bit is set.
  for (const name of ['md5', 'sha1', 'sha256'])
    for (const { text } of inputs) {
      const digest = made(name, text)
      const number = BigInt.asIntN(digest.length * 8, BigInt(`0x${digest.toString('hex')}`))
      if (number >= 0n) continue
      const printed = Buffer.from((-number).toString(16), 'hex')
      expect(formAt(printed)).toBe(`${titles[name]}, as a negative number: ${text}`)
    }
})
