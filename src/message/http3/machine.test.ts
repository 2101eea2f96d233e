import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { contextDatagram, datagramCapsule, proxyRequest } from '../../../test/support/capsules.ts'
import { expectBalanced } from '../../../test/support/conform.ts'
import { h3, h3Frame, requestFields } from '../../../test/support/http3.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { instructions, lines, sectionPrefix } from '../../../test/support/qpack.ts'
import { frames, QuicPeers } from '../../../test/support/quic-peers.ts'
import { webSocketFrame } from '../../../test/support/websocket.ts'
import { quicVarint } from '../../../tools/bench/quic-varint.ts'
import { limits } from '../../core/limits.ts'
import { KeyLog } from '../key-log.ts'
import { QpackDecoder } from './qpack.ts'

/** A piece of a stream: who sends it, the stream, where it stands, and whether it is the last. */
interface Piece {
  readonly side: 0 | 1
  readonly id: number
  readonly offset: number
  readonly bytes: Buffer
  readonly isLast: boolean
}

function whole(side: 0 | 1, id: number, bytes: Buffer, isLast = true): Piece {
  return { side, id, offset: 0, bytes, isLast }
}

/** Plays the pieces, each in a packet of its own, on a connection whose keys are known. */
function run(pieces: readonly Piece[], more: (peers: QuicPeers) => Step[] = () => []): Outcome {
  const peers = new QuicPeers()
  const keys = new KeyLog()
  keys.add(peers.keyLog)
  const opening = peers.opening()
  const steps: Step[] = [client(opening.client), server(opening.server)]
  for (const { side, id, offset, bytes, isLast } of pieces) {
    const packet = peers.short(side, frames.stream(id, offset, bytes, isLast))
    steps.push(side === 0 ? client(packet) : server(packet))
  }
  steps.push(...more(peers))
  const outcome = playLayer(steps, undefined, testFlow('udp', { serverPort: 443 }), keys)
  expectBalanced(outcome)
  return outcome
}

const control = [
  whole(0, 2, h3.uni(0, h3.settings([1, 4_096], [7, 16])), false),
  whole(1, 3, h3.uni(0, h3.settings([1, 4_096], [7, 16])), false),
]
const get = h3.headers(requestFields('GET', '/a?imei=490154203237518'))
const post = Buffer.concat([
  h3.headers(requestFields('POST', '/b', [['content-type', 'application/json']])),
  h3.data('{"a":'),
  h3.data('1}'),
])
const ok = Buffer.concat([
  h3.headers([
    [':status', '200'],
    ['content-type', 'text/plain'],
    ['content-length', '5'],
  ]),
  h3.data('hello'),
])

const pair = [
  {
    kind: 'request',
    protocol: 'http3',
    method: 'GET',
    target: '/a?imei=490154203237518',
    host: 'www.example.com',
  },
  {
    kind: 'response',
    protocol: 'http3',
    status: 200,
    contentType: 'text/plain',
    body: 'hello',
    isComplete: true,
  },
]

