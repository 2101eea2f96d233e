import type { Attribution } from '../attribute/types.ts'
import type { DomainOf } from './observations/carried-labels.ts'
import { NameBook } from '../attribute/names.ts'
import { clockAnomaly, isBeforePhones } from './reading/clock-of-1970.ts'
import { SameConnections } from './twice/same-connections.ts'
import { formatAddress } from '../core/address.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import { decodeInside } from '../decode/decode.ts'
import { mayHide } from '../decode/hiding.ts'
import { Detector } from '../detect/detector.ts'
import { limits } from '../core/limits.ts'
import { tlsAnomalies } from '../message/tls/anomalies.ts'
import { MessageLayer } from '../message/message-layer.ts'
import { protocols } from '../message/next.ts'
import type { TunnelEnds } from '../packet/tunnel/tunnel-ends.ts'
import { tunnelNames } from '../packet/tunnel/tunnels.ts'
import type { EntryReader } from '../source/entry.ts'
import type { CaptureReader } from '../source/types.ts'
import { streamAnomalies } from '../stream/anomalies.ts'
import { StreamLayer } from '../stream/stream-layer.ts'
import { AppBook } from './apps.ts'
import type { FlowWatch } from '../stream/types.ts'
import { BorderWatch } from './twice/border-watch.ts'
import { coverageOf } from './coverage.ts'
import type { CaptureSummary, ScanResult, TunnelSummary } from './scan-result.ts'
import { ConnectionBook } from './entries/connection-book.ts'
import { DeviceWitness } from './entries/device-witness.ts'
import { entryCoverageOf } from './entries/entry-coverage.ts'
import { EntryFeeder } from './entries/entry-feeder.ts'
import { Examiner } from './examiner.ts'
import { turnIsNumber } from './observations/with-receipt.ts'
import { KeptTimes } from './recipients/kept-times.ts'
import { EventTap } from './events/event-tap.ts'
import { CopyExaminer } from './copies/copy-examiner.ts'
import { CopyReader } from './copies/copy-reader.ts'
import { DamagedFrames, DamageFilter } from './copies/damaged-frames.ts'
import { CaptureOrder } from './packets/capture-order.ts'
import { FramesByTime } from './packets/frames-by-time.ts'
import { CaptureFeeder } from './reading/feeder.ts'
import { bringsLateSecrets, gather, noteKeys } from './reading/gather-keys.ts'
import { packKnown } from './search/known-search.ts'
import { leaving, leftOutFor, never } from './reading/left-out-files.ts'
import type { LeavesOut, LeftOut } from './reading/left-out-files.ts'
import { filesOf, nameOf } from './reading/joined-files.ts'
import type { CapturePlace, GivenCapture } from './reading/joined-files.ts'
import { inRecordedOrder } from './reading/recording-order.ts'
import { readPlace } from './reading/read-place.ts'
import type { PlaceFacts } from './reading/read-place.ts'
import { isRegularFile } from './reading/open-file.ts'
import { UrgentPlaces } from './packets/urgent-places.ts'
import { PacketTaps } from './packets/packet-taps.ts'
import { PayloadChecks } from './packets/payload-checks.ts'
import { resultOf } from './join-captures.ts'
import type { ScannedCapture, Shared } from './join-captures.ts'
import type { ScanOptions } from './scan-options.ts'
import { LooseReader } from './packets/loose-reader.ts'
import { NamingDissector } from './packets/naming-dissector.ts'
import { nowhere } from './recipients/own-addresses.ts'
import { RecipientBook } from './recipients/recipients.ts'
import { SearchQueue } from './search/search-queue.ts'
import { named, twinAnomaly, TwinFinder } from './twice/twin-captures.ts'

/** The captures, read to their ends. */
interface Reading {
  readonly captures: readonly ScannedCapture[]
  /** What was known of each of them. */
  readonly told: readonly Learned[]
  readonly shared: Shared
  readonly log: AnomalyLog
}

