import { limits } from '../core/limits.ts'
import type { CaptureClock } from './capture-clock.ts'
import {
  closedList,
  isFinSeen,
  isReset,
  isUdp,
  laneShift,
  lineShift,
  liveList,
  restingList,
  seenAt,
  stateAt,
} from './flow-table.ts'
import type { FlowTable } from './flow-table.ts'
import type { Reassembler } from './reassembly/reassembler.ts'
import type { EndReason } from './types.ts'

/** At most so many flows are ended at once. */
const sweepFlowsMax = 128

/** Ends flows: those that are silent for too long, those in whose place others come, and all of them with the capture. */
export class FlowExpiry {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly clock: CaptureClock

  constructor(table: FlowTable, reassembler: Reassembler, clock: CaptureClock) {
    this.table = table
    this.reassembler = reassembler
    this.clock = clock
  }

  /** Looks for flows that are silent for too long. */
  sweep(): void {
    this.expire(closedList, limits.stream.closedSecondsMax)
    this.expire(liveList, limits.stream.idleSecondsMax)
    this.expire(restingList, limits.stream.restingSecondsMax)
  }

  close(slot: number, reason: EndReason): void {
    this.reassembler.flowEnds.end(slot, reason)
    this.table.remove(slot)
  }

  /** Ends the flow that is missed least, where there is no room for another one. */
  makeRoom(): void {
    const { table } = this
    const lists = [closedList, restingList, liveList]
    const oldest = lists.map((list) => table.oldest[list] as number).find((slot) => slot >= 0) as number
    this.close(oldest, 'evicted')
  }

  /** The capture is over: everything held is delivered and every flow ends, in the order in which they began. */
  end(): void {
    for (const slot of this.table.slotsById()) {
      const reason = this.reasonOf(slot)
      this.close(slot, reason === 'idle' ? 'capture-end' : reason)
    }
  }

  private expire(list: number, secondsMax: number): void {
    const { table } = this
    for (let ended = 0; ended < sweepFlowsMax; ended++) {
      const slot = table.oldest[list] as number
      if (slot < 0) return
      const idle = (this.clock.now - (table.words[(slot << lineShift) + seenAt] as number)) | 0
      if (idle <= secondsMax) return
      if (list === liveList && ((table.words[(slot << lineShift) + stateAt] as number) & isUdp) === 0)
        this.rest(slot)
      else this.close(slot, this.reasonOf(slot))
    }
  }

  /** A connection is silent. Phones keep some open for hours, for what is pushed to them. */
  private rest(slot: number): void {
    const { table } = this
    this.reassembler.flowEnds.deliverHeld(slot)
    table.move(slot, restingList)
    if ((table.counts[restingList] as number) <= limits.stream.restingFlowsMax) return
    const oldest = table.oldest[restingList] as number
    this.close(oldest, this.reasonOf(oldest))
  }

  private reasonOf(slot: number): EndReason {
    const state = this.table.words[(slot << lineShift) + stateAt] as number
    const bits0 = state >>> laneShift(0)
    const bits1 = state >>> laneShift(1)
    if (((bits0 | bits1) & isReset) !== 0) return 'reset'
    return (bits0 & bits1 & isFinSeen) !== 0 ? 'closed' : 'idle'
  }
}