describe('requests and responses', () => {
  test('are paired by their streams, with heads in the form of HTTP/1', () => {
    const outcome = run([...control, whole(0, 0, get), whole(0, 4, post), whole(1, 4, ok), whole(1, 0, ok)])
    expect(outcome.messages).toMatchObject([
      {
        ...pair[0],
        exchange: 1,
        head: expect.stringMatching(/^GET \/a\S+ HTTP\/3\r\nhost: www.example.com\r\n\r\n$/),
      },
      { kind: 'request', exchange: 2, method: 'POST', target: '/b', body: '{"a":1}', isComplete: true },
      { ...pair[1], exchange: 2, exchangeStatus: 200 },
      { ...pair[1], exchange: 1 },
    ])
    expect(outcome.events.filter(({ kind }) => kind === 'closed')).toHaveLength(2)
    expect(outcome.events.filter(({ kind }) => kind === 'recognised')).toEqual([
      { kind: 'recognised', protocol: 'quic' },
      { kind: 'recognised', protocol: 'http3' },
    ])
    expect(outcome.anomalies).toEqual({})
  })

  test('show where their bytes lie in the frames, encrypted', () => {
    const outcome = run([whole(0, 0, post)])
    const [request] = outcome.messages
    // Short header: first byte, id of 8, number of 2; STREAM frame: type, id, offset, length of 2 bytes.
    const start = 54 + 11 + 5
    const at = post.indexOf('{"a":')
    expect(request?.bodySpans).toEqual([
      { frame: 3, start: start + at, end: start + at + 5 },
      { frame: 3, start: start + at + 7, end: start + at + 9 },
    ])
    const path = start + post.indexOf('/b')
    expect(request?.headSpans).toContainEqual({ frame: 3, start: path, end: path + 2 })
  })

  test('have interim responses and trailers', () => {
    const response = Buffer.concat([h3.headers([[':status', '103']]), ok, h3.headers([['x-trailer', 'end']])])
    const outcome = run([whole(0, 0, get), whole(1, 0, response)])
    expect(outcome.messages).toMatchObject([
      pair[0],
      { kind: 'response', status: 103 },
      { ...pair[1], trailer: 'x-trailer: end\r\n' },
    ])
  })

  test('of media are counted, not kept', () => {
    const image = Buffer.concat([
      h3.headers([
        [':status', '200'],
        ['content-type', 'image/png'],
      ]),
      h3.data('x'.repeat(99)),
    ])
    const outcome = run([whole(0, 0, get), whole(1, 0, image)])
    expect(outcome.counts.mediaBytes).toBe(99)
  })

  test('that the server pushes are told as received', () => {
    const outcome = run([
      whole(0, 0, get),
      whole(1, 0, Buffer.concat([h3.pushPromise(7, requestFields('GET', '/style.css')), ok])),
      whole(1, 15, h3.uni(1, quicVarint(7), ok)),
    ])
    expect(outcome.messages).toMatchObject([
      pair[0],
      { kind: 'request', direction: 1, target: '/style.css' },
      pair[1],
      { kind: 'response', direction: 1, body: 'hello' },
    ])
    const [, promised, , pushed] = outcome.messages
    expect(pushed?.exchange).toBe(promised?.exchange)
  })

  test('that are reset are handed on as far as they came', () => {
    const outcome = run([whole(0, 0, get), whole(1, 0, ok.subarray(0, ok.length - 2), false)], (peers) => [
      server(peers.short(1, frames.reset(0, 1_000))),
    ])
    expect(outcome.messages).toMatchObject([pair[0], { status: 200, body: 'hel', isComplete: false }])
  })

  test('of a tunnel are read by their content', () => {
    const connect = h3.headers([
      [':method', 'CONNECT'],
      [':authority', 'other.example:80'],
    ])
    const inside = h3.data('GET /inside HTTP/1.1\r\nHost: other.example\r\n\r\n')
    const outcome = run([
      whole(0, 0, connect, false),
      whole(1, 0, h3.headers([[':status', '200']]), false),
      { side: 0, id: 0, offset: connect.length, bytes: inside, isLast: true },
    ])
    expect(outcome.messages).toMatchObject([
      { method: 'CONNECT', protocol: 'http3' },
      { status: 200 },
      { target: '/inside', protocol: 'http', host: 'other.example' },
    ])
  })
})

describe('an extended CONNECT', () => {
  test('carries a WebSocket (RFC 9220)', () => {
    const connect = h3.headers([
      [':method', 'CONNECT'],
      [':protocol', 'websocket'],
      [':scheme', 'https'],
      [':path', '/chat'],
      [':authority', 'www.example.com'],
    ])
    const message = h3.data(webSocketFrame('{"imei":"490154203237518"}'))
    const outcome = run([
      whole(0, 0, connect, false),
      whole(1, 0, h3.headers([[':status', '200']]), false),
      { side: 0, id: 0, offset: connect.length, bytes: message, isLast: true },
    ])
    expect(outcome.messages).toMatchObject([
      { method: 'CONNECT', target: '/chat', protocol: 'http3' },
      { status: 200 },
      { protocol: 'websocket', host: 'www.example.com', body: '{"imei":"490154203237518"}' },
    ])
    expect(outcome.anomalies).toEqual({})
  })
})

