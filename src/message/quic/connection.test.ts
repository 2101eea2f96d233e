import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { frames, QuicPeers, suiteNumbers } from '../../../test/support/quic-peers.ts'
import { exchange, get, keysOf, ok, peersOf, run } from '../../../test/support/quic-reading.ts'
import { cryptoFrame, quicVersions } from '../../../test/support/quic-packet.ts'
import { handshakeMessage } from '../../../test/support/tls-hello.ts'
import { KeyLog } from '../key-log.ts'
import { bookOf } from './connection-book.ts'
import { limits } from '../../core/limits.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RunOrigin } from '../../core/origin.ts'
import { MessageLayer } from '../message-layer.ts'
import { countedBytes } from '../message-counts.ts'
import { Collector } from '../../../test/support/playbook.ts'

describe('a connection of whose hello a part is missing', () => {
  const talk = (peers: QuicPeers): Step[] => [
    server(peers.opening().server),
    client(peers.short(0, frames.stream(0, 0, get, true))),
    server(peers.short(1, frames.stream(0, 0, ok, true))),
  ]

  test.each([38, 60, 100])('is read from the random on: %i bytes came', (kept) => {
    const peers = new QuicPeers({ alpn: 'test' })
    const hello = peers.initial(0, cryptoFrame(0, peers.hello.subarray(0, kept)), 1_200)
    const outcome = run(peers, [client(hello), ...talk(peers)])
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual({ 'message.quic.hello_unfinished': 1 })
  })

  test('is read however long it goes on', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const hello = peers.initial(0, cryptoFrame(0, peers.hello.subarray(0, 60)), 1_200)
    const length = 200_000
    const steps = [client(hello), server(peers.opening().server)]
    const head = Buffer.from(`POST /a HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: ${length}\r\n\r\n`)
    const all = Buffer.concat([head, Buffer.alloc(length, 0x61)])
    for (let at = 0; at < all.length; at += 1_000)
      steps.push(client(peers.short(0, frames.stream(0, at, all.subarray(at, at + 1_000)))))
    const outcome = run(peers, steps)
    expect(outcome.messages.map(({ body }) => body.length)).toEqual([length])
  })

  test('is read where the random is what is missing, by the secrets that fit', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const hello = peers.initial(0, cryptoFrame(37, peers.hello.subarray(37)), 1_200)
    const outcome = run(peers, [client(hello), ...talk(peers)])
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual({ 'message.quic.hello_unfinished': 1 })
    expect(outcome.events).toContainEqual(expect.objectContaining({ kind: 'serverName', source: 'sni' }))
    const others = keysOf(new QuicPeers({ seed: 'other' }))
    const unread = run(peers, [client(hello), ...talk(peers)], others)
    expect(unread.messages).toEqual([])
    expect(unread.counts.undecryptableBytes).toBeGreaterThan(0)
  })
})

