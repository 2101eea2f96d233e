import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** What can be odd about SMTP. */
export const smtpAnomalies: FramedAnomalies = framedAnomalies('smtp', 'a line or mail of SMTP')
