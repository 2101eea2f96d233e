import type { AnomalyLog } from '../../core/anomaly.ts'
import { examinerAnomalies } from '../examiner-anomalies.ts'
import { addressFacts } from '../recipients/sender-addresses.ts'
import type { ToldAddress } from '../recipients/sender-addresses.ts'
import type { DismissalBook } from './dismissal-book.ts'
import type { ObservationBook } from './observation-book.ts'

/** Keeps what the phone's own addresses tell, once it is known who served in each flow. */
export class AddressTeller {
  private readonly capture: number
  private readonly book: ObservationBook
  private readonly dismissals: DismissalBook
  private readonly anomalies: AnomalyLog

  constructor(capture: number, book: ObservationBook, dismissals: DismissalBook, anomalies: AnomalyLog) {
    this.capture = capture
    this.book = book
    this.dismissals = dismissals
    this.anomalies = anomalies
  }

  /** Behind so many exchanges; the number of the exchange behind them. */
  tell(all: Iterable<ToldAddress>, exchanges: number): number {
    let next = exchanges
    for (const told of all) {
      const { mac, flow, recipient, span, order } = told
      const { identifier, normal, placeholder } = mac
      // Whoever asks the phone knew its address; that of who asks is not the phone's.
      if (this.book.isServed(flow)) continue
      if (placeholder !== '')
        this.dismissals.dismiss({ identifier, value: normal, reason: placeholder }, recipient)
      else if (this.book.hasRoomFor({ identifier, normal }, recipient.id, 'sent')) {
        const { observation, transmission } = addressFacts(this.capture, next++, told)
        this.book.keep(order, flow, observation)
        this.book.keepDrafts('sent', [{ flow, transmission }])
      } else this.anomalies.note(examinerAnomalies.tooMany, span.frame)
    }
    return next
  }
}
