/**
 * npm run bench [-- --rounds 5] [-- --only P1,P3] [-- --identifiers 12] [-- --small]
 *
 * Makes the captures (once, in bench-data/), runs varde and its peers in turns (A B A B), and prints the table of
 * measured ratios with what must be reached and what is aimed at. Ratios of paired runs only; a peer that is not
 * installed is said and its rows are left out. It never fails on a time. The profile has the eight identifiers that leak
 * in the captures; with `--identifiers 12` four more, which do not. `--small` needs no peers: ratios to `cat`
 * and to a byte loop, on a small capture, for CI.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsedArguments } from '../arguments.ts'
import { appsLeakShare, generate, generatorVersion } from './generate.ts'
import type { GenerateOptions, Truth } from './generate.ts'
import { device, further, profileOf } from './http-content.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'bench-data')
const profilePath = join(folder, 'device.yaml')
const varde = join(root, 'varde')

interface Row {
  readonly id: string
  readonly what: string
  readonly measured: string
  readonly must: string
  readonly aim: string
  readonly verdict: 'ok' | 'MISSED' | 'said' | ''
}

interface Command {
  readonly name: string
  readonly argv: readonly string[]
  /** Run before each round, e.g. to empty an output folder. */
  readonly before?: () => void
  /** Of a peer that lists requests: how many it listed in its last run; `output` is what it printed. */
  readonly requests?: (output: string) => number
}

const { values: flags } = parsedArguments({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    identifiers: { type: 'string', default: '8' },
    small: { type: 'boolean', default: false },
  },
})
if (!['8', '12'].includes(flags.identifiers)) throw new Error('--identifiers is 8 or 12')
const known = flags.identifiers === '12' ? { ...device, ...further } : device
const rounds = Number(flags.rounds)
const peerFolder = mkdtempSync(join(tmpdir(), 'varde-bench-'))
const only = new Set(flags.only.split(',').filter((id) => id !== ''))

function wants(id: string): boolean {
  return only.size === 0 || only.has(id)
}

/** What captures have where nothing else is said. */
const usual = { seed: '1', loss: 0, leakShare: 0.002 } as const

function capture(
  name: string,
  options: Pick<GenerateOptions, 'profile' | 'size'> & Partial<GenerateOptions>,
): { path: string; truth: Truth } {
  const path = join(folder, `${name}.pcap`)
  const truthOf = (): Truth => JSON.parse(readFileSync(`${path}.truth.json`, 'utf8')) as Truth
  if (!existsSync(`${path}.truth.json`) || truthOf().version !== generatorVersion) {
    process.stderr.write(`bench: making ${name} …\n`)
    generate({ ...usual, ...options, path, link: 'ethernet' })
  }
  return { path, truth: truthOf() }
}

/**
 * Seconds of wall time of one run; with `wantsPeak` the peak memory, too, where the program says it. `output` is a file
 * to print to, or 'ignore'.
 */
