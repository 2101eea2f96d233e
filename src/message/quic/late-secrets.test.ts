import { X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { frames, QuicPeers, suiteNumbers } from '../../../test/support/quic-peers.ts'
import type { PeerOptions, PeerSide } from '../../../test/support/quic-peers.ts'
import { cryptoFrame, quicVersions } from '../../../test/support/quic-packet.ts'
import { get, keysOf, ok } from '../../../test/support/quic-reading.ts'
import { h3, requestFields } from '../../../test/support/http3.ts'
import { Collector } from '../../../test/support/playbook.ts'
import { handshakeMessage } from '../../../test/support/tls-hello.ts'
import { selfSigned } from '../../../tools/phone-emulator/certificate.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import { KeyLog } from '../key-log.ts'
import { MessageLayer } from '../message-layer.ts'
import { bookOf } from './connection-book.ts'

const exchange1 = [
  { kind: 'request', protocol: 'http', target: '/a' },
  { kind: 'response', protocol: 'http', status: 200, body: '{}' },
]
const exchange = [
  { kind: 'request', protocol: 'http3', target: '/a', body: '{"a":1}' },
  { kind: 'response', protocol: 'http3', status: 200, body: '{}' },
]
const versions = [quicVersions.v1, quicVersions.v2]

function strangers(count: number, suite: number): QuicPeers[] {
  return Array.from({ length: count }, (_, index) => new QuicPeers({ seed: `stranger ${index}`, suite }))
}

function sized24(content: Buffer): Buffer {
  const size = Buffer.alloc(3)
  size.writeUIntBE(content.length, 0, 3)
  return Buffer.concat([size, content])
}

function run(steps: readonly Step[], keys: KeyLog, flow: Partial<Flow> = {}): Outcome {
  const outcome = playLayer(steps, undefined, testFlow('udp', { serverPort: 443, ...flow }), keys)
  expectBalanced(outcome)
  expect(outcome.heldBytesAtEnd).toBe(0)
  return outcome
}

/** What was decrypted, but for what `busy` brings, and datagrams that are searched as they are. */
function read({ messages }: Outcome): Outcome['messages'] {
  return messages.filter(({ protocol, body }) => protocol !== 'unrecognised' && !/^a+$/.test(body))
}

function from(side: PeerSide, bytes: Buffer): Step {
  return side === 0 ? client(bytes) : server(bytes)
}

/** What a connection in use is busy with: pieces of a stream that began long ago, and acknowledgements. */
function busy(peers: QuicPeers, count: number, first = 0): Step[] {
  return Array.from({ length: count }, (_, index) => {
    const at = 500_000 + (first + index) * 200
    const piece = frames.stream(4, at, Buffer.alloc(200, 0x61))
    return [server(peers.short(1, piece)), client(peers.short(0, frames.ack(0)))]
  }).flat()
}

/** A request and its answer on a stream of their own, HTTP/3's. */
function asked(peers: QuicPeers): Step[] {
  const request = Buffer.concat([h3.headers(requestFields('POST', '/a')), h3.data('{"a":1}')])
  const response = Buffer.concat([h3.headers([[':status', '200']]), h3.data('{}')])
  return [
    client(peers.short(0, frames.stream(400, 0, request, true))),
    server(peers.short(1, frames.stream(400, 0, response, true))),
  ]
}

describe('a connection whose ClientHello was not captured', () => {
  const rest = (peers: QuicPeers): Step[] => [
    server(peers.opening().server),
    client(peers.handshake(0, cryptoFrame(0, Buffer.alloc(36, 20)))),
    client(peers.short(0, frames.stream(0, 0, get, true))),
    server(peers.short(1, frames.stream(0, 0, ok, true))),
  ]

  for (const version of [...versions, quicVersions.draft29]) {
    test.each(Object.entries(suiteNumbers))(
      `is opened with the secrets that fit: ${version.toString(16)}, %s`,
      (_, suite) => {
        const peers = new QuicPeers({ alpn: 'test', suite, version })
        const outcome = run(rest(peers), keysOf(...strangers(20, suite), peers, new QuicPeers()))
        expect(read(outcome)).toMatchObject(exchange1)
        expect(outcome.anomalies).toEqual({ 'message.quic.joined_late': 1 })
        expect(outcome.counts).toMatchObject({ decryptedConnections: 1, connectionsWithWrongKey: 0 })
        // The Initial packet of the server, whose keys follow an id of the client's.
        expect(outcome.counts.undecryptableBytes).toBeLessThan(200)
      },
    )
  }

  test('is opened whoever was taken for the client, with what it said in 0-RTT packets', () => {
    for (const isSwapped of [false, true]) {
      const peers = new QuicPeers()
      const request = Buffer.concat([h3.headers(requestFields('POST', '/a')), h3.data('{"a":1}')])
      const response = Buffer.concat([h3.headers([[':status', '200']]), h3.data('{}')])
      const steps = [
        server(peers.opening().server),
        client(peers.zeroRtt(frames.stream(0, 0, request, true))),
        client(peers.handshake(0, frames.ack(0))),
        server(peers.short(1, frames.stream(0, 0, response, true))),
      ].map(
        (step): Step =>
          step.kind === 'push' && isSwapped ? from(step.direction === 0 ? 1 : 0, step.bytes) : step,
      )
      expect(read(run(steps, keysOf(peers), { serverPort: 4_242 }))).toMatchObject(exchange)
    }
  })

  test('is opened by its secrets of either level, of either side', () => {
    for (const kept of [/CLIENT/, /SERVER/, /HANDSHAKE/, /TRAFFIC_SECRET_0/, /CLIENT_TRAFFIC_SECRET_0/]) {
      const peers = new QuicPeers({ alpn: 'test' })
      const keys = new KeyLog()
      const lines = peers.keyLog.split('\n').filter((line) => kept.test(line))
      keys.add(lines.join('\n'))
      const outcome = run(rest(peers), keys)
      expect(outcome.counts.decryptedConnections, String(kept)).toBe(1)
      const count = kept.source === 'HANDSHAKE' ? 0 : kept.source === 'TRAFFIC_SECRET_0' ? 2 : 1
      expect(read(outcome), String(kept)).toHaveLength(count)
    }
  })

  test('has the name that its certificate gives, unless its hello gave one', () => {
    const from = Date.UTC(2024, 0, 1)
    const { certificatePem } = selfSigned('www.example.net', Buffer.from([1]), from, from + 86_400_000)
    const leaf = sized24(Buffer.from(new X509Certificate(certificatePem).raw))
    const list = sized24(Buffer.concat([leaf, Buffer.alloc(2)]))
    const certificate = handshakeMessage(11, Buffer.concat([Buffer.from([0]), list]))
    const flight = Buffer.concat([certificate, handshakeMessage(20, Buffer.alloc(32))])
    const peers = new QuicPeers({ alpn: 'test', flight })
    const steps = rest(peers)
    const names = ({ events }: Outcome): unknown[] =>
      events.filter((event) => event.kind === 'serverName' && event.source !== 'host')
    expect(names(run(steps, keysOf(peers)))).toEqual([
      { kind: 'serverName', source: 'certificate', name: 'www.example.net', frame: 1 },
    ])
    // All of the hello but its random.
    const hello = client(peers.initial(0, cryptoFrame(37, peers.hello.subarray(37)), 1_200))
    expect(names(run([hello, ...steps], keysOf(peers)))).toMatchObject([{ source: 'sni' }])
    const damaged = new QuicPeers({ alpn: 'test', flight: flight.subarray(0, -40) })
    expect(names(run(rest(damaged), keysOf(damaged)))).toEqual([])
  })

  test('has the name of its hello where that comes behind all that it opens', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const pieces = Array.from({ length: 80 }, (_, index) =>
      server(peers.short(1, frames.stream(4, index * 1_000, Buffer.alloc(1_000, 0x61)))),
    )
    const outcome = run([...rest(peers), ...pieces, client(peers.opening().client)], keysOf(peers))
    expect(outcome.events).toContainEqual(expect.objectContaining({ name: 'www.example.com', frame: 85 }))
    expect(read(outcome)).toMatchObject(exchange1)
  })

  test('is said to be unread where no secret fits, and where there is none', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    for (const keys of [keysOf(...strangers(5, suiteNumbers.aes128)), new KeyLog()]) {
      const outcome = run(rest(peers), keys)
      expect(read(outcome)).toEqual([])
      expect(outcome.anomalies).toEqual({ 'message.quic.no_initial': 1 })
      expect(outcome.counts.undecryptableBytes).toBe(outcome.givenBytes)
    }
  })

  test('is read however long it goes on', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const pieces = Array.from({ length: 200 }, (_, index) =>
      server(peers.short(1, frames.stream(4, index * 1_000, Buffer.alloc(1_000, 0x61)))),
    )
    const outcome = run([...rest(peers), ...pieces], keysOf(peers))
    expect(read(outcome)).toMatchObject(exchange1)
  })

  test('opens by no secrets of another connection whose hello was seen', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const keys = keysOf(peers)
    // As where a hello of the same capture had claimed them.
    vi.spyOn(keys, 'beginCapture').mockImplementation(() => keys.secrets.claim(peers.random, 0))
    expect(read(run(rest(peers), keys))).toEqual([])
  })
})

