import { PcapReader } from './pcap.ts'
import { PcapngReader } from './pcapng.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { CaptureReader, FrameSink } from '../types.ts'

/** The reader of a format that `sniffFormat` found. */
export function openReader(format: 'pcap' | 'pcapng', sink: FrameSink, anomalies: AnomalyLog): CaptureReader {
  return format === 'pcap' ? new PcapReader(sink, anomalies) : new PcapngReader(sink, anomalies)
}
