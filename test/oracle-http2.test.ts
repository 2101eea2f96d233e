/**
 * HTTP/2 and WebSocket as real programs speak them on loopback (Node's own server and client, curl), recorded between
 * them, read by varde and by tshark: every field of every head, every body by its hash, every message. Without the
 * programs the tests are skipped.
 */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createSecureServer, createServer as createHttp2Server } from 'node:http2'
import type { Http2SecureServer, Http2Server } from 'node:http2'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { AnomalyLog } from '../src/core/anomaly.ts'
import { KeyLog } from '../src/message/key-log.ts'
import { MessageLayer } from '../src/message/message-layer.ts'
import { Dissector } from '../src/packet/dissector.ts'
import { CaptureFeeder } from '../src/pipeline/reading/feeder.ts'
import { StreamLayer } from '../src/stream/stream-layer.ts'
import { selfSigned } from '../tools/phone-emulator/certificate.ts'
import { run } from './e2e/run-varde.ts'
import { data, headers, settings, settingsAck } from './support/http2.ts'
import type { PlainMessage } from './support/playbook.ts'
import { Collector } from './support/playbook.ts'
import { freePort } from './support/free-ports.ts'
import { whileServing } from './support/record-loopback.ts'
import { listen, openRelay } from './support/relay.ts'
import { webSocketFrame } from './support/websocket.ts'

const hasTshark = await there('tshark')
const hasCurl = await there('curl')
const hasNghttp = (await there('nghttp')) && (await there('nghttpd'))
if (!hasTshark)
  process.stderr.write('oracle: there is no tshark here; the tests of HTTP/2 against it are skipped\n')
if (!hasCurl) process.stderr.write('oracle: there is no curl here; its tests are skipped\n')
if (!hasNghttp) process.stderr.write('oracle: there is no nghttp or nghttpd here; their tests are skipped\n')

function there(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    ({ code }) => code === 0,
    () => false,
  )
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

/** What varde makes of a capture, with the secrets of a key log. */
function ourMessages(capture: Buffer, keyLog = ''): { messages: PlainMessage[]; anomalies: string[] } {
  const collector = new Collector()
  const log = new AnomalyLog()
  const keys = new KeyLog()
  keys.add(keyLog)
  const streams = new StreamLayer(new MessageLayer(collector, log, undefined, undefined, keys), log)
  const dissector = new Dissector(streams, log)
  const feeder = new CaptureFeeder(dissector, log)
  feeder.push(capture)
  feeder.end()
  dissector.end()
  streams.end()
  // What stands in the framing (the reason that curl says goodbye with) is searched, too: no message.
  const messages = collector.events.filter(
    (event): event is PlainMessage =>
      (event.kind === 'request' || event.kind === 'response') && event.protocol !== 'unrecognised',
  )
  return { messages, anomalies: [...log.tallies.keys()] }
}

/** The same in one line: start line, fields in order, body, trailer. */
function ourLines(messages: readonly PlainMessage[]): string[] {
  return messages
    .filter(({ protocol }) => protocol === 'http2')
    .map((message) => {
      const start =
        message.kind === 'request' ? `${message.method} ${message.host} ${message.target}` : message.status
      const fields = message.fields.split('\r\n').filter((line) => line !== '' && !line.startsWith('host: '))
      const trailer = message.trailer.split('\r\n').filter((line) => line !== '')
      return [start, ...fields, sha256(Buffer.from(message.body, 'latin1')), ...trailer].join(' | ')
    })
    .sort()
}

type Json = string | Json[] | { [key: string]: Json }

interface TheirFrame {
  readonly stream: string
  readonly isClient: boolean
  readonly isContinuation: boolean
  readonly headers: [name: string, value: string][]
  readonly data: Buffer
  /** Of the frame's payload. */
  readonly length: number
}

