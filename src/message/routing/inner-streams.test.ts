import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow, StreamConsumer } from '../../stream/types.ts'
import { InnerFlow } from '../inner-flow.ts'
import { ProtocolSwitch } from '../protocol-switch.ts'
import type { InnerStream } from '../types.ts'
import { InnerStreams } from './inner-streams.ts'
import { Nesting } from './nesting.ts'
import type { Route } from './route.ts'
import { routeOn } from './route.ts'
import { RoutePool } from './route-pool.ts'

interface Scene {
  readonly said: unknown[][]
  readonly nesting: Nesting
  readonly ended: Flow[]
  readonly outer: Route
  readonly flow: InnerFlow
  readonly open: (switched?: ProtocolSwitch) => InnerStream
}

/** `isBroken`: the layer throws at whatever it is given. */
function scene(isApart = false, isBroken = false): Scene {
  const said: unknown[][] = []
  const nesting = new Nesting()
  const routes = new RoutePool()
  const note = (...what: unknown[]): number => {
    said.push([...what, nesting.depth])
    if (isBroken) throw new Error('given')
    return verdicts.unrecognised
  }
  const layer: StreamConsumer = {
    chunk: (flow, direction, _buf, start, end, origin) =>
      note('chunk', flow, direction, start, end, origin.frame),
    gap: (flow, direction, length, origin) => note('gap', flow, direction, length, origin.frame),
    datagram: (flow, direction, _buf, start, end, origin) =>
      note('datagram', flow, direction, start, end, origin.frame),
    finished: (flow, direction) => void note('finished', flow, direction),
    end: (flow, reason) => void note('end', flow, reason),
  }
  const ended: Flow[] = []
  const sink = Object.assign(new Collector(), { tunnelEnded: (flow: Flow) => void ended.push(flow) })
  const outer = routes.of(testFlow('tcp'))
  const flow = new InnerFlow(outer.flow, 'plaintext', 'tcp', isApart)
  const inners = new InnerStreams(layer, routes, nesting, sink)
  return { said, nesting, ended, outer, flow, open: (switched) => inners.open(flow, switched ?? null) }
}

const bytes = Buffer.alloc(9)
const origin = new RunOrigin()
origin.frame = 5

test('gives all that it is given to the layer, one level deeper, and says what that says', () => {
  const { said, nesting, flow, open } = scene()
  const stream = open()
  expect(stream.flow).toBe(flow)
  expect(stream.chunk(0, bytes, 2, 6, origin)).toBe(verdicts.unrecognised)
  expect(stream.datagram(1, bytes, 3, 9, origin)).toBe(verdicts.unrecognised)
  expect(stream.gap(1, 100, origin)).toBe(verdicts.unrecognised)
  stream.finished(1)
  stream.end()
  expect(said).toEqual([
    ['chunk', flow, 0, 2, 6, 5, 1],
    ['datagram', flow, 1, 3, 9, 5, 1],
    ['gap', flow, 1, 100, 5, 1],
    ['finished', flow, 1, 1],
    ['end', flow, 'closed', 1],
  ])
  expect([nesting.depth, flow.bytesToServer, flow.bytesToClient]).toEqual([0, 4, 6])
})

test('comes up again where the layer throws', () => {
  const { nesting, open } = scene(false, true)
  const stream = open()
  expect(() => stream.chunk(0, bytes, 0, 1, origin)).toThrow('given')
  expect(() => stream.datagram(0, bytes, 0, 1, origin)).toThrow('given')
  expect(nesting.depth).toBe(0)
})

test('the outer flow knows its streams until they end', () => {
  const { outer, open } = scene()
  const stream = open()
  expect([...outer.inners]).toEqual([stream])
  stream.end()
  expect(outer.inners.size).toBe(0)
})

test('the end of a stream is that of a tunnel where it goes on to a server of its own', () => {
  const within = scene()
  within.open().end()
  expect(within.ended).toEqual([])
  const apart = scene(true)
  apart.open().end()
  expect(apart.ended).toEqual([apart.flow])
})

test('what names its protocol is known before its first bytes', () => {
  const { flow, open } = scene()
  const switched = new ProtocolSwitch('h2c', null, null)
  open(switched)
  expect(routeOn(flow)?.switched).toBe(switched)
  const unnamed = scene()
  unnamed.open()
  expect(routeOn(unnamed.flow)).toBeNull()
})
