import type { AnomalyLog } from '../../core/anomaly.ts'
import type { CopyWatch } from '../copies/copy-watch.ts'
import type { FlowTable } from '../flow-table.ts'
import type { CopyConsumer, DamageWatch, OrderWatch, StreamConsumer, StreamCounts } from '../types.ts'
import type { HeldPool } from './held.ts'
import type { ReadingPoint } from './reading-point.ts'

/** What those share who have a part in the reassembly of a capture's streams. Each takes from it what it asks for. */
export interface Reassembly {
  readonly table: FlowTable
  readonly consumer: StreamConsumer
  readonly counts: StreamCounts
  readonly anomalies: AnomalyLog
  readonly point: ReadingPoint
  readonly pool: HeldPool
  /** Both null where nobody reads other copies. */
  readonly copyWatch: CopyWatch | null
  readonly copyConsumer: CopyConsumer | null
  readonly damage: DamageWatch | null
  readonly order: OrderWatch | null
  /** Of the bytes to a client so many are kept to compare them with what comes again. */
  readonly comparedAnswerBytes: number
}
