import { describe, expect, test } from 'vitest'
import { client, server } from '../../../test/support/playbook.ts'
import { frames } from '../../../test/support/quic-peers.ts'
import { exchange, get, ok, peersOf, run } from '../../../test/support/quic-reading.ts'
import { limits } from '../../core/limits.ts'

describe('streams', () => {
  test('are put in order, however their pieces come', () => {
    const { peers, opening } = peersOf()
    const pieces = [20, 8, 25, 0, 12, 0, 30, 33].map((at) =>
      client(peers.short(0, frames.stream(0, at, get.slice(at, at + 9), at + 9 >= get.length))),
    )
    const outcome = run(peers, [...opening, ...pieces])
    expect(outcome.messages).toMatchObject([exchange[0]])
    expect(outcome.counts.readBytes).toBe(get.length)
    expect(outcome.anomalies).toEqual({})
  })

  test('with a hole that is never filled are handed on with the gap told', () => {
    const { peers, opening } = peersOf()
    const body = 'x'.repeat(1_000)
    const head = 'POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3000\r\n\r\n'
    const steps = [
      ...opening,
      client(peers.short(0, frames.stream(0, 0, head + body))),
      client(peers.short(0, frames.stream(0, head.length + 2_000, `${body}${get}`, true))),
    ]
    const outcome = run(peers, steps)
    expect(outcome.messages).toMatchObject([
      { target: '/b', bodyBytesLeftOut: 1_000, incompleteReason: 'gap' },
      { target: '/a' },
    ])
    expect(outcome.anomalies).toMatchObject({ 'message.quic.stream_gap': 1 })
  })

  test('that hold more than may wait are gone on with', () => {
    const { peers, opening } = peersOf()
    const steps = [...opening]
    const size = 1_000
    for (let at = 0; at <= limits.message.quicHeldBytesPerStreamMax; at += size)
      steps.push(client(peers.short(0, frames.stream(0, 100 + at, Buffer.alloc(size, 0x41)))))
    const outcome = run(peers, steps)
    expect(outcome.anomalies).toMatchObject({ 'message.quic.stream_gap': 1 })
  })

  test('that are reset, or repeated when they are over, count once', () => {
    const { peers, opening } = peersOf()
    const outcome = run(peers, [
      ...opening,
      client(peers.short(0, frames.stream(0, 0, get, true))),
      client(peers.short(0, frames.stream(0, 0, get, true))),
      server(peers.short(1, frames.stream(0, 0, ok.slice(0, 30)))),
      server(peers.short(1, frames.reset(0, 500))),
      server(peers.short(1, frames.stream(0, 0, ok.slice(0, 30)))),
    ])
    expect(outcome.messages).toMatchObject([exchange[0], { kind: 'response', isComplete: false }])
    expect(outcome.counts.requests).toBe(1)
  })

  test('that are over are none of those that are followed', () => {
    const { peers, opening } = peersOf()
    const steps = [...opening]
    for (let id = 0; id < limits.message.quicStreamsMax + 50; id += 50) {
      const many = Array.from({ length: 50 }, (_, index) => frames.stream((id + index) * 4 + 2, 0, 'x', true))
      steps.push(client(peers.short(0, Buffer.concat(many))))
    }
    expect(run(peers, steps).anomalies).not.toHaveProperty('message.quic.too_many_streams')
  })

  test('more than are followed let the oldest go', () => {
    const { peers, opening } = peersOf()
    const steps = [...opening]
    const count = limits.message.quicStreamsMax + 10
    for (let id = 0; id < count; id += 50) {
      const many = Array.from({ length: 50 }, (_, index) => frames.stream((id + index) * 4, 0, 'GET / '))
      steps.push(client(peers.short(0, Buffer.concat(many))))
    }
    const outcome = run(peers, steps)
    expect(outcome.anomalies['message.quic.too_many_streams']).toBeGreaterThan(9)
  })
})
