import { carriageReturn } from '../../core/ascii-codes.ts'
import type { Protocol } from '../types.ts'
import { ProxyHeaderParser } from './machine.ts'
import { probeStart } from './parse.ts'

/** The header in which a proxy says from whom a connection came (PROXY protocol 1 and 2); what follows is read as what it is. */
export const protocol: Protocol = {
  name: 'proxy-protocol',
  transport: 'tcp',
  // Version 2, and the word PROXY of version 1.
  mayBeginWith: (first) => first === carriageReturn || first === 0x50,
  probe: (buf, start, end, direction) => (direction === 0 ? probeStart(buf, start, end) : 'no'),
  open: (flow, context) => new ProxyHeaderParser(flow, context),
}