describe('what else a connection carries', () => {
  test('frames and streams that teach to ignore the unknown are framing', () => {
    // One of the largest, as Firefox draws them.
    const grease = Buffer.concat([
      h3Frame(0x21 + 0x1f * 1_000, 'nothing'),
      Buffer.from('e3ec6f3532e7c86206', 'hex'),
      Buffer.from('nobody'),
    ])
    const outcome = run([
      whole(0, 2, h3.uni(0, h3.settings([0x21, 5]), grease, h3.goaway(0), h3Frame(0xf0700, 'u=1')), false),
      whole(0, 14, h3.uni(0x21, Buffer.from('ignore'))),
      whole(0, 0, Buffer.concat([grease, get, grease])),
      whole(1, 0, Buffer.concat([ok, h3Frame(0x40)])),
    ])
    expect(outcome.messages).toMatchObject(pair)
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.unrecognisedSkippedBytes).toBe(0)
  })

  test('frames of unknown types are counted and told, as are those that only HTTP/2 has', () => {
    const outcome = run([whole(0, 0, Buffer.concat([get, h3Frame(0x77, 'what'), h3Frame(0x06, 'ping?')]))])
    expect(outcome.messages).toMatchObject([pair[0]])
    expect(outcome.anomalies).toEqual({ 'message.http3.unknown_frame': 2 })
    expect(outcome.counts.unrecognisedSkippedBytes).toBe(9)
  })

  test('what they say is searched all the same, with its places', () => {
    const identity = 'imei=490154203237518'
    const grease = h3Frame(0x21 + 0x1f * 1_000, identity)
    const outcome = run([
      whole(0, 2, h3.uni(0, h3.settings(), grease), false),
      whole(0, 14, h3.uni(0x21, Buffer.from(identity))),
      whole(0, 0, Buffer.concat([grease, get, h3Frame(0x77, identity)])),
    ])
    const said = outcome.messages.filter(({ protocol }) => protocol === 'unrecognised')
    expect(said.map(({ body, direction }) => [body, direction])).toEqual(said.map(() => [identity, 0]))
    expect(said).toHaveLength(4)
    for (const { bodySpans } of said) {
      expect(bodySpans).toHaveLength(1)
      expect((bodySpans[0]?.end ?? 0) - (bodySpans[0]?.start ?? 0)).toBe(identity.length)
    }
    expect(outcome.counts).toMatchObject({
      unrecognisedReadBytes: identity.length,
      unrecognisedSkippedBytes: 0,
    })
  })

  test('streams of unknown types, and of WebTransport, are searched', () => {
    const outcome = run([
      whole(0, 14, h3.uni(0x77, Buffer.from('imei=490154203237518'))),
      whole(0, 0, Buffer.concat([quicVarint(0x41), quicVarint(0), Buffer.from('imei=490154203237519')])),
      whole(0, 18, h3.uni(0x54, quicVarint(0), Buffer.from('imei=490154203237520'))),
      whole(1, 1, Buffer.from('from the server')),
    ])
    expect(outcome.messages.map(({ body }) => body).sort()).toEqual([
      'from the server',
      'imei=490154203237518',
      'imei=490154203237519',
      'imei=490154203237520',
    ])
    expect(outcome.anomalies).toEqual({ 'message.http3.unknown_stream': 1 })
  })

  test('datagrams that a proxy passes on, in capsules or beside the stream, are for the host in the path', () => {
    const ask = h3.headers(proxyRequest('connect-udp', '/.well-known/masque/udp/collect.example/9000/'))
    const cut = datagramCapsule('a capsule').subarray(0, 5)
    const outcome = run([...control, whole(0, 0, Buffer.concat([ask, h3.data(cut)]), false)], (peers) => [
      client(
        peers.short(
          0,
          frames.datagram(Buffer.concat([quicVarint(0), contextDatagram('imei=490154203237518')])),
        ),
      ),
      client(
        peers.short(
          0,
          frames.stream(
            0,
            ask.length + h3.data(cut).length,
            h3.data(datagramCapsule('a capsule').subarray(5)),
          ),
        ),
      ),
    ])
    expect(outcome.messages.slice(1).map(({ body }) => body)).toEqual(['imei=490154203237518', 'a capsule'])
    expect(outcome.events).toContainEqual(
      expect.objectContaining({ kind: 'serverName', source: 'proxied', name: 'collect.example' }),
    )
  })

  test('datagrams are searched behind the stream that they name', () => {
    const outcome = run([], (peers) => [
      client(
        peers.short(0, frames.datagram(Buffer.concat([quicVarint(0), Buffer.from('imei=490154203237518')]))),
      ),
    ])
    expect(outcome.messages).toMatchObject([{ protocol: 'unrecognised', body: 'imei=490154203237518' }])
  })
})

