import type { Attribution } from '../attribute/types.ts'
import { NameBook } from '../attribute/names.ts'
import { clockAnomaly, isBeforePhones } from './reading/clock-of-1970.ts'
import { countedOnce } from './twice/counted-once.ts'
import { SameConnections } from './twice/same-connections.ts'
import { withoutHandedOn } from './twice/both-sides.ts'
import { asContactsOneByOne } from '../assess/one-by-one.ts'
import { findingsOf } from '../assess/findings.ts'
import { formatAddress } from '../core/address.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import type { AnomalyTally } from '../core/anomaly.ts'
import { mayHide } from '../decode/hiding.ts'
import { Detector } from '../detect/detector.ts'
import type { ProfileSpellings } from '../detect/indicators.ts'
import type { Profile } from '../device/types.ts'
import { limits } from '../core/limits.ts'
import type { KeyLog } from '../message/key-log.ts'
import { tlsAnomalies } from '../message/tls/anomalies.ts'
import { MessageLayer } from '../message/message-layer.ts'
import { protocols } from '../message/next.ts'
import type { TunnelEnds } from '../packet/tunnel/tunnel-ends.ts'
import { tunnelNames } from '../packet/tunnel/tunnels.ts'
import type { EntryReader } from '../source/entry.ts'
import type { CaptureReader } from '../source/types.ts'
import { streamAnomalies } from '../stream/anomalies.ts'
import { StreamLayer } from '../stream/stream-layer.ts'
import { AppBook, appKey } from './apps.ts'
import { BorderWatch } from './twice/border-watch.ts'
import { addCoverage, coverageOf } from './coverage.ts'
import type { Coverage } from './coverage.ts'
import type { CaptureSummary, ScanResult, TunnelSummary } from './scan-result.ts'
import { ConnectionBook } from './entries/connection-book.ts'
import { DeviceWitness } from './entries/device-witness.ts'
import { entryCoverageOf } from './entries/entry-coverage.ts'
import { EntryFeeder } from './entries/entry-feeder.ts'
import { Examiner } from './examiner.ts'
import type { RequestWatch } from './watch/request-watch.ts'
import type { HelloTally } from './recipients/heard-names.ts'
import { correlate } from './events/correlation.ts'
import type { EventsInput } from './events/correlation.ts'
import { EventTap } from './events/event-tap.ts'
import { CopyExaminer } from './copies/copy-examiner.ts'
import { CopyReader } from './copies/copy-reader.ts'
import { DamagedFrames, DamageFilter } from './copies/damaged-frames.ts'
import { CaptureFeeder } from './reading/feeder.ts'
import { bringsLateSecrets, gather, noteKeys } from './reading/gather-keys.ts'
import type { KeyFacts } from './reading/gather-keys.ts'
import { packKnown } from './search/known-search.ts'
import { readCapture } from './reading/open-capture.ts'
import type { Interruptible } from './reading/open-capture.ts'
import type { CaptureFacts } from './reading/open-capture.ts'
import { isRegularFile } from './reading/open-file.ts'
import type { LiveOptions } from './reading/network-source.ts'
import { callersOf } from './recipients/callers.ts'
import { localSender } from './recipients/local-sender.ts'
import { UrgentPlaces } from './packets/urgent-places.ts'
import { PayloadChecks } from './packets/payload-checks.ts'
import { LooseReader } from './packets/loose-reader.ts'
import { NamingDissector } from './packets/naming-dissector.ts'
import { attributeRecipient, RecipientBook } from './recipients/recipients.ts'
import { SearchQueue } from './search/search-queue.ts'
import { SettledRecipients } from './recipients/settled-recipients.ts'
import { addressProtocol } from './recipients/sender-addresses.ts'
import { named, twinAnomaly, TwinFinder } from './twice/twin-captures.ts'

/** What a scan is told by its shell. It asks nobody else: no clock, no environment, no network. */
export interface ScanOptions {
  readonly profile: Profile | null
  /** Spellings of the profile, where they were kept from an earlier time; else they are made. */
  readonly spellings?: ProfileSpellings
  /** Files with TLS secrets (key logs). */
  readonly keyFiles?: readonly string[]
  readonly attribution: Attribution
  readonly wantsHash: boolean
  /**
   * What happened to the device (`--events`); absent where nobody says. Asked for once the captures were read, with the
   * middle of their time in seconds since 1970: logs without a year are near to it.
   */
  readonly events?: (near: number) => Promise<EventsInput>
  readonly onProgress: (path: string, bytes: number, size: number) => void
  /** Gives who is shown every request, whatever it holds (`varde diff`): where the captures are read again, another one. */
  readonly watch?: () => RequestWatch
  /** Asks for `contactTimes` and `questionTimes` of the result (`varde compare`). */
  readonly wantsContactTimes?: boolean
  /** Bytes of responses after which a second thread helps to search them; for tests. */
  readonly bytesToSecondThread?: number
  /** For captures that come over the network: when they are over. */
  readonly live?: LiveOptions
  /** For standard input, which the user may end. */
  readonly interruptible?: Interruptible
}

