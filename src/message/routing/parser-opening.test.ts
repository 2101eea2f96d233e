import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import { MessageLayer } from '../message-layer.ts'
import { ProtocolSwitch } from '../protocol-switch.ts'
import type { Parser, ParserContext, Protocol } from '../types.ts'
import { Exchange } from '../types.ts'
import { ByteAccount } from './byte-account.ts'
import { ParserGuard } from './parser-guard.ts'
import { ParserOpening } from './parser-opening.ts'
import { ProtocolChange } from './protocol-change.ts'
import { Route, ways } from './route.ts'

interface Scene {
  readonly opening: ParserOpening
  readonly context: ParserContext
  readonly collector: Collector
  readonly anomalies: AnomalyLog
  readonly route: Route
}

function scene(): Scene {
  const anomalies = new AnomalyLog()
  const collector = new Collector()
  // For the context alone.
  const { context } = new MessageLayer(collector, anomalies, [])
  const guard = new ParserGuard(new ByteAccount(context.counts), context.counts, anomalies)
  const opening = new ParserOpening(new ProtocolChange(guard, collector, anomalies), context)
  return { opening, context, collector, anomalies, route: new Route(testFlow('tcp')) }
}

function protocolOf(open: Protocol['open']): Protocol {
  return { name: 'coap', transport: 'tcp', probe: () => 'yes', open }
}

test('the parser reads every direction that waited for a protocol, and no other', () => {
  const { opening, context, collector, route } = scene()
  const parser = {} as Parser
  const asked: unknown[] = []
  route.setWay(1, ways.unknown)
  opening.open(
    route,
    protocolOf((...what) => {
      asked.push(...what)
      return parser
    }),
  )
  expect([route.parser, route.way(0), route.way(1)]).toEqual([parser, ways.toParser, ways.unknown])
  expect(asked).toEqual([route.flow, context, null])
  expect(collector.events).toEqual([{ kind: 'recognised', protocol: 'coap' }])
})

test('it is opened with the change of protocol that led to it, which is over by that', () => {
  const { opening, collector, route } = scene()
  const switched = new ProtocolSwitch('h2c', null, null, new Exchange(3, route.flow, 'http'))
  route.switched = switched
  const asked: unknown[] = []
  opening.open(
    route,
    protocolOf((_flow, _context, change) => {
      asked.push(change)
      return {} as Parser
    }),
  )
  expect([asked, route.switched]).toEqual([[switched], null])
  expect(collector.events).toEqual([
    { kind: 'closed', exchange: 3 },
    { kind: 'recognised', protocol: 'coap' },
  ])
})

test('one that throws when it is opened ends the flow, and counts what comes', () => {
  const { opening, context, anomalies, route } = scene()
  opening.open(
    route,
    protocolOf(() => {
      throw new Error('opened')
    }),
  )
  const said = route.parser?.push(0, Buffer.alloc(9), 0, 9, new RunOrigin())
  expect([said, context.counts.limitBytes]).toEqual([verdicts.limit | verdicts.bothDirections, 9])
  expect(anomalies.tallies.get('message.coap.bug')?.samples).toMatchObject([{ detail: 'Error: opened' }])
})
