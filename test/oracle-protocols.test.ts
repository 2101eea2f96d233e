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
import { compareAnswers, questions } from './support/oracle-questions.ts'
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
  let saidOf: Map<number, Map<string, string[]>> = new Map()
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'varde-oracle-'))
    const path = join(folder, 'protocols.pcap')
    writeFileSync(path, pcapFile(asked.flatMap((sample, index) => framesOf(sample, firstPort + index))))
    saidOf = await theirs(path)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(
    asked.map((sample, index) => [`${sample.name} over ${sample.transport}`, sample, index] as const),
  )('%s', (_, sample, index) => {
    const flow = testFlow(sample.transport, { serverPort: sample.port })
    const { events } = playLayer(sample.steps, undefined, flow)
    const said = saidOf.get(firstPort + index)
    const answered = compareAnswers(sample.name, events, (field) => said?.get(field) ?? [])
    expect(answered).toBeGreaterThan(0)
  })
})
