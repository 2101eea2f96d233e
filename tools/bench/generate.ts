/**
 * Makes the captures of the benchmark: seeded, with right checksums, in constant memory, with the truth beside them.
 *
 *   node tools/bench/generate.ts PROFILE OUT.pcap [--size 100m] [--seed 1] [--loss 0] [--leaks 0.002] [--link ethernet]
 *
 * PROFILE is `phone`, `http`, `flows`, `http2` (over TLS), `quic` (HTTP/3) or `apps` (what trackers and shops are sent);
 * the size of `flows` is its number of conversations (500k where none is given), and a third of the requests of `apps` carry
 * identifiers where nothing else is said. Beside OUT.pcap it writes OUT.pcap.keys (TLS key log) and OUT.pcap.truth.json.
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { parsedArguments } from '../arguments.ts'
import { AppTraffic } from './app-traffic.ts'
import { appHosts } from './app-world.ts'
import { dnsConversation, httpConversation, quicConversation, tlsConversation } from './conversation.ts'
import type { Ends, Mark, Outgoing, Scene } from './conversation.ts'
import { http2Conversation } from './http2-conversation.ts'
import { http3Conversation } from './http3-conversation.ts'
import { BodyPool, hosts, makeRequest } from './http-content.ts'
import { PcapWriter } from './pcap-writer.ts'
import { Rng } from './rng.ts'
import type { Address, LinkName } from './wire.ts'

export interface TruthLeak {
  readonly layer: string
  readonly kind: string
  readonly host: string
  readonly port: number
  readonly packet: number
  readonly identifiers: readonly string[]
}

/** Raised where the same options make another capture: kept ones of an older version are made anew. */
export const generatorVersion = 2

export interface Truth {
  readonly version: number
  readonly profile: string
  readonly seed: string
  readonly loss: number
  readonly link: string
  readonly bytes: number
  readonly packets: number
  readonly flows: number
  readonly httpRequests: number
  readonly tlsRequests: number
  readonly quicRequests: number
  readonly tlsNames: number
  readonly quicNames: number
  readonly dnsQuestions: number
  readonly leaks: readonly TruthLeak[]
}

const profiles = ['phone', 'http', 'flows', 'http2', 'quic', 'apps'] as const
type ProfileName = (typeof profiles)[number]

/** Of the requests of `apps`, those that carry identifiers where nothing else is said. */
export const appsLeakShare: number = 1 / 3

export interface GenerateOptions {
  readonly profile: ProfileName
  readonly path: string
  /** Bytes; of `flows`, the number of conversations. */
  readonly size: number
  readonly seed: string
  readonly loss: number
  readonly leakShare: number
  readonly link: LinkName
}

/** What the sessions of a profile are made of, where it is one thing. */
const kindOf = {
  http: 'http',
  http2: 'tls',
  quic: 'quic',
  phone: 'http',
  flows: 'http',
  apps: 'http',
} as const

const startMicroseconds = 1_549_843_200 * 1e6

/** Collects what was really written: marks whose frames were lost are not part of the truth. */
class Tally {
  readonly leaks: TruthLeak[] = []
  httpRequests = 0
  tlsRequests = 0
  quicRequests = 0
  tlsNames = 0
  quicNames = 0
  dnsQuestions = 0
  flows = 0

  settle(mark: Mark): void {
    if (mark.isLost) return
    if (mark.what === 'sni') {
      if (mark.layer === 'quic') this.quicNames++
      else this.tlsNames++
    } else if (mark.what === 'request') {
      if (mark.layer === 'http') this.httpRequests++
      else if (mark.layer === 'tls') this.tlsRequests++
      else this.quicRequests++
    } else {
      const { layer, kind, host, port, packet, identifiers } = mark
      this.leaks.push({ layer, kind, host, port, packet, identifiers })
    }
  }
}

class Generator {
  readonly tally: Tally = new Tally()
  readonly writer: PcapWriter
  readonly scene: Scene
  private readonly options: GenerateOptions
  private readonly rng: Rng
  private readonly keys: number
  private readonly running: { source: Iterator<Outgoing>; next: Outgoing; wasSeen: boolean }[] = []
  private nextPort = 20_000

  constructor(options: GenerateOptions) {
    this.options = options
    this.rng = new Rng(`${options.profile}/${options.seed}`)
    this.writer = new PcapWriter(options.path, options.link)
    this.keys = openSync(`${options.path}.keys`, 'w')
    const { rng } = this
    const httpLengths = [2_000, 5_000, 10_000, 20_000, 30_000, 40_000, 60_000, 90_000]
    const httpShape = { gzipShare: 0.5, chunkedShare: 0.4, imageShare: 0 }
    const lengths = {
      phone: [800, 1_500, 3_000, 6_000, 12_000, 20_000, 30_000, 60_000],
      http: httpLengths,
      http2: httpLengths,
      quic: httpLengths,
      flows: [120, 200, 300, 450, 600],
      apps: [120, 200, 300, 450, 600],
    }[options.profile]
    this.scene = {
      rng,
      link: options.link,
      pool: new BodyPool(rng, [...lengths, ...lengths, ...lengths]),
      shape: {
        phone: { gzipShare: 0.5, chunkedShare: 0.4, imageShare: 0.3 },
        http: httpShape,
        http2: httpShape,
        quic: httpShape,
        flows: { gzipShare: 0, chunkedShare: 0, imageShare: 0 },
        apps: { ...httpShape, chunkedShare: 0.2 },
      }[options.profile],
      requestsTo: this.requestsTo(),
      swapShare: 0.005,
      twiceShare: 0.0025,
      keyLog: (line) => {
        writeSync(this.keys, line)
      },
    }
  }

