import { describe, expect, test } from 'vitest'
import { hasBits, oneFlow, reassemblyOf, segmentOf, ToldStream } from '../../../test/support/one-flow.ts'
import type { OneFlow } from '../../../test/support/one-flow.ts'
import { verdicts } from '../../core/verdict.ts'
import {
  closedList,
  isClosed,
  isFinished,
  isFinSeen,
  isReset,
  laneShift,
  lineShift,
  stateAt,
} from '../flow-table.ts'
import { Beginnings } from './beginnings.ts'
import { Delivery } from './delivery.ts'
import { listOf } from './held.ts'
import { LaneEnds } from './lane-ends.ts'
import { OutOfOrder } from './out-of-order.ts'

interface Ending {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly delivery: Delivery
  readonly ends: LaneEnds
  readonly outOfOrder: OutOfOrder
}

function ending(): Ending {
  const [one, told] = [oneFlow(), new ToldStream()]
  const shared = reassemblyOf(one, told)
  const delivery = new Delivery(shared)
  const outOfOrder = new OutOfOrder(shared, delivery)
  const ends = new LaneEnds(shared, new Beginnings(shared, outOfOrder, delivery), delivery)
  return { one, told, delivery, ends, outOfOrder }
}

function set({ table, slot }: OneFlow, lane: number, bits: number): void {
  const at = (slot << lineShift) + stateAt
  table.words[at] = (table.words[at] as number) | (bits << laneShift(lane))
}

describe('a FIN', () => {
  test('at the expected byte finishes its lane', () => {
    const { one, told, ends } = ending()
    ends.fin(one.slot, 0, 1_001, 7)
    expect([told.lines, hasBits(one, 0, isFinSeen | isFinished)]).toEqual([['0 finished'], true])
  })

  test('that overtook bytes is remembered, with its frame', () => {
    const { one, told, ends } = ending()
    ends.fin(one.slot, 0, 1_050, 7)
    expect([told.lines, hasBits(one, 0, isFinSeen), hasBits(one, 0, isFinished)]).toEqual([[], true, false])
    expect([one.table.fins[one.slot * 2], one.table.edges[one.slot * 2]]).toEqual([1_050, 7])
  })

  test.each([
    ['behind the expected byte', 1_000],
    ['far ahead of it', 1_002 + 16_777_216],
  ])('%s is none of this stream', (_name, sequence) => {
    const { one, told, ends } = ending()
    ends.fin(one.slot, 0, sequence, 7)
    expect([told.lines, hasBits(one, 0, isFinSeen)]).toEqual([[], false])
  })

  test('of a lane that nobody wants finishes it, wherever it stands', () => {
    const { one, told, delivery, ends } = ending()
    delivery.settle(one.slot, 0, one.flow, verdicts.undecryptable)
    ends.fin(one.slot, 0, 900_000, 7)
    expect([told.lines, hasBits(one, 0, isFinSeen | isFinished)]).toEqual([[], true])
  })

  test('ends the waiting for what may belong before the first segments', () => {
    const { one, told, ends, outOfOrder } = ending()
    outOfOrder.insert(one.slot, 0, one.flow, segmentOf(1_001, 'first'))
    listOf(one.flow, 0).isBeginning = true
    ends.fin(one.slot, 0, 1_006, 7)
    expect(told.lines).toEqual(['0 first #1+54', '0 finished'])
  })
})

describe('both FINs', () => {
  test('end the flow for its consumer, and its slot waits for stragglers', () => {
    const { one, told, ends } = ending()
    ends.fin(one.slot, 0, 1_001, 7)
    expect(one.table.counts[closedList]).toBe(0)
    ends.fin(one.slot, 1, 5_001, 8)
    expect(told.lines).toEqual(['0 finished', '1 finished', 'end closed'])
    expect([one.table.flows[one.slot], one.table.counts[closedList]]).toEqual([null, 1])
  })

  test('do not as long as something is held', () => {
    const { one, told, ends, outOfOrder } = ending()
    outOfOrder.insert(one.slot, 0, one.flow, segmentOf(1_010, 'held'))
    ends.fin(one.slot, 0, 1_014, 7)
    ends.fin(one.slot, 1, 5_001, 8)
    expect(told.lines).toEqual(['1 finished'])
    expect(one.table.flows[one.slot]).toBe(one.flow)
  })
})

describe('new bytes of a lane that had ended', () => {
  test('say that it had not, and that the FIN was mistaken whose number they have', () => {
    const { one, told, ends } = ending()
    ends.fin(one.slot, 0, 1_001, 7)
    told.take()
    ends.noteNewData(one.slot, 0, 9, true)
    expect([told.codes, told.lines]).toEqual([
      ['data_after_end'],
      ['damage: 9 behind 7', 'damage: 7 mistaken'],
    ])
  })

  test('take a reset back, and the flow lives', () => {
    const { one, told, ends } = ending()
    set(one, 0, isReset)
    one.table.move(one.slot, closedList)
    ends.noteNewData(one.slot, 0, 9, true)
    expect([told.codes, hasBits(one, 0, isReset)]).toEqual([['data_after_end'], false])
    const state = one.table.words[(one.slot << lineShift) + stateAt] as number
    expect([one.table.counts[closedList], state & isClosed]).toEqual([0, 0])
  })

  test('are no contradiction behind the reset of the peer', () => {
    const { one, told, ends } = ending()
    set(one, 1, isReset)
    ends.noteNewData(one.slot, 0, 9, true)
    expect([told.codes, told.lines]).toEqual([[], []])
  })
})
