import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Matcher, edges, hasEdges } from './matcher.ts'
import type { Edge, MatchSink, Needle } from './matcher.ts'

class Hits implements MatchSink {
  readonly list: string[] = []
  match(needle: number, start: number, end: number): boolean {
    this.list.push(`${start}-${end}:${needle}`)
    return false
  }
}

function naive(needles: readonly Needle[], buf: Buffer, start: number, end: number): string[] {
  const hits: string[] = []
  for (const [index, { bytes, edge }] of needles.entries()) {
    for (let at = start; at + bytes.length <= end; at++) {
      const isEqual = Buffer.compare(buf.subarray(at, at + bytes.length), bytes) === 0
      if (isEqual && hasEdges(buf, start, end, at, at + bytes.length, edge))
        hits.push(`${at}-${at + bytes.length}:${index}`)
    }
  }
  return hits.sort()
}

const letters = fc.constantFrom(...Buffer.from('ab1'))
const needle = fc.record({
  bytes: fc.array(letters, { minLength: 3, maxLength: 9 }).map((list) => Buffer.from(list)),
  edge: fc.constantFrom(edges.none, edges.digits, edges.word),
})

describe('the matcher', () => {
  test('finds exactly what a plain search finds', () => {
    fc.assert(
      fc.property(
        fc.array(needle, { minLength: 1, maxLength: 12 }),
        fc.array(letters, { maxLength: 600, size: 'max' }),
        fc.nat(5),
        fc.nat(5),
        (needles, text, before, behind) => {
          const buf = Buffer.from(text)
          const start = Math.min(before, buf.length)
          const end = Math.max(start, buf.length - behind)
          const hits = new Hits()
          const matcher = new Matcher(needles)
          matcher.search(buf, start, end, hits)
          const expected = naive(needles, buf, start, end)
          expect(hits.list.sort()).toEqual(expected)
          expect(matcher.contains(buf, start, end)).toBe(expected.length > 0)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('finds the only hit of a long text wherever it stands', () => {
    const needles = ['357184092641738', '3571', '9264173', 'value-9'].map(
      (text): Needle => ({ bytes: Buffer.from(text), edge: edges.none }),
    )
    for (const { bytes } of needles) {
      const matcher = new Matcher([
        ...needles.filter((each) => each.bytes.length > bytes.length),
        { bytes, edge: edges.none },
      ])
      for (const length of [170, 333]) {
        // Beginnings and ends of what is searched, so that windows stop at them and move on by each of their lengths.
        const filler = Buffer.from('357 1840 92641 73 value- 2641738 '.repeat(12)).subarray(0, length)
        expect(matcher.contains(filler, 0, length)).toBe(false)
        for (let at = 0; at + bytes.length <= length; at++) {
          const buf = Buffer.from(filler)
          buf.set(bytes, at)
          expect(matcher.contains(buf, 0, length), `${bytes.toString()} at ${at} of ${length}`).toBe(true)
        }
      }
    }
  })

  test('without needles finds nothing', () => {
    expect(new Matcher([]).contains(Buffer.from('anything'), 0, 8)).toBe(false)
  })

  test('finds each of thousands of needles', () => {
    const needles = Array.from(
      { length: 3_000 },
      (_, index): Needle => ({ bytes: Buffer.from(`value-${index * 7_919}-end`), edge: edges.none }),
    )
    const matcher = new Matcher(needles)
    for (const { bytes } of needles) {
      const buf = Buffer.concat([Buffer.from('xx'), bytes, Buffer.from('yy')])
      expect(matcher.contains(buf, 0, buf.length)).toBe(true)
    }
  })

  test('digits inside a longer number are no hit, behind an escape they are one', () => {
    const matcher = new Matcher([{ bytes: Buffer.from('352099001761481'), edge: edges.digits }])
    const isIn = (text: string): boolean => matcher.contains(Buffer.from(text), 0, text.length)
    expect(isIn('1352099001761481')).toBe(false)
    expect(isIn('3520990017614810')).toBe(false)
    expect(isIn('imei=352099001761481&')).toBe(true)
    expect(isIn('imei%3D%22352099001761481%22')).toBe(true)
    expect(isIn('\\u0022352099001761481\\u0022')).toBe(true)
  })
})

describe('a byte beside a hit', () => {
  const value = '352099001761481'
  const isHit = (edge: Edge, before: string, behind: string): boolean => {
    const buf = Buffer.from(before + value + behind, 'latin1')
    return hasEdges(buf, 0, buf.length, before.length, before.length + value.length, edge)
  }
  test.each([
    ['digits', edges.digits, /[0-9]/, /[0-9]/],
    ['a word', edges.word, /[0-9A-Za-z]/, /[0-9A-Za-z]/],
    ['few digits', edges.number, /[0-9A-Fa-f]/, /[0-9A-Fa-f]/],
    ['an address', edges.mail, /[0-9A-Za-z]/, /[0-9A-Za-z-]/],
    ['anything', edges.none, /^$/, /^$/],
  ] as const)('makes %s a part of something longer, or does not', (_, edge, before, behind) => {
    for (let code = 1; code < 256; code++) {
      const sign = String.fromCharCode(code)
      // In front of a text of that length, as an address has it, the byte says where it ends.
      const isLength = edge === edges.mail && isSaid(code, value.length)
      expect(isHit(edge, `=${sign}`, '&'), `${code} in front`).toBe(isLength || !before.test(sign))
      expect(isHit(edge, '"', `${sign}&`), `${code} behind`).toBe(!behind.test(sign))
    }
  })

  test('is not looked for outside of what is searched', () => {
    const buf = Buffer.from(`\\u00${value}1`)
    const from = 4
    const end = from + value.length
    expect(hasEdges(buf, from, end, from, end, edges.word)).toBe(true)
    // The escape begins before what is searched: digits stand in front.
    expect(
      hasEdges(Buffer.from(`\\u0022${value}`), 1, 6 + value.length, 6, 6 + value.length, edges.word),
    ).toBe(false)
    expect(hasEdges(Buffer.from(`%22${value}`), 1, 3 + value.length, 3, 3 + value.length, edges.word)).toBe(
      false,
    )
  })
})

/** Whether a byte in front of a text says its length, as binary containers write it. */
function isSaid(code: number, length: number): boolean {
  return [length, 2 * length, 0x60 | length, 0xa0 | length, 0x80 | length].includes(code)
}

test.each(['\t', '\n', '\r', ' '])(
  'a blank (%j) in front of as many bytes as its number is no length',
  (blank) => {
    const value = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'.slice(0, blank.charCodeAt(0))
    const bytes = Buffer.from(`x${blank}${value}f`)
    expect(hasEdges(bytes, 0, bytes.length, 2, 2 + value.length, edges.word)).toBe(false)
  },
)

test.each([
  ['a%3D117993534&', true],
  ['a%25253D117993534&', true],
  ['%deadbeef117993534', false],
  ['117993534.05', false],
  ['117993534.5', false],
  ['117993534.0 ', true],
  ['117993534. 5', true],
  ['a%253D117993534&', true],
  ['q7=3D117993534=0D', true],
  ['"a":117993534,', true],
  ['id=3F117993534', false],
  ['ab117993534cd', false],
  ['0.117993534', false],
  ['x%3Dab117993534', false],
])('few digits in %s: %s', (text, isFound) => {
  const bytes = Buffer.from(text)
  const at = bytes.indexOf('117993534')
  expect(hasEdges(bytes, 0, bytes.length, at, at + 9, edges.number)).toBe(isFound)
})

test.each([
  ['\x12\x0f3520990017614812 and more', true],
  ['\x12\x0e3520990017614812 and more', false],
  ['X\x0f\0\0\x003520990017614812 and more', true],
  ['X\x0f\x003520990017614812 and more', true],
  ['X\x10\0\0\x003520990017614812 and more', false],
  ['X\x0f\0\0\0\x003520990017614812 and more', false],
  ['a 3520990017614812 and more', false],
])('a text behind its length ends where that says: %j', (text, isFound) => {
  const bytes = Buffer.from(text, 'latin1')
  const at = bytes.indexOf('352099001761481')
  expect(hasEdges(bytes, 0, bytes.length, at, at + 15, edges.digits)).toBe(isFound)
})

test.each([
  ['its length', 28, true],
  ['its length doubled, as Avro has it', 56, true],
  ['its length, as Ion has it', 0x9c, true],
  ["MessagePack's head of a short text", 0xbc, true],
  ['a letter', 0x61, false],
])('a mail address behind %s, with a letter behind it', (_, before, isFound) => {
  const address = Buffer.from('kari.nordmann@mail.test.test')
  const bytes = Buffer.concat([Buffer.from([1, before]), address, Buffer.from('an')])
  expect(hasEdges(bytes, 0, bytes.length, 2, 2 + address.length, edges.mail)).toBe(isFound)
})

test.each([
  ['.png', true],
  ['.JSON?v=2', true],
  ['.log.', true],
  ['.tar.gz', true],
  ['.1700000000.gz"', true],
  ['.1700000000', true],
  ['. Then', true],
  ['.au', false],
  ['.png.au', false],
  ['.zip', false],
  ['.json-old', false],
  ['-mail.png', false],
  ['s.png', false],
])('a mail address with %s behind it', (behind, isFound) => {
  const address = 'kari.nordmann@mail.test.test'
  const bytes = Buffer.from(`/${address}${behind}`)
  expect(hasEdges(bytes, 0, bytes.length, 1, 1 + address.length, edges.mail)).toBe(isFound)
})

test.each([
  [28, true],
  [29, false],
])('a mail address behind a length of 32 bits, its lowest byte first: %i', (length, isFound) => {
  const address = Buffer.from('kari.nordmann@mail.test.test')
  const bytes = Buffer.concat([Buffer.from([0x58, length, 0, 0, 0]), address, Buffer.from('q')])
  expect(hasEdges(bytes, 0, bytes.length, 5, 5 + address.length, edges.mail)).toBe(isFound)
})

test("a mail address behind CBOR's head of a short text, which is a letter", () => {
  const bytes = Buffer.from('xran@a.test.examplean')
  const [from, to] = [2, 19]
  expect(hasEdges(bytes, 0, bytes.length, from, to, edges.mail)).toBe(false)
  bytes[1] = 0x60 + (to - from)
  expect(hasEdges(bytes, 0, bytes.length, from, to, edges.mail)).toBe(true)
})

test.each([
  ['GA1.2.', '.1700000000', true],
  ['cid=', '.1700000000', true],
  ['fb.1.1700000000123.', '"', true],
  ['/1700000000.', '', true],
  ['1.3.6.1.', '.4', true],
  ['0.', '', false],
  ['0.', '.jpg', false],
  ['-59.', ',', false],
  ['', '.5', false],
  ['', '.17000000', true],
  ['', '.170000', false],
  ['170000.', '', false],
  ['', '.0', true],
  ['', '.00', false],
  ['a.b.0.', '', false],
])('a number between %j and %j, as cookies of measurement have it, or a fraction', (before, behind, is) => {
  const number = '1783420956'
  const bytes = Buffer.from(before + number + behind)
  const [from, to] = [before.length, before.length + number.length]
  expect(hasEdges(bytes, 0, bytes.length, from, to, edges.number)).toBe(is)
})

test('behind a moment stand its nanoseconds, in front of one a number', () => {
  const has = (text: string, number: string): boolean => {
    const [bytes, from] = [Buffer.from(text), text.indexOf(number)]
    return hasEdges(bytes, 0, bytes.length, from, from + number.length, edges.number)
  }
  expect(has('1700000000.912348765', '912348765')).toBe(false)
  expect(has('912348765.1700000000', '912348765')).toBe(true)
})

test('a percent sign right in front of a number, with hex behind it, is no escape and no hex', () => {
  const bytes = Buffer.from('%352099001761481ab')
  expect(hasEdges(bytes, 0, bytes.length, 1, 16, edges.number)).toBe(true)
})
