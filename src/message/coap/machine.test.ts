import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome } from '../../../test/support/playbook.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'

interface CoapOptions {
  type?: number
  code?: number
  messageId?: number
  token?: string
  /** Ascending by number. */
  options?: [number: number, content: Buffer | string][]
  payload?: string
}

function coap(message: CoapOptions): Buffer {
  const token = Buffer.from(message.token ?? 'tk', 'latin1')
  const header = Buffer.from([
    0x40 | ((message.type ?? 0) << 4) | token.length,
    message.code ?? 2,
    0,
    message.messageId ?? 1,
  ])
  let last = 0
  const options = (message.options ?? []).map(([number, content]) => {
    const bytes = Buffer.from(content as string, 'latin1')
    const encoded = coapOption(number - last, bytes)
    last = number
    return encoded
  })
  const payload =
    message.payload === undefined ? [] : [Buffer.from([0xff]), Buffer.from(message.payload, 'latin1')]
  return Buffer.concat([header, token, ...options, ...payload])
}

function coapOption(delta: number, content: Buffer): Buffer {
  const [deltaNibble, deltaBytes] = extend(delta)
  const [lengthNibble, lengthBytes] = extend(content.length)
  return Buffer.concat([Buffer.from([(deltaNibble << 4) | lengthNibble]), deltaBytes, lengthBytes, content])
}

function extend(value: number): [nibble: number, bytes: Buffer] {
  if (value < 13) return [value, Buffer.alloc(0)]
  if (value < 269) return [13, Buffer.from([value - 13])]
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value - 269)
  return [14, bytes]
}

const coapFlow = testFlow('udp', { serverPort: 5683 })
const elsewhere = testFlow('udp', { serverPort: 9_999 })
const payload = Buffer.from('{"REGVER":"2","IMEI1":"356938035643809"}').toString('base64')

/** A module's self-registration: POST /nb with JSON, as Base64 text. */
const registration = coap({
  options: [
    [3, 'register.example'],
    [11, 'nb'],
    [12, '\x32'],
  ],
  payload,
})
const accepted = coap({ type: 2, code: 0x44, payload: 'ok' })

function story(outcome: Outcome): string[] {
  return outcome.events.map((event) => {
    if (event.kind === 'request' || event.kind === 'response')
      return `${event.kind} ${event.exchange} ${event.body}`
    if (event.kind === 'closed') return `closed ${event.exchange}`
    return event.kind === 'serverName' ? `${event.source} ${event.name}` : event.kind
  })
}

conform('a registration', protocol, [client(registration), server(accepted)], () => coapFlow)

describe('a request', () => {
  test('is handed on with its options and payload as they are on the wire, and paired by its token', () => {
    const outcome = play(protocol, [client(registration), server(accepted)], coapFlow)
    expect(story(outcome)).toEqual([
      'host register.example',
      `request 0 ${payload}`,
      'response 0 ok',
      'closed 0',
    ])
    const optionsLength = registration.length - 4 - 2 - 1 - payload.length
    expect(outcome.messages[0]).toMatchObject({
      protocol: 'coap',
      direction: 0,
      host: 'register.example',
      target: 'nb',
      head: registration.toString('latin1', 6, 6 + optionsLength),
      headSpans: [{ frame: 1, start: 60, end: 60 + optionsLength }],
      bodySpans: [
        { frame: 1, start: 54 + registration.length - payload.length, end: 54 + registration.length },
      ],
      isComplete: true,
    })
    expect(outcome.messages[1]).toMatchObject({ status: 204, exchangeStatus: 204, body: 'ok' })
    expect(outcome.counts).toMatchObject({ requests: 1, responses: 1, framingBytes: 7 + 7 })
    expectBalanced(outcome)
  })

  test('may have long options and options far apart', () => {
    const request = coap({
      code: 1,
      options: [
        [11, 'p'.repeat(300)],
        [11, 'second'],
        [15, 'imei=1'],
        [2048, 'x'],
      ],
    })
    const outcome = play(protocol, [client(request)], coapFlow)
    expect(outcome.messages[0]).toMatchObject({ target: 'p'.repeat(300), host: '', body: '' })
    expect(outcome.messages[0]?.head).toContain('imei=1')
    expect(outcome.anomalies).toEqual({})
  })

  test('without a response, or refused by a reset, is closed', () => {
    const reset = Buffer.from([0x70, 0, 0, 1])
    const steps = [
      client(registration),
      server(reset),
      client(coap({ messageId: 2, token: 'b', payload: 'x' })),
    ]
    expect(story(play(protocol, steps, coapFlow)).filter((line) => /request|closed/.test(line))).toEqual([
      `request 0 ${payload}`,
      'closed 0',
      'request 1 x',
      'closed 1',
    ])
  })

  test('in blocks is searched block by block, and said to be', () => {
    const first = coap({
      options: [
        [11, 'nb'],
        [27, '\x0e'],
      ],
      payload: 'one',
    })
    const second = coap({
      token: 'u',
      options: [
        [11, 'nb'],
        [27, '\x16'],
      ],
      payload: 'two',
    })
    const single = coap({
      token: 'v',
      options: [
        [11, 'nb'],
        [27, '\x06'],
      ],
      payload: 'all',
    })
    const outcome = play(protocol, [client(first), client(second), client(single)], coapFlow)
    expect(outcome.messages.map(({ body, isComplete }) => [body, isComplete])).toEqual([
      ['one', false],
      ['two', false],
      ['all', true],
    ])
    expect(outcome.anomalies).toEqual({ 'message.coap.block_transfer': 2 })
  })

  test('that is damaged is searched all the same', () => {
    const damaged = Buffer.concat([coap({ options: [[11, 'nb']] }), Buffer.from('\xf0imei=1', 'latin1')])
    const junk = Buffer.from('imei=2')
    const outcome = play(protocol, [client(registration), client(damaged), client(junk)], coapFlow)
    expect(outcome.messages.map(({ body }) => body)).toEqual([payload, '\xf0imei=1', 'imei=2'])
    expect(outcome.anomalies).toEqual({ 'message.coap.options': 1, 'message.coap.header': 1 })
    expectBalanced(outcome)
  })
})

