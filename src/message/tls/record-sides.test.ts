import { expect, test } from 'vitest'
import type { Direction } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { newMessageCounts } from '../message-counts.ts'
import { openerOfClear } from './record-opener.ts'
import { RecordSides } from './record-sides.ts'
import { suiteOf } from './suites.ts'
import type { CipherSuite } from './suites.ts'

const { limit, more, undecryptable, unrecognised, bothDirections } = verdicts

test.each<Direction>([0, 1])('where %d is the client’s direction, the other is the server’s', (direction) => {
  const sides = new RecordSides(direction, newMessageCounts())
  expect(sides.client.isClient).toBe(true)
  expect(sides.server.isClient).toBe(false)
  expect(sides.of(direction)).toBe(sides.client)
  expect(sides.other(sides.client)).toBe(sides.server)
  expect(sides.other(sides.server)).toBe(sides.client)
  expect(sides.all.map((side) => side.direction)).toEqual([0, 1])
})

test('both are over once each is under one verdict, of which the first counts', () => {
  const sides = new RecordSides(0, newMessageCounts())
  const { client, server } = sides
  expect(sides.verdictOf(client)).toBe(more)
  sides.close(client, undecryptable)
  sides.close(client, limit)
  expect([sides.verdictOf(client), sides.verdictOf(server)]).toEqual([undecryptable, more])
  expect(sides.areClosed).toBe(false)
  sides.closeBoth(limit)
  expect(sides.areClosed).toBe(true)
  expect([sides.verdictOf(client), sides.verdictOf(server)]).toEqual([undecryptable, limit])
  const alike = new RecordSides(0, newMessageCounts())
  alike.closeBoth(unrecognised)
  expect(alike.verdictOf(alike.client)).toBe(unrecognised | bothDirections)
})

test('a record that is not whole counts under the verdict of its direction', () => {
  const counts = newMessageCounts()
  const sides = new RecordSides(0, counts)
  sides.client.headerSeen = 5
  sides.client.bodySeen = 7
  sides.server.headerSeen = 3
  sides.close(sides.client, limit)
  sides.close(sides.server, undecryptable)
  sides.count(unrecognised, 20)
  expect(counts).toMatchObject({ limitBytes: 12, undecryptableBytes: 3, unrecognisedSkippedBytes: 20 })
  expect(sides.client.pendingBytes).toBe(0)
})

test('a connection is shown where either direction is', () => {
  const sides = new RecordSides(0, newMessageCounts())
  expect(sides.areShown).toBe(false)
  sides.server.isShown = true
  expect(sides.areShown).toBe(true)
})

test('what opens the records is in use where the change of ciphers was seen, and else prepared', () => {
  const sides = new RecordSides(1, newMessageCounts())
  const ofClient = openerOfClear(suiteOf(0x003b) as CipherSuite)
  const ofServer = openerOfClear(suiteOf(0x0002) as CipherSuite)
  sides.server.isProtected = true
  sides.use([ofClient, ofServer])
  expect([sides.client.opener, sides.client.prepared]).toEqual([null, ofClient])
  expect([sides.server.opener, sides.server.prepared]).toEqual([ofServer, null])
})
