import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { BareXorTable } from './bare-xor.ts'
import { builtInKeys } from './sent-keys.ts'
import type { DigestInput } from '../digests/digest-pool.ts'

const texts = [
  '358461092735184',
  '9f3b6c1d2e4a5807',
  '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37',
  'NX7PLUS1792301',
].map((text): DigestInput => ({ identifier: 'serial', value: text, normal: text, text }))
const table = new BareXorTable(texts)

function under(text: string, key: Uint8Array): Buffer {
  return Buffer.from(text).map((byte, at) => byte ^ (key[at % key.length] as number)) as Buffer
}

const asked = (bytes: Buffer): boolean => {
  // Something around it: the place counts, not the buffer.
  const hex = Buffer.from(`x=${bytes.toString('hex')}&`)
  return table.mayBeInHex(hex, 2, bytes.length)
}

test.each(texts.map(({ text }) => [text]))(
  '%s alone, under keys that repeat, sent keys and built-in ones',
  (text) => {
    const keys = [
      [0x5a],
      [0x13, 0x9c],
      [0xf0, 0x0d, 0xca, 0xfe],
      ...builtInKeys.map(([, key]) => [...Buffer.from(key)]),
    ]
    for (const key of keys) {
      const bytes = under(text, Uint8Array.from(key))
      expect(table.find(bytes, 0, bytes.length)?.text.text).toBe(text)
      expect(asked(bytes)).toBe(true)
    }
    for (const key of [[0x91], [0xa7, 0x02], [1, 2, 3, 0xf4, 5, 6, 7, 8]]) {
      const bytes = Buffer.concat([Buffer.from(key), under(text, Uint8Array.from(key))])
      expect(table.find(bytes, 0, bytes.length)?.text.text).toBe(text)
      expect(asked(bytes)).toBe(true)
    }
  },
)

test('the question before decoding denies nothing that is found, and most of what is not', () => {
  let denied = 0
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 60 }), (random) => {
      const bytes = Buffer.from(random)
      const may = asked(bytes)
      if (table.find(bytes, 0, bytes.length) !== null) expect(may).toBe(true)
      if (!may) denied++
    }),
    { numRuns: 2_000 },
  )
  expect(denied).toBeGreaterThan(1_500)
})
