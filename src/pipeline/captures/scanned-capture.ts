import type { AnomalyLog } from '../../core/anomaly.ts'
import type { Detector } from '../../detect/detector.ts'
import type { KeyLog } from '../../message/key-log.ts'
import type { AppBook } from '../apps.ts'
import type { Coverage } from '../coverage.ts'
import type { ConnectionBook } from '../entries/connection-book.ts'
import type { EntryFeeder } from '../entries/entry-feeder.ts'
import type { Examiner } from '../examiner.ts'
import type { RunCounts } from '../observations/observation-book.ts'
import type { RecipientBook } from '../recipients/recipients.ts'
import type { ScanOptions } from '../scan-options.ts'
import type { CaptureSummary, TunnelSummary } from '../scan-result.ts'
import type { SearchQueue } from '../search/search-queue.ts'
import type { BorderWatch } from '../twice/border-watch.ts'
import type { SameConnections } from '../twice/same-connections.ts'
import type { RequestWatch } from '../watch/request-watch.ts'

/** What the captures of a scan share. */
export interface Shared {
  readonly options: ScanOptions
  readonly detector: Detector
  readonly keys: KeyLog
  readonly recipients: RecipientBook
  readonly apps: AppBook
  readonly connections: ConnectionBook
  readonly queue: SearchQueue
  readonly borders: BorderWatch | null
  readonly sameConnections: SameConnections | null
  readonly run: RunCounts
  readonly watch: RequestWatch | null
}

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
