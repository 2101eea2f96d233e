import { expect, test } from 'vitest'
import { oneFlow, ToldStream } from '../../../test/support/one-flow.ts'
import { lineShift, nextAt } from '../flow-table.ts'
import { ReplacedConnections } from './replaced-connections.ts'

function replaced(): { told: ToldStream; connections: ReplacedConnections; slot: number } {
  const told = new ToldStream()
  const { table, slot } = oneFlow()
  const connections = new ReplacedConnections(table, told.damage)
  connections.willReplace(slot, 0, 7)
  return { told, connections, slot }
}

test('where a connection goes on that a SYN replaced, the SYN was mistaken, which is said once', () => {
  const { told, connections, slot } = replaced()
  connections.looksFor(slot, 0, 1_001)
  connections.looksFor(slot, 0, 1_001)
  expect(told.lines).toEqual(['damage: 7 mistaken'])
})

test.each([
  ['another place of the stream', 0, 1_002],
  ['the other direction', 1, 1_001],
])('%s says nothing', (_name, lane, sequence) => {
  const { told, connections, slot } = replaced()
  connections.looksFor(slot, lane, sequence)
  expect(told.lines).toEqual([])
})

test('a SYN that was answered is none that was mistaken', () => {
  const { told, connections, slot } = replaced()
  connections.answered(slot)
  connections.looksFor(slot, 0, 1_001)
  expect(told.lines).toEqual([])
})

test('a connection that was not read, and one where nobody asks, is not kept', () => {
  const told = new ToldStream()
  const { table, slot } = oneFlow()
  table.flows[slot] = null
  const unread = new ReplacedConnections(table, told.damage)
  unread.willReplace(slot, 0, 7)
  unread.looksFor(slot, 0, 1_001)
  expect(told.lines).toEqual([])
})

test('of more than there is room for the last ones are kept', () => {
  const told = new ToldStream()
  const { table, slot } = oneFlow()
  const connections = new ReplacedConnections(table, told.damage)
  for (let other = slot + 1; other <= slot + 1_024; other++) {
    table.flows[other] = table.flows[slot] ?? null
    connections.willReplace(other, 0, other)
  }
  connections.willReplace(slot, 0, 2_000)
  connections.looksFor(slot + 1, 0, table.words[((slot + 1) << lineShift) + nextAt] as number)
  connections.looksFor(slot, 0, 1_001)
  expect(told.lines).toEqual(['damage: 2000 mistaken'])
})
