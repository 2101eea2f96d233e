/**
 * What stands on HTTP, as real programs speak it on loopback (curl, Node, kdig, ws): chunks and trailers, events, tunnels,
 * gRPC, DNS over HTTPS, WebSocket. Recorded by dumpcap, read by varde and by tshark.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createSecureServer, createServer as createHttp2 } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { connect } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { selfSigned } from '../tools/phone-emulator/certificate.ts'
import { dnsMessage, dnsQuestion } from './support/dns-message.ts'
import { hash, httpFields, ourHttp, theirHttp, valueMark, values } from './support/http-oracle.ts'
import type { PlainEvent, PlainMessage } from './support/playbook.ts'
import { freePorts } from './support/free-ports.ts'
import { readMessages } from './support/read-messages.ts'
import { isThere, mayRecord, recordLoopback } from './support/record-loopback.ts'

const canRecord = (await mayRecord()) && (await isThere('curl'))
const hasKdig = await isThere('kdig')
if (!canRecord)
  process.stderr.write('oracle: no web of real programs, as dumpcap, tshark or curl is not here\n')
else if (!hasKdig)
  process.stderr.write('oracle: there is no kdig here; DNS over HTTPS is asked by curl alone\n')

const imei = '356938035643809'
const from = Date.UTC(2024, 0, 1)
const certificate = selfSigned('doh.example.com', Buffer.from([4, 4]), from, from + 20 * 365 * 86_400_000)
/** A message of gRPC: not compressed, its length, then Protocol Buffers with a text in field 1. */
const grpcMessage = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 0, text.length + 2, 0x0a, text.length]), Buffer.from(text)])
const said = {
  events: [1, 2, 3, 4, 5].map((number) => `event: state\ndata: {"imei":"${imei}","number":${number}}\n\n`),
  grpc: [`imei ${imei}`, 'a second message'],
  sockets: [
    `{"imei":"${imei}"}`,
    'x'.repeat(70_000),
    `{"imei":"${imei}","again":true}`,
    'in three parts',
    'ünï',
  ],
}

let folder = ''
let capture = ''
let keys = ''
let decode: string[] = []
let read: ReturnType<typeof readMessages>
const heard: string[] = []

async function serving(server: Server, port: number, work: () => Promise<unknown>): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  try {
    await work()
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const curl = (...args: string[]): Promise<unknown> =>
  promisify(execFile)('curl', ['-sk', '-q', '--noproxy', '', '-m', '10', '-o', '/dev/null', ...args], {
    env: { ...process.env, SSLKEYLOGFILE: keys },
  })

/** Chunks, trailers, codings, and events as they come. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let received = 0
  for await (const chunk of request) received += (chunk as Buffer).length
  if (request.url === '/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    for (const event of said.events) {
      response.write(event)
      await wait(10)
    }
    response.end()
    return
  }
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  response.setHeader('Trailer', 'x-received')
  response.setHeader('Content-Type', 'application/json')
  const body = Buffer.from(JSON.stringify({ path: request.url, filler: 'a'.repeat(3_000) }))
  const isZipped = request.url?.startsWith('/zip') === true
  if (isZipped) response.setHeader('Content-Encoding', 'gzip')
  response.write(isZipped ? gzipSync(body).subarray(0, 20) : body.subarray(0, 20))
  await wait(5)
  response.addTrailers({ 'x-received': String(received) })
  response.end(isZipped ? gzipSync(body).subarray(20) : body.subarray(20))
}

async function web(port: number, proxyPort: number): Promise<void> {
  const server = createHttp((request, response) => void answer(request, response))
  const proxy = createHttp()
  proxy.on('connect', (_request, socket) => {
    const far = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'))
    socket.pipe(far)
    far.pipe(socket)
    far.on('error', () => socket.destroy())
    socket.on('error', () => far.destroy())
  })
  const url = `http://127.0.0.1:${port}`
  await serving(server, port, async () => {
    await curl(`${url}/plain?imei=${imei}`)
    await curl('--compressed', `${url}/zip`)
    await curl('-T', join(folder, 'body.json'), '-H', 'Transfer-Encoding: chunked', `${url}/chunked`)
    await curl('-d', `imei=${imei}`, '-H', 'Expect: 100-continue', `${url}/continued`)
    await curl('-F', `imei=${imei}`, '-F', `file=@${join(folder, 'body.json')}`, `${url}/form`)
    await curl('-I', `${url}/head`)
    await curl('-N', `${url}/events`)
    await serving(proxy, proxyPort, () =>
      curl('-p', '-x', `http://127.0.0.1:${proxyPort}`, `${url}/inside?imei=${imei}`),
    )
  })
}

async function grpc(port: number): Promise<void> {
  const server = createHttp2()
  server.on('stream', (stream) => {
    stream.resume()
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end(grpcMessage('understood'))
    })
  })
  await serving(server as unknown as Server, port, () =>
    curl(
      '--http2-prior-knowledge',
      '-H',
      'Content-Type: application/grpc',
      '-H',
      'TE: trailers',
      '--data-binary',
      `@${join(folder, 'grpc.bin')}`,
      `http://127.0.0.1:${port}/fleet.State/Report`,
    ),
  )
}

/** Answers any question for an address with one. */
function resolve(question: Buffer): Buffer {
  const head = Buffer.from(question.subarray(0, 12))
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(1, 6)
  head.writeUInt16BE(0, 10)
  let end = 12
  while (question[end] !== 0) end += (question[end] as number) + 1
  return Buffer.concat([
    head,
    question.subarray(12, end + 5),
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]),
  ])
}

