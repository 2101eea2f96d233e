import { AnomalyLog } from '../../src/core/anomaly.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { PacketView } from '../../src/packet/types.ts'
import { FlowTable, laneOf, laneShift, lineShift, nextAt, stateAt } from '../../src/stream/flow-table.ts'
import { sync } from '../../src/stream/lanes.ts'
import { HeldPool } from '../../src/stream/reassembly/held.ts'
import { ReadingPoint } from '../../src/stream/reassembly/reading-point.ts'
import type { Reassembly } from '../../src/stream/reassembly/reassembly.ts'
import { Segment } from '../../src/stream/reassembly/segment.ts'
import { emptyStreamCounts } from '../../src/stream/stream-counts.ts'
import { StreamFlow } from '../../src/stream/stream-flow.ts'
import type { DamageWatch, OrderWatch, StreamConsumer } from '../../src/stream/types.ts'

/** A connection in a table, behind another one. Its client is lane 0, its server lane 1. */
export interface OneFlow {
  readonly table: FlowTable
  readonly slot: number
  readonly flow: StreamFlow
}

/** `nexts`: the sequence number that is expected of each lane; null: nothing was seen of it. */
export function oneFlow(nexts: readonly [number | null, number | null] = [1_001, 5_001]): OneFlow {
  const table = new FlowTable()
  const packet = new PacketView()
  packet.source3 = 1
  packet.target3 = 2
  packet.sourcePort = 80
  packet.targetPort = 81
  const lane = laneOf(packet)
  // Another is in the first slot: places of the table that are worked out wrongly would all be its.
  packet.sourcePort = 79
  table.find(packet, lane, 0)
  table.insert(packet, lane, 0, 0, 1_550_000_000, 5)
  packet.sourcePort = 80
  table.find(packet, lane, 0)
  const slot = table.insert(packet, lane, 0, 0, 1_550_000_000, 5)
  for (const [at, next] of nexts.entries()) if (next !== null) sync(table, slot, at, next)
  const flow = new StreamFlow(table, slot, false)
  table.flows[slot] = flow
  return { table, slot, flow }
}

/** Payload at a place of a stream, as if it had come in `frame`. */
export function segmentOf(
  sequence: number,
  payload: string,
  frame = 1,
  sec = 1_550_000_000,
  nsec = 0,
): Segment {
  const segment = new Segment(Buffer.alloc(0))
  // Other bytes stand around it, as in the buffer of a reader.
  const buf = Buffer.from(`<<${payload}>>`, 'latin1')
  segment.place(sequence, buf, 2, 2 + payload.length, 0, frame, 54, sec, nsec)
  return segment
}

/** What has a part in the reassembly of the flow, told to `told`; copies are not looked for. */
export function reassemblyOf({ table }: OneFlow, told: ToldStream): Reassembly {
  return {
    table,
    consumer: told.consumer,
    counts: emptyStreamCounts(),
    anomalies: told.anomalies,
    point: new ReadingPoint(),
    pool: new HeldPool(),
    copyWatch: null,
    copyConsumer: null,
    damage: told.damage,
    order: told.order,
    comparedAnswerBytes: 0,
  }
}

/** The sequence number that is expected of a lane. */
export function nextOf({ table, slot }: OneFlow, lane: number): number {
  return table.words[(slot << lineShift) + nextAt + lane] as number
}

/** Whether the bits of a lane's state are set. */
export function hasBits({ table, slot }: OneFlow, lane: number, bits: number): boolean {
  const state = table.words[(slot << lineShift) + stateAt] as number
  return ((state >>> laneShift(lane)) & bits) === bits
}

/** What a lane's consumer, and who watches damage and order, were told: one line each. */
export class ToldStream {
  readonly lines: string[] = []
  readonly anomalies: AnomalyLog = new AnomalyLog()
  /** What the consumer says next. */
  verdict: Verdict = 0
  /** Whether what belongs into a hole is known to come. */
  isAwaited = false

  readonly consumer: StreamConsumer = {
    chunk: (_flow, direction, buf, start, end, { frame, offset }) => {
      this.lines.push(`${direction} ${buf.toString('latin1', start, end)} #${frame}+${offset}`)
      return this.verdict
    },
    gap: (_flow, direction, length, { frame }) => {
      this.lines.push(`${direction} gap ${length} #${frame}`)
      return this.verdict
    },
    datagram: () => 0,
    finished: (_flow, direction) => this.lines.push(`${direction} finished`),
    end: (_flow, reason) => this.lines.push(`end ${reason}`),
  }

  readonly damage: DamageWatch = {
    contradicted: (first, other) => this.lines.push(`damage: ${other} contradicts ${first}`),
    unfitting: (frame) => this.lines.push(`damage: ${frame} unfitting`),
    suspected: (frame) => this.lines.push(`damage: ${frame} suspected`),
    wentOn: (frame, behind) => this.lines.push(`damage: ${frame} behind ${behind}`),
    mistaken: (frame) => this.lines.push(`damage: ${frame} mistaken`),
    isMistaken: () => false,
    cutShort: (frame) => this.lines.push(`damage: ${frame} cut short`),
    cameAgain: (frame) => this.lines.push(`damage: ${frame} came again`),
    missed: (_flow, direction, sequence, length) =>
      this.lines.push(`damage: ${direction} missed ${length} from ${sequence}`),
  }

  readonly order: OrderWatch = {
    cameBehind: (frame, isOlder) => this.lines.push(`order: ${frame} behind${isOlder ? ', older' : ''}`),
    wentBack: (frame) => this.lines.push(`order: ${frame} back`),
    filled: (_flow, direction, sequence, length) =>
      this.lines.push(`order: ${direction} filled ${length} from ${sequence}`),
    willCome: () => this.isAwaited,
  }

  /** The codes of what was noted, without their layer. */
  get codes(): string[] {
    return Array.from(this.anomalies.tallies.keys(), (code) => code.replace(/^stream\.\w+\./, ''))
  }

  /** The lines since the last time. */
  take(): string[] {
    return this.lines.splice(0)
  }
}
