/**
 * Real programs speak HTTP/3 on loopback (curl and the client of ngtcp2 with its server), dumpcap records them, and
 * what is read with their keys is compared: requests with those that tshark finds and with those that were asked for,
 * bodies with the files that were served and sent. Skipped with a word where a program is not installed.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from './e2e/run-varde.ts'
import { readMessages } from './support/read-messages.ts'
import type { ReadMessages } from './support/read-messages.ts'
import { dnsMessage, dnsQuestion } from './support/dns-message.ts'
import { freePort } from './support/free-ports.ts'
import { recordLoopback, whileServing } from './support/record-loopback.ts'

const answers = async (program: string, args: readonly string[]): Promise<boolean> =>
  run(program, args).then(
    ({ code }) => code === 0,
    () => false,
  )

const needed = {
  tshark: await answers('tshark', ['--version']),
  dumpcap: await answers('dumpcap', ['--version']),
  openssl: await answers('openssl', ['version']),
  'gtlsserver (Debian package ngtcp2-server)': await answers('gtlsserver', ['--help']),
  'gtlsclient (Debian package ngtcp2-client)': await answers('gtlsclient', ['--help']),
}
const missing = Object.entries(needed).flatMap(([name, isThere]) => (isThere ? [] : [name]))
const hasCurl = (await run('curl', ['--version']).catch(() => ({ stdout: '' }))).stdout.includes('HTTP3')
/** dumpcap may be there, and not be allowed to record. */
const canRecord =
  missing.length === 0 &&
  (await answers('dumpcap', ['-q', '-i', 'lo', '-a', 'duration:1', '-w', '/dev/null']))
if (missing.length > 0)
  process.stderr.write(`oracle: no HTTP/3 of real programs, as these are not here: ${missing.join(', ')}\n`)
else if (!canRecord)
  process.stderr.write('oracle: no HTTP/3 of real programs, as dumpcap may not record here\n')
else if (!hasCurl) process.stderr.write('oracle: the curl here speaks no HTTP/3; its test is skipped\n')

const hash = (bytes: Buffer | string): string =>
  createHash('sha256')
    .update(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    .digest('hex')

let folder = ''
const sent = Buffer.from(JSON.stringify({ imei: '490154203718467', filler: 'x'.repeat(20_000) }))
const served: Record<string, Buffer> = {
  '/a.json': Buffer.from('{"status":"received"}'),
  '/big.txt': Buffer.from(hash('big').repeat(4_000)),
  '/empty.txt': Buffer.alloc(0),
}

beforeAll(async () => {
  if (!canRecord) return
  folder = mkdtempSync(join(tmpdir(), 'varde-http3-'))
  for (const [path, bytes] of Object.entries(served)) writeFileSync(join(folder, path), bytes)
  writeFileSync(join(folder, 'sent.json'), sent)
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    join(folder, 'key.pem'),
    '-out',
    join(folder, 'certificate.pem'),
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  ])
})

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

interface Conversation {
  readonly port: number
  readonly capture: string
  readonly keys: string
  readonly read: ReadMessages
}

const taken = new Set<number>()
/** A port that no other conversation has, with the one behind it: they are talked beside each other. */
async function ownPort(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if ([port - 1, port, port + 1].some((near) => taken.has(near))) continue
    taken.add(port)
    return port
  }
}

