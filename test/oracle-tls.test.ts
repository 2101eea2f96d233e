/**
 * TLS and DTLS of real programs (Node, OpenSSL's own, curl), recorded by dumpcap while they talk on loopback, read with their
 * key logs by varde and by tshark: every request, host, path, body (by its hash) and status, every server name, and how many
 * bytes were decrypted. Each cipher mode, and each thing that a connection can do.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttps } from 'node:https'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selfSigned } from '../tools/phone-emulator/certificate.ts'
import { dtlsTalk } from './support/dtls-peers.ts'
import { httpFields, ourHttp, theirHttp, valueMark, values } from './support/http-oracle.ts'
import { opensslTalk } from './support/openssl-peers.ts'
import type { PlainMessage } from './support/playbook.ts'
import { freePorts } from './support/free-ports.ts'
import { readMessages } from './support/read-messages.ts'
import { isThere, mayRecord, recordLoopback } from './support/record-loopback.ts'
import { suites } from './support/tls-suites.ts'

const canRecord = (await mayRecord()) && (await isThere('openssl')) && (await isThere('curl'))
if (!canRecord)
  process.stderr.write('oracle: no TLS of real programs, as dumpcap, tshark, openssl or curl is not here\n')

const from = Date.UTC(2024, 0, 1)
const certificate = selfSigned('www.example.com', Buffer.from([3, 2, 1]), from, from + 20 * 365 * 86_400_000)
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`

/** What OpenSSL's programs do, by what it is called: arguments of the server, and of each client what it is given and says. */
const behaviours: readonly (readonly [
  name: string,
  server: readonly string[],
  clients: Parameters<typeof opensslTalk>[1],
])[] = [
  [
    'key-update',
    ['-tls1_3'],
    [
      {
        args: ['-tls1_3', '-servername', 'update.example.com'],
        says: [get('/a'), 'K\n', get('/b'), 'k\n', get('/c')],
      },
    ],
  ],
  [
    'early-data',
    ['-tls1_3', '-early_data', '-no_anti_replay'],
    [
      { args: ['-tls1_3', '-sess_out', '{folder}/session'], says: [get('/first')] },
      {
        args: ['-tls1_3', '-sess_in', '{folder}/session', '-early_data', '{folder}/early'],
        file: get('/early'),
        says: [get('/later')],
      },
    ],
  ],
  [
    'hello-retry',
    ['-tls1_3', '-groups', 'P-256'],
    [
      {
        args: ['-tls1_3', '-groups', 'X25519:P-256', '-servername', 'retry.example.com'],
        says: [get('/retried')],
      },
    ],
  ],
  [
    'renegotiation',
    ['-tls1_2', '-client_renegotiation'],
    [{ args: ['-tls1_2'], says: [get('/before'), 'R\n', get('/behind')] }],
  ],
  [
    'tickets-of-1.2',
    ['-tls1_2'],
    [
      { args: ['-tls1_2', '-sess_out', '{folder}/session'], says: [get('/one')] },
      { args: ['-tls1_2', '-sess_in', '{folder}/session'], says: [get('/two')] },
    ],
  ],
  [
    'session-ids-of-1.2',
    ['-tls1_2', '-no_ticket'],
    [
      { args: ['-tls1_2', '-no_ticket', '-sess_out', '{folder}/session'], says: [get('/three')] },
      { args: ['-tls1_2', '-no_ticket', '-sess_in', '{folder}/session'], says: [get('/four')] },
    ],
  ],
  [
    'tickets-of-1.3',
    ['-tls1_3'],
    [
      { args: ['-tls1_3', '-sess_out', '{folder}/session'], says: [get('/five')] },
      { args: ['-tls1_3', '-sess_in', '{folder}/session'], says: [get('/six')] },
    ],
  ],
  [
    'shared-secret',
    ['-tls1_3', '-psk', '0123456789abcdef', '-psk_identity', 'phone'],
    [{ args: ['-tls1_3', '-psk', '0123456789abcdef', '-psk_identity', 'phone'], says: [get('/psk')] }],
  ],
]

