import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'
import { parseJsonBytes } from './parse-json-bytes.ts'

/** What is said of the text, in pieces of so many bytes; undefined where it is no JSON. */
function inPieces(text: string, piece: number): unknown {
  try {
    return parseJsonBytes(Buffer.from(text), piece)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

test('in pieces, a document says what it says at once, however it is written', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.constantFrom(0, 2),
      fc.integer({ min: 1, max: 40 }),
      (value, indent, piece) => {
        const text = JSON.stringify(value, null, indent)
        // A text or number that is longer than a piece is none that can be parsed.
        const longest = Math.max(
          0,
          ...(text.match(/"(?:[^"\\]|\\.)*"|[\d.eE+-]+|null|true|false/g) ?? []).map(bytesOf),
        )
        expect(inPieces(text, Math.max(piece, longest))).toEqual(JSON.parse(text))
      },
    ),
  )
})

test('what is no JSON at once is none in pieces', () => {
  const broken = fc
    .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom(',', ']', '}', '"', ':', '', ' ', '[', '{', '1'))
    .map(([value, at, sign]) => {
      const text = JSON.stringify(value)
      const place = at % (text.length + 1)
      return text.slice(0, place) + sign + text.slice(place + (at % 2))
    })
  fc.assert(
    fc.property(broken, fc.integer({ min: 1, max: 12 }), (text, piece) => {
      if (parseJson(text) === undefined) expect(inPieces(text, piece)).toBeUndefined()
    }),
  )
  for (const text of [
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '[1,,2]',
    '[1 2,3]',
    '{"a" 1,"b":2}',
    '[[1,2},3]',
    '{7:[1,2]}',
  ])
    expect([text, inPieces(text, 2)]).toEqual([text, undefined])
})

test('names that mean something to the language are names, and the last of two counts', () => {
  const value = parseJsonBytes(Buffer.from('{"__proto__": [1, 2, 3], "a": [1], "a": [2, 3, 4]}'), 12)
  expect(Object.entries(value as object)).toEqual([
    ['__proto__', [1, 2, 3]],
    ['a', [2, 3, 4]],
  ])
})

test('what is nested without end is refused, and not looked through again and again', () => {
  expect(() => parseJsonBytes(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)), 64)).toThrow(
    SyntaxError,
  )
})

function bytesOf(text: string): number {
  return Buffer.byteLength(text) + 8
}
