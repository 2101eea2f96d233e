import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of STUN and TURN: of messages, their attributes and fields. */
export interface StunAnomalies extends FramedAnomalies {
  readonly attributes: AnomalyCode
  readonly fields: AnomalyCode
}

/** What can be odd about STUN. */
export const stunAnomalies: StunAnomalies = {
  ...framedAnomalies('stun', 'a STUN message'),
  attributes: {
    code: 'message.stun.attributes',
    kind: 'malformed',
    sentence: 'The attributes of a STUN message do not fit into it: what does not was searched as its body.',
  },
  fields: {
    code: 'message.stun.fields',
    kind: 'limit',
    sentence: 'A STUN message has more attributes than are named: the others were searched as its body.',
  },
}
