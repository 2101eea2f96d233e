import fc from 'fast-check'
import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { LineJoiner, behindLine } from './wrapped-base64.ts'

test.each([
  [String.raw`\nx`, 2],
  [String.raw`\\nx`, 3],
  [String.raw`\rx`, 2],
  ['%0Ax', 3],
  ['%0dx', 3],
  ['%0x', 0],
  [String.raw`\tx`, 0],
])('behind the escaped end of a line: %s', (text, end) => {
  const bytes = Buffer.from(text)
  expect(behindLine(bytes, 0, bytes.length)).toBe(end)
})

test.each([
  ['\n    x', 5],
  ['\r\n\tx', 3],
  ['","x', 3],
  ['",\n  "x', 6],
  ['" +\n "x', 6],
  [String.raw`\",\"x`, 5],
  ['%22%2C%22x', 9],
  ['&#10;x', 5],
  ['&#xA;x', 5],
  [', x', 0],
  ['.x', 0],
])('behind %j', (text, end) => {
  const bytes = Buffer.from(text)
  expect(behindLine(bytes, 0, bytes.length)).toBe(end)
})

const line = 'QUJD'.repeat(16)

function unwrapped(text: string): string | undefined {
  const bytes = Buffer.from(text)
  return new LineJoiner(bytes, bytes.length).unwrap(0)?.bytes.toString()
}

test.each([
  [`${line}\n  ${line}\n  QUJD`, `${line}${line}QUJD`],
  [`${line} ${line} QQ==`, `${line}${line}QQ`],
  [`${line}","${line}"]`, `${line}${line}`],
  [`${line.slice(0, 37)}\n ${line}\n QUJD\nnext: 1`, `${line.slice(0, 37)}${line}QUJD`],
  // Of another length, in front of words, and what a name stands in front of.
  [`${line}","${line}QUJD"]`, undefined],
  [`${line} was sent by`, undefined],
  [`${line}\n  name: value`, undefined],
  ['QUJDQUJDQUJD","QUJDQUJDQUJD', undefined],
])('%j', (text, expected) => {
  expect(unwrapped(text)).toBe(expected)
})

const lineSizes = [16, 40, 60, 64, 76]
const partings = [' ', '\n', '\r\n', '\n  ', '","', '\\n', '%0A', '.', '==', ', ']
const anyLines = fc
  .array(
    fc.record({
      size: fc.constantFrom(...lineSizes),
      parting: fc.constantFrom(...partings),
      count: fc.integer({ min: 1, max: 5 }),
      odd: fc.integer({ min: -1, max: 1 }),
    }),
    { maxLength: 8 },
  )
  .map((groups) =>
    groups
      .map(({ size, parting, count, odd }) =>
        `${line.repeat(2).slice(0, size)}${parting}`.repeat(count).concat(line.slice(0, 16 + odd), parting),
      )
      .join(''),
  )

test('of all lines that a text may have, each gives the same after those in front as by itself', () => {
  fc.assert(
    fc.property(anyLines, (text) => {
      const bytes = Buffer.from(text)
      const joiner = new LineJoiner(bytes, bytes.length)
      for (let at = 0; at < bytes.length; at++) {
        // Where base64 begins, as whoever goes over a text meets it.
        if (at > 0 && /[A-Za-z]/.test(text[at - 1] as string)) continue
        expect(joiner.unwrap(at)).toEqual(new LineJoiner(bytes, bytes.length).unwrap(at))
      }
    }),
    { numRuns: 300 },
  )
})

test('lines of which each is asked for are put together once', () => {
  const bytes = Buffer.from(`${line}\n`.repeat(20_000))
  const joiner = new LineJoiner(bytes, bytes.length)
  const before = processorTime()
  let wrapped = 0
  for (let at = 0; at < bytes.length; at += line.length + 1) if (joiner.unwrap(at) !== null) wrapped++
  expect(wrapped).toBe(19_999)
  expect(processorTime() - before).toBeLessThan(2_000)
})