describe('fields in the dynamic table', () => {
  const secret = instructions.insert('x-imei', '490154203237518')
  const encoder = h3.uni(2, instructions.capacity(4_096), secret)
  const section = Buffer.concat([
    sectionPrefix(1),
    lines.indexedStatic(17),
    lines.indexedStatic(1),
    lines.staticName(0, 'www.example.com'),
    lines.indexed(0),
  ])
  const request = h3.section(section)

  test('are found, and point to where they were inserted', () => {
    const outcome = run([...control, whole(0, 6, encoder, false), whole(0, 0, request)])
    expect(outcome.messages[0]?.fields).toBe('host: www.example.com\r\nx-imei: 490154203237518\r\n\r\n')
    expect(outcome.messages[0]?.headSpans).toContainEqual({
      frame: 5,
      start: 54 + 11 + 4 + 4,
      end: 54 + 11 + 4 + 4 + secret.length,
    })
    expect(outcome.anomalies).toEqual({})
  })

  test('are waited for, and so is all that follows on the stream', () => {
    const withBody = Buffer.concat([request, h3.data('body')])
    for (let cut = 1; cut < withBody.length; cut += 3) {
      const outcome = run([
        ...control,
        { side: 0, id: 0, offset: 0, bytes: withBody.subarray(0, cut), isLast: false },
        { side: 0, id: 0, offset: cut, bytes: withBody.subarray(cut), isLast: true },
        whole(0, 6, encoder.subarray(0, 9), false),
        { side: 0, id: 6, offset: 9, bytes: encoder.subarray(9), isLast: false },
        whole(1, 0, ok),
      ])
      expect(outcome.messages).toMatchObject([
        { body: 'body', isComplete: true, fields: expect.stringContaining('x-imei: 490154203237518') },
        pair[1],
      ])
      expect(outcome.anomalies).toEqual({})
    }
  })

  test('that never come are told, and the rest is read', () => {
    const outcome = run([...control, whole(0, 0, Buffer.concat([request, h3.data('body')]))])
    expect(outcome.messages).toMatchObject([
      { method: 'GET', host: 'www.example.com', body: 'body', isComplete: false, incompleteReason: 'gap' },
    ])
    expect(outcome.anomalies).toEqual({ 'message.http3.blocked': 1, 'message.http3.unknown_index': 1 })
  })

  test('that never come for one section behind another: all is read', () => {
    const next = h3.section(Buffer.concat([sectionPrefix(2), lines.indexed(0)]))
    const outcome = run([
      ...control,
      whole(0, 0, Buffer.concat([request, next, h3.data('body'), next, h3.data('more')]), false),
    ])
    expect(outcome.messages).toMatchObject([{ method: 'GET', body: 'bodymore', isComplete: false }])
    expect(outcome.anomalies).toMatchObject({ 'message.http3.blocked': 3 })
  })

  test('are not waited for longer than the limit', () => {
    const size = 1_000
    const pieces: Piece[] = [whole(0, 0, request, false)]
    const data = h3Frame(0, Buffer.alloc(limits.message.quicHeldBytesPerStreamMax + 10 * size))
    for (let at = 0; at < data.length; at += size)
      pieces.push({
        side: 0,
        id: 0,
        offset: request.length + at,
        bytes: data.subarray(at, at + size),
        isLast: false,
      })
    const outcome = run([...control, ...pieces, whole(0, 6, encoder, false)])
    expect(outcome.anomalies).toMatchObject({ 'message.http3.blocked': 1 })
    expect(outcome.messages[0]?.body).toHaveLength(data.length - 5)
  })

  test('are read once, in however many pieces their instruction comes', () => {
    const name = 'a'.repeat(30_000)
    const long = instructions.insert(name, '490154203237518'.repeat(1_000), true)
    const start = h3.uni(2, instructions.capacity(65_536))
    const settings = whole(1, 3, h3.uni(0, h3.settings([1, 65_536])), false)
    const inPieces = (pieceBytes: number): Outcome => {
      const pieces = [start]
      for (let at = 0; at < long.length; at += pieceBytes) pieces.push(long.subarray(at, at + pieceBytes))
      return run([settings], (peers) => {
        const packets: Step[] = []
        let offset = 0
        for (let from = 0; from < pieces.length; from += 200) {
          const content: Buffer[] = []
          for (const piece of pieces.slice(from, from + 200)) {
            content.push(frames.stream(6, offset, piece))
            offset += piece.length
          }
          packets.push(client(peers.short(0, Buffer.concat(content))))
        }
        const section = Buffer.concat([
          sectionPrefix(1, 1, 65_536),
          lines.indexedStatic(17),
          lines.indexed(0),
        ])
        packets.push(client(peers.short(0, frames.stream(0, 0, h3.section(section), true))))
        return packets
      })
    }
    const before = processorTime()
    const outcome = inPieces(1)
    // Some 2 s where its name is decoded with each byte of its value.
    expect(processorTime() - before).toBeLessThan(1_000)
    expect(outcome.messages[0]?.fields).toBe(inPieces(1_000).messages[0]?.fields)
    expect(outcome.messages[0]?.fields).toContain('490154203237518')
  })

  test('are waited for by a thousand streams, each of which is looked at a few times', () => {
    const settings = whole(1, 3, h3.uni(0, h3.settings([1, 65_536])), false)
    const far = h3.section(Buffer.concat([sectionPrefix(2_000, 2_000, 65_536), lines.indexed(0)]))
    const near = h3.section(
      Buffer.concat([sectionPrefix(1, 1, 65_536), lines.indexedStatic(17), lines.indexed(0)]),
    )
    const waiting = Array.from({ length: 1_000 }, (_, index) => frames.stream(4 * index, 0, far, true))
    const asked = frames.stream(4_000, 0, near, true)
    const start = h3.uni(2, instructions.capacity(65_536), secret)
    const inserts = Array.from({ length: 2_000 }, (_, index) =>
      frames.stream(6, start.length + index, instructions.duplicate(0)),
    )
    const looks = vi.spyOn(QpackDecoder.prototype, 'requiredCount')
    const outcome = run([settings], (peers) => {
      const steps = [...waiting, asked].map((frame) => client(peers.short(0, frame)))
      steps.push(client(peers.short(0, frames.stream(6, 0, start))))
      for (let at = 0; at < inserts.length; at += 200)
        steps.push(client(peers.short(0, Buffer.concat(inserts.slice(at, at + 200)))))
      return steps
    })
    // 2,000,000 where each is looked at for each entry.
    expect(looks.mock.calls.length).toBeLessThan(10_000)
    looks.mockRestore()
    expect(outcome.messages[0]).toMatchObject({ method: 'GET', fields: 'x-imei: 490154203237518\r\n\r\n' })
    expect(outcome.messages).toHaveLength(1_001)
    expect(outcome.anomalies).not.toHaveProperty('message.http3.blocked')
  })

  test('behind a gap of the encoder stream are not known, those before it are', () => {
    const second = h3.section(
      Buffer.concat([sectionPrefix(2), lines.indexedStatic(17), lines.indexed(0), lines.indexed(1)]),
    )
    const outcome = run([
      ...control,
      whole(0, 0, second),
      whole(0, 6, encoder, false),
      { side: 0, id: 6, offset: encoder.length + 40, bytes: Buffer.from([0]), isLast: true },
    ])
    expect(outcome.messages).toMatchObject([
      { method: 'GET', fields: expect.stringContaining('x-imei'), isComplete: false },
    ])
    expect(outcome.anomalies).toMatchObject({
      'message.quic.stream_gap': 1,
      'message.http3.unknown_index': 1,
    })
  })

  test.each([
    ['behind its type', h3.uni(2, instructions.capacity(4_096)).length],
    ['with its type', 0],
  ])('behind a gap of the encoder stream, %s, say what they are, though not whose', (_, lostFrom) => {
    const entries = Buffer.concat([
      instructions.insertStaticName(1, '/b?imei=490154203237518'),
      instructions.insert('x-serial', 'R58M1234567', true),
      instructions.insertDynamicName(0, 'again'),
      instructions.duplicate(1),
    ])
    const cut = Buffer.concat([instructions.insert('x-last', 'seen'), instructions.insert('x-cut', 'half')])
    const at = lostFrom + 40
    const outcome = run([
      ...control,
      ...(lostFrom > 0 ? [whole(0, 6, encoder.subarray(0, lostFrom), false)] : []),
      { side: 0, id: 6, offset: at, bytes: entries, isLast: false },
      { side: 0, id: 6, offset: at + entries.length, bytes: cut.subarray(0, -2), isLast: false },
    ])
    const said = outcome.messages.filter(({ protocol }) => protocol === 'unrecognised')
    expect(said.map(({ body }) => body)).toEqual([
      ':path: /b?imei=490154203237518\r\nx-serial: R58M1234567\r\nunknown-index-0: again\r\n',
      'x-last: seen\r\n',
    ])
    expect(said[0]?.bodySpans[0]).toMatchObject({ frame: lostFrom > 0 ? 6 : 5 })
    expect(outcome.anomalies).toMatchObject({ 'message.quic.stream_gap': 1 })
  })

  test('behind a gap of the encoder stream stay unread where no instruction begins with a packet', () => {
    const entries = Buffer.concat([
      instructions.insert('x-serial', 'R58M1234567'),
      instructions.insert('x-name', 'value'),
    ])
    const outcome = run([
      ...control,
      whole(0, 6, h3.uni(2, instructions.capacity(4_096)), false),
      { side: 0, id: 6, offset: 60, bytes: entries.subarray(3), isLast: false },
    ])
    expect(outcome.messages).toEqual([])
    expect(outcome.counts.resyncBytes).toBe(entries.length - 3)
  })

  test('of nonsense instructions are told', () => {
    const outcome = run([
      ...control,
      whole(0, 6, h3.uni(2, Buffer.alloc(20, 0xff)), false),
      whole(0, 0, request),
    ])
    expect(outcome.anomalies).toMatchObject({ 'message.http3.malformed_encoder_stream': 1 })
    expect(outcome.messages).toMatchObject([{ method: 'GET', isComplete: false }])
  })
})

