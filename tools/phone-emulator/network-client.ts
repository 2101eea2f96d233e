/** The phone's network calls: names, HTTP, TLS, QUIC attempts and the small protocols, over real sockets. */
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { DNS_TYPE, decodeV4, decodeV6, encodeQuery, parseAnswer } from './dns-message.ts'
import type { DnsAnswer } from './dns-message.ts'
import { encodeNtpRequest } from './ntp-message.ts'
import { realNowMs } from './protocol.ts'
import type { TrafficCounts } from './protocol.ts'
import { initialFlight } from './quic-initial.ts'
import type { Random } from './random.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { ROUTER_V4, ROUTER_V6 } from './world.ts'

export interface HttpAnswer {
  readonly status: number
  readonly body: string
  readonly sentRealMs: number
  readonly answeredRealMs: number
  readonly localPort: number
}

/** Real time within which every server of the emulated network answers. */
const ANSWER_MS_MAX = 10_000
/** No post-quantum key shares: the phone is of 2019, and its ClientHello fits one segment. */
const CURVES = 'X25519:P-256'
const ANSWER_BYTES_MAX = 1 << 20
/** An IPv6 address is taken this often where a name has both, which makes about a quarter of all flows. */
const V6_SHARE = 0.62

interface CachedAddress {
  readonly v4: string | null
  readonly v6: string | null
  readonly untilMs: number
}

export class NetworkClient {
  readonly counts: TrafficCounts = {
    dnsQueries: {},
    tlsServerNames: {},
    quicServerNames: {},
    httpRequests: {},
    other: {},
  }
  private readonly clock: VirtualClock
  private readonly random: Random
  private readonly cache = new Map<string, CachedAddress>()

  constructor(clock: VirtualClock, random: Random) {
    this.clock = clock
    this.random = random
  }

  /** A new network or a reboot: the resolver's cache is empty. */
  forgetNames(): void {
    this.cache.clear()
  }

  count(what: string): void {
    add(this.counts.other, what)
  }

  /** The address to use for `name`: A and AAAA are asked side by side, as Android does. */
  async resolve(name: string, wantsV4 = false): Promise<string> {
    let known = this.cache.get(name)
    if (known === undefined || known.untilMs <= this.clock.nowMs()) {
      const [a, aaaa] = await Promise.all([this.query(name, DNS_TYPE.A), this.query(name, DNS_TYPE.AAAA)])
      const v4 = a.records.find((record) => record.type === DNS_TYPE.A)
      const v6 = aaaa.records.find((record) => record.type === DNS_TYPE.AAAA)
      known = {
        v4: v4 === undefined ? null : decodeV4(v4.data),
        v6: v6 === undefined ? null : decodeV6(v6.data),
        untilMs: this.clock.nowMs() + (v4?.ttlSeconds ?? 60) * 1000,
      }
      this.cache.set(name, known)
    }
    const isV6 = known.v6 !== null && !wantsV4 && this.random.chance(V6_SHARE)
    const address = isV6 ? known.v6 : known.v4
    if (address === null) throw new Error(`no address for ${name}`)
    return address
  }

  async query(name: string, type: number): Promise<DnsAnswer> {
    add(this.counts.dnsQueries, `${name} ${typeName(type)}`)
    const id = this.random.whole(1, 0xffff)
    const query = encodeQuery({ id, name, type })
    const server = this.random.chance(0.25) ? ROUTER_V6 : ROUTER_V4
    const reply = await this.datagram(server, 53, [query])
    const answer = reply === null ? null : parseAnswer(reply)
    if (answer === null) throw new Error(`no answer to the query for ${name}`)
    if (!answer.isTruncated) return answer
    this.count('dns-over-tcp')
    add(this.counts.dnsQueries, `${name} ${typeName(type)}`)
    const size = Buffer.from([query.length >> 8, query.length & 0xff])
    const bytes = await this.clock.track(
      new Promise<Buffer>((resolve, reject) => {
        const socket = connect({ host: server, port: 53 }, () => socket.write(Buffer.concat([size, query])))
        const parts: Buffer[] = []
        guard(socket, reject)
        socket.on('data', (part: Buffer) => parts.push(part))
        socket.on('end', () => resolve(Buffer.concat(parts)))
      }),
    )
    const long = parseAnswer(bytes.subarray(2))
    if (long === null) throw new Error(`no answer over TCP to the query for ${name}`)
    return long
  }

