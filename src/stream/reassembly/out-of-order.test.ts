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
import { limits } from '../../core/limits.ts'
import { isHolding } from '../flow-table.ts'
import { Delivery } from './delivery.ts'
import { listOf } from './held.ts'
import { OutOfOrder } from './out-of-order.ts'
import type { Reassembly } from './reassembly.ts'

interface Waiting {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly shared: Reassembly
  readonly outOfOrder: OutOfOrder
  readonly insert: (sequence: number, payload: string, frame?: number) => void
}

function waiting(): Waiting {
  const [one, told] = [oneFlow(), new ToldStream()]
  const shared = reassemblyOf(one, told)
  const outOfOrder = new OutOfOrder(shared, new Delivery(shared))
  const insert = (sequence: number, payload: string, frame = 1): void =>
    outOfOrder.insert(one.slot, 0, one.flow, segmentOf(sequence, payload, frame))
  return { one, told, shared, outOfOrder, insert }
}

/** What is held, as `1010 text`. */
function held({ one }: Waiting): string[] {
  const texts: string[] = []
  for (let each = listOf(one.flow, 0).first; each !== null; each = each.next)
    texts.push(`${each.sequence} ${each.buf.toString('latin1', each.start, each.end)}`)
  return texts
}

describe('what is held', () => {
  test('stands in the order of the stream, whatever order it came in', () => {
    const all = waiting()
    all.insert(1_020, 'later')
    all.insert(1_010, 'first')
    all.insert(1_030, 'last')
    expect(held(all)).toEqual(['1010 first', '1020 later', '1030 last'])
    expect(hasBits(all.one, 0, isHolding)).toBe(true)
  })

  test('holds each byte once: the copy that came first', () => {
    const all = waiting()
    all.insert(1_012, 'CDE')
    all.insert(1_010, 'abcdefgh')
    expect(held(all)).toEqual(['1010 ab', '1012 CDE', '1015 fgh'])
    expect(all.shared.counts.duplicateBytes).toBe(3)
  })

  test('does not keep the buffer of who read it', () => {
    const all = waiting()
    const segment = segmentOf(1_010, 'read')
    all.outOfOrder.insert(all.one.slot, 0, all.one.flow, segment)
    segment.buf.fill('x')
    expect(held(all)).toEqual(['1010 read'])
  })
})

describe('as far as nothing is missing', () => {
  test('it is handed on, each segment with its own origin', () => {
    const all = waiting()
    all.insert(1_006, 'world', 3)
    all.insert(1_001, 'hello', 4)
    all.insert(1_020, 'later', 5)
    all.outOfOrder.drain(all.one.slot, 0, all.one.flow)
    expect(all.told.lines).toEqual(['0 hello #4+54', '0 world #3+54'])
    expect([held(all), nextOf(all.one, 0)]).toEqual([['1020 later'], 1_011])
    expect(hasBits(all.one, 0, isHolding)).toBe(true)
  })

  test('its memory is given back, and the lane holds nothing', () => {
    const all = waiting()
    all.insert(1_001, 'hello')
    expect(all.shared.pool.heldBytes).toBeGreaterThan(0)
    all.outOfOrder.drain(all.one.slot, 0, all.one.flow)
    expect([all.shared.pool.heldBytes, listOf(all.one.flow, 0).bytes]).toEqual([0, 0])
    expect(hasBits(all.one, 0, isHolding)).toBe(false)
  })
})

test('the limits are those of the direction, in bytes and segments, and of all of them', () => {
  const { one, shared, outOfOrder } = waiting()
  const list = listOf(one.flow, 0)
  const { heldBytesPerDirectionMax, heldSegmentsPerDirectionMax, heldBytesMax } = limits.stream
  expect(outOfOrder.isOverLimit(list, 0)).toBe(false)
  list.bytes = heldBytesPerDirectionMax
  expect([outOfOrder.isOverLimit(list, 0), outOfOrder.isOverLimit(list, 1)]).toEqual([false, true])
  list.bytes = 0
  list.count = heldSegmentsPerDirectionMax
  expect([outOfOrder.isOverLimit(list, 0), outOfOrder.isOverLimit(list, 128)]).toEqual([false, true])
  list.count = 0
  shared.pool.heldBytes = heldBytesMax
  expect([outOfOrder.isOverLimit(list, 0), outOfOrder.isOverLimit(list, 1)]).toEqual([false, true])
})
