import { isSynced, laneShift, lineShift, nextAt, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { windowBytes } from './distances.ts'
import type { ReadingPoint } from './reading-point.ts'
import type { Segment } from './segment.ts'

/**
 * The first segment of a lane that was joined midway is older than what was read last, and knows less of the other lane than was
 * read of it: where each direction was recorded by itself, one stands behind all of the other.
 */
export function answersBehind(
  table: FlowTable,
  slot: number,
  lane: number,
  { sec, nsec }: Segment,
  point: ReadingPoint,
): boolean {
  const { words } = table
  const line = slot << lineShift
  const peer = lane ^ 1
  if (point.acknowledgement === -1 || !point.isOlder(sec, nsec)) return false
  if (((words[line + stateAt] as number) & (isSynced << laneShift(peer))) === 0) return false
  const ahead = ((words[line + nextAt + peer] as number) - point.acknowledgement) | 0
  return ahead > 0 && ahead <= windowBytes
}