async function doh(port: number): Promise<void> {
  const server = createSecureServer({
    key: certificate.keyPem,
    cert: certificate.certificatePem,
    allowHTTP1: true,
  })
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const asked = new URL(request.url, 'https://doh.example.com').searchParams.get('dns')
      const question = asked === null ? Buffer.concat(parts) : Buffer.from(asked, 'base64url')
      response.writeHead(200, { 'content-type': 'application/dns-message' })
      response.end(resolve(question))
    })
  })
  const question = (name: string): Buffer => dnsMessage({ questions: [dnsQuestion(name)] })
  writeFileSync(join(folder, 'question.bin'), question('post1.example.com'))
  const url = `https://127.0.0.1:${port}/dns-query`
  const accept = ['-H', 'Accept: application/dns-message']
  await serving(server as unknown as Server, port, async () => {
    const posted = [
      '--data-binary',
      `@${join(folder, 'question.bin')}`,
      '-H',
      'Content-Type: application/dns-message',
    ]
    await curl('--http1.1', ...accept, ...posted, url)
    await curl('--http1.1', ...accept, `${url}?dns=${question('get1.example.com').toString('base64url')}`)
    if (!hasKdig) return
    const kdig = (...args: string[]): Promise<unknown> =>
      promisify(execFile)('kdig', ['@127.0.0.1', '-p', String(port), '+retry=0', ...args], {
        env: { ...process.env, SSLKEYLOGFILE: keys },
      })
    await kdig('+https', 'post2.example.com', 'A')
    await kdig('+https', '+https-get', 'get2.example.com', 'A')
  })
}

