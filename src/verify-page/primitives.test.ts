/** The twins: what Node checks with, and what the page checks with, say the same of everything. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { crc32 as crc32OfZlib } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex } from '../case/bytes.ts'
import * as ofNode from '../case/primitives.ts'
import * as ofPage from './primitives.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(12)

describe.each([
  ['Node', ofNode],
  ['the page', ofPage],
])('with %s', (_, { newDigest, crc32, isSignedBy }) => {
  test('a digest is the same however its bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        const digest = newDigest()
        for (const piece of pieces) digest.update(piece)
        const whole = createHash('sha256').update(Buffer.concat(pieces)).digest('hex')
        expect(hex(digest.bytes())).toBe(whole)
      }),
    )
  })

  test('a checksum goes on behind another', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
        expect(crc32(second, crc32(first))).toBe(crc32OfZlib(Buffer.concat([first, second])))
      }),
    )
  })

  test('a signature holds for its message, and for no other; nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat({ max: 511 }), fc.nat(), (message, bit, where) => {
        const signature = Uint8Array.from(sign(null, message, privateKey))
        expect(isSignedBy(message, signature, key)).toBe(true)
        const flipped = Uint8Array.from(signature)
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
        expect(isSignedBy(message, flipped, key)).toBe(false)
        if (message.length === 0) return
        const other = Uint8Array.from(message)
        other[where % message.length] = (other[where % message.length] as number) ^ 1
        expect(isSignedBy(other, signature, key)).toBe(false)
      }),
      { numRuns: 20 },
    )
    for (const [signature, by] of [
      [new Uint8Array(64), new Uint8Array(32)],
      [new Uint8Array(64).fill(255), new Uint8Array(32).fill(255)],
      [new Uint8Array(63), key],
      [new Uint8Array(64), key.subarray(1)],
    ] as const)
      expect(isSignedBy(Uint8Array.of(1), signature, by)).toBe(false)
  })

  /** RFC 8032, section 7.1, test 3. */
  test('the vector of the standard holds', () => {
    const secret = Buffer.from('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'hex')
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret])
    const known = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
    const bytes = known.export({ type: 'spki', format: 'der' }).subarray(12)
    expect(hex(bytes)).toBe('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025')
    const signature = Buffer.from(
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
      'hex',
    )
    expect(isSignedBy(Uint8Array.of(0xaf, 0x82), signature, bytes)).toBe(true)
  })
})
