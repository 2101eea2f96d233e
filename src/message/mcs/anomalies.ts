import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of the push channel: of its units, and of the fields in them. */
export interface McsAnomalies extends FramedAnomalies {
  readonly fields: AnomalyCode
}

/** What can be odd about the push channel of Google (MCS). */
export const mcsAnomalies: McsAnomalies = {
  ...framedAnomalies('mcs', 'a message of the push channel (MCS)'),
  fields: {
    code: 'message.mcs.fields',
    kind: 'malformed',
    sentence:
      'The fields of a message of the push channel (MCS) do not fit: what does not was searched as its body.',
  },
}
