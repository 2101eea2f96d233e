import { expect, test } from 'vitest'
import { limits } from '../../../core/limits.ts'
import { RunOrigin } from '../../../core/origin.ts'
import type { Direction } from '../../../core/verdict.ts'
import { verdicts } from '../../../core/verdict.ts'
import { switchProtocol } from '../../types.ts'
import { EarlyAnswer } from './early-answer.ts'

const origin = new RunOrigin()

function kept(...pieces: readonly string[]): EarlyAnswer {
  const early = new EarlyAnswer(1)
  for (const [index, piece] of pieces.entries()) {
    origin.place(7 + index, 54, 1, 2)
    const buf = Buffer.from(`<${piece}>`)
    early.add(buf, 1, buf.length - 1, origin)
    buf.fill(0)
  }
  origin.place(0, 0, 0, 0)
  return early
}

/** A connection that keeps what it is given, up to where something else begins in a piece with `!`. */
function connection(): {
  readonly given: [Direction, string, number][]
  restStart: number
  push(direction: Direction, buf: Buffer, start: number, end: number, from: RunOrigin): number
} {
  return {
    given: [],
    restStart: 0,
    push(direction, buf, start, end, { frame }) {
      this.given.push([direction, buf.toString('latin1', start, end), frame])
      this.restStart = buf.indexOf('!')
      return this.restStart < 0 ? verdicts.more : switchProtocol
    },
  }
}

test('what came is given as it came, in copies, with where it came from', () => {
  const early = kept('one', 'two')
  expect([early.direction, early.bytes]).toEqual([1, 6])
  const taker = connection()
  expect(early.giveTo(taker, 1)).toBe(0)
  expect(taker.given).toEqual([
    [1, 'one', 7],
    [1, 'two', 8],
  ])
})

test('what is none of the connection is left', () => {
  expect(kept('one', 'two!clear').giveTo(connection(), 1)).toBe(6)
})

test('there is room for so many bytes', () => {
  const early = kept('one')
  const max = limits.message.tlsWaitingBytesMax
  expect([early.hasRoom(max - 3), early.hasRoom(max - 2)]).toEqual([true, false])
})