describe('what is missing', () => {
  const long = Buffer.concat([
    h3.headers(requestFields('POST', '/long')),
    h3.data('a'.repeat(300)),
    h3.data('b'.repeat(300)),
    h3.data('c'.repeat(300)),
  ])
  const cut = (from: number, to: number): Piece[] => [
    { side: 0, id: 0, offset: 0, bytes: long.subarray(0, from), isLast: false },
    { side: 0, id: 0, offset: to, bytes: long.subarray(to), isLast: true },
  ]

  test('within a body is known by its length', () => {
    const at = long.indexOf('a'.repeat(300))
    const outcome = run(cut(at + 100, at + 150))
    expect(outcome.messages).toMatchObject([
      { target: '/long', isComplete: false, incompleteReason: 'gap', bodyBytesLeftOut: 50 },
    ])
    expect(outcome.messages[0]?.body).toBe('a'.repeat(250) + 'b'.repeat(300) + 'c'.repeat(300))
    expect(outcome.anomalies).toEqual({ 'message.quic.stream_gap': 1 })
  })

  test('with the edge of a frame: what follows is body, until a frame is found', () => {
    const at = long.indexOf('a'.repeat(300))
    const edge = long.indexOf('c'.repeat(300)) - 3
    const inside = run(cut(at + 100, at + 400))
    expect(inside.messages[0]?.body.startsWith('a'.repeat(100) + 'b'.repeat(203))).toBe(true)
    expect(inside.anomalies).toEqual({ 'message.quic.stream_gap': 1, 'message.http3.gap': 1 })
    const found = run(cut(at + 100, edge))
    expect(found.messages[0]?.body).toBe('a'.repeat(100) + 'c'.repeat(300))
    expect(found.messages[0]?.isComplete).toBe(false)
  })

  test('of a field section: what stands before it is read', () => {
    const outcome = run(cut(30, 40))
    expect(outcome.messages).toMatchObject([{ method: 'POST', isComplete: false, incompleteReason: 'gap' }])
  })

  test('at the end of the capture', () => {
    for (let end = 1; end < long.length; end += times(23, 7)) {
      const outcome = run([whole(0, 0, long.subarray(0, end), false)])
      expect(Object.keys(outcome.anomalies).filter((code) => code.endsWith('.bug'))).toEqual([])
      if (end > 60) expect(outcome.messages).toMatchObject([{ method: 'POST', isComplete: false }])
    }
  })
})