/**
 * Reads the captures one after the other and says what was found. Of the files of a recording those that hold nothing, or are gone by
 * now, are said and left out.
 */
export async function scan(given: readonly GivenCapture[], options: ScanOptions): Promise<ScanResult> {
  const leftOut: LeftOut[] = []
  const leavesOut = leaving(leftOut)
  const places: CapturePlace[] = []
  for (const one of given) places.push(typeof one === 'string' ? one : await inRecordedOrder(one, leavesOut))
  const { captures, shared, log } = await readUntilWise(places, options, leavesOut)
  for (const { code, path } of leftOut) log.note(code, 0, path)
  const { keys, detector } = shared
  const keyFacts = noteKeys(keys, log, detector.keyUses())
  const hasKeys = (options.keyFiles ?? []).length > 0 || !keys.isEmpty || keys.payloadKeys.length > 0
  const events = (await options.events?.(middleOf(captures))) ?? null
  for (const { code, line, detail } of events?.oddities ?? [])
    log.note(code, 0, line === 0 ? detail : `line ${line}${detail === '' ? '' : `: ${detail}`}`)
  const twins = new TwinFinder()
  for (const capture of named(captures.map(({ summary }) => summary))) {
    const twin = await twins.twinOf(capture)
    if (twin !== null) log.note(twinAnomaly, 0, `${twin.path} and ${capture.path}`)
  }
  return resultOf(captures, shared, hasKeys ? keyFacts : null, events, log)
}

/** What earlier readings of one capture told of it. */
interface Learned {
  damage: DamagedFrames
  /** What was learned of damage in the order of frames that the next reading does not take. */
  damageInOther: DamagedFrames
  readonly order: CaptureOrder
}

/** Reads all captures, and again as long as more becomes known of how they are to be read, if everything can be read again. */
async function readUntilWise(
  given: readonly CapturePlace[],
  options: ScanOptions,
  leavesOut: LeavesOut,
): Promise<Reading> {
  let places = given
  const learned: Learned[] = places.map(() => ({
    damage: new DamagedFrames(),
    damageInOther: new DamagedFrames(),
    order: new CaptureOrder(),
  }))
  const files = places.flatMap(filesOf)
  const isReadable = [...files, ...(options.keyFiles ?? [])].every((path) => isRegularFile(path))
  for (let count = 1; ; count++) {
    // Of an earlier reading nothing is held while another one goes on.
    const reading = await readAll(places, options, learned, count === 1 ? leavesOut : never)
    const isLast = !isReadable || count === limits.stream.readingsMax
    if (!isLast && learned.some(({ damage, order }) => damage.isWiser || order.isWiser)) {
      for (const one of learned)
        if (one.order.hasTurned) [one.damage, one.damageInOther] = [one.damageInOther, one.damage]
      // What was learned counts frames: they are those of the same files.
      places = places.map((place) => withoutGone(place, reading.captures))
      continue
    }
    for (const [index, { log }] of reading.captures.entries()) {
      const own = reading.told[index]
      if (own?.damage.isUnsure === true) log.note(streamAnomalies.damageNotTold, 0)
      if (own?.order.isUnsure === true) log.note(streamAnomalies.orderNotKept, 0)
    }
    return reading
  }
}

/** The files of a recording that were read. */
function withoutGone(place: CapturePlace, captures: readonly ScannedCapture[]): CapturePlace {
  if (typeof place === 'string') return place
  const read = new Set(captures.flatMap(({ summary }) => (summary.files ?? []).map((file) => file.path)))
  return { ...place, files: place.files.filter((path) => read.has(path)) }
}

