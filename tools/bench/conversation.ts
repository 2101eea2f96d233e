import { makeResponse } from './http-content.ts'
import type { BodyPool, LeakKind, RequestParts, ResponseShape } from './http-content.ts'
import { clientInitial, shortPacket } from './quic-stream.ts'
import type { Rng } from './rng.ts'
import { TlsConversation } from './tls-stream.ts'
import { tcpFlag, tcpFrame, udpFrame } from './wire.ts'
import type { Address, LinkName } from './wire.ts'

/** Something of the truth that hangs on frames: it is seen only if none of them was lost. */
export interface Mark {
  readonly what: 'request' | 'leak' | 'sni'
  readonly layer: 'http' | 'tls' | 'quic'
  readonly host: string
  readonly port: number
  readonly kind: LeakKind | ''
  readonly identifiers: readonly string[]
  /** Frames still to be written; the first one's number is the mark's. */
  pending: number
  packet: number
  isLost: boolean
}

export interface Outgoing {
  at: number
  readonly frame: Buffer
  readonly marks: readonly Mark[]
}

/** What a conversation needs to know of the capture it belongs to. */
export interface Scene {
  readonly rng: Rng
  readonly link: LinkName
  readonly pool: BodyPool
  readonly shape: ResponseShape
  /** Begins a connection to a host: what it returns makes its requests, each with when it is sent, in µs. */
  readonly requestsTo: (host: string) => (at: number) => RequestParts
  readonly swapShare: number
  readonly twiceShare: number
  readonly keyLog: (line: string) => void
}

export interface Ends {
  readonly client: Address
  readonly clientPort: number
  readonly server: Address
  readonly serverPort: number
  readonly host: string
}

export function newMark(
  what: Mark['what'],
  layer: Mark['layer'],
  ends: Ends,
  kind: LeakKind | '' = '',
  identifiers: readonly string[] = [],
): Mark {
  return {
    what,
    layer,
    host: ends.host,
    port: ends.serverPort,
    kind,
    identifiers,
    pending: 0,
    packet: 0,
    isLost: false,
  }
}

/** TCP with handshake, acknowledgements, now and then a swapped or repeated segment, and (unless told) a close. */
export class TcpConversation {
  at: number
  private readonly sequences: [number, number]
  private readonly scene: Scene
  private readonly ends: Ends
  private readonly mss: number

  constructor(scene: Scene, ends: Ends, at: number) {
    this.scene = scene
    this.ends = ends
    this.at = at
    this.sequences = [scene.rng.next(), scene.rng.next()]
    this.mss = ends.client.family === 4 ? 1400 : 1380
  }

  *open(): Generator<Outgoing> {
    yield this.packet(0, tcpFlag.syn, Buffer.alloc(0), [])
    this.advance(0, 1)
    this.at += 20_000
    yield this.packet(1, tcpFlag.syn | tcpFlag.ack, Buffer.alloc(0), [])
    this.advance(1, 1)
    this.at += 500
    yield this.packet(0, tcpFlag.ack, Buffer.alloc(0), [])
  }

  /** Sends `bytes`; `marks` hang on the frames that carry `[from, to)` of it. */
  *send(
    side: 0 | 1,
    bytes: Buffer,
    marks: readonly { mark: Mark; from: number; to: number }[],
  ): Generator<Outgoing> {
    const { rng, swapShare, twiceShare } = this.scene
    // All at once, before the first is written: a mark that waits for nothing is settled.
    for (const { mark, from, to } of marks)
      mark.pending += Math.floor((to - 1) / this.mss) - Math.floor(from / this.mss) + 1
    let held: Outgoing | null = null
    for (let at = 0, count = 0; at < bytes.length; count++) {
      const end = Math.min(bytes.length, at + this.mss)
      const on = marks.filter(({ from, to }) => from < end && to > at).map(({ mark }) => mark)
      this.at += 120
      const packet = this.packet(
        side,
        tcpFlag.ack | (end === bytes.length ? tcpFlag.psh : 0),
        bytes.subarray(at, end),
        on,
      )
      this.advance(side, end - at)
      const isLast = end === bytes.length
      if (held !== null) {
        packet.at = held.at
        held.at += 60
        yield packet
        yield held
        held = null
      } else if (!isLast && rng.chance(swapShare)) held = packet
      else {
        yield packet
        if (rng.chance(twiceShare)) yield { at: packet.at + 40, frame: packet.frame, marks: [] }
      }
      if (count % 2 === 1) {
        this.at += 60
        yield this.packet(side === 0 ? 1 : 0, tcpFlag.ack, Buffer.alloc(0), [])
      }
      at = end
    }
    if (held !== null) yield held
  }

