/** The far side: real servers on real sockets, in the second network namespace. Started by the conductor. */
import { createSocket } from 'node:dgram'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { selfSigned } from './certificate.ts'
import type { Certificate } from './certificate.ts'
import { encodeCoapAnswer, parseCoap } from './coap-message.ts'
import { DHCP_KIND, encodeDhcpAnswer, parseDhcp } from './dhcp-message.ts'
import { DNS_TYPE, encodeAnswer, encodeName, encodeV4, encodeV6, parseQuestion } from './dns-message.ts'
import type { DnsQuestion, DnsRecord } from './dns-message.ts'
import { encodeNtpAnswer } from './ntp-message.ts'
import { realNowMs, tell } from './protocol.ts'
import type { ServersConfig, ToChild } from './protocol.ts'
import { versionNegotiation } from './quic-initial.ts'
import { Random } from './random.ts'
import { allHosts, HOSTS, LONG_TXT_NAME, PHONE_V4, ROUTER_V4, ROUTER_V6 } from './world.ts'
import type { Jump } from './virtual-clock.ts'

const DAY_MS = 86_400_000

class Servers {
  private readonly config: ServersConfig
  private readonly random: Random
  private clock: Jump
  private readonly contexts = new Map<string, SecureContext>()

  constructor(config: ServersConfig) {
    this.config = config
    this.random = new Random(config.seed).fork('servers')
    this.clock = { realMs: realNowMs(), emulatedMs: config.startMs }
  }

  setClock(jump: Jump): void {
    this.clock = jump
  }

  private nowMs(): number {
    return this.clock.emulatedMs + (realNowMs() - this.clock.realMs)
  }