/** What is said of one that was in the middle of an answer. */
const joined = {
  'message.quic.joined_late': 1,
  'message.http3.gap': 1,
  'message.http.without_head': 1,
  'message.http.cut': 1,
}

describe('a connection that was joined behind its handshake', () => {
  for (const version of versions) {
    test.each(Object.entries(suiteNumbers))(`is read: ${version.toString(16)}, %s`, (_, suite) => {
      const peers = new QuicPeers({ suite, version })
      const keys = keysOf(...strangers(20, suite), peers, new QuicPeers({ seed: 'other' }))
      const outcome = run([...busy(peers, 4), ...asked(peers), ...busy(peers, 12, 4)], keys, {
        serverPort: 4_242,
      })
      expect(read(outcome)).toMatchObject(exchange)
      expect(outcome.anomalies).toEqual(joined)
      expect(outcome.counts).toMatchObject({ undecryptableBytes: 0, decryptedConnections: 1, gapBytes: 0 })
      expect(outcome.counts.connectionsWithWrongKey).toBe(0)
      // Nothing is searched as it came.
      expect(outcome.messages.filter(({ protocol }) => protocol === 'unrecognised')).toEqual([])
    })
  }

  const ids: readonly (readonly [number, number])[] = [
    [0, 8],
    [0, 20],
    [8, 4],
    [20, 20],
    [5, 18],
  ]
  for (const [clientBytes, serverBytes] of ids) {
    test(`is read with ids of ${clientBytes} and ${serverBytes} bytes`, () => {
      const peers = new QuicPeers({
        clientId: Buffer.alloc(clientBytes, 0x17),
        serverId: Buffer.alloc(serverBytes, 0x28),
      })
      const outcome = run([...busy(peers, 4), ...asked(peers), ...busy(peers, 8, 4)], keysOf(peers))
      expect(read(outcome)).toMatchObject(exchange)
      expect(outcome.counts.undecryptableBytes).toBe(0)
    })
  }

  for (const numberBytes of [1, 2, 3, 4] as const) {
    test.each([0, 300, 70_000, 900_000])(
      `is read behind %i packets, ${numberBytes} bytes of whose numbers are written`,
      (packets) => {
        const peers = new QuicPeers({ numberBytes })
        for (const side of [0, 1] as const) peers.skip(side, packets)
        const outcome = run([...busy(peers, 8), ...asked(peers), ...busy(peers, 8, 8)], keysOf(peers))
        expect(read(outcome)).toMatchObject(exchange)
        expect(outcome.anomalies).toEqual(joined)
      },
    )
  }

  for (const version of versions) {
    test.each([1, 2, 5])(`is read behind %i updates of its keys, ${version.toString(16)}`, (updates) => {
      const peers = new QuicPeers({ version })
      const update = (): void => {
        for (const side of [0, 1] as const) peers.updateKeys(side)
      }
      busy(peers, 3)
      for (let count = 0; count < updates; count++) update()
      for (const side of [0, 1] as const) peers.skip(side, 2_000)
      const before = busy(peers, 6)
      update()
      const outcome = run([...before, ...asked(peers), ...busy(peers, 9, 6)], keysOf(peers))
      expect(read(outcome)).toMatchObject(exchange)
      expect(outcome.counts.undecryptableBytes).toBe(0)
    })
  }

  test.each([0, 1] as const)('is read from one side alone: %i', (side) => {
    const peers = new QuicPeers()
    const steps = [...busy(peers, 9), ...asked(peers), ...busy(peers, 9, 9)]
    const outcome = run(
      steps.filter((step) => step.direction === side),
      keysOf(...strangers(9, suiteNumbers.aes128), peers),
    )
    expect(read(outcome)).toMatchObject([exchange[side]])
    expect(outcome.counts.undecryptableBytes).toBe(0)
  })

  test('is read where one side speaks late, and where its roles were taken for each other', () => {
    const peers = new QuicPeers()
    const [question, answer] = asked(peers) as [Step, Step]
    const late = busy(peers, 40)
    const servers = late.filter(({ direction }) => direction === 1)
    expect(read(run([...servers, question, answer], keysOf(peers)))).toMatchObject(exchange)
    for (const ports of [{ serverPort: 40_000, clientPort: 443 }, { serverPort: 4_242 }]) {
      const steps = [...busy(peers, 4, 40), ...asked(peers), ...busy(peers, 9, 44)]
      const swapped = steps.map(
        (step): Step => (step.kind === 'push' ? from(step.direction === 0 ? 1 : 0, step.bytes) : step),
      )
      // A server is who answers: what the client sends goes to it.
      expect(read(run(swapped, keysOf(peers), ports))).toMatchObject(exchange)
    }
  })

  test('is read at its end, where it is short', () => {
    const peers = new QuicPeers()
    peers.skip(1, 40_000)
    const outcome = run([...busy(peers, 2), ...asked(peers)], keysOf(peers))
    expect(read(outcome)).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual(joined)
  })

  test('has nothing of what was over before, and says what is missing behind', () => {
    const peers = new QuicPeers()
    for (const side of [0, 1] as const) peers.skip(side, 1_000)
    const steps = busy(peers, 14)
    const lost = peers.short(0, frames.stream(8, 0, get, true))
    expect(lost.length).toBeGreaterThan(0)
    steps.push(client(peers.short(0, frames.ack(1_013))))
    steps.push(server(peers.short(1, frames.ack(1_015, 300))))
    steps.push(...busy(peers, 3, 14))
    const outcome = run(steps, keysOf(peers))
    expect(outcome.anomalies).toEqual({ ...joined, 'message.quic.packets_missing': 1 })
    expect(outcome.counts).toMatchObject({ gaps: 0, gapBytes: 0 })
  })

  test('stays encrypted where no secret fits, as it does without any', () => {
    const peers = new QuicPeers()
    const steps = [...busy(peers, 9), ...asked(peers), ...busy(peers, 9, 9)]
    for (const keys of [keysOf(...strangers(9, suiteNumbers.aes128)), new KeyLog()]) {
      const outcome = run(steps, keys)
      expect(read(outcome)).toEqual([])
      expect(outcome.anomalies).toEqual({ 'message.quic.no_initial': 1 })
      expect(outcome.counts.undecryptableBytes).toBe(outcome.givenBytes)
      // In order, each as it came.
      expect(outcome.messages.map(({ frame }) => frame)).toEqual(steps.map((_, index) => index + 1))
    }
  })

  test('is read beside damaged packets and such as are none, which are counted', () => {
    for (let damaged = 0; damaged < 20; damaged++) {
      const peers = new QuicPeers()
      const steps = [...busy(peers, 9), ...busy(peers, 9, 9), ...asked(peers)]
      const step = steps[damaged]
      if (step?.kind !== 'push') throw new Error('no packet')
      const at = damaged % 2 === 0 ? step.bytes.length - 1 : 12
      step.bytes[at] = (step.bytes[at] as number) ^ 0x80
      const outcome = run(steps, keysOf(peers))
      expect(read(outcome), `packet ${damaged}`).toMatchObject(exchange)
      expect(outcome.counts.undecryptableBytes).toBe(step.bytes.length)
    }
  })

  test('is read where the fixed bit of its headers is random, too', () => {
    for (const greased of [(): boolean => true, (index: number): boolean => index % 3 > 0]) {
      const peers = new QuicPeers({ isFixedBitCleared: greased })
      const steps = [...busy(peers, 9), ...asked(peers), ...busy(peers, 9, 9)]
      const outcome = run(steps, keysOf(...strangers(9, suiteNumbers.aes128), peers))
      expect(read(outcome)).toMatchObject(exchange)
      expect(outcome.events).toContainEqual({ kind: 'recognised', protocol: 'quic' })
      const others = run(steps, keysOf(...strangers(9, suiteNumbers.aes128)))
      expect(others.anomalies).toEqual({})
      expect(others.counts).toMatchObject({ unrecognisedReadBytes: others.givenBytes, undecryptableBytes: 0 })
    }
  })

  test('gives way to a new connection on its ports, and is read before', () => {
    const peers = new QuicPeers()
    const next = new QuicPeers({ seed: 'next' })
    const opening = next.opening()
    for (const count of [3, 20]) {
      const steps = [
        ...busy(peers, count),
        ...asked(peers),
        client(opening.client),
        server(opening.server),
        ...asked(next),
      ]
      expect(read(run(steps, keysOf(peers, next)))).toMatchObject([...exchange, ...exchange])
    }
  })

  test('speaks HTTP/3, whose heads are read, also such as refer to a table that was filled before', () => {
    const peers = new QuicPeers()
    const head = h3.headers(requestFields('POST', '/late', [['x-id', '1']]))
    const steps = [
      ...busy(peers, 9),
      client(peers.short(0, frames.stream(400, 0, Buffer.concat([head, h3.data('{"a":1}')]), true))),
      server(peers.short(1, frames.stream(400, 0, h3.headers([[':status', '204']]), true))),
      // Two entries in front of the base, and `:path` /known of the static table's name.
      client(
        peers.short(0, frames.stream(404, 0, h3.section(Buffer.from('030081510668747470733a', 'hex')), true)),
      ),
      ...busy(peers, 9, 9),
    ]
    const outcome = run(steps, keysOf(peers))
    expect(read(outcome)).toContainEqual(expect.objectContaining({ target: '/late', body: '{"a":1}' }))
    expect(Object.keys(outcome.anomalies)).toContain('message.http3.unknown_index')
    expect(Object.keys(outcome.anomalies)).not.toContain('message.http3.blocked')
  })
})

