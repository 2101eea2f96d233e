import { expect, test } from 'vitest'
import { at, ends, feed } from '../../../test/support/fed-entries.ts'
import { limits } from '../../core/limits.ts'
import type { FlowEntry } from '../../source/entry.ts'

test('a connection is one flow, and no more are held than the limit', () => {
  const { feeder, ended } = feed()
  const conversation = (name: string): FlowEntry => ({
    kind: 'flow',
    at,
    ends: ends(name),
    protocol: 'ssl',
    bytesToServer: 10,
    bytesToClient: 20,
  })
  for (let index = 0; index < limits.source.connectionsMax + 10; index++)
    feeder.entry(conversation(`c${index}`), index + 1)
  expect(ended.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => index))
  feeder.entry(conversation('c20'), 1)
  feeder.end()
  expect(ended).toHaveLength(limits.source.connectionsMax + 10)
  expect(feeder.counts.tcpFlows).toBe(limits.source.connectionsMax + 10)
  expect(ended[0]).toMatchObject({ bytesToServer: 10, bytesToClient: 20, protection: 'tls' })
})

test('all files of a run hold no more connections than the limit, and what is ended early is said', () => {
  const { book, codes, feeder } = feed()
  const second = feed(book).feeder
  const conversation = (name: string): FlowEntry => ({
    kind: 'flow',
    at,
    ends: ends(name),
    protocol: 'ssl',
    bytesToServer: 10,
    bytesToClient: 20,
  })
  const early = (): number => codes()['source.entry.connections_ended'] ?? 0
  const { connectionsMax, furtherConnectionsMin } = limits.source
  for (let index = 0; index < connectionsMax; index++) feeder.entry(conversation(`c${index}`), index + 1)
  for (let index = 0; index < furtherConnectionsMin; index++)
    second.entry(conversation(`d${index}`), index + 1)
  expect([early(), book.open]).toEqual([0, connectionsMax + furtherConnectionsMin])
  // Nothing names its server yet.
  second.entry(conversation('e'), 1)
  expect([early(), book.open]).toEqual([1, connectionsMax + furtherConnectionsMin])
  // What has a name is missed only where more is told of it.
  book.sawName('d1', 'a.example', 'sni')
  second.entry(conversation('f'), 1)
  expect(early()).toBe(1)
  book.sawName('d2', 'b.example', 'sni')
  second.entry(conversation('d1'), 1)
  expect(early()).toBe(2)
  feeder.end()
  second.end()
  expect(book.open).toBe(0)
})
