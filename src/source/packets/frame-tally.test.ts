import { describe, expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import type { Instant } from '../../core/time.ts'
import { sourceAnomalies } from '../anomalies.ts'
import { FrameTally } from './frame-tally.ts'

const buf = Buffer.alloc(10)

/** A tally that was handed frames of these times. */
function tallied(log: AnomalyLog, ...times: readonly (readonly [sec: number, nsec: number])[]): FrameTally {
  return add(new FrameTally({ frame: () => undefined }, log), ...times)
}

function add(tally: FrameTally, ...times: readonly (readonly [sec: number, nsec: number])[]): FrameTally {
  for (const [sec, nsec] of times) {
    Object.assign(tally.context, { sec, nsec })
    tally.timed(buf, 0, 10, 10)
  }
  return tally
}

const at = (sec: number, nsec = 0): Instant => ({ sec, nsec })

describe('the first and the last time of a capture', () => {
  test('are the earliest and the latest, in whatever order they come', () => {
    const { counts } = tallied(
      new AnomalyLog(),
      [5, 5],
      [7, 1],
      [5, 4],
      [7, 2],
      [3, 9],
      [7, 0],
      [3, 8],
      [6, 9],
    )
    expect([counts.first, counts.last]).toEqual([at(3, 8), at(7, 2)])
  })

  test('are those of all its files, each of which has its own', () => {
    const tally = new FrameTally({ frame: () => undefined }, new AnomalyLog())
    const files = [
      [[20, 0] as const, [50, 5] as const],
      [[10, 0] as const, [19, 0] as const],
      [],
      [[12, 0] as const, [40, 0] as const],
    ].map((times) => {
      tally.beginFile()
      return add(tally, ...times).endFile()
    })
    expect(files).toEqual([
      { first: at(20), last: at(50, 5), silentSeconds: 30 },
      { first: at(10), last: at(19), silentSeconds: 9 },
      { first: null, last: null, silentSeconds: 0 },
      { first: at(12), last: at(40), silentSeconds: 28 },
    ])
    expect([tally.counts.first, tally.counts.last]).toEqual([at(10), at(50, 5)])
  })

  test('are no nonsense, which is said', () => {
    const log = new AnomalyLog()
    const { counts } = tallied(log, [5, 0], [-(2 ** 50), 0], [2 ** 50, 0])
    expect([counts.first, counts.last]).toEqual([at(-(2 ** 40)), at(2 ** 40)])
    expect(log.count(sourceAnomalies.timeOutOfRange)).toBe(2)
  })
})

test('the longest time without a frame is counted from the latest so far', () => {
  const tally = new FrameTally({ frame: () => undefined }, new AnomalyLog())
  tally.beginFile()
  expect(add(tally, [10, 0], [14, 0], [2, 0], [17, 0]).endFile().silentSeconds).toBe(4)
})
