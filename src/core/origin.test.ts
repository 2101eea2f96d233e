import { describe, expect, test } from 'vitest'
import { processorTime } from '../../test/support/processor-time.ts'
import { RunMap, RunOrigin } from './origin.ts'

describe('the map of assembled bytes to frames', () => {
  test('maps runs byte for byte, and joins those that lie side by side', () => {
    const runs = new RunMap()
    runs.add(0, 1, 54)
    runs.add(10, 1, 64)
    runs.add(20, 2, 54)
    expect(runs.count).toBe(2)
    expect(runs.spans(5, 25)).toEqual([
      { frame: 1, start: 59, end: 74 },
      { frame: 2, start: 54, end: 59 },
    ])
    expect(runs.spans(20, 20)).toEqual([])
  })

  test('a whole run stands for its range of the frame, whatever part of it is asked for', () => {
    const runs = new RunMap()
    runs.addWhole(0, 1, 100, 1)
    runs.addNone(12)
    runs.add(14, 1, 101)
    runs.addNone(20)
    expect(runs.spans(3, 5)).toEqual([{ frame: 1, start: 100, end: 101 }])
    expect(runs.spans(12, 14)).toEqual([])
    expect(runs.spans(14, 18)).toEqual([{ frame: 1, start: 101, end: 105 }])
    expect(runs.spans(0, 40)).toEqual([
      { frame: 1, start: 100, end: 101 },
      { frame: 1, start: 101, end: 107 },
    ])
  })

  test('what comes from several frames stands for all of them', () => {
    const block = new RunMap()
    block.add(0, 4, 90)
    block.add(10, 5, 54)
    const runs = new RunMap()
    runs.addWholeRange(0, block, 6, 14)
    runs.addWholeRange(30, block, 14, 15)
    expect(runs.spans(20, 22)).toEqual([
      { frame: 4, start: 96, end: 100 },
      { frame: 5, start: 54, end: 58 },
    ])
    expect(runs.spans(0, 31)).toEqual([
      { frame: 4, start: 96, end: 100 },
      { frame: 5, start: 54, end: 59 },
    ])
  })

  test('what comes from many frames takes no more work for each of them', () => {
    const runs = new RunMap()
    const count = 100_000
    runs.add(0, 1, 54)
    for (let index = 0; index < count; index++) runs.addWhole(10, 2, 100 + 3 * index, 1)
    runs.add(20, 3, 54)
    const copy = new RunMap()
    const before = processorTime()
    expect(runs.spans(12, 14)).toHaveLength(count)
    copy.addWholeRange(0, runs, 8, 24)
    expect(copy.count).toBe(count + 2)
    // With all the others for each of them: 4 s.
    expect(processorTime() - before).toBeLessThan(1_000)
    expect(runs.spans(8, 12)[0]).toEqual({ frame: 1, start: 62, end: 64 })
    expect(runs.spans(19, 22).at(-1)).toEqual({ frame: 3, start: 54, end: 56 })
  })

  test('a range of another map is taken over as it is there', () => {
    const other = new RunMap()
    other.add(0, 1, 54)
    other.addWhole(10, 1, 64, 3)
    other.addNone(20)
    other.add(25, 2, 54)
    const runs = new RunMap()
    runs.addRange(100, other, 5, 30)
    for (const [from, to] of [
      [5, 8],
      [8, 12],
      [12, 22],
      [24, 30],
      [5, 30],
    ] as const)
      expect(runs.spans(95 + from, 95 + to)).toEqual(other.spans(from, to))
    expect(runs.copy().spans(100, 125)).toEqual(runs.spans(100, 125))
  })

  test('is charged for when it is large, and gives that back', () => {
    const runs = new RunMap()
    for (let index = 0; index < 4_096; index++) runs.add(2 * index, index + 1, 10)
    expect(runs.largeBytes).toBe(0)
    for (let index = 4_096; index < 10_000; index++) runs.add(2 * index, index + 1, 10)
    expect(runs.largeBytes).toBeGreaterThanOrEqual(10_000 * 20)
    expect(runs.spans(19_998, 19_999)).toEqual([{ frame: 10_000, start: 10, end: 11 }])
    runs.clear()
    expect(runs.largeBytes).toBe(0)
    runs.add(0, 7, 3)
    expect(runs.spans(0, 1)).toEqual([{ frame: 7, start: 3, end: 4 }])
  })

  test('grows with all it knows', () => {
    const runs = new RunMap()
    for (let index = 0; index < 100; index++)
      if (index % 2 === 0) runs.addWhole(index, index + 1, 10, 5)
      else runs.add(index, index + 1, 10)
    expect(runs.spans(40, 42)).toEqual([
      { frame: 41, start: 10, end: 15 },
      { frame: 42, start: 10, end: 11 },
    ])
    runs.clear()
    runs.add(0, 1, 1)
    expect(runs.spans(0, 2)).toEqual([{ frame: 1, start: 1, end: 3 }])
  })
})

describe('bytes on the wire', () => {
  test('nobody counts those that are mapped byte for byte', () => {
    const runs = new RunMap()
    runs.add(0, 1, 42)
    expect(runs.wireBytes(100)).toBeNull()
  })

  test('are those of whole runs, of what stands between them, and none of what is not on the wire', () => {
    const runs = new RunMap()
    runs.addWhole(0, 1, 40, 1)
    runs.addWhole(4_000, 1, 41, 2)
    runs.add(5_000, 1, 43)
    runs.addNone(5_010)
    runs.addWhole(5_020, 2, 60, 3)
    expect(runs.wireBytes(6_000)).toBe(1 + 2 + 10 + 3)
    expect(runs.wireBytes(5_005)).toBe(1 + 2 + 5)
  })
})

describe('the origin of what lies behind', () => {
  test('is as far on in the frame', () => {
    const origin = new RunOrigin()
    Object.assign(origin, { frame: 3, offset: 54, sec: 7, nsec: 9 })
    const behind = new RunOrigin()
    behind.placeBehind(origin, 10)
    expect(behind).toMatchObject({ frame: 3, offset: 64, sec: 7, nsec: 9, runs: null })
  })

  test('of bytes that lie in several places is there where they lie, and stays when the first map is cleared', () => {
    const origin = new RunOrigin()
    origin.runs = new RunMap()
    origin.runs.add(0, 1, 42)
    origin.runs.add(100, 2, 34)
    origin.runs.add(200, 3, 34)
    const behind = new RunOrigin()
    behind.placeBehind(origin, 150)
    origin.runs.clear()
    expect(behind.runs?.spans(0, 100)).toEqual([
      { frame: 2, start: 84, end: 134 },
      { frame: 3, start: 34, end: 84 },
    ])
    behind.placeBehind(new RunOrigin(), 0)
    expect(behind.runs).toBeNull()
  })
})