  /** Sends `datagrams` to one address and waits for the first answer, or gives null after `waitMs`. */
  async datagram(
    address: string,
    port: number,
    datagrams: readonly Buffer[],
    waitMs = 5000,
    onSent?: (localPort: number) => void,
  ): Promise<Buffer | null> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    return this.clock.track(
      new Promise<Buffer | null>((resolve, reject) => {
        const finish = (answer: Buffer | null): void => {
          clearTimeout(timer)
          socket.close()
          resolve(answer)
        }
        const timer = setTimeout(() => finish(null), waitMs)
        socket.once('error', reject)
        socket.once('message', (message) => finish(message))
        socket.connect(port, address, () => {
          onSent?.(socket.address().port)
          for (const bytes of datagrams) socket.send(bytes)
        })
      }),
    )
  }

  /** The clock does not jump between the answer and the connection's last frames. */
  private untilClosed(socket: Socket): void {
    void this.clock.track(
      new Promise<void>((resolve) => {
        socket.once('close', () => resolve())
      }),
    )
  }

  /** One HTTP request on a connection of its own, its bytes exactly as given. */
  async http(name: string, port: number, request: Buffer, wantsV4 = false): Promise<HttpAnswer> {
    const address = await this.resolve(name, wantsV4)
    const line = request.toString('latin1', 0, request.indexOf('\r\n'))
    add(this.counts.httpRequests, `${line.split(' ', 1)[0]} ${name}:${port}`)
    return this.clock.track(
      new Promise<HttpAnswer>((resolve, reject) => {
        const socket = connect({ host: address, port, noDelay: true })
        guard(socket, reject)
        this.untilClosed(socket)
        let sentRealMs = 0
        let localPort = 0
        socket.on('connect', () => {
          localPort = socket.localPort ?? 0
          sentRealMs = realNowMs()
          socket.write(request)
        })
        readHttp(socket, reject, (status, body) => {
          resolve({ status, body, sentRealMs, answeredRealMs: realNowMs(), localPort })
          socket.end()
        })
      }),
    )
  }

  /** One HTTPS request: what an ordinary app does. */
  async https(name: string, path: string, isOldTls = false): Promise<void> {
    const address = await this.resolve(name)
    add(this.counts.tlsServerNames, name)
    await this.clock.track(
      new Promise<void>((resolve, reject) => {
        const socket = connectTls({
          host: address,
          port: 443,
          servername: name,
          // The emulated network's certificates are its own: trust is not what is emulated here.
          rejectUnauthorized: false,
          maxVersion: isOldTls ? 'TLSv1.2' : 'TLSv1.3',
          ALPNProtocols: ['http/1.1'],
          ecdhCurve: CURVES,
        })
        guard(socket, reject)
        this.untilClosed(socket)
        socket.on('secureConnect', () => {
          socket.write(`GET ${path} HTTP/1.1\r\nHost: ${name}\r\nConnection: Keep-Alive\r\n\r\n`)
        })
        readHttp(socket, reject, () => {
          socket.end()
          resolve()
        })
      }),
    )
  }

  /** Opens the push connection, which stays. */
  async openPush(name: string): Promise<Socket> {
    const address = await this.resolve(name)
    add(this.counts.tlsServerNames, name)
    return this.clock.track(
      new Promise<Socket>((resolve, reject) => {
        const socket = connectTls({
          host: address,
          port: 5228,
          servername: name,
          rejectUnauthorized: false,
          ecdhCurve: CURVES,
        })
        socket.once('error', reject)
        socket.once('secureConnect', () => {
          socket.write(this.random.bytes(140))
          socket.once('data', () => {
            socket.off('error', reject)
            socket.on('error', () => this.count('push-connection-errors'))
            resolve(socket)
          })
        })
      }),
    )
  }

  /** Asks over QUIC. No server here speaks it: two flights, then the caller falls back to TCP. */
  async quic(name: string, isSplit: boolean): Promise<void> {
    const address = await this.resolve(name)
    const flight = initialFlight(name, this.random.bytes(76), isSplit)
    add(this.counts.quicServerNames, name)
    this.counts.other['quic-datagrams'] = (this.counts.other['quic-datagrams'] ?? 0) + flight.length
    const answer = await this.datagram(address, 443, flight, 300)
    if (answer !== null) this.count('quic-version-negotiations')
  }

  async ntp(name: string, clockErrorMs: number): Promise<void> {
    const address = await this.resolve(name, true)
    this.count('ntp-requests')
    await this.datagram(address, 123, [encodeNtpRequest(this.clock.nowMs() + clockErrorMs)])
  }

  /** Asks the link who offers `service`; nobody answers. */
  async mdns(service: string, localAddress: string): Promise<void> {
    this.count('mdns-queries')
    const socket = createSocket({ type: 'udp4', reuseAddr: true })
    await this.clock.track(
      new Promise<void>((resolve, reject) => {
        socket.once('error', reject)
        socket.bind(5353, () => {
          socket.setMulticastInterface(localAddress)
          socket.setMulticastTTL(255)
          socket.send(
            encodeQuery({ id: 0, name: service, type: DNS_TYPE.PTR }, true),
            5353,
            '224.0.0.251',
            () => {
              socket.close()
              resolve()
            },
          )
        })
      }),
    )
  }
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

function typeName(type: number): string {
  return Object.entries(DNS_TYPE).find(([, value]) => value === type)?.[0] ?? String(type)
}

function guard(socket: Socket, reject: (error: Error) => void): void {
  socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error('no answer in time')))
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('closed before the answer')))
}

/** Reads one HTTP answer: by length, chunked, or without a body. */
function readHttp(
  socket: Socket,
  reject: (error: Error) => void,
  done: (status: number, body: string) => void,
): void {
  let held: Buffer = Buffer.alloc(0)
  let isDone = false
  socket.on('data', (part: Buffer) => {
    if (isDone) return
    held = Buffer.concat([held, part])
    if (held.length > ANSWER_BYTES_MAX) {
      reject(new Error('answer too long'))
      return
    }
    const headEnd = held.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = held.toString('latin1', 0, headEnd)
    const body = held.subarray(headEnd + 4)
    const length = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0)
    const isChunked = /^transfer-encoding:\s*chunked/im.test(head)
    const isWhole = isChunked ? body.includes('0\r\n\r\n') : body.length >= length
    if (!isWhole) return
    isDone = true
    done(Number(head.split(' ', 2)[1] ?? 0), body.toString('utf8'))
  })
}
