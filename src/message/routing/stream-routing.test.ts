import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { countedBytes } from '../message-counts.ts'
import { MessageLayer } from '../message-layer.ts'
import type { MessageCounts, Parser, Protocol } from '../types.ts'
import { switchProtocol } from '../types.ts'
import { ByteAccount } from './byte-account.ts'
import { Nesting } from './nesting.ts'
import { ParserGuard } from './parser-guard.ts'
import { ParserOpening } from './parser-opening.ts'
import { ProtocolChange } from './protocol-change.ts'
import { ProtocolChoice } from './protocol-choice.ts'
import { Route, ways } from './route.ts'
import { StreamRouting } from './stream-routing.ts'
import { UnrecognisedBytes } from './unrecognised-bytes.ts'

const over = verdicts.limit | verdicts.bothDirections

interface Scene {
  readonly streams: StreamRouting
  readonly route: Route
  readonly counts: MessageCounts
  /** What parsers were given: protocol, direction and bytes, and the frame and offset of the first. */
  readonly given: unknown[][]
  readonly bodies: () => string[]
  readonly give: (text: string, direction?: Direction) => number
}

/**
 * Protocols begin with two of their sign: `a` (also found in the middle), `b`, and `c`, which proves to begin. A parser is over at
 * `.`, changes the protocol behind `/` (and has an answer due where it is `?/`), and throws at `!`.
 */
function scene(changes: Partial<Protocol> = {}): Scene {
  const anomalies = new AnomalyLog()
  const collector = new Collector()
  // For the context alone.
  const { context } = new MessageLayer(collector, anomalies, [])
  const { counts } = context
  const given: unknown[][] = []
  const spoken = (sign: string, more: Partial<Protocol> = {}): Protocol => ({
    name: 'coap',
    transport: 'tcp',
    probe: (buf, start, end) => {
      const text = buf.toString('latin1', start, Math.min(end, start + 2))
      return text === sign + sign ? 'yes' : text === sign ? 'more' : 'no'
    },
    open: (): Parser => {
      const parser = {
        protocol: 'coap' as const,
        heldBytes: 0,
        restStart: 0,
        isAnswerDue: false,
        push: (direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): number => {
          const text = buf.toString('latin1', start, end)
          if (text.includes('!')) throw new Error('given')
          const slash = text.indexOf('/')
          const length = slash < 0 ? text.length : slash + 1
          given.push([sign, direction, text.slice(0, length), origin.frame, origin.offset])
          counts.readBytes += length
          parser.restStart = start + length
          parser.isAnswerDue = text.includes('?/')
          return slash >= 0 ? switchProtocol : text.endsWith('.') ? verdicts.unrecognised : verdicts.more
        },
        gap: (direction: Direction, length: number): number => {
          given.push([sign, direction, length])
          return verdicts.more
        },
        finished: () => undefined,
        end: () => void given.push([sign, 'end']),
      }
      return parser
    },
    ...more,
  })
  const account = new ByteAccount(counts)
  const guard = new ParserGuard(account, counts, anomalies)
  const change = new ProtocolChange(guard, collector, anomalies)
  const isBegun: Protocol['isBegun'] = (buf, start) => buf.toString('latin1', start, start + 2) === 'cc'
  const protocols = [
    spoken('a', { isFoundMidStream: true, ...changes }),
    spoken('b'),
    spoken('c', { isBegun }),
  ]
  const streams = new StreamRouting({
    account,
    guard,
    choice: new ProtocolChoice(protocols, anomalies, new Nesting()),
    change,
    opening: new ParserOpening(change, context),
    unrecognised: new UnrecognisedBytes(account, context),
  })
  const route = new Route(testFlow('tcp'))
  const origin = new RunOrigin()
  return {
    streams,
    route,
    counts,
    given,
    bodies: () => {
      route.unknown?.end()
      return collector.events.flatMap((event) =>
        event.kind === 'request' || event.kind === 'response' ? [event.body] : [],
      )
    },
    give: (text, direction = 0) => {
      origin.frame++
      const buf = Buffer.from(`-${text}`)
      return route.way(direction) === ways.toParser
        ? streams.toParser(route, direction, buf, 1, buf.length, origin)
        : streams.choose(route, direction, buf, 1, buf.length, origin)
    },
  }
}

test('first bytes are kept until they tell a protocol, which is given them with their origins, the earlier direction first', () => {
  const { give, given, route } = scene()
  give('b', 1)
  give('a', 0)
  expect(given).toEqual([])
  give('b+', 1)
  expect(given).toEqual([
    ['b', 1, 'b', 1, 0],
    ['b', 0, 'a', 2, 0],
    ['b', 1, 'b+', 3, 0],
  ])
  expect([route.uncountedBytes, route.sniff(0), route.sniff(1)]).toEqual([0, null, null])
})

