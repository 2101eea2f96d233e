import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** What can be odd about FTP. */
export const ftpAnomalies: FramedAnomalies = framedAnomalies('ftp', 'a line of FTP')
