/**
 * tshark, an independent reader, as the oracle of the protocols beside HTTP and DNS: the sample conversation of each is
 * written into one capture, and what identifies in them must be the same in both readings.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pcapFile, TcpConversation, udpPacket } from './support/capture.ts'
import type { PlainMessage } from './support/playbook.ts'
import { playLayer, testFlow } from './support/playbook.ts'
import type { ProtocolSample } from './support/protocol-samples.ts'
import { protocolSamples } from './support/protocol-samples.ts'

const run = promisify(execFile)
const hasTshark = await run('tshark', ['--version']).then(
  () => true,
  () => false,
)
if (!hasTshark) {
  process.stderr.write('oracle: there is no tshark here (Debian package tshark); its tests are skipped\n')
}

/** What both readers are asked: a field of tshark, and the same of ours. `''` and repetitions of one value in one message are left out. */
interface Question {
  readonly field: string
  readonly of: (message: PlainMessage) => string | readonly string[]
}

const field =
  (name: string) =>
  (message: PlainMessage): string[] =>
    [...message.fields.matchAll(new RegExp(`^${name}: (.*)\\r$`, 'gm'))].map((match) => match[1] as string)
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

const questions: Readonly<Record<string, readonly Question[]>> = {
  mqtt: [
    { field: 'mqtt.clientid', of: field('Client-Id') },
    { field: 'mqtt.topic', of: (message) => message.target },
    { field: 'mqtt.msg', of: (message) => hex(message.method === 'PUBLISH' ? message.body : '') },
  ],
  sip: [
    { field: 'sip.Method', of: (message) => message.method },
    { field: 'sip.r-uri', of: (message) => message.target },
    { field: 'sip.Status-Code', of: (message) => (message.status === 0 ? '' : String(message.status)) },
  ],
  stun: [
    { field: 'stun.att.username', of: field('Username') },
    { field: 'stun.att.software', of: field('Software') },
    {
      field: 'stun.att.ipv4',
      of: (message) => field('Xor-Mapped-Address')(message).map((text) => text.split(':')[0] as string),
    },
  ],
  coap: [
    { field: 'coap.opt.uri_path', of: (message) => message.target.replace(/\?.*/, '').split('/').slice(1) },
    { field: 'coap.opt.uri_query', of: (message) => message.target.split(/[?&]/).slice(1) },
    {
      field: 'coap.payload_length',
      of: (message) => (message.body === '' ? '' : String(message.body.length)),
    },
  ],
  ssdp: [{ field: 'http.request.method', of: (message) => message.method }],
  ntp: [{ field: 'ntp.flags.mode', of: (message) => String(message.body.charCodeAt(0) & 7) }],
  socks: [{ field: 'socks.remote_name', of: field('Host') }],
  supl: [
    { field: 'ulp.imsi', of: (message) => field('IMSI')(message).map(swapped) },
    {
      field: 'ulp.trackingAreaCode',
      of: (message) => field('Cell-Id')(message).map((text) => text.slice(5, 9)),
    },
  ],
  ftp: [
    { field: 'ftp.request.command', of: (message) => message.method },
    {
      field: 'ftp.request.arg',
      of: (message) => [message.target, ...field('Username')(message), ...field('Login-Password')(message)],
    },
  ],
  pop3: [
    { field: 'pop.request.command', of: (message) => message.method },
    {
      field: 'pop.request.parameter',
      of: (message) => [message.target, ...field('Username')(message), ...field('Login-Password')(message)],
    },
  ],
  imap: [
    { field: 'imap.request.username', of: field('Username') },
    { field: 'imap.request.password', of: field('Login-Password') },
  ],
  smtp: [
    { field: 'smtp.auth.username', of: (message) => field('Username')(message).map(toBase64) },
    { field: 'smtp.auth.password', of: (message) => field('Login-Password')(message).map(toBase64) },
    { field: 'imf.subject', of: (message) => /^Subject: (.*)\r$/m.exec(message.head)?.[1] ?? '' },
  ],
}