function run(
  command: Command,
  wantsPeak = false,
  output: 'ignore' | number = 'ignore',
): { seconds: number; peakMib: number | null } {
  command.before?.()
  const [program, ...args] = command.argv
  const from = process.hrtime.bigint()
  const result = spawnSync(program as string, args, {
    stdio: ['ignore', output, 'pipe'],
    env: wantsPeak ? { ...process.env, VARDE_STATS: '1' } : process.env,
    maxBuffer: 64 * 1024 * 1024,
  })
  const seconds = Number(process.hrtime.bigint() - from) / 1e9
  if (result.error !== undefined) throw result.error
  if (result.status !== 0)
    throw new Error(`${command.name} ended with ${result.status}: ${result.stderr.toString().slice(0, 500)}`)
  const peak = /varde-stats peak-kib=(\d+)/.exec(result.stderr.toString())
  return { seconds, peakMib: peak === null ? null : Number(peak[1]) / 1024 }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Requests that peers listed, by the peer's name and the capture's. */
const listed: Map<string, number> = new Map()

/** A run that is not timed: what it lists is counted, so that nobody is called slow or quick for less work. */
function runListed(peer: Command): void {
  const capture = captureOf(peer)
  const { requests } = peer
  if (requests === undefined || capture === '' || listed.has(`${peer.name} ${capture}`)) {
    run(peer)
    return
  }
  const output = join(peerFolder, 'output')
  const file = openSync(output, 'w')
  run(peer, false, file)
  closeSync(file)
  listed.set(`${peer.name} ${capture}`, requests(readFileSync(output, 'latin1')))
}

/** The capture that a peer reads, and which key log, if any. */
function captureOf({ argv }: Command): string {
  const path = argv.find((argument) => argument.endsWith('.pcap'))
  if (path === undefined) return ''
  return `${basename(path, '.pcap')}${argv.some((argument) => argument.startsWith('tls.keylog_file')) ? ' with keys' : ''}`
}

/** Median of the ratios peer/varde of paired runs, with their range. */
function paired(
  ours: Command,
  peer: Command,
  count: number,
): { ratio: number; low: number; high: number; ours: number; peer: number } {
  run(ours)
  runListed(peer)
  const pairs: { ours: number; peer: number }[] = []
  for (let round = 0; round < count; round++) {
    const a = run(ours).seconds
    const b = run(peer).seconds
    pairs.push({ ours: a, peer: b })
    process.stderr.write(`bench: ${peer.name} ${b.toFixed(3)} s, ${ours.name} ${a.toFixed(3)} s\n`)
  }
  const ratios = pairs.map((pair) => pair.peer / pair.ours)
  return {
    ratio: median(ratios),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    ours: median(pairs.map((pair) => pair.ours)),
    peer: median(pairs.map((pair) => pair.peer)),
  }
}

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

function scanOf(path: string, ...more: string[]): Command {
  return { name: 'varde', argv: [varde, 'scan', path, '--profile', profilePath, ...more] }
}

/** varde with the key log that the generator writes beside the capture. */
function withKeysOf(path: string): Command {
  return scanOf(path, '--keys', `${path}.keys`)
}

function tsharkOf(path: string, ...more: string[]): Command {
  return {
    name: 'tshark',
    argv: [
      'tshark',
      '-r',
      path,
      ...more,
      '-Y',
      'http.request',
      '-T',
      'fields',
      '-e',
      'frame.number',
      '-e',
      'ip.dst',
      '-e',
      'http.host',
      '-e',
      'http.request.uri',
    ],
    requests: listedByTshark,
  }
}

/** A line for each packet; hosts of several requests in one are joined by commas. */
function listedByTshark(output: string): number {
  let count = 0
  for (const line of output.split('\n'))
    if (line !== '') count += (line.split('\t')[2] ?? '').split(',').length
  return count
}

/** Requests of HTTP/2 or HTTP/3, decrypted: `headers` is where tshark keeps their fields. */
function tsharkFieldsOf(path: string, headers: string): Command {
  const options = ['-o', `tls.keylog_file:${path}.keys`, '-o', 'tcp.reassemble_out_of_order:TRUE']
  const fields = ['frame.number', 'ip.dst', `${headers}.authority`, `${headers}.path`]
  return {
    name: 'tshark',
    argv: [
      'tshark',
      '-r',
      path,
      ...options,
      '-Y',
      `${headers}.method`,
      '-T',
      'fields',
      ...fields.flatMap((field) => ['-e', field]),
    ],
    requests: listedByTshark,
  }
}

function suricataOf(path: string): Command {
  const rules = join(peerFolder, 'device.rules')
  const config = join(peerFolder, 'suricata.yaml')
  writeFileSync(
    rules,
    Object.values(known)
      .map(
        (value, index) =>
          `alert http any any -> any any (msg:"identifier ${index}"; http.request_body; content:"${value.replaceAll(':', '|3a|')}"; sid:${1000 + index};)\n`,
      )
      .join(''),
  )
  writeFileSync(
    config,
    `%YAML 1.1
---
vars:
  address-groups: {HOME_NET: "any", EXTERNAL_NET: "any"}
  port-groups: {HTTP_PORTS: "80"}
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types:
        - alert
        - http
        - dns
        - tls
app-layer:
  protocols:
    tls: {enabled: yes}
    http: {enabled: yes}
    dns: {tcp: {enabled: yes}, udp: {enabled: yes}}
    quic: {enabled: yes}
`,
  )
  return {
    name: 'suricata',
    argv: [
      'suricata',
      '-c',
      config,
      '-r',
      path,
      '--runmode',
      'single',
      '-S',
      rules,
      '-l',
      peerFolder,
      '-k',
      'none',
    ],
    before: () => rmSync(join(peerFolder, 'eve.json'), { force: true }),
    requests: () => {
      let count = 0
      for (const line of readFileSync(join(peerFolder, 'eve.json'), 'latin1').split('\n'))
        if (line.includes('"event_type":"http"')) count++
      return count
    },
  }
}

const rows: Row[] = []

/** How the bar is worded: at least so many times faster than the peer, or at most so many times its time. */
type Wording = 'faster' | 'times'

function speedRow(
  wording: Wording,
  id: string,
  what: string,
  ours: Command,
  peer: Command,
  must: number | null,
  aim: number | null,
  count: number,
): void {
  if (!wants(id.split(' ')[0] as string)) return
  const sign = wording === 'faster' ? '' : '<= '
  const bar = { id, what, must: barText(must, sign, 'x'), aim: barText(aim, sign, 'x') }
  if (!isInstalled(peer.argv[0] as string)) {
    rows.push({ ...bar, measured: `${peer.name} is not installed`, verdict: 'said' })
    return
  }
  const { ratio, low, high } = paired(ours, peer, count)
  const [middle, from, to] = wording === 'faster' ? [ratio, low, high] : [1 / ratio, 1 / high, 1 / low]
  rows.push({
    ...bar,
    measured: `${middle.toFixed(2)} x [${from.toFixed(2)}-${to.toFixed(2)}]`,
    verdict: verdictOf(must, (least) => (wording === 'faster' ? middle >= least : middle <= least)),
  })
}

/** What must be reached, or is aimed at; `-` where nothing is asked. */
function barText(bar: number | null, sign: string, unit: string): string {
  return bar === null ? '-' : `${sign}${bar} ${unit}`
}

function verdictOf(must: number | null, reaches: (must: number) => boolean): Row['verdict'] {
  if (must === null) return 'said'
  return reaches(must) ? 'ok' : 'MISSED'
}

type RowArguments = [
  id: string,
  what: string,
  ours: Command,
  peer: Command,
  must: number | null,
  aim: number | null,
  count?: number,
]

function ratioRow(...[id, what, ours, peer, must, aim, count = rounds]: RowArguments): void {
  speedRow('faster', id, what, ours, peer, must, aim, count)
}

function timesRow(...[id, what, ours, peer, must, aim, count = rounds]: RowArguments): void {
  speedRow('times', id, what, ours, peer, must, aim, count)
}

function memoryRow(what: string, command: Command, must: number | null, aim: number | null): number {
  if (!wants('P7')) return 0
  const peaks = [run(command, true), run(command, true), run(command, true)].map(
    ({ peakMib }) => peakMib ?? Number.NaN,
  )
  const peak = median(peaks)
  rows.push({
    id: 'P7',
    what,
    measured: `${peak.toFixed(0)} MiB`,
    must: barText(must, '<= ', 'MiB'),
    aim: barText(aim, '<= ', 'MiB'),
    verdict: verdictOf(must, (most) => peak <= most),
  })
  return peak
}

interface ScanDocument {
  readonly exchanges: number
  readonly coverage: { flows: { tcp: number; udp: number }; equations: { left: number; right: number }[] }
  readonly serverNames: { transport: string; hellos: number }[]
  readonly observations: { identifier: string; frames: number[] }[]
  readonly recipients: { id: string; host: string }[]
  readonly transmissions: { recipient: string; frames: number[]; identifiers: string[] }[]
}

function scanJson(argv: readonly string[], input?: Buffer): { document: ScanDocument; text: string } {
  const result = spawnSync(varde, ['scan', ...argv, '--profile', profilePath, '--json'], {
    input,
    maxBuffer: 1024 * 1024 * 1024,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  if (result.status !== 0) throw new Error(result.stderr.toString())
  const text = result.stdout.toString()
  return { document: JSON.parse(text) as ScanDocument, text }
}

/** P9: every leak of the truth, at its host, and the exact counts. With keys also what travelled in TLS and QUIC. */
function recallRow(name: string, path: string, truth: Truth, hasKeys = false): void {
  if (!wants('P9')) return
  const { document } = scanJson(hasKeys ? [path, '--keys', `${path}.keys`] : [path])
  // By host, too: where every third request leaks, the one in a frame beside it may be another's.
  const hosts = new Map(document.recipients.map(({ id, host }) => [id, host]))
  const sent = new Map<string, Set<string>>()
  for (const transmission of document.transmissions) {
    for (const frame of transmission.frames) {
      const place = `${frame} ${hosts.get(transmission.recipient)}`
      const known = sent.get(place) ?? new Set()
      for (const identifier of transmission.identifiers) known.add(identifier)
      sent.set(place, known)
    }
  }
  const readable = truth.leaks.filter(({ layer }) => layer === 'http' || (hasKeys && layer !== 'http'))
  const missed = readable.filter((leak) => {
    for (let frame = leak.packet; frame < leak.packet + 4; frame++) {
      const found = sent.get(`${frame} ${leak.host}`)
      if (found !== undefined && leak.identifiers.every((identifier) => found.has(identifier))) return false
    }
    return true
  })
  const names = (transport: string): number =>
    document.serverNames
      .filter((entry) => entry.transport === transport)
      .reduce((sum, entry) => sum + entry.hellos, 0)
  const checks: [string, number, number][] = [
    [
      'requests',
      document.exchanges,
      truth.httpRequests + (hasKeys ? truth.tlsRequests + truth.quicRequests : 0),
    ],
    ['flows', document.coverage.flows.tcp + document.coverage.flows.udp, truth.flows],
    ['TLS names', names('tls'), truth.tlsNames],
    ['QUIC names', names('quic'), truth.quicNames],
    [
      'sums that hold',
      document.coverage.equations.filter((sum) => sum.left === sum.right).length,
      document.coverage.equations.length,
    ],
  ]
  const wrong = checks.filter(([, ours, theirs]) => ours !== theirs)
  rows.push({
    id: 'P9',
    what: `recall, ${name}`,
    measured: `${readable.length - missed.length} of ${readable.length} leaks; ${
      wrong.length === 0
        ? 'counts exact'
        : wrong.map(([what, ours, theirs]) => `${what} ${ours} for ${theirs}`).join(', ')
    }`,
    must: 'all',
    aim: 'all',
    verdict: missed.length === 0 && wrong.length === 0 ? 'ok' : 'MISSED',
  })
}

function print(): void {
  const head = { id: 'id', what: 'measure', measured: 'measured', must: 'must', aim: 'aim', verdict: '' }
  printTable([head, ...rows].map((row) => [row.id, row.what, row.measured, row.must, row.aim, row.verdict]))
  if (listed.size === 0) return
  process.stdout.write('\nRequests that the peers listed:\n\n')
  const lines = [...listed].map(([of, count]) => {
    const [peer, name, ...keys] = of.split(' ') as [string, string, ...string[]]
    const truth = JSON.parse(readFileSync(join(folder, `${name}.pcap.truth.json`), 'utf8')) as Truth
    // HTTP/2 and HTTP/3 are there with keys alone.
    const there = truth.httpRequests + (keys.length > 0 ? truth.tlsRequests + truth.quicRequests : 0)
    return [peer, [name, ...keys].join(' '), String(count), String(there)]
  })
  printTable([['peer', 'capture', 'listed', 'there'], ...lines])
}

/** The first row is the head. */
function printTable(all: readonly (readonly string[])[]): void {
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  for (const [index, row] of all.entries()) {
    process.stdout.write(`| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`)
    if (index === 0) process.stdout.write(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|\n`)
  }
}

function byteLoop(path: string): Command {
  const script = `
    const { openSync, readSync } = require('node:fs')
    const file = openSync(process.argv[1]), buf = Buffer.allocUnsafe(1048576)
    let sum = 0
    for (let n; (n = readSync(file, buf, 0, buf.length, null)) > 0; ) for (let i = 0; i < n; i++) sum = (sum + buf[i]) | 0
    console.log(sum)`
  return { name: 'byte loop', argv: [join(root, 'node_modules/.bin/node'), '-e', script, path] }
}

function small(): void {
  const { path, truth } = capture('phone-20m', {
    profile: 'phone',
    size: 20e6,
    seed: 'small',
    leakShare: 0.05,
  })
  const apps = capture('apps-1m', { profile: 'apps', size: 1e6, seed: 'small', leakShare: appsLeakShare })
  timesRow('S1', 'phone 20 MB against cat', scanOf(path), { name: 'cat', argv: ['cat', path] }, null, null, 3)
  timesRow('S2', 'phone 20 MB against a byte loop', scanOf(path), byteLoop(path), null, null, 3)
  timesRow('S3', 'apps 1 MB against a byte loop', scanOf(apps.path), byteLoop(apps.path), null, null, 3)
  recallRow('phone 20 MB, one leak in 20 requests', path, truth)
  recallRow('apps 1 MB, one leak in 3 requests', apps.path, apps.truth)
}

/**
 * P8, before anything else: a process that has read large documents takes longer to start another one, which would
 * count for both.
 */
function startRows(): void {
  if (!wants('P8')) return
  const tiny = capture('phone-1m', {
    profile: 'phone',
    // The first session alone is a megabyte: sessions are whole.
    size: 100e3,
    seed: 's1',
  })
  timesRow(
    'P8',
    `scan of ${(statSync(tiny.path).size / 1e6).toFixed(1)} MB, times node -e 0`,
    { name: 'varde', argv: [varde, 'scan', tiny.path] },
    { name: 'node -e 0', argv: [join(root, 'node_modules/.bin/node'), '-e', '0'] },
    3,
    1.5,
    Math.max(rounds, 11),
  )
  timesRow(
    'P8 (profile)',
    `the same with the profile of ${flags.identifiers} identifiers`,
    scanOf(tiny.path),
    { name: 'node -e 0', argv: [join(root, 'node_modules/.bin/node'), '-e', '0'] },
    3,
    1.5,
    Math.max(rounds, 11),
  )
}

function full(): void {
  startRows()
  const phone = capture('phone-1g', { profile: 'phone', size: 1e9 })
  const http = capture('http-500m', { profile: 'http', size: 500e6 })
  const flows = capture('flows-500k', { profile: 'flows', size: 500e3 })
  ratioRow(
    'P1',
    'phone 1 GB against tshark',
    scanOf(phone.path),
    tsharkOf(phone.path),
    14,
    21,
    Math.min(rounds, 3),
  )
  ratioRow('P2', 'phone 1 GB against suricata', scanOf(phone.path), suricataOf(phone.path), 2.2, 3.2)
  timesRow(
    'P3',
    'phone 1 GB, times tcpdump',
    scanOf(phone.path),
    { name: 'tcpdump', argv: ['tcpdump', '-r', phone.path, '-w', '/dev/null'] },
    2,
    1.4,
  )
  timesRow(
    'P3 (--json)',
    'the same with --json: SHA-256 of the file, too',
    scanOf(phone.path, '--json'),
    { name: 'tcpdump', argv: ['tcpdump', '-r', phone.path, '-w', '/dev/null'] },
    2,
    1.4,
  )
  if (wants('P3') || wants('P7')) {
    const large = capture('phone-4g', { profile: 'phone', size: 4e9 })
    timesRow(
      'P3',
      'phone 4 GB, times tcpdump',
      scanOf(large.path),
      { name: 'tcpdump', argv: ['tcpdump', '-r', large.path, '-w', '/dev/null'] },
      1.6,
      1.1,
      3,
    )
    const one = memoryRow('peak memory, phone 1 GB', scanOf(phone.path), 112, 64)
    const four = memoryRow('peak memory, phone 4 GB', scanOf(large.path), 112, 64)
    if (wants('P7')) {
      const growth = four / one
      rows.push({
        id: 'P7',
        what: 'phone 4 GB / 1 GB',
        measured: `${growth.toFixed(2)} x`,
        must: '<= 1.10 x',
        aim: '<= 1.10 x',
        verdict: growth <= 1.1 ? 'ok' : 'MISSED',
      })
    }
  }
  ratioRow(
    'P4',
    'phone 1 GB with its key log against tshark',
    withKeysOf(phone.path),
    tsharkOf(
      phone.path,
      '-o',
      `tls.keylog_file:${phone.path}.keys`,
      '-o',
      'tcp.reassemble_out_of_order:TRUE',
    ),
    5,
    8,
    Math.min(rounds, 3),
  )
  for (const [id, profile, field] of [
    ['http2', 'http2', 'http2.headers'],
    ['quic', 'quic', 'http3.headers'],
  ] as const) {
    if (!wants(id) && !wants('P9')) continue
    const { path, truth } = capture(`${profile}-500m`, { profile, size: 500e6 })
    ratioRow(
      id,
      `${profile === 'quic' ? 'HTTP/3' : 'HTTP/2 over TLS'} 500 MB with its key log against tshark`,
      withKeysOf(path),
      tsharkFieldsOf(path, field),
      5,
      8,
      Math.min(rounds, 3),
    )
    recallRow(`${profile} 500 MB with its key log`, path, truth, true)
  }
  ratioRow(
    'P5',
    'http 500 MB against tshark',
    scanOf(http.path),
    tsharkOf(http.path),
    9,
    13,
    Math.min(rounds, 3),
  )
  ratioRow('P5', 'http 500 MB against suricata', scanOf(http.path), suricataOf(http.path), 1.5, 2.1)
  ratioRow('P6', 'flows 500 k against tshark', scanOf(flows.path), tsharkOf(flows.path), 12, 18, 1)
  ratioRow(
    'P6',
    'flows 500 k against suricata',
    scanOf(flows.path),
    suricataOf(flows.path),
    5,
    7,
    Math.min(rounds, 3),
  )
  appsRows()
  memoryRow('peak memory, http 500 MB', scanOf(http.path), 144, 90)
  memoryRow('peak memory, flows 500 k', scanOf(flows.path), 176, 112)
  memoryRow('peak memory, phone 1 GB with its key log', withKeysOf(phone.path), 176, 112)
  recallRow('phone 1 GB', phone.path, phone.truth)
  recallRow('phone 1 GB with its key log', phone.path, phone.truth, true)
  recallRow('http 500 MB', http.path, http.truth)
  recallRow('flows 500 k', flows.path, flows.truth)
  if (wants('P9')) {
    for (const profile of ['phone', 'http'] as const) {
      const lossy = capture(`${profile}-100m-loss`, {
        profile,
        size: 100e6,
        seed: '5',
        loss: 0.05,
        leakShare: 0.05,
      })
      recallRow(`${profile} 100 MB at 5 % loss`, lossy.path, lossy.truth)
    }
    const cut = capture('http-20m', { profile: 'http', size: 20e6, seed: '7', leakShare: 0.05 })
    const whole = scanJson([cut.path]).text
    const piped = scanJson(['-'], readFileSync(cut.path)).text.replace('"path": "-"', `"path": "${cut.path}"`)
    rows.push({
      id: 'P9',
      what: 'the same document from a file and through a pipe',
      measured: whole === piped ? 'identical' : 'DIFFERENT',
      must: 'identical',
      aim: 'identical',
      verdict: whole === piped ? 'ok' : 'MISSED',
    })
    sameOnOneCoreRow(http.path)
  }
}

/** Messages that are read in full, where the other captures have few: measured, and nothing is asked of it yet. */
function appsRows(): void {
  if (!['apps', 'P7', 'P9'].some(wants)) return
  const { path, truth } = capture('apps-40m', { profile: 'apps', size: 40e6, leakShare: appsLeakShare })
  // Requests of several segments, of which some came swapped: tshark reads them all only so.
  const tshark = tsharkOf(path, '-o', 'tcp.reassemble_out_of_order:TRUE')
  ratioRow('apps', 'apps 40 MB against tshark', scanOf(path), tshark, null, null, Math.min(rounds, 3))
  memoryRow('peak memory, apps 40 MB', scanOf(path), null, null)
  recallRow('apps 40 MB', path, truth)
}

/** P9: with one core there is no second thread, and the document is the same. */
function sameOnOneCoreRow(path: string): void {
  const what = 'the same document with one core and with all'
  const bar = { id: 'P9', what, must: 'identical', aim: 'identical' }
  if (!isInstalled('taskset')) {
    rows.push({ ...bar, measured: 'taskset is not installed', verdict: 'said' })
    return
  }
  const argv = ['-c', '0', varde, 'scan', path, '--profile', profilePath, '--json']
  const alone = spawnSync('taskset', argv, { maxBuffer: 1024 * 1024 * 1024 }).stdout.toString()
  const isSame = alone === scanJson([path]).text
  rows.push({ ...bar, measured: isSame ? 'identical' : 'DIFFERENT', verdict: isSame ? 'ok' : 'MISSED' })
}

mkdirSync(folder, { recursive: true })
writeFileSync(profilePath, profileOf(known))
execFileSync(varde, ['--version'], { stdio: 'ignore' })
try {
  if (flags.small) small()
  else full()
} finally {
  rmSync(peerFolder, { recursive: true, force: true })
}
print()
