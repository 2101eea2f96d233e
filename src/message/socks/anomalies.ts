import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

export interface SocksAnomalies extends FramedAnomalies {
  readonly early: AnomalyCode
}

/** What can be odd about SOCKS. */
export const socksAnomalies: SocksAnomalies = {
  ...framedAnomalies('socks', 'a SOCKS message'),
  early: {
    code: 'message.socks.early',
    kind: 'ambiguous',
    sentence:
      'A client sent through a SOCKS proxy before it said that the way is open: it was read as if it was.',
  },
}
