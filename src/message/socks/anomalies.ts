import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of SOCKS: of its units, and of datagrams that are relayed. */
export interface SocksAnomalies extends FramedAnomalies {
  readonly early: AnomalyCode
  readonly datagram: AnomalyCode
  readonly fragment: AnomalyCode
  readonly destinations: AnomalyCode
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
  datagram: {
    code: 'message.socks.datagram',
    kind: 'malformed',
    sentence: 'A datagram of a SOCKS conversation has no header of SOCKS: it was searched as it is.',
  },
  fragment: {
    code: 'message.socks.fragment',
    kind: 'unsupported',
    sentence: 'Datagrams through a SOCKS proxy came in fragments, which are read one by one.',
  },
  destinations: {
    code: 'message.socks.destinations',
    kind: 'limit',
    sentence: 'More destinations of datagrams through one SOCKS proxy than are told apart; the oldest ended.',
  },
}