/** What the captures of a scan share. */
interface Shared {
  readonly options: ScanOptions
  readonly detector: Detector
  readonly keys: KeyLog
  readonly recipients: RecipientBook
  readonly apps: AppBook
  readonly connections: ConnectionBook
  readonly queue: SearchQueue
  readonly borders: BorderWatch | null
  readonly sameConnections: SameConnections | null
  readonly numbering: { observations: number }
  readonly watch: RequestWatch | null
}

/** The captures, read to their ends. */
interface Reading {
  readonly captures: readonly ScannedCapture[]
  readonly shared: Shared
  readonly log: AnomalyLog
}

/** One capture that was read to its end. */
interface ScannedCapture {
  readonly summary: CaptureSummary
  readonly coverage: Coverage
  readonly examiner: Examiner
  /** Its entries, whose connections other files may go on with; null of a capture of packets. */
  readonly entries: EntryFeeder | null
  readonly tunnels: readonly TunnelSummary[]
  /** The MAC address of the station that sent most of a Wi-Fi; '' where none did. */
  readonly busiest: string
  readonly log: AnomalyLog
}

/** Reads the captures one after the other and says what was found. */
export async function scan(paths: readonly string[], options: ScanOptions): Promise<ScanResult> {
  const { captures, shared, log } = await readUntilWise(paths, options)
  const { keys } = shared
  const keyFacts = noteKeys(keys, log)
  const hasKeys = (options.keyFiles ?? []).length > 0 || !keys.isEmpty
  const given = (await options.events?.(middleOf(captures))) ?? null
  for (const { code, line, detail } of given?.oddities ?? [])
    log.note(code, 0, line === 0 ? detail : `line ${line}${detail === '' ? '' : `: ${detail}`}`)
  const twins = new TwinFinder()
  for (const capture of named(captures.map(({ summary }) => summary))) {
    const twin = await twins.twinOf(capture)
    if (twin !== null) log.note(twinAnomaly, 0, `${twin.path} and ${capture.path}`)
  }
  return resultOf(captures, shared, hasKeys ? keyFacts : null, given, log)
}

/** Reads all captures, and again as long as damaged frames become known, if everything can be read again. */
async function readUntilWise(paths: readonly string[], options: ScanOptions): Promise<Reading> {
  const damage = paths.map(() => new DamagedFrames())
  const isReadable = [...paths, ...(options.keyFiles ?? [])].every((path) => isRegularFile(path))
  for (let count = 1; ; count++) {
    // Of an earlier reading nothing is held while another one goes on.
    const reading = await readAll(paths, options, damage)
    const isLast = !isReadable || count === limits.stream.readingsMax
    if (!isLast && damage.some(({ isWiser }) => isWiser)) continue
    for (const [index, { log }] of reading.captures.entries())
      if (damage[index]?.isUnsure === true) log.note(streamAnomalies.damageNotTold, 0)
    return reading
  }
}

/** Reads all captures, without those frames of each that are known to be damaged. */
async function readAll(
  paths: readonly string[],
  options: ScanOptions,
  damage: readonly DamagedFrames[],
): Promise<Reading> {
  const detector = new Detector(options.profile, options.spellings, mayHide)
  const log = new AnomalyLog()
  const { keys, names } = await gather(options.keyFiles ?? [], paths, log)
  const shared: Shared = {
    options,
    detector,
    keys,
    recipients: new RecipientBook(log),
    apps: new AppBook(),
    connections: new ConnectionBook(log),
    queue: new SearchQueue(() => packKnown(detector.indicators), options.bytesToSecondThread),
    borders: paths.length > 1 ? new BorderWatch() : null,
    sameConnections: paths.length > 1 ? new SameConnections() : null,
    numbering: { observations: 0 },
    watch: options.watch?.() ?? null,
  }
  const captures: ScannedCapture[] = []
  for (const [index, path] of paths.entries())
    captures.push(
      await scanCapture(index, path, names.get(path) ?? [], damage[index] as DamagedFrames, shared),
    )
  shared.queue.end()
  for (const { entries } of captures) entries?.settle()
  for (const { entries } of captures) entries?.end()
  for (const { examiner } of captures) examiner.book.settle()
  return { captures, shared, log }
}

