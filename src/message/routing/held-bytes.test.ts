import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { newMessageCounts } from '../message-counts.ts'
import type { Parser } from '../types.ts'
import type { UnrecognisedParser } from '../unrecognised/index.ts'
import { ByteAccount } from './byte-account.ts'
import { Sniff } from './first-bytes.ts'
import { HeldBytes } from './held-bytes.ts'
import { Nesting } from './nesting.ts'
import { Route } from './route.ts'

interface Scene {
  readonly held: HeldBytes
  readonly nesting: Nesting
  readonly shed: number[]
  readonly anomalies: AnomalyLog
  readonly account: ByteAccount
  /** Has a flow hold so many bytes. */
  readonly hold: (route: Route, bytes: number) => void
}

function scene(max: number): Scene {
  const counts = newMessageCounts()
  const account = new ByteAccount(counts)
  const nesting = new Nesting()
  const anomalies = new AnomalyLog()
  const shed: number[] = []
  const held = new HeldBytes(max, account, anomalies, nesting, (route) => {
    shed.push(route.flow.id)
    counts.readBytes += route.heldBytes
  })
  return {
    held,
    nesting,
    shed,
    anomalies,
    account,
    hold: (route, heldBytes) => {
      route.parser = { heldBytes } as Parser
      held.track(route)
    },
  }
}

function route(id: number): Route {
  return new Route(testFlow('tcp', { id }))
}

test('follows what the parser, the search of unknown bytes and the first bytes of a flow hold', () => {
  const { held, hold } = scene(1_000)
  const one = route(1)
  const sniff = new Sniff()
  sniff.length = 3
  one.setSniff(1, sniff)
  one.unknown = { heldBytes: 20 } as UnrecognisedParser
  hold(one, 100)
  expect([held.total, one.heldBytes]).toEqual([123, 123])
  hold(route(2), 7)
  hold(one, 50)
  expect(held.total).toBe(80)
  one.parser = null
  one.unknown = null
  one.takeSniff(1)
  held.track(one)
  expect([held.total, one.heldBytes]).toEqual([7, 0])
})

test('where too much is held, those give theirs up that hold longest, until there is room again', () => {
  const { held, hold, shed, anomalies, account } = scene(800)
  const routes = [1, 2, 3, 4].map(route)
  for (const one of routes) hold(one, 200)
  // It holds nothing for a moment, and is the last to have begun then.
  hold(routes[0] as Route, 0)
  hold(routes[0] as Route, 200)
  expect([held.total, shed]).toEqual([800, []])
  const before = account.counted
  hold(route(5), 150)
  // 950 less twice 200 is the first below seven eighths of 800.
  expect([shed, held.total]).toEqual([[2, 3], 550])
  expect(anomalies.tallies.get('message.layer.held_too_much')).toMatchObject({
    count: 2,
    samples: [{ detail: expect.stringContaining('flow 2') as unknown }, {}],
  })
  // What they hand on is not of the bytes being given.
  expect(account.counted).toBe(before)
})

test('one that gave up is not asked again before it holds anew, whatever it says that it holds', () => {
  const { hold, shed, held } = scene(100)
  const stubborn = route(1)
  hold(stubborn, 101)
  expect([shed, held.total, stubborn.heldBytes]).toEqual([[1], 0, 0])
  hold(route(2), 101)
  expect(shed).toEqual([1, 2])
})

test('within the push of an outer flow nobody gives up', () => {
  const { hold, shed, nesting } = scene(100)
  nesting.within(() => hold(route(1), 101))
  expect(shed).toEqual([])
  hold(route(2), 0)
  expect(shed).toEqual([1])
})