/** As tshark shows digits in half bytes: as the bytes are. */
function swapped(digits: string): string {
  return (digits.padEnd(16, 'f').match(/../g) ?? []).map((pair) => `${pair[1]}${pair[0]}`).join('')
}

function toBase64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64')
}

/** tshark knows datagrams of SOCKS by a connection that asked for them on its port alone. */
const asked = protocolSamples.filter(
  ({ name, transport }) => questions[name] !== undefined && !(name === 'socks' && transport === 'udp'),
)
const firstPort = 41_000

function framesOf(sample: ProtocolSample, sourcePort: number): Buffer[] {
  const steps = sample.steps.flatMap((step) => (step.kind === 'push' ? [step] : []))
  const ends = { sourcePort, targetPort: sample.port }
  if (sample.transport === 'udp') {
    return steps.map(({ direction, bytes }) =>
      udpPacket(
        direction === 0
          ? { ...ends, payload: bytes }
          : {
              source: '198.51.100.20',
              target: '192.0.2.10',
              sourcePort: sample.port,
              targetPort: sourcePort,
              payload: bytes,
            },
      ),
    )
  }
  const conversation = new TcpConversation(ends).open()
  for (const { direction, bytes } of steps) {
    if (direction === 0) conversation.send(bytes)
    else conversation.reply(bytes)
  }
  return conversation.close().frames
}

/** What tshark says: by client port, then by field. */
async function theirs(path: string): Promise<Map<number, Map<string, string[]>>> {
  const names = [...new Set(Object.values(questions).flatMap((list) => list.map((one) => one.field)))]
  const ports = ['tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport']
  const columns = [...ports, ...names].flatMap((name) => ['-e', name])
  const decode = ['-d', 'tcp.port==7275,ulp', '-d', 'tcp.port==1080,socks']
  const { stdout } = await run(
    'tshark',
    [
      '-n',
      '-r',
      path,
      ...decode,
      '-T',
      'fields',
      '-E',
      'occurrence=a',
      '-E',
      'aggregator=\u0001',
      ...columns,
    ],
    { encoding: 'latin1', env: { PATH: process.env['PATH'], HOME: '/nonexistent' } },
  )
  const said = new Map<number, Map<string, string[]>>()
  for (const line of stdout.split('\n').filter((one) => one !== '')) {
    const cells = line.split('\t')
    const client =
      cells
        .slice(0, 4)
        .map(Number)
        .find((port) => port >= firstPort) ?? 0
    const byField = said.get(client) ?? new Map<string, string[]>()
    said.set(client, byField)
    names.forEach((name, index) => {
      const values = (cells[index + 4] ?? '').split('\u0001').filter((value) => value !== '')
      byField.set(name, [...(byField.get(name) ?? []), ...new Set(values)])
    })
  }
  return said
}

describe.skipIf(!hasTshark)('as tshark reads it', () => {
  let folder = ''
  let said: Map<number, Map<string, string[]>> = new Map()
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'varde-oracle-'))
    const path = join(folder, 'protocols.pcap')
    writeFileSync(path, pcapFile(asked.flatMap((sample, index) => framesOf(sample, firstPort + index))))
    said = await theirs(path)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(
    asked.map((sample, index) => [`${sample.name} over ${sample.transport}`, sample, index] as const),
  )('%s', (_, sample, index) => {
    const flow = testFlow(sample.transport, { serverPort: sample.port })
    const { messages } = playLayer(sample.steps, undefined, flow)
    let answered = 0
    for (const question of questions[sample.name] ?? []) {
      const ours = messages
        .flatMap((message) => [...new Set([question.of(message)].flat())])
        .filter((value) => value !== '')
      const expected = said.get(firstPort + index)?.get(question.field) ?? []
      expect.soft([...ours].sort(), question.field).toEqual([...expected].sort())
      answered += expected.length
    }
    expect(answered).toBeGreaterThan(0)
  })
})