  async start(): Promise<void> {
    for (const host of allHosts(this.config.registrationName)) this.context(host.name)
    const web: RequestListener = (request, response) => {
      this.answerWeb(request, response)
    }
    const registration: RequestListener = (request, response) => {
      this.answerRegistration(request, response)
    }
    const ports = new Set([80, ...this.config.registrationPorts])
    for (const port of ports) {
      const listener: RequestListener = (request, response) => {
        const host = (request.headers.host ?? '').split(':')[0]
        const isRegistration = host === this.config.registrationName || port !== 80
        ;(isRegistration ? registration : web)(request, response)
      }
      await listening(createHttpServer({ keepAliveTimeout: 4000 }, listener), port)
    }
    const fallback = this.certificate('unknown.example')
    const secure = {
      key: fallback.keyPem,
      cert: fallback.certificatePem,
      SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void): void => {
        done(null, this.context(name))
      },
    }
    await listening(createHttpsServer(secure, web), 443)
    await listening(
      createTlsServer(secure, (socket) => {
        // The push service answers each frame with a short one.
        socket.on('data', () => socket.write(this.random.bytes(this.random.whole(18, 40))))
        socket.on('error', (error) => process.stderr.write(`push: ${error.message}\n`))
      }),
      5228,
    )
    await listening(
      createTcpServer((socket) => this.answerDnsStream(socket)),
      53,
    )
    this.serveDatagrams()
  }

  private certificate(name: string): Certificate {
    const from = this.config.startMs - 40 * DAY_MS
    return selfSigned(name, this.random.bytes(8), from, from + 398 * DAY_MS)
  }

  private context(name: string): SecureContext {
    let context = this.contexts.get(name)
    if (context === undefined) {
      const certificate = this.certificate(name)
      context = createSecureContext({ key: certificate.keyPem, cert: certificate.certificatePem })
      this.contexts.set(name, context)
    }
    return context
  }

  // -- HTTP and HTTPS -----------------------------------------------------------------------------------

  private head(response: ServerResponse, status: number, type: string | null): void {
    response.sendDate = false
    response.statusCode = status
    response.setHeader('Date', new Date(this.nowMs()).toUTCString())
    if (type !== null) response.setHeader('Content-Type', type)
  }

  private later(act: () => void, low: number, high: number): void {
    setTimeout(act, this.random.between(low, high))
  }

  private answerWeb(request: IncomingMessage, response: ServerResponse): void {
    request.resume()
    request.on('end', () => {
      this.later(() => this.writeWeb(request, response), 4, 22)
    })
  }

  private writeWeb(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '/'
    const name = request.headers.host ?? ''
    if (url.includes('generate_204')) {
      this.head(response, 204, null)
      response.setHeader('Content-Length', '0')
      response.end()
      return
    }
    if (name === HOSTS.weather.name) {
      const hours = Array.from({ length: 24 }, (_, hour) => ({
        hour,
        temperature: Math.round(this.random.between(-60, 20)) / 10,
        wind: Math.round(this.random.between(0, 90)) / 10,
        symbol: this.random.pick(['snow', 'cloud', 'clear', 'rain']),
      }))
      const json = Buffer.from(
        JSON.stringify({ city: 'oslo', updated: new Date(this.nowMs()).toISOString(), hours }),
      )
      const isGzip = (request.headers['accept-encoding'] ?? '').includes('gzip')
      const body = isGzip ? gzipSync(json) : json
      this.head(response, 200, 'application/json; charset=utf-8')
      if (isGzip) response.setHeader('Content-Encoding', 'gzip')
      response.setHeader('Content-Length', String(body.length))
      response.end(body)
      return
    }
    if (name === HOSTS.radio.name) {
      // Chunked, in three pieces.
      this.head(response, 200, 'application/json')
      response.write('{"station":"example one","now":')
      response.write(JSON.stringify({ artist: 'Test Tone', title: `Study ${this.random.whole(1, 40)}` }))
      response.end('}')
      return
    }
    if (name === HOSTS.pay.name) {
      const body = this.random.bytes(this.random.whole(160, 300)).toString('base64')
      this.head(response, 200, 'application/encrypted-json')
      response.setHeader('Content-Length', String(body.length))
      response.end(body)
      return
    }
    const size = Number(/\/(\d+)(?:\.\w+)?$/.exec(url)?.[1] ?? 600)
    const isImage = url.endsWith('.jpg')
    const bytes = this.random.bytes(Math.min(size, 60_000))
    const body = isImage ? jpeg(bytes) : bytes
    this.head(response, 200, isImage ? 'image/jpeg' : 'application/octet-stream')
    response.setHeader('Content-Length', String(body.length))
    response.end(body)
  }

  private answerRegistration(request: IncomingMessage, response: ServerResponse): void {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const answer = this.judge(Buffer.concat(parts))
      this.later(
        () => {
          this.head(response, 200, 'application/json;charset=UTF-8')
          response.setHeader('Server', 'nginx')
          response.setHeader('Content-Length', String(answer.length))
          response.end(answer)
        },
        15,
        60,
      )
    })
  }

  /** The registration server's answer. The text of its refusal is invented; that it refuses is a fact. */
  private judge(body: Buffer): string {
    const isAccepted =
      this.config.policy === 'accepts' ||
      (this.config.policy === 'by-sim' && /^8986(?:03|11|12)/.test(iccidOf(body) ?? ''))
    return isAccepted
      ? '{"resultCode":"0","resultDesc":"Success"}'
      : '{"resultCode":"1","resultDesc":"Parameter error"}'
  }

  // -- DNS ----------------------------------------------------------------------------------------------

  private records(question: DnsQuestion): DnsRecord[] {
    if (question.name === LONG_TXT_NAME && question.type === DNS_TYPE.TXT) {
      return Array.from({ length: 9 }, (_, i) => {
        const text = Buffer.from(`part${i}=${'abcdefghij'.repeat(12)}`)
        const data = Buffer.concat([Buffer.from([text.length]), text])
        return { name: question.name, type: DNS_TYPE.TXT, ttlSeconds: 3600, data }
      })
    }
    const host = allHosts(this.config.registrationName).find((each) => each.name === question.name)
    if (host === undefined) return []
    const records: DnsRecord[] = []
    let name = host.name
    for (const alias of host.aliases) {
      records.push({ name, type: DNS_TYPE.CNAME, ttlSeconds: 300, data: encodeName(alias) })
      name = alias
    }
    if (question.type === DNS_TYPE.A) {
      records.push({ name, type: DNS_TYPE.A, ttlSeconds: 300, data: encodeV4(host.v4) })
    } else if (question.type === DNS_TYPE.AAAA && host.v6 !== null) {
      records.push({ name, type: DNS_TYPE.AAAA, ttlSeconds: 300, data: encodeV6(host.v6) })
    }
    return records
  }

  private answerDnsStream(socket: Socket): void {
    let held: Buffer = Buffer.alloc(0)
    socket.on('error', (error) => process.stderr.write(`dns: ${error.message}\n`))
    socket.on('data', (part: Buffer) => {
      held = Buffer.concat([held, part])
      if (held.length < 2 || held.length < 2 + held.readUInt16BE(0)) return
      const question = parseQuestion(held.subarray(2))
      if (question === null) return
      const answer = encodeAnswer(question, this.records(question))
      const size = Buffer.alloc(2)
      size.writeUInt16BE(answer.length, 0)
      socket.end(Buffer.concat([size, answer]))
    })
  }

  private serveDatagrams(): void {
    for (const address of [ROUTER_V4, ROUTER_V6]) {
      serve(address, 53, (message, reply) => {
        const question = parseQuestion(message)
        if (question === null) return
        const answer = encodeAnswer(question, this.records(question))
        const fits = answer.length <= 512
        this.later(() => reply(fits ? answer : encodeAnswer(question, [], true)), 1, 6)
      })
    }
    serve(HOSTS.time.v4, 123, (message, reply) => {
      if (message.length >= 48) reply(encodeNtpAnswer(message, this.nowMs()))
    })
    // Of the hosts asked over QUIC one offers other versions only; the others keep silent.
    serve(HOSTS.maps.v4, 443, (message, reply) => {
      const answer = versionNegotiation(message)
      if (answer !== null) reply(answer)
    })
    for (const host of [HOSTS.video, HOSTS.play]) {
      serve(host.v4, 443, () => {})
      if (host.v6 !== null) serve(host.v6, 443, () => {})
    }
    const registration = allHosts(this.config.registrationName).at(-1)
    for (const port of this.config.registrationPorts) {
      serve(registration?.v4 ?? '', port, (message, reply) => {
        const request = parseCoap(message)
        if (request === null) return
        const answer = encodeCoapAnswer(request, Buffer.from(this.judge(request.payload)))
        this.later(() => reply(answer), 15, 60)
      })
    }
    this.serveDhcp()
  }

  private serveDhcp(): void {
    const socket = createSocket('udp4')
    socket.on('error', (error) => process.stderr.write(`dhcp: ${error.message}\n`))
    socket.bind(67, () => socket.setBroadcast(true))
    socket.on('message', (bytes) => {
      const asked = parseDhcp(bytes)
      if (asked === null) return
      const kind = asked.kind === DHCP_KIND.discover ? DHCP_KIND.offer : DHCP_KIND.ack
      const answer = encodeDhcpAnswer({ ...asked, kind, address: PHONE_V4 }, ROUTER_V4)
      this.later(() => socket.send(answer, 68, '255.255.255.255'), 2, 9)
    })
  }
}

