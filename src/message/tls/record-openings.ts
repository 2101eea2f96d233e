import { verdicts } from '../../core/verdict.ts'
import type { MessageCounts } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import type { ConnectionAnomalies } from './connection-anomalies.ts'
import type { RecordSide } from './record-side.ts'

/** Records in a row that do not open before a direction is given up; more where rejected early data may be among them. */
const failuresMax = 16
const earlyFailuresMax = 256
/** Which records of a connection open, and when so many do not that its key is wrong or its direction lost. */
export class RecordOpenings {
  private readonly counts: MessageCounts
  private readonly anomalies: ConnectionAnomalies
  private hasOpened = false
  private hasFailed = false

  constructor(counts: MessageCounts, anomalies: ConnectionAnomalies) {
    this.counts = counts
    this.anomalies = anomalies
  }

  /** A record has opened: the direction is in step again. */
  opened(side: RecordSide, isUnencrypted: boolean): void {
    side.failures = 0
    side.unkeyed = 0
    side.lostBytes = 0
    side.missingBytes = 0
    if (this.hasOpened) return
    this.hasOpened = true
    if (!isUnencrypted) this.counts.decryptedConnections++
  }

  /**
   * A record of so many bytes has not opened. True where the direction is to be given up. `isAwaited`: its secret was not there
   * yet, which proves nothing. `isEarly`: it may be of early data that was rejected.
   */
  failed(side: RecordSide, length: number, isAwaited: boolean, isEarly: boolean): boolean {
    this.counts.undecryptableBytes += length
    side.lostBytes += length
    if (side.verdict !== verdicts.more) return false
    side.failures++
    if (isAwaited) {
      side.unkeyed++
      return false
    }
    this.hasFailed = true
    if (this.hasOpened) this.anomalies.note(tlsAnomalies.notOpened)
    return side.failures - side.unkeyed > (isEarly ? earlyFailuresMax : failuresMax)
  }

  /** No more records come: where some failed, and none opened, the key is not theirs. */
  end(): void {
    if (!this.hasFailed || this.hasOpened) return
    this.counts.connectionsWithWrongKey++
    this.anomalies.noteOfFlow(tlsAnomalies.wrongKey)
  }
}