describe('what is tried', () => {
  /** The conversation, where so much had been tried on others; what it tried is told. */
  function triesOf(steps: readonly Step[], keys: KeyLog, before = 0): { tries: number; anomalies: string[] } {
    const anomalies = new AnomalyLog()
    const layer = new MessageLayer(new Collector(), anomalies, undefined, undefined, keys)
    const book = bookOf(layer.context)
    book.lateTries = before
    const flow = testFlow('udp', { serverPort: 443 })
    const origin = new RunOrigin()
    for (const step of steps)
      if (step.kind === 'push') layer.datagram(flow, step.direction, step.bytes, 0, step.bytes.length, origin)
    layer.end(flow, 'closed')
    return { tries: book.lateTries - before, anomalies: [...anomalies.tallies.keys()] }
  }

  test('is nothing where the hello is there, whoever has secrets, nor without any', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const opening = peers.opening()
    const begun = [client(opening.client), server(opening.server), ...asked(peers), ...busy(peers, 40)]
    const others = strangers(9, suiteNumbers.aes128)
    expect(triesOf(begun, keysOf(...others, peers)).tries).toBe(0)
    expect(triesOf(begun, keysOf(...others)).tries).toBe(0)
    expect(triesOf(busy(peers, 40), new KeyLog()).tries).toBe(0)
  })

  test('is little for each secret that is another connection’s', () => {
    const steps = busy(new QuicPeers(), 40)
    expect(triesOf(steps, keysOf(...strangers(100, suiteNumbers.aes128))).tries).toBe(400)
    expect(triesOf(steps, keysOf(...strangers(100, suiteNumbers.aes256))).tries).toBe(800)
  })

  test('is little where packets are damaged, and under whichever suite', () => {
    for (const suite of Object.values(suiteNumbers)) {
      const peers = new QuicPeers({ suite })
      const steps = busy(peers, 40)
      // Their headers are whole: they speak for the secret, and never open.
      for (const step of steps.slice(0, 2))
        if (step.kind === 'push') step.bytes[step.bytes.length - 1] = (step.bytes.at(-1) as number) ^ 1
      const { tries, anomalies } = triesOf(steps, keysOf(peers))
      expect(anomalies).toContain('message.quic.joined_late')
      expect(tries, String(suite)).toBeLessThan(2_000)
    }
  })

  test('is nothing for what does not look like QUIC', () => {
    const steps = Array.from({ length: 40 }, (_, index) =>
      client(`message ${index} in clear, ${'and more '.repeat(9)}`),
    )
    expect(triesOf(steps, keysOf(...strangers(9, suiteNumbers.aes128))).tries).toBe(0)
  })

  test('has a limit for all connections of a capture, which is said', () => {
    const peers = new QuicPeers()
    const keys = keysOf(peers, ...strangers(9, suiteNumbers.aes128))
    const { quicLateTriesOfAllMax } = limits.message
    const stopped = triesOf(busy(peers, 40), keys, quicLateTriesOfAllMax - 10)
    expect(stopped.anomalies).toEqual(['message.quic.too_many_tries', 'message.quic.no_initial'])
    expect(stopped.tries).toBe(10)
    expect(triesOf(busy(peers, 40, 40), keys, quicLateTriesOfAllMax - 4_000).anomalies).toContain(
      'message.quic.joined_late',
    )
  })
})

