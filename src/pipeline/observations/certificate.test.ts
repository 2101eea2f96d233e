import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { isCertificate } from './certificate.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
  type: 'spki',
  format: 'der',
})

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const head = Buffer.alloc(4)
  head.writeUInt16BE((tag << 8) | 0x82)
  head.writeUInt16BE(content.length, 2)
  return Buffer.concat([head, content])
}

const algorithm = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
const signature = element(0x03, Buffer.from([0]), sealedBytes(256, 1))
const signed = element(0x30, Buffer.from('a003020102', 'hex'), algorithm, key)

test('a public key, and what is signed', () => {
  expect(isCertificate(key)).toBe(true)
  expect(isCertificate(element(0x30, signed, algorithm, signature))).toBe(true)
})

test('nothing that only begins so', () => {
  const certificate = element(0x30, signed, algorithm, signature)
  expect(isCertificate(Buffer.concat([certificate, Buffer.from([0])]))).toBe(false)
  expect(isCertificate(element(0x30, signed, algorithm, sealedBytes(256, 1)))).toBe(false)
  expect(
    isCertificate(element(0x30, algorithm, element(0x03, Buffer.from([0]), sealedBytes(2_000, 1)))),
  ).toBe(false)
  for (let length = 0; length < certificate.length; length++)
    expect(isCertificate(certificate.subarray(0, length))).toBe(false)
})
