import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { verdicts } from '../../core/verdict.ts'
import { newMessageCounts } from '../message-counts.ts'
import { ProtocolSwitch } from '../protocol-switch.ts'
import { Exchange } from '../types.ts'
import type { Parser } from '../types.ts'
import { ByteAccount } from './byte-account.ts'
import { ParserGuard } from './parser-guard.ts'
import { ProtocolChange } from './protocol-change.ts'
import { Route, ways } from './route.ts'

interface Scene {
  readonly change: ProtocolChange
  readonly route: Route
  readonly parser: Parser
  readonly ended: number[]
  readonly collector: Collector
  readonly anomalies: AnomalyLog
}

function scene(changes: Partial<Parser> = {}): Scene {
  const anomalies = new AnomalyLog()
  const counts = newMessageCounts()
  const collector = new Collector()
  const guard = new ParserGuard(new ByteAccount(counts), counts, anomalies)
  const ended: number[] = []
  const parser: Parser = {
    protocol: 'http',
    heldBytes: 0,
    push: () => verdicts.more,
    gap: () => verdicts.more,
    finished: () => undefined,
    end: () => void ended.push(1),
    ...changes,
  }
  const route = new Route(testFlow('tcp', { isRoleGuessed: true }))
  route.parser = parser
  route.setWays(ways.toParser)
  return {
    change: new ProtocolChange(guard, collector, anomalies),
    route,
    parser,
    ended,
    collector,
    anomalies,
  }
}

test('the parser ends, and both directions are chosen anew, by what was agreed on', () => {
  const switched = new ProtocolSwitch('websocket', null, null)
  const { change, route, ended } = scene({ switched })
  change.begin(route, 0, 1)
  expect([ended, route.parser, route.former]).toEqual([[1], null, null])
  expect([route.way(0), route.way(1), route.switches]).toEqual([ways.choosing, ways.choosing, 1])
  // Its start is seen: what it speaks is chosen by that.
  expect([route.switched, route.isMidStream]).toEqual([switched, false])
})

test.each([0, 1] as const)(
  'where the answer is due, it goes to the parser before (asked by %i)',
  (direction) => {
    const { change, route, parser, ended } = scene({ isAnswerDue: true })
    change.begin(route, direction, 1)
    expect([ended, route.parser, route.former]).toEqual([[], null, parser])
    expect([route.way(direction), route.way(direction === 0 ? 1 : 0)]).toEqual([ways.choosing, ways.toFormer])
  },
)

test('one answer at a time is due', () => {
  const { change, route, parser, ended } = scene({ isAnswerDue: true })
  route.former = { ...parser, end: () => void ended.push(2) }
  change.begin(route, 0, 1)
  expect([ended, route.former, route.way(1)]).toEqual([[2, 1], null, ways.choosing])
})

test('changes without end are not followed, and that is told', () => {
  const { change, route, anomalies } = scene()
  route.switches = limits.message.protocolSwitchesMax - 1
  change.begin(route, 0, 1)
  expect([route.way(0), anomalies.tallies.size]).toEqual([ways.choosing, 0])
  change.begin(route, 0, 9)
  expect([route.way(0), route.way(1)]).toEqual([ways.unknown, ways.unknown])
  expect(anomalies.tallies.get('message.layer.too_many_switches')).toMatchObject({ samples: [{ frame: 9 }] })
})

test('a change that no parser brought about counts with the others, and is told once where it is one too many', () => {
  const { change, route, anomalies } = scene()
  route.switches = limits.message.protocolSwitchesMax - 1
  expect([1, 2, 3].map((frame) => change.mayChange(route, frame))).toEqual([true, false, false])
  expect(anomalies.tallies.get('message.layer.too_many_switches')).toMatchObject({
    count: 1,
    samples: [{ frame: 2 }],
  })
})

test('when it is over, the request that asked for it is closed, unless the next protocol took it on', () => {
  const { change, route, collector } = scene()
  change.end(route)
  expect(route.isPlain).toBe(true)
  const exchange = new Exchange(7, route.flow, 'http')
  route.switched = new ProtocolSwitch('h2c', null, null, exchange)
  change.end(route)
  expect([route.switched, collector.events]).toEqual([null, [{ kind: 'closed', exchange: 7 }]])
  const taken = new ProtocolSwitch('h2c', null, null, exchange)
  taken.takeExchange()
  route.switched = taken
  change.end(route)
  expect([route.switched, collector.events.length]).toEqual([null, 1])
})
