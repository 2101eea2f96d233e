import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { request } from '../../test/support/decoded-tree.ts'
import { codecs } from '../../tools/accuracy/codecs.ts'
import { decode } from './decode.ts'
import type { Piece } from './encoding.ts'
import { KnownPieces } from './known-pieces.ts'
import type { KnownValue } from './known-pieces.ts'
import type { Node } from './types.ts'

const cookies = Buffer.from('session=MTIzNDU2Nzg5; lang=nb')

function pieceOf(bytes: Buffer, start: number, end: number, isExact: boolean): Piece {
  const known = { step: 'cookie', detail: 'a', key: 'a', role: 'value', contentType: '', coding: '' } as const
  return { ...known, bytes, start, end, isExact }
}

const value: KnownValue = {
  pieces: [pieceOf(cookies.subarray(8, 20), 8, 20, true), pieceOf(Buffer.from('123456789'), 8, 20, false)],
  explained: [8, 20],
  transforms: 2,
  expandedBytes: 9,
}

test('a value is known when it came twice, with what it took, and its pieces lie in the bytes that are asked about', () => {
  const known = new KnownPieces()
  for (let times = 0; times < 2; times++) {
    expect(known.of(cookies, 'header', 'Cookie')).toBeNull()
    known.offer(cookies, 'header', 'Cookie', value)
  }
  const again = Buffer.from(cookies)
  const found = known.of(again, 'header', 'Cookie')
  expect(found).toMatchObject({ explained: [8, 20], transforms: 2, expandedBytes: 9 })
  expect(found?.pieces).toEqual(value.pieces)
  expect(found?.pieces[0]?.bytes.buffer).toBe(again.buffer)
})

test('another name, another place, other bytes, and what is short, long or of many pieces are not known', () => {
  const known = new KnownPieces()
  const long = Buffer.alloc(5_000, 'a=b;')
  const short = Buffer.from('a=b')
  const many = { ...value, pieces: Array.from({ length: 200 }, () => value.pieces[0] as Piece) }
  const large = { ...value, pieces: [pieceOf(Buffer.alloc(10_000), 0, 4, false)] }
  for (let times = 0; times < 2; times++) {
    known.offer(cookies, 'header', 'Cookie', value)
    known.offer(long, 'header', 'Cookie', value)
    known.offer(short, 'header', 'Cookie', value)
    known.offer(cookies, 'header', 'many', many)
    known.offer(cookies, 'header', 'large', large)
  }
  expect(known.of(cookies, 'header', 'Cookie')).not.toBeNull()
  expect(known.of(cookies, 'header', 'Cookie2')).toBeNull()
  expect(known.of(cookies, 'value', 'Cookie')).toBeNull()
  expect(known.of(Buffer.from('session=MTIzNDU2Nzg5; lang=nn'), 'header', 'Cookie')).toBeNull()
  for (const bytes of [long, short]) expect(known.of(bytes, 'header', 'Cookie')).toBeNull()
  for (const name of ['many', 'large']) expect(known.of(cookies, 'header', name)).toBeNull()
})

/** All of a tree that anybody can see. */
function seen({ step, key, bytes, part, spanStart, spanEnd, explained, children }: Node): unknown {
  const own = { step, key, bytes: bytes.toString('hex'), part, spanStart, spanEnd, explained }
  return { ...own, children: children.map(seen) }
}

test('of whatever was decoded before, a message gives what it gave the first time, wherever its fields stand', () => {
  const chars = fc.constantFrom(...'ab19AZ==.-_:%/+ {}"\\;&'.split(''))
  const text = fc.string({ unit: chars, minLength: 3, maxLength: 60 })
  const codec = fc.constantFrom(...codecs.filter(({ isForDocuments }) => !isForDocuments))
  const written = fc
    .tuple(text, codec, codec)
    .map(([plain, inner, outer]) => outer.encode(inner.encode(Buffer.from(plain))).toString('base64'))
  const values = fc.array(fc.oneof(text, written), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(values, (texts) => {
      const cookie = `Cookie: ${texts.map((one, index) => `c${index}=${one}`).join('; ')}`
      const token = `Authorization: Bearer ${texts.join('.')}`
      const results = Array.from({ length: 4 }, () => {
        const { root, ...counts } = decode(request(`/x?q=${texts[0]}`, [cookie, token], texts.join('&')))
        return { counts, tree: seen(root) }
      })
      for (const other of results) expect(other).toEqual(results[0])
      // A field in front of them moves all that stands behind.
      const moved = Array.from({ length: 2 }, () => seen(decode(request('/', ['A: b', cookie])).root))
      const plain = seen(decode(request('/', ['Ab: bcd', cookie])).root) as { children: unknown[] }
      expect(moved[1]).toEqual(moved[0])
      expect(plain.children).toHaveLength(1)
    }),
    { numRuns: 200 },
  )
})
