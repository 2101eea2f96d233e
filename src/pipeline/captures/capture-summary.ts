import { formatAddress } from '../../core/address.ts'
import type { TunnelEnds } from '../../packet/tunnel/tunnel-ends.ts'
import { tunnelNames } from '../../packet/tunnel/tunnels.ts'
import type { EntryReader } from '../../source/entry.ts'
import type { CaptureReader } from '../../source/types.ts'
import type { PlaceFacts } from '../reading/read-place.ts'
import type { CaptureSummary, TunnelSummary } from '../scan-result.ts'

/** What a report says of the file itself. */
export function captureSummary(
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

/** What a report says of a tunnel, with its ends as text. */
export function tunnelSummary(
  capture: number,
  { kind, source, target, port, packets }: TunnelEnds,
): TunnelSummary {
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
