import { expect, test } from 'vitest'
import { ObjectSlicer, slicesObjects } from './object-slicer.ts'

type Line = readonly [text: string, fileBytes: number, isTooLong: boolean]

function linesOf(text: string, pieceBytes: number): Line[] {
  const lines: Line[] = []
  const slicer = new ObjectSlicer(
    { line: (bytes, fileBytes, isTooLong) => lines.push([bytes.toString('latin1'), fileBytes, isTooLong]) },
    24,
  )
  // Between bytes that are none of the file.
  const buf = Buffer.from(`{${text}{`, 'latin1')
  const stop = buf.length - 1
  for (let at = 1; at < stop; at += pieceBytes) slicer.push(buf, at, Math.min(stop, at + pieceBytes))
  slicer.finish()
  return lines
}

test.each<[what: string, text: string, lines: Line[]]>([
  [
    'a list',
    '[{"a":1},{"b":[2,{}]}]\n',
    [
      ['{"a":1}', 8, false],
      ['{"b":[2,{}]}', 13, false],
      ['', 2, false],
    ],
  ],
  [
    'objects over several lines',
    '{\n "a": 1\r\n}\n{\n "b": 2\n}',
    [
      ['{  "a": 1  }', 12, false],
      ['{  "b": 2 }', 12, false],
    ],
  ],
  [
    'brackets and quotes in texts',
    '[{"a":"}]\\"{"}]',
    [
      ['{"a":"}]\\"{"}', 14, false],
      ['', 1, false],
    ],
  ],
  ['an object that is cut off', '[{"a":1', [['{"a":1', 7, false]]],
  [
    'what is no object',
    '[1, "x"\n{"a":1}]',
    [
      ['1, "x" ', 8, false],
      ['{"a":1}', 7, false],
      ['', 1, false],
    ],
  ],
  [
    'one that is too long',
    `[{"a":"${'x'.repeat(30)}"}]`,
    [
      ['', 39, true],
      ['', 1, false],
    ],
  ],
  [
    'a text that does not end, up to the end of its line',
    '[{"a":"x},\n{"b":1},\n{"c":"\\\n{"d":2}]',
    [
      ['{"a":"x}, ', 11, false],
      ['{"b":1}', 7, false],
      ['{"c":"\\ ', 10, false],
      ['{"d":2}', 7, false],
      ['', 1, false],
    ],
  ],
  ['nothing', '', []],
])('%s', (_, text, lines) => {
  for (let pieceBytes = 1; pieceBytes <= Math.max(1, text.length); pieceBytes++)
    expect(linesOf(text, pieceBytes)).toEqual(lines)
  expect(lines.reduce((sum, [, fileBytes]) => sum + fileBytes, 0)).toBe(text.length)
})

test.each([
  ['[', true],
  ['\n [{', true],
  ['\xef\xbb\xbf[', true],
  ['{\n', true],
  ['{ \r\n  "a"', true],
  ['{"a":1}\n', false],
  ['{ "a"', false],
  ['#fields', false],
  ['', 'more'],
  ['\xef\xbb', 'more'],
  ['  {', 'more'],
  ['{\r', 'more'],
] as const)('%j: %s', (text, answer) => {
  expect(slicesObjects(Buffer.from(text, 'latin1'))).toBe(answer)
})
