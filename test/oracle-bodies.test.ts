/**
 * tshark as the oracle of what messages hold: the bodies of HTTP/1, HTTP/2 and HTTP/3 of every real capture, each by
 * its hash (chunks put together, contents of HTTP/1 unzipped); with keys the requests, and how many
 * bytes are decrypted. A
 * difference that the table does not explain fails, and so does a row that explains nothing any more.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { run } from './e2e/run-varde.ts'
import { corpusCaptures, corpusFile } from './support/corpus.ts'
import { missingMembers } from './support/missing-members.ts'
import type { PlainMessage } from './support/playbook.ts'
import { readMessages } from './support/read-messages.ts'
import type { ReadMessages } from './support/read-messages.ts'

interface Difference {
  readonly file: string
  /** Bodies that only one side has, each `bytes hash`, the hash by its first eight digits; a length alone where a body is counted. */
  readonly ours: readonly string[]
  readonly theirs: readonly string[]
  /** Read off the packets themselves. */
  readonly reason: string
}

const differences: readonly Difference[] = [
  {
    file: 'phone/xinxiansk-sdk-init.pcap',
    ours: ['106 758303b3'],
    theirs: [],
    reason:
      'the request says Content-Encoding: gzip, and its body is plain JSON: tshark shows none, as it can not be unzipped',
  },
]

const hasTshark = await run('tshark', ['--version']).then(
  ({ code }) => code === 0,
  () => false,
)

/** Key logs that lie beside captures. */
const keyFiles: Readonly<Record<string, string>> = { 'tls/tls12-keylog.pcap': 'tls/tls12-keylog.keys' }

function mark(body: Buffer): string {
  return `${body.length} ${createHash('sha256').update(body).digest('hex').slice(0, 8)}`
}

function keyText(name: string): string {
  const file = keyFiles[name]
  return file === undefined ? '' : readFileSync(corpusFile(file), 'latin1')
}

async function tshark(name: string, ...args: string[]): Promise<string> {
  const file = keyFiles[name]
  const options = ['-n', '-r', corpusFile(name), '-o', 'tcp.reassemble_out_of_order:TRUE']
  if (file !== undefined) options.push('-o', `tls.keylog_file:${corpusFile(file)}`)
  const { stdout } = await promisify(execFile)('tshark', [...options, ...args], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  })
  return stdout
}

/** Bodies of HTTP/1, and of each stream and direction of HTTP/2 and HTTP/3. */
async function theirBodies(name: string): Promise<string[]> {
  const fields = [
    'http.file_data',
    'tcp.stream',
    'tcp.srcport',
    'http2.streamid',
    'http2.type',
    'http2.length',
    'http2.data.data',
    'udp.stream',
    'udp.srcport',
    'quic.stream.stream_id',
    'quic.stream.offset',
    'http3.data',
  ]
  const text = await tshark(
    name,
    '-Y',
    'http.file_data || http2.data.data || http3.data',
    '-T',
    'fields',
    '-E',
    'occurrence=a',
    '-E',
    'aggregator=,',
    ...fields.flatMap((field) => ['-e', field]),
  )
  const whole: Buffer[] = []
  const streams = new Map<string, Buffer>()
  const offsets = new Set<string>()
  const append = (key: string, bytes: Buffer): void => {
    streams.set(key, Buffer.concat([streams.get(key) ?? Buffer.alloc(0), bytes]))
  }
  for (const line of text.split('\n')) {
    if (line === '') continue
    const columns = line.split('\t').map((column) => (column === '' ? [] : column.split(',')))
    const [files = [], tcp = [], tcpPort = [], ids = [], types = [], lengths = [], data2 = []] = columns
    const [udp = [], udpPort = [], ids3 = [], offsets3 = [], data3 = []] = columns.slice(7)
    for (const hex of files) whole.push(Buffer.from(hex, 'hex'))
    // Frames of type 0 carry the data. More than a frame's length is the whole stream, put together.
    let next = 0
    types.forEach((type, index) => {
      if (type !== '0') return
      const bytes = Buffer.from(data2[next++] ?? '', 'hex')
      const key = `${tcp[0]} ${tcpPort[0]} ${ids[index]}`
      if (bytes.length > Number(lengths[index])) streams.set(key, bytes)
      else append(key, bytes)
    })
    data3.forEach((hex, index) => {
      const key = `${udp[0]} ${udpPort[0]} ${ids3[index] ?? ids3[0]}`
      const place = `${key} ${offsets3[index] ?? '0'}`
      // Sent again.
      if (!offsets.has(place)) append(key, Buffer.from(hex, 'hex'))
      offsets.add(place)
    })
  }
  return [...whole, ...streams.values()]
    .filter((body) => body.length > 0)
    .map(mark)
    .sort()
}

