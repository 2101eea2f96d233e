import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** What can be odd about POP3. */
export const pop3Anomalies: FramedAnomalies = framedAnomalies('pop3', 'a line of POP3')
