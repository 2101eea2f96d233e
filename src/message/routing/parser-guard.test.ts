import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { verdicts } from '../../core/verdict.ts'
import { newMessageCounts } from '../message-counts.ts'
import type { InnerStream, MessageCounts, Parser } from '../types.ts'
import { ByteAccount } from './byte-account.ts'
import { ParserGuard } from './parser-guard.ts'
import { Route, ways } from './route.ts'

const over = verdicts.limit | verdicts.bothDirections

interface Scene {
  readonly counts: MessageCounts
  readonly anomalies: AnomalyLog
  readonly guard: ParserGuard
  readonly route: Route
}

/** A route whose parser was given ten bytes that it has not counted. */
function scene(changes: (counts: MessageCounts) => Partial<Parser>): Scene & { readonly parser: Parser } {
  const counts = newMessageCounts()
  const anomalies = new AnomalyLog()
  const parser: Parser = {
    protocol: 'coap',
    heldBytes: 10,
    push: () => verdicts.more,
    gap: () => verdicts.more,
    finished: () => undefined,
    end: () => undefined,
    ...changes(counts),
  }
  const route = new Route(testFlow('tcp'))
  route.parser = parser
  route.setWays(ways.toParser)
  route.uncountedBytes = 10
  return {
    counts,
    anomalies,
    guard: new ParserGuard(new ByteAccount(counts), counts, anomalies),
    route,
    parser,
  }
}

function bugs(anomalies: AnomalyLog): unknown[] {
  return [...anomalies.tallies].map(([code, { samples }]) => [code, samples[0]?.frame, samples[0]?.detail])
}

const broken = (): never => {
  throw new Error('asked')
}

test('what a parser counts when it is asked, it was given before', () => {
  const { guard, route, parser, counts, anomalies } = scene(() => ({}))
  const said = guard.ask(route, parser, 3, () => {
    counts.readBytes += 4
    return 'said'
  })
  expect([said, route.uncountedBytes, route.parser, bugs(anomalies)]).toEqual(['said', 6, parser, []])
})

test('one that throws is let go, and what it did not count is counted, with what it was being given', () => {
  const { guard, route, parser, counts, anomalies } = scene(() => ({}))
  route.former = parser
  const said = guard.ask(route, parser, 3, () => {
    counts.readBytes += 4
    return broken()
  })
  expect([said, route.parser, route.former, route.uncountedBytes]).toEqual([null, null, null, 0])
  expect([route.verdict(0), route.verdict(1)]).toEqual([over, over])
  expect([counts.readBytes, counts.limitBytes]).toEqual([4, 6])
  expect(bugs(anomalies)).toEqual([['message.coap.bug', 3, 'Error: asked']])

  const pushed = scene(() => ({}))
  expect(pushed.guard.failed(pushed.route, pushed.parser, 'no error', 7, 5, 0)).toBe(over)
  expect(pushed.counts.limitBytes).toBe(15)
  expect(bugs(pushed.anomalies)).toEqual([['message.coap.bug', 7, 'no error']])
})

test.each([
  ['finished', (guard: ParserGuard, route: Route, parser: Parser) => guard.finished(route, parser, 1)],
  ['end', (guard: ParserGuard, route: Route) => guard.end(route)],
  ['shed', (guard: ParserGuard, route: Route) => guard.shed(route)],
] as const)('one that throws in %s ends its flow, and every byte is counted', (name, act) => {
  const { guard, route, parser, counts, anomalies } = scene(() => ({ [name]: broken }))
  let ended = 0
  route.addInner({ end: () => ended++ } as unknown as InnerStream)
  act(guard, route, parser)
  expect([route.parser, route.verdict(0), counts.limitBytes, ended]).toEqual([null, over, 10, 1])
  expect(bugs(anomalies)).toEqual([['message.coap.bug', 0, 'Error: asked']])
})

test('asks who is finished with its direction', () => {
  const asked: number[] = []
  const { guard, route, parser } = scene((counts) => ({
    finished: (direction) => {
      asked.push(direction)
      counts.readBytes += 10
    },
  }))
  guard.finished(route, parser, 1)
  expect([asked, route.uncountedBytes]).toEqual([[1], 0])
})

test('a parser that is ended, and the streams inside its flow, must have counted all: else that is told, and counted', () => {
  const sound = scene((counts) => ({
    end: () => {
      counts.readBytes += 7
    },
  }))
  sound.route.addInner({ end: () => (sound.counts.mediaBytes += 3) } as unknown as InnerStream)
  sound.guard.end(sound.route)
  expect([sound.route.parser, sound.counts.limitBytes, bugs(sound.anomalies)]).toEqual([null, 0, []])

  const forgetful = scene((counts) => ({
    end: () => {
      counts.readBytes += 8
    },
  }))
  forgetful.guard.end(forgetful.route)
  expect([forgetful.counts.limitBytes, forgetful.route.uncountedBytes]).toEqual([2, 0])
  expect(bugs(forgetful.anomalies)).toEqual([['message.coap.bug', 0, '2 bytes not counted']])

  const greedy = scene((counts) => ({
    end: () => {
      counts.readBytes += 11
    },
  }))
  greedy.guard.end(greedy.route)
  expect(greedy.counts.limitBytes).toBe(0)
  expect(bugs(greedy.anomalies)).toEqual([['message.coap.bug', 0, '-1 bytes not counted']])
})

test('who read before a change of protocol ends with who reads now, and its direction goes to that one', () => {
  const ended: string[] = []
  const { guard, route, parser } = scene(() => ({ end: () => ended.push('now') }))
  route.uncountedBytes = 0
  route.former = { ...parser, end: () => ended.push('former') }
  route.setWay(1, ways.toFormer)
  guard.endFormer(route)
  expect([ended, route.former, route.parser, route.way(1)]).toEqual([['former'], null, parser, ways.toParser])
  route.former = { ...parser, end: () => ended.push('former') }
  guard.end(route)
  expect([ended, route.former]).toEqual([['former', 'former', 'now'], null])

  route.former = parser
  route.setWays(ways.toFormer)
  guard.endFormer(route)
  expect([route.way(0), route.way(1)]).toEqual([ways.choosing, ways.choosing])
})

test('one that can give up what it holds goes on; one that can not is ended', () => {
  let held = 10
  const sound = scene((counts) => ({
    shed: () => {
      counts.readBytes += held
      held = 0
    },
  }))
  Object.defineProperty(sound.parser, 'heldBytes', { get: () => held })
  sound.guard.shed(sound.route)
  expect([sound.route.parser, sound.route.verdict(0), sound.counts.readBytes]).toEqual([
    sound.parser,
    verdicts.more,
    10,
  ])
  expect(sound.route.uncountedBytes).toBe(0)

  const holding = scene((counts) => ({
    end: () => {
      counts.readBytes += 10
    },
  }))
  holding.guard.shed(holding.route)
  expect([holding.route.parser, holding.route.verdict(1)]).toEqual([null, over])
  expect([holding.counts.readBytes, holding.counts.limitBytes]).toEqual([10, 0])
})

test('one that holds nothing is not asked to give up anything', () => {
  const { guard, route, parser, anomalies } = scene(() => ({ heldBytes: 0, shed: broken }))
  guard.shed(route)
  expect([route.parser, bugs(anomalies)]).toEqual([parser, []])
})
