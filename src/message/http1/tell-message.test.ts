import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { MessageLayer } from '../message-layer.ts'
import { Exchange } from '../types.ts'
import { noteOddities, tellBytes, tellMessage, tellWithoutControls } from './tell-message.ts'
import { oddities, strayOf, takeUnit } from './unit.ts'
import type { Unit } from './unit.ts'

const flow = testFlow('tcp')
const log = new AnomalyLog()

function told(tell: (context: MessageLayer['context']) => void): {
  events: Collector['events']
  counts: MessageLayer['counts']
} {
  const sink = new Collector()
  const { context, counts } = new MessageLayer(sink, log, [])
  tell(context)
  return { events: sink.events, counts }
}

/** A message of `direction` with this head, at 10 of frame 7. */
function unitOf(direction: 0 | 1, head: string): Unit {
  const unit = takeUnit()
  unit.message.direction = direction
  unit.message.frame = 7
  unit.head.append(Buffer.from(head, 'latin1'), 0, head.length, 7, 10, 0)
  unit.exchange = new Exchange(3, flow, 'http')
  return unit
}

test('a message is told to the side it goes to; its pieces are counted once', () => {
  const { events, counts } = told((context) => {
    tellMessage(unitOf(0, 'GET / HTTP/1.1\r\n\r\n'), context)
    const response = unitOf(1, 'HTTP/1.1 200 OK\r\n\r\n')
    tellMessage(response, context)
    response.message.piece = 1
    response.head.release()
    tellMessage(response, context)
  })
  expect(events).toMatchObject([
    { kind: 'request', exchange: 3 },
    { kind: 'response', exchange: 3 },
    { kind: 'response', exchange: 3, head: '' },
  ])
  expect([counts.requests, counts.responses, counts.readBytes]).toEqual([1, 1, 37])
})

test('bytes of no message have an exchange of their own, that is over, with the place they have', () => {
  const { events, counts } = told((context) => {
    for (const direction of [0, 1] as const) {
      const stray = strayOf(unitOf(direction, '').message)
      stray.body.append(Buffer.from('imei=1'), 0, 6, 7, 10, 0)
      tellBytes(stray.message, flow, context)
    }
  })
  expect(events).toMatchObject([
    { kind: 'request', exchange: 0, protocol: 'unrecognised', body: 'imei=1', frame: 7 },
    { kind: 'closed', exchange: 0 },
    { kind: 'response', exchange: 1, protocol: 'unrecognised', body: 'imei=1' },
    { kind: 'closed', exchange: 1 },
  ])
  expect(counts.readBytes).toBe(0)
})

test('of a head with controls the lines that have them are told without', () => {
  const { events } = told((context) => {
    tellWithoutControls(unitOf(0, 'GET / HTTP/1.1\r\nHost: a\r\nX: im\0ei\r\n\r\n').message, flow, context)
  })
  expect(events).toMatchObject([
    {
      kind: 'request',
      protocol: 'unrecognised',
      body: 'X: imei\r\n',
      bodySpans: [{ frame: 7 }, { frame: 7 }],
    },
    { kind: 'closed' },
  ])
})

test('what a head is odd in is noted once', () => {
  const unit = unitOf(0, '')
  unit.oddities = oddities.bareLineFeed | oddities.noVersion
  told((context) => {
    noteOddities(unit, context)
    noteOddities(unit, context)
  })
  expect(Array.from(log.tallies.values(), ({ code, count }) => [code.code, count])).toEqual([
    ['message.http.bare_line_feed', 1],
    ['message.http.no_version', 1],
  ])
})
