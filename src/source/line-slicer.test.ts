import { expect, test } from 'vitest'
import { LineSlicer } from './line-slicer.ts'

const lineBytesMax = 8

/** Lines as handed on: their text, their length in the file, and whether they were too long. */
function linesOf(text: string, pieceBytes: number): (readonly [string, number, boolean])[] {
  const lines: (readonly [string, number, boolean])[] = []
  const slicer = new LineSlicer(
    { line: (bytes, fileBytes, isTooLong) => lines.push([bytes.toString('latin1'), fileBytes, isTooLong]) },
    lineBytesMax,
  )
  // Between bytes that are none of the file.
  const buf = Buffer.from(`\n${text}\nx`, 'latin1')
  for (let at = 1; at < buf.length - 2; at += pieceBytes)
    slicer.push(buf, at, Math.min(buf.length - 2, at + pieceBytes))
  slicer.finish()
  return lines
}

test.each([
  [
    'lines',
    'ab\ncd\n',
    [
      ['ab', 3, false],
      ['cd', 3, false],
    ],
  ],
  [
    'the last one without an end',
    'ab\ncd',
    [
      ['ab', 3, false],
      ['cd', 2, false],
    ],
  ],
  [
    'carriage returns, of which one belongs to the end',
    'ab\r\nc\r\r\nd\re\r',
    [
      ['ab', 4, false],
      ['c\r', 4, false],
      ['d\re', 4, false],
    ],
  ],
  [
    'empty lines',
    '\n\r\n\n',
    [
      ['', 1, false],
      ['', 2, false],
      ['', 1, false],
    ],
  ],
  ['nothing', '', []],
  ['a line as long as the limit', '12345678\n', [['12345678', 9, false]]],
  [
    'a longer one, and what follows',
    '123456789\nab\n',
    [
      ['', 10, true],
      ['ab', 3, false],
    ],
  ],
  [
    'a longer one at the end',
    'ab\n123456789',
    [
      ['ab', 3, false],
      ['', 9, true],
    ],
  ],
] as const)('%s, in whatever pieces they come', (_what, text, expected) => {
  for (const pieceBytes of [1, 2, 3, 5, 100]) expect(linesOf(text, pieceBytes)).toEqual(expected)
})
