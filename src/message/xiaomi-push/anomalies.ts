import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of the channel: of frames, their fields, and content that is encrypted. */
export interface XiaomiPushAnomalies extends FramedAnomalies {
  readonly encrypted: AnomalyCode
  readonly fields: AnomalyCode
}

/** What can be odd about Xiaomi's push channel. */
export const xiaomiPushAnomalies: XiaomiPushAnomalies = {
  ...framedAnomalies('xiaomi-push', 'a frame of Xiaomi’s push channel'),
  encrypted: {
    code: 'message.xiaomi-push.encrypted',
    kind: 'undecryptable',
    sentence: 'Behind the first frames Xiaomi’s push channel is encrypted: those bytes were counted.',
  },
  fields: {
    code: 'message.xiaomi-push.fields',
    kind: 'malformed',
    sentence:
      'The fields of a frame of Xiaomi’s push channel do not fit: what does not was searched as its body.',
  },
}