async function tshark(
  capture: Buffer,
  protocols: string,
  keyLog = '',
  options: readonly string[] = [],
): Promise<{ layers: { [key: string]: Json } }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-oracle-'))
  try {
    const path = join(folder, 'capture.pcap')
    writeFileSync(path, capture)
    const keyPath = join(folder, 'keys.log')
    writeFileSync(keyPath, keyLog)
    const { stdout } = await promisify(execFile)(
      'tshark',
      [
        '-n',
        '-o',
        `tls.keylog_file:${keyPath}`,
        ...options,
        '-r',
        path,
        '-T',
        'json',
        '--no-duplicate-keys',
        '-J',
        protocols,
      ],
      { maxBuffer: 512 * 1024 * 1024 },
    )
    return (JSON.parse(stdout) as { _source: { layers: { [key: string]: Json } } }[]).map(
      ({ _source: { layers } }) => ({ layers }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every object with the key, in order. */
function withKey(
  value: Json | undefined,
  key: string,
  found: { [key: string]: Json }[] = [],
): { [key: string]: Json }[] {
  if (Array.isArray(value)) for (const one of value) withKey(one, key, found)
  else if (typeof value === 'object') {
    if (key in value) found.push(value)
    for (const one of Object.values(value)) if (typeof one !== 'string') withKey(one, key, found)
  }
  return found
}

const listOf = (value: Json | undefined): Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const hexOf = (value: Json | undefined): Buffer => Buffer.from(textOf(value).replaceAll(':', ''), 'hex')

async function theirFrames(
  capture: Buffer,
  keyLog: string,
  options: readonly string[] = [],
): Promise<TheirFrame[]> {
  const frames: TheirFrame[] = []
  for (const { layers } of await tshark(capture, 'tcp http2', keyLog, options)) {
    const tcp = withKey(layers['tcp'], 'tcp.stream')[0]
    for (const frame of withKey(layers['http2'], 'http2.streamid')) {
      // A promise of the server is the request of another stream.
      const promised = textOf(frame['http2.push_promise.promised_stream_id'])
      frames.push({
        stream: `${textOf(tcp?.['tcp.stream'])} ${promised || textOf(frame['http2.streamid'])}`,
        isClient: promised !== '' || ['80', '443'].includes(textOf(tcp?.['tcp.dstport'])),
        isContinuation: frame['http2.type'] === '9',
        headers: listOf(frame['http2.header']).flatMap((header) =>
          typeof header === 'object' && !Array.isArray(header)
            ? [
                [textOf(header['http2.header.name']), textOf(header['http2.header.value'])] as [
                  string,
                  string,
                ],
              ]
            : [],
        ),
        data: frame['http2.type'] === '0' ? hexOf(frame['http2.data.data']) : Buffer.alloc(0),
        length: Number(frame['http2.length']),
      })
    }
  }
  return frames
}

/** The body that the frames of one side carry: with its last frame tshark shows the whole of it. */
function bodyOf(sides: readonly TheirFrame[]): Buffer {
  const whole = sides.find((frame) => frame.data.length > frame.length)
  return whole?.data ?? Buffer.concat(sides.map((frame) => frame.data))
}

const bySide = (frames: readonly TheirFrame[]): TheirFrame[][] => [
  ...Map.groupBy(frames, ({ stream, isClient }) => `${stream} ${isClient}`).values(),
]

/** What tshark makes of it, in the same form. */
async function theirLines(capture: Buffer, keyLog = ''): Promise<string[]> {
  return bySide(await theirFrames(capture, keyLog))
    .flatMap((sides) => {
      const sections: [string, string][][] = []
      for (const { headers: block, isContinuation } of sides) {
        const last = sections.at(-1)
        if (isContinuation && last !== undefined) last.push(...block)
        else if (block.length > 0) sections.push([...block])
      }
      const [head] = sections
      if (head === undefined) return []
      const of = (name: string): string => head.find(([key]) => key === name)?.[1] ?? ''
      const start = of(':status') || `${of(':method')} ${of(':authority')} ${of(':path')}`
      const lines = (fields: readonly [string, string][]): string[] =>
        fields.filter(([name]) => !name.startsWith(':')).map(([name, value]) => `${name}: ${value}`)
      return [[start, ...lines(head), sha256(bodyOf(sides)), ...sections.slice(1).flatMap(lines)].join(' | ')]
    })
    .sort()
}

/** A server that answers with what tells requests apart; some with trailers, some compressed. */
function answeringServer(): Http2Server {
  const server = createHttp2Server()
  answer(server)
  return server
}

function answer(server: Http2Server | Http2SecureServer): void {
  server.on('stream', (stream, fields) => {
    let received = 0
    stream.on('data', (bytes: Buffer) => {
      received += bytes.length
    })
    stream.on('end', () => {
      const path = fields[':path'] ?? ''
      const isZipped = path.includes('zip')
      const said = Buffer.from(JSON.stringify({ path, received, filler: 'a'.repeat(received % 5_000) }))
      stream.respond(
        {
          ':status': path.includes('missing') ? 404 : 200,
          'content-type': 'application/json',
          'set-cookie': [`id=${path.length}; Path=/`, 'b=c'],
          ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
        },
        { waitForTrailers: true },
      )
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-received': String(received) }))
      stream.end(isZipped ? gzipSync(said) : said)
    })
  })
}

test.skipIf(!hasTshark)('Node’s client and server, many requests on few connections', async () => {
  const server = answeringServer()
  const relay = await openRelay(await listen(server as unknown as Server))
  for (let connection = 0; connection < 3; connection++) {
    const session = connect(`http://127.0.0.1:${relay.port}`)
    await Promise.all(
      Array.from({ length: 25 }, async (_, index) => {
        const body = index % 3 === 0 ? '' : 'body of this request '.repeat(index * index * 10)
        const request = session.request({
          ':method': body === '' ? 'GET' : 'POST',
          ':path': `/${connection}/${index}${index % 4 === 0 ? '/zip' : ''}${index % 7 === 0 ? '/missing' : ''}?q=a%20b`,
          ':authority': `host-${index % 3}.example.com`,
          'x-index': String(index),
          cookie: `session=${'0123456789abcdef'.repeat(2)}; n=${index}`,
          'user-agent': 'ExampleApp/1.0 (Example 1; Android 9)',
          ...(index === 5 ? { 'x-long': 'y'.repeat(9_000) } : {}),
        })
        if (body !== '') request.end(body)
        request.resume()
        await once(request, 'close')
      }),
    )
    session.close()
    await once(session, 'close')
  }
  server.close()
  const capture = await relay.capture()
  const { messages, anomalies } = ourMessages(capture)
  expect(messages.filter(({ kind }) => kind === 'request')).toHaveLength(75)
  expect(ourLines(messages)).toEqual(await theirLines(capture))
  expect(anomalies).toEqual([])
})

/** The capture without its first frames: from a place between two requests on. */
function joinedLate(capture: Buffer, share: number): Buffer {
  const starts: number[] = []
  for (let at = 24; at < capture.length; at += 16 + capture.readUInt32LE(at + 8)) starts.push(at)
  return Buffer.concat([capture.subarray(0, 24), capture.subarray(starts[Math.floor(starts.length * share)])])
}

test.skipIf(!hasTshark)(
  'Node’s client and server, of which the beginning is not in the capture',
  async () => {
    const server = answeringServer()
    const relay = await openRelay(await listen(server as unknown as Server))
    const session = connect(`http://127.0.0.1:${relay.port}`)
    const heads = { ':method': 'POST', ':authority': 'host.example.com', 'x-imei': '350000000000000' }
    for (let index = 0; index < 30; index++) {
      const request = session.request({ ...heads, ':path': `/late/${index}`, 'x-index': String(index) })
      request.end(`body ${index} `.repeat(50))
      request.resume()
      await once(request, 'close')
    }
    session.close()
    await once(session, 'close')
    server.close()
    const whole = await relay.capture()
    for (const share of [0.3, 0.5, 0.8]) {
      const capture = joinedLate(whole, share)
      const { messages, anomalies } = ourMessages(capture)
      // Which fields the lost table would have given, neither knows; every body is there, and the paths, which are new.
      const theirs = bySide(await theirFrames(capture, '', ['-d', 'tcp.port==80,http2']))
        .map(bodyOf)
        .filter((body) => body.length > 0)
        .map(sha256)
      const ours = messages
        .filter(({ body }) => body !== '')
        .map(({ body }) => sha256(Buffer.from(body, 'latin1')))
      expect(theirs.length).toBeGreaterThan(5)
      expect(ours.sort()).toEqual(theirs.sort())
      const paths = messages.filter(({ kind }) => kind === 'request').map(({ target }) => target)
      expect(paths).toContain('/late/29')
      expect(anomalies).toContain('message.http2.joined_late')
    }
  },
)

test.skipIf(!hasTshark)('Node’s client and server over TLS, with the key log', async () => {
  const from = Date.UTC(2024, 0, 1)
  const certificate = selfSigned(
    'www.example.com',
    Buffer.from([1, 2, 3, 4]),
    from,
    from + 20 * 365 * 86_400_000,
  )
  const server = createSecureServer({ key: certificate.keyPem, cert: certificate.certificatePem })
  answer(server)
  let keyLog = ''
  server.on('keylog', (line: Buffer) => {
    keyLog += line.toString('latin1')
  })
  const relay = await openRelay(await listen(server as unknown as Server), 443)
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const session = connect(`https://127.0.0.1:${relay.port}`, {
      servername: 'www.example.com',
      ca: certificate.certificatePem,
      rejectUnauthorized: false,
      maxVersion,
    })
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const request = session.request({
          ':method': 'POST',
          ':path': `/${maxVersion}/${index}${index % 2 === 0 ? '/zip' : ''}`,
          ':authority': 'www.example.com',
          'x-index': String(index),
        })
        request.end('body over TLS '.repeat(index * 500 + 1))
        request.resume()
        await once(request, 'close')
      }),
    )
    session.close()
    await once(session, 'close')
  }
  server.close()
  const capture = await relay.capture()
  const { messages, anomalies } = ourMessages(capture, keyLog)
  expect(messages.filter(({ kind }) => kind === 'request')).toHaveLength(20)
  expect(ourLines(messages)).toEqual(await theirLines(capture, keyLog))
  expect(anomalies).toEqual([])
  expect(ourMessages(capture).messages).toEqual([])
})