describe('a connection with keys', () => {
  const versions = [
    { version: quicVersions.v1 },
    { version: quicVersions.v2 },
    { version: quicVersions.draft29 },
    { version: quicVersions.v1, laterVersion: quicVersions.v2 },
  ]
  for (const suite of Object.values(suiteNumbers)) {
    test.each(versions)(`is read: suite ${suite.toString(16)}, %j`, (version) => {
      const { peers, opening } = peersOf({ suite, ...version })
      const outcome = run(peers, [
        ...opening,
        client(peers.short(0, frames.stream(0, 0, get, true))),
        server(peers.short(1, frames.stream(0, 0, ok, true))),
      ])
      expect(outcome.messages).toMatchObject(exchange)
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts.undecryptableBytes).toBe(0)
      expect(outcome.counts.readBytes).toBe(get.length + ok.length)
    })
  }

  test('shows where in the frame the encrypted byte lies', () => {
    const { peers, opening } = peersOf({ numberBytes: 2 })
    const outcome = run(peers, [...opening, client(peers.short(0, frames.stream(0, 0, get, true)))])
    // First byte, id, number; type, stream, offset, length.
    const at = 54 + 1 + 8 + 2 + 4
    expect(outcome.messages[0]?.headSpans).toEqual([{ frame: 3, start: at, end: at + get.length }])
  })

  test('hands on the certificate of the client, however its message is cut, and no other message', () => {
    const leaf = 'a certificate of alice@example.com'
    const sized = (bytes: number, content: Buffer): Buffer => {
      const size = Buffer.alloc(bytes)
      size.writeUIntBE(content.length, 0, bytes)
      return Buffer.concat([size, content])
    }
    const entry = Buffer.concat([sized(3, Buffer.from(leaf)), Buffer.from([0, 0])])
    const message = handshakeMessage(11, Buffer.concat([Buffer.from([0]), sized(3, entry)]))
    const finished = handshakeMessage(20, Buffer.alloc(32, 0x66))
    const said = (...pieces: Buffer[]): Outcome => {
      const { peers, opening } = peersOf()
      let at = 0
      const packets = pieces.map((piece) => {
        const packet = client(peers.handshake(0, cryptoFrame(at, piece)))
        at += piece.length
        return packet
      })
      const request = client(peers.short(0, frames.stream(0, 0, get, true)))
      return run(peers, [...opening, ...packets, request])
    }
    const names = ({ helloNames }: Outcome): string[] =>
      helloNames.map(({ body }) => body).filter((body) => body !== 'www.example.com')
    for (let cut = 1; cut < message.length; cut += 7) {
      const outcome = said(message.subarray(0, cut), message.subarray(cut), finished)
      expect(names(outcome), `cut at ${cut}`).toEqual([leaf])
      expect(outcome.anomalies).toEqual({})
    }
    const whole = said(Buffer.concat([message, finished]))
    const spans = whole.helloNames.find(({ body }) => body === leaf)?.bodySpans ?? []
    expect(spans).toMatchObject([{ frame: 3 }])
    expect((spans[0]?.end ?? 0) - (spans[0]?.start ?? 0)).toBe(leaf.length)
    expect(names(said(finished))).toEqual([])
    expect(names(said(handshakeMessage(11, Buffer.from([0, 0, 0, 0])), finished))).toEqual([])
    expect(names(said(message.subarray(0, message.length - 3)))).toEqual([])
  })

  test('says which packets it lacks though the other side has them, also with whole streams', () => {
    const { peers, opening } = peersOf()
    const request = client(peers.short(0, frames.stream(0, 0, get, true)))
    // Number 1 is lost with all of its stream; number 2 was lost on its way, and comes again as number 3.
    peers.short(0, frames.stream(4, 0, get, true))
    peers.short(0, frames.stream(8, 0, get, true))
    const again = client(peers.short(0, frames.stream(8, 0, get, true)))
    const answer = server(
      peers.short(1, Buffer.concat([frames.ack(3, 0, [0, 1]), frames.stream(0, 0, ok, true)])),
    )
    const outcome = run(peers, [...opening, request, again, answer])
    expect(outcome.messages.map(({ kind }) => kind)).toEqual(['request', 'request', 'response'])
    expect(outcome.anomalies).toEqual({ 'message.quic.packets_missing': 1 })
    expect(run(peers, [...opening, request, again]).anomalies).toEqual({})
  })

  test('lacks no packet that is there but does not open', () => {
    const { peers, opening } = peersOf()
    const torn = peers.short(0, frames.stream(0, 0, get, true))
    torn[torn.length - 1] = (torn.at(-1) as number) ^ 1
    const more = client(peers.short(0, frames.stream(4, 0, get, true)))
    const outcome = run(peers, [...opening, client(torn), more, server(peers.short(1, frames.ack(1, 1)))])
    expect(outcome.anomalies).toEqual({ 'message.quic.not_opened': 1 })
  })

  test('is told that an acknowledgement of packets before the first is malformed', () => {
    const { peers, opening } = peersOf()
    const outcome = run(peers, [...opening, server(peers.short(1, frames.ack(3, 0, [0, 5])))])
    expect(outcome.anomalies).toEqual({ 'message.quic.frame': 1, 'message.quic.packets_missing': 1 })
  })

  test('is read where the ServerHello is missing, and where only the client was captured', () => {
    for (const suite of Object.values(suiteNumbers)) {
      const { peers, opening } = peersOf({ suite })
      const request = client(peers.short(0, frames.stream(0, 0, get, true)))
      const handshake = client(peers.handshake(0, cryptoFrame(0, Buffer.alloc(36, 20))))
      const outcome = run(peers, [opening[0] as Step, handshake, request])
      expect(outcome.messages).toMatchObject([exchange[0]])
      expect(outcome.anomalies).toMatchObject({})
    }
  })

  test('is read without the secrets of the handshake, also what the server says behind its packets', () => {
    const { peers, opening } = peersOf()
    const keys = new KeyLog()
    keys.add(peers.keyLog.replaceAll(/^.*HANDSHAKE.*$/gm, ''))
    const [hello, answer] = opening
    if (answer?.kind !== 'push') throw new Error('no answer')
    const settled = server(Buffer.concat([answer.bytes, peers.short(1, frames.stream(3, 0, 'x'.repeat(40)))]))
    const outcome = run(
      peers,
      [hello as Step, settled, client(peers.short(0, frames.stream(0, 0, get, true)))],
      keys,
    )
    expect(outcome.messages.map(({ target, body }) => `${target}${body}`)).toEqual(['/a', 'x'.repeat(40)])
  })

  test('without its own secrets is given up, and others do not help', () => {
    const { peers, opening } = peersOf()
    const steps = [...opening, client(peers.short(0, frames.stream(0, 0, get, true)))]
    const outcome = run(peers, steps, keysOf(new QuicPeers({ seed: 'other' })))
    expect(outcome.messages).toEqual([])
    expect(outcome.verdict).toBe(9)
  })

  test('with wrong secrets is counted as undecryptable, packet by packet', () => {
    const { peers, opening } = peersOf()
    const keys = new KeyLog()
    keys.add(peers.keyLog.replace(/ ([0-9a-f]{60})([0-9a-f]{4})$/gm, ' $1ffff'))
    const short = peers.short(0, frames.stream(0, 0, get, true))
    const outcome = run(
      peers,
      [...opening, client(short), server(peers.short(1, frames.stream(0, 0, ok)))],
      keys,
    )
    expect(outcome.messages).toEqual([])
    expect(outcome.anomalies).toEqual({ 'message.quic.not_opened': 3 })
    expect(outcome.counts.undecryptableBytes).toBeGreaterThan(short.length)
  })

  test('is read where the log has wrong secrets, too, before or behind the right ones', () => {
    const { peers, opening } = peersOf()
    const wrong = peers.keyLog.replace(/ ([0-9a-f]{60})([0-9a-f]{4})$/gm, ' $1ffff')
    const short = peers.short(0, frames.stream(0, 0, get, true))
    const steps = [...opening, client(short), server(peers.short(1, frames.stream(0, 0, ok, true)))]
    for (const logs of [
      [wrong, peers.keyLog],
      [peers.keyLog, wrong],
    ]) {
      const keys = new KeyLog()
      for (const log of logs) keys.add(log)
      const outcome = run(peers, steps, keys)
      expect(outcome.messages).toMatchObject(exchange)
      expect(outcome.counts.undecryptableBytes).toBe(0)
    }
  })

  test('is read from 0-RTT packets, also when they come before the ClientHello is whole', () => {
    const { peers, opening } = peersOf()
    const early = peers.zeroRtt(frames.stream(0, 0, get, true))
    const inOrder = run(peers, [opening[0] as Step, client(early), opening[1] as Step])
    expect(inOrder.messages).toMatchObject([exchange[0]])
    const late = run(peers, [client(early), ...opening])
    expect(late.messages).toMatchObject([exchange[0]])
    expect(late.counts.undecryptableBytes).toBe(0)
  })

  test('goes on after a Retry, where the server answers each part of the hello', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const first = peers.opening().client
    const retry = retryOf(peers)
    const { hello } = peers
    const outcome = run(peers, [
      client(first),
      server(retry),
      client(peers.initial(0, cryptoFrame(0, hello.subarray(0, 90)), 1_200)),
      server(peers.initial(1, frames.ack(0))),
      client(peers.initial(0, cryptoFrame(90, hello.subarray(90)), 1_200)),
      server(peers.opening().server),
      client(peers.short(0, frames.stream(0, 0, get, true))),
      server(peers.short(1, frames.stream(0, 0, ok, true))),
    ])
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.undecryptableBytes).toBe(0)
  })

  test('goes on after a Retry', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const first = peers.opening().client
    const retry = retryOf(peers)
    const again = peers.opening()
    const outcome = run(peers, [
      client(first),
      server(retry),
      client(again.client),
      server(again.server),
      client(peers.short(0, frames.stream(0, 0, get, true))),
      server(peers.short(1, frames.stream(0, 0, ok, true))),
    ])
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.counts.clientHellos).toBe(1)
    expect(outcome.anomalies).toEqual({})
  })

  test('follows key updates of each side, with packets of the phase before that come late', () => {
    const { peers, opening } = peersOf()
    const late = peers.short(0, frames.stream(0, 4, get.slice(4, 8)))
    peers.updateKeys(0)
    const steps = [...opening, client(peers.short(0, frames.stream(0, 0, get.slice(0, 4)))), client(late)]
    peers.updateKeys(1)
    steps.push(server(peers.short(1, frames.stream(0, 0, ok.slice(0, 9)))))
    for (let at = 8; at < get.length; at += 7) {
      peers.updateKeys(0)
      steps.push(client(peers.short(0, frames.stream(0, at, get.slice(at, at + 7)))))
    }
    steps.push(server(peers.short(1, frames.stream(0, 9, ok.slice(9), true))))
    const outcome = run(peers, steps)
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual({})
  })

  describe('whose secrets come while it is read', () => {
    const conversation = (): { peers: QuicPeers; steps: Step[] } => {
      const { peers, opening } = peersOf()
      const question = client(peers.short(0, frames.stream(0, 0, get, true)))
      return { peers, steps: [...opening, question, server(peers.short(1, frames.stream(0, 0, ok, true)))] }
    }
    /** Behind so many datagrams three lines of the key log come, and with each further one, too. */
    const readLive = (comesAfter: number): { layer: MessageLayer; sink: Collector; keys: KeyLog } => {
      const { peers, steps } = conversation()
      const keys = new KeyLog()
      keys.mayComeLate = true
      const sink = new Collector()
      const layer = new MessageLayer(sink, new AnomalyLog(), undefined, undefined, keys)
      const flow = testFlow('udp', { serverPort: 443 })
      const lines = peers.keyLog.split('\n')
      for (const [index, step] of steps.entries()) {
        if (index > comesAfter) keys.add(lines.splice(0, 3).join('\n'))
        if (step.kind === 'push')
          layer.datagram(flow, step.direction, step.bytes, 0, step.bytes.length, new RunOrigin())
      }
      keys.add(lines.join('\n'))
      layer.end(flow, 'closed')
      expect(countedBytes(layer.counts)).toBe(
        steps.reduce((sum, step) => sum + (step.kind === 'push' ? step.bytes.length : 0), 0),
      )
      return { layer, sink, keys }
    }

    test.each([0, 1, 2, 3])('behind %i datagrams is read from its beginning', (comesAfter) => {
      const { layer, sink, keys } = readLive(comesAfter)
      const messages = sink.events.filter(({ kind }) => kind === 'request' || kind === 'response')
      expect(messages).toMatchObject(exchange)
      expect(layer.counts).toMatchObject({ hellosWithoutKey: 0, undecryptableBytes: 0 })
      expect(keys.lateConnections).toBe(0)
    })

    test('or do not: it counts as one without', () => {
      const { steps } = conversation()
      const keys = new KeyLog()
      keys.mayComeLate = true
      const outcome = playLayer(steps, undefined, testFlow('udp', { serverPort: 443 }), keys)
      expectBalanced(outcome)
      expect(outcome.messages).toEqual([])
      expect(outcome.counts).toMatchObject({ hellosWithoutKey: 1, decryptedConnections: 0 })
    })

    test('for no longer than the limit', () => {
      const { peers, opening } = peersOf()
      const keys = new KeyLog()
      keys.mayComeLate = true
      const filling = peers.short(0, frames.stream(0, 0, Buffer.alloc(1_000)))
      const outcome = playLayer(
        [...opening, ...Array.from({ length: 80 }, () => client(filling))],
        undefined,
        testFlow('udp', { serverPort: 443 }),
        keys,
      )
      expectBalanced(outcome)
      expect(outcome.counts.hellosWithoutKey).toBe(1)
    })
  })

  test('follows key updates in the version that both came to', () => {
    const { peers, opening } = peersOf({ version: quicVersions.v1, laterVersion: quicVersions.v2 })
    peers.updateKeys(0)
    peers.updateKeys(1)
    const steps = [
      client(peers.short(0, frames.stream(0, 0, get, true))),
      server(peers.short(1, frames.stream(0, 0, ok, true))),
    ]
    const outcome = run(peers, [...opening, ...steps])
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual({})
  })

  test('follows key updates of version 2 by the label of version 1, as quic-go makes them', () => {
    const { peers, opening } = peersOf({ version: quicVersions.v2 })
    peers.updateKeys(0, 'quic ')
    peers.updateKeys(1)
    const steps = [...opening, client(peers.short(0, frames.stream(0, 0, get.slice(0, 4))))]
    peers.updateKeys(0, 'quic ')
    steps.push(
      client(peers.short(0, frames.stream(0, 4, get.slice(4), true))),
      server(peers.short(1, frames.stream(0, 0, ok, true))),
    )
    const outcome = run(peers, steps)
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual({})
  })

  test.each([1, 2] as const)('finds the number behind a gap in the capture, of %i bytes', (numberBytes) => {
    const { peers, opening } = peersOf({ numberBytes })
    const steps = [...opening, client(peers.short(0, frames.stream(0, 0, get, true)))]
    peers.skip(0, numberBytes === 1 ? 5_000 : 200_000)
    peers.updateKeys(0)
    peers.skip(1, numberBytes === 1 ? 3_000 : 100_000)
    for (const id of [4, 8]) {
      steps.push(
        client(peers.short(0, frames.stream(id, 0, get, true))),
        server(peers.short(1, frames.stream(id, 0, ok, true))),
      )
    }
    const outcome = run(peers, steps)
    expect(outcome.messages).toMatchObject([exchange[0], ...exchange, ...exchange])
    expect(outcome.anomalies).not.toHaveProperty('message.quic.not_opened')
  })

  test('uses other connection ids, told or not', () => {
    const { peers, opening } = peersOf()
    const told = Buffer.from('aabbccddeeff', 'hex')
    const untold = Buffer.from('0102030405060708', 'hex')
    const outcome = run(peers, [
      ...opening,
      server(peers.short(1, frames.newConnectionId(1, told))),
      client(peers.short(0, frames.stream(0, 0, get.slice(0, 10)), told)),
      client(peers.short(0, frames.stream(0, 10, get.slice(10)))),
      server(peers.short(1, frames.stream(0, 0, ok, true))),
      client(peers.short(0, frames.stream(4, 0, get, true), untold)),
    ])
    expect(outcome.messages).toMatchObject([...exchange, exchange[0]])
    expect(outcome.anomalies).toEqual({})
  })

  test('decodes packet numbers behind a hole, with the help of acknowledgements', () => {
    const { peers, opening } = peersOf({ numberBytes: 1 })
    peers.skip(0, 20_000)
    const outcome = run(peers, [
      ...opening,
      client(peers.short(0, frames.stream(4, 0, get, true))),
      server(peers.short(1, frames.ack(20_000))),
      client(peers.short(0, frames.stream(0, 0, get, true))),
    ])
    expect(outcome.messages).toMatchObject([exchange[0]])
    expect(outcome.anomalies).toMatchObject({ 'message.quic.not_opened': 1 })
  })

  test('decodes those of the server by what the client acknowledges', () => {
    const { peers, opening } = peersOf({ numberBytes: 1 })
    peers.skip(1, 20_000)
    const outcome = run(peers, [
      ...opening,
      client(peers.short(0, Buffer.concat([frames.ack(20_000), frames.stream(0, 0, get, true)]))),
      server(peers.short(1, frames.stream(0, 0, ok, true))),
    ])
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).not.toHaveProperty('message.quic.not_opened')
  })

  test('has no wrong key where nothing came that would need one, or where one packet is damaged', () => {
    const { peers, opening } = peersOf()
    expect(run(peers, opening).counts.connectionsWithWrongKey).toBe(0)
    expect(run(peers, opening.slice(0, 1)).counts.connectionsWithWrongKey).toBe(0)
    expect(run(peers, opening, new KeyLog()).counts.connectionsWithWrongKey).toBe(0)
    const torn = peers.short(0, frames.stream(0, 0, get))
    torn[torn.length - 1] = (torn.at(-1) as number) ^ 1
    const more = client(peers.short(0, frames.stream(4, 0, get, true)))
    expect(run(peers, [...opening, client(torn), more]).counts.connectionsWithWrongKey).toBe(0)
  })

  test('reads another connection from the same port', () => {
    const { peers, opening } = peersOf()
    const second = peersOf({ seed: 'second' })
    const outcome = run(
      peers,
      [
        ...opening,
        client(peers.short(0, frames.stream(0, 0, get, true))),
        ...second.opening,
        client(second.peers.short(0, frames.stream(0, 0, get, true))),
      ],
      keysOf(peers, second.peers),
    )
    expect(outcome.messages).toMatchObject([exchange[0], exchange[0]])
    expect(outcome.counts.clientHellos).toBe(2)
  })

  test('hands on datagrams', () => {
    const { peers, opening } = peersOf()
    const outcome = run(peers, [...opening, client(peers.short(0, frames.datagram('imei=490154203237518')))])
    expect(outcome.messages).toMatchObject([{ protocol: 'unrecognised', body: 'imei=490154203237518' }])
  })

  test('is read where a capture has several datagrams in one, as a sender with offload makes them', () => {
    const { peers, opening } = peersOf()
    const body = Buffer.alloc(20_000, 0x61)
    const head = `POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`
    const bytes = Buffer.concat([Buffer.from(head), body])
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; at += 1_220)
      pieces.push(
        peers.short(0, frames.stream(0, at, bytes.subarray(at, at + 1_220), at + 1_220 >= bytes.length)),
      )
    // All have one length from the third on: offsets take two bytes, later four.
    const steps = [
      ...opening,
      client(Buffer.concat(pieces.slice(1, 13))),
      client(pieces[0] as Buffer),
      client(Buffer.concat(pieces.slice(13))),
    ]
    const outcome = run(peers, steps)
    expect(outcome.messages).toMatchObject([{ target: '/b', isComplete: true }])
    expect(outcome.messages[0]?.body).toHaveLength(20_000)
    expect(outcome.anomalies).toEqual({})
  })

  test('is told where no more lengths and numbers are tried, and nothing is tried in vain without end', () => {
    const { peers, opening } = peersOf({ numberBytes: 1 })
    const pair = (): Step =>
      client(
        Buffer.concat([
          peers.short(0, frames.stream(0, 0, 'x'.repeat(150))),
          peers.short(0, frames.stream(0, 0, 'x'.repeat(900))),
        ]),
      )
    const tried = (steps: readonly Step[], before: number): { trials: number; anomalies: string[] } => {
      const anomalies = new AnomalyLog()
      const layer = new MessageLayer(new Collector(), anomalies, undefined, undefined, keysOf(peers))
      const book = bookOf(layer.context)
      book.trials = before
      const flow = testFlow('udp', { serverPort: 443 })
      for (const step of [...opening, ...steps])
        if (step.kind === 'push')
          layer.datagram(flow, step.direction, step.bytes, 0, step.bytes.length, new RunOrigin())
      layer.end(flow, 'closed')
      return { trials: book.trials - before, anomalies: [...anomalies.tallies.keys()] }
    }
    const { quicTrialsMin, quicBytesPerTrial } = limits.message
    const steps = [pair(), pair(), pair()]
    const free = tried(steps, 0)
    expect(free.anomalies).not.toContain('message.quic.too_many_trials')
    expect(free.trials).toBeGreaterThan(1_000)
    const bound = tried(steps, quicTrialsMin - 10)
    expect(bound.anomalies).toContain('message.quic.too_many_trials')
    expect(bound.trials).toBeLessThan(10 + (3 * 1_200) / quicBytesPerTrial)
    // The same behind a hole.
    peers.skip(0, 256 * 60)
    const far = [client(peers.short(0, frames.stream(0, 0, get)))]
    expect(tried(far, 0).trials).toBeGreaterThan(50)
    const farBound = tried(far, quicTrialsMin - 10)
    expect(farBound.anomalies).toContain('message.quic.too_many_trials')
    expect(farBound.trials).toBeLessThan(20)
  })

  test('is read where these are of the one direction that there is a secret for', () => {
    const { peers, opening } = peersOf()
    const body = Buffer.alloc(6_000, 0x61)
    const bytes = Buffer.concat([
      Buffer.from(`POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`),
      body,
    ])
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; at += 1_220)
      pieces.push(peers.short(0, frames.stream(0, at, bytes.subarray(at, at + 1_220))))
    const answers = [0, 1, 2, 3, 4, 5].map((at) => server(peers.short(1, frames.stream(0, at, '.'))))
    const keys = new KeyLog()
    keys.add(peers.keyLog.replace(/^SERVER_TRAFFIC_SECRET_0 .*$/m, ''))
    const outcome = run(peers, [...opening, ...answers, client(Buffer.concat(pieces))], keys)
    expect(outcome.messages).toMatchObject([{ target: '/b', isComplete: true }])
  })

  test('is read where these are short, and have one length', () => {
    const { peers, opening } = peersOf()
    const pieces = [0, 10, 20].map((at) => peers.short(0, frames.stream(0, at, get.slice(at, at + 10))))
    const rest = peers.short(0, frames.stream(0, 30, get.slice(30), true))
    const outcome = run(peers, [...opening, client(Buffer.concat(pieces)), client(rest)])
    expect(outcome.messages).toMatchObject([exchange[0]])
    expect(outcome.anomalies).toEqual({})
  })

  test.each([1, 25, 33, 39])('is read where these are short, and the last, of %i bytes, is shorter', (at) => {
    const { peers, opening } = peersOf()
    // The handshake's end and the first packet are one datagram.
    const datagrams = [
      peers.handshake(0, frames.ack(0)),
      peers.short(0, frames.stream(0, at, get.slice(at), true)),
      peers.short(0, frames.stream(0, 0, get.slice(0, at))),
    ]
    const outcome = run(peers, [...opening, client(Buffer.concat(datagrams))])
    expect(outcome.messages).toMatchObject([exchange[0]])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.undecryptableBytes).toBe(0)
  })

  test('is read where another packet of the handshake begins the second', () => {
    const { peers, opening } = peersOf()
    const datagrams = [
      peers.handshake(0, frames.ack(0)),
      peers.short(0, frames.stream(0, 0, get, true)),
      peers.handshake(0, frames.ack(0)),
    ]
    const outcome = run(peers, [...opening, client(Buffer.concat(datagrams))])
    expect(outcome.messages).toMatchObject([exchange[0]])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.undecryptableBytes).toBe(0)
  })

  test('is read where they come before the hello', () => {
    const { peers, opening } = peersOf()
    const [hello, answer] = opening as [Step, Step]
    const pieces = [0, 10].map((at) => peers.short(0, frames.stream(0, at, get.slice(at, at + 10))))
    const rest = peers.short(0, frames.stream(0, 20, get.slice(20), true))
    const outcome = run(peers, [answer, client(Buffer.concat(pieces)), hello, client(rest)])
    expect(outcome.messages).toMatchObject([exchange[0]])
    // The first packet of the server alone: its key is made of what the hello's packet says.
    expect(outcome.counts.undecryptableBytes).toBe(103)
  })

  test('counts padding behind packets as framing', () => {
    const { peers, opening } = peersOf()
    const [first, second] = opening as [Extract<Step, { kind: 'push' }>, Step]
    const outcome = run(peers, [
      client(first.bytes),
      client(Buffer.concat([first.bytes, Buffer.alloc(100)])),
      second,
    ])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.undecryptableBytes).toBe(0)
  })
})

