import { expect, test } from 'vitest'
import { oneFlow } from '../../../test/support/one-flow.ts'
import { lineShift, nextAt, verdictShift, stateAt, laneShift } from '../flow-table.ts'
import { isClientUnseen } from './unseen-client.ts'

const reads = { isReadable: () => true }

test('a client of whom nothing was seen may have sent something', () => {
  const { table, slot, flow } = oneFlow([null, 5_001])
  expect(isClientUnseen(table, slot, flow, reads)).toBe(true)
})

test('a client whose SYN was seen, and nothing behind it, sent nothing; one that went on did', () => {
  const { table, slot, flow } = oneFlow()
  expect(isClientUnseen(table, slot, flow, reads)).toBe(false)
  table.words[(slot << lineShift) + nextAt] = 1_040
  expect(isClientUnseen(table, slot, flow, reads)).toBe(true)
})

test('of what could not be read, or is wanted no more, nothing is said', () => {
  const { table, slot, flow } = oneFlow([null, 5_001])
  expect(isClientUnseen(table, slot, flow, { isReadable: () => false })).toBe(false)
  const at = (slot << lineShift) + stateAt
  table.words[at] = (table.words[at] as number) | (1 << (laneShift(0) + verdictShift))
  expect(isClientUnseen(table, slot, flow, reads)).toBe(false)
})