/** Start of image, JFIF header, the bytes as one comment, end of image: well-formed, without a picture. */
function jpeg(comment: Buffer): Buffer {
  const size = comment.length + 2
  return Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010101004800480000', 'hex'),
    Buffer.from([0xff, 0xfe, size >> 8, size & 0xff]),
    comment,
    Buffer.from('ffd9', 'hex'),
  ])
}

function iccidOf(body: Buffer): string | null {
  const text = Buffer.from(body.toString('latin1'), 'base64').toString('utf8').replaceAll('\0', '')
  try {
    const fields: unknown = JSON.parse(text)
    if (typeof fields !== 'object' || fields === null || !('SIM1ICCID' in fields)) return null
    return typeof fields.SIM1ICCID === 'string' ? fields.SIM1ICCID : null
  } catch (error) {
    process.stderr.write(`registration body: ${String(error)}\n`)
    return null
  }
}

async function listening(server: Server, port: number): Promise<void> {
  server.on('error', (error) => {
    throw error
  })
  await new Promise<void>((resolve) => server.listen(port, '::', resolve))
}

function serve(
  address: string,
  port: number,
  answer: (message: Buffer, reply: (bytes: Buffer) => void) => void,
): void {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  socket.on('error', (error) => process.stderr.write(`udp ${address} ${port}: ${error.message}\n`))
  socket.bind(port, address)
  socket.on('message', (message, from) => {
    answer(message, (bytes) => socket.send(bytes, from.port, from.address))
  })
}

let servers: Servers | null = null
process.on('message', (message: ToChild) => {
  if (message.kind === 'clock') {
    servers?.setClock(message.jump)
    tell({ kind: 'clock-set' })
    return
  }
  if (message.kind !== 'start-servers') return
  servers = new Servers(message.config)
  servers.start().then(
    () => tell({ kind: 'ready' }),
    (error: unknown) => tell({ kind: 'failed', message: `servers: ${String(error)}` }),
  )
})
process.on('disconnect', () => process.exit(0))
tell({ kind: 'booted' })
