/**
 * Whether a segment is of another connection between the same ports, whose SYN was not captured: its numbers are none that the one
 * at hand could have. What follows from it is done elsewhere.
 */
import { isSynced, laneShift, lineShift, nextAt, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { endOf, isSettled } from '../lanes.ts'
import { jumpBytesMax, windowBytes } from './distances.ts'

/** How far behind what was read of the other direction a segment of the same connection may acknowledge. */
const acknowledgesBehindBytes = 65_536

/**
 * Of a connection that is over: the segment can not be of it, since it lies too far from its end, or acknowledges what
 * its other direction never sent. `acknowledgement` is -1 where it acknowledges nothing.
 */
export function isBehindEnd(
  table: FlowTable,
  slot: number,
  lane: number,
  sequence: number,
  acknowledgement: number,
): boolean {
  const distance = (sequence - endOf(table, slot, lane)) | 0
  if (distance > windowBytes || distance < -windowBytes) return true
  if (acknowledgement === -1) return false
  // A FIN takes a number of its own.
  const ahead = (acknowledgement - endOf(table, slot, lane ^ 1)) | 0
  return ahead > 1 || ahead < -windowBytes
}

/** Of a connection that goes on: a segment far outside of the window acknowledges what its other direction cannot have sent. */
export function isForeign(table: FlowTable, slot: number, lane: number, acknowledgement: number): boolean {
  const { words } = table
  const line = slot << lineShift
  const peer = lane ^ 1
  if (acknowledgement === -1 || isSettled(table, slot, peer)) return false
  if (((words[line + stateAt] as number) & (isSynced << laneShift(peer))) === 0) return false
  const ahead = (acknowledgement - (words[line + nextAt + peer] as number)) | 0
  return ahead < -acknowledgesBehindBytes || ahead > jumpBytesMax
}