  *close(): Generator<Outgoing> {
    this.at += 2_000
    yield this.packet(0, tcpFlag.fin | tcpFlag.ack, Buffer.alloc(0), [])
    this.advance(0, 1)
    this.at += 20_000
    yield this.packet(1, tcpFlag.fin | tcpFlag.ack, Buffer.alloc(0), [])
    this.advance(1, 1)
    this.at += 300
    yield this.packet(0, tcpFlag.ack, Buffer.alloc(0), [])
  }

  private advance(side: 0 | 1, length: number): void {
    this.sequences[side] = (this.sequences[side] + length) >>> 0
  }

  private packet(side: 0 | 1, flags: number, payload: Buffer, marks: readonly Mark[]): Outgoing {
    const { client, clientPort, server, serverPort } = this.ends
    const [own, peer] =
      side === 0 ? [this.sequences[0], this.sequences[1]] : [this.sequences[1], this.sequences[0]]
    const acknowledgement = (flags & tcpFlag.ack) === 0 ? 0 : peer
    const frame =
      side === 0
        ? tcpFrame(
            this.scene.link,
            client,
            clientPort,
            server,
            serverPort,
            own,
            acknowledgement,
            flags,
            payload,
          )
        : tcpFrame(
            this.scene.link,
            server,
            serverPort,
            client,
            clientPort,
            own,
            acknowledgement,
            flags,
            payload,
          )
    return { at: this.at, frame, marks }
  }
}

/** Marks of one request at `offset` of the bytes it is sent in. */
export function requestMarks(
  request: RequestParts,
  layer: Mark['layer'],
  ends: Ends,
  offset: number,
  marks: (mark: Mark) => void,
): { mark: Mark; from: number; to: number }[] {
  const head = newMark('request', layer, ends)
  marks(head)
  const on = [{ mark: head, from: offset, to: offset + request.head.length }]
  if (request.leak !== null) {
    const leak = newMark('leak', layer, ends, request.leak.kind, request.leak.identifiers)
    marks(leak)
    on.push({ mark: leak, from: offset, to: offset + request.head.length + request.body.length })
  }
  return on
}

export function* httpConversation(
  scene: Scene,
  ends: Ends,
  at: number,
  requests: number,
  isClosed: boolean,
  marks: (mark: Mark) => void,
): Generator<Outgoing> {
  const tcp = new TcpConversation(scene, ends, at)
  const next = scene.requestsTo(ends.host)
  yield* tcp.open()
  for (let count = 0; count < requests; count++) {
    const request = next(tcp.at)
    yield* tcp.send(
      0,
      Buffer.concat([request.head, request.body]),
      requestMarks(request, 'http', ends, 0, marks),
    )
    tcp.at += 25_000
    yield* tcp.send(1, makeResponse(scene.rng, scene.pool, scene.shape), [])
    tcp.at += scene.rng.whole(1_000, 400_000)
  }
  if (isClosed) yield* tcp.close()
}