/** Records one conversation with the server; `client` is given the server's port and the key log's file. */
async function converse(
  name: string,
  serverArgs: (port: number) => readonly string[],
  client: (port: number, keys: string) => Promise<void>,
): Promise<Conversation> {
  const port = await ownPort()
  const capture = join(folder, `${name}.pcapng`)
  const keys = join(folder, `${name}.keys`)
  const server = ['127.0.0.1', `${port}`, join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const bytes = await recordLoopback(capture, `udp portrange ${port}-${port + 1}`, port, () =>
    whileServing('gtlsserver', [...server, '-q', '-d', folder, ...serverArgs(port)], () =>
      client(port, keys),
    ),
  )
  return { port, capture, keys, read: readMessages(bytes, readFileSync(keys, 'latin1')) }
}

/**
 * Has a conversation once more where curl stalled: of a hundred bodies that curl 8.14 sends by HTTP/3 it waits to its end
 * after one or two of them, though it has acknowledged all of the answer. That is its own fault, and no capture to read.
 */
async function unstalled(talk: (times: number) => Promise<Conversation>): Promise<Conversation> {
  for (let times = 1; ; times++) {
    try {
      return await talk(times)
    } catch (cause) {
      const isStalled = cause instanceof Error && 'code' in cause && cause.code === curlTimedOut
      if (!isStalled || times === 3) throw cause
    }
  }
}

/** What curl ends with when `--max-time` is over (libcurl-errors(3)). */
const curlTimedOut = 28

/** What was recorded, with the reason why tshark finds no request in it, where that is so. */
const recorded: { readonly conversation: Conversation; readonly notTheirs: string | undefined }[] = []

/** What tshark finds in all of these, by the port of the server: in one run, as each takes half a second to start. */
async function tsharkRequests(conversations: readonly Conversation[]): Promise<Map<number, string[]>> {
  // A section of pcapng may follow another one.
  const capture = join(folder, 'all.pcapng')
  writeFileSync(capture, Buffer.concat(conversations.map((one) => readFileSync(one.capture))))
  const keys = join(folder, 'all.keys')
  writeFileSync(keys, conversations.map((one) => readFileSync(one.keys, 'latin1')).join('\n'))
  const fields = ['method', 'authority', 'path'].flatMap((field) => ['-e', `http3.headers.${field}`])
  const { stdout } = await promisify(execFile)('tshark', [
    '-n',
    '-r',
    capture,
    '-o',
    `tls.keylog_file:${keys}`,
    // A port by chance may be another protocol's in its tables, and its guess by content differ from run to run.
    ...conversations.flatMap(({ port }) => ['-d', `udp.port==${port}-${port + 1},quic`]),
    '-Y',
    'http3.headers.method',
    '-T',
    'fields',
    '-e',
    'udp.dstport',
    ...fields,
  ])
  const found = new Map<number, string[]>()
  for (const line of stdout.split('\n').filter((text) => text !== '')) {
    const [target = '', methods = '', authorities = '', paths = ''] = line.split('\t')
    const { port = 0 } = conversations.find((one) => [one.port, one.port + 1].includes(Number(target))) ?? {}
    const hosts = authorities.split(',')
    const targets = paths.split(',')
    const requests = methods.split(',').map((method, index) => `${method} ${hosts[index]}${targets[index]}`)
    found.set(port, [...(found.get(port) ?? []), ...requests])
  }
  return found
}

const requestsOf = ({ read }: Conversation): string[] =>
  read.messages
    .filter(({ kind }) => kind === 'request')
    .map(({ method, host, target }) => `${method} ${host}${target}`)

/** All that must hold of every conversation: it was read whole. The other reader has it later. */
function expectWhole(conversation: Conversation, paths: readonly string[], notTheirs?: string): void {
  recorded.push({ conversation, notTheirs })
  const { read } = conversation
  expect(read.countedBytes).toBe(read.givenBytes)
  expect(read.counts.undecryptableBytes).toBe(0)
  expect(read.counts.resyncBytes + read.counts.limitBytes).toBe(0)
  const requests = read.messages.filter(({ kind }) => kind === 'request')
  expect(requests.map(({ target }) => target).sort()).toEqual([...paths].sort())
  for (const request of requests) {
    const response = read.messages.find(
      ({ kind, exchange, status }) => kind === 'response' && exchange === request.exchange && status >= 200,
    )
    expect(response).toMatchObject({ protocol: 'http3', status: 200, isComplete: true })
    expect(hash(response?.body ?? '')).toBe(hash(served[request.target] as Buffer))
  }
}

/** Runs the client of ngtcp2 for these paths. It waits to be told that all is over: it is ended by its own time-out. */
async function ngtcp2Client(
  port: number,
  keys: string,
  paths: readonly string[],
  args: readonly string[],
): Promise<void> {
  const urls = paths.map((path) => `https://localhost:${port}${path}`)
  await promisify(execFile)(
    'gtlsclient',
    ['127.0.0.1', `${port}`, ...urls, '-q', '--no-http-dump', '--exit-on-all-streams-close', ...args],
    { env: { ...process.env, SSLKEYLOGFILE: keys }, timeout: 10_000, maxBuffer: 1 << 26 },
  )
}

const paths = ['/a.json', '/big.txt', '/empty.txt']
const only = (cipher: string): string =>
  `--ciphers=NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+${cipher}:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1`

interface Behaviour {
  readonly name: string
  readonly client?: readonly string[]
  readonly server?: (port: number) => readonly string[]
  /** Why tshark finds nothing. */
  readonly notTheirs?: string
}

const behaviours: readonly Behaviour[] = [
  { name: 'version 1' },
  { name: 'version 2', client: ['--version=v2'] },
  {
    name: 'version 1 that becomes version 2',
    client: ['--available-versions=v2,v1'],
    server: () => ['--preferred-versions=v2'],
  },
  { name: 'AES-256', client: [only('AES-256-GCM')] },
  { name: 'ChaCha20', client: [only('CHACHA20-POLY1305')] },
  { name: 'AES-CCM', client: [only('AES-128-CCM')], notTheirs: 'tshark opens no QUIC packet of AES-CCM' },
  { name: 'Retry', server: () => ['--validate-addr'] },
  { name: 'no connection id of the client', client: ['--scid='] },
  { name: 'key update', client: ['--key-update=1ms', '--delay-stream=100ms'] },
  { name: 'migration', client: ['--change-local-addr=50ms', '--delay-stream=200ms'] },
  { name: 'lost packets, sent again', client: ['--rx-loss=0.1'] },
  {
    name: 'the address that the server prefers',
    server: (port) => [`--preferred-ipv4-addr=127.0.0.1:${port + 1}`],
  },
  { name: 'NAT rebinding', client: ['--change-local-addr=50ms', '--nat-rebinding', '--delay-stream=200ms'] },
]

// Most of their time the programs wait for each other's time-outs.
describe.skipIf(!canRecord).concurrent('HTTP/3 of real programs', () => {
  test.each(behaviours)(
    'is read whole: $name',
    { timeout: 30_000 },
    async ({ name, client = [], server, notTheirs }) => {
      const conversation = await converse(
        name.replaceAll(' ', '-'),
        server ?? ((): readonly string[] => []),
        (port, keys) => ngtcp2Client(port, keys, paths, client),
      )
      expectWhole(conversation, paths, notTheirs)
    },
  )

  test('a session that goes on, with requests in 0-RTT packets', { timeout: 40_000 }, async () => {
    const state = [`--session-file=${join(folder, 'session')}`, `--tp-file=${join(folder, 'parameters')}`]
    const conversation = await converse(
      'early',
      () => [],
      async (port, keys) => {
        await ngtcp2Client(port, keys, ['/a.json'], [...state, '--wait-for-ticket'])
        await ngtcp2Client(port, keys, ['/big.txt'], state)
      },
    )
    expectWhole(conversation, ['/a.json', '/big.txt'])
  })

  test.skipIf(!hasCurl)('curl, with a body that it sends', { timeout: 60_000 }, async () => {
    const conversation = await unstalled((times) =>
      converse(
        `curl-${times}`,
        () => [],
        async (port, keys) => {
          const urls = ['/a.json', '/big.txt'].flatMap((path) => [
            `https://127.0.0.1:${port}${path}`,
            '-o',
            '/dev/null',
          ])
          const body = ['--data-binary', `@${join(folder, 'sent.json')}`]
          await promisify(execFile)('curl', ['-sk', '--http3-only', '--max-time', '8', ...body, ...urls], {
            env: { ...process.env, SSLKEYLOGFILE: keys },
          })
        },
      ),
    )
    expectWhole(conversation, ['/a.json', '/big.txt'])
    const bodies = conversation.read.messages
      .filter(({ kind }) => kind === 'request')
      .map(({ body }) => hash(body))
    expect(bodies).toEqual([hash(sent), hash(sent)])
  })

  test.skipIf(!hasCurl)('curl, which asks for a name (DNS over HTTPS)', { timeout: 60_000 }, async () => {
    const question = dnsMessage({ questions: [dnsQuestion('www.example.com')] })
    writeFileSync(join(folder, 'question.bin'), question)
    const conversation = await unstalled((times) =>
      converse(
        `doh-${times}`,
        () => [],
        async (port, keys) => {
          const url = `https://127.0.0.1:${port}/empty.txt`
          const type = ['-H', 'Content-Type: application/dns-message']
          const body = ['--data-binary', `@${join(folder, 'question.bin')}`]
          await promisify(execFile)(
            'curl',
            ['-sk', '--http3-only', '--max-time', '8', ...type, ...body, url, '-o', '/dev/null'],
            { env: { ...process.env, SSLKEYLOGFILE: keys } },
          )
        },
      ),
    )
    expectWhole(conversation, ['/empty.txt'])
    const asked = conversation.read.events.flatMap((event) =>
      event.kind === 'dns' ? event.message.questions.map(({ name }) => name) : [],
    )
    expect(asked).toEqual(['www.example.com'])
  })
})

test.skipIf(!canRecord)('tshark finds the same requests in all of it', { timeout: 40_000 }, async () => {
  expect(recorded).toHaveLength(behaviours.length + (hasCurl ? 3 : 1))
  const theirs = await tsharkRequests(recorded.map(({ conversation }) => conversation))
  for (const { conversation, notTheirs } of recorded) {
    const found = theirs.get(conversation.port) ?? []
    if (notTheirs === undefined)
      expect(requestsOf(conversation).sort(), conversation.capture).toEqual(found.sort())
    else expect(found, notTheirs).toEqual([])
  }
})