const protocols = new Set(['http', 'http2', 'http3'])

/** As tshark shows it: of HTTP/1 unzipped, where what its head says is so. */
function contentOf({ protocol, body, contentEncoding }: PlainMessage): Buffer {
  const bytes = Buffer.from(body, 'latin1')
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  return protocol === 'http' && contentEncoding === 'gzip' && isGzip ? gunzipSync(bytes) : bytes
}

interface OurBodies {
  readonly bodies: readonly string[]
  /** Lengths of bodies that were counted by their type. */
  readonly counted: readonly number[]
  /** Bytes between messages, where the head of one is not in the capture: tshark shows them as bodies, too. */
  readonly between: readonly string[]
}

function ourBodies({ messages }: ReadMessages): OurBodies {
  const ofHttp = messages.filter(({ protocol }) => protocols.has(protocol))
  const isCounted = ({ incompleteReason }: PlainMessage): boolean => incompleteReason === 'media'
  return {
    bodies: ofHttp
      .filter((message) => message.body !== '' && !isCounted(message))
      .map((message) => mark(contentOf(message)))
      .sort(),
    counted: ofHttp
      .filter(isCounted)
      .map(({ body, bodyBytesLeftOut }) => body.length + bodyBytesLeftOut)
      .filter((length) => length > 0),
    between: messages
      .filter(({ protocol }) => protocol === 'unrecognised')
      .map(({ body }) => mark(Buffer.from(body, 'latin1'))),
  }
}

/** What only one side has. A body of ours that was counted by its type stands for one of theirs of its length. */
function compared(ours: OurBodies, theirs: readonly string[]): Omit<Difference, 'file' | 'reason'> {
  const onlyTheirs = missingMembers(missingMembers(theirs, ours.bodies), ours.between)
  const onlyOurs = missingMembers(ours.bodies, theirs)
  for (const length of ours.counted) {
    const index = onlyTheirs.findIndex((body) => body.startsWith(`${length} `))
    if (index >= 0) onlyTheirs.splice(index, 1)
    else onlyOurs.push(String(length))
  }
  return { ours: onlyOurs, theirs: onlyTheirs }
}

const used = new Set<Difference>()

describe.skipIf(!hasTshark)('bodies, by their hashes', () => {
  test.for(corpusCaptures())('%s', async (name) => {
    const file = readFileSync(corpusFile(name))
    const bytes = name.endsWith('.gz') ? gunzipSync(file) : file
    const found = compared(ourBodies(readMessages(bytes, keyText(name))), await theirBodies(name))
    const known = differences.find((row) => row.file === name)
    if (known !== undefined) used.add(known)
    expect(found).toEqual({ ours: known?.ours ?? [], theirs: known?.theirs ?? [] })
  })

  test('every row of the table explains a difference that is there', () => {
    expect(differences.filter((row) => existsSync(corpusFile(row.file)) && !used.has(row))).toEqual([])
  })

  test('a body with one other byte, and one that is missing, are differences (the check of the check)', () => {
    const body = Buffer.from('{"imei":"356938035643809"}')
    const other = Buffer.from('{"imei":"356938035643808"}')
    const of = (...bodies: Buffer[]): OurBodies => ({ bodies: bodies.map(mark), counted: [], between: [] })
    expect(compared(of(body), [mark(body)])).toEqual({ ours: [], theirs: [] })
    expect(compared(of(other), [mark(body)])).toEqual({ ours: [mark(other)], theirs: [mark(body)] })
    expect(compared(of(), [mark(body)]).theirs).toHaveLength(1)
    expect(compared({ ...of(), counted: [body.length] }, [mark(body)])).toEqual({ ours: [], theirs: [] })
  })
})

