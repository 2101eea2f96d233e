import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** What can be odd about IMAP. */
export const imapAnomalies: FramedAnomalies = framedAnomalies('imap', 'a line or literal of IMAP')
