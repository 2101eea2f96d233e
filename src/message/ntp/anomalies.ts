import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of NTP. */
export type NtpAnomaly = 'header'

/** What can be odd about NTP. */
export const ntpAnomalies: Readonly<Record<NtpAnomaly, AnomalyCode>> = {
  header: {
    code: 'message.ntp.header',
    kind: 'malformed',
    sentence: 'A datagram of an NTP conversation has no NTP header: it was searched as it is.',
  },
}
