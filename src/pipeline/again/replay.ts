import { AnomalyLog } from '../../core/anomaly.ts'
import { InputError, OtherKindError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import type { KeyLog } from '../../message/key-log.ts'
import { MessageLayer } from '../../message/message-layer.ts'
import { protocols } from '../../message/next.ts'
import type { MessageSink } from '../../message/types.ts'
import { tcpChecksum } from '../../packet/checksum.ts'
import { Dissector } from '../../packet/dissector.ts'
import type { PacketSink, PacketView } from '../../packet/types.ts'
import type { Entry, EntrySink } from '../../source/entry.ts'
import type { FrameContext } from '../../source/types.ts'
import { StreamLayer } from '../../stream/stream-layer.ts'
import type { OrderWatch } from '../../stream/types.ts'
import { ConnectionBook } from '../entries/connection-book.ts'
import { DamageFilter } from '../copies/damaged-frames.ts'
import { EntryFeeder } from '../entries/entry-feeder.ts'
import { CaptureFeeder } from '../reading/feeder.ts'
import { FramesByTime } from '../packets/frames-by-time.ts'
import type { LateSegments } from '../packets/late-segments.ts'
import { LooseReader } from '../packets/loose-reader.ts'
import { filesOf } from '../reading/joined-files.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import { readPlace } from '../reading/read-place.ts'
import { isRegularFile } from '../reading/open-file.ts'
import { RecipientBook } from '../recipients/recipient-book.ts'
import type { CaptureSummary } from '../scan-result.ts'

/** A file that was scanned: where it lies, and what it was. */
export type ScannedFile = Pick<CaptureSummary, 'path' | 'sha256'> & {
  readonly files?: readonly { readonly path: string }[]
}

/** Whether a capture can be read again: pipes and captures over the network cannot. */
export function canReadAgain(capture: ScannedFile): boolean {
  return filesOf(placeOf(capture)).every((path) => isRegularFile(path))
}

/** Where a capture lies that was scanned. */
export function placeOf({ path, files }: ScannedFile): CapturePlace {
  return files === undefined ? path : { path, files: files.map((file) => file.path) }
}

/**
 * Reads the bytes of a capture that was scanned before into `feeder`. Throws an InputError where it can not be read twice,
 * or is not the file any more that was scanned.
 */
export async function readAgain(capture: ScannedFile, feeder: CaptureFeeder, log: AnomalyLog): Promise<void> {
  if (!canReadAgain(capture))
    throw new InputError(`${capture.path} can be read only once, and is needed twice: give it as a file.`)
  const changed = `${capture.path} changed while it was read.`
  const options = { wantsHash: capture.sha256 !== null, onProgress: () => undefined }
  const { sha256 } = await readPlace(placeOf(capture), feeder, log, options).catch((cause: unknown) => {
    // It was a capture when it was scanned.
    throw cause instanceof OtherKindError ? new InputError(changed, { cause }) : cause
  })
  if (sha256 !== capture.sha256) throw new InputError(changed)
}

/**
 * Sends a capture that was scanned through the layers again, up to messages: the same exchanges come with the same numbers.
 * `onPacket` is shown each packet, and `onEntry` each entry, before what it carries is read. Nothing is searched or kept.
 */
export async function replay(
  capture: CaptureSummary,
  keys: KeyLog,
  sink: MessageSink,
  onPacket: ((packet: PacketView, context: FrameContext, transport: 'tcp' | 'udp') => void) | null = null,
  onEntry: ((entry: Entry, number: number) => void) | null = null,
): Promise<void> {
  const log = new AnomalyLog()
  const messages = new MessageLayer(sink, log, protocols, limits.message.heldBytesMax, keys)
  const { damagedFrames, lateSegments } = capture
  const order = lateSegments === undefined ? null : waitingFor(lateSegments)
  const { flowsMax, comparedAnswerBytesMax } = limits.stream
  const streams = new StreamLayer(messages, log, flowsMax, null, null, null, comparedAnswerBytesMax, order)
  const read: PacketSink =
    damagedFrames === undefined
      ? streams
      : new DamageFilter(
          streams,
          streams,
          (packet, { number }) => damagedFrames.has(number) && tcpChecksum(packet) !== 'right',
        )
  const packets: PacketSink =
    onPacket === null
      ? read
      : {
          tcp: (packet, context) => {
            onPacket(packet, context, 'tcp')
            read.tcp(packet, context)
          },
          udp: (packet, context) => {
            onPacket(packet, context, 'udp')
            read.udp(packet, context)
          },
        }
  const loose = new LooseReader(sink, () => messages.context.nextExchange())
  const dissector = new Dissector(packets, log, loose)
  const witness = { contact: (): void => undefined, settle: (): void => undefined }
  const recipients = new RecipientBook(log)
  const entries = new EntryFeeder(sink, messages, log, witness, recipients, new ConnectionBook(log))
  const feed: EntrySink =
    onEntry === null
      ? entries
      : {
          seenLines: entries.seenLines,
          told: () => entries.told(),
          entry: (entry, number) => {
            onEntry(entry, number)
            entries.entry(entry, number)
          },
        }
  const byTime = capture.isByTime === true ? new FramesByTime(dissector) : null
  await readAgain(capture, new CaptureFeeder(byTime ?? dissector, log, feed), log)
  byTime?.end()
  dissector.end()
  loose.end()
  streams.end()
  entries.end()
}

/** What is known to come late is waited for as it was when the capture was scanned; nothing is learned. */
function waitingFor(late: LateSegments): OrderWatch {
  return {
    cameBehind: () => undefined,
    wentBack: () => undefined,
    filled: () => undefined,
    willCome: (flow, direction, sequence, length) => late.has(flow, direction, sequence, length),
  }
}
