import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'

/** What is noted of a connection, at the place of its last record. */
export class ConnectionAnomalies {
  private readonly flow: Flow
  private readonly anomalies: AnomalyLog
  /** Where the last record ended. */
  private frame = 0
  private sec = 0
  private nsec = 0
  private hasNotedMissing = false

  constructor(flow: Flow, anomalies: AnomalyLog) {
    this.flow = flow
    this.anomalies = anomalies
  }

  /** A record ended here. */
  at(origin: RunOrigin): void {
    this.frame = origin.frame
    this.sec = origin.sec
    this.nsec = origin.nsec
  }

  /** Frame and time of the last record. */
  get place(): { frame: number; sec: number; nsec: number } {
    return { frame: this.frame, sec: this.sec, nsec: this.nsec }
  }

  /** Of the last record. */
  note(problem: AnomalyCode): void {
    this.anomalies.note(problem, this.frame)
  }

  /** Of the connection, whose flow is named. */
  noteOfFlow(problem: AnomalyCode): void {
    this.anomalies.note(problem, this.frame, `flow ${this.flow.id}`)
  }

  /** Why something is not decrypted: said once for a connection. */
  noteMissing(problem: AnomalyCode): void {
    if (!this.hasNotedMissing) this.noteOfFlow(problem)
    this.hasNotedMissing = true
  }

  /** What is missing is no longer worth a word. */
  leaveMissing(): void {
    this.hasNotedMissing = true
  }
}