// Not held against tshark, which does not decode what a server sends to a client that asks for a small table.
test('Node’s client and server with a small table, against what they said', async () => {
  const server = answeringServer()
  const relay = await openRelay(await listen(server as unknown as Server))
  const session = connect(`http://127.0.0.1:${relay.port}`, { settings: { headerTableSize: 100 } })
  const heard: string[] = []
  for (let index = 0; index < 20; index++) {
    const request = session.request({ ':path': `/${index}`, 'x-index': String(index) })
    request.resume()
    const [fields] = (await once(request, 'response')) as [
      { 'content-type': string; 'set-cookie': string[]; date: string },
    ]
    heard.push([fields['content-type'], ...fields['set-cookie'], fields.date].join(' '))
    await once(request, 'close')
  }
  session.close()
  await once(session, 'close')
  server.close()
  const { messages, anomalies } = ourMessages(await relay.capture())
  const responses = messages.filter(({ kind }) => kind === 'response')
  const values = responses.map(({ fields }) =>
    fields
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(line.indexOf(': ') + 2))
      .join(' '),
  )
  expect(values).toEqual(heard)
  expect(anomalies).toEqual([])
})

test.skipIf(!hasTshark || !hasCurl)('curl with prior knowledge', async () => {
  const server = answeringServer()
  const relay = await openRelay(await listen(server as unknown as Server))
  const url = `http://127.0.0.1:${relay.port}`
  const options = ['-s', '-o', '/dev/null', '--http2-prior-knowledge']
  const first = [...options, '-H', 'Host: a.example.com', '-H', 'X-Imei: 350000000000000', `${url}/one?x=y`]
  const second = [
    ...options,
    '-H',
    'Host: b.example.com',
    '--data-binary',
    'z'.repeat(70_000),
    `${url}/two/zip`,
  ]
  const third = [...options, '-F', 'field=value', `${url}/three/missing`]
  await curl([...first, '--next', ...second, '--next', ...third])
  server.close()
  const capture = await relay.capture()
  const { messages, anomalies } = ourMessages(capture)
  expect(messages.filter(({ kind }) => kind === 'request')).toMatchObject([
    { method: 'GET', target: '/one?x=y', host: 'a.example.com' },
    { method: 'POST', target: '/two/zip', body: 'z'.repeat(70_000) },
    { method: 'POST', target: '/three/missing' },
  ])
  expect(ourLines(messages)).toEqual(await theirLines(capture))
  expect(anomalies).toEqual([])
})