/**
 * Reads a capture through all layers, which meet nowhere else; `names` are addresses with their names, as the file records
 * them, `damage` what is known of its damaged frames.
 */
async function scanCapture(
  index: number,
  path: string,
  names: Iterable<readonly [address: string, name: string]>,
  damage: DamagedFrames,
  {
    options,
    detector,
    keys,
    recipients,
    apps,
    connections,
    queue,
    borders,
    sameConnections,
    numbering,
    watch,
  }: Shared,
): Promise<ScannedCapture> {
  const log = new AnomalyLog()
  const book = new NameBook(log)
  for (const [address, name] of names) book.fileName(address, name)
  detector.nextCapture()
  const examiner = new Examiner(index, detector, recipients, book, log, numbering, queue)
  examiner.watch = watch
  if (options.wantsContactTimes === true) examiner.heard.questionTimes = new Map()
  examiner.borders = borders
  examiner.sameConnections = sameConnections
  const messages = new MessageLayer(examiner, log, protocols, limits.message.heldBytesMax, keys)
  const copyExaminer = new CopyExaminer(index, detector, recipients, book, log)
  const copies = new CopyReader(copyExaminer, examiner, messages, log)
  damage.begin(() => dissector)
  const { flowsMax, depthBytesMax, comparedAnswerBytesMax } = limits.stream
  const comparedBytes = damage.isAgain ? depthBytesMax : comparedAnswerBytesMax
  const streams = new StreamLayer(messages, log, flowsMax, copies, examiner.senders, damage, comparedBytes)
  const tap = new EventTap(streams, examiner.traffic)
  const urgent = new UrgentPlaces(tap)
  examiner.urgent = urgent
  const checks = new PayloadChecks(urgent, log)
  const sink = damage.isAgain
    ? new DamageFilter(checks, streams, (packet, context) => damage.refuses(packet, context))
    : checks
  const loose = new LooseReader(examiner, () => messages.context.nextExchange())
  const dissector = new NamingDissector(sink, log, book, keys, examiner.traffic, loose)
  const formatOf = (): string => feeder.format
  const witness = new DeviceWitness(formatOf, recipients, book, examiner.contacts)
  const entries = new EntryFeeder(examiner, messages, log, witness, recipients, connections)
  const feeder = new CaptureFeeder(dissector, log, entries)
  queue.bytesRead = () => feeder.bytes
  const isReadOnce = bringsLateSecrets(path)
  keys.isAwaiting = () => isReadOnce && feeder.format === 'pcapng'
  const facts = await readCapture(path, feeder, log, {
    wantsHash: options.wantsHash,
    onProgress: (bytes, size) => options.onProgress(path, bytes, size),
    ...(options.live === undefined ? {} : { live: options.live }),
    ...(options.interruptible === undefined ? {} : { interruptible: options.interruptible }),
  })
  dissector.end()
  checks.end()
  loose.end()
  streams.end()
  if (log.count(tlsAnomalies.notOpened) > 0 && streams.counts.duplicateBytes > 0) damage.leftUnread()
  damage.end()
  // It holds the layers below, and the examiner lives as long as the results.
  examiner.urgent = null
  entries.endFile()
  examiner.counts.looseBytes = loose.bytes
  // Connections of entries end with the last file, which may have their sizes; who spoke to whom is known now.
  for (const flow of entries.servingFlows()) examiner.spoke(flow)
  examiner.end(copyExaminer, messages.exchangeCount)
  const { reader, entryReader } = feeder
  // A log of Chrome says it itself.
  if (feeder.format !== 'netlog' && isBeforePhones((entryReader ?? reader)?.counts.first ?? null))
    log.note(clockAnomaly, 0)
  const common = { fileBytes: feeder.bytes, message: messages.counts, examine: examiner.counts }
  if (entryReader !== null) {
    const { total, facts: recorded } = entryReader.counts
    const records = { packets: 0, entries: total, recorded }
    const coverage = entryCoverageOf({ ...common, source: entryReader.counts, feed: entries.counts })
    const summary = captureSummary(path, facts, feeder.bytes, entryReader, records)
    apps.addCapture(index, entries.apps)
    return { summary, coverage, examiner, entries, tunnels: [], busiest: '', log }
  }
  if (reader === null) throw new Error('a capture without a reader was not refused')
  const { counts } = reader
  const { numberedBlocks } = counts
  const records = {
    packets: counts.frames,
    entries: 0,
    recorded: null,
    ...(numberedBlocks.length > 0 ? { numberedBlocks } : {}),
    ...(damage.leftOut.size > 0 ? { damagedFrames: damage.leftOut } : {}),
  }
  borders?.captureEnded(counts.last)
  sameConnections?.captureEnded(index)
  apps.addCapture(index, counts.apps)
  return {
    summary: captureSummary(path, facts, feeder.bytes, reader, records),
    coverage: coverageOf({ ...common, source: counts, packet: dissector.counts, stream: streams.counts }),
    examiner,
    entries: null,
    tunnels: Array.from(dissector.tunnels.all, (ends) => tunnelSummary(index, ends)),
    busiest: dissector.stations.busiest,
    log,
  }
}

