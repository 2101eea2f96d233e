import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { verdicts } from '../../core/verdict.ts'
import { ProtocolSwitch } from '../protocol-switch.ts'
import type { InnerStream, Parser } from '../types.ts'
import { Sniff } from './first-bytes.ts'
import { Route, routeOn, ways } from './route.ts'

test('way and verdict of each direction stand for themselves', () => {
  const route = new Route(testFlow('tcp', { isRoleGuessed: true }))
  route.setWay(1, ways.toFormer)
  route.close(0, verdicts.undecryptable)
  expect([route.way(0), route.way(1)]).toEqual([ways.choosing, ways.toFormer])
  expect([route.verdict(0), route.verdict(1)]).toEqual([verdicts.undecryptable, verdicts.more])
  route.setWay(1, ways.unknown)
  route.close(1, verdicts.more)
  expect([route.way(1), route.verdict(1), route.isMidStream]).toEqual([ways.unknown, verdicts.more, true])
  route.isMidStream = false
  expect([route.way(1), route.verdict(0)]).toEqual([ways.unknown, verdicts.undecryptable])
})

test('a verdict for both directions ends both; only what was encrypted is opened again', () => {
  const route = new Route(testFlow('tcp'))
  route.close(1, verdicts.undecryptable | verdicts.bothDirections)
  expect(route.verdict(0)).toBe(verdicts.undecryptable | verdicts.bothDirections)
  route.close(0, verdicts.limit)
  route.reopen()
  expect([route.verdict(0), route.verdict(1)]).toEqual([verdicts.limit, verdicts.more])
})

test('is plain until it needs more, and holds what first bytes, a change of protocol and a former parser hold', () => {
  const route = new Route(testFlow('tcp'))
  route.switched = null
  route.former = null
  route.continuation = null
  route.alone = null
  expect(route.isPlain).toBe(true)
  expect(route.takeSniff(0)).toBeNull()
  const sniff = new Sniff()
  sniff.length = 3
  route.setSniff(1, sniff)
  route.former = { heldBytes: 20 } as Parser
  route.switched = { heldBytes: 100 } as ProtocolSwitch
  expect([route.isPlain, route.rareHeldBytes]).toEqual([false, 123])
  expect(route.takeSniff(1)).toBe(sniff)
  expect([route.sniff(1), route.rareHeldBytes]).toEqual([null, 120])
})

test('knows the streams inside it until they end', () => {
  const route = new Route(testFlow('tcp'))
  const stream = {} as InnerStream
  route.removeInner(stream)
  expect(route.inners.size).toBe(0)
  route.addInner(stream)
  expect([...route.inners]).toEqual([stream])
  route.removeInner(stream)
  expect(route.inners.size).toBe(0)
})

test('is as new for the next flow', () => {
  const route = new Route(testFlow('tcp', { isRoleGuessed: true }))
  route.close(0, verdicts.limit | verdicts.bothDirections)
  route.setWays(ways.unknown)
  route.uncountedBytes = 4
  route.heldBytes = 5
  route.switched = new ProtocolSwitch('h2c', null, null)
  const next = testFlow('tcp', { id: 1 })
  route.begins(next)
  expect(route).toEqual(new Route(next))
  expect(routeOn(next)).toBeNull()
  next.parser = route
  expect(routeOn(next)).toBe(route)
})
