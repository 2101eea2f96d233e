import { expect, test } from 'vitest'
import { behindLine, unwrapBase64 } from './wrapped-base64.ts'

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
  return unwrapBase64(bytes, 0, bytes.length)?.bytes.toString()
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
