import { describe, expect, test } from 'vitest'
import { hasBits, oneFlow, reassemblyOf, segmentOf, ToldStream } from '../../../test/support/one-flow.ts'
import type { OneFlow } from '../../../test/support/one-flow.ts'
import { isClosed, isHolding, lineShift, stateAt } from '../flow-table.ts'
import { Delivery } from './delivery.ts'
import { listOf } from './held.ts'
import type { HeldList } from './held.ts'
import { Holes } from './holes.ts'
import { OutOfOrder } from './out-of-order.ts'
import type { Reassembly } from './reassembly.ts'
import { liesFarAhead, strayFates, Strays } from './strays.ts'
import type { StrayFate } from './strays.ts'

const far = 100_000_000

interface Straying {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly shared: Reassembly
  readonly outOfOrder: OutOfOrder
  readonly strays: Strays
  readonly list: HeldList
  readonly take: (sequence: number, payload: string, frame?: number) => StrayFate
}

function straying(): Straying {
  const [one, told] = [oneFlow(), new ToldStream()]
  const shared = reassemblyOf(one, told)
  const delivery = new Delivery(shared)
  const outOfOrder = new OutOfOrder(shared, delivery)
  const strays = new Strays(shared, outOfOrder, new Holes(shared, outOfOrder, delivery))
  const take = (sequence: number, payload: string, frame = 7): StrayFate =>
    strays.take(one.slot, 0, one.flow, segmentOf(sequence, payload, frame))
  return { one, told, shared, outOfOrder, strays, list: listOf(one.flow, 0), take }
}

describe('a segment far outside of the window', () => {
  test('is set aside, and said, and tells nobody of its bytes', () => {
    const { one, told, list, take } = straying()
    expect(take(far, 'stray')).toBe(strayFates.kept)
    expect([told.lines, told.codes]).toEqual([['damage: 7 unfitting'], ['out_of_window']])
    expect([list.stray?.sequence, list.first, hasBits(one, 0, isHolding)]).toEqual([far, null, true])
  })

  test('that comes again is counted as that, and the first one stays', () => {
    const { shared, list, take } = straying()
    take(far, 'stray', 7)
    expect(take(far, 'stray', 8)).toBe(strayFates.kept)
    expect([shared.counts.duplicateBytes, list.stray?.frame]).toEqual([5, 7])
  })

  test.each([
    ['just behind the one before', far + 5, strayFates.follows],
    ['a little further behind it', far + 5 + 65_536, strayFates.follows],
    ['further than that', far + 6 + 65_536, strayFates.kept],
    ['before it', far - 5, strayFates.kept],
  ])('%s', (_name, sequence, fate) => {
    const { shared, list, take } = straying()
    take(far, 'stray')
    expect(take(sequence, 'other')).toBe(fate)
    // What nothing follows gives way to the next.
    const isKept = fate === strayFates.kept
    expect(list.stray?.sequence).toBe(isKept ? sequence : far)
    expect(shared.counts.droppedBytes).toBe(isKept ? 5 : 0)
  })

  test('of a connection that is over is of another one', () => {
    const { one, list, take } = straying()
    const at = (one.slot << lineShift) + stateAt
    one.table.words[at] = (one.table.words[at] as number) | isClosed
    expect([take(far, 'stray'), list.stray]).toEqual([strayFates.another, null])
  })
})

describe('a stray that is confirmed', () => {
  test('goes on with the stream, behind a gap', () => {
    const { one, told, strays, list, take } = straying()
    take(far, 'stray')
    told.take()
    expect(strays.confirm(one.slot, 0, one.flow, list)).toBeNull()
    const length = far - 1_001
    expect(told.lines).toEqual([
      `damage: 0 missed ${length} from 1001`,
      `0 gap ${length} #7`,
      '0 stray #7+54',
    ])
    expect([list.isEmpty, hasBits(one, 0, isHolding)]).toEqual([true, false])
  })

  test.each([
    ['before all that was read', (all: Straying) => all.take(1_001 - far, 'stray')],
    [
      'further ahead than can have been lost',
      (all: Straying) => all.take((1_002 + 1_073_741_824) | 0, 'stray'),
    ],
    [
      'and acknowledges what this connection did not send',
      (all: Straying) => {
        all.shared.point.acknowledgement = 2_000_000_000
        all.take(far, 'stray')
      },
    ],
  ])('and lies %s is of another connection', (_name, take) => {
    const all = straying()
    take(all)
    all.told.take()
    const stray = all.strays.confirm(all.one.slot, 0, all.one.flow, all.list)
    expect([stray?.length, all.list.stray, all.told.lines]).toEqual([5, null, []])
  })
})

describe('at the end of a flow', () => {
  test('a stray is delivered behind what is held', () => {
    const { one, told, outOfOrder, strays, take } = straying()
    outOfOrder.insert(one.slot, 0, one.flow, segmentOf(1_010, 'held', 3))
    take(far, 'stray')
    told.take()
    strays.flush(one.slot, 0, one.flow)
    const bytes = told.lines.filter((line) => line.endsWith('+54'))
    expect(bytes).toEqual(['0 held #3+54', '0 stray #7+54'])
  })

  test('one that the stream went on without is dropped, and said', () => {
    const { one, told, shared, strays, list, take } = straying()
    take(far, 'stray')
    list.isStrayDenied = true
    told.take()
    strays.flush(one.slot, 0, one.flow)
    expect([told.lines, shared.counts.droppedBytes]).toEqual([['order: 7 behind'], 5])
    expect([told.codes, shared.pool.heldBytes]).toEqual([['out_of_window', 'stray_dropped'], 0])
  })
})

test('far ahead is what lies so of the last that is held', () => {
  const { one, outOfOrder } = straying()
  expect(liesFarAhead(0, one.flow, 1_001)).toBe(true)
  outOfOrder.insert(one.slot, 0, one.flow, segmentOf(70_000, 'held'))
  expect([70_004 + 65_536, 70_005 + 65_536].map((sequence) => liesFarAhead(0, one.flow, sequence))).toEqual([
    false,
    true,
  ])
})
