import type { AnomalyCode } from '../../core/anomaly.ts'
import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** What can be odd about IMAP. */
export const imapAnomalies: FramedAnomalies = framedAnomalies('imap', 'a line or literal of IMAP')

/** What can be odd behind COMPRESS=DEFLATE. */
export const imapCompression: AnomalyCode = {
  code: 'message.imap.not_inflated',
  kind: 'malformed',
  sentence:
    'Compressed bytes of IMAP could not be inflated (damaged, or what they refer to is not there); they were searched as they are.',
}

/** The same, of what is cut. */
export const imapExpansion: AnomalyCode = {
  code: 'message.imap.expands_too_much',
  kind: 'limit',
  sentence:
    "Compressed bytes of IMAP become longer than is kept, or than the capture's messages may expand to in all; their start was searched.",
}
