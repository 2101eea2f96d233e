import { expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { headMarks, headMarksOf } from './upload-place.ts'

const rng = new Rng('heads of uploads')

/** Pieces of the names that tell of a place, whole and cut, and what stands around them. */
const pieces = [
  'Content-R',
  'ange: bytes ',
  'ange: byte ',
  'Upload-O',
  'ffset: ',
  'fset: ',
  'X-C',
  'hunk-',
  'unk-',
  'P',
  'art-',
  'rt-',
  'Index: 3\r\n',
  'Accept-Language: nb\r\n',
  'Accept-Charset: utf-8\r\n',
  'GET /part HTTP/1.1\r\n',
]

test('a head without these marks has none of the ends of names that are looked for', () => {
  let told = 0
  for (let count = 0; count < 20_000; count++) {
    const text = Array.from({ length: rng.whole(0, 4) }, () => rng.pick(pieces)).join('')
    const from = rng.whole(0, Math.min(4, text.length))
    const cut = text.slice(from, text.length - rng.whole(0, Math.min(4, text.length - from)))
    // What stands in front and behind does not count.
    const buf = Buffer.from(`art${cut}-: bytes `)
    const marks = headMarksOf(buf, 3, 3 + cut.length)
    const hasNumber = cut.includes('hunk-') || cut.includes('art-')
    expect((marks & headMarks.number) !== 0, cut).toBe(hasNumber)
    const hasPlace = cut.includes('ange: bytes ') || cut.includes('ffset: ')
    if (hasPlace) expect(marks & headMarks.place, cut).not.toBe(0)
    if (hasPlace || hasNumber) told++
  }
  expect(told).toBeGreaterThan(1_000)
})

test('an ordinary head has none', () => {
  const head = Buffer.from(
    'POST /email/for HTTP/1.1\r\nHost: log3.example.com\r\nUser-Agent: okhttp/3.12.1\r\nAccept-Encoding: gzip\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: 496\r\n\r\n',
  )
  expect(headMarksOf(head, 0, head.length)).toBe(0)
})
