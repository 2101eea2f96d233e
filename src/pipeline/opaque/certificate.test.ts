import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { isCertificate, isSshKey } from './certificate.ts'

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

function sized(...parts: readonly (Buffer | string)[]): Buffer {
  const sizes = parts.map((part) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(part.length)
    return [size, Buffer.from(part)]
  })
  return Buffer.concat(sizes.flat())
}

const exponent = Buffer.from([1, 0, 1])
const modulus = Buffer.concat([Buffer.from([0]), sealedBytes(256, 1)])

test.each([
  ['RSA', sized('ssh-rsa', exponent, modulus)],
  ['Ed25519', sized('ssh-ed25519', sealedBytes(32, 1))],
  ['ECDSA', sized('ecdsa-sha2-nistp521', 'nistp521', sealedBytes(133, 1))],
  ['a key that is kept in a token', sized('sk-ssh-ed25519@openssh.com', sealedBytes(32, 1), 'ssh:')],
])('a public key of SSH: %s', (_, bytes) => {
  expect(isSshKey(bytes)).toBe(true)
  expect(isSshKey(Buffer.concat([bytes, Buffer.from([0])]))).toBe(false)
  expect(isSshKey(bytes.subarray(0, -1))).toBe(false)
})

test('no public key of SSH that only begins so', () => {
  for (let length = 0; length < 11; length++)
    expect(isSshKey(sized('ssh-rsa', modulus).subarray(0, length))).toBe(false)
  expect(isSshKey(sized('ssh-rsa'))).toBe(false)
  expect(isSshKey(Buffer.concat([sized('ssh-rsa'), sealedBytes(256, 1)]))).toBe(false)
  expect(isSshKey(sized('ssh-rsa', exponent, sealedBytes(2_000, 1)))).toBe(false)
  expect(isSshKey(sized('ssh-own', exponent, modulus))).toBe(false)
})
