import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow, StreamConsumer } from '../../stream/types.ts'
import { MessageLayer } from '../message-layer.ts'
import type { Protocol } from '../types.ts'
import { ByteAccount } from './byte-account.ts'
import { Continuations } from './continuations.ts'
import { Route } from './route.ts'

interface Scene {
  readonly continuations: Continuations
  readonly account: ByteAccount
  /** What the layer was given, and what flows read that they held back. */
  readonly said: unknown[][]
  readonly told: unknown[][]
  readonly anomalies: AnomalyLog
}

function scene(...knowing: readonly Partial<Protocol>[]): Scene {
  const anomalies = new AnomalyLog()
  const said: unknown[][] = []
  const told: unknown[][] = []
  const collector = Object.assign(new Collector(), {
    recognised: (flow: Flow, protocol: string) => void told.push([flow.id, protocol]),
    continued: (flow: Flow, of: Flow) => void told.push([flow.id, of.id]),
  })
  // For the context alone.
  const { context } = new MessageLayer(collector, anomalies, [])
  const account = new ByteAccount(context.counts)
  const layer: StreamConsumer = {
    chunk: () => verdicts.more,
    gap: () => verdicts.more,
    datagram: (flow, direction, _buf, start, end, origin) => {
      said.push(['datagram', flow.id, direction, start, end, origin.frame])
      context.counts.readBytes += 300
      return verdicts.limit
    },
    finished: () => undefined,
    end: (flow, reason) => void said.push(['end', flow.id, reason]),
  }
  const protocols = knowing.map(
    (one): Protocol => ({
      name: 'quic',
      transport: 'udp',
      probe: () => 'no',
      open: () => {
        throw new Error('it is not to be opened')
      },
      ...one,
    }),
  )
  const continuations = new Continuations(layer, protocols, account, context, (flow) => {
    said.push(['waiting', flow.id])
  })
  return { continuations, account, said, told, anomalies }
}

function routed(id: number): Route {
  const flow = testFlow('udp', { id })
  const route = new Route(flow)
  flow.parser = route
  return route
}

const bytes = Buffer.alloc(9)
const origin = new RunOrigin()
origin.frame = 5

test('a flow goes on with the one that a protocol names, and that is told', () => {
  const first = routed(1)
  const other = routed(2)
  const continuations = scene(
    { continues: () => null },
    { continues: () => ({ flow: first.flow, isSwapped: true }) },
  )
  expect(continuations.continuations.find(other, 0, bytes, 0, 9)).toBe(true)
  expect([other.continuation?.flow, first.continuedBy]).toEqual([first.flow, 1])
  expect(continuations.told).toEqual([
    [2, 'quic'],
    [2, 1],
  ])
})

test('no flow goes on with itself, nor with one that is over', () => {
  const first = routed(1)
  const { continuations, told } = scene(
    { continues: () => ({ flow: first.flow, isSwapped: false }) },
    { continues: () => ({ flow: testFlow('udp', { id: 3 }), isSwapped: false }) },
  )
  expect(continuations.find(first, 0, bytes, 0, 9)).toBe(false)
  expect([first.continuation, first.continuedBy, told]).toEqual([null, 0, []])
})

test('flows that hold bytes back are asked once whether a datagram is theirs', () => {
  const first = routed(1)
  const other = routed(2)
  const { continuations, said } = scene({
    // Known once the other flow has read what it held.
    continues: () => (said.length > 1 ? { flow: first.flow, isSwapped: false } : null),
    waitingFor: () => [first.flow],
  })
  expect(continuations.find(other, 0, bytes, 0, 9)).toBe(false)
  expect(continuations.find(other, 0, bytes, 0, 9)).toBe(false)
  expect([said, other.hasAskedWaiting]).toEqual([[['waiting', 1]], true])
  expect(continuations.find(routed(3), 0, bytes, 0, 9)).toBe(true)
  expect(said).toHaveLength(2)
})

test('one that throws knows nothing, and the next is asked', () => {
  const first = routed(1)
  const broken = (): never => {
    throw new Error('asked')
  }
  const { continuations, anomalies } = scene(
    { continues: broken },
    { continues: () => null, waitingFor: broken },
    { continues: () => ({ flow: first.flow, isSwapped: false }) },
  )
  expect(continuations.find(routed(2), 0, bytes, 0, 9)).toBe(true)
  expect(anomalies.tallies.get('message.unrecognised.bug')).toMatchObject({
    count: 2,
    samples: [{ detail: 'Error: asked' }, {}],
  })
})

test.each([
  [false, 1],
  [true, 0],
] as const)(
  'a datagram is given to that flow, in the direction it has there (swapped: %s)',
  (isSwapped, direction) => {
    const first = routed(1)
    const other = routed(2)
    const { continuations, said, account } = scene()
    other.continuation = { flow: first.flow, isSwapped }
    expect(continuations.goOn(other, 1, bytes, 2, 9, origin)).toBe(verdicts.limit)
    expect(said).toEqual([['datagram', 1, direction, 2, 9, 5]])
    // Whatever the other flow reads meanwhile, so many bytes were given.
    expect(account.counted).toBe(7)
  },
)

test('a flow that others go on with ends with the last of them, and only where it is over itself', () => {
  const first = routed(1)
  const others = [routed(2), routed(3)]
  const { continuations, said } = scene({ continues: () => ({ flow: first.flow, isSwapped: false }) })
  for (const other of others) continuations.find(other, 0, bytes, 0, 9)
  continuations.end(routed(4))
  first.isFlowOver = true
  continuations.end(others[0] as Route)
  expect([said, first.continuedBy, others[0]?.continuation]).toEqual([[], 1, null])
  continuations.end(others[1] as Route)
  expect(said).toEqual([['end', 1, 'closed']])

  const open = routed(5)
  const last = routed(6)
  const again = scene({ continues: () => ({ flow: open.flow, isSwapped: false }) })
  again.continuations.find(last, 0, bytes, 0, 9)
  again.continuations.end(last)
  expect([again.said, open.continuedBy]).toEqual([[], 0])
})

test('that the other flow was let go before is our fault', () => {
  const other = routed(2)
  other.continuation = { flow: testFlow('udp'), isSwapped: false }
  expect(() => scene().continuations.end(other)).toThrow('was let go')
})
