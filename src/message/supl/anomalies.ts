import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of SUPL: of messages and their content. */
export interface SuplAnomalies extends FramedAnomalies {
  readonly content: AnomalyCode
}

/** What can be odd about SUPL. */
export const suplAnomalies: SuplAnomalies = {
  ...framedAnomalies('supl', 'a SUPL message'),
  content: {
    code: 'message.supl.content',
    kind: 'malformed',
    sentence:
      'A SUPL message ends before what it announces: what was read of it is told, and its bytes were searched.',
  },
}