describe('hostile frames', () => {
  test.each([
    ['a length without bound', Buffer.concat([quicVarint(0), Buffer.alloc(8, 0xff), Buffer.from('data')])],
    [
      'a field section without bound',
      Buffer.concat([quicVarint(1), Buffer.alloc(8, 0xff), Buffer.from('data')]),
    ],
    ['a type without bound', Buffer.concat([Buffer.alloc(8, 0xff), quicVarint(3), Buffer.from('abc')])],
    ['only empty frames', Buffer.alloc(1_000)],
    ['a push promise without an id', h3Frame(5)],
    ['settings that are cut', h3Frame(4, Buffer.from([0x40]))],
  ])('%s', (_, bytes) => {
    for (const isLast of [true, false]) {
      const outcome = run([
        whole(0, 2, h3.uni(0, bytes), isLast),
        whole(0, 0, bytes, isLast),
        whole(1, 0, bytes, isLast),
      ])
      expect(outcome.counts.requests + outcome.counts.responses).toBeLessThan(4)
    }
  })

  test('any bytes on any streams are counted once, and nothing is thrown', () => {
    const piece = fc.record({
      side: fc.constantFrom<0 | 1>(0, 1),
      id: fc.constantFrom(0, 4, 1, 2, 3, 6, 7, 10, 11, 15),
      offset: fc.constantFrom(0, 0, 0, 3, 10),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
        fc.constantFrom(
          get,
          ok,
          post,
          h3.uni(2, instructions.insert('a', 'b')),
          h3.pushPromise(1, [['a', 'b']]),
        ),
      ),
      isLast: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        run(pieces)
      }),
      { numRuns: times(150, 400) },
    )
  })
})

