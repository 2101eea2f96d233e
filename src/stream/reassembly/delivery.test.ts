import { describe, expect, test } from 'vitest'
import {
  hasBits,
  nextOf,
  oneFlow,
  reassemblyOf,
  segmentOf,
  ToldStream,
} from '../../../test/support/one-flow.ts'
import type { OneFlow } from '../../../test/support/one-flow.ts'
import { verdicts } from '../../core/verdict.ts'
import { isFinished, isFinSeen, laneShift, lineShift, stateAt } from '../flow-table.ts'
import { isSettled } from '../lanes.ts'
import { Delivery } from './delivery.ts'
import { listOf } from './held.ts'
import type { Reassembly } from './reassembly.ts'

interface Delivered {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly shared: Reassembly
  readonly delivery: Delivery
}

function delivering(): Delivered {
  const [one, told] = [oneFlow(), new ToldStream()]
  const shared = reassemblyOf(one, told)
  return { one, told, shared, delivery: new Delivery(shared) }
}

/** Holds a segment of the client's lane that lies ahead. */
function hold({ one, shared }: Delivered, sequence: number, payload: string): void {
  const { buf, start, end } = segmentOf(sequence, payload)
  const held = shared.pool.take(buf, start, end)
  held.sequence = sequence
  const list = listOf(one.flow, 0)
  list.insert(held, list.last)
}

describe('the next bytes', () => {
  test('are told with their origin, and the lane goes on behind them', () => {
    const { one, told, shared, delivery } = delivering()
    delivery.advance(one.slot, 0, one.flow, segmentOf(1_001, 'hello', 4))
    delivery.advance(one.slot, 1, one.flow, segmentOf(5_001, 'answer', 5))
    expect(told.lines).toEqual(['0 hello #4+54', '1 answer #5+54'])
    expect([nextOf(one, 0), nextOf(one, 1), shared.counts.deliveredBytes]).toEqual([1_006, 5_007, 11])
  })

  test('are followed by a gap of those that were cut, which the source counted', () => {
    const { one, told, shared, delivery } = delivering()
    const segment = segmentOf(1_001, 'hello', 4)
    segment.cut = 10
    segment.cutCounted = 10
    delivery.advance(one.slot, 0, one.flow, segment)
    expect(told.lines).toEqual(['0 hello #4+54', 'damage: 0 missed 10 from 1006', '0 gap 10 #4'])
    expect([nextOf(one, 0), shared.counts.gaps, shared.counts.gapBytes]).toEqual([1_016, 0, 0])
  })

  test('are followed by none where what was cut is held', () => {
    const delivered = delivering()
    const { one, told, delivery } = delivered
    hold(delivered, 1_006, 'world')
    const segment = segmentOf(1_001, 'hello', 4)
    segment.cut = 10
    delivery.advance(one.slot, 0, one.flow, segment)
    expect(told.lines).toEqual(['0 hello #4+54'])
  })
})

test('a gap is counted, noted and told, of a conversation without payload only counted and noted', () => {
  const { one, told, shared, delivery } = delivering()
  shared.point.origin.place(9, 54, 1_550_000_000, 0)
  delivery.gap(one.slot, 0, one.flow, 20, 5)
  delivery.gap(one.slot, 1, null, 7)
  expect(told.lines).toEqual(['damage: 0 missed 20 from 1001', '0 gap 20 #9'])
  expect([shared.counts.gaps, shared.counts.gapBytes]).toEqual([2, 15 + 7])
  expect([nextOf(one, 0), nextOf(one, 1), told.codes]).toEqual([1_021, 5_008, ['gap']])
})

describe('a verdict', () => {
  test('ends the lane, and what it holds is counted under it', () => {
    const delivered = delivering()
    const { one, told, shared, delivery } = delivered
    hold(delivered, 1_010, 'held')
    told.verdict = verdicts.undecryptable
    delivery.advance(one.slot, 0, one.flow, segmentOf(1_001, 'hello'))
    expect([isSettled(one.table, one.slot, 0), isSettled(one.table, one.slot, 1)]).toEqual([true, false])
    expect(shared.counts.countedBytes[verdicts.undecryptable]).toBe(4)
    expect(shared.pool.heldBytes).toBe(0)
  })

  test('counts what was set aside of the lane, too, and gives its memory back', () => {
    const { one, told, shared, delivery } = delivering()
    const { buf, start, end } = segmentOf(100_000_000, 'stray')
    listOf(one.flow, 0).stray = shared.pool.take(buf, start, end)
    told.verdict = verdicts.undecryptable
    delivery.advance(one.slot, 0, one.flow, segmentOf(1_001, 'hello'))
    expect(shared.counts.countedBytes[verdicts.undecryptable]).toBe(5)
    expect([shared.pool.heldBytes, listOf(one.flow, 0).isEmpty]).toEqual([0, true])
  })

  test('of both directions ends both', () => {
    const { one, delivery } = delivering()
    delivery.settle(one.slot, 1, one.flow, verdicts.undecryptable | verdicts.bothDirections)
    expect([isSettled(one.table, one.slot, 0), isSettled(one.table, one.slot, 1)]).toEqual([true, true])
  })

  test('is taken back where the consumer wants that, and not of a lane that is finished', () => {
    const { one, shared, delivery } = delivering()
    delivery.settle(one.slot, 0, one.flow, verdicts.undecryptable | verdicts.bothDirections)
    expect(delivery.resume(one.slot, 0)).toBe(false)
    shared.consumer.resumes = () => true
    delivery.finish(one.slot, 1)
    expect(delivery.resume(one.slot, 1)).toBe(false)
    expect(delivery.resume(one.slot, 0)).toBe(true)
    expect([isSettled(one.table, one.slot, 0), isSettled(one.table, one.slot, 1)]).toEqual([false, true])
  })
})

test('a lane is finished once it has come to its FIN, and told so once', () => {
  const { one, told, delivery } = delivering()
  const { table, slot } = one
  const at = (slot << lineShift) + stateAt
  table.words[at] = (table.words[at] as number) | (isFinSeen << laneShift(0))
  table.fins[slot * 2] = 1_006
  delivery.finishIfReached(slot, 0)
  expect(hasBits(one, 0, isFinished)).toBe(false)
  delivery.advance(slot, 0, one.flow, segmentOf(1_001, 'hello'))
  delivery.finishIfReached(slot, 0)
  delivery.finishIfReached(slot, 0)
  expect(told.lines).toEqual(['0 hello #1+54', '0 finished'])
})
