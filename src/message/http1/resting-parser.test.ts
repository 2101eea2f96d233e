/** Conversations side by side: what one leaves behind when it rests, another goes on with. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlainEvent, Step } from '../../../test/support/playbook.ts'
import {
  client,
  clientFinished,
  clientGap,
  Collector,
  server,
  serverGap,
  testFlow,
} from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import { MessageLayer } from '../message-layer.ts'
import type { Exchange, MessageSink } from '../types.ts'
import { protocol } from './index.ts'
import { openParser } from './resting-parser.ts'

const get = 'GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n'
const post = 'POST /b HTTP/1.1\r\nHost: b.example.com\r\nContent-Length: 5\r\n\r\nhello'
const upgrade = 'GET /c HTTP/1.1\r\nHost: a.example.com\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n'
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'
const half = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'

const conversations: readonly (readonly Step[])[] = [
  [client(get), server(ok), client(get), server(ok), client(post), server(ok)],
  [client(get), server(ok), serverGap(30), client(post), server(ok)],
  [client(get), server(ok), clientGap(12), client('rest\r\n'), client(get), server(half), server('and a')],
  [client(get + get), server(ok), server(ok), client(get), clientFinished(), server(ok)],
  [server(ok), client(get), server(ok), client(upgrade), server(ok), client(get)],
  [client(get), server(ok), client('no request at all\r\n'), server(ok)],
]

/** Plays the conversations to one layer, in the order of `turns`; the events of each, with exchanges numbered by its own. */
function playTogether(numbers: readonly number[], turns: readonly number[]): PlainEvent[][] {
  const collectors = new Map(numbers.map((number) => [number, new Collector()]))
  const of = (flow: Flow): Collector => collectors.get(flow.id) as Collector
  const sink: MessageSink = {
    request: (exchange, message) => of(exchange.flow).request(exchange, message),
    response: (exchange, message) => of(exchange.flow).response(exchange, message),
    closed: (exchange: Exchange) => of(exchange.flow).closed(exchange),
    recognised: (flow, name) => of(flow).recognised(flow, name),
    serverName: (flow, source, name, origin) => of(flow).serverName(flow, source, name, origin),
    clientHello: () => {},
    dns: () => {},
    localName: () => {},
  }
  const layer = new MessageLayer(sink, new AnomalyLog(), [protocol])
  const flows = new Map(numbers.map((number) => [number, testFlow('tcp', { id: number })]))
  const left = new Map(numbers.map((number) => [number, [...(conversations[number] as readonly Step[])]]))
  for (const number of turns) {
    const steps = left.get(number) as Step[]
    const frame = (conversations[number] as readonly Step[]).length - steps.length + 1
    const step = steps.shift() as Step
    const flow = flows.get(number) as Flow
    const origin = new RunOrigin()
    origin.frame = frame
    origin.sec = frame
    if (step.kind === 'push') {
      const bytes = Buffer.from(step.bytes)
      layer.chunk(flow, step.direction, bytes, 0, bytes.length, origin)
      bytes.fill(0)
    } else if (step.kind === 'gap') layer.gap(flow, step.direction, step.length, origin)
    else layer.finished(flow, step.direction)
  }
  for (const flow of flows.values()) layer.end(flow, 'capture-end')
  return numbers.map((number) => renumbered((collectors.get(number) as Collector).events))
}

function renumbered(events: readonly PlainEvent[]): PlainEvent[] {
  const numbers = new Map<number, number>()
  return events.map((event) => {
    if (!('exchange' in event)) return event
    if (!numbers.has(event.exchange)) numbers.set(event.exchange, numbers.size)
    return { ...event, exchange: numbers.get(event.exchange) as number }
  })
}

test('conversations are read the same side by side as each alone', () => {
  const numbers = conversations.map((_steps, number) => number)
  const alone = numbers.map((number) => {
    const turns = (conversations[number] as readonly Step[]).map(() => number)
    return playTogether([number], turns)[0] as PlainEvent[]
  })
  expect(alone.map((events) => events.filter(({ kind }) => kind === 'request').length)).toEqual([
    3, 2, 2, 3, 3, 2,
  ])
  const all = numbers.flatMap((number) => (conversations[number] as readonly Step[]).map(() => number))
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }), (turns) => {
      expect(playTogether(numbers, turns)).toEqual(alone)
    }),
    { numRuns: 200 },
  )
})

test('a server is named once, however often the connection rests', () => {
  const [events] = playTogether([0], [0, 0, 0, 0, 0, 0])
  const names = (events ?? []).filter(({ kind }) => kind === 'serverName')
  expect(names).toMatchObject([{ name: 'a.example.com' }, { name: 'b.example.com' }])
})

test('what rests holds nothing', () => {
  const flow = testFlow('tcp')
  const { context } = new MessageLayer(new Collector(), new AnomalyLog(), [protocol])
  const parser = openParser(flow, context)
  const push = (direction: 0 | 1, text: string): void => {
    const bytes = Buffer.from(text)
    parser.push(direction, bytes, 0, bytes.length, new RunOrigin())
  }
  push(0, get)
  expect(parser.isAtRest).toBe(false)
  push(1, ok)
  expect(parser.isAtRest).toBe(true)
  push(0, post.slice(0, 60))
  expect(parser.isAtRest).toBe(false)
  expect(parser.heldBytes).toBeGreaterThan(0)
  push(0, post.slice(60))
  push(1, ok)
  expect(parser.isAtRest).toBe(true)
})
