/**
 * tshark, an independent reader of the same packets, as the oracle: frames, flows, HTTP requests, server names and
 * DNS names of every real capture and every sample. Where the two differ, the table says why; a difference that is
 * not in it, and a row that explains nothing any more, fails.
 */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { limits } from '../src/core/limits.ts'
import { runLayers } from './e2e/run-layers.ts'
import { root, run } from './e2e/run-varde.ts'
import { corpusCaptures, corpusFile } from './support/corpus.ts'
import { missingMembers } from './support/missing-members.ts'

type What = 'frames' | 'tcp flows' | 'udp flows' | 'http requests' | 'server names' | 'dns names'

interface Difference {
  readonly file: string
  readonly what: What
  /**
   * Flows: the counts; `pauses` for more flows of ours, by no more than streams pause for longer than a flow lives.
   * Lists: how many members only one side has.
   */
  readonly ours: number | 'pauses'
  readonly theirs: number | 'any'
  /** Read off the packets themselves. */
  readonly reason: string
}

/** Seconds of silence after which a flow may be over. */
const silenceMax = { tcp: limits.stream.restingSecondsMax, udp: limits.stream.idleSecondsMax } as const

/** Checked by a scan without the idle limit: it counts exactly the streams of tshark. The samples are recorded anew now and then, so no counts stand here. */
const pauses = {
  ours: 'pauses',
  theirs: 'any',
  reason:
    'tshark never ends a stream; a flow of ours ends when it is silent for two minutes (UDP: DHCP, mDNS) or two hours (TCP: a source port that comes again), and what follows is a new one',
} as const

const differences: readonly Difference[] = [
  {
    file: 'dns/doh-h2-cleartext.pcap',
    what: 'dns names',
    ours: 2,
    theirs: 0,
    reason:
      'DNS over HTTPS by GET: the questions stand in base64url in the targets of requests, which tshark does not decode; the same names are in the answers, which it does',
  },
  {
    file: 'phone/gtp-ims-iphone.pcap',
    what: 'udp flows',
    ours: 6,
    theirs: 8,
    reason:
      'all 106 frames are GTP-U (UDP port 2152): tshark counts the tunnel itself as a stream, too, and takes the two directions of one conversation in it (RTP, ports 19956 and 49120) for two',
  },
  {
    file: 'phone/nokia-2.2-boot-wifi.pcap',
    what: 'http requests',
    ours: 0,
    theirs: 2,
    reason:
      'frames 45 and 46 are SSDP: M-SEARCH to the multicast address 239.255.255.250, in the form of HTTP but over UDP and never leaving the local network',
  },
  {
    file: 'tcp/reassembly-synthetic.pcap',
    what: 'tcp flows',
    ours: 11,
    theirs: 12,
    reason:
      'frame 101 is the SYN of the connection of frames 94 to 100, recorded late: its sequence number 30000 is the one before their first byte, so it belongs to them; tshark opens a new stream for it',
  },
  ...['clean-phone.pcapng.gz', 'nokia-7-plus.pcapng', 'nokia-7-plus-fixed.pcapng'].flatMap(
    (name): Difference[] => [{ file: `samples/${name}`, what: 'udp flows', ...pauses }],
  ),
]

const hasTshark = await run('tshark', ['--version']).then(
  ({ code }) => code === 0,
  () => false,
)
if (!hasTshark)
  process.stderr.write('oracle: there is no tshark here (Debian package tshark); its tests are skipped\n')

const samples = join(root, 'samples')
const captures: { name: string; path: string }[] = [
  ...corpusCaptures().map((name) => ({ name, path: corpusFile(name) })),
  ...(existsSync(samples) ? readdirSync(samples) : [])
    .filter((name) => /\.pcap(ng)?(\.gz)?$/.test(name))
    .map((name) => ({ name: `samples/${name}`, path: join(samples, name) })),
]

/** What a reader says of one capture: each list sorted, with repetitions where every single one counts. */
interface Facts {
  readonly frames: number
  readonly tcpFlows: number
  readonly udpFlows: number
  readonly requests: readonly string[]
  readonly serverNames: readonly string[]
  readonly dnsNames: readonly string[]
}

interface TheirFacts extends Facts {
  /** Silences within a stream after which a flow of ours may be over. */
  readonly tcpPauses: number
  readonly udpPauses: number
}

const fields = [
  'frame.protocols',
  'frame.time_epoch',
  'tcp.stream',
  'udp.stream',
  'http.request.method',
  'http.host',
  'http.request.uri',
  'http2.headers.method',
  'http2.headers.authority',
  'http2.headers.path',
  'tls.handshake.extensions_server_name',
  'dns.qry.name',
  'dns.flags.response',
] as const

/** Not the user's own settings: an empty configuration. Names are not resolved, keys of the file are not used. */
const options = ['-n', '-o', 'tcp.reassemble_out_of_order:TRUE', '-o', 'tls.keylog_file:']

