import { describe, expect, test } from 'vitest'
import { EscapeReader, unescapedRun } from './escapes.ts'

const reader = new EscapeReader()
function read(text: string): [code: number, end: number] {
  const bytes = Buffer.from(text)
  return [reader.read(bytes, 0, bytes.length), reader.end]
}

describe('an escape of one character', () => {
  test.each([
    ['%3A1', 58, 3],
    ['%253A1', 58, 5],
    ['%25253A1', 58, 7],
    ['%u003a1', 58, 6],
    ['%25u003A1', 58, 8],
    [String.raw`\u003a1`, 58, 6],
    [String.raw`\u00e6`, 128, 6],
    [String.raw`\x3a1`, 58, 4],
    [String.raw`\n1`, 10, 2],
    [String.raw`\r1`, 13, 2],
    [String.raw`\t1`, 9, 2],
    [String.raw`\/1`, 47, 2],
    [String.raw`\:1`, 58, 2],
    [String.raw`%5Cu003a1`, 58, 8],
    [String.raw`\"`, 92, 1],
    // None: the sign stands for itself.
    ['%zz', 37, 1],
    ['%u00zz', 37, 1],
    ['%u4e2d1', 37, 1],
    ['%u003', 37, 1],
    ['%3', 37, 1],
    ['\\', 92, 1],
  ])('%s', (text, code, end) => {
    expect(read(text)).toEqual([code, end])
  })
})

test('escapes of the signs of base64 are undone in a run', () => {
  expect(unescapedRun(Buffer.from(String.raw`a%2Bb%2Fc\/d\u002be\u002Ff`)).toString()).toBe('a+b/c/d+e/f')
})
