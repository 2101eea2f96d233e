import type { Protocol } from '../types.ts'
import { takeParser } from './machine.ts'
import { probeStart } from './parse.ts'

/** HTTP/1.0 and HTTP/1.1 over TCP, and what is close to them. */
export const protocol: Protocol = {
  name: 'http',
  transport: 'tcp',
  isFoundMidStream: true,
  probe: (buf, start, end, direction) => probeStart(buf, start, end, direction === 1),
  open: (flow, context) => takeParser(flow, context),
}
