import { describe, expect, test } from 'vitest'
import { oneFlow, reassemblyOf, segmentOf, ToldStream } from '../../../test/support/one-flow.ts'
import type { OneFlow } from '../../../test/support/one-flow.ts'
import { FlowOpener } from '../flow-opener.ts'
import { acknowledgedAt, isClientB, isRoleKnown, isV6, lineShift, stateAt } from '../flow-table.ts'
import { Delivery } from './delivery.ts'
import { FlowEnds } from './flow-ends.ts'
import { Holes } from './holes.ts'
import { OutOfOrder } from './out-of-order.ts'
import type { Reassembly } from './reassembly.ts'
import { Strays } from './strays.ts'

interface Ending {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly shared: Reassembly
  readonly outOfOrder: OutOfOrder
  readonly ends: FlowEnds
}

function ending(nexts?: readonly [number | null, number | null]): Ending {
  const [one, told] = [oneFlow(nexts), new ToldStream()]
  const shared = reassemblyOf(one, told)
  const delivery = new Delivery(shared)
  const outOfOrder = new OutOfOrder(shared, delivery)
  const holes = new Holes(shared, outOfOrder, delivery)
  const opener = new FlowOpener(one.table, told.anomalies, told.damage)
  const ends = new FlowEnds(shared, opener, holes, new Strays(shared, outOfOrder, holes))
  return { one, told, shared, outOfOrder, ends }
}

describe('the end of a flow', () => {
  test('comes behind what it holds, of the client first, and what is known to be missing', () => {
    const { one, told, shared, outOfOrder, ends } = ending()
    outOfOrder.insert(one.slot, 1, one.flow, segmentOf(5_001, 'answer'))
    outOfOrder.insert(one.slot, 0, one.flow, segmentOf(1_010, 'held', 3))
    one.table.words[(one.slot << lineShift) + acknowledgedAt + 1] = 5_017
    ends.end(one.slot, 'capture-end')
    expect(told.lines.filter((line) => !line.startsWith('damage'))).toEqual([
      '0 gap 9 #3',
      '0 held #3+54',
      '1 answer #1+54',
      '1 gap 10 #0',
      'end capture-end',
    ])
    expect([shared.counts.ends['capture-end'], one.table.flows[one.slot]]).toEqual([1, null])
  })

  test('is told nobody where it carried no payload, and counted', () => {
    const { one, told, shared, ends } = ending()
    one.table.flows[one.slot] = null
    ends.end(one.slot, 'idle')
    expect([told.lines, shared.counts.ends.idle]).toEqual([[], 1])
  })

  test('says where only answers were captured', () => {
    const { one, told, ends } = ending([null, 5_001])
    one.flow.bytesToClient = 6
    ends.end(one.slot, 'closed')
    expect([told.codes, told.lines]).toEqual([['only_answers'], ['order: 0 behind', 'end closed']])
    const silent = ending()
    silent.one.flow.bytesToClient = 6
    silent.ends.end(silent.one.slot, 'closed')
    expect(silent.told.codes).toEqual([])
  })
})

describe('a flow that another takes the place of', () => {
  test('ends as replaced, and the other has a number of its own and nothing of the first', () => {
    const { one, told, shared, ends } = ending()
    const { table, slot } = one
    table.marks[slot] = 5
    ends.replace(slot, 1_550_000_009, 3)
    expect(told.lines).toEqual(['end replaced'])
    expect([table.ids[slot], table.firstSecs[slot], table.marks[slot]]).toEqual([2, 1_550_000_009, 0])
    expect([shared.counts.tcpFlows, shared.counts.ends.replaced]).toEqual([1, 1])
  })

  test('hands on what the packet at hand said of its app, where that was noted before', () => {
    const { one, ends } = ending()
    one.table.marks[one.slot] = 5
    ends.replaceMarked(one.slot, 1_550_000_009, 3)
    expect(one.table.marks[one.slot]).toBe(5)
  })

  test('of datagrams hands on its roles, too, and is open at once', () => {
    const { one, told, shared, ends } = ending()
    const { table, slot } = one
    const at = (slot << lineShift) + stateAt
    table.words[at] = (table.words[at] as number) | isRoleKnown | isClientB
    table.marks[slot] = 5
    ends.replaceDatagrams(slot, 1_550_000_009, 3)
    expect((table.words[at] as number) & (isRoleKnown | isClientB)).toBe(isRoleKnown | isClientB)
    expect(told.lines).toEqual(['end replaced'])
    expect([table.marks[slot], table.flows[slot]?.id]).toEqual([5, 2])
    expect([shared.counts.udpFlows, shared.counts.tcpFlows]).toEqual([1, 0])
  })

  test('over IPv6 is one more over IPv6', () => {
    const { one, shared, ends } = ending()
    const at = (one.slot << lineShift) + stateAt
    one.table.words[at] = (one.table.words[at] as number) | isV6
    ends.replace(one.slot, 1_550_000_009, 3)
    ends.replaceDatagrams(one.slot, 1_550_000_010, 3)
    expect(shared.counts).toMatchObject({ tcpFlows: 1, udpFlows: 1, ipv6Flows: 2 })
  })
})
