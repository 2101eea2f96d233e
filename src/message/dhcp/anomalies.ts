import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of DHCP. */
export type DhcpAnomaly = 'header' | 'options' | 'limit'

/** What can be odd about DHCP messages. */
export const dhcpAnomalies: Readonly<Record<DhcpAnomaly, AnomalyCode>> = {
  header: {
    code: 'message.dhcp.header',
    kind: 'malformed',
    sentence: 'A DHCP message has no proper header.',
  },
  options: {
    code: 'message.dhcp.options',
    kind: 'malformed',
    sentence: 'The options of a DHCP message do not fit into it.',
  },
  limit: {
    code: 'message.dhcp.options_limit',
    kind: 'limit',
    sentence: 'A DHCP message has more options than are read.',
  },
}
