import { lineShift, nextAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import type { DamageWatch } from '../types.ts'

/** Connections that a SYN replaced which are kept, to know whether they go on. */
const replacedMax = 1_024

/** A connection that a SYN replaced. */
interface Replaced {
  readonly lane: number
  /** Where the sender of the SYN would have gone on. */
  readonly next: number
  readonly frame: number
}

/**
 * Connections that a SYN replaced which is not answered yet: where one goes on as if there had been none, the SYN was mistaken.
 * That the connection is replaced is done elsewhere; without a watch for damage nothing is kept.
 */
export class ReplacedConnections {
  private readonly bySlot: Map<number, Replaced> = new Map()
  private readonly table: FlowTable
  private readonly damage: DamageWatch | null

  constructor(table: FlowTable, damage: DamageWatch | null) {
    this.table = table
    this.damage = damage
  }

  /** A SYN, in `frame`, is about to begin another connection in place of one that was read. */
  willReplace(slot: number, lane: number, frame: number): void {
    if (this.damage === null || (this.table.flows[slot] ?? null) === null) return
    if (this.bySlot.size >= replacedMax) this.bySlot.clear()
    const next = this.table.words[(slot << lineShift) + nextAt + lane] as number
    this.bySlot.set(slot, { lane, next, frame })
  }

  /** The SYN was answered. */
  answered(slot: number): void {
    if (this.bySlot.size > 0) this.bySlot.delete(slot)
  }

  /** A segment does not follow what was read of its lane: the connection that a SYN replaced may go on with it, and the SYN was none. */
  looksFor(slot: number, lane: number, sequence: number): void {
    if (this.bySlot.size === 0) return
    const before = this.bySlot.get(slot)
    if (before === undefined || before.lane !== lane || before.next !== sequence) return
    this.bySlot.delete(slot)
    this.damage?.mistaken(before.frame)
  }
}
