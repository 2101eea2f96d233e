import { describe, expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { grpcMessage } from '../../../test/support/grpc.ts'
import { clientStart, data, headers, requestFields, settings } from '../../../test/support/http2.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, clientGap, play, server, serverFinished, serverGap } from '../../../test/support/playbook.ts'
import { limits } from '../../core/limits.ts'
import { protocol as http1 } from '../http1/index.ts'
import { protocol as http2 } from '../http2/index.ts'

const grpcFields = [
  ['content-type', 'application/grpc+proto'],
  ['grpc-encoding', 'gzip'],
] as const
const call = headers(1, requestFields('/a.Service/Stream', grpcFields, 'POST'))

function run(protocol: typeof http1, ...steps: Step[]): Outcome {
  const outcome = play(protocol, steps)
  expectBalanced(outcome)
  return outcome
}

const streamed: readonly Step[] = [
  client(Buffer.concat([clientStart, call, data(1, grpcMessage('\n\x05first'))])),
  client(data(1, grpcMessage(gzipSync('second'), 1).subarray(0, 9))),
  client(
    data(1, Buffer.concat([grpcMessage(gzipSync('second'), 1).subarray(9), grpcMessage('third')]), true),
  ),
  server(
    Buffer.concat([
      settings(),
      headers(1, [[':status', '200'], ...grpcFields]),
      data(1, grpcMessage('answer')),
      headers(1, [['grpc-status', '0']], true),
    ]),
  ),
]
conform('a stream of gRPC', http2, streamed)

describe('gRPC', () => {
  test('each message is handed on by itself, with its own time, under the head of the first', () => {
    const { messages, counts, anomalies } = run(http2, ...streamed)
    expect(messages).toMatchObject([
      { kind: 'request', method: 'POST', body: '\n\x05first', frame: 1, contentEncoding: '' },
      {
        kind: 'request',
        target: '/a.Service/Stream',
        host: 'a.example.com',
        head: '',
        contentType: 'application/grpc+proto',
        contentEncoding: 'gzip',
        body: gzipSync('second').toString('latin1'),
        frame: 2,
        sec: 2,
      },
      { kind: 'request', head: '', body: 'third', frame: 3, contentEncoding: '' },
      { kind: 'response', body: 'answer', trailer: 'grpc-status: 0\r\n' },
    ])
    expect(new Set(messages.map(({ exchange }) => exchange))).toEqual(new Set([0]))
    expect(messages[1]?.bodySpans).toEqual([
      { frame: 2, start: 68, end: 72 },
      { frame: 3, start: 63, end: 63 + gzipSync('second').length - 4 },
    ])
    expect([counts.requests, counts.responses]).toEqual([1, 1])
    expect(anomalies).toEqual({})
  })

  test('a call with one message is one request', () => {
    const { messages } = run(
      http2,
      client(Buffer.concat([clientStart, call, data(1, grpcMessage('one')), data(1, '', true)])),
    )
    expect(messages).toMatchObject([{ body: 'one', isComplete: true }])
  })

  test('empty messages by the thousands are not handed on', () => {
    const empty = Buffer.concat(Array.from({ length: 3_000 }, () => grpcMessage('')))
    const { messages } = run(
      http2,
      client(Buffer.concat([clientStart, call, data(1, empty), data(1, '', true)])),
    )
    expect(messages).toHaveLength(1)
  })

  test('a body that has no such frames is read as it is', () => {
    const { messages, anomalies } = run(
      http2,
      client(Buffer.concat([clientStart, call, data(1, '{"imei":"350000000000000"}', true)])),
    )
    expect(messages).toMatchObject([{ body: '{"imei":"350000000000000"}' }])
    expect(anomalies).toEqual({ 'message.grpc.bad_frame': 1 })
  })

  test('a message beyond the limit is read in pieces', () => {
    const piece = Buffer.alloc(1_000_000, 0x61)
    const { messages, counts } = run(
      http2,
      client(Buffer.concat([clientStart, call, data(1, grpcMessage('', 0, 0xffffffff))])),
      ...Array.from({ length: 5 }, () => client(data(1, piece))),
    )
    expect(messages).toMatchObject([{ incompleteReason: 'limit' }, { incompleteReason: 'capture-end' }])
    const cut = limits.message.bodyBytesMax - 4
    expect(messages.map(({ body }) => body.length)).toEqual([cut, 5_000_000 - cut])
    expect(counts.limitBytes).toBe(0)
  })

  test('behind a gap within a message the next one is found by the length', () => {
    const bytes = data(1, Buffer.concat([grpcMessage('0123456789'), grpcMessage('next')]), true)
    const { messages } = run(
      http2,
      client(Buffer.concat([clientStart, call, bytes.subarray(0, 16)])),
      clientGap(3),
      client(bytes.subarray(19)),
    )
    expect(messages).toMatchObject([
      { body: '0156789', incompleteReason: 'gap' },
      { body: 'next', isComplete: true },
    ])
  })

  test('gRPC-web over HTTP/1: its trailers are the last message', () => {
    const body = Buffer.concat([grpcMessage('answer'), grpcMessage('grpc-status:0\r\n', 0x80)])
    const { messages } = run(
      http1,
      client(
        'POST /a.Service/Call HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc-web\r\nContent-Length: 8\r\n\r\n',
      ),
      client(grpcMessage('one')),
      server(
        `HTTP/1.1 200 OK\r\nContent-Type: application/grpc-web+proto\r\nContent-Length: ${body.length}\r\n\r\n`,
      ),
      server(body),
    )
    expect(messages).toMatchObject([
      { kind: 'request', body: 'one' },
      { kind: 'response', body: 'answer' },
      { kind: 'response', head: '', body: 'grpc-status:0\r\n' },
    ])
  })

  test('gRPC-web in base64 is left to the decoders', () => {
    const body = grpcMessage('one').toString('base64')
    const { messages } = run(
      http1,
      client(
        `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc-web-text\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    )
    expect(messages).toMatchObject([{ body }])
  })
})

describe('server-sent events', () => {
  const event = `data: ${'x'.repeat(1_000)}\n\n`
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
  const events = Array.from({ length: 200 }, () => server(event))

  test('are handed on in pieces, cut between events', () => {
    const { messages, counts } = run(
      http1,
      client('GET /events HTTP/1.1\r\nHost: a.example.com\r\n\r\n'),
      server(head),
      ...events,
      server('data: last'),
      serverFinished(),
    )
    const pieces = messages.slice(1)
    expect(pieces.map(({ body }) => body).join('')).toBe(`${event.repeat(200)}data: last`)
    expect(pieces.length).toBe(4)
    for (const piece of pieces.slice(0, -1)) {
      expect(piece.body.endsWith('\n\n')).toBe(true)
      expect(piece.body.length).toBeLessThan(limits.message.streamPieceBytesMax + event.length)
    }
    expect(pieces[1]).toMatchObject({ head: '', status: 200, contentType: 'text/event-stream', exchange: 0 })
    expect(counts.responses).toBe(1)
  })

  test('the part of an event behind the cut keeps its place', () => {
    const { messages } = run(
      http2,
      client(Buffer.concat([clientStart, headers(1, requestFields('/events'), true)])),
      server(
        Buffer.concat([
          settings(),
          headers(1, [
            [':status', '200'],
            ['content-type', 'text/event-stream'],
          ]),
        ]),
      ),
      server(data(1, `${event.repeat(70)}data: be`)),
      server(data(1, 'gun\n\n', true)),
    )
    expect(messages.slice(1)).toMatchObject([
      { body: event.repeat(70) },
      {
        body: 'data: begun\n\n',
        bodySpans: [
          { frame: 3, start: 63 + 70 * event.length, end: 63 + 70 * event.length + 8 },
          { frame: 4, start: 63, end: 68 },
        ],
      },
    ])
  })

  test('one without an end is cut all the same, and a gap is said', () => {
    const { messages } = run(
      http1,
      client('GET /events HTTP/1.1\r\nHost: a.example.com\r\n\r\n'),
      server(head),
      ...Array.from({ length: 100 }, () => server('y'.repeat(1_000))),
      serverGap(10),
      server('z'),
      serverFinished(),
    )
    expect(messages.slice(1).map(({ isComplete }) => isComplete)).toEqual([true, false])
  })
})