test.skipIf(!hasTshark || !hasCurl)('curl that asks for the upgrade', async () => {
  // Agrees, and answers on stream 1; then the request that curl sends by HTTP/2.
  const server = createServer((socket: Socket) => {
    let isAgreed = false
    socket.on('data', () => {
      if (isAgreed) return
      isAgreed = true
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
      socket.write(Buffer.concat([settings([3, 100]), settingsAck]))
      socket.write(
        Buffer.concat([
          headers(1, [
            [':status', '200'],
            ['x-answer', 'first'],
          ]),
          data(1, 'by HTTP/2', true),
        ]),
      )
    })
    socket.on('error', () => socket.destroy())
  })
  const relay = await openRelay(await listen(server))
  const answer = await curl(['-s', '--http2', `http://127.0.0.1:${relay.port}/upgrade`])
  expect(answer).toBe('by HTTP/2')
  server.close()
  const capture = await relay.capture()
  const { messages, anomalies } = ourMessages(capture)
  expect(messages).toMatchObject([
    { protocol: 'http', kind: 'request', target: '/upgrade', exchange: 0 },
    { protocol: 'http', kind: 'response', status: 101, exchange: 0 },
    { protocol: 'http2', kind: 'response', status: 200, body: 'by HTTP/2', exchange: 0 },
  ])
  expect(ourLines(messages)).toEqual(await theirLines(capture))
  expect(anomalies).toEqual([])
})