async function sockets(port: number): Promise<void> {
  const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } })
  await once(server, 'listening')
  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (content: Buffer) => {
      heard.push(content.toString('utf8'))
      socket.send(`heard ${content.length}`)
    })
  })
  for (const perMessageDeflate of [{ threshold: 0 }, false]) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/chat?compressed=${perMessageDeflate !== false}`, {
      perMessageDeflate,
    })
    await once(socket, 'open')
    let answers = 0
    const isOver = new Promise<void>((done) => {
      socket.on('message', () => {
        answers++
        if (answers === said.sockets.length) done()
      })
    })
    for (const text of said.sockets) {
      if (text !== 'in three parts') socket.send(text)
      else {
        socket.send('in ', { fin: false })
        socket.ping('are you there')
        socket.send('three ', { fin: false })
        socket.send('parts', { fin: true })
      }
    }
    await isOver
    socket.close(1_000)
    await once(socket, 'close')
  }
  server.close()
}

beforeAll(async () => {
  if (!canRecord) return
  folder = mkdtempSync(join(tmpdir(), 'varde-oracle-web-'))
  capture = join(folder, 'web.pcapng')
  keys = join(folder, 'keys.log')
  writeFileSync(join(folder, 'body.json'), JSON.stringify({ imei, filler: 'z'.repeat(40_000) }))
  writeFileSync(join(folder, 'grpc.bin'), Buffer.concat(said.grpc.map(grpcMessage)))
  const [webPort = 0, proxyPort = 0, grpcPort = 0, dohPort = 0, socketPort = 0] = await freePorts(5)
  decode = [
    ...[webPort, proxyPort, socketPort].flatMap((port) => ['-d', `tcp.port==${port},http`]),
    '-d',
    `tcp.port==${grpcPort},http2`,
    '-d',
    `tcp.port==${dohPort},tls`,
  ]
  const filter = [proxyPort, grpcPort, dohPort, socketPort].map((port) => `port ${port}`).join(' or ')
  const bytes = await recordLoopback(capture, `${filter} or port ${webPort}`, webPort, async () => {
    await Promise.all([web(webPort, proxyPort), grpc(grpcPort), doh(dohPort), sockets(socketPort)])
  })
  read = readMessages(bytes, existsSync(keys) ? readFileSync(keys, 'latin1') : '')
}, 60_000)

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** Rows of the cells of these fields. */
async function tshark(filter: string, ...names: string[]): Promise<string[][]> {
  const options = ['-n', '-r', capture, '-o', `tls.keylog_file:${keys}`, ...decode]
  const columns = [
    '-E',
    'occurrence=a',
    '-E',
    `aggregator=${valueMark}`,
    ...names.flatMap((name) => ['-e', name]),
  ]
  const { stdout } = await promisify(execFile)(
    'tshark',
    [...options, '-Y', filter, '-T', 'fields', ...columns],
    {
      encoding: 'latin1',
      maxBuffer: 1 << 28,
      env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
    },
  )
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

const bodies = (messages: readonly PlainMessage[]): string[] =>
  messages.map(({ body }) => Buffer.from(body, 'latin1').toString('utf8'))
const of = (protocol: string, kind?: 'request' | 'response'): PlainMessage[] =>
  read.messages.filter(
    (message) => message.protocol === protocol && (kind === undefined || message.kind === kind),
  )

describe.skipIf(!canRecord)('the web of real programs, as tshark reads it', () => {
  test('all is read', () => {
    expect(read.anomalies).toEqual({})
    expect(read.counts.undecryptableBytes).toBe(0)
    expect(read.countedBytes).toBe(read.givenBytes)
  })

  test('HTTP/1: chunks, trailers, codings, forms, events, and what goes through a proxy', async () => {
    const theirs = theirHttp(await tshark('http && !tls', ...httpFields))
    const inClear = of('http').filter(({ host, kind, exchange }) => {
      const target = of('http', 'request').find((request) => request.exchange === exchange)?.target ?? ''
      return !target.startsWith('/dns-query') && (kind === 'response' || !host.includes('doh'))
    })
    expect(ourHttp(inClear)).toEqual(theirs)
    const events = inClear.filter(({ contentType }) => contentType === 'text/event-stream')
    expect(bodies(events).join('')).toBe(said.events.join(''))
  })

  test('gRPC: each message by itself', async () => {
    const rows = await tshark('grpc', 'grpc.message_data')
    const theirs = rows.flatMap(([data]) => values(data)).map((hex) => hash(Buffer.from(hex, 'hex')))
    const ours = of('http2')
      .filter(({ contentType }) => contentType === 'application/grpc')
      .map(({ body }) => hash(Buffer.from(body, 'latin1')))
    expect(ours.sort()).toEqual(theirs.sort())
  })

  test('DNS over HTTPS: names asked for, and addresses', async () => {
    const rows = await tshark('dns', 'dns.qry.name', 'dns.a')
    const theirs = new Set(rows.flatMap(([names]) => values(names)))
    const asked = read.events.filter((event): event is PlainEvent & { kind: 'dns' } => event.kind === 'dns')
    const ours = new Set(asked.flatMap(({ message }) => message.questions.map(({ name }) => name)))
    expect(ours).toEqual(theirs)
    const names = ['post1', 'get1', ...(hasKdig ? ['post2', 'get2'] : [])]
    expect(ours).toEqual(new Set(names.map((name) => `${name}.example.com`)))
    const addresses = asked
      .flatMap(({ message }) => message.records.map(({ value }) => value))
      .filter((value) => value === '192.0.2.7')
    expect(addresses).toHaveLength(rows.filter(([, address]) => address === '192.0.2.7').length)
  })

  test('WebSocket: fragments, and messages compressed with what came before', async () => {
    const texts = bodies(of('websocket', 'request')).filter(
      (text) => text.length > 2 && text !== 'are you there',
    )
    expect(texts).toEqual([...said.sockets, ...said.sockets])
    expect(heard).toEqual(texts)
    const rows = await tshark('websocket', 'websocket.opcode', 'websocket.fin')
    const frames = rows.flatMap(([opcodes]) => values(opcodes))
    // Of the message in three parts both connections have two frames more than messages.
    expect(frames).toHaveLength(of('websocket').length + 4)
  })
})
