import { describe, expect, test } from 'vitest'
import { byteByByte, expectBalanced } from '../../test/support/conform.ts'
import type { Outcome, Step } from '../../test/support/playbook.ts'
import { client, clientGap, Collector, playLayer, server, testFlow } from '../../test/support/playbook.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { RunOrigin } from '../core/origin.ts'
import type { Direction, Verdict } from '../core/verdict.ts'
import { verdicts } from '../core/verdict.ts'
import { protocol as http } from './http1/index.ts'
import type { Flow } from '../stream/types.ts'
import { countedBytes } from './message-counts.ts'
import { MessageLayer } from './message-layer.ts'
import type { Exchange, InnerStream, Message, Parser, Protocol } from './types.ts'

const key = 0x80
const ahead = Buffer.alloc(3)

/** A cipher of the tests: after the byte 0x9f in each direction, every byte is what it hides, with its top bit set. */
const veil: Protocol = {
  name: 'tls',
  transport: 'tcp',
  probe: (buf, start) => (buf[start] === 0x9f ? 'yes' : 'no'),
  open: (flow, context): Parser => {
    let inner: InnerStream | null = null
    const started: [boolean, boolean] = [false, false]
    const origin = new RunOrigin()
    return {
      protocol: 'tls',
      heldBytes: 0,
      push(direction: Direction, buf: Buffer, start: number, end: number, from: RunOrigin): Verdict {
        let at = start
        if (!started[direction]) {
          started[direction] = true
          context.counts.framingBytes++
          at++
        }
        inner ??= context.openInner(flow, 'tls')
        // What is opened need not stand at the start of its memory.
        const clear = Buffer.concat([ahead, buf.subarray(at, end).map((byte) => byte ^ key)])
        if (clear.includes(0x07)) throw new Error('scripted')
        origin.frame = from.frame
        origin.offset = from.offset + at - start
        origin.sec = from.sec
        const verdict = inner.chunk(direction, clear, ahead.length, clear.length, origin)
        clear.fill(0)
        return verdict
      },
      gap: (direction, length, from) => inner?.gap(direction, length, from) ?? verdicts.more,
      finished: (direction) => inner?.finished(direction),
      end: () => inner?.end(),
    }
  },
}

const hidden = (text: string): Buffer => Buffer.from(Buffer.from(text, 'latin1').map((byte) => byte ^ key))
const first = (text: string): Buffer => Buffer.concat([Buffer.from([0x9f]), hidden(text)])
const get = 'GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n'
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'

const bytesOf = (steps: readonly Step[]): number =>
  steps.reduce((total, step) => total + (step.kind === 'push' ? step.bytes.length : 0), 0)

function run(...steps: Step[]): Outcome {
  const outcome = playLayer(steps, [http, veil])
  expectBalanced(outcome)
  return outcome
}

describe('a stream inside a stream', () => {
  test('is read like every flow, and its bytes keep their places', () => {
    const steps = [client(first(get)), server(first(ok))]
    const outcome = run(...steps)
    expect(outcome.messages).toMatchObject([
      { kind: 'request', protocol: 'http', target: '/a', headSpans: [{ frame: 1, start: 55 }] },
      { kind: 'response', protocol: 'http', status: 200, body: '{}' },
    ])
    expect(outcome.events.map((event) => event.kind)).toEqual([
      'recognised',
      'recognised',
      'serverName',
      'request',
      'response',
      'closed',
      'flowEnded',
    ])
    expect(outcome.counts.framingBytes).toBe(2)
    expect(run(...byteByByte(steps)).messages).toEqual(outcome.messages)
  })

  test('what it holds when the outer flow ends, or is given up, is counted once', () => {
    const cut = run(client(first(`${get}POST /b HTTP/1.1\r\nHost: a.exam`)))
    expect(cut.messages).toMatchObject([{ target: '/a' }, { target: '/b', isComplete: false }])
    const fault = [client(first('POST /b HTTP/1.1\r\nHost: a.exam')), client(hidden('\x07 rest'))]
    const bug = playLayer(fault, [http, veil])
    expect(bug.anomalies).toEqual({ 'message.tls.bug': 1, 'message.http.cut': 1 })
    expect(bug.messages).toMatchObject([{ target: '/b', isComplete: false }])
    expect(countedBytes(bug.counts)).toBe(bytesOf(fault))
    run(client(first(get)), clientGap(100), client(hidden(get)), server(first(ok)))
  })

  test('tells how many bytes went each way inside', () => {
    const flows = new Set<Flow>()
    class Flows extends Collector {
      override response(exchange: Exchange, message: Message): void {
        flows.add(exchange.flow)
        super.response(exchange, message)
      }
    }
    const layer = new MessageLayer(new Flows(), new AnomalyLog(), [http, veil])
    const outer = testFlow('tcp')
    const origin = new RunOrigin()
    for (const [direction, bytes] of [
      [0, first(get)],
      [1, first(ok.slice(0, 9))],
      [1, hidden(ok.slice(9))],
    ] as const) {
      // Not at the start of its memory.
      const buf = Buffer.concat([Buffer.alloc(50), bytes])
      layer.chunk(outer as Flow, direction, buf, 50, buf.length, origin)
    }
    layer.end(outer as Flow, 'closed')
    expect(Array.from(flows, ({ bytesToServer, bytesToClient }) => [bytesToServer, bytesToClient])).toEqual([
      [get.length, ok.length],
    ])
  })

  test('gives up what it holds where memory is short, without upsetting the count of the flow around it', () => {
    const long = 'x'.repeat(limits.message.bodyBytesMax / 2)
    const steps: Step[] = [
      client(first(`POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: ${long.length * 3}\r\n\r\n`)),
    ]
    for (let times = 0; times < 3; times++) steps.push(client(hidden(long)))
    const outcome = playLayer(steps, [http, veil], undefined, undefined, 100_000)
    expectBalanced(outcome)
    expect(Object.keys(outcome.anomalies)).toContain('message.layer.held_too_much')
  })
})