const datagramSuites: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['AES-GCM', ['-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256']],
  ['ChaCha20', ['-cipher', 'ECDHE-ECDSA-CHACHA20-POLY1305']],
  ['AES-CCM', ['-cipher', 'ECDHE-ECDSA-AES128-CCM']],
  ['AES-CBC, encrypt-then-MAC', ['-cipher', 'ECDHE-ECDSA-AES128-SHA256']],
  ['AES-CBC, MAC first', ['-cipher', 'ECDHE-ECDSA-AES256-SHA384', '-no_etm']],
]

/** A confirmable PUT of CoAP with a path and a payload, and its answer. */
const asked = (name: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x41, 3, 0x12, 0x34, 0x77, 0xb4]),
    Buffer.from('imei'),
    Buffer.from([0xff]),
    Buffer.from(name),
  ])
const answered = Buffer.concat([Buffer.from([0x61, 0x45, 0x12, 0x34, 0x77, 0xff]), Buffer.from('ok then')])

let folder = ''
let capture = ''
let keys = ''
let read: ReturnType<typeof readMessages>
let ports: number[] = []
let decode: string[] = []

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

/** One server for all suites; a client for each. */
async function nodeTalks(port: number): Promise<string> {
  let keyLog = ''
  const server = createServer(
    {
      key: certificate.keyPem,
      cert: certificate.certificatePem,
      minVersion: 'TLSv1',
      ciphers:
        'ALL:COMPLEMENTOFALL:TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256:@SECLEVEL=0',
    },
    (socket) => {
      let heard = 0
      socket.on('data', (chunk: Buffer) => {
        const isFirst = heard === 0
        heard += chunk.length
        if (isFirst || heard < 20_000) return
        const body = 'y'.repeat(5_000)
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        )
      })
      socket.on('error', () => socket.destroy())
    },
  )
  await listening(server, port)
  for (const [name, both] of suites) {
    const body = name.padEnd(20_000, 'x')
    const socket = connect({
      ...both,
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      servername: 'suite.example.com',
    })
    socket.on('keylog', (line: Buffer) => {
      keyLog += line.toString('latin1')
    })
    socket.resume()
    await once(socket, 'secureConnect')
    socket.write(
      `POST /suite/${encodeURIComponent(name)} HTTP/1.1\r\nHost: suite.example.com\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    socket.write(body)
    await once(socket, 'close')
  }
  server.close()
  return keyLog
}

async function curlTalk(port: number, keyFile: string): Promise<void> {
  const server = createHttps(
    { key: certificate.keyPem, cert: certificate.certificatePem },
    (request, response) => {
      request.resume()
      request.on('end', () => {
        response.setHeader('Content-Type', 'application/json')
        response.end(JSON.stringify({ said: request.url }))
      })
    },
  )
  await listening(server, port)
  const url = `https://curl.example.com:${port}`
  await promisify(execFile)(
    'curl',
    [
      '-sk',
      '-q',
      '--noproxy',
      '*',
      '-m',
      '10',
      '--resolve',
      `curl.example.com:${port}:127.0.0.1`,
      `${url}/get?x=y`,
      '--next',
      '-sk',
      '-d',
      '{"imei":"356938035643809"}',
      '--resolve',
      `curl.example.com:${port}:127.0.0.1`,
      `${url}/post`,
    ],
    { env: { ...process.env, SSLKEYLOGFILE: keyFile } },
  )
  server.closeAllConnections()
  server.close()
}

beforeAll(async () => {
  if (!canRecord) return
  folder = mkdtempSync(join(tmpdir(), 'varde-oracle-tls-'))
  capture = join(folder, 'tls.pcapng')
  keys = join(folder, 'keys.log')
  ports = await freePorts(2 + behaviours.length + datagramSuites.length)
  const [nodePort = 0, curlPort = 0] = ports
  const streamPorts = ports.slice(0, 2 + behaviours.length)
  const datagramPorts = ports.slice(2 + behaviours.length)
  decode = [
    ...streamPorts.flatMap((port) => ['-d', `tcp.port==${port},tls`, '-d', `tls.port==${port},http`]),
    ...datagramPorts.flatMap((port) => ['-d', `udp.port==${port},dtls`, '-d', `dtls.port==${port},coap`]),
  ]
  const logs: string[] = []
  const curlKeys = join(folder, 'curl.log')
  const bytes = await recordLoopback(
    capture,
    ports.map((port) => `port ${port}`).join(' or '),
    nodePort,
    async () => {
      await Promise.all([
        nodeTalks(nodePort).then((log) => logs.push(log)),
        curlTalk(curlPort, curlKeys),
        (async () => {
          for (const [index, [, server, clients]] of behaviours.entries())
            logs.push((await opensslTalk(server, clients, streamPorts[2 + index])).keyLog)
        })(),
        (async () => {
          for (const [index, [name, args]] of datagramSuites.entries())
            logs.push((await dtlsTalk(args, args, asked(name), answered, datagramPorts[index])).keyLog)
        })(),
      ])
    },
  )
  logs.push(existsSync(curlKeys) ? readFileSync(curlKeys, 'latin1') : '')
  writeFileSync(keys, logs.join('\n'))
  read = readMessages(bytes, logs.join('\n'))
}, 60_000)

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

async function tshark(...args: string[]): Promise<string[][]> {
  const { stdout } = await promisify(execFile)(
    'tshark',
    [
      '-n',
      '-r',
      capture,
      '-o',
      `tls.keylog_file:${keys}`,
      '-o',
      'tcp.reassemble_out_of_order:TRUE',
      ...decode,
      ...args,
    ],
    { encoding: 'latin1', maxBuffer: 1 << 28, env: { PATH: process.env['PATH'], HOME: '/nonexistent' } },
  )
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

const fields = (...names: string[]): string[] => [
  '-T',
  'fields',
  '-E',
  'occurrence=a',
  '-E',
  `aggregator=${valueMark}`,
  ...names.flatMap((name) => ['-e', name]),
]

/** What tshark 4.4 does not open, though it has the keys: each must be read by us, and by us alone. */
const onlyOurs: Readonly<Record<'stream' | 'datagrams', readonly string[]>> = {
  stream: ['ECDHE-ECDSA-ARIA128-GCM-SHA256'],
  datagrams: ['ChaCha20'],
}

/** Messages of HTTP, without those of the conversations that tshark does not open. */
function comparable(): {
  readonly messages: readonly PlainMessage[]
  readonly onlyOurs: readonly PlainMessage[]
} {
  const ofHttp = read.messages.filter(({ protocol }) => protocol === 'http')
  const targets = onlyOurs.stream.map((name) => `/suite/${name}`)
  const exchanges = new Set(
    ofHttp.filter(({ target }) => targets.includes(target)).map(({ exchange }) => exchange),
  )
  expect(exchanges.size).toBe(targets.length)
  return {
    messages: ofHttp.filter(({ exchange }) => !exchanges.has(exchange)),
    onlyOurs: ofHttp.filter(({ exchange }) => exchanges.has(exchange)),
  }
}

describe.skipIf(!canRecord)('TLS of real programs, as tshark reads it with the same keys', () => {
  test('requests: method, host, path and body; responses: status and body', async () => {
    const theirs = theirHttp(await tshark('-Y', 'http', ...fields(...httpFields)))
    expect(ourHttp(comparable().messages)).toEqual(theirs)
    const targets = read.messages.filter(({ kind }) => kind === 'request').map(({ target }) => target)
    for (const [name] of suites) expect(targets).toContain(`/suite/${encodeURIComponent(name)}`)
    for (const path of [
      'a',
      'b',
      'c',
      'early',
      'later',
      'retried',
      'before',
      'behind',
      'two',
      'four',
      'six',
      'psk',
      'get?x=y',
      'post',
    ])
      expect(targets).toContain(`/${path}`)
  })

  test('server names', async () => {
    const rows = await tshark(
      '-Y',
      'tls.handshake.type == 1 || dtls.handshake.type == 1',
      ...fields('tls.handshake.extensions_server_name'),
    )
    const theirs = new Set(rows.flatMap(([names]) => values(names)))
    const ours = read.events.flatMap((event) =>
      event.kind === 'clientHello' && event.hello.sni !== '' ? [event.hello.sni] : [],
    )
    expect(new Set(ours)).toEqual(theirs)
    expect([...theirs].sort()).toEqual([
      'curl.example.com',
      'retry.example.com',
      'suite.example.com',
      'update.example.com',
    ])
  })

  test('bytes that were decrypted, and none that were not', async () => {
    const streams = new Set(
      (await tshark('-Y', 'tls', ...fields('tcp.stream'))).map(([stream]) => stream ?? ''),
    )
    const rows = await tshark('-q', ...[...streams].flatMap((stream) => ['-z', `follow,tls,raw,${stream}`]))
    let theirs = 0
    for (const cells of rows) {
      const hex = cells.join('')
      if (/^[0-9a-f]+$/.test(hex)) theirs += hex.length / 2
    }
    const datagrams = datagramSuites.reduce((sum, [name]) => sum + asked(name).length + answered.length, 0)
    const bytesOf = (messages: readonly PlainMessage[]): number =>
      messages.reduce((sum, { head, body }) => sum + head.length + body.length, 0)
    const more = bytesOf(comparable().onlyOurs)
    expect(more).toBeGreaterThan(0)
    // What was never encrypted is read, but there was nothing to decrypt.
    const ofHttp = read.messages.filter(({ protocol }) => protocol === 'http')
    const clear = new Set(
      ofHttp.filter(({ target }) => target.includes('-NULL-')).map(({ exchange }) => exchange),
    )
    const unencrypted = bytesOf(ofHttp.filter(({ exchange }) => clear.has(exchange)))
    expect(unencrypted).toBeGreaterThan(0)
    expect(read.counts.decryptedBytes).toBe(theirs + more + datagrams - unencrypted)
    // Each server of OpenSSL was asked whether it is there, and said in an alert that this was no hello: that is in clear.
    expect(read.anomalies).toEqual({
      'message.tls.unencrypted': clear.size,
    })
    expect(read.counts).toMatchObject({
      undecryptableBytes: 0,
      hellosWithoutKey: 0,
      connectionsWithWrongKey: 0,
    })
    expect(read.countedBytes).toBe(read.givenBytes)
  })

  test('DTLS 1.2: what the datagrams carry', async () => {
    const rows = await tshark('-Y', 'coap', ...fields('coap.opt.uri_path', 'coap.payload_length'))
    const theirs = rows.map(([path = '', length]) => `${path} ${length}`)
    const ours = read.messages.filter(({ protocol }) => protocol === 'coap')
    const sealed = new Set(
      ours.filter(({ body }) => onlyOurs.datagrams.includes(body)).map(({ exchange }) => exchange),
    )
    expect(sealed.size).toBe(onlyOurs.datagrams.length)
    expect(
      ours
        .filter(({ exchange }) => !sealed.has(exchange))
        .map(({ target, body }) => `${target.replace('/', '')} ${body.length}`)
        .sort(),
    ).toEqual(theirs.sort())
    expect(
      ours
        .filter(({ kind }) => kind === 'request')
        .map(({ body }) => body)
        .sort(),
    ).toEqual(datagramSuites.map(([name]) => name).sort())
  })
})