async function theirFacts(path: string): Promise<TheirFacts> {
  const { stdout } = await promisify(execFile)(
    'tshark',
    [
      ...options,
      '-r',
      path,
      '-T',
      'fields',
      '-E',
      'occurrence=a',
      '-E',
      'aggregator=\u0001',
      ...fields.flatMap((field) => ['-e', field]),
    ],
    { encoding: 'latin1', maxBuffer: 1 << 28, env: { PATH: process.env['PATH'], HOME: '/nonexistent' } },
  )
  let frames = 0
  const lastSeen = { tcp: new Map<string, number>(), udp: new Map<string, number>() }
  const silences = { tcp: 0, udp: 0 }
  const requests: string[] = []
  const serverNames: string[] = []
  const dnsNames = new Set<string>()
  for (const line of stdout.split('\n')) {
    if (line === '') continue
    frames++
    const columns = line.split('\t').map((column) => (column === '' ? [] : column.split('\u0001')))
    const [
      protocols = [],
      times = [],
      tcp = [],
      udp = [],
      methods = [],
      hosts = [],
      targets = [],
      methods2 = [],
      authorities2 = [],
      paths2 = [],
      names = [],
      questions = [],
      answers = [],
    ] = columns
    const time = Number(times[0])
    for (const [kind, streams] of [
      ['tcp', tcp],
      ['udp', udp],
    ] as const) {
      for (const stream of streams) {
        const last = lastSeen[kind].get(stream)
        if (last !== undefined && time - last > silenceMax[kind]) silences[kind]++
        lastSeen[kind].set(stream, time)
      }
    }
    methods.forEach((method, index) =>
      requests.push(`${method} ${hosts[index] ?? ''} ${targets[index] ?? ''}`),
    )
    methods2.forEach((method, index) =>
      requests.push(`${method} ${authorities2[index] ?? ''} ${paths2[index] ?? ''}`),
    )
    serverNames.push(...names)
    const isLocal = /:(mdns|llmnr|nbns)/.test(protocols[0] ?? '')
    if (!isLocal && answers.some((answer) => answer === '0' || answer === 'False'))
      for (const name of questions) dnsNames.add(name.toLowerCase())
  }
  return {
    frames,
    tcpFlows: lastSeen.tcp.size,
    udpFlows: lastSeen.udp.size,
    requests: requests.sort(),
    serverNames: serverNames.sort(),
    dnsNames: [...dnsNames].sort(),
    tcpPauses: silences.tcp,
    udpPauses: silences.udp,
  }
}

function ourFacts(path: string): Facts {
  const file = readFileSync(path)
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : file
  const { examiner, coverage } = runLayers(bytes, null, bytes.length)
  return {
    frames: coverage.frames.total,
    tcpFlows: coverage.flows.tcp,
    udpFlows: coverage.flows.udp,
    requests: examiner.requests.sort(),
    serverNames: examiner.heard.hellos
      .flatMap(({ sni, count }) => (sni === '' ? [] : Array.from({ length: count }, () => sni)))
      .sort(),
    dnsNames: [...examiner.heard.questions].map((name) => name.toLowerCase()).sort(),
  }
}

/** Differences that the table does not explain, as sentences. */
function unexplained(name: string, ours: Facts, theirs: TheirFacts, used: Set<Difference>): string[] {
  const counts: [what: What, ours: number, theirs: number, silences: number][] = [
    ['frames', ours.frames, theirs.frames, 0],
    ['tcp flows', ours.tcpFlows, theirs.tcpFlows, theirs.tcpPauses],
    ['udp flows', ours.udpFlows, theirs.udpFlows, theirs.udpPauses],
  ]
  const found: string[] = []
  const row = (what: What): Difference | undefined =>
    differences.find((one) => one.file === name && one.what === what)
  for (const [what, our, their, silences] of counts) {
    if (our === their) continue
    const known = row(what)
    const isExplained =
      known !== undefined &&
      (known.ours === 'pauses'
        ? our > their && our <= their + silences
        : known.ours === our && known.theirs === their)
    if (isExplained) used.add(known)
    else found.push(`${what}: ours ${our}, theirs ${their} (${silences} pauses)`)
  }
  const lists: [what: What, ours: readonly string[], theirs: readonly string[]][] = [
    ['http requests', ours.requests, theirs.requests],
    ['server names', ours.serverNames, theirs.serverNames],
    ['dns names', ours.dnsNames, theirs.dnsNames],
  ]
  for (const [what, our, their] of lists) {
    const onlyOurs = missingMembers(our, their)
    const onlyTheirs = missingMembers(their, our)
    if (onlyOurs.length + onlyTheirs.length === 0) continue
    const known = row(what)
    if (known !== undefined && known.ours === onlyOurs.length && known.theirs === onlyTheirs.length)
      used.add(known)
    else
      found.push(`${what}: only ours ${JSON.stringify(onlyOurs)}, only theirs ${JSON.stringify(onlyTheirs)}`)
  }
  return found
}

const used = new Set<Difference>()

test.skipIf(!hasTshark).for(captures)(
  '$name: tshark sees the same, or the difference is explained',
  async ({ name, path }) => {
    const theirs = await theirFacts(path)
    expect(theirs.frames).toBeGreaterThan(0)
    expect(unexplained(name, ourFacts(path), theirs, used)).toEqual([])
  },
)

test.skipIf(!hasTshark)('every row of the table explains a difference that is there', () => {
  const present = new Set(captures.map((capture) => capture.name))
  expect(differences.filter((row) => present.has(row.file) && !used.has(row))).toEqual([])
})

test.skipIf(!hasTshark || captures.length === 0)(
  'a request, a name or a flow that is not seen fails (the check of the check)',
  async () => {
    const { path } = captures.at(-1) as { path: string }
    const theirs = await theirFacts(path)
    const none = new Set<Difference>()
    const { tcpPauses, udpPauses, ...same } = theirs
    expect(tcpPauses + udpPauses).toBeGreaterThanOrEqual(0)
    expect(unexplained('x', same, theirs, none)).toEqual([])
    expect(unexplained('x', { ...same, tcpFlows: same.tcpFlows - 1 }, theirs, none)).toHaveLength(1)
    expect(unexplained('x', { ...same, requests: same.requests.slice(1) }, theirs, none)).toHaveLength(1)
    expect(
      unexplained('x', { ...same, serverNames: [...same.serverNames, 'x.example.com'] }, theirs, none),
    ).toHaveLength(1)
  },
)
