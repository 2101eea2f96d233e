import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** What can be odd about XMPP. */
export const xmppAnomalies: FramedAnomalies = framedAnomalies('xmpp', 'a stanza of XMPP')
