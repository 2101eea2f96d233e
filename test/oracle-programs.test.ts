/**
 * Real programs of every protocol beside HTTP, recorded by dumpcap while they talk on loopback, read by varde and by tshark:
 * what identifies in them, names, fields and bodies, must be the same. Every protocol stands here, or the reason why no
 * program of it does.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { protocols } from '../src/message/next.ts'
import { freePorts } from './support/free-ports.ts'
import { compareAnswers, questions } from './support/oracle-questions.ts'
import type { PlainEvent } from './support/playbook.ts'
import { ownFolder, recordings } from './support/program-recordings.ts'
import type { Recording, Talk } from './support/program-recordings.ts'
import { readMessages } from './support/read-messages.ts'
import { isThere, mayRecord, recordLoopback } from './support/record-loopback.ts'

/** Protocols of which no program is recorded here, and where it is compared, or why it is not. */
const elsewhere: Readonly<Record<string, string>> = {
  dhcp: 'a client of it needs an interface of its own; the corpus has a capture of real ones',
  dtls: 'test/oracle-tls.test.ts',
  gsmtap: 'its programs need a modem; tshark hands what it carries to readers of each network',
  http: 'test/oracle-web.test.ts',
  http2: 'test/oracle-http2.test.ts',
  http3: 'test/oracle-http3.test.ts',
  mcs: 'only Google has a server of it, and tshark does not read it',
  mdns: 'the corpus has captures of real ones (test/oracle.test.ts)',
  'proxy-protocol':
    'tshark reads it by guess, and not on the ports of what follows; test/peers-curl.test.ts has a program of it',
  quic: 'test/oracle-http3.test.ts',
  supl: 'no program of it is free; the sample conversation is compared (test/oracle-protocols.test.ts)',
  tls: 'test/oracle-tls.test.ts',
  websocket: 'test/oracle-web.test.ts',
  'xiaomi-push': 'only Xiaomi has a server of it, and tshark does not read it',
}

const canRecord = await mayRecord()
if (!canRecord)
  process.stderr.write('oracle: no real programs, as dumpcap or tshark is not here or may not record\n')
const isRoot = process.getuid?.() === 0
const lacking = new Map<Recording, string[]>()
for (const one of recordings) {
  const missing: string[] = []
  for (const name of one.needs) if (!(await isThere(name))) missing.push(name)
  if (one.needsRoot === true && !isRoot) missing.push('root')
  lacking.set(one, missing)
}
const missing = [...new Set([...lacking.values()].flat())]
if (canRecord && missing.length > 0)
  process.stderr.write(`oracle: skipped for what is not here: ${missing.join(', ')}\n`)
const recorded = recordings.filter((one) => lacking.get(one)?.length === 0)

interface Compared {
  readonly events: readonly PlainEvent[]
  readonly theirs: ReadonlyMap<string, readonly string[]>
}

let folder = ''
/** By recording. */
const compared = new Map<Recording, Compared>()

/** Columns of each frame. */
async function tshark(
  path: string,
  args: readonly string[],
  fields: readonly string[],
): Promise<string[][][]> {
  const { stdout } = await promisify(execFile)(
    'tshark',
    [
      '-n',
      '-r',
      path,
      ...args,
      '-T',
      'fields',
      '-E',
      'occurrence=a',
      '-E',
      'aggregator=\u0001',
      ...fields.flatMap((name) => ['-e', name]),
    ],
    { encoding: 'latin1', maxBuffer: 1 << 28, env: { PATH: process.env['PATH'], HOME: '/nonexistent' } },
  )
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t').map((cell) => cell.split('\u0001').filter((value) => value !== '')))
}

const frameOf = (event: PlainEvent): number => {
  if (event.kind === 'request' || event.kind === 'response') return event.frame
  return event.kind === 'dns' ? event.message.frame : 0
}

beforeAll(async () => {
  if (!canRecord) return
  folder = mkdtempSync(join(tmpdir(), 'varde-programs-'))
  const path = join(folder, 'programs.pcapng')
  const keys = join(folder, 'keys.log')
  const talks: (Talk & { readonly one: Recording })[] = []
  const free = await freePorts(2 * recorded.length)
  for (const [index, one] of recorded.entries()) {
    const [own = 0, secondPort = 0] = free.slice(2 * index)
    talks.push({ one, port: one.fixedPort ?? own, secondPort, folder: ownFolder(folder, index), keys })
  }
  const ports = talks.flatMap(({ port, secondPort }) => [port, secondPort])
  const capture = await recordLoopback(
    path,
    ports.map((port) => `port ${port}`).join(' or '),
    ports[0] ?? 0,
    async () => {
      await Promise.all(talks.map(({ one, ...talk }) => one.talk(talk)))
    },
  )
  const keyText = existsSync(keys) ? readFileSync(keys, 'latin1') : ''
  const decode = talks.flatMap(({ one, port, secondPort }) =>
    one.speaks.flatMap((spoken) => {
      const [transport = '', protocol = ''] = spoken.split(' ')
      return [
        '-d',
        `${transport}.port==${port},${protocol}`,
        '-d',
        `${transport}.port==${secondPort},${protocol}`,
      ]
    }),
  )
  const names = [...new Set(Object.values(questions).flatMap((list) => list.map(({ field }) => field)))]

  const ends = ['tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport']
  const rows = await tshark(path, ['-o', `tls.keylog_file:${keys}`, ...decode], [...ends, ...names])
  const portsOf = (row: readonly string[][]): number[] => row.slice(0, 4).flat().map(Number)
  const { events } = readMessages(capture, keyText)
  for (const { one, port, secondPort } of talks) {
    const isOf = (row: string[][] | undefined): boolean =>
      row !== undefined && portsOf(row).some((end) => end === port || end === secondPort)
    const own = rows.filter(isOf)
    const theirs = new Map(
      names.map((name, index) => [name, own.flatMap((row) => [...new Set(row[ends.length + index])])]),
    )
    compared.set(one, { events: events.filter((event) => isOf(rows[frameOf(event) - 1])), theirs })
  }
}, 60_000)

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

test('every protocol is recorded from a real program, or it is said where it is compared, or why not', () => {
  const known = new Set([...recordings.map(({ protocol }) => protocol), ...Object.keys(elsewhere)])
  expect(protocols.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
  for (const place of Object.values(elsewhere)) {
    const [, file] = /(test\/[a-z-]+\.test\.ts)/.exec(place) ?? []
    if (file !== undefined) expect(existsSync(new URL(`../${file}`, import.meta.url)), file).toBe(true)
  }
})

describe.skipIf(!canRecord)('what real programs say', () => {
  test.for(recorded.map((one) => [`${one.protocol}: ${one.title}`, one] as const))('%s', ([, one]) => {
    const { events, theirs } = compared.get(one) as Compared
    const answered = compareAnswers(one.protocol, events, (field) => theirs.get(field) ?? [])
    const bodies = events.flatMap((event) => ('body' in event ? [event.body] : []))
    for (const body of one.carries ?? []) expect(bodies).toContain(body)
    expect(answered).toBeGreaterThan(0)
  })
})
