import type { AnomalyCode } from '../../core/anomaly.ts'
import { framedAnomalies } from '../framed.ts'
import type { FramedAnomalies } from '../framed.ts'

/** Oddities of FTP: of its lines, and of where a client wants its files. */
export interface FtpAnomalies extends FramedAnomalies {
  readonly otherAddress: AnomalyCode
}

/** What can be odd about FTP. */
export const ftpAnomalies: FtpAnomalies = {
  ...framedAnomalies('ftp', 'a line of FTP'),
  otherAddress: {
    code: 'message.ftp.other_address',
    kind: 'ambiguous',
    sentence:
      'A client of FTP asked the server to connect to an address (PORT, EPRT) that is not its own: a router may stand between them, or the files go to somebody else.',
  },
}