/** What a report says of the file itself. */
function captureSummary(
  path: string,
  facts: CaptureFacts,
  bytes: number,
  { format, counts }: Pick<CaptureReader | EntryReader, 'format' | 'counts'>,
  records: Pick<CaptureSummary, 'packets' | 'entries' | 'recorded' | 'numberedBlocks' | 'damagedFrames'>,
): CaptureSummary {
  return {
    path,
    sha256: facts.sha256,
    format,
    isGzip: facts.isGzip,
    fileBytes: facts.fileBytes,
    bytes,
    first: counts.first,
    last: counts.last,
    timeDigits: counts.timeDigits,
    application: counts.application,
    comments: counts.comments,
    ...records,
  }
}

/** The middle of what was captured, in seconds since 1970; 0 where nothing was. */
function middleOf(captures: readonly ScannedCapture[]): number {
  const times = captures.flatMap(({ summary: { first, last } }) =>
    first === null || last === null ? [] : [first.sec, last.sec],
  )
  return times.length === 0 ? 0 : (Math.min(...times) + Math.max(...times)) / 2
}

/** What all captures together say; `log` has the anomalies that belong to none of them. */
function resultOf(
  captures: readonly ScannedCapture[],
  shared: Shared,
  keys: KeyFacts | null,
  given: EventsInput | null,
  log: AnomalyLog,
): ScanResult {
  const { apps } = shared
  const { attribution, profile } = shared.options
  const summaries = captures.map(({ summary }) => summary)
  const examiners = captures.map(({ examiner }) => examiner)
  const drafts = [...shared.recipients.all]
  const redirects = shared.recipients.redirects.among(drafts, attribution)
  const names = shared.recipients.namesByAddress()
  const settled = new SettledRecipients(shared.recipients, drafts, (host) => attribution.domain(host))
  const told = examiners.flatMap(({ book }) => settled.all(book.observations))
  const contacts = examiners.flatMap((examiner) => examiner.contacts.all)
  const dismissals = examiners.flatMap((examiner) => settled.all(examiner.dismissals.all))
  const opaque = examiners.flatMap((examiner) => settled.all(examiner.opaque.all()))
  const isNamed = new Set([...told, ...contacts, ...dismissals, ...opaque].map(({ recipient }) => recipient))
  const recipients = drafts
    .filter(({ id, isDevice }) => !isDevice || isNamed.has(id))
    .map((draft) =>
      attributeRecipient(draft, attribution, apps, shared.recipients.translators, redirects, names),
    )
  const sendings = examiners.flatMap(({ book }) =>
    book.drafts.map(({ transmission, flow }) => {
      const app = apps.idOf(appKey(transmission.capture, flow.app))
      const sent = settled.transmission(transmission)
      const sender = book.isServed(flow) ? null : localSender(flow.clientAddress)
      const { clientAddress, serverAddress } = flow
      return {
        transmission: { ...sent, ...(app === null ? {} : { app }), ...(sender === null ? {} : { sender }) },
        flow,
        clientAddress,
        serverAddress,
      }
    }),
  )
  const onOneSide = withoutHandedOn(sendings, told, (capture) => (captures[capture] as ScannedCapture).log)
  const isTwin = log.count(twinAnomaly) > 0
  const once = isTwin
    ? onOneSide
    : countedOnce(onOneSide, sendings, summaries, shared.sameConnections?.pairs ?? [], log)
  const { observations, transmissions } = asContactsOneByOne(once)
  const callers = callersOf(
    examiners.flatMap(({ book }) => book.drafts),
    profile,
    captures.map(({ busiest }) => busiest),
  )
  const idsOf = (drafted: Iterable<string>): string[] =>
    Array.from(drafted, (id) => shared.recipients.idOf(id))
  const uncounted = new Set(examiners.flatMap(({ book }) => idsOf(book.uncounted)))
  const localDevices = examiners.flatMap(({ devices }, capture) => devices.all(capture))
  const correlation = correlate({
    captures: summaries.flatMap(({ first, last }) =>
      first === null || last === null
        ? []
        : [{ start: first.sec + first.nsec / 1e9, end: last.sec + last.nsec / 1e9 }],
    ),
    recipients,
    // What a packet's own address tells is told by each: it is no send of its own. Where sends had no room, what happened
    // later would look as if none followed: the connections are all there.
    transmissions: transmissions.filter(
      ({ summary, recipient }) => summary.protocol !== addressProtocol && !uncounted.has(recipient),
    ),
    flows: drafts.map((draft) => ({ recipient: draft.id, flows: draft.series })),
    derived: examiners.flatMap(({ traffic }) => traffic.all()),
    timeServers: examiners.flatMap(({ traffic }) => traffic.clocks()),
    given,
  })
  const anomalies = captures.flatMap((one, capture) => talliesOf(one.log, capture))
  return {
    ...(shared.options.wantsContactTimes === true
      ? {
          contactTimes: new Map(drafts.map(({ id, series }) => [id, series.sorted().times])),
          questionTimes: questionTimesOf(examiners),
        }
      : {}),
    captures: summaries,
    coverage: addCoverage(captures.map(({ coverage }) => coverage)),
    keys,
    recipients,
    tunnels: captures.flatMap(({ tunnels }) => tunnels),
    apps: apps.all,
    exchanges: examiners.reduce((total, { counts }) => total + counts.exchanges, 0),
    observations,
    transmissions,
    contacts,
    findings: findingsOf({
      recipients,
      observations,
      transmissions,
      contacts,
      callers,
      localDevices,
      uncounted: new Set([...uncounted, ...examiners.flatMap((one) => idsOf(one.contacts.uncounted))]),
    }),
    callers,
    localDevices,
    dismissals,
    localNames: examiners.flatMap(({ heard }) => heard.local),
    opaque,
    anomalies: [...anomalies, ...talliesOf(log, 0)],
    hellos: hellosOf(examiners),
    dnsNames: [...new Set(examiners.flatMap(({ heard }) => [...heard.questions]))].sort(),
    resolvers: resolversOf(examiners),
    dataSets: attribution.dataSets,
    profile,
    untraceable: shared.detector.indicators.untraceable.map(({ identifier }) => identifier),
    correlation,
  }
}

