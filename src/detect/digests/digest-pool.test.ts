import { createHash } from 'node:crypto'
import { keccak_256, keccak_512 } from '@noble/hashes/sha3.js'
import { expect, test } from 'vitest'
import { areDigestsOf, DigestPool, wordAt } from './digest-pool.ts'
import type { HashedInput } from './digest-pool.ts'

const inputs = ['357184092641738', 'Anna@example.net'].map(
  (text): HashedInput => ({
    identifier: 'x',
    value: text,
    normal: text.toLowerCase(),
    text,
    bytes: Buffer.from(text),
  }),
)
const pool = new DigestPool(inputs)

function formAt(digest: Buffer, offset = 0): string | undefined {
  const known = pool.find(wordAt(digest, offset), wordAt(digest, offset + 4))
  if (known === null) return undefined
  expect(known.digest.equals(digest)).toBe(true)
  expect(known.offset).toBe(offset)
  return `${known.form}: ${known.input.text}`
}

function made(name: string, input: string | Buffer): Buffer {
  return createHash(name).update(input).digest()
}

const titles: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  'sha512-256': 'SHA-512/256',
  'sha512-224': 'SHA-512/224',
  'sha3-224': 'SHA3-224',
  'sha3-256': 'SHA3-256',
  'sha3-384': 'SHA3-384',
  'sha3-512': 'SHA3-512',
  ripemd160: 'RIPEMD-160',
  blake2b512: 'BLAKE2b',
  blake2s256: 'BLAKE2s',
  sm3: 'SM3',
}

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

test('the middle and the second half of an MD5 are found, of longer ones the beginning and the end', () => {
  const [{ text }] = inputs as [HashedInput]
  expect(formAt(made('md5', text), 4)).toBe(`MD5, its middle: ${text}`)
  expect(formAt(made('md5', text), 8)).toBe(`MD5, its second half: ${text}`)
  expect(formAt(made('md5', text), 6)).toBe(`MD5, its last 10 bytes: ${text}`)
  expect(formAt(made('sha256', text), 8)).toBeUndefined()
  for (const bytes of [8, 10, 12, 16]) {
    expect(formAt(made('sha1', text), 20 - bytes)).toBe(`SHA-1, its last ${bytes} bytes: ${text}`)
    expect(formAt(made('sha256', text), 32 - bytes)).toBe(`SHA-256, its last ${bytes} bytes: ${text}`)
  }
})

test('rarer pairs, and one hash three times', () => {
  const [{ text }] = inputs as [HashedInput]
  const hex = (name: string, input: string): string => made(name, input).toString('hex')
  expect(formAt(made('ripemd160', made('sha256', text)))).toBe(`RIPEMD-160 of SHA-256 (raw): ${text}`)
  expect(formAt(made('sha3-256', hex('sha3-256', text)))).toBe(`SHA3-256 of SHA3-256 (hex): ${text}`)
  expect(formAt(made('md5', hex('md5', hex('md5', text))))).toBe(`MD5, three times (hex): ${text}`)
})

test('finds where digests begin in bytes, and nothing in others', () => {
  const digest = made('sha256', '357184092641738')
  const bytes = Buffer.concat([Buffer.alloc(5, 1), digest, Buffer.alloc(3, 2)])
  expect(pool.indexIn(bytes, 0, bytes.length)).toBe(5)
  expect(pool.indexIn(bytes, 6, bytes.length)).toBe(-1)
  expect(pool.indexIn(bytes.subarray(0, 12), 0, 12)).toBe(-1)
  expect(formAt(made('sha256', 'somebody else'))).toBeUndefined()
  expect(new DigestPool([]).has(1, 2)).toBe(false)
})

test('of hundreds of texts each is found', () => {
  const many = Array.from({ length: 300 }, (_, index): HashedInput => {
    const text = `3571840926${String(index).padStart(5, '0')}`
    return { identifier: 'imei', value: text, normal: text, text, bytes: Buffer.from(text) }
  })
  const large = new DigestPool(many)
  for (const { text } of many) {
    const digest = made('sha3-256', text)
    expect(large.find(wordAt(digest, 0), wordAt(digest, 4))?.input.text).toBe(text)
  }
})

test('what was kept is found as what is made, asked seldom or often', () => {
  const columns = pool.columns()
  const kept = new DigestPool(inputs, columns)
  for (let round = 0; round < 3; round++)
    for (const name of Object.keys(titles))
      for (const { text } of inputs) {
        const digest = made(name, text)
        const known = kept.find(wordAt(digest, 0), wordAt(digest, 4))
        expect(known).toEqual(pool.find(wordAt(digest, 0), wordAt(digest, 4)))
        expect(known).not.toBeNull()
        for (let at = 0; at < 4; at++) {
          const other = wordAt(digest, at) ^ 1
          expect(kept.has(other, round)).toBe(pool.has(other, round))
        }
      }
  expect(kept.columns()).toEqual(columns)
})

test('columns that are not in order, or of fewer inputs, are not believed', () => {
  const { highs, lows, places } = pool.columns()
  expect(areDigestsOf({ highs, lows, places }, inputs.length)).toBe(true)
  expect(areDigestsOf({ highs, lows, places }, 1)).toBe(false)
  expect(areDigestsOf({ highs: highs.toReversed(), lows, places }, inputs.length)).toBe(false)
  expect(areDigestsOf({ highs: highs.slice(1), lows, places }, inputs.length)).toBe(false)
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

// uuid.uuid3 and uuid.uuid5 of Python, in its name spaces and in 00000000-….
test.each([
  ['UUID of MD5 (version 3, of a domain)', '9adb07b9-695f-3225-adc3-7bc808a261b7'],
  ['UUID of SHA-1 (version 5, of a domain)', '8b5ff39f-a1cb-54cc-987d-84d27e6993ec'],
  ['UUID of MD5 (version 3, of a URL)', '7402820b-b2ec-3fd8-b81f-e37b50c789dc'],
  ['UUID of SHA-1 (version 5, of a URL)', '47c28625-6a1e-5e38-a7d7-30ebcb0fccca'],
  ['UUID of MD5 (version 3, of an object)', 'ed82bf05-1b85-3305-991f-202790a7defa'],
  ['UUID of SHA-1 (version 5, of an object)', 'b4b60992-93e8-5817-a947-04259b63295b'],
  // Without a name space, as Java makes one of MD5.
  ['UUID of SHA-1 (version 5)', '1a82036c-e6f9-5a78-a5fa-ce4ae0bb99db'],
  ['UUID of SHA-1 (version 5, of no name space)', '52bbe3d8-438f-50c5-81f8-1568773b81bf'],
])('%s', (form, uuid) => {
  expect(formAt(Buffer.from(uuid.replaceAll('-', ''), 'hex'))).toBe(`${form}: 357184092641738`)
})
