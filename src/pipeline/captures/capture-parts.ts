/**
 * What the document has of one capture once it was read: its summary, its coverage, and who is told in it. A file that holds no
 * packets has no packet or stream layer that was given anything, and no tunnels.
 */
import type { EntryReader } from '../../source/entry.ts'
import type { CaptureReader } from '../../source/types.ts'
import { coverageOf } from '../coverage.ts'
import { entryCoverageOf } from '../entries/entry-coverage.ts'
import type { PlaceFacts } from '../reading/read-place.ts'
import { captureSummary, tunnelSummary } from './capture-summary.ts'
import type { CaptureLayers } from './join-layers.ts'
import type { Learned } from './learned.ts'
import type { ScannedCapture } from './scanned-capture.ts'
import type { Shared } from './shared.ts'

/** The parts of a file of entries, whose layers have ended. */
export function partsOfEntries(
  index: number,
  path: string,
  facts: PlaceFacts,
  entryReader: EntryReader,
  { log, feeder, messages, entries, examiner }: CaptureLayers,
  { apps }: Shared,
): ScannedCapture {
  const { total, facts: recorded } = entryReader.counts
  const isNamesOnly = entries.counts.withSent === 0
  const records = {
    packets: 0,
    entries: total,
    recorded,
    ...(isNamesOnly ? { isNamesOnly } : {}),
  }
  const coverage = entryCoverageOf({
    fileBytes: feeder.bytes,
    source: entryReader.counts,
    feed: entries.counts,
    message: messages.counts,
    examine: examiner.counts,
  })
  const summary = captureSummary(path, facts, feeder.bytes, entryReader, records)
  apps.addCapture(index, entries.apps)
  return { summary, coverage, examiner, entries, tunnels: [], busiest: '', log }
}

/** The parts of a capture of packets, whose layers have ended. */
export function partsOfPackets(
  index: number,
  path: string,
  facts: PlaceFacts,
  reader: CaptureReader,
  { log, feeder, byTime, dissector, streams, messages, examiner }: CaptureLayers,
  { damage, order }: Learned,
  { apps, borders, sameConnections }: Shared,
): ScannedCapture {
  const { counts } = reader
  const { numberedBlocks } = counts
  const records = {
    packets: counts.frames,
    entries: 0,
    recorded: null,
    ...(numberedBlocks.length > 0 ? { numberedBlocks } : {}),
    ...(damage.leftOut.size > 0 ? { damagedFrames: damage.leftOut } : {}),
    ...(byTime === null ? {} : { isByTime: true as const }),
    ...(order.waitedFor === null ? {} : { lateSegments: order.waitedFor }),
  }
  borders?.captureEnded(counts.first, counts.last, log)
  sameConnections?.captureEnded(index)
  apps.addCapture(index, counts.apps)
  return {
    summary: captureSummary(path, facts, feeder.bytes, reader, records),
    coverage: coverageOf({
      fileBytes: feeder.bytes,
      source: counts,
      packet: dissector.counts,
      stream: streams.counts,
      message: messages.counts,
      examine: examiner.counts,
    }),
    examiner,
    entries: null,
    tunnels: Array.from(dissector.tunnels.all, (ends) => tunnelSummary(index, ends)),
    busiest: dissector.stations.busiest,
    log,
  }
}
