import type { Protocol } from '../types.ts'
import { SocksParser } from './machine.ts'
import { probeStart } from './parse.ts'

/** SOCKS 4, 4a and 5: what goes through it is read as what it is. */
export const protocol: Protocol = {
  name: 'socks',
  transport: 'tcp',
  probe: (buf, start, end, direction) => (direction === 0 ? probeStart(buf, start, end) : 'no'),
  open: (flow, context) => new SocksParser(flow, context),
}
