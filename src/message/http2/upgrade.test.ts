import { describe, expect, test } from 'vitest'
import { byteByByte, expectBalanced } from '../../../test/support/conform.ts'
import { clientStart, data, headers, requestFields, settings } from '../../../test/support/http2.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, playLayer, server } from '../../../test/support/playbook.ts'

const ask =
  'POST /first HTTP/1.1\r\nHost: a.example.com\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 2\r\n\r\n{}'
const agree = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'
const answer = Buffer.concat([headers(1, [[':status', '200']]), data(1, 'first', true)])
const second = headers(3, requestFields('/second'), true)
const secondAnswer = headers(3, [[':status', '404']], true)

function run(...steps: Step[]): Outcome {
  const outcome = playLayer(steps)
  expectBalanced(outcome)
  return outcome
}

const conversation = [
  client(ask),
  server(Buffer.concat([Buffer.from(agree), settings(), answer])),
  client(Buffer.concat([clientStart, second])),
  server(secondAnswer),
]

describe('an upgrade from HTTP/1 to HTTP/2', () => {
  test('the request that asked is answered on stream 1', () => {
    const { messages, events, anomalies } = run(...conversation)
    expect(messages).toMatchObject([
      { kind: 'request', protocol: 'http', target: '/first', body: '{}', exchange: 0 },
      { kind: 'response', protocol: 'http', status: 101, exchange: 0 },
      { kind: 'response', protocol: 'http2', status: 200, body: 'first', exchange: 0, exchangeStatus: 200 },
      { kind: 'request', protocol: 'http2', target: '/second', exchange: 1 },
      { kind: 'response', protocol: 'http2', status: 404, exchange: 1 },
    ])
    expect(events.filter((event) => event.kind === 'closed')).toEqual([
      { kind: 'closed', exchange: 0 },
      { kind: 'closed', exchange: 1 },
    ])
    expect(anomalies).toEqual({})
  })

  test('byte by byte it is the same', () => {
    expect(run(...byteByByte(conversation)).messages).toEqual(run(...conversation).messages)
  })

  test('what is agreed on and not kept: the content decides, and the request is closed', () => {
    const { messages, events } = run(
      client(ask),
      server(`${agree}some other protocol, whose first bytes are no frames of HTTP/2 at all, goes on here`),
    )
    expect(messages.at(-1)).toMatchObject({ protocol: 'unrecognised' })
    expect(events.filter((event) => event.kind === 'closed')).toContainEqual({ kind: 'closed', exchange: 0 })
  })

  test('the client goes on in HTTP/2 before the agreement is seen', () => {
    const { messages, events } = run(
      client(ask),
      client(Buffer.concat([clientStart, second])),
      server(Buffer.concat([Buffer.from(agree), settings(), answer])),
      server(secondAnswer),
    )
    // The agreement is no frame: it is searched as bytes of no protocol.
    expect(messages.map(({ kind, target, status }) => [kind, target, status])).toEqual([
      ['request', '/first', 0],
      ['request', '/second', 0],
      ['response', '', 0],
      ['response', '', 200],
      ['response', '', 404],
    ])
    expect(events.filter((event) => event.kind === 'closed')).toHaveLength(3)
  })

  test('a flow that ends behind the agreement closes the request', () => {
    expect(run(client(ask), server(agree)).events.filter((event) => event.kind === 'closed')).toEqual([
      { kind: 'closed', exchange: 0 },
    ])
  })
})
