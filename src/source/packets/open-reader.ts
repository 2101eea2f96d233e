import { PcapReader } from './pcap.ts'
import { PcapngReader } from './pcapng.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { CaptureReader, FrameSink } from '../types.ts'
import type { FrameTally } from './frame-tally.ts'

/**
 * The reader of a format that `sniffFormat` found. `tally`: what counts the frames of a recording that was cut into several
 * files, over all of them.
 */
export function openReader(
  format: 'pcap' | 'pcapng',
  sink: FrameSink,
  anomalies: AnomalyLog,
  tally: FrameTally | null = null,
): CaptureReader {
  return format === 'pcap' ? new PcapReader(sink, anomalies, tally) : new PcapngReader(sink, anomalies, tally)
}