describe('DNS over QUIC', () => {
  test('is read by its content, a message on each stream', () => {
    const { peers, opening } = peersOf({ alpn: 'doq' })
    const question = Buffer.from('00000100000100000000000003777777076578616d706c6503636f6d0000010001', 'hex')
    const onStream = Buffer.concat([Buffer.from([0, question.length]), question])
    const outcome = run(peers, [
      ...opening,
      client(
        peers.short(
          0,
          Buffer.concat([frames.stream(0, 0, onStream, true), frames.stream(4, 0, onStream, true)]),
        ),
      ),
    ])
    expect(outcome.events.filter(({ kind }) => kind === 'dns')).toHaveLength(2)
    expect(outcome.counts.dnsMessages).toBe(2)
  })
})

test('what is held where memory is short is given up, the rest of it counted, and reading goes on', () => {
  const { peers, opening } = peersOf()
  const steps = [...opening]
  for (let id = 0; id < 400; id += 4) {
    // A hole on each stream: all behind it waits.
    steps.push(client(peers.short(0, frames.stream(id, 10, Buffer.alloc(1_000, 0x41)))))
  }
  steps.push(client(peers.short(0, frames.stream(400, 0, get, true))))
  const flow = testFlow('udp', { serverPort: 443 })
  const outcome = playLayer(steps, undefined, flow, keysOf(peers), 60_000)
  expectBalanced(outcome)
  expect(Object.keys(outcome.anomalies)).toContain('message.layer.held_too_much')
  expect(outcome.messages).toContainEqual(expect.objectContaining({ target: '/a' }))
})