function talliesOf(log: AnomalyLog, capture: number): { capture: number; tally: AnomalyTally }[] {
  return Array.from(log.tallies.values(), (tally) => ({ capture, tally }))
}

/** The names in hellos, each once for all captures. */
function hellosOf(examiners: readonly Examiner[]): HelloTally[] {
  const all = new Map<string, HelloTally>()
  for (const { sni, transport, count } of examiners.flatMap(({ heard }) => heard.hellos)) {
    const known = all.get(`${transport} ${sni}`)
    if (known === undefined) all.set(`${transport} ${sni}`, { sni, transport, count })
    else known.count += count
  }
  return [...all.values()]
}

/** When each name was asked of DNS, in all captures. */
function questionTimesOf(examiners: readonly Examiner[]): Map<string, Float64Array> {
  const all = examiners.flatMap(({ heard }) => [...(heard.questionTimes ?? [])])
  return new Map(
    [...Map.groupBy(all, ([name]) => name)].map(([name, own]) => [
      name,
      Float64Array.from(own.flatMap(([, times]) => times)).sort(),
    ]),
  )
}

function resolversOf(examiners: readonly Examiner[]): { host: string; questions: number }[] {
  const questions: Map<string, number> = new Map()
  for (const examiner of examiners)
    for (const [host, asked] of examiner.heard.resolvers)
      questions.set(host, (questions.get(host) ?? 0) + asked)
  return [...questions].map(([host, asked]) => ({ host, questions: asked }))
}

function tunnelSummary(capture: number, { kind, source, target, port, packets }: TunnelEnds): TunnelSummary {
  const [name = ''] = tunnelNames(kind)
  return {
    capture,
    kind: name,
    source: formatAddress(...source),
    target: formatAddress(...target),
    port,
    packets,
  }
}
