import type { Flow } from '../../stream/types.ts'
import type { Protocol } from '../types.ts'
import { DhcpParser } from './machine.ts'
import { isDhcp4, isDhcp6 } from './parse.ts'

/** DHCP by its magic number; DHCPv6, which has none, by its options and on its own ports. */
export const protocol: Protocol = {
  name: 'dhcp',
  transport: 'udp',
  probe: (buf, start, end, _direction, flow) =>
    isDhcp4(buf, start, end) || (hasPorts6(flow) && isDhcp6(buf, start, end)) ? 'yes' : 'no',
  open: (flow, context) => new DhcpParser(flow, context),
}

function hasPorts6(flow: Flow): boolean {
  return isPort6(flow.clientPort) && isPort6(flow.serverPort)
}

function isPort6(port: number): boolean {
  return port === 546 || port === 547
}
