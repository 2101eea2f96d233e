import { limits } from '../../core/limits.ts'
import { copyOf, wireBytes } from './record.ts'
import type { TlsRecord } from './record.ts'
import type { RecordRuns } from './record-runs.ts'
import type { RecordSide } from './record-side.ts'

/** A record that came before the ServerHello that says how to open it. */
interface WaitingRecord {
  readonly side: RecordSide
  readonly record: TlsRecord
  readonly runs: RecordRuns
}

/** Records of a connection that cannot be read yet, in order, as many as there is room for. */
export class WaitingRecords {
  /** What they took on the wire. */
  bytes = 0
  private records: WaitingRecord[] = []

  get isEmpty(): boolean {
    return this.records.length === 0
  }

  /** False: there is no room for it. */
  add(side: RecordSide, record: TlsRecord, runs: RecordRuns): boolean {
    const length = wireBytes(record)
    if (this.bytes + length > limits.message.tlsWaitingBytesMax) return false
    this.bytes += length
    this.records.push({ side, record: copyOf(record), runs: runs.copy() })
    return true
  }

  /** Lets go of them; so many bytes they took. */
  drop(): number {
    const { bytes } = this
    this.records.length = 0
    this.bytes = 0
    return bytes
  }

  /** They wait no longer. */
  take(): readonly WaitingRecord[] {
    const { records } = this
    this.records = []
    this.bytes = 0
    return records
  }
}