describe('recognition', () => {
  const probe = (bytes: Buffer, flow: typeof coapFlow): string =>
    protocol.probe(bytes, 0, bytes.length, 0, flow)

  test('takes a request that names a path or host on any port', () => {
    expect(probe(registration, elsewhere)).toBe('yes')
    expect(probe(coap({ code: 1, options: [[11, '.well-known']] }), elsewhere)).toBe('yes')
  })

  test('takes weaker evidence on its own port only', () => {
    const weak = [
      accepted,
      coap({ payload: 'x' }),
      coap({ options: [[11, '\xff\xfe']] }),
      coap({
        options: [
          [11, 'a'],
          [2049, 'x'],
        ],
      }),
      Buffer.from([0x40, 0, 0, 1]),
    ]
    for (const bytes of weak) {
      expect(probe(bytes, coapFlow)).toBe('yes')
      expect(probe(bytes, elsewhere)).toBe('no')
    }
  })

  test('refuses what does not read to its end', () => {
    expect(probe(registration.subarray(0, 20), coapFlow)).toBe('no')
    expect(probe(Buffer.concat([coap({ options: [[11, 'nb']] }), Buffer.from([0xff])]), coapFlow)).toBe('no')
    expect(probe(coap({ code: 0x1f, options: [[11, 'nb']] }), coapFlow)).toBe('no')
    expect(probe(Buffer.from('16fefd000000000000000000', 'hex'), coapFlow)).toBe('no')
  })

  test('takes next to no random bytes elsewhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 60 }), (random) => {
        if (probe(Buffer.from(random), elsewhere) !== 'yes') return
        // What passes is a request by all that can be checked.
        expect(random[0]).toBeGreaterThanOrEqual(0x40)
        expect(random[0]).toBeLessThan(0x60)
        expect(random[1]).toBeGreaterThan(0)
        expect(random[1]).toBeLessThan(8)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('random and damaged messages are counted, and nothing is thrown', () => {
  const damage = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), damage, (random, changes) => {
      const bytes = Buffer.from(registration)
      for (const [at, value] of changes) bytes[at] = value
      const steps = [
        client(bytes),
        server(Buffer.from(random)),
        client(Buffer.from(random)),
        server(accepted),
      ]
      const outcome = play(protocol, steps, coapFlow)
      expectBalanced(outcome)
      // Each request is closed once.
      const closed = outcome.events.filter((event) => event.kind === 'closed').map((event) => event.exchange)
      expect(new Set(closed).size).toBe(closed.length)
      expect(closed.length).toBe(new Set(outcome.messages.map((message) => message.exchange)).size)
    }),
    { numRuns: 500 },
  )
})