  run(): Truth {
    if (this.options.profile === 'flows') this.runFlows()
    else this.runSessions()
    this.drain(0)
    this.writer.close()
    closeSync(this.keys)
    const { tally, writer, options } = this
    const truth: Truth = {
      version: generatorVersion,
      profile: options.profile,
      seed: options.seed,
      loss: options.loss,
      link: options.link,
      bytes: writer.bytes,
      packets: writer.packets,
      flows: tally.flows,
      httpRequests: tally.httpRequests,
      tlsRequests: tally.tlsRequests,
      quicRequests: tally.quicRequests,
      tlsNames: tally.tlsNames,
      quicNames: tally.quicNames,
      dnsQuestions: tally.dnsQuestions,
      leaks: tally.leaks.sort((left, right) => left.packet - right.packet),
    }
    writeFileSync(`${options.path}.truth.json`, `${JSON.stringify(truth, null, 1)}\n`)
    return truth
  }

  private requestsTo(): Scene['requestsTo'] {
    const { rng, options } = this
    if (options.profile !== 'apps') return (host) => () => makeRequest(rng, host, options.leakShare)
    const traffic = new AppTraffic(rng, options.leakShare, new Date(startMicroseconds / 1000))
    return (host) => traffic.connection(host)
  }

  /** A day of app sessions: 1 to 30 flows side by side, then nothing for a while. */
  private runSessions(): void {
    const { rng, options } = this
    const shares =
      options.profile === 'phone'
        ? { tls: 0.7, http: 0.2, quic: 0.1 }
        : { tls: 0, http: 0, quic: 0, [kindOf[options.profile]]: 1 }
    const written = { tls: 1, http: 1, quic: 1 }
    let now = startMicroseconds
    while (this.writer.bytes < options.size) {
      now = Math.max(now + 2e6, startMicroseconds + (this.writer.bytes / options.size) * 86_400e6)
      const flows = rng.whole(1, 30)
      for (let count = 0; count < flows; count++) {
        const total = written.tls + written.http + written.quic
        const kinds = ['tls', 'http', 'quic'] as const
        const kind = kinds.reduce((best, next) =>
          shares[next] - written[next] / total > shares[best] - written[best] / total ? next : best,
        )
        const before = now + rng.whole(0, 8e6)
        const ends = this.ends(kind === 'http' ? 80 : 443)
        if (rng.chance(0.7)) this.startDns(ends, before - 60_000)
        const marks = this.marker()
        this.start(this.conversation(kind, ends, before, written, marks))
      }
      now = this.drain(0)
    }
  }

  private conversation(
    kind: 'tls' | 'http' | 'quic',
    ends: Ends,
    at: number,
    written: Record<'tls' | 'http' | 'quic', number>,
    marks: (mark: Mark) => void,
  ): Iterator<Outgoing> {
    const { rng, scene } = this
    const { profile } = this.options
    if (kind === 'quic' && profile === 'phone') {
      const packets = rng.whole(20, 400)
      written.quic += packets * 1000
      return quicConversation(scene, ends, at, packets, marks)
    }
    const requests = rng.whole(1, 8)
    written[kind] += requests * (profile === 'phone' ? 38_000 : 19_000)
    if (profile === 'quic') return http3Conversation(scene, ends, at, requests, marks)
    if (profile === 'http2') return http2Conversation(scene, ends, at, requests, marks)
    return kind === 'http'
      ? httpConversation(scene, ends, at, requests, true, marks)
      : tlsConversation(scene, ends, at, requests, marks)
  }

  /**
   * Half a million short conversations, of which three in ten are never closed. Ports come round every 31 s and meet any
   * of the servers, as a phone's do: now and then (about one conversation in sixty) one that the same port has spoken to
   * in the two minutes before. Were it always the same one, every third conversation would begin in one that was never
   * closed, and a peer that takes these for one would be spared most of the work.
   */
  private runFlows(): void {
    const { rng, options } = this
    const flows = options.size
    let now = startMicroseconds
    for (let count = 0; count < flows; count++) {
      now += rng.exponential(1050)
      const family = rng.chance(0.25) ? 6 : 4
      const server = rng.whole(0, 49)
      const ends: Ends = {
        client: phoneAddress(family),
        clientPort: 20_000 + (count % 30_000),
        server: serverAddress(family, server),
        serverPort: 80,
        host: hosts[server] as string,
      }
      if (rng.chance(0.2)) {
        this.tally.dnsQuestions++
        this.start(
          dnsConversation(
            this.scene,
            ends.client,
            ends.clientPort,
            // Ports come round every 31 s: another resolver then, or a question would go on in the flow of an older one.
            serverAddress(family, 200 + (Math.floor(count / 30_000) % 50)),
            ends.host,
            ends.server,
            now,
          ),
        )
      } else {
        this.start(httpConversation(this.scene, ends, now, 1, !rng.chance(0.3), this.marker()))
      }
      while (this.running.length > 60) this.step()
    }
  }