const paths = ['/index.html', '/style.css', '/big.bin']

/** What nghttpd and nghttp are told, and what must come of it. */
const nghttpTalks: readonly {
  readonly name: string
  readonly server?: readonly string[]
  readonly client?: readonly string[]
  readonly tells?: (messages: readonly PlainMessage[]) => unknown
  readonly told?: unknown
  readonly asks?: readonly string[]
}[] = [
  { name: 'prior knowledge' },
  {
    name: 'a field so long that its block goes on in CONTINUATION frames',
    client: ['--continuation'],
    tells: (messages) =>
      messages.filter(({ fields }) => /^continuation-test-6: -{4096}\r$/m.test(fields)).length,
    told: paths.length,
  },
  {
    name: 'pushes',
    server: ['--push=/index.html=/style.css,/big.bin'],
    asks: ['/index.html'],
    tells: (messages) => messages.filter(({ kind }) => kind === 'request').map(({ target }) => target),
    told: paths,
  },
  {
    name: 'trailers on both sides',
    server: ['--trailer=x-said: by server'],
    client: ['--trailer=x-imei: 356938035643809', '-d', 'body.json'],
    tells: (messages) => new Set(messages.map(({ trailer }) => trailer)),
    told: new Set(['x-imei: 356938035643809\r\n', 'x-said: by server\r\n']),
  },
  { name: 'padding', server: ['--padding=100'], client: ['--padding=100'] },
  {
    name: 'each file twenty times',
    client: ['--multiply=20', '-H', 'x-imei: 356938035643809'],
    tells: (messages) => messages.filter(({ kind }) => kind === 'request').length,
    told: 20 * paths.length,
  },
]

