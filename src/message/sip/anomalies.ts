import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of SIP: of its units, their start lines and bodies. */
export interface SipAnomalies extends FramedAnomalies {
  readonly startLine: AnomalyCode
  readonly bodyCut: AnomalyCode
}

/** What can be odd about SIP. */
export const sipAnomalies: SipAnomalies = {
  ...framedAnomalies('sip', 'a SIP message'),
  startLine: {
    code: 'message.sip.start_line',
    kind: 'malformed',
    sentence: 'A datagram of a SIP conversation has no start line of SIP: it was searched as it is.',
  },
  bodyCut: {
    code: 'message.sip.body_cut',
    kind: 'malformed',
    sentence: 'The body of a SIP message over UDP is shorter than it says.',
  },
}
