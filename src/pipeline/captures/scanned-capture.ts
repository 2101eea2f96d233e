import type { AnomalyLog } from '../../core/anomaly.ts'
import type { Coverage } from '../coverage.ts'
import type { EntryFeeder } from '../entries/entry-feeder.ts'
import type { Examiner } from '../examiner.ts'
import type { CaptureSummary, TunnelSummary } from '../scan-result.ts'

/** One capture that was read to its end. */
export interface ScannedCapture {
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
