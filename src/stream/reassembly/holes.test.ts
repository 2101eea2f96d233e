import { describe, expect, test } from 'vitest'
import { nextOf, oneFlow, reassemblyOf, segmentOf, ToldStream } from '../../../test/support/one-flow.ts'
import type { OneFlow } from '../../../test/support/one-flow.ts'
import { limits } from '../../core/limits.ts'
import { verdicts } from '../../core/verdict.ts'
import { acknowledgedAt, isFinSeen, laneShift, lineShift, stateAt } from '../flow-table.ts'
import { Delivery } from './delivery.ts'
import { listOf } from './held.ts'
import type { HeldList } from './held.ts'
import { Holes } from './holes.ts'
import { OutOfOrder } from './out-of-order.ts'
import type { Reassembly } from './reassembly.ts'

interface Missing {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly shared: Reassembly
  readonly holes: Holes
  readonly list: HeldList
  readonly hold: (sequence: number, payload: string) => boolean
}

function missing(): Missing {
  const [one, told] = [oneFlow(), new ToldStream()]
  const shared = reassemblyOf(one, told)
  const delivery = new Delivery(shared)
  const holes = new Holes(shared, new OutOfOrder(shared, delivery), delivery)
  const hold = (sequence: number, payload: string): boolean =>
    holes.hold(one.slot, 0, one.flow, segmentOf(sequence, payload, 7))
  return { one, told, shared, holes, list: listOf(one.flow, 0), hold }
}

function acknowledge({ table, slot }: OneFlow, upTo: number): void {
  table.words[(slot << lineShift) + acknowledgedAt] = upTo
}

const givenUp = ['damage: 0 missed 9 from 1001', '0 gap 9 #7', '0 held #7+54']

describe('a hole', () => {
  test('waits as long as nobody acknowledged what lies behind it', () => {
    const { told, shared, hold } = missing()
    shared.point.now = 10
    expect(hold(1_010, 'held')).toBe(true)
    for (let count = 0; count < 20; count++) hold(1_100 + 2 * count, 'x')
    expect(told.lines).toEqual([])
  })

  test('that the peer acknowledged is given up after two seconds, and no sooner', () => {
    const { one, told, shared, holes, list, hold } = missing()
    hold(1_010, 'held')
    // The hole was received, whether or not what is held behind it was.
    acknowledge(one, 1_010)
    shared.point.now = 1
    holes.giveUp(one.slot, 0, one.flow, list)
    expect(told.lines).toEqual([])
    shared.point.now = 2
    holes.giveUp(one.slot, 0, one.flow, list)
    expect(told.lines).toEqual(givenUp)
    expect(list.holes).toEqual([1_001, 1_010])
  })

  test('that the peer acknowledged is given up at once where many segments wait', () => {
    const { one, told, hold } = missing()
    hold(1_010, 'held')
    acknowledge(one, 1_014)
    for (let count = 0; count < 14; count++) hold(1_100 + 2 * count, 'x')
    expect(told.lines).toEqual([])
    hold(1_200, 'x')
    expect(told.lines).toEqual(givenUp)
  })

  test('is kept where an earlier reading saw what belongs there', () => {
    const { one, told, shared, holes, list, hold } = missing()
    hold(1_010, 'held')
    acknowledge(one, 1_014)
    shared.point.now = 5
    told.isAwaited = true
    holes.giveUp(one.slot, 0, one.flow, list)
    expect(told.lines).toEqual([])
  })
})

describe('beyond the limits', () => {
  test('holes are given up until there is room, which is said', () => {
    const { told, list, hold } = missing()
    hold(1_010, 'held')
    hold(1_050, 'behind')
    list.count = limits.stream.heldSegmentsPerDirectionMax
    expect(hold(1_100, 'more')).toBe(true)
    expect(told.lines).toEqual(givenUp)
    expect([list.first?.next?.sequence, told.codes]).toEqual([1_100, ['held_limit', 'gap']])
  })

  test('a segment to which that brings its lane is not held', () => {
    const { one, told, list, hold } = missing()
    hold(1_010, 'held')
    list.count = limits.stream.heldSegmentsPerDirectionMax
    expect(hold(1_014, 'next')).toBe(false)
    expect([told.lines, nextOf(one, 0)]).toEqual([givenUp, 1_014])
  })

  test('where others take all the room, nothing is held, and what is missing before the segment is a gap', () => {
    const { one, told, shared, hold } = missing()
    shared.pool.heldBytes = limits.stream.heldBytesMax
    expect(hold(1_010, 'more')).toBe(false)
    expect(told.lines).toEqual(['damage: 0 missed 9 from 1001', '0 gap 9 #7'])
    expect(nextOf(one, 0)).toBe(1_010)
    told.verdict = verdicts.undecryptable
    expect(hold(1_100, 'unwanted')).toBe(true)
    expect(shared.counts.countedBytes[verdicts.undecryptable]).toBe(8)
  })

  test('a segment of a lane that nobody wants any more by then is counted', () => {
    const { told, shared, list, hold } = missing()
    hold(1_010, 'held')
    list.count = limits.stream.heldSegmentsPerDirectionMax
    told.verdict = verdicts.undecryptable
    expect(hold(1_100, 'more')).toBe(true)
    expect(shared.counts.countedBytes[verdicts.undecryptable]).toBe(4 + 4)
  })
})

describe('the last bytes of a lane', () => {
  test('which an acknowledgement tells of are a gap, in the frame of that', () => {
    const { one, told, holes } = missing()
    acknowledge(one, 1_031)
    one.table.edges[one.slot * 2] = 9
    holes.giveUpTail(one.slot, 0, one.flow)
    expect(told.lines).toEqual(['damage: 9 suspected', 'damage: 0 missed 30 from 1001', '0 gap 30 #9'])
  })

  test.each([
    ['nothing was acknowledged', 1_001, 1_001, 0],
    ['the FIN was, which has a number of its own', 1_002, 1_001, 0],
    ['the FIN stands further on', 1_001, 1_021, 20],
  ])('where %s', (_name, acknowledged, fin, gapBytes) => {
    const { one, shared, holes } = missing()
    const at = (one.slot << lineShift) + stateAt
    one.table.words[at] = (one.table.words[at] as number) | (isFinSeen << laneShift(0))
    one.table.fins[one.slot * 2] = fin
    acknowledge(one, acknowledged)
    holes.giveUpTail(one.slot, 0, one.flow)
    expect(shared.counts.gapBytes).toBe(gapBytes)
  })
})
