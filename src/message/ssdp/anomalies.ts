import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of SSDP. */
export type SsdpAnomaly = 'startLine'

/** What can be odd about SSDP. */
export const ssdpAnomalies: Readonly<Record<SsdpAnomaly, AnomalyCode>> = {
  startLine: {
    code: 'message.ssdp.start_line',
    kind: 'malformed',
    sentence: 'A datagram of an SSDP conversation has no start line of SSDP: it was searched as it is.',
  },
}
