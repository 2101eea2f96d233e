import { describe, expect, test } from 'vitest'
import type { Node } from '../../decode/types.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import { open, SentKeyTable } from './sent-keys.ts'
import { placeUnderOwnKey, placeUnderSentKey } from './xor-search.ts'

const imei = '490154203718467'
const texts = [{ text: imei }] as unknown as DigestInput[]
const node = {} as Node
const keyOf = (text: string): { name: string; bytes: Buffer; node: null } => ({
  name: 'x',
  bytes: Buffer.from(text),
  node: null,
})

describe('a key that holds the value itself', () => {
  const zeros = Buffer.alloc(64)
  const own = [keyOf(imei), keyOf(`imei=${imei};`)]

  test('opens no run of zeros', () => {
    for (const bytes of [zeros, Buffer.concat([Buffer.from('PNG '), zeros])]) {
      expect(placeUnderSentKey(bytes, texts, own)).toBeNull()
      expect(placeUnderOwnKey(bytes, texts)).toBeNull()
    }
    expect(new SentKeyTable(texts).find(zeros.subarray(0, imei.length), own, node)).toBeNull()
  })

  test('opens what is really under it', () => {
    const hidden = open(Buffer.from(`the number is ${imei} and more`), Buffer.from(imei))
    expect(placeUnderSentKey(hidden, texts, own)).toMatchObject({ start: 14, end: 29 })
  })
})

test('a value under another key is found', () => {
  const key = keyOf('secret-key')
  expect(new SentKeyTable(texts).find(open(Buffer.from(imei), key.bytes), [key], node)).toMatchObject({
    keyFrom: 'x',
  })
  expect(placeUnderSentKey(open(Buffer.from(`imei=${imei}`), key.bytes), texts, [key])).toMatchObject({
    start: 5,
  })
})
