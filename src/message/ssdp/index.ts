import type { Protocol } from '../types.ts'
import { SsdpParser } from './machine.ts'
import { isSsdp } from './parse.ts'

/** SSDP, the discovery of UPnP on local networks. */
export const protocol: Protocol = {
  name: 'ssdp',
  transport: 'udp',
  probe: (buf, start, end) => (isSsdp(buf, start, end) ? 'yes' : 'no'),
  open: (flow, context) => new SsdpParser(flow, context),
}