  private ends(serverPort: number): Ends {
    const family = this.rng.chance(0.25) ? 6 : 4
    const names = this.options.profile === 'apps' ? appHosts : hosts
    const host = this.rng.whole(0, names.length - 1)
    this.nextPort = this.nextPort >= 60_000 ? 20_000 : this.nextPort + 1
    return {
      client: phoneAddress(family),
      clientPort: this.nextPort,
      server: serverAddress(family, host),
      serverPort,
      host: names[host] as string,
    }
  }

  private startDns(ends: Ends, at: number): void {
    this.tally.dnsQuestions++
    const { family } = ends.client
    this.nextPort = this.nextPort >= 60_000 ? 20_000 : this.nextPort + 1
    this.start(
      dnsConversation(
        this.scene,
        ends.client,
        this.nextPort,
        serverAddress(family, 254),
        ends.host,
        ends.server,
        at,
      ),
    )
  }

  private marker(): (mark: Mark) => void {
    return () => {
      // Marks settle when their last frame is written; nothing to do when they are made.
    }
  }

  private start(source: Iterator<Outgoing>): void {
    const first = source.next()
    if (first.done === true) return
    this.running.push({ source, next: first.value, wasSeen: false })
  }

  /** Writes the earliest frame of all conversations that run. */
  private step(): number {
    const { running } = this
    let best = 0
    for (let index = 1; index < running.length; index++) {
      if ((running[index] as { next: Outgoing }).next.at < (running[best] as { next: Outgoing }).next.at)
        best = index
    }
    const conversation = running[best] as (typeof running)[number]
    const { at } = conversation.next
    if (this.write(conversation.next) && !conversation.wasSeen) {
      conversation.wasSeen = true
      this.tally.flows++
    }
    const following = conversation.source.next()
    if (following.done === true) {
      running[best] = running.at(-1) as (typeof running)[number]
      running.pop()
    } else conversation.next = following.value
    return at
  }

  private drain(left: number): number {
    let at = startMicroseconds
    while (this.running.length > left) at = this.step()
    return at
  }

  private write(packet: Outgoing): boolean {
    const isLost = this.options.loss > 0 && this.rng.chance(this.options.loss)
    const number = isLost ? 0 : this.writer.write(packet.at, packet.frame)
    for (const mark of packet.marks) {
      if (isLost) mark.isLost = true
      else if (mark.packet === 0) mark.packet = number
      if (--mark.pending === 0) this.tally.settle(mark)
    }
    return !isLost
  }
}

function phoneAddress(family: 4 | 6): Address {
  return family === 4
    ? { family, bytes: Buffer.from([192, 0, 2, 10]) }
    : { family, bytes: Buffer.from('20010db8000000000000000000000010', 'hex') }
}

function serverAddress(family: 4 | 6, index: number): Address {
  if (family === 4) return { family, bytes: Buffer.from([198, 51, 100, index]) }
  const bytes = Buffer.from('20010db8000100000000000000000000', 'hex')
  bytes[15] = index
  return { family, bytes }
}

export function generate(options: GenerateOptions): Truth {
  return new Generator(options).run()
}

function sizeOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(text)
  if (match === null) throw new Error(`not a size: ${text}`)
  return (
    Number(match[1]) *
    { '': 1, k: 1e3, m: 1e6, g: 1e9 }[(match[2] ?? '').toLowerCase() as '' | 'k' | 'm' | 'g']
  )
}

if (import.meta.main) {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      size: { type: 'string' },
      seed: { type: 'string', default: '1' },
      loss: { type: 'string', default: '0' },
      leaks: { type: 'string' },
      link: { type: 'string', default: 'ethernet' },
    },
  })
  const [name, path] = positionals
  const profile = profiles.find((known) => known === name)
  if (profile === undefined || path === undefined) {
    process.stderr.write(`generate: PROFILE (${profiles.join(', ')}) and OUT.pcap are needed\n`)
    process.exitCode = 2
  } else {
    const truth = generate({
      profile,
      path,
      size: sizeOf(values.size ?? (profile === 'flows' ? '500k' : '100m')),
      seed: values.seed,
      loss: Number(values.loss),
      leakShare: Number(values.leaks ?? (profile === 'apps' ? appsLeakShare : 0.002)),
      link: values.link as LinkName,
    })
    process.stdout.write(`${JSON.stringify({ ...truth, leaks: truth.leaks.length })}\n`)
  }
}
