/**
 * The hostile cases of the protocols, from frames to findings: whatever comes first, the identifier that comes behind
 * it is found, what was left out is said, the sums hold, and no parser fails (`scanFrames` asks the last two). Cases
 * that are held beside a parser are named at the end, and it is looked that they are still there.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { limits } from '../src/core/limits.ts'
import { quicVarint } from '../tools/bench/quic-varint.ts'
import { byteByByte, expectBalanced, places, splitAt } from './support/conform.ts'
import { TcpConversation, udpPacket } from './support/capture.ts'
import { times } from './support/depth.ts'
import { dnsMessage, dnsOverTcp, dnsPointer, dnsQuestion } from './support/dns-message.ts'
import { indexed, literal, literals, sizeUpdate } from './support/hpack.ts'
import { clientStart, data, frame, headers, requestFields, settings } from './support/http2.ts'
import { h3, h3Frame, requestFields as h3Fields } from './support/http3.ts'
import { mqttPacket, mqttString } from './support/mqtt-packet.ts'
import type { Outcome, Step } from './support/playbook.ts'
import { numbered, playLayer, testFlow } from './support/playbook.ts'
import { processorTime } from './support/processor-time.ts'
import { protocolSamples } from './support/protocol-samples.ts'
import { lines, sectionPrefix } from './support/qpack.ts'
import { frames, QuicPeers } from './support/quic-peers.ts'
import type { PeerSide } from './support/quic-peers.ts'
import { cryptoFrame, initialPacket } from './support/quic-packet.ts'
import { clientHello } from './support/tls-hello.ts'
import { webSocketFrame } from './support/websocket.ts'
import { anomalyCodes, observed, scanFrames } from './support/scan-frames.ts'

const imei = '356938035643809'
const found = [`imei ${imei} probable`]
const leak = `GET /leak?imei=${imei} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Frames of a connection to port 80 whose client sends these bytes, in large segments. */
function sent(...bytes: (Buffer | string)[]): Buffer[] {
  return new TcpConversation({ targetPort: 80 })
    .open()
    .send(Buffer.concat(bytes.map((part) => Buffer.from(part as string))), 32_000)
    .close().frames
}

function post(fields: string, body: string, target = '/'): string {
  return `POST ${target} HTTP/1.1\r\nHost: a.example.com\r\n${fields}\r\n${body}`
}

describe('T18: every protocol, however its bytes are cut', () => {
  const outcomeOf = (steps: readonly Step[], sample: (typeof protocolSamples)[0]): Outcome =>
    playLayer(steps, undefined, testFlow(sample.transport, { serverPort: sample.port }))

  test.each(protocolSamples.map((sample, index) => [`${sample.name} ${sample.transport} ${index}`, sample]))(
    '%s',
    (_, sample) => {
      const { transport } = sample
      const steps = numbered(sample.steps)
      const whole = outcomeOf(steps, sample)
      expectBalanced(whole)
      if (transport === 'tcp') {
        expect(outcomeOf(byteByByte(steps), sample)).toEqual(whole)
        for (const [index, at] of places(steps, 60))
          expect(outcomeOf(splitAt(steps, index, at), sample), `step ${index} at ${at}`).toEqual(whole)
      }
      for (const direction of [0, 1] as const) {
        const bytes = Buffer.from('\r\n\0\xff trailing', 'latin1')
        expectBalanced(
          outcomeOf([...steps, { kind: 'push', direction, bytes, frame: 99, offset: 54 }], sample),
        )
      }
    },
  )
})

