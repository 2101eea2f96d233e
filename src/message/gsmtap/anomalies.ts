import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of GSMTAP. */
export type GsmtapAnomaly = 'header' | 'recorder' | 'downlink'

/** What can be odd about GSMTAP. */
export const gsmtapAnomalies: Readonly<Record<GsmtapAnomaly, AnomalyCode>> = {
  header: {
    code: 'message.gsmtap.header',
    kind: 'malformed',
    sentence: 'A datagram of a GSMTAP conversation has no header of it: it was searched as it is.',
  },
  recorder: {
    code: 'message.gsmtap.recorder',
    kind: 'ambiguous',
    sentence:
      'What a modem, its network and its SIM say to each other was captured on its way to the program that records it (GSMTAP): that program stands here as the recipient, and is not.',
  },
  downlink: {
    code: 'message.gsmtap.downlink',
    kind: 'ambiguous',
    sentence:
      'A message of the network to phones was captured on its way to the program that records it (GSMTAP): it counts as received, and that program stands here as its sender, and is not.',
  },
}
