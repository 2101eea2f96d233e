import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HarSlicer } from './har-slicer.ts'

/** The entries of a file that comes in pieces, and how many values each has. */
function cut(file: Buffer, pieceBytes: number): (readonly [json: string, values: number])[] {
  const entries: (readonly [string, number])[] = []
  const slicer = new HarSlicer({
    member: () => undefined,
    entry: (json, _, values) => entries.push([json.toString('utf8'), values]),
  })
  for (let at = 0; at < file.length; at += pieceBytes)
    slicer.push(file, at, Math.min(file.length, at + pieceBytes))
  expect(slicer.isDone).toBe(true)
  return entries
}

test('a text of any length, with escapes at any place, is passed over up to its end', () => {
  const length = fc.oneof(
    fc.nat(8),
    fc.integer({ min: 250, max: 262 }),
    fc.integer({ min: 16_630, max: 16_650 }),
  )
  const part = fc
    .tuple(length, fc.constantFrom('"', '\\', '\\"', '{', '}],', 'é', '\n'))
    .map(([plain, sign]) => 'a'.repeat(plain) + sign)
  const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 3 }),
      fc.integer({ min: 1, max: 40_000 }),
      (texts, pieceBytes) => {
        const entries = texts.map((value) => JSON.stringify({ request: { a: value, b: [1, value] } }))
        const file = Buffer.from(`{"log":{"entries":[${entries.join(',')}],"x":"}"}}`)
        expect(cut(file, pieceBytes)).toEqual(entries.map((entry) => [entry, 5]))
      },
    ),
    { numRuns: 300 },
  )
})