describe('T19: a body, however its coding and framing are written', () => {
  const body = JSON.stringify({ imei })
  const size = body.length.toString(16)
  const half = body.length >> 1
  const pieces = [body.slice(0, half), body.slice(half)] as const
  const chunk = (text: string, extension = ''): string =>
    `${text.length.toString(16)}${extension}\r\n${text}\r\n`
  /** Field lines with the body as it then goes over the wire. */
  const framings: readonly (readonly [fields: string, wire: string])[] = [
    [`Content-Length: ${body.length}`, body],
    [`content-length:${body.length}`, body],
    [`CONTENT-LENGTH :  ${body.length} `, body],
    [`Content-Length: 00${body.length}`, body],
    [`Content-Length: +${body.length}`, body],
    [`Content-Length: ${body.length}, ${body.length}`, body],
    ['Transfer-Encoding: chunked', `${chunk(body)}0\r\n\r\n`],
    ['Transfer-Encoding: Chunked', `${chunk(pieces[0])}${chunk(pieces[1])}0\r\n\r\n`],
    ['transfer-encoding:\tchunked', `${chunk(body, ';a=b')}0\r\nX: y\r\n\r\n`],
    ['Transfer-Encoding: chunked ', `${chunk(body, ' ; "a;b"')}000\r\n\r\n`],
    ['Transfer-Encoding : chunked', `0${size}\r\n${body}\r\n0\r\n\r\n`],
    ['Transfer-Encoding: xchunked', `${chunk(body)}0\r\n\r\n`],
    ['Transfer-Encoding: identity', body],
    ['Transfer-Encoding: chunked, identity', `${chunk(body)}0\r\n\r\n`],
    ['Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', `${chunk(body)}0\r\n\r\n`],
    ['Transfer-Encoding: chunked', `${size}\n${body}\n0\n\n`],
    ['Transfer-Encoding: chunked', chunk(body)],
    ['Transfer-Encoding: chunked', `${size}\r\n${body}`],
    [`Content-Length: 5\r\nTransfer-Encoding: chunked`, `${chunk(body)}0\r\n\r\n`],
    [`Content-Length: ${body.length + 9_999}`, body],
  ]
  const starts = [
    'POST / HTTP/1.1',
    'POST / HTTP/1.0',
    'POST  /  HTTP/1.1',
    'POST / HTTP/1.1 ',
    'post / HTTP/1.1',
  ]
  const others = [
    'Host: a.example.com',
    'Host: a.example.com\r\nX-Folded: a\r\n b',
    'X-Empty:\r\nHost: a.example.com',
    'no colon here\r\nHost: a.example.com',
    'Host: a.example.com\r\nContent-Type: image/gif',
  ]

  test('500 spellings of one request: its body is found in each', async () => {
    // In the short form each start and each framing, each start and other field, and each of these and framing meet.
    const step = times(5, 1)
    const requests = starts.flatMap((start, first) =>
      others.flatMap((other, second) =>
        framings
          .filter((_, third) => (first + second + third) % step === 0)
          .map(([fields, wire]) => `${start}\r\n${other}\r\n${fields}\r\n\r\n${wire}`),
      ),
    )
    expect(requests).toHaveLength(500 / step)
    const all = requests.flatMap(
      (request, index) =>
        new TcpConversation({ targetPort: 80, sourcePort: 20_000 + index }).open().send(request).close()
          .frames,
    )
    const result = await scanFrames(all)
    // Each connection is seven frames.
    const shown = new Set(
      result.observations.flatMap(({ spans }) => spans.map((span) => Math.floor((span.frame - 1) / 7))),
    )
    expect(requests.filter((_, index) => !shown.has(index))).toEqual([])
  })
})