/** Reads all captures, each as is known by now. */
async function readAll(
  places: readonly CapturePlace[],
  options: ScanOptions,
  learned: readonly Learned[],
  leavesOut: LeavesOut,
): Promise<Reading> {
  const log = new AnomalyLog()
  const { keys, names } = await gather(options.keyFiles ?? [], places, log)
  const { profile, spellings } = options
  const detector = new Detector(profile, spellings, mayHide, 'named', decodeInside, keys.payloadKeys)
  const shared: Shared = {
    options,
    detector,
    keys,
    recipients: new RecipientBook(log),
    apps: new AppBook(),
    connections: new ConnectionBook(log),
    queue: new SearchQueue(() => packKnown(detector.indicators), options.bytesToSecondThread),
    borders: places.length > 1 ? new BorderWatch() : null,
    sameConnections: places.length > 1 ? new SameConnections() : null,
    run: { observations: 0, transmissions: 0 },
    watch: options.watch?.() ?? null,
  }
  const captures: ScannedCapture[] = []
  const told: Learned[] = []
  let nothing: unknown = null
  for (const [index, place] of places.entries()) {
    const own = learned[index] as Learned
    try {
      const recorded = filesOf(place).flatMap((path) => names.get(path) ?? [])
      captures.push(await scanCapture(captures.length, place, recorded, own, shared, leavesOut))
      told.push(own)
    } catch (cause) {
      const code = options.isRecording === true ? leftOutFor(cause) : null
      if (code === null) throw cause
      nothing ??= cause
      log.note(code, 0, nameOf(place))
    }
  }
  if (captures.length === 0 && nothing !== null) throw nothing
  shared.queue.end()
  for (const { entries } of captures) entries?.settle()
  for (const { entries } of captures) entries?.end()
  for (const { examiner } of captures) examiner.book.settle()
  shared.borders?.end()
  return { captures, told, shared, log }
}

/**
 * Reads a capture through all layers, which meet nowhere else; `names` are addresses with their names, as the file records
 * them, `damage` and `order` what is known of its damaged frames, and of the order of all; `leavesOut` as in `PlaceOptions`.
 */
