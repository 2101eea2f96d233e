import { isClientB, isSynced, isUdp, laneShift, lineShift, nextAt, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { isSettled } from '../lanes.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { CopyConsumer } from '../types.ts'

/** Whether a client of TCP from whom nothing was read is not known to have sent nothing; not where it could not be read. */
export function isClientUnseen(
  table: FlowTable,
  slot: number,
  flow: StreamFlow,
  reader: Pick<CopyConsumer, 'isReadable'> | null,
): boolean {
  const { words, starts } = table
  const line = slot << lineShift
  const state = words[line + stateAt] as number
  const lane = (state & isClientB) === 0 ? 0 : 1
  if ((state & isUdp) !== 0 || isSettled(table, slot, lane)) return false
  if (reader?.isReadable(flow) === false) return false
  if (((state >>> laneShift(lane)) & isSynced) === 0) return true
  return words[line + nextAt + lane] !== (((starts[slot * 2 + lane] as number) + 1) | 0)
}