describe('T20: two readings of one request', () => {
  const smuggled = `GET /smuggled?imei=${imei} HTTP/1.1\r\nHost: b.example.com\r\n\r\n`
  const cases: readonly (readonly [name: string, fields: string, body: string, code: string])[] = [
    [
      'a length and chunks',
      `Content-Length: ${smuggled.length + 5}\r\nTransfer-Encoding: chunked\r\n`,
      `0\r\n\r\n${smuggled}`,
      'length_and_coding',
    ],
    [
      'two lengths',
      `Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n`,
      smuggled,
      'conflicting_lengths',
    ],
    ['a signed length', `Content-Length: +${smuggled.length}\r\n`, smuggled, 'bad_length'],
    ['a length of 2^64', `Content-Length: 18446744073709551616\r\n`, smuggled, 'bad_length'],
    [
      'a list of codings',
      `Transfer-Encoding: cow, chunked\r\n`,
      `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
      '',
    ],
    ['a blank before the colon', `Content-Length : ${smuggled.length}\r\n`, smuggled, 'space_before_colon'],
  ]
  test.each(cases)(
    '%s: what either would read is searched, and the oddity said',
    async (_, fields, body, code) => {
      const result = await scanFrames(sent(post(fields, body)))
      expect(observed(result)).toEqual(found)
      if (code !== '') expect(anomalyCodes(result)).toContain(`message.http.${code}`)
    },
  )
})

describe('T21: chunks', () => {
  const head = 'Transfer-Encoding: chunked\r\n'
  const cases: readonly (readonly [name: string, body: string])[] = [
    ['of 2^64 bytes', `10000000000000000\r\nimei=${imei}&`],
    ['of 2^53 bytes', `20000000000000\r\nimei=${imei}&`],
    ['with an extension of 100 kB', `2;${'x'.repeat(100_000)}\r\nhi\r\n0\r\nX-Imei: ${imei}\r\n\r\n`],
    ['with bare line feeds', `19\nimei=${imei}&a=b\n0\n\n`],
    ['without their end', `19\r\nimei=${imei}&a=b\r\n`],
    ['with a trailer that leaks', `2\r\nhi\r\n0\r\nX-Imei: ${imei}\r\n\r\n`],
  ]
  test.each(cases)('%s', async (_, body) => {
    const result = await scanFrames(sent(post(head, body)))
    expect(observed(result)).toEqual(found)
  })
})

describe('T22: order and answers', () => {
  test('1,000 pipelined requests are answered in order, none is lost', async () => {
    const requests = Array.from(
      { length: 1_000 },
      (_, index) => `GET /${index} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`,
    )
    const answers = requests.map(
      (_, index) => `HTTP/1.1 ${200 + (index % 90)} OK\r\nContent-Length: 0\r\n\r\n`,
    )
    const conversation = new TcpConversation({ targetPort: 80 }).open().send(requests.join('') + leak)
    const result = await scanFrames(conversation.reply(answers.join('') + ok).close().frames)
    expect(result.exchanges).toBe(1_001)
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result)).toEqual([])
  })

  test('interim answers without end, HEAD, a tunnel that is refused, HTTP/0.9 and garbage between', async () => {
    const conversation = new TcpConversation({ targetPort: 80 }).open()
    conversation.send(
      'POST / HTTP/1.1\r\nHost: a.example.com\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n',
    )
    conversation.reply('HTTP/1.1 100 Continue\r\n\r\n'.repeat(500) + ok)
    conversation
      .send('HEAD / HTTP/1.1\r\nHost: a.example.com\r\n\r\n')
      .reply('HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n')
    conversation
      .send('CONNECT b.example.com:443 HTTP/1.1\r\nHost: b.example.com\r\n\r\n')
      .reply('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n')
    conversation.send('\0\0garbage\xff\xfe between\r\n\r\n').send(leak).reply(ok)
    const result = await scanFrames(conversation.close().frames)
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result)).toContain('message.http.too_many_interim')
    expect(observed(await scanFrames(sent(`GET /?imei=${imei}\r\n`)))).toEqual(found)
  })
})

describe('T23: heads without measure', () => {
  const cases: readonly (readonly [name: string, fields: string, codes: readonly string[]])[] = [
    ['a line of 10 MB', `X: ${'y'.repeat(10_000_000)}\r\n`, ['head_too_long']],
    ['100,000 fields', 'a:b\r\n'.repeat(100_000), ['head_too_long']],
    ['100,000 folded lines', `X: y\r\n${' z\r\n'.repeat(100_000)}`, ['head_too_long', 'folded_field']],
    ['3,000 fields', 'a:b\r\n'.repeat(3_000), ['too_many_fields']],
  ]
  test.each(cases)('%s: the connection goes on behind it', async (_, fields, codes) => {
    const result = await scanFrames(sent(`GET / HTTP/1.1\r\nHost: a.example.com\r\n${fields}\r\n`, leak))
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result)).toContain(`message.http.${codes[0]}`)
  })
})

describe('T24: HTTP/2', () => {
  const leakBlock = requestFields(`/leak?imei=${imei}`)
  const request = headers(1_000_001, leakBlock, true)
  const cases: readonly (readonly [name: string, frames: () => Buffer, codes: readonly string[]])[] = [
    [
      'a flood of CONTINUATION',
      () =>
        Buffer.concat([
          frame('headers', 1, literals(requestFields('/')), 1),
          ...Array.from({ length: 2_000 }, () => frame('continuation', 1, literal('x', 'y'.repeat(1_000)))),
          frame('continuation', 1, '', 4),
        ]),
      ['message.http2.block_too_long'],
    ],
    [
      'a table that grows without bound, and shrinks',
      () =>
        Buffer.concat([
          headers(1, Buffer.concat([sizeUpdate(4_000_000_000), literals(requestFields('/'))]), true),
          ...Array.from({ length: 300 }, (_, index) =>
            headers(
              3 + 2 * index,
              Buffer.concat([
                literals(requestFields('/')),
                literal(`n${index}`, 'v'.repeat(1_000), { kind: 'inserted' }),
              ]),
              true,
            ),
          ),
          headers(2_001, Buffer.concat([sizeUpdate(0), literals(requestFields('/'))]), true),
        ]),
      ['message.http2.table_too_large'],
    ],
    [
      'one large entry referred to thousands of times',
      () =>
        Buffer.concat([
          headers(
            1,
            Buffer.concat([
              literals(requestFields('/')),
              literal('x', 'y'.repeat(4_000), { kind: 'inserted' }),
            ]),
            true,
          ),
          headers(
            3,
            Buffer.concat([
              literals(requestFields('/')),
              ...Array.from({ length: 5_000 }, () => indexed(62)),
            ]),
            true,
          ),
        ]),
      ['message.http2.fields_too_long'],
    ],
    [
      'more streams than are kept that stay open',
      () =>
        Buffer.concat(
          Array.from({ length: 2 * limits.message.httpStreamsMax }, (_, index) =>
            headers(1 + 2 * index, Buffer.from([0x82])),
          ),
        ),
      ['message.http.too_many_streams'],
    ],
    [
      'a storm of resets',
      () =>
        Buffer.concat(
          Array.from({ length: 20_000 }, (_, index) =>
            Buffer.concat([
              headers(1 + 2 * index, Buffer.from([0x82])),
              frame('rstStream', 1 + 2 * index, Buffer.alloc(4)),
            ]),
          ),
        ),
      ['message.http.reset'],
    ],
    [
      'a body longer than its length says, with a request in it',
      () =>
        Buffer.concat([
          headers(1, requestFields('/', [['content-length', '3']], 'POST')),
          data(1, `abcGET /x HTTP/1.1\r\n\r\n`, true),
        ]),
      ['message.http.length_differs'],
    ],
    [
      'a frame that says it has 16 MB, of which there are ten bytes',
      () =>
        Buffer.concat([
          headers(1, requestFields('/', [], 'POST')),
          frame('data', 1, `imei=${imei}&`, 0, 16_777_215),
        ]),
      ['message.http2.cut'],
    ],
  ]
  test.each(cases)('%s', async (_, hostile, codes) => {
    const conversation = new TcpConversation({ targetPort: 80 })
      .open()
      .send(clientStart)
      .reply(settings([3, 100]))
    const result = await scanFrames(
      conversation.send(Buffer.concat([hostile(), request]), 32_000).close().frames,
    )
    expect(observed(result)).toContain(found[0])
    for (const code of codes) expect(anomalyCodes(result)).toContain(code)
  })
})

const ends = ['192.0.2.1', '198.51.100.2'] as const

function datagram(side: PeerSide, payload: Buffer): Buffer {
  return side === 0
    ? udpPacket({ source: ends[0], target: ends[1], sourcePort: 50_000, targetPort: 443, payload })
    : udpPacket({ source: ends[1], target: ends[0], sourcePort: 443, targetPort: 50_000, payload })
}

/** A connection of HTTP/3 on whose streams the client sends these bytes, then a request that leaks on stream 4,000. */
function http3(peers: QuicPeers, streams: readonly (readonly [id: number, bytes: Buffer])[]): Buffer[] {
  const opening = peers.opening()
  const packets = [datagram(0, opening.client), datagram(1, opening.server)]
  const request = h3.headers(h3Fields('GET', `/leak?imei=${imei}`))
  for (const [id, bytes] of [...streams, [4_000, request] as const]) {
    for (let at = 0; at < bytes.length || at === 0; at += 1_100) {
      const isLast = at + 1_100 >= bytes.length
      packets.push(
        datagram(
          0,
          peers.short(0, frames.stream(id, at, bytes.subarray(at, at + 1_100), isLast && id % 4 === 0)),
        ),
      )
    }
  }
  return packets
}

describe('T27: QUIC', () => {
  const hello = clientHello({ sni: 'www.example.com' })
  const one = (...parts: Buffer[]): Buffer =>
    datagram(0, initialPacket(Buffer.concat(parts), { size: 1_200 }))
  const names = async (...packets: Buffer[]): Promise<{ names: string[]; codes: string[] }> => {
    const result = await scanFrames(packets)
    return { names: result.hellos.map(({ sni }) => sni), codes: anomalyCodes(result) }
  }

  test('a hello out of order whose middle comes last', async () => {
    const told = await names(
      one(cryptoFrame(120, hello.subarray(120))),
      one(cryptoFrame(0, hello.subarray(0, 60))),
      one(cryptoFrame(60, hello.subarray(60, 120))),
    )
    expect(told).toEqual({ names: ['www.example.com'], codes: [] })
  })

  test('a middle that never comes, a wrong tag, and vectors that reach beyond all: said, never a name', async () => {
    const gap = await names(
      one(cryptoFrame(120, hello.subarray(120))),
      one(cryptoFrame(0, hello.subarray(0, 60))),
    )
    expect(gap).toEqual({ names: [], codes: ['message.quic.hello_unfinished'] })
    const bad = initialPacket(cryptoFrame(0, hello), { size: 1_200 })
    bad[bad.length - 1] = (bad.at(-1) as number) ^ 1
    expect(await names(datagram(0, bad))).toEqual({ names: [], codes: ['message.quic.bad_tag'] })
    for (const lie of [quicVarint(2 ** 53, 8), quicVarint(2 ** 30, 8), quicVarint(60_000, 4)]) {
      const far = await names(one(Buffer.concat([Buffer.from([6, 0]), lie, hello])))
      expect(far.names).toEqual([])
      expect(far.codes).toContain('message.quic.frame')
      const behind = await names(one(Buffer.concat([Buffer.from([6]), lie, quicVarint(10), hello])))
      expect(behind.names).toEqual([])
      expect(behind.codes.length).toBeGreaterThan(0)
    }
  })
})

describe('T28: HTTP/3', () => {
  const cases: readonly (readonly [name: string, streams: () => [number, Buffer][], code: string])[] = [
    [
      'frames of unknown and reserved types',
      () => [
        [
          0,
          Buffer.concat([
            h3Frame(0x21),
            h3Frame(0x1f * 1_000 + 0x21, 'grease'),
            h3Frame(0xdead, 'x'),
            h3.headers(h3Fields('GET', '/')),
          ]),
        ],
      ],
      'message.http3.unknown_frame',
    ],
    [
      'a length of 2^62',
      () => [
        [0, Buffer.concat([quicVarint(0), Buffer.from('ffffffffffffffff', 'hex'), Buffer.from('body')])],
      ],
      'message.http3.cut',
    ],
    [
      'a type of 2^62',
      () => [[0, Buffer.concat([Buffer.from('ffffffffffffffff', 'hex'), quicVarint(3), Buffer.from('abc')])]],
      'message.http3.unknown_frame',
    ],
    [
      'a field section that waits for ever',
      () => [
        [
          0,
          Buffer.concat([
            h3.section(Buffer.concat([sectionPrefix(9), lines.indexed(0)])),
            h3.data('waiting'),
          ]),
        ],
      ],
      'message.http3.unknown_index',
    ],
    [
      '500 sections that wait for ever',
      () =>
        Array.from({ length: 500 }, (_, index) => [
          4 * index,
          h3.section(Buffer.concat([sectionPrefix(9), lines.indexed(0)])),
        ]),
      'message.http3.unknown_index',
    ],
    [
      'an encoder stream of nonsense',
      () => [[2, h3.uni(2, Buffer.alloc(4_000, 0xff))]],
      'message.http3.malformed_encoder_stream',
    ],
    [
      'a field section that says it has 2^40 bytes',
      () => [[0, Buffer.concat([quicVarint(1), quicVarint(2 ** 40, 8), Buffer.from('abc')])]],
      'message.http3.cut',
    ],
  ]
  test.each(cases)('%s', async (_, streams, code) => {
    const peers = new QuicPeers()
    const result = await scanFrames(http3(peers, streams()), { keys: peers.keyLog })
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result)).toContain(code)
  })
})

describe('T29: WebSocket and MQTT', () => {
  const upgrade = (...bytes: Buffer[]): Buffer[] =>
    new TcpConversation({ targetPort: 80 })
      .open()
      .send(
        'GET /ws HTTP/1.1\r\nHost: a.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
      )
      .reply(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
      )
      .send(Buffer.concat(bytes), 32_000)
      .close().frames
  const message = webSocketFrame(JSON.stringify({ imei }))
  const bomb = deflateRawSync(Buffer.alloc(limits.decode.expandedBytesMax + 1_000_000)).subarray(0, -1)

  test.each([
    [
      'control frames that go on',
      webSocketFrame('ping', { opcode: 9, isFin: false }),
      'message.websocket.fragmented_control',
    ],
    ['a bomb', webSocketFrame(bomb, { isCompressed: true }), 'message.websocket.expands_too_much'],
  ] as const)('%s: the next message is found', async (_, hostile, code) => {
    const result = await scanFrames(upgrade(hostile, message))
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result)).toContain(code)
  })

  test('a length of 2^63 holds nothing, and what follows is searched', async () => {
    const result = await scanFrames(upgrade(webSocketFrame('', { length: 2n ** 63n }), message))
    expect(observed(result)).toEqual([])
    expect(result.coverage.summary.undecryptable).toBe(0)
    expect(anomalyCodes(result).some((code) => code.startsWith('message.websocket.'))).toBe(true)
  })

  test('an MQTT packet longer than is kept, and thousands of empty ones', async () => {
    const connect = mqttPacket(0x10, [mqttString('MQTT'), Buffer.from([4, 2, 0, 60]), mqttString('phone')])
    const large = mqttPacket(0x30, [
      mqttString('a/b'),
      Buffer.alloc(limits.message.bodyBytesMax + 1_000, ' '),
    ])
    const empty = Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0xc0, 0])))
    const last = mqttPacket(0x30, [mqttString('a/b'), Buffer.from(JSON.stringify({ imei }))])
    const result = await scanFrames(sent(connect, large, empty, last))
    expect(observed(result)).toEqual(found)
  })
})

describe('T30: DNS', () => {
  const over = (payload: Buffer): Buffer => udpPacket({ sourcePort: 40_000, targetPort: 53, payload })
  const name = (bytes: Buffer): Buffer => dnsMessage({ questions: [dnsQuestion(bytes)] })
  const cases: readonly (readonly [name: string, message: Buffer, code: string])[] = [
    ['a pointer to itself', name(dnsPointer(12)), 'message.dns.name_loop'],
    [
      'two pointers to each other',
      name(Buffer.concat([dnsPointer(14), dnsPointer(12)])),
      'message.dns.name_loop',
    ],
    [
      '256 labels',
      name(Buffer.concat([...Array.from({ length: 256 }, () => Buffer.from([1, 97])), Buffer.from([0])])),
      '',
    ],
    [
      'a name of 4,000 bytes',
      name(
        Buffer.concat([
          ...Array.from({ length: 62 }, () => Buffer.concat([Buffer.from([63]), Buffer.alloc(63, 97)])),
          Buffer.from([0]),
        ]),
      ),
      'message.dns.name_length',
    ],
    [
      '65,535 questions that are not there',
      dnsMessage({ questions: [dnsQuestion('a.example')], counts: [65_535, 0, 0, 0] }),
      '',
    ],
    [
      '65,535 records that are not there',
      dnsMessage({ questions: [dnsQuestion('a.example')], counts: [1, 65_535, 65_535, 65_535] }),
      '',
    ],
    [
      'junk behind it',
      Buffer.concat([dnsMessage({ questions: [dnsQuestion('a.example')] }), Buffer.alloc(300, 0xff)]),
      'message.dns.trailing_bytes',
    ],
  ]

  test.each(cases)('%s', async (_, message, code) => {
    const good = dnsMessage({ id: 7, questions: [dnsQuestion('b.example.com')] })
    const result = await scanFrames([over(message), over(good)])
    if (code !== '') expect(anomalyCodes(result)).toContain(code)
    expect(result.coverage.summary.undecryptable).toBe(0)
    const stream = new TcpConversation({ targetPort: 53 }).open()
    const tcp = await scanFrames(
      stream.send(Buffer.concat([dnsOverTcp(Buffer.alloc(0)), dnsOverTcp(message), dnsOverTcp(good)])).close()
        .frames,
    )
    expect(tcp.coverage.summary.undecryptable).toBe(0)
  })
})

describe('T32: bombs', () => {
  // Of spaces, at which fewer encodings look than at zeros: what they cost is not asked here.
  const spaces = Buffer.concat([Buffer.alloc(5_000_000, ' '), Buffer.from(`&imei=${imei}&`)])
  // At the best level, its ratio alone would be too much.
  const bomb = gzipSync(spaces, { level: 1 })
  const honest = gzipSync(`{"imei":"${imei}","why":"${'because '.repeat(40)}"}`)
  const posted = (body: Buffer, target: string): Buffer =>
    Buffer.concat([Buffer.from(post(`Content-Length: ${body.length}\r\n`, '', target)), body])

  test('one is read to its end; of very many the stock runs out, which is said, and what is no bomb is read', async () => {
    const bombs = Array.from({ length: 12 }, (_, index) => posted(bomb, `/${index}`))
    const profile = `identifiers:\n  imei: ["${imei}"]\n`
    const result = await scanFrames(sent(...bombs, posted(honest, '/honest')), { profile })
    const [first] = result.transmissions
    expect([first?.summary.path, result.transmissions.at(-1)?.summary.path]).toEqual(['/0', '/honest'])
    expect(result.transmissions.length).toBeLessThan(bombs.length)
    const reached = result.anomalies.find(({ tally }) => tally.code.code === 'decode.budget.reached')
    expect(reached?.tally.samples.map(({ detail }) => detail)).toContain('captureExpandedBytesMax')
  }, 30_000)
})

test('T32: heads that tables make long are read in full while the stock lasts, then as far as they earn it', async () => {
  const { captureHeadBytesMax, captureHeadRatioMax } = limits.decode
  const dump = ' '.repeat(3_900)
  const of = (path: string): Buffer => literals(requestFields(path))
  const id = literal('x-id', imei, { kind: 'inserted' })
  const first = Buffer.concat([of('/first'), id, literal('x-dump', dump, { kind: 'inserted' })])
  const again = Buffer.concat([of('/again'), indexed(63), ...Array.from({ length: 64 }, () => indexed(62))])
  const headBytes = 64 * dump.length
  const count = Math.ceil((captureHeadBytesMax / (headBytes - captureHeadRatioMax * again.length)) * 1.5)
  const requests = Array.from({ length: count }, (_, index) => headers(2 * index + 3, again, true))
  const small = headers(2 * count + 3, Buffer.concat([of('/last'), indexed(63)]), true)
  const result = await scanFrames(sent(clientStart, headers(1, first, true), ...requests, small))
  expect(result.transmissions.length).toBeGreaterThan(count / 2)
  expect(result.transmissions.at(-1)?.summary.path).toBe('/last')
  const reached = result.anomalies.find(({ tally }) => tally.code.code === 'decode.budget.reached')
  expect(reached?.tally.samples.map(({ detail }) => detail)).toContain('captureHeadBytesMax')
  expect(reached?.tally.count).toBeGreaterThan(0)
}, 30_000)

test('T32: many values in one encoded run of many frames list its frames as long as there is room, which is said', async () => {
  const { observationsPerExchangeMax, rangesMax, rangesPerObservationMin } = limits.detect
  const many = Array.from({ length: observationsPerExchangeMax }, (_, at) => ({ imsi: `24007${1e9 + at}` }))
  const body = Buffer.from(JSON.stringify(many)).toString('base64')
  const { frames } = new TcpConversation({ targetPort: 80 })
    .open()
    .send(post(`Content-Length: ${body.length}\r\n`, body), 1)
    .close()
  const { observations, transmissions, anomalies } = await scanFrames(frames)
  expect(observations).toHaveLength(observationsPerExchangeMax)
  expect(observations[0]?.spans).toHaveLength(body.length)
  expect(observations.at(-1)?.spans).toHaveLength(rangesPerObservationMin)
  const ranges = observations.reduce((sum, { spans }) => sum + spans.length, 0)
  expect(ranges).toBeLessThanOrEqual(rangesMax + observations.length * rangesPerObservationMin)
  expect(transmissions.flatMap((sent) => sent.frames).length).toBeGreaterThanOrEqual(body.length)
  const reached = anomalies.find(({ tally }) => tally.code.code === 'detect.budget.reached')
  expect(reached?.tally.samples.map(({ detail }) => detail)).toContain('detect.rangesMax')
}, 30_000)

describe('names that every object has', () => {
  const names = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length', 'name']
  const values = ['abcd', '12345678', '9FFGWQ00+2B', '10.752245', '02:00:5e:10:20:2b', 'a'.repeat(64)]
  const pairs = names.flatMap((name) => values.map((value): [string, string] => [name, value]))
  const type = 'Content-Type: '
  const inForm = new URLSearchParams([...pairs, ['imei', imei]]).toString()
  const inJson = `{${pairs.map(([name, value]) => `"${name}":"${value}"`).join()},"imei":"${imei}"}`
  const lists = `{${names.map((name) => `"${name}":[10.752245,59.913868],"x_${name}":{"${name}":12345678}`).join()},"imei":"${imei}"}`
  const elements = pairs.map(([name, value]) => `<${name} ${name}="${value}">${value}</${name}>`).join('')
  const parts = [...pairs, ['imei', imei]]
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('')
  const cookies = pairs.map(([name, value]) => `${name}=${value}`).join('; ')
  const fields = pairs.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  test.each([
    ['JSON', `${type}application/json`, inJson],
    ['lists and objects of JSON', `${type}application/json`, lists],
    ['a form', `${type}application/x-www-form-urlencoded`, inForm],
    ['XML', `${type}text/xml`, `<a>${elements}<imei>${imei}</imei></a>`],
    ['parts', `${type}multipart/form-data; boundary=b`, `${parts}--b--\r\n`],
    ['cookies', `Cookie: ${cookies}; imei=${imei}`, ''],
    ['fields', `${fields}Imei: ${imei}`, ''],
    [
      'plain text',
      `${type}text/plain`,
      `${pairs.map(([name, value]) => `${name}=${value}`).join('\n')}\nimei=${imei}`,
    ],
  ])('hide nothing in %s', async (_, field, body) => {
    const profile = `identifiers:\n  wifi-mac: "02:00:5e:10:20:99"\nplaces:\n  - name: x\n    lat: 1.5\n    lon: 2.5\n`
    for (const given of [{}, { profile }]) {
      const result = await scanFrames(
        sent(post(`${field}\r\nContent-Length: ${body.length}\r\n`, body)),
        given,
      )
      expect(observed(result)).toEqual(expect.arrayContaining(found))
    }
  })
})

describe('a name of half a megabyte', () => {
  const length = 500_000
  test.each([
    ['ends in signs and more', `"a${'-'.repeat(length)}x1":"1"`],
    ['stands above a table', `"${'a'.repeat(length)}":{"columns":["a","b"],"rows":[["b","c"]]}`],
    ['stands above a place, in digits', `"a${'1'.repeat(length)}x":{"lat":59.911491,"lon":10.757933}`],
    ['is that of a latitude, with brackets', `"x${'['.repeat(length)}x.lat":59.911491,"lon":10.757933`],
  ])('that %s costs what its bytes cost', async (_, member) => {
    const body = `{"imei":"${imei}",${member}}`
    const started = processorTime()
    const result = await scanFrames(sent(post(`Content-Length: ${body.length}\r\n`, body)))
    expect(observed(result)).toEqual(expect.arrayContaining(found))
    // Searched from each of its characters it took minutes.
    expect(processorTime() - started).toBeLessThan(10_000)
  })
})

test('values with thousands of blanks inside cost no more than others of their length', async () => {
  const costOf = async (filler: string): Promise<number> => {
    const values = Array.from({ length: 400 }, (_, at) => `"k${at}":"${filler.repeat(4_000)}xQ7"`)
    const body = `{"imei":"${imei}",${values.join()}}`
    const frames = sent(post(`Content-Length: ${body.length}\r\n`, body))
    let least = Infinity
    for (let round = 0; round < 3; round++) {
      const started = processorTime()
      expect(observed(await scanFrames(frames))).toEqual(found)
      least = Math.min(least, processorTime() - started)
    }
    return least
  }
  // Each of the blanks was tried as the first of those at the end of its value.
  expect(await costOf(' ')).toBeLessThan((await costOf('x')) * 3 + 300)
})

describe('T33: beside what is compressed', () => {
  const hidden = `&imei=${imei}&`
  const named = (flags: number, text: string): Buffer => {
    const gzip = gzipSync('a=1')
    gzip[3] = flags
    return Buffer.concat([gzip.subarray(0, 10), Buffer.from(`${text}\0`), gzip.subarray(10)])
  }
  const skipped = Buffer.concat([Buffer.from('502a4d18', 'hex'), Buffer.from([hidden.length, 0, 0, 0])])

  test.each([
    ['behind gzip', Buffer.concat([gzipSync('a=1'), Buffer.from(hidden)])],
    ['after gzip and a zero', Buffer.concat([gzipSync('a=1'), Buffer.from(`\0${hidden}`)])],
    ['behind zlib', Buffer.concat([deflateSync('a=1'), Buffer.from(hidden)])],
    ['behind brotli', Buffer.concat([brotliCompressSync('a=1'), Buffer.from(hidden)])],
    ['behind zstd', Buffer.concat([zstdCompressSync('a=1'), Buffer.from(hidden)])],
    ['behind gzip in gzip', gzipSync(Buffer.concat([gzipSync('a=1'), Buffer.from(hidden)]))],
    ['in a comment of gzip', named(16, hidden)],
    ['in the name of a second member', Buffer.concat([gzipSync('a=1'), named(8, hidden)])],
    [
      'in a frame of zstd to be skipped',
      Buffer.concat([zstdCompressSync('a=1'), skipped, Buffer.from(hidden)]),
    ],
  ])('a value %s is found', async (name, body) => {
    const coding = /brotli/.test(name) ? 'Content-Encoding: br\r\n' : ''
    const head = post(`${coding}Content-Length: ${body.length}\r\n`, '')
    const profile = `identifiers:\n  imei: ["${imei}"]\n`
    const frames = sent(head, body)
    expect(observed(await scanFrames(frames, { profile }))).toEqual([`imei ${imei} certain`])
    if (name.startsWith('behind')) expect(observed(await scanFrames(frames))).toEqual(found)
  })
})

describe('T35: one message, made to hide a value', () => {
  const profile = `identifiers:\n  imei: ["${imei}"]\n  wifi-mac: ["02:00:5e:10:20:2b"]\n`

  test('nor do any number of messages: what is new is listed behind more than a capture has room for', async () => {
    const { observationsMax, observationsPerExchangeMax } = limits.detect
    const body = '02:00:5e:10:20:2b,'.repeat(observationsPerExchangeMax)
    const flood = post(`Content-Length: ${body.length}\r\n`, body)
    const frames = sent(flood.repeat(observationsMax / observationsPerExchangeMax + 1), leak)
    const result = await scanFrames(frames, { profile })
    expect(observed(result)).toContain(`imei ${imei} certain`)
    expect(result.observations.length).toBeLessThan(observationsMax)
    expect(anomalyCodes(result)).toContain('detect.observations.too_many')
  })

  test.each([
    ['copies of another value', '02:00:5e:10:20:2b,'],
    ['numbers that look like it', 'imei=352099001761481&imei=350000000007919&imei=490154203237518&'],
  ])('%s, any number of them, hide none, and it is said that not all are listed', async (_, decoys) => {
    const body = `${decoys.repeat(limits.detect.candidatesMax)}&x=${imei}&`
    const result = await scanFrames(sent(post(`Content-Length: ${body.length}\r\n`, body)), { profile })
    expect(observed(result)).toContain(`imei ${imei} certain`)
    expect(anomalyCodes(result)).toContain('detect.budget.reached')
  })
})

/** Held beside the parsers: the case, the file, and the name of the test. */
const heldElsewhere: readonly (readonly [id: string, file: string, name: string])[] = [
  [
    'T25',
    'test/traces/tls/decryption.test.ts',
    'nowhere, or they are wrong: nothing says that the capture is clean',
  ],
  [
    'T25',
    'test/traces/tls/decryption.test.ts',
    'from a pipe they count from where they come, and what came too late is said',
  ],
  [
    'T25',
    'test/traces/quic/quic.test.ts',
    'with keys of another connection, or wrong ones, is encrypted, and that is said',
  ],
  [
    'T25',
    'src/message/tls/openssl.test.ts',
    'keys are updated, and an update that is missing is made up for',
  ],
  [
    'T25',
    'src/message/tls/connection.test.ts',
    'each secret of TLS 1.3 opens its own part, and what is missing is said',
  ],
  [
    'T25',
    'src/message/quic/connection.test.ts',
    'follows key updates of each side, with packets of the phase before that come late',
  ],
  [
    'T26',
    'src/message/tls/machine.test.ts',
    'every way to cut a hello into records and segments gives the same hello',
  ],
  [
    'T26',
    'src/message/tls/machine.test.ts',
    'longer than the limit, or an endless run of empty records, is given up',
  ],
  ['T26', 'src/message/tls/machine.test.ts', 'with extension %i may hide the real name'],
  ['T27', 'src/message/quic/machine.test.ts', 'is read after a Retry, from the id that the server gave'],
  ['T27', 'src/message/quic/connection.test.ts', 'goes on after a Retry'],
  [
    'T28',
    'src/message/http3/machine.test.ts',
    'any bytes on any streams are counted once, and nothing is thrown',
  ],
  ['T28', 'src/message/http3/machine.test.ts', 'are not waited for longer than the limit'],
  ['T29', 'src/message/websocket/machine.test.ts', 'a length of 2^63 is never trusted'],
  ['T31', 'src/source/har/har.test.ts', 'entries that make no sense are counted, and the others read'],
  [
    'T31',
    'src/source/har/har.test.ts',
    'cut anywhere: the entries before the cut are read, the rest is unread, and it is said',
  ],
  ['T31', 'src/source/har/har.test.ts', 'does not depend on how it is cut, indented, or marked'],
  ['T31', 'src/source/har/har-dialects.test.ts', 'is read: head, body, time, answer'],
  [
    'T31',
    'src/source/recorders/mitmproxy.test.ts',
    'holds flows of any types and versions, one behind the other',
  ],
  [
    'T31',
    'src/source/recorders/mitmproxy.test.ts',
    'what is damaged is counted: a flow, or all behind a damaged length',
  ],
  ['T31', 'test/corpus.test.ts', 'a broken file is refused in one line'],
  [
    'T40',
    'test/e2e/flood.test.ts',
    'a flood of connections that are only begun takes no more memory than the table of flows',
  ],
  [
    'T40',
    'src/stream/flow-expiry.test.ts',
    'at the limit of flows the one silent for longest makes room, its held bytes told first',
  ],
]

test.each(heldElsewhere)('%s is held in %s: %s', (_, file, name) => {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
  expect(readFileSync(path, 'utf8')).toContain(name)
})
