import { NameBook } from '../../attribute/names.ts'
import type { Attribution } from '../../attribute/types.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { MessageLayer } from '../../message/message-layer.ts'
import { protocols } from '../../message/next.ts'
import { StreamLayer } from '../../stream/stream-layer.ts'
import type { FlowWatch } from '../../stream/types.ts'
import { CopyExaminer } from '../copies/copy-examiner.ts'
import { CopyReader } from '../copies/copy-reader.ts'
import { DamageFilter } from '../copies/damaged-frames.ts'
import { DeviceWitness } from '../entries/device-witness.ts'
import { EntryFeeder } from '../entries/entry-feeder.ts'
import { EventTap } from '../events/event-tap.ts'
import { Examiner } from '../examiner.ts'
import type { DomainOf } from '../opaque/carried-labels.ts'
import { FramesByTime } from '../packets/frames-by-time.ts'
import { LooseReader } from '../packets/loose-reader.ts'
import { NamingDissector } from '../packets/naming-dissector.ts'
import { PacketTaps } from '../packets/packet-taps.ts'
import { PayloadChecks } from '../packets/payload-checks.ts'
import { UrgentPlaces } from '../packets/urgent-places.ts'
import { CaptureFeeder } from '../reading/feeder.ts'
import { bringsLateSecrets } from '../reading/gather-keys.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import { KeptTimes } from '../recipients/kept-times.ts'
import type { Learned } from './learned.ts'
import type { Shared } from './shared.ts'

/** The layers of one capture, from the bytes of its file to what is found. Given up with the capture but for the examiner and the entries. */
export interface CaptureLayers {
  readonly log: AnomalyLog
  /** Takes the bytes of the file. */
  readonly feeder: CaptureFeeder
  /** Null where the frames are read in the order of the file. */
  readonly byTime: FramesByTime | null
  readonly dissector: NamingDissector
  readonly checks: PayloadChecks
  readonly loose: LooseReader
  readonly streams: StreamLayer
  readonly messages: MessageLayer
  readonly entries: EntryFeeder
  readonly examiner: Examiner
  readonly copyExaminer: CopyExaminer
}

/**
 * Joins the layers that read one capture, which meet nowhere else. `index` is that of the capture, `names` are addresses with their
 * names, as the file records them, `damage` and `order` what is known of its damaged frames, and of the order of all.
 */
export function joinLayers(
  index: number,
  place: CapturePlace,
  names: Iterable<readonly [address: string, name: string]>,
  { damage, order }: Learned,
  { options, detector, keys, recipients, connections, queue, borders, sameConnections, run, watch }: Shared,
): CaptureLayers {
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
  const byTime = order.isByTime ? new FramesByTime(dissector) : null
  if (byTime !== null) examiner.teller.turnOf = byTime.turnOf
  const feeder = new CaptureFeeder(byTime ?? dissector, log, entries)
  queue.bytesRead = () => feeder.bytes
  const isReadOnce = bringsLateSecrets(place)
  keys.isAwaiting = () => isReadOnce && feeder.format === 'pcapng'
  return {
    log,
    feeder,
    byTime,
    dissector,
    checks,
    loose,
    streams,
    messages,
    entries,
    examiner,
    copyExaminer,
  }
}

/** Made here, where nothing of a capture is in reach: what it closes over stays as long as the results of all captures. */
function domainsBy(attribution: Attribution): DomainOf {
  return (host) => attribution.domain(host)
}