test('what no protocol takes is searched, with what was kept before it', () => {
  const { give, route, bodies, given, counts } = scene()
  give('a')
  give('x')
  expect(route.way(0)).toBe(ways.unknown)
  expect([bodies(), given, countedBytes(counts)]).toEqual([['ax'], [], 2])
})

test('the parser has its verdict, and one that throws loses its flow', () => {
  const ended = scene()
  expect(ended.give('aa.')).toBe(verdicts.unrecognised)
  expect([ended.route.verdict(0), ended.route.verdict(1)]).toEqual([verdicts.unrecognised, verdicts.more])
  const { give, route, counts } = scene()
  give('aa')
  expect(give('!!!')).toBe(over)
  expect([route.parser, route.verdict(1), counts.readBytes, counts.limitBytes]).toEqual([null, over, 2, 3])
})

test('behind a change of protocol the rest of the bytes is chosen anew, from its own place', () => {
  const { give, given } = scene()
  give('aa/bb')
  expect(given).toEqual([
    ['a', 0, 'aa/', 1, 0],
    ['a', 'end'],
    ['b', 0, 'bb', 1, 3],
  ])
})

test('where an answer is due, who read before reads it, up to where that says it ends', () => {
  const { give, given, route } = scene()
  give('aa?/bb')
  give('answer/++', 1)
  expect(given).toEqual([
    ['a', 0, 'aa?/', 1, 0],
    ['b', 0, 'bb', 1, 4],
    ['a', 1, 'answer/', 2, 0],
    ['a', 'end'],
    ['b', 1, '++', 2, 7],
  ])
  expect(route.former).toBeNull()
})

test('what proves to begin is no answer, and ends what was searched before', () => {
  const { give, given, route, bodies } = scene()
  give('aa?/')
  give('cc', 1)
  expect(given.slice(1)).toEqual([
    ['a', 'end'],
    ['c', 1, 'cc', 2, 0],
  ])
  expect(route.former).toBeNull()

  const behind = scene()
  behind.give('xx')
  behind.give('cc')
  expect([behind.given, behind.bodies(), bodies()]).toEqual([[['c', 0, 'cc', 2, 0]], ['xx'], []])
})

test('in the middle a protocol is looked for only where the start is missing', () => {
  const seen = scene()
  seen.give('xx')
  seen.give('aa')
  expect([seen.given, seen.bodies()]).toEqual([[], ['xxaa']])
  const missing = scene()
  missing.give('xx')
  missing.streams.gap(missing.route, 0, 100, new RunOrigin())
  missing.give('aa')
  expect(missing.given).toEqual([['a', 0, 'aa', 2, 0]])
})

test('who waits for more has lost where none will come, and is searched', () => {
  const { give, route, streams, bodies } = scene()
  give('b')
  streams.chooseLast(route, 1)
  expect(route.way(0)).toBe(ways.choosing)
  streams.chooseLast(route, 0)
  expect([route.way(0), route.sniff(0), bodies()]).toEqual([ways.unknown, null, ['b']])
  const given = scene()
  given.give('b')
  given.streams.giveUpChoosing(given.route, 0)
  given.streams.giveUpChoosing(given.route, 0)
  expect(given.bodies()).toEqual(['b'])
})

test('a gap is told the parser, also that of the other direction', () => {
  const { give, route, streams, given } = scene()
  give('xx', 1)
  give('aa')
  streams.gap(route, 0, 7, new RunOrigin())
  streams.gap(route, 1, 9, new RunOrigin())
  expect(given.slice(1)).toEqual([
    ['a', 0, 7],
    ['a', 1, 9],
  ])
  expect(route.isMidStream).toBe(true)
})

test('what proves to begin behind others too often is searched with them', () => {
  const { give, given, route, bodies } = scene()
  route.switches = limits.message.protocolSwitchesMax
  give('xx')
  give('cc')
  expect([given, bodies()]).toEqual([[], ['xxcc']])
})

test('where an answer is due, a verdict on the flow leaves the direction of the answer open', () => {
  const { give, route } = scene()
  give('aa?/bb')
  const { parser } = route
  if (parser === null) throw new Error('no parser was opened')
  const push = parser.push.bind(parser)
  parser.push = (...bytes) => push(...bytes) && over
  give('x.')
  expect([route.verdict(0), route.verdict(1)]).toEqual([verdicts.limit, verdicts.more])
})
