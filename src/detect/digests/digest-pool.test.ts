import { expect, test } from 'vitest'
import { formAt, inputs, made, pool, titles } from '../../../test/support/pooled-digests.ts'
import type { HashedInput } from './digest-input.ts'
import { DigestPool } from './digest-pool.ts'
import { wordAt } from './digest-word.ts'

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