test('however streams are cut into frames, and in whatever order these come, the messages are the same', () => {
  const streams: [0 | 1, number, Buffer][] = [
    [0, 2, h3.uni(0, h3.settings([1, 4_096]))],
    [1, 3, h3.uni(0, h3.settings([1, 4_096]))],
    [
      0,
      6,
      h3.uni(
        2,
        instructions.capacity(4_096),
        instructions.insert('x-a', '1'),
        instructions.insert('x-b', '2'),
      ),
    ],
    [
      0,
      0,
      Buffer.concat([
        h3.section(
          Buffer.concat([
            sectionPrefix(2),
            lines.indexedStatic(20),
            lines.staticName(1, '/c'),
            lines.indexed(0),
            lines.indexed(1),
          ]),
        ),
        h3.data('first'),
        h3.data('second'),
      ]),
    ],
    [1, 0, ok],
  ]
  const bodies = ['firstsecond', 'hello']
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 40, maxLength: 40 }), (numbers) => {
      let turn = 0
      const next = (bound: number): number => (numbers[turn++ % numbers.length] as number) % bound
      const pieces: Piece[] = []
      for (const [side, id, bytes] of streams) {
        for (let at = 0; at < bytes.length; ) {
          const length = Math.min(bytes.length - at, 1 + next(30))
          pieces.push({
            side,
            id,
            offset: at,
            bytes: bytes.subarray(at, at + length),
            isLast: at + length === bytes.length && id === 0,
          })
          at += length
        }
      }
      for (let index = pieces.length - 1; index > 0; index--) {
        const other = next(index + 1)
        ;[pieces[index], pieces[other]] = [pieces[other] as Piece, pieces[index] as Piece]
      }
      // SETTINGS come first, as encoders wait for them.
      pieces.sort((left, right) => Number(left.id !== 3) - Number(right.id !== 3))
      const outcome = run(pieces)
      expect(outcome.messages.map(({ body }) => body).sort()).toEqual(bodies.sort())
      expect(outcome.messages.every(({ isComplete }) => isComplete)).toBe(true)
      const request = outcome.messages.find(({ kind }) => kind === 'request')
      expect(request).toMatchObject({ method: 'POST', target: '/c', fields: 'x-b: 2\r\nx-a: 1\r\n\r\n' })
      expect(outcome.anomalies).toEqual({})
    }),
    { numRuns: times(60, 150) },
  )
})
