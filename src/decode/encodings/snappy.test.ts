import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding, written } from './snappy.ts'

const text =
  '{"imei":"356938035643809","list":["one","two","two","two","one","two"],"more":"aaaaaaaaaaaaaaaaaaaaaaaa"}'
/** As the documents of the formats have it. */
const made = (base64: string): Buffer => Buffer.from(base64, 'base64')
/** With copies of both lengths of distance. */
const block = made(
  'aax7ImltZWkiOiIzNTY5MzgwMzU2NDM4MDkiLCJsaXN0IjpbIm9uZSIsInR3bzoGABkYKF0sIm1vcmUiOiJhWgEABCJ9',
)
/** A block, a fill, and a chunk that is stored. */
const framed = made(
  '/wYAAHNOYVBwWQA3AAAnNzO/PKx7ImltZWkiOiIzNTY5MzgwMzU2NDM4MDkiLCJsaXN0IjpbIm9uZSIsInR3bzoGAABv/gMAAAAAAAExAACnkgxQbmUiLCJ0d28iXSwibW9yZSI6ImFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYSJ9',
)
const java = made(
  'glNOQVBQWQAAAAABAAAAAQAAADAyrHsiaW1laSI6IjM1NjkzODAzNTY0MzgwOSIsImxpc3QiOlsib25lIiwidHdvCQYAAAAiNywiLCJ0d28iLCJvbmUNDChdLCJtb3JlIjoiYVoBAAQifQ==',
)
/** Length, a literal, a copy with a distance of four bytes. */
const far = Buffer.from([20, 36, ...Buffer.from('imei=49015'), 3 | (9 << 2), 10, 0, 0, 0])

conformEncoding(
  encoding,
  {
    'a block': { bytes: block, gives: [text] },
    'another block': { bytes: written.encode(Buffer.from(text)), gives: [text] },
    'a far copy': { bytes: far, gives: ['imei=49015imei=49015'] },
    'a stream of chunks': { bytes: framed, gives: [text] },
    'a stream of snappy-java': { bytes: java, gives: [text] },
    'declared, and cut': { bytes: block.subarray(0, -3), coding: 'snappy', gives: ['cut = {"imei":"3…'] },
  },
  {
    'a block that is longer than it says': Buffer.concat([Buffer.from([19]), far.subarray(1)]),
    'a copy from before the beginning': Buffer.from([
      20,
      36,
      ...Buffer.from('imei=49015'),
      3 | (9 << 2),
      11,
      0,
      0,
      0,
    ]),
    text: 'imei=490154203237518',
  },
)

test('a value of which copies stand for parts is found, also inside base64 and behind the head of gRPC', () => {
  const cut = made('TKR7IngiOiIzNTY5MyIsInkiOiI4MDM1NiIsInoiOiI0MzgwOSIsImltZWkRJwUgERkwbGF0Ijo1OS45MTM5fQ==')
  for (const body of [
    cut,
    Buffer.from(`v=${cut.toString('base64')}`),
    Buffer.concat([Buffer.from([1, 0, 0, 0, cut.length]), cut]),
  ])
    expect(nodeWith(decodeBody(body), '356938035643809')).toBeDefined()
})

test('what is declared to be so is said where it is not', () => {
  expect(decodeBody(block, { contentEncoding: 'snappy' }).tolerated).toEqual([])
  expect(decodeBody(framed, { contentEncoding: 'x-snappy-framed' }).tolerated).toEqual([])
  expect(decodeBody('{"imei":"356938035643809"}', { contentEncoding: 'snappy' }).tolerated).toEqual([
    'snappy declared but plain',
  ])
})
