import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Dismissal } from '../../detect/types.ts'
import type { RecipientDraft } from '../recipients/recipient-draft.ts'

/** A fact that was seen and dismissed (placeholder, decoy), with how often. */
export interface DismissalTally {
  readonly identifier: string
  readonly value: string
  readonly reason: string
  readonly recipient: string
  count: number
}

/** More was dismissed than is listed. */
export const tooManyDismissals: AnomalyCode = {
  code: 'report.dismissals.too_many',
  kind: 'limit',
  sentence: 'More values were dismissed (placeholders, decoys) than the limit: further ones are not listed.',
}

/** What was dismissed in a capture, each with how often, as many as the limit. */
export class DismissalBook {
  private readonly tallies: Map<string, DismissalTally> = new Map()
  private readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  get all(): readonly DismissalTally[] {
    return [...this.tallies.values()]
  }

  /** So many that soon not each of them has room. */
  get isNearLimit(): boolean {
    return this.tallies.size > limits.report.dismissalsMax >> 1
  }

  dismiss(dismissal: Omit<Dismissal, 'node'>, recipient: RecipientDraft): void {
    const key = `${dismissal.identifier} ${dismissal.value} ${dismissal.reason} ${recipient.id}`
    const known = this.tallies.get(key)
    if (known !== undefined) known.count++
    else if (this.tallies.size < limits.report.dismissalsMax) {
      const { identifier, value, reason } = dismissal
      this.tallies.set(key, { identifier, value, reason, recipient: recipient.id, count: 1 })
    } else this.anomalies.note(tooManyDismissals, 0)
  }
}