async function scanCapture(
  index: number,
  place: CapturePlace,
  names: Iterable<readonly [address: string, name: string]>,
  { damage, order }: Learned,
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
    run,
    watch,
  }: Shared,
  leavesOut: LeavesOut,
): Promise<ScannedCapture> {
  const path = nameOf(place)
  const log = new AnomalyLog()
  const book = new NameBook(log)
  for (const [address, name] of names) book.fileName(address, name)
  detector.nextCapture()
  connections.nextFile()
  const examiner = new Examiner(index, detector, recipients, book, log, run, queue)
  examiner.watch = watch
  examiner.domainOf = domainsBy(options.attribution)
  if (options.wantsContactTimes === true) examiner.heard.questionTimes = new KeptTimes()
  examiner.borders = borders
  examiner.sameConnections = sameConnections
  const messages = new MessageLayer(examiner, log, protocols, limits.message.heldBytesMax, keys)
  const copyExaminer = new CopyExaminer(index, detector, recipients, book, log)
  const copies = new CopyReader(copyExaminer, examiner, messages, log)
  damage.begin(() => dissector)
  order.begin()
  const { isByTime } = order
  const { flowsMax, depthBytesMax, comparedAnswerBytesMax } = limits.stream
  const comparedBytes = damage.isAgain ? depthBytesMax : comparedAnswerBytesMax
  const { own, senders } = examiner
  const flowWatch: FlowWatch = {
    begins: (packet) => own.begins(packet),
    began: (flow, packet, context) => senders.began(flow, packet, context),
  }
  const streams = new StreamLayer(messages, log, flowsMax, copies, flowWatch, damage, comparedBytes, order)
  const urgent = new UrgentPlaces()
  examiner.urgent = urgent
  const checks = new PayloadChecks(log)
  const taps = new PacketTaps(streams, new EventTap(examiner.traffic), urgent, checks)
  const sink = damage.isAgain
    ? new DamageFilter(taps, streams, (packet, context) => damage.refuses(packet, context))
    : taps
  const loose = new LooseReader(examiner, () => messages.context.nextExchange())
  const dissector = new NamingDissector(sink, log, book, keys, examiner.traffic, loose)
  own.macsAt = () => dissector.macsAt
  const formatOf = (): string => feeder.format
  const witness = new DeviceWitness(formatOf, recipients, connections, examiner.contacts, log)
  const entries = new EntryFeeder(examiner, messages, log, witness, recipients, connections)
  const byTime = isByTime ? new FramesByTime(dissector) : null
  if (byTime !== null) examiner.teller.turnOf = byTime.turnOf
  const feeder = new CaptureFeeder(byTime ?? dissector, log, entries)
  queue.bytesRead = () => feeder.bytes
  const isReadOnce = bringsLateSecrets(place)
  keys.isAwaiting = () => isReadOnce && feeder.format === 'pcapng'
  const facts = await readPlace(place, feeder, log, {
    leavesOut,
    wantsHash: options.wantsHash,
    onProgress: (bytes, size) => options.onProgress(path, bytes, size),
    ...(options.live === undefined ? {} : { live: options.live }),
    ...(options.interruptible === undefined ? {} : { interruptible: options.interruptible }),
  })
  byTime?.end()
  if (isByTime) log.note(streamAnomalies.readByTime, order.firstOlder)
  dissector.end()
  checks.end()
  loose.end()
  streams.end()
  if (log.count(tlsAnomalies.notOpened) > 0 && streams.counts.duplicateBytes > 0) damage.leftUnread()
  damage.end()
  order.end()
  // It holds the layers below, and the examiner lives as long as the results.
  examiner.urgent = null
  own.macsAt = nowhere
  entries.endFile()
  examiner.counts.looseBytes = loose.bytes
  // Connections of entries end with the last file, which may have their sizes; who spoke to whom is known now.
  for (const flow of entries.servingFlows()) examiner.ends.spoke(flow)
  examiner.end(copyExaminer, messages.exchangeCount)
  examiner.teller.turnOf = turnIsNumber
  const taken = examiner.opaque.takenForTokens()
  examiner.counts.tokenValues = taken.values
  examiner.counts.tokenBytes = taken.bytes
  const { reader, entryReader } = feeder
  // A log of Chrome says it itself.
  const first = (entryReader ?? reader)?.counts.first ?? null
  if (feeder.format !== 'netlog' && isBeforePhones(first, reader?.counts.frames ?? 0))
    log.note(clockAnomaly, 0)
  const common = { fileBytes: feeder.bytes, message: messages.counts, examine: examiner.counts }
  if (entryReader !== null) {
    const { total, facts: recorded } = entryReader.counts
    const isNamesOnly = entries.counts.withSent === 0
    const records = {
      packets: 0,
      entries: total,
      recorded,
      ...(isNamesOnly ? { isNamesOnly } : {}),
    }
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
    ...(isByTime ? { isByTime } : {}),
    ...(order.waitedFor === null ? {} : { lateSegments: order.waitedFor }),
  }
  borders?.captureEnded(counts.first, counts.last, log)
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

/** Made here, where nothing of a capture is in reach: what it closes over stays as long as the results of all captures. */
function domainsBy(attribution: Attribution): DomainOf {
  return (host) => attribution.domain(host)
}

/** What a report says of the file itself. */
function captureSummary(
  path: string,
  facts: PlaceFacts,
  bytes: number,
  { format, counts }: Pick<CaptureReader | EntryReader, 'format' | 'counts'>,
  records: Pick<
    CaptureSummary,
    | 'packets'
    | 'entries'
    | 'recorded'
    | 'isNamesOnly'
    | 'numberedBlocks'
    | 'damagedFrames'
    | 'isByTime'
    | 'lateSegments'
  >,
): CaptureSummary {
  return {
    path,
    ...(facts.files === undefined ? {} : { files: facts.files }),
    sha256: facts.sha256,
    format,
    isGzip: facts.isGzip,
    ...(facts.isZipped === undefined ? {} : { isZipped: true }),
    ...(facts.isSealed === undefined ? {} : { isSealed: true }),
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