describe('whatever becomes of its packets', () => {
  const peers = new QuicPeers()
  const begun = [...busy(peers, 14), ...asked(peers), ...busy(peers, 4, 14)]
  const lost = new QuicPeers({ seed: 'lost' })
  const answered = [server(lost.opening().server), ...busy(lost, 8), ...asked(lost)]
  /** What happens to a packet: by place, one of these. */
  const fates: readonly ((step: Step) => Step[])[] = [
    () => [],
    (step) => [step, step],
    (step) => (step.kind === 'push' ? [{ ...step, bytes: step.bytes.subarray(0, 30) }] : []),
    (step) => (step.kind === 'push' ? [{ ...step, bytes: Buffer.concat([step.bytes, step.bytes]) }] : []),
    (step) => (step.kind === 'push' ? [{ ...step, bytes: Buffer.alloc(60, 0x45) }] : []),
    (step) => (step.kind === 'push' ? [{ ...step, direction: step.direction === 0 ? 1 : 0 }] : []),
    (step) =>
      step.kind === 'push' ? [{ ...step, bytes: step.bytes.map((byte) => byte ^ 1) as Buffer }] : [],
  ]

  test.each([
    ['joined behind its handshake', begun],
    ['without its hello', answered],
  ])('each byte is counted once, and nothing is held at the end: %s', (_, steps) => {
    const fate = fc.tuple(fc.nat(steps.length - 1), fc.nat(fates.length - 1))
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 6 }), (happens) => {
        const lives = steps.flatMap((step, index) => {
          const found = happens.find(([place]) => place === index)
          return found === undefined ? [step] : (fates[found[1]]?.(step) ?? [])
        })
        run(lives, keysOf(peers, lost))
      }),
      { numRuns: times(25, 60) },
    )
  })

  test('what is kept is let go where memory is short, and said to be unread', () => {
    const outcome = playLayer(begun, undefined, testFlow('udp', { serverPort: 443 }), keysOf(peers), 2_000)
    expectBalanced(outcome)
    expect(Object.keys(outcome.anomalies).sort()).toEqual([
      'message.layer.held_too_much',
      'message.quic.no_initial',
    ])
  })

  test('several datagrams that are captured as one are read', () => {
    const offloading = new QuicPeers({ seed: 'offload' })
    const piece = (index: number): Buffer =>
      offloading.short(1, frames.stream(4, 90_000 + index * 1_250, Buffer.alloc(1_250, 0x61)))
    const many = Array.from({ length: 12 }, (_, index) => [
      server(Buffer.concat([piece(3 * index), piece(3 * index + 1), piece(3 * index + 2)])),
      client(offloading.short(0, frames.ack(0))),
      server(offloading.short(1, frames.ack(0))),
    ]).flat()
    const outcome = run([...many, ...asked(offloading)], keysOf(offloading))
    expect(read(outcome)).toMatchObject(exchange)
    expect(outcome.counts.undecryptableBytes).toBe(0)
  })

  test.each([443, 4_242])('such as are too long to be kept pass, on port %i', (serverPort) => {
    const offloading = new QuicPeers({ seed: 'long' })
    const long = (first: number): Buffer =>
      Buffer.concat(
        Array.from({ length: 50 }, (_, index) =>
          offloading.short(1, frames.stream(4, 90_000 + (first + index) * 1_250, Buffer.alloc(1_250, 0x61))),
        ),
      )
    const many = Array.from({ length: 12 }, (_, index) => [
      server(long(50 * index)),
      server(offloading.short(1, frames.ack(0))),
      client(offloading.short(0, frames.ack(0))),
      client(offloading.short(0, frames.ack(0))),
    ]).flat()
    const outcome = run([...many, ...asked(offloading)], keysOf(offloading), { serverPort })
    expect(read(outcome)).toMatchObject(exchange)
    expect(outcome.counts.undecryptableBytes).toBeLessThan(outcome.givenBytes / 2)
  })
})

test('secrets that come while it is read are of use only if they come before they are tried', () => {
  const options: PeerOptions = {}
  const peers = new QuicPeers(options)
  const keys = keysOf(...strangers(1, suiteNumbers.aes128))
  keys.mayComeLate = true
  const outcome = run([...busy(peers, 20), ...asked(peers)], keys)
  expect(read(outcome)).toEqual([])
  expect(outcome.anomalies).toEqual({ 'message.quic.no_initial': 1 })
})
