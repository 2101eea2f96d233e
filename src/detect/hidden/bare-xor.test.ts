import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { BareXorTable, isOfOtherValue } from './bare-xor.ts'
import { builtInKeys } from './sent-keys.ts'
import type { DigestInput } from '../digests/digest-input.ts'

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

/** What is found where the bytes stand inside of others: the place counts, not the buffer. */
const foundIn = (bytes: Buffer): string | undefined => {
  const around = Buffer.concat([Buffer.from('x='), bytes, Buffer.from('&')])
  return table.find(around, 2, 2 + bytes.length)?.text.text
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
      expect(foundIn(bytes)).toBe(text)
    }
    for (const key of [[0x91], [0xa7, 0x02], [1, 2, 3, 0xf4, 5, 6, 7, 8]]) {
      const bytes = Buffer.concat([Buffer.from(key), under(text, Uint8Array.from(key))])
      expect(foundIn(bytes)).toBe(text)
    }
  },
)

test('alone, under any key that it proves', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...texts.map(({ text }) => text)),
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      (text, key) => {
        fc.pre(key.every((byte) => byte > 127) && !isOfOtherValue(key))
        expect(foundIn(under(text, key))).toBe(text)
      },
    ),
  )
})

test('random bytes are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 60 }), (random) => {
      expect(foundIn(Buffer.from(random))).toBeUndefined()
    }),
    { numRuns: 2_000, seed: 7 },
  )
})
