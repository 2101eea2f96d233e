import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { LogLines } from './log-lines.ts'

const most = limits.message.keyLogLineBytesMax

/** The lines of a text that comes in pieces; of one that is too long only that it is. */
function linesOf(pieces: readonly string[]): string[] {
  const found: string[] = []
  const lines = new LogLines(
    (buf, start, stop) => found.push(buf.toString('latin1', start, stop)),
    () => found.push('too long'),
  )
  for (const piece of pieces) {
    const bytes = Buffer.from(`..${piece}..`)
    lines.read(bytes, 2, bytes.length - 2)
  }
  lines.finish()
  return found
}

test('each line is handed on whole, however its text is cut', () => {
  const text = 'one\ntwo\r\nthree\rfour'
  for (let cut = 0; cut <= text.length; cut++)
    expect(linesOf([text.slice(0, cut), text.slice(cut)]).filter((line) => line !== '')).toEqual([
      'one',
      'two',
      'three',
      'four',
    ])
  expect(linesOf([])).toEqual([])
})

test('a line that is too long is told once, in one piece or in several, and the next one is read', () => {
  const long = 'x'.repeat(most)
  expect(linesOf([`${long}\nnext`])).toEqual([long, 'next'])
  expect(linesOf([long.slice(1), 'x\nnext'])).toEqual([long, 'next'])
  expect(linesOf([`${long}x\nnext`])).toEqual(['too long', 'next'])
  expect(linesOf([long, 'x', 'y', '\nnext'])).toEqual(['too long', 'next'])
  expect(linesOf([long, 'x'])).toEqual(['too long'])
})
