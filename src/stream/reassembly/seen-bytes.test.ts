import { describe, expect, test } from 'vitest'
import { oneFlow, reassemblyOf, segmentOf, ToldStream } from '../../../test/support/one-flow.ts'
import type { OneFlow } from '../../../test/support/one-flow.ts'
import { Listener } from '../../../test/support/stream-playbook.ts'
import { CopyWatch } from '../copies/copy-watch.ts'
import { FlowOpener } from '../flow-opener.ts'
import { lineShift, nextAt } from '../flow-table.ts'
import { listOf } from './held.ts'
import type { Reassembly } from './reassembly.ts'
import { SeenBytes } from './seen-bytes.ts'
import type { Segment } from './segment.ts'

interface Seen {
  readonly one: OneFlow
  readonly told: ToldStream
  readonly shared: Reassembly
  readonly seen: SeenBytes
  readonly copies: Listener
  /** How much of the segment is left, and how far ahead of the expected byte. */
  readonly skip: (lane: number, segment: Segment) => [left: number, distance: number]
}

/** Of both lanes 100 bytes were read. */
function seeing(): Seen {
  const [one, told, copies] = [oneFlow(), new ToldStream(), new Listener()]
  const plain = reassemblyOf(one, told)
  const { table, slot } = one
  const copyWatch = new CopyWatch(table, copies, plain.counts, told.anomalies, told.damage, false)
  const shared = { ...plain, copyWatch }
  for (const lane of [0, 1]) {
    const at = (slot << lineShift) + nextAt + lane
    table.words[at] = (table.words[at] as number) + 100
  }
  const seen = new SeenBytes(shared, new FlowOpener(table, told.anomalies, told.damage))
  const skip = (lane: number, segment: Segment): [number, number] => {
    const next = table.words[(slot << lineShift) + nextAt + lane] as number
    const distance = seen.skip(slot, lane, one.flow, segment, (segment.sequence - next) | 0)
    return [segment.length, distance]
  }
  return { one, told, shared, seen, copies, skip }
}

describe('of a segment that begins before the expected byte', () => {
  test('what came again is counted and compared, and what is new is left', () => {
    const { told, shared, skip } = seeing()
    const segment = segmentOf(1_098, 'oldnew')
    expect(skip(0, segment)).toEqual([3, 0])
    expect(segment.buf.toString('latin1', segment.start, segment.end)).toBe('new')
    expect([shared.counts.duplicateBytes, told.lines]).toEqual([3, ['damage: 1 came again']])
  })

  test('nothing is left where all came again; of what was cut some may be new', () => {
    const { skip } = seeing()
    const segment = segmentOf(1_091, 'again')
    // The source counts eight of them.
    segment.cut = 10
    segment.cutCounted = 8
    expect(skip(0, segment)).toEqual([0, 0])
    expect([segment.sequence, segment.cut, segment.cutCounted]).toEqual([1_101, 5, 3])
  })
})

describe('bytes from before the first that was seen', () => {
  test('of a client are kept to be read by themselves', () => {
    const { one, told, shared, copies, skip } = seeing()
    expect(skip(0, segmentOf(996, 'first'))).toEqual([0, 0])
    expect(shared.counts).toMatchObject({ earlierBytes: 5, uncomparedBytes: 5, duplicateBytes: 0 })
    expect([told.codes, told.lines]).toEqual([['before_start'], ['order: 1 behind']])
    shared.copyWatch?.close(one.slot, 0, one.flow)
    expect(copies.readings).toEqual(['first'])
  })

  test('of an answer are dropped', () => {
    const { shared, skip } = seeing()
    expect(skip(1, segmentOf(4_996, 'first'))).toEqual([0, 0])
    expect(shared.counts).toMatchObject({ earlierBytes: 0, droppedBytes: 5 })
  })

  test('are none where so much was read that numbers have come round', () => {
    const { one, shared, skip } = seeing()
    one.flow.bytesToServer = 1_073_741_824
    skip(0, segmentOf(996, 'again'))
    expect(shared.counts).toMatchObject({ earlierBytes: 0, duplicateBytes: 5 })
  })
})

describe('bytes that belong into a hole that was given up', () => {
  test('are of an answer not called seen, and the order of the capture is told of', () => {
    const { one, told, shared, skip } = seeing()
    listOf(one.flow, 1).giveUp(5_050, 5_060)
    expect(skip(1, segmentOf(5_055, 'ten bytes.'))).toEqual([0, 0])
    expect(shared.counts).toMatchObject({ droppedBytes: 5, duplicateBytes: 5 })
    expect(told.codes).toContain('late_answer')
    expect(told.lines.slice(0, 2)).toEqual(['order: 1 behind', 'order: 1 filled 10 from 5055'])
  })

  test('are of a client counted as seen, since they are read by themselves', () => {
    const { one, told, shared, skip } = seeing()
    listOf(one.flow, 0).giveUp(1_050, 1_060)
    skip(0, segmentOf(1_055, 'ten bytes.'))
    expect(shared.counts).toMatchObject({ droppedBytes: 0, duplicateBytes: 10 })
    expect(told.lines[1]).toBe('order: 0 filled 10 from 1055')
  })
})

test('what comes again of a flow that was given up is compared, too', () => {
  const { one, shared, seen, copies } = seeing()
  const { table, slot } = one
  const { buf, start, end } = segmentOf(1_010, 'once more')
  table.flows[slot] = null
  seen.compareLate(slot, 0, 1_010, buf, start, end, 9, 54, 1_550_000_000, 0)
  expect([shared.counts.uncomparedBytes, copies.readings]).toEqual([9, ['once more']])
})
