import { expect, test } from 'vitest'
import { nextOf, oneFlow, reassemblyOf, segmentOf, ToldStream } from '../../../test/support/one-flow.ts'
import type { OneFlow } from '../../../test/support/one-flow.ts'
import { verdicts } from '../../core/verdict.ts'
import { isAcknowledged, lineShift, nextAt, stateAt } from '../flow-table.ts'
import { sync } from '../lanes.ts'
import { Beginnings } from './beginnings.ts'
import { Delivery } from './delivery.ts'
import { listOf } from './held.ts'
import { OutOfOrder } from './out-of-order.ts'
import type { Reassembly } from './reassembly.ts'

interface Joined {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly shared: Reassembly
  readonly beginnings: Beginnings
  readonly take: (sequence: number, payload: string) => boolean
}

/** A lane of which the first segment, at 1,001, was just seen. */
function joined(): Joined {
  const [one, told] = [oneFlow([null, 5_001]), new ToldStream()]
  const shared = reassemblyOf(one, told)
  const delivery = new Delivery(shared)
  const beginnings = new Beginnings(shared, new OutOfOrder(shared, delivery), delivery)
  sync(one.table, one.slot, 0, 1_001)
  const list = listOf(one.flow, 0)
  list.isBeginning = true
  const take = (sequence: number, payload: string): boolean =>
    beginnings.take(one.slot, 0, one.flow, list, segmentOf(sequence, payload))
  return { one, told, shared, beginnings, take }
}

test('the first segments wait, and one that belongs before them begins the stream', () => {
  const { one, told, beginnings, take } = joined()
  expect([take(1_001, 'world'), take(996, 'hello')]).toEqual([true, true])
  expect([told.lines, nextOf(one, 0)]).toEqual([[], 996])
  beginnings.begin(one.slot, 0, one.flow, listOf(one.flow, 0))
  expect(told.lines).toEqual(['0 hello #1+54', '0 world #1+54'])
  // A flow that holds nothing goes as soon as it is over.
  expect(one.flow.held0).toBeNull()
})

test('what of them waits behind a hole is kept, and waits on', () => {
  const { one, told, beginnings, take } = joined()
  expect([take(1_001, 'first'), take(1_010, 'later')]).toEqual([true, true])
  const list = listOf(one.flow, 0)
  beginnings.begin(one.slot, 0, one.flow, list)
  expect(told.lines).toEqual(['0 first #1+54'])
  expect(one.flow.held0).toBe(list)
  expect([list.first?.sequence, list.isBeginning]).toEqual([1_010, false])
})

test('what the source counts as cut off behind them is remembered', () => {
  const { one, told, beginnings, take } = joined()
  const cut = segmentOf(1_001, 'first')
  cut.cut = cut.cutCounted = 10
  beginnings.take(one.slot, 0, one.flow, listOf(one.flow, 0), cut)
  take(1_010, 'later')
  beginnings.begin(one.slot, 0, one.flow, listOf(one.flow, 0))
  expect(told.lines.at(-1)).toBe('0 later #1+54')
  expect(one.flow.held0?.cutEnd).toBe(1_016)
})

test('no more than four do, and the next one is taken like any other', () => {
  const { told, take } = joined()
  const taken = [0, 1, 2, 3, 4].map((at) => take(1_001 + at, `${at}`))
  expect(taken).toEqual([true, true, true, true, false])
  expect(told.lines).toHaveLength(4)
})

test('nor do they wait for two seconds, or for what lies far off', () => {
  const late = joined()
  late.take(1_001, 'first')
  late.shared.point.now = 2
  expect([late.take(1_006, 'next'), late.told.lines]).toEqual([false, ['0 first #1+54']])
  const far = joined()
  far.take(1_001, 'first')
  expect([far.take(1_002 + 65_536, 'far'), far.told.lines]).toEqual([false, ['0 first #1+54']])
})

test('a keep-alive is no beginning', () => {
  const { told, take } = joined()
  expect([take(1_000, '\0'), told.lines]).toEqual([false, []])
})

test('where the first ones bring a verdict, the segment at hand is counted under it', () => {
  const { told, shared, take } = joined()
  take(1_001, 'first')
  told.verdict = verdicts.undecryptable
  shared.point.now = 2
  expect(take(1_006, 'next')).toBe(true)
  expect(shared.counts.countedBytes[verdicts.undecryptable]).toBe(4)
})

test.each([
  ['the first bytes of a lane', 5, -1, true],
  ['no bytes', 0, -1, false],
  ['bytes behind others', 9, -1, false],
  ['the bytes that the peer was seen to wait for', 5, 1_001, false],
  ['bytes behind those that it waited for', 5, 900, true],
])('before %s another segment may belong', (_name, bytes, awaited, mayCome) => {
  const [one, told] = [oneFlow([null, null]), new ToldStream()]
  const shared = reassemblyOf(one, told)
  const delivery = new Delivery(shared)
  const beginnings = new Beginnings(shared, new OutOfOrder(shared, delivery), delivery)
  const { table, slot, flow } = one
  const line = slot << lineShift
  if (awaited !== -1) {
    table.words[line + stateAt] = (table.words[line + stateAt] as number) | isAcknowledged(0)
    table.words[line + nextAt] = awaited
  }
  flow.bytesToServer = bytes
  const segment = segmentOf(1_001, bytes === 0 ? '' : 'hello')
  expect(beginnings.mayComeBefore(slot, 0, flow, segment)).toBe(mayCome)
})