/** A Retry of the server's, after which the client goes on with the identifier that it names. */
function retryOf(peers: QuicPeers): Buffer {
  const retryId = Buffer.from('00112233445566778899', 'hex')
  peers.initialId = retryId
  return Buffer.concat([Buffer.from('f00000000100', 'hex'), Buffer.from([10]), retryId, Buffer.alloc(60, 1)])
}

test('streams of which every other one never comes are read, however many', () => {
  const { peers, opening } = peersOf()
  const count = 3 * limits.message.quicStreamsMax
  const asked = Array.from({ length: count }, (_, index) => frames.stream(8 * index, 0, get, true))
  const closed = Array.from({ length: count }, (_, index) => frames.reset(8 * index, 0))
  const steps: Step[] = []
  for (let index = 0; index < count; index += 16) {
    steps.push(client(peers.short(0, Buffer.concat(asked.slice(index, index + 16)))))
    steps.push(server(peers.short(1, Buffer.concat(closed.slice(index, index + 16)))))
  }
  // One that is over is not read again.
  steps.push(client(peers.short(0, frames.stream(8, 0, get, true))))
  const outcome = run(peers, [...opening, ...steps])
  expect(outcome.messages.filter(({ kind }) => kind === 'request')).toHaveLength(count)
})

test('what a server says before its hello is looked at once, however often it says it again', () => {
  const peers = new QuicPeers()
  const empty = Buffer.alloc(60_000)
  const pieces: Buffer[] = []
  for (let at = 0; at < empty.length; at += 1_000)
    pieces.push(cryptoFrame(at, empty.subarray(at, at + 1_000)))
  const again = Buffer.concat(Array.from({ length: 200 }, () => cryptoFrame(59_990, Buffer.alloc(1))))
  for (let packet = 0; packet < 200; packet++) pieces.push(again)
  const hello = peers.initial(0, cryptoFrame(0, peers.hello), 1_200)
  const steps = pieces.map((piece) => server(peers.initial(1, piece)))
  const before = processorTime()
  run(peers, [client(hello), ...steps])
  // Some 2 s where each of 15,000 messages is looked at each time.
  expect(processorTime() - before).toBeLessThan(1_000)
})
