import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** What can be odd about Telnet. */
export const telnetAnomalies: FramedAnomalies = framedAnomalies('telnet', 'a line or command of Telnet')