/** A TCP connection with the hellos of TLS, its secrets in the key log; what the client says next is left to the caller. */
export function* openTls(
  scene: Scene,
  ends: Ends,
  at: number,
  marks: (mark: Mark) => void,
  alpn: string,
): Generator<Outgoing, { readonly tcp: TcpConversation; readonly tls: TlsConversation }> {
  const tcp = new TcpConversation(scene, ends, at)
  yield* tcp.open()
  const tls = new TlsConversation(scene.rng, ends.host, alpn)
  scene.keyLog(tls.keyLog)
  const sni = newMark('sni', 'tls', ends)
  marks(sni)
  yield* tcp.send(0, tls.hello, [{ mark: sni, from: 0, to: tls.hello.length }])
  tcp.at += 22_000
  yield* tcp.send(1, tls.answer, [])
  return { tcp, tls }
}

export function* tlsConversation(
  scene: Scene,
  ends: Ends,
  at: number,
  requests: number,
  marks: (mark: Mark) => void,
): Generator<Outgoing> {
  const next = scene.requestsTo(ends.host)
  const { tcp, tls } = yield* openTls(scene, ends, at, marks, 'http/1.1')
  yield* tcp.send(0, tls.clientFinished, [])
  for (let count = 0; count < requests; count++) {
    const request = next(tcp.at)
    const sealed = tls.seal(true, Buffer.concat([request.head, request.body]))
    const on = requestMarks(request, 'tls', ends, 0, marks).map(({ mark }) => ({
      mark,
      from: 0,
      to: sealed.length,
    }))
    yield* tcp.send(0, sealed, on)
    tcp.at += 25_000
    yield* tcp.send(1, tls.seal(false, makeResponse(scene.rng, scene.pool, scene.shape)), [])
    tcp.at += scene.rng.whole(1_000, 400_000)
  }
  yield* tcp.close()
}

export function* quicConversation(
  scene: Scene,
  ends: Ends,
  at: number,
  packets: number,
  marks: (mark: Mark) => void,
): Generator<Outgoing> {
  const { rng, link } = scene
  const { client, clientPort, server, serverPort } = ends
  const sni = newMark('sni', 'quic', ends)
  sni.pending = 1
  marks(sni)
  yield {
    at,
    frame: udpFrame(link, client, clientPort, server, serverPort, clientInitial(rng, ends.host).datagram),
    marks: [sni],
  }
  let now = at + 25_000
  for (let count = 0; count < packets; count++) {
    const isUp = count % 8 === 0
    const datagram = shortPacket(rng, isUp ? rng.whole(30, 120) : rng.whole(900, 1250))
    const frame = isUp
      ? udpFrame(link, client, clientPort, server, serverPort, datagram)
      : udpFrame(link, server, serverPort, client, clientPort, datagram)
    yield { at: now, frame, marks: [] }
    now += rng.whole(100, 3_000)
  }
}

/** A question and its answer; the answer names the server the flow behind it goes to. */
export function* dnsConversation(
  scene: Scene,
  client: Address,
  clientPort: number,
  resolver: Address,
  host: string,
  answer: Address,
  at: number,
): Generator<Outgoing> {
  const { rng, link } = scene
  const name = Buffer.concat([
    ...host
      .split('.')
      .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ])
  const type = answer.family === 4 ? 1 : 28
  const question = Buffer.concat([name, Buffer.from([0, type, 0, 1])])
  const id = rng.whole(0, 65_535)
  const head = (flags: number, answers: number): Buffer => {
    const buf = Buffer.alloc(12)
    buf.writeUInt16BE(id, 0)
    buf.writeUInt16BE(flags, 2)
    buf.writeUInt16BE(1, 4)
    buf.writeUInt16BE(answers, 6)
    return buf
  }
  const record = Buffer.concat([
    Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 1, 44, 0, answer.bytes.length]),
    answer.bytes,
  ])
  yield {
    at,
    frame: udpFrame(link, client, clientPort, resolver, 53, Buffer.concat([head(0x0100, 0), question])),
    marks: [],
  }
  yield {
    at: at + 18_000,
    frame: udpFrame(
      link,
      resolver,
      53,
      client,
      clientPort,
      Buffer.concat([head(0x8180, 1), question, record]),
    ),
    marks: [],
  }
}
