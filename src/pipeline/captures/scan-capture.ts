import { NameBook } from '../../attribute/names.ts'
import type { Attribution } from '../../attribute/types.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { MessageLayer } from '../../message/message-layer.ts'
import { protocols } from '../../message/next.ts'
import { tlsAnomalies } from '../../message/tls/anomalies.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'
import { StreamLayer } from '../../stream/stream-layer.ts'
import type { FlowWatch } from '../../stream/types.ts'
import { CopyExaminer } from '../copies/copy-examiner.ts'
import { CopyReader } from '../copies/copy-reader.ts'
import { DamageFilter } from '../copies/damaged-frames.ts'
import { coverageOf } from '../coverage.ts'
import { DeviceWitness } from '../entries/device-witness.ts'
import { entryCoverageOf } from '../entries/entry-coverage.ts'
import { EntryFeeder } from '../entries/entry-feeder.ts'
import { EventTap } from '../events/event-tap.ts'
import { Examiner } from '../examiner.ts'
import type { DomainOf } from '../observations/carried-labels.ts'
import { turnIsNumber } from '../observations/with-receipt.ts'
import { FramesByTime } from '../packets/frames-by-time.ts'
import { LooseReader } from '../packets/loose-reader.ts'
import { NamingDissector } from '../packets/naming-dissector.ts'
import { PacketTaps } from '../packets/packet-taps.ts'
import { PayloadChecks } from '../packets/payload-checks.ts'
import { UrgentPlaces } from '../packets/urgent-places.ts'
import { clockAnomaly, isBeforePhones } from '../reading/clock-of-1970.ts'
import { CaptureFeeder } from '../reading/feeder.ts'
import { bringsLateSecrets } from '../reading/gather-keys.ts'
import { nameOf } from '../reading/joined-files.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import type { LeavesOut } from '../reading/left-out-files.ts'
import { readPlace } from '../reading/read-place.ts'
import { KeptTimes } from '../recipients/kept-times.ts'
import { nowhere } from '../recipients/own-addresses.ts'
import { captureSummary, tunnelSummary } from './capture-summary.ts'
import type { Learned } from './learned.ts'
import type { ScannedCapture, Shared } from './scanned-capture.ts'

/**
 * Reads a capture through all layers, which meet nowhere else; `names` are addresses with their names, as the file records
 * them, `damage` and `order` what is known of its damaged frames, and of the order of all; `leavesOut` as in `PlaceOptions`.
 */
export async function scanCapture(
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