describe.skipIf(!hasTshark || corpusCaptures().length === 0)('requests of captures with keys', () => {
  test.each(['tls/tls12-keylog.pcap', 'tls/quic-v2-h3-dsb.pcapng'])(
    '%s: methods, hosts and targets',
    async (name) => {
      const fields = [
        'http.request.method',
        'http.host',
        'http.request.uri',
        ...['method', 'authority', 'path'].flatMap((field) => [
          `http2.headers.${field}`,
          `http3.headers.${field}`,
        ]),
      ]
      const text = await tshark(
        name,
        '-Y',
        'http.request || http2.headers.method || http3.headers.method',
        '-T',
        'fields',
        ...fields.flatMap((field) => ['-e', field]),
      )
      const theirs = text.split('\n').filter(Boolean)
      const ours = readMessages(readFileSync(corpusFile(name)), keyText(name)).messages.filter(
        ({ kind, protocol }) => kind === 'request' && protocols.has(protocol),
      )
      expect(ours.length).toBeGreaterThan(0)
      // What was sent as early data is sent again in frame 13: one request on one stream, which tshark shows twice.
      expect(new Set(ours.map(({ method, host, target }) => `${method} ${host} ${target}`))).toEqual(
        new Set(theirs.map((line) => line.split('\t').filter(Boolean).join(' '))),
      )
    },
  )
})

/** Bytes of application data that decrypted TLS streams of the capture carry, as tshark follows them. */
async function followed(name: string, streams: readonly string[]): Promise<number> {
  const text = await tshark(name, '-q', ...streams.flatMap((stream) => ['-z', `follow,tls,raw,${stream}`]))
  let bytes = 0
  for (const line of text.split('\n')) if (/^\t?[0-9a-f]+$/.test(line)) bytes += line.trim().length / 2
  return bytes
}

describe.skipIf(!hasTshark || corpusCaptures().length === 0)('decrypted bytes', () => {
  test('of the capture with a key log beside it: the same', async () => {
    const name = 'tls/tls12-keylog.pcap'
    const { counts } = readMessages(readFileSync(corpusFile(name)), keyText(name))
    const text = await tshark(name, '-T', 'fields', '-e', 'tcp.stream')
    const streams = new Set(text.split('\n').filter(Boolean))
    const theirs = await followed(name, [...streams])
    expect(counts.decryptedBytes).toBeGreaterThan(0)
    expect(counts.decryptedBytes).toBe(theirs)
  })

  test('of the QUIC capture with its secrets inside: every packet behind the first ones, without its tag', async () => {
    const name = 'tls/quic-v2-h3-dsb.pcapng'
    const { counts } = readMessages(readFileSync(corpusFile(name)))
    const fields = ['packet_length', 'long.packet_type_v2', 'payload', 'dcid', 'packet_number_length']
    const text = await tshark(
      name,
      '-Y',
      'quic',
      '-T',
      'fields',
      '-E',
      'occurrence=a',
      '-E',
      'aggregator=,',
      ...fields.flatMap((field) => ['-e', `quic.${field}`]),
    )
    let theirs = 0
    let initial = 0
    for (const line of text.split('\n')) {
      const columns = line.split('\t').map((column) => (column === '' ? [] : column.split(',')))
      const [lengths = [], types = [], payloads = [], ids = [], numberBytes = []] = columns
      lengths.forEach((length, index) => {
        // Long headers come first in a datagram. Type 1 are Initial packets in version 2; bytes of numbers count from 0.
        const header = 1 + (ids[index] ?? '').length / 2 + Number(numberBytes[index]) + 1
        const payload = payloads[index]
        const bytes = (payload === undefined ? Number(length) - header : payload.length / 2) - 16
        if (types[index] === '1') initial += bytes
        else theirs += bytes
      })
    }
    expect(initial).toBeGreaterThan(0)
    expect(counts.decryptedBytes).toBe(theirs)
  })
})
