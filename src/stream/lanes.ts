import {
  acknowledgedAt,
  type FlowTable,
  isAcknowledged,
  isClientB,
  isFinished,
  isHolding,
  isSynced,
  laneShift,
  lineShift,
  nextAt,
  stateAt,
  verdictMask,
  verdictShift,
} from './flow-table.ts'

/** Both directions were read to their end. */
export function isOver(table: FlowTable, slot: number): boolean {
  const state = table.words[(slot << lineShift) + stateAt] as number
  return ((state >>> laneShift(0)) & (state >>> laneShift(1)) & isFinished) !== 0
}

/** The sequence number at which a lane that is over ended. */
export function endOf(table: FlowTable, slot: number, lane: number): number {
  const { words, fins } = table
  return isSettled(table, slot, lane)
    ? (fins[slot * 2 + lane] as number)
    : (words[(slot << lineShift) + nextAt + lane] as number)
}

/** How many bytes beyond the expected one the peer acknowledged; 0 or less where none. */
export function acknowledgedAhead(table: FlowTable, slot: number, lane: number): number {
  const { words } = table
  const line = slot << lineShift
  return ((words[line + acknowledgedAt + lane] as number) - (words[line + nextAt + lane] as number)) | 0
}

/** The consumer wants no more of the lane. */
export function isSettled(table: FlowTable, slot: number, lane: number): boolean {
  return verdictOf(table, slot, lane) !== 0
}

/** What the consumer said of the lane, without whether it is said of both. */
export function verdictOf(table: FlowTable, slot: number, lane: number): number {
  const state = table.words[(slot << lineShift) + stateAt] as number
  return (state >>> (laneShift(lane) + verdictShift)) & verdictMask
}

/** Takes the verdict back: the lane begins with what is seen of it next. */
export function unsettle(table: FlowTable, slot: number, lane: number): void {
  const { words } = table
  const at = (slot << lineShift) + stateAt
  const bits = (verdictMask << verdictShift) | isSynced | isHolding
  words[at] = (words[at] as number) & ~((bits << laneShift(lane)) | isAcknowledged(lane))
}

/** Says where the lane's bytes begin. */
export function sync(table: FlowTable, slot: number, lane: number, next: number): void {
  const { words, starts } = table
  const line = slot << lineShift
  words[line + nextAt + lane] = next
  words[line + acknowledgedAt + lane] = next
  starts[slot * 2 + lane] = (next - 1) | 0
  words[line + stateAt] = (words[line + stateAt] as number) | (isSynced << laneShift(lane))
}

/** Says which endpoint serves. */
export function setServer(table: FlowTable, slot: number, server: 'A' | 'B'): void {
  const { words } = table
  const at = (slot << lineShift) + stateAt
  words[at] = server === 'A' ? (words[at] as number) | isClientB : (words[at] as number) & ~isClientB
}