describe.skipIf(!hasTshark || !hasNghttp)('nghttp and nghttpd', () => {
  test.each(nghttpTalks)('$name', async ({ server = [], client = [], asks = paths, tells, told }) => {
    const folder = mkdtempSync(join(tmpdir(), 'varde-nghttp-'))
    try {
      for (const path of paths)
        writeFileSync(join(folder, path), path.repeat(path === '/big.bin' ? 9_000 : 1))
      writeFileSync(join(folder, 'body.json'), '{"imei":"356938035643809"}')
      const port = await freePort()
      let capture: Buffer = Buffer.alloc(0)
      await whileServing('nghttpd', [...server, '--no-tls', '-d', folder, String(port)], async () => {
        const relay = await openRelay(port)
        const args = client.map((one) => (one === 'body.json' ? join(folder, one) : one))
        const urls = asks.map((path) => `http://127.0.0.1:${relay.port}${path}`)
        expect(await run('nghttp', ['-n', '-t', '5', ...args, ...urls])).toMatchObject({ code: 0 })
        capture = await relay.capture()
      })
      const { messages, anomalies } = ourMessages(capture)
      expect(messages.filter(({ kind }) => kind === 'response').length).toBeGreaterThanOrEqual(paths.length)
      expect(ourLines(messages)).toEqual(await theirLines(capture))
      expect(anomalies).toEqual([])
      if (tells !== undefined) expect(tells(messages)).toEqual(told)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

test.skipIf(!hasTshark)('WebSocket as Node’s client speaks it, compressed by the server', async () => {
  const said = ['{"imei":"350000000000000"}', 'x'.repeat(70_000), 'ünï', '']
  const server = createServer((socket: Socket) => {
    let seen = ''
    socket.on('data', (bytes: Buffer) => {
      if (seen.includes('\r\n\r\n')) {
        // The client's last frame: close, masked, with a status.
        if (bytes.at(-8) === 0x88 && bytes.at(-7) === 0x82)
          socket.end(webSocketFrame(Buffer.from([3, 0xe8]), { opcode: 8, isMasked: false }))
        return
      }
      seen += bytes.toString('latin1')
      if (!seen.includes('\r\n\r\n')) return
      const key = /^sec-websocket-key: (.*)\r$/im.exec(seen)?.[1] ?? ''
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      const extension =
        'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n'
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${extension}Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
      )
      const compressed = deflateRawSync('compressed '.repeat(100), { finishFlush: 2 }).subarray(0, -4)
      socket.write(webSocketFrame(compressed, { isCompressed: true, isMasked: false }))
      socket.write(webSocketFrame('plain', { isMasked: false }))
    })
    socket.on('error', () => socket.destroy())
  })
  const relay = await openRelay(await listen(server))
  const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/chat?id=35`)
  const heard: string[] = []
  await new Promise<void>((resolve) => {
    socket.addEventListener('message', (event) => {
      heard.push(String(event.data))
      if (heard.length < 2) return
      for (const text of said) socket.send(text)
      socket.close(1_000)
    })
    socket.addEventListener('close', () => resolve())
  })
  server.close()
  const capture = await relay.capture()
  const { messages, anomalies } = ourMessages(capture)
  const ours = messages.filter(({ protocol }) => protocol === 'websocket')
  // All but the status of a close.
  const isContent = (message: PlainMessage): boolean => message.body.length !== 2
  expect(
    ours
      .filter(({ kind }) => kind === 'request')
      .filter(isContent)
      .map(({ body }) => body),
  ).toEqual(said.filter((text) => text !== '').map((text) => Buffer.from(text).toString('latin1')))
  expect(
    ours
      .filter(({ kind }) => kind === 'response')
      .filter(isContent)
      .map(({ body }) => body),
  ).toEqual(heard)
  expect(ours.every(({ target }) => target === '/chat?id=35')).toBe(true)
  expect(anomalies).toEqual([])
  const theirs = (await tshark(capture, 'tcp websocket')).flatMap(({ layers }) =>
    withKey(layers['websocket'], 'websocket.opcode').map((frame) =>
      Number(frame['websocket.payload_length']),
    ),
  )
  expect(theirs.filter((length) => length > 0)).toHaveLength(ours.length)
})

function curl(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('curl', ['--max-time', '10', '-q', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`curl ended with ${code}`))))
  })
}
