import { afterEach, expect, test, vi } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import { countedBytes } from '../message-counts.ts'
import { MessageLayer } from '../message-layer.ts'
import type { MessageCounts, Parser } from '../types.ts'
import { UnrecognisedParser } from '../unrecognised/index.ts'
import { ByteAccount } from './byte-account.ts'
import { Route, ways } from './route.ts'
import { UnrecognisedBytes } from './unrecognised-bytes.ts'

const over = verdicts.limit | verdicts.bothDirections
const origin = new RunOrigin()
origin.frame = 4

interface Scene {
  readonly route: Route
  readonly counts: MessageCounts
  readonly bytes: UnrecognisedBytes
  readonly bodies: () => string[]
  readonly bugs: () => unknown[]
}

function scene(transport: 'tcp' | 'udp' = 'tcp'): Scene {
  const anomalies = new AnomalyLog()
  const collector = new Collector()
  // For the context alone.
  const { context } = new MessageLayer(collector, anomalies, [])
  const { counts } = context
  return {
    route: new Route(testFlow(transport)),
    counts,
    bytes: new UnrecognisedBytes(new ByteAccount(counts), context),
    bodies: () =>
      collector.events.flatMap((event) =>
        event.kind === 'request' || event.kind === 'response' ? [event.body] : [],
      ),
    bugs: () =>
      [...anomalies.tallies].map(([code, { samples }]) => [code, samples[0]?.frame, samples[0]?.detail]),
  }
}

const broken = (): never => {
  throw new Error('asked')
}

function give({ bytes, route }: Scene, text: string, direction: 0 | 1 = 0): number {
  const buf = Buffer.from(`-${text}`)
  return bytes.push(route, direction, buf, 1, buf.length, origin, null)
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('one searches all bytes of a stream, and hands them on when it ends; those behind that are searched apart', () => {
  const one = scene()
  expect(give(one, 'imei')).toBe(verdicts.more)
  const first = one.route.unknown
  give(one, '=1')
  expect(one.route.unknown).toBe(first)
  one.bytes.end(one.route)
  expect([one.route.unknown, one.bodies()]).toEqual([null, ['imei=1']])
  give(one, 'more')
  one.bytes.shed(one.route)
  expect([one.route.heldBytes, one.bodies()]).toEqual([0, ['imei=1', 'more']])
  expect(countedBytes(one.counts)).toBe(10)
})

test('what it says ends the direction, for a push and for a gap', () => {
  const one = scene()
  vi.spyOn(UnrecognisedParser.prototype, 'push').mockReturnValueOnce(verdicts.unrecognised)
  give(one, 'x', 1)
  expect([one.route.verdict(0), one.route.verdict(1)]).toEqual([verdicts.more, verdicts.unrecognised])
  vi.spyOn(UnrecognisedParser.prototype, 'gap').mockReturnValueOnce(verdicts.limit)
  expect(one.bytes.gap(one.route, 0, 9, origin)).toBe(verdicts.limit)
  expect(one.route.verdict(0)).toBe(verdicts.limit)
})

test('what it says of a datagram ends no direction yet', () => {
  const one = scene('udp')
  vi.spyOn(UnrecognisedParser.prototype, 'datagram').mockReturnValueOnce(verdicts.undecryptable)
  expect(one.bytes.datagram(one.route, 0, Buffer.from('x'), 0, 1, origin)).toBe(verdicts.undecryptable)
  expect(one.route.verdict(0)).toBe(verdicts.more)
})

test('a flow of which nothing was searched has nothing to end, and a gap in it says what was said before', () => {
  const one = scene()
  one.route.close(1, verdicts.limit)
  one.bytes.shed(one.route)
  one.bytes.finished(one.route, 0)
  one.bytes.end(one.route)
  expect(one.bytes.gap(one.route, 1, 9, origin)).toBe(verdicts.limit)
  expect([one.route.unknown, one.bodies(), one.bugs()]).toEqual([null, [], []])
})

test.each([
  ['push', 9, (one: Scene) => give(one, 'imei=1234')],
  ['datagram', 9, ({ bytes, route }: Scene) => bytes.datagram(route, 0, Buffer.alloc(9), 0, 9, origin)],
] as const)(
  'where it throws in %s, the bytes are counted all the same and the flow ends',
  (name, length, act) => {
    const one = scene()
    vi.spyOn(UnrecognisedParser.prototype, name).mockImplementation(() => {
      one.counts.unrecognisedReadBytes += 2
      return broken()
    })
    expect(act(one)).toBe(over)
    expect([one.route.unknown, one.route.verdict(0), one.route.verdict(1)]).toEqual([null, over, over])
    expect(one.counts.limitBytes).toBe(length - 2)
    expect(one.bugs()).toEqual([['message.unrecognised.bug', 4, 'Error: asked']])
  },
)

test.each([
  ['gap', ({ bytes, route }: Scene) => bytes.gap(route, 0, 5, origin), 4],
  ['finished', ({ bytes, route }: Scene) => bytes.finished(route, 0), 0],
  ['shed', ({ bytes, route }: Scene) => bytes.shed(route), 0],
  ['end', ({ bytes, route }: Scene) => bytes.end(route), 0],
] as const)('where it throws in %s, the flow ends', (name, act, frame) => {
  const one = scene()
  give(one, 'imei')
  vi.spyOn(UnrecognisedParser.prototype, name).mockImplementation(broken)
  act(one)
  expect([one.route.unknown, one.route.verdict(0)]).toEqual([null, over])
  expect(one.bugs()).toEqual([['message.unrecognised.bug', frame, 'Error: asked']])
})

test('a datagram that is searched alone is handed on at once, and where that throws this one alone is lost', () => {
  const one = scene('udp')
  const alone = (text: string): void =>
    one.bytes.searchAlone(one.route, 0, Buffer.from(text), 0, text.length, origin)
  alone('one')
  vi.spyOn(UnrecognisedParser.prototype, 'datagram').mockImplementationOnce(broken)
  alone('lost')
  alone('two')
  expect([one.bodies(), one.route.unknown, one.route.verdict(0)]).toEqual([
    ['one', 'two'],
    null,
    verdicts.more,
  ])
  expect([one.counts.limitBytes, countedBytes(one.counts)]).toEqual([4, 10])
})

test('what datagrams turn out to be reads them from then on, and owes those that wait', () => {
  const one = scene('udp')
  const parser = {} as Parser
  expect(one.bytes.succeed(one.route, true, false)).toBe(false)
  one.bytes.datagram(one.route, 0, Buffer.from('x'), 0, 1, origin)
  const successor = vi.spyOn(UnrecognisedParser.prototype, 'successor').mockReturnValueOnce(null)
  expect(one.bytes.succeed(one.route, true, false)).toBe(false)
  expect(successor).toHaveBeenLastCalledWith(true)
  successor.mockImplementationOnce(broken)
  expect(one.bytes.succeed(one.route, false, false)).toBe(false)
  expect(one.bugs()).toEqual([['message.unrecognised.bug', 0, 'Error: asked']])
  vi.spyOn(UnrecognisedParser.prototype, 'moved').mockReturnValueOnce({ parser, waitingBytes: 30 })
  expect(one.bytes.succeed(one.route, false, true)).toBe(true)
  expect([one.route.parser, one.route.way(1), one.route.uncountedBytes]).toEqual([parser, ways.toParser, 30])
  expect(one.bytes.succeed(one.route, true, true)).toBe(false)
})
