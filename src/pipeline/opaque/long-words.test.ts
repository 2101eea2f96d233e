import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { longSignRuns, longWords } from './long-words.ts'

const piece = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'B7+/', 'x_-'), fc.nat(140))
    .map(([signs, length]) => signs.repeat(length).slice(0, length)),
  fc.constantFrom(' ', '\n', '\r\n', '=', '==', '.', '{"', '--', '\u00e5', '\u007f'),
)
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

test('long words are those of the whole text, wherever a run of them begins', () => {
  const met = new Set<number>()
  fc.assert(
    fc.property(text, (value) => {
      const bytes = Buffer.from(`.${value}`, 'latin1')
      const words = [...bytes.toString('latin1').matchAll(/(?:[\w+/-]{60,}\r?\n(?!--))*[\w+/-]+={0,2}/g)]
        .filter(([word]) => word.length >= 64)
        .map(({ 0: word, index }) => ({ word, at: index }))
      met.add(Math.min(2, words.length))
      const found = longWords(bytes, [0, 1]).map(({ word, at }) => ({ word: word.toString('latin1'), at }))
      expect(found).toEqual(words)
      expect(longSignRuns(bytes).map((run) => run.toString('latin1'))).toEqual(
        bytes.toString('latin1').match(/[!-~]{128,}/g) ?? [],
      )
    }),
    { numRuns: 2_000 },
  )
  expect(met.size).toBe(3)
})

test.each([59, 60, 61, 62, 63, 64, 127, 128])('a run of %d signs', (length) => {
  for (const before of [0, 1, 59, 60, 200]) {
    const run = 'a'.repeat(length)
    const bytes = Buffer.from(`${'. '.repeat(before)}${run}`)
    expect(longWords(bytes, [0, 0]).length).toBe(length >= 64 ? 1 : 0)
    expect(longWords(Buffer.concat([bytes, Buffer.from('==')]), [0, 0]).length).toBe(length >= 62 ? 1 : 0)
    expect(longWords(Buffer.concat([bytes, Buffer.from('\r\nabc')]), [0, 0]).length).toBe(
      length >= 60 ? 1 : 0,
    )
    expect(longSignRuns(bytes).length).toBe(length >= 128 ? 1 : 0)
  }
})
