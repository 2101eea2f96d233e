import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deflateRawSync } from 'node:zlib'
import { byteByByte, conform, expectBalanced } from '../../../test/support/conform.ts'
import { clientStart, data, headers, settings } from '../../../test/support/http2.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import {
  client,
  clientFinished,
  clientGap,
  play,
  playLayer,
  server,
  serverGap,
  testFlow,
} from '../../../test/support/playbook.ts'
import { mqttPacket, mqttString } from '../../../test/support/mqtt-packet.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { deflatedMessages, webSocketFrame } from '../../../test/support/websocket.ts'
import { limits } from '../../core/limits.ts'
import { protocol } from './index.ts'

const handshake = (extensions = ''): Step[] => [
  client(
    'GET /chat?token=t HTTP/1.1\r\nHost: a.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  ),
  server(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n${extensions}Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n`,
  ),
]
const fromServer = (payload: Buffer | string, options = {}): Buffer =>
  webSocketFrame(payload, { isMasked: false, ...options })

function run(...steps: Step[]): Outcome {
  const outcome = play(protocol, steps)
  expectBalanced(outcome)
  return outcome
}

function behindUpgrade(steps: Step[], extensions = ''): Outcome {
  const outcome = playLayer([...handshake(extensions), ...steps])
  expectBalanced(outcome)
  return outcome
}

const messages = (outcome: Outcome) => outcome.messages.filter((message) => message.protocol === 'websocket')

conform('messages of both sides', protocol, [
  client(
    Buffer.concat([webSocketFrame('{"imei":"350000000000000"}'), webSocketFrame('\x01\x02', { opcode: 2 })]),
  ),
  server(fromServer('x'.repeat(300))),
  client(
    Buffer.concat([
      webSocketFrame('frag', { isFin: false }),
      webSocketFrame('are you there', { opcode: 9 }),
      webSocketFrame('ment', { isFin: false, opcode: 0 }),
      webSocketFrame('s', { opcode: 0 }),
    ]),
  ),
  server(Buffer.concat([fromServer('are you there', { opcode: 10 }), fromServer('', { opcode: 8 })])),
])

conform('compressed messages', protocol, [
  client(
    Buffer.concat(
      (await deflatedMessages(['{"imei":"350000000000000"}', '{"imei":"350000000000001"}'])).map((bytes) =>
        webSocketFrame(bytes, { isCompressed: true }),
      ),
    ),
  ),
])

describe('behind an upgrade', () => {
  const steps = [
    client(webSocketFrame('{"imei":"350000000000000"}')),
    server(fromServer('hello')),
    client(webSocketFrame('second')),
  ]

  test('each message is handed on with the host and target of the request that asked for it', () => {
    const outcome = behindUpgrade(steps)
    expect(outcome.messages).toMatchObject([
      { kind: 'request', protocol: 'http', target: '/chat?token=t', exchange: 0 },
      { kind: 'response', protocol: 'http', status: 101, exchange: 0 },
      {
        kind: 'request',
        protocol: 'websocket',
        method: 'GET',
        target: '/chat?token=t',
        host: 'a.example.com',
        head: '',
        body: '{"imei":"350000000000000"}',
        exchange: 1,
        frame: 3,
        sec: 3,
      },
      { kind: 'response', protocol: 'websocket', body: 'hello', exchange: 2 },
      { kind: 'request', body: 'second', exchange: 3, frame: 5 },
    ])
    expect(outcome.events.filter((event) => event.kind === 'closed')).toHaveLength(4)
    expect(outcome.anomalies).toEqual({})
    // Two bytes of header and four of mask.
    expect(outcome.messages[2]?.bodySpans).toEqual([{ frame: 3, start: 60, end: 86 }])
    expect(playLayer(byteByByte([...handshake(), ...steps])).messages).toEqual(outcome.messages)
  })

  test('what comes is no WebSocket: the content decides', () => {
    expect(
      behindUpgrade([client('GET /again HTTP/1.1\r\nHost: b.example.com\r\n\r\n')]).messages.at(-1),
    ).toMatchObject({ protocol: 'http', target: '/again' })
  })

  test('on a stream of HTTP/2 (RFC 8441)', () => {
    const connect = headers(1, [
      [':method', 'CONNECT'],
      [':protocol', 'websocket'],
      [':scheme', 'https'],
      [':path', '/chat'],
      [':authority', 'a.example.com'],
    ])
    const outcome = playLayer([
      client(Buffer.concat([clientStart, connect])),
      server(Buffer.concat([settings([8, 1]), headers(1, [[':status', '200']])])),
      client(data(1, webSocketFrame('{"imei":"350000000000000"}'))),
      server(data(1, fromServer('ok'))),
    ])
    expectBalanced(outcome)
    expect(messages(outcome)).toMatchObject([
      { kind: 'request', host: 'a.example.com', target: '/chat', body: '{"imei":"350000000000000"}' },
      { kind: 'response', body: 'ok' },
    ])
  })
})

describe('messages', () => {
  test('fragments are one, control frames in between are their own', () => {
    const outcome = run(
      client(
        Buffer.concat([
          webSocketFrame('{"a":', { isFin: false }),
          webSocketFrame('ping', { opcode: 9 }),
          webSocketFrame('1}', { opcode: 0 }),
        ]),
      ),
    )
    expect(outcome.messages).toMatchObject([{ body: 'ping' }, { body: '{"a":1}', isComplete: true }])
    expect(outcome.anomalies).toEqual({})
  })

  test('empty ones say nothing', () => {
    const outcome = run(client(Buffer.concat([webSocketFrame(''), webSocketFrame('', { opcode: 9 })])))
    expect(outcome.messages).toEqual([])
    expect(outcome.counts.framingBytes).toBe(12)
  })

  test('any messages come back, in any fragments', () => {
    const message = fc.record({ bytes: fc.uint8Array({ maxLength: 300 }), cut: fc.nat({ max: 300 }) })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (sent) => {
        const frames = sent.flatMap(({ bytes, cut }) => [
          webSocketFrame(Buffer.from(bytes.subarray(0, cut)), { opcode: 2, isFin: false }),
          webSocketFrame(Buffer.from(bytes.subarray(cut)), { opcode: 0 }),
        ])
        expect(run(client(Buffer.concat(frames))).messages.map(({ body }) => body)).toEqual(
          sent.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).filter((body) => body !== ''),
        )
      }),
    )
  })
})

describe('compression', () => {
  const texts = Array.from(
    { length: 6 },
    (_, index) => `{"imei":"35000000000000${index}","model":"Example 1"}`,
  )
  const extensions = 'Sec-WebSocket-Extensions: permessage-deflate\r\n'

  test('each message may refer to those before it', async () => {
    const compressed = await deflatedMessages(texts)
    const frames = compressed.map((bytes) => client(webSocketFrame(bytes, { isCompressed: true })))
    const outcome = behindUpgrade(frames, extensions)
    expect(messages(outcome).map(({ body }) => body)).toEqual(texts)
    // The last ones are a few bytes that mean nothing by themselves; the whole of them shows the value.
    const length = compressed[3]?.length as number
    expect(messages(outcome)[3]?.bodySpans).toEqual([{ frame: 6, start: 60, end: 60 + length }])
    expect(outcome.anomalies).toEqual({})
  })

  test('unless it was agreed that they do not', () => {
    const compressed = texts.map((text) => deflateRawSync(text, { finishFlush: 2 }).subarray(0, -4))
    const outcome = behindUpgrade(
      compressed.map((bytes) => client(webSocketFrame(bytes, { isCompressed: true }))),
      'Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n',
    )
    expect(messages(outcome).map(({ body }) => body)).toEqual(texts)
  })

  test('in fragments, whose first says that all are compressed', async () => {
    const [bytes = Buffer.alloc(0)] = await deflatedMessages([texts[0] as string])
    const outcome = run(
      client(webSocketFrame(bytes.subarray(0, 9), { isCompressed: true, isFin: false })),
      client(webSocketFrame(bytes.subarray(9), { opcode: 0 })),
    )
    expect(outcome.messages.map(({ body }) => body)).toEqual(texts.slice(0, 1))
  })

  test('what a lost message said cannot be referred to: it is said, and searched as it is', async () => {
    const compressed = await deflatedMessages(texts)
    const frames = compressed.map((bytes) => webSocketFrame(bytes, { isCompressed: true }))
    const outcome = run(
      client(frames[0] as Buffer),
      clientGap((frames[1] as Buffer).length),
      client(frames[2] as Buffer),
      client(webSocketFrame('plain')),
    )
    expect(outcome.messages).toMatchObject([
      { body: texts[0] },
      { isComplete: false, incompleteReason: 'gap' },
      { body: 'plain', isComplete: true },
    ])
    expect(outcome.anomalies).toEqual({ 'message.websocket.gap': 1, 'message.websocket.not_inflated': 1 })
  })

  test('a bomb is inflated as far as is kept', () => {
    const bomb = deflateRawSync(Buffer.alloc(100_000_000), { finishFlush: 2 }).subarray(0, -4)
    const outcome = run(
      client(webSocketFrame(bomb, { isCompressed: true, opcode: 2 })),
      client(webSocketFrame('x')),
    )
    expect(outcome.messages).toMatchObject([{ incompleteReason: 'limit' }, { body: 'x' }])
    expect(outcome.messages[0]?.body.length).toBeGreaterThan(1_000_000)
    expect(outcome.messages[0]?.body.length).toBeLessThanOrEqual(limits.message.bodyBytesMax)
    expect(outcome.anomalies).toEqual({ 'message.websocket.expands_too_much': 1 })
  })
})

test('bombs beyond what a capture may expand to give their starts, and what refers to them is inflated', async () => {
  const texts = [...Array.from({ length: 20 }, () => ' '.repeat(4_000_000)), 'imei=350000000000000']
  const compressed = await deflatedMessages(texts)
  const wire = compressed.reduce((sum, { length }) => sum + length, 0)
  const outcome = behindUpgrade(
    compressed.map((bytes) => client(webSocketFrame(bytes, { isCompressed: true }))),
    'Sec-WebSocket-Extensions: permessage-deflate\r\n',
  )
  const bodies = messages(outcome).map(({ body }) => body)
  const { captureExpandedBytesMax, captureExpansionRatioMax } = limits.decode
  const read = bodies.reduce((sum, { length }) => sum + length, 0)
  expect(read).toBeLessThanOrEqual(captureExpandedBytesMax + captureExpansionRatioMax * wire)
  expect(bodies).toHaveLength(21)
  expect(bodies.at(-1)).toBe('imei=350000000000000')
  expect(outcome.anomalies['message.websocket.expands_too_much']).toBeGreaterThan(5)
})

describe('odd and hostile', () => {
  test('a length of 2^63 is never trusted', () => {
    const outcome = run(client(webSocketFrame('abc', { length: 2n ** 63n })), clientFinished())
    expect(outcome.messages).toMatchObject([{ body: 'abc', incompleteReason: 'capture-end' }])
    expect(outcome.anomalies).toEqual({ 'message.websocket.cut': 1 })
  })

  test('a message beyond the limit is kept up to it', () => {
    const piece = Buffer.alloc(1_000_000, 0x61)
    const frames = Array.from({ length: 6 }, (_, index) =>
      client(webSocketFrame(piece, { opcode: index === 0 ? 2 : 0, isFin: index === 5 })),
    )
    const outcome = run(...frames, client(webSocketFrame('after')))
    expect(outcome.messages).toMatchObject([{ incompleteReason: 'limit' }, { body: 'after' }])
    expect(outcome.messages[0]?.body).toHaveLength(limits.message.bodyBytesMax)
    expect(outcome.counts.limitBytes).toBe(6_000_000 - limits.message.bodyBytesMax)
    expect(outcome.anomalies).toEqual({ 'message.websocket.message_too_long': 1 })
  })

  test('control frames that say they go on, and empty fragments by the thousands, hold nothing', () => {
    const flood = Buffer.concat(
      Array.from({ length: 10_000 }, (_, index) =>
        Buffer.concat([
          webSocketFrame('', { isFin: false, opcode: index === 0 ? 1 : 0 }),
          webSocketFrame('p', { isFin: false, opcode: 9 }),
        ]),
      ),
    )
    const outcome = run(client(flood), client(webSocketFrame('end', { opcode: 0 })))
    expect(outcome.messages).toHaveLength(10_001)
    expect(outcome.messages.at(-1)).toMatchObject({ body: 'end' })
    expect(outcome.anomalies).toEqual({ 'message.websocket.fragmented_control': 10_000 })
  })

  test('of an extension that is not known: its payload is unmasked', () => {
    const outcome = run(
      client(Buffer.concat([webSocketFrame('x', { reserved: 0x20 }), webSocketFrame('next')])),
    )
    expect(outcome.messages).toMatchObject([{ body: 'x' }, { body: 'next' }])
    expect(outcome.anomalies).toEqual({ 'message.websocket.reserved_bit': 1 })
  })

  test.each([
    ['an unknown opcode', webSocketFrame('x', { opcode: 3 })],
    ['a long control frame', webSocketFrame('x'.repeat(200), { opcode: 9 })],
  ])('%s: frames are taken up again at a chunk that starts with one', (_name, bad) => {
    const outcome = run(client(Buffer.concat([bad, webSocketFrame('lost')])), client(webSocketFrame('found')))
    expect(outcome.messages).toMatchObject([{ body: 'found' }])
    expect(outcome.anomalies).toEqual({ 'message.websocket.bad_frame': 1 })
  })

  test('a client that does not mask, a message that is interrupted, a stray continuation', () => {
    const outcome = run(
      client(
        Buffer.concat([
          webSocketFrame('stray', { opcode: 0, isMasked: false }),
          webSocketFrame('begun', { isFin: false }),
          webSocketFrame('new'),
        ]),
      ),
    )
    expect(outcome.messages).toMatchObject([
      { body: 'stray', isComplete: false },
      { body: 'begun', isComplete: false },
      { body: 'new', isComplete: true },
    ])
    expect(outcome.anomalies).toEqual({
      'message.websocket.bad_mask': 1,
      'message.websocket.stray_continuation': 1,
      'message.websocket.interrupted': 1,
    })
  })

  test('a gap within a payload: its length tells where it goes on, and the mask with it', () => {
    const frame = webSocketFrame('0123456789')
    const outcome = run(
      client(frame.subarray(0, 9)),
      clientGap(3),
      client(Buffer.concat([frame.subarray(12), webSocketFrame('next')])),
    )
    expect(outcome.messages).toMatchObject([
      { body: '0126789', incompleteReason: 'gap', bodyBytesLeftOut: 3 },
      { body: 'next', isComplete: true },
    ])
  })

  test('a gap over the start of a frame: behind its rest the next one is found by its text', () => {
    const lost = webSocketFrame('Q'.repeat(300))
    const outcome = run(
      client(webSocketFrame('before')),
      clientGap(100),
      client(Buffer.concat([lost.subarray(100), webSocketFrame('{"imei":"350000000000000"}')])),
      client(webSocketFrame('next')),
    )
    expect(outcome.messages.map(({ body }) => body)).toEqual(['before', '{"imei":"350000000000000"}', 'next'])
    expect(outcome.counts.resyncBytes).toBe(lost.length - 100)
  })

  test('a gap over the start of a frame: a rest that looks like a header swallows nothing', () => {
    // A frame of 2^40 bytes, as its first two bytes have it: the length is not in its shortest form.
    const rest = Buffer.concat([Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0]), Buffer.alloc(20, 7)])
    const outcome = run(clientGap(100), client(rest), client(webSocketFrame('found')))
    expect(outcome.messages.map(({ body }) => body)).toEqual(['found'])
  })

  test('a gap over the start of a frame of the server: its rest is searched', () => {
    const lost = fromServer(`${'Q'.repeat(300)} imei=350000000000000`)
    const cut = lost.length - 5
    const outcome = run(
      serverGap(100),
      server(lost.subarray(100, cut)),
      server(lost.subarray(cut)),
      server(fromServer('next')),
    )
    expect(outcome.messages).toMatchObject([
      { protocol: 'unrecognised', body: lost.subarray(100).toString('latin1') },
      { protocol: 'websocket', body: 'next' },
    ])
    expect(outcome.counts.unrecognisedReadBytes).toBe(lost.length - 100)
  })

  test('bytes of the client that are no frame are searched where there is a text in them, however they are cut', () => {
    const text = 'GET /chat?imei=350000000000000 HTTP/1.1\r\nHost: a.example.com\r\n\r\n'
    for (const steps of [[client(text)], byteByByte([client(text)])]) {
      const outcome = run(server(fromServer('hello')), ...steps, client(webSocketFrame('next')))
      const [lost, next] = outcome.messages.filter(({ kind }) => kind === 'request')
      expect(lost).toMatchObject({ protocol: 'unrecognised', kind: 'request' })
      expect(lost?.body).toContain('imei=350000000000000')
      expect(next?.body).toBe('next')
    }
  })

  test('memory is given up on demand', async () => {
    const compressed = await deflatedMessages(['x'.repeat(100), 'y'.repeat(100)])
    const outcome = playLayer(
      [
        ...handshake(),
        client(webSocketFrame(compressed[0] as Buffer, { isCompressed: true })),
        client(webSocketFrame(Buffer.alloc(3_000, 0x61), { isFin: false })),
        client(webSocketFrame(Buffer.alloc(3_000, 0x61), { opcode: 0 })),
        client(webSocketFrame('after')),
      ],
      undefined,
      undefined,
      undefined,
      2_000,
    )
    expectBalanced(outcome)
    expect(messages(outcome)).toMatchObject([
      { body: 'x'.repeat(100) },
      { incompleteReason: 'limit' },
      { body: 'after' },
    ])
  })
})

describe('MQTT inside', () => {
  const agreed = 'Sec-WebSocket-Protocol: mqtt\r\n'
  const connect = mqttPacket(0x10, [mqttString('MQTT'), Buffer.from([4, 2, 0, 60]), mqttString('phone-7')])
  const publish = mqttPacket(0x30, [mqttString('a/b'), Buffer.from('{"imei":"350000000000000"}')])
  const binary = (bytes: Buffer): Step => client(webSocketFrame(bytes, { opcode: 2 }))
  const told = (outcome: Outcome): string[] =>
    outcome.messages.map(({ protocol: name, method, target, body }) =>
      [name, method, target, body].join(' ').trim(),
    )

  test('is read as the stream that its messages are, wherever they are cut', () => {
    const whole = behindUpgrade(
      [binary(connect), server(fromServer(Buffer.from([0x20, 2, 0, 0]), { opcode: 2 })), binary(publish)],
      agreed,
    )
    expect(told(whole).slice(2)).toEqual([
      'mqtt CONNECT',
      'mqtt CONNACK',
      'mqtt PUBLISH a/b {"imei":"350000000000000"}',
    ])
    const bytes = Buffer.concat([connect, publish])
    for (const at of [1, 9, connect.length, connect.length + 12]) {
      const cut = behindUpgrade([binary(bytes.subarray(0, at)), binary(bytes.subarray(at))], agreed)
      expect(told(cut).slice(2)).toEqual(['mqtt CONNECT', 'mqtt PUBLISH a/b {"imei":"350000000000000"}'])
    }
    // The evidence lies where the wire has it, masked as it is.
    const frame = webSocketFrame(publish, { opcode: 2 })
    const at = 54 + frame.length - publish.length + publish.indexOf('{')
    expect(whole.messages.at(-1)?.bodySpans).toEqual([{ frame: 5, start: at, end: at + 26 }])
  })

  test('goes on behind a gap, and is no stream where only the client wanted it, or in a control frame', () => {
    const frame = webSocketFrame(publish, { opcode: 2 })
    const gap = behindUpgrade(
      [binary(connect), client(frame.subarray(0, 20)), clientGap(frame.length - 20), binary(publish)],
      agreed,
    )
    expect(told(gap).at(-1)).toBe('mqtt PUBLISH a/b {"imei":"350000000000000"}')
    expect(behindUpgrade([binary(connect)]).messages.at(-1)?.protocol).toBe('websocket')
    expect(
      behindUpgrade([client(webSocketFrame('are you there', { opcode: 9 }))], agreed).messages.at(-1),
    ).toMatchObject({
      protocol: 'websocket',
      body: 'are you there',
    })
  })
})

describe('XMPP inside (RFC 7395)', () => {
  const agreed = 'Sec-WebSocket-Protocol: xmpp\r\n'
  const opening = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="chat.example.com" version="1.0"/>'
  const auth = `<auth mechanism='PLAIN'>${Buffer.from('\0alice\0pw1').toString('base64')}</auth>`
  const stanza = '<message to="bob@example.com"><body>imei=356938035643809</body></message>'

  test('stanzas and the login are read by their fields, and the name of the server', () => {
    const outcome = behindUpgrade(
      [
        client(webSocketFrame(opening)),
        server(fromServer('<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" id="1"/>')),
        client(webSocketFrame(auth)),
        client(Buffer.concat([webSocketFrame(stanza), webSocketFrame('<close xmlns="x"/>')])),
      ],
      agreed,
    )
    expect(storyOf(outcome).slice(5)).toEqual([
      'recognised xmpp',
      'name chat.example.com',
      `request 1 open chat.example.com Host: chat.example.com ${opening}`,
      'response 2 open <open xmlns="urn:ietf:params:xml:ns:xmpp-framing" id="1"/>',
      `request 3 auth Username: alice, Login-Password: pw1 ${auth}`,
      `request 4 message bob@example.com ${stanza}`,
      'request 5 close <close xmlns="x"/>',
    ])
    expect(outcome.anomalies).toEqual({})
  })
})

describe('SIP inside (RFC 7118)', () => {
  const agreed = 'Sec-WebSocket-Protocol: sip\r\n'
  // No Content-Length: each message of the WebSocket is one of SIP.
  const register =
    'REGISTER sip:ims.example.com SIP/2.0\r\nVia: SIP/2.0/WS a.invalid\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\n\r\n'
  const message =
    'MESSAGE sip:bob@example.com SIP/2.0\r\nCall-ID: b\r\nCSeq: 2 MESSAGE\r\n\r\nimei=356938035643809'
  const refused = 'SIP/2.0 401 Unauthorized\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\n\r\n'

  test('each message is one, paired with its answer, without a length of its own', () => {
    const outcome = behindUpgrade(
      [
        client(webSocketFrame(register)),
        server(fromServer(refused)),
        client(webSocketFrame(message)),
        client(webSocketFrame('\r\n\r\n')),
      ],
      agreed,
    )
    expect(outcome.messages.slice(2)).toMatchObject([
      { kind: 'request', protocol: 'sip', method: 'REGISTER', target: 'sip:ims.example.com', exchange: 1 },
      { kind: 'response', protocol: 'sip', status: 401, exchange: 1 },
      { kind: 'request', protocol: 'sip', method: 'MESSAGE', body: 'imei=356938035643809' },
    ])
    expect(outcome.anomalies).toEqual({})
  })

  test('in fragments and cut anywhere, and the evidence lies in the frames that carry it', () => {
    const frame = webSocketFrame(message)
    const [first, second] = [message.slice(0, 90), message.slice(90)]
    const fragments = Buffer.concat([
      webSocketFrame(first, { isFin: false }),
      webSocketFrame(second, { opcode: 0 }),
    ])
    for (const bytes of [frame, fragments]) {
      for (let cut = 1; cut < bytes.length; cut += 7) {
        const told = behindUpgrade([client(bytes.subarray(0, cut)), client(bytes.subarray(cut))], agreed)
        const last = told.messages.at(-1)
        expect(last).toMatchObject({ protocol: 'sip', method: 'MESSAGE', body: 'imei=356938035643809' })
        expect(last?.bodySpans.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(20)
      }
    }
    const cut = frame.length - 8
    const [before, after] = behindUpgrade(
      [client(frame.subarray(0, cut)), client(frame.subarray(cut))],
      agreed,
    ).messages.at(-1)?.bodySpans ?? [null, null]
    expect(before).toMatchObject({ frame: 3 })
    expect(after).toEqual({ frame: 4, start: 54, end: 62 })
  })

  test('compressed messages, and what is no SIP, are searched all the same', () => {
    const compressed = deflateRawSync(message, { finishFlush: 2 }).subarray(0, -4)
    const outcome = behindUpgrade(
      [client(webSocketFrame(compressed, { isCompressed: true })), client(webSocketFrame('imei=1'))],
      `${agreed}Sec-WebSocket-Extensions: permessage-deflate\r\n`,
    )
    expect(outcome.messages.slice(2)).toMatchObject([
      { protocol: 'websocket', body: message },
      { protocol: 'unrecognised', body: 'imei=1' },
    ])
  })
})

describe('where the upgrade was not seen whole', () => {
  const said = (steps: Step[]): unknown[] => {
    const outcome = playLayer(steps)
    expectBalanced(outcome)
    return outcome.messages
      .filter(({ kind }) => kind === 'request')
      .map(({ protocol: name, body }) => [name, body])
  }
  const [request] = handshake()
  const text = '{"imei":"350000000000000"}'

  test('the answer is missing: the request and the first frame tell', async () => {
    const [compressed = Buffer.alloc(0)] = await deflatedMessages([text])
    for (const frame of [
      webSocketFrame(text),
      webSocketFrame(text, { opcode: 2 }),
      webSocketFrame(compressed, { isCompressed: true }),
      webSocketFrame(text.padEnd(300)),
      // Its first byte is a letter, as that of a request.
      Buffer.concat([
        webSocketFrame(compressed.subarray(0, 9), { isCompressed: true, isFin: false }),
        webSocketFrame(compressed.subarray(9), { opcode: 0 }),
      ]),
    ]) {
      const told = said([request!, client(frame), server(fromServer('x'))])
      expect(told).toMatchObject([
        ['http', ''],
        ['websocket', expect.stringContaining(text)],
      ])
    }
  })

  test('the answer comes behind the first frame: it is the answer, and frames follow it', () => {
    const [, agreement] = handshake()
    const outcome = playLayer([
      request!,
      client(webSocketFrame(text)),
      agreement!,
      server(fromServer('x'.repeat(20))),
      client(webSocketFrame(text)),
    ])
    expectBalanced(outcome)
    expect(outcome.anomalies).toEqual({})
    expect(outcome.messages.map(({ protocol: name, kind, status }) => [name, kind, status])).toEqual([
      ['http', 'request', 0],
      ['websocket', 'request', 0],
      ['http', 'response', 101],
      ['websocket', 'response', 0],
      ['websocket', 'request', 0],
    ])
  })

  test('bytes are missing right behind the agreement: what was agreed on follows', () => {
    const binary = webSocketFrame(Buffer.concat([Buffer.alloc(100, 0x91), Buffer.from(text)]), { opcode: 2 })
    for (const missing of [[clientGap(50)], [client(binary.subarray(0, 1)), clientGap(50)]]) {
      const told = said([...handshake(), ...missing, client(binary.subarray(51)), client(binary)])
      expect(told.at(-1)).toEqual(['websocket', expect.stringContaining(text)])
    }
  })

  test('what is no masked frame behind the request is not taken for one', () => {
    for (const bytes of [
      fromServer(text),
      Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]),
      Buffer.concat([Buffer.from([0x82, 0xfe, 0, 5]), Buffer.alloc(20, 1)]),
      Buffer.concat([Buffer.from([0x83, 0x85]), Buffer.alloc(20, 1)]),
    ])
      expect(said([request!, client(bytes)]).flat()).not.toContain('websocket')
  })

  test('all of it is missing: legible text behind its mask proves it, or several frames', () => {
    expect(said([client(webSocketFrame(text)), client(webSocketFrame('b'.repeat(12)))])).toEqual([
      ['websocket', text],
      ['websocket', 'b'.repeat(12)],
    ])
    const binary = webSocketFrame('\x01\x02\x03', { opcode: 2 })
    expect(said([client(Buffer.concat([binary, binary, binary]))])).toHaveLength(3)
    expect(said([client(webSocketFrame('æøå'.repeat(100)))])).toEqual([
      ['websocket', Buffer.from('æøå'.repeat(100)).toString('latin1')],
    ])
    expect(said([client(binary)])).toEqual([['unrecognised', binary.toString('latin1')]])
  })

  test('random bytes are none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x81, 0x82, 0x01, 0xc1),
        fc.integer({ min: 0x80, max: 0xff }),
        fc.uint8Array({ minLength: 4, maxLength: 80 }),
        (first, second, rest) => {
          const bytes = Buffer.from([first, second, ...rest])
          expect(
            protocol.probeUnnamed?.(bytes.subarray(0, 64), 0, Math.min(64, bytes.length), 0, testFlow('tcp')),
          ).not.toBe('yes')
        },
      ),
      { numRuns: 5_000, seed: 11 },
    )
  })
})
