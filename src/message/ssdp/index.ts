import type { Protocol } from '../types.ts'
import { SsdpParser } from './machine.ts'
import { isSsdp } from './parse.ts'

/** SSDP, the discovery of UPnP on local networks. */
export const protocol: Protocol = {
  name: 'ssdp',
  transport: 'udp',
  // M-SEARCH, NOTIFY, HTTP.
  mayBeginWith: (first) => first === 0x4d || first === 0x4e || first === 0x48,
  probe: (buf, start, end) => (isSsdp(buf, start, end) ? 'yes' : 'no'),
  open: (flow, context) => new SsdpParser(flow, context),
}
