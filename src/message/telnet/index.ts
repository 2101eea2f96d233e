import type { Protocol } from '../types.ts'
import { TelnetParser } from './machine.ts'
import { probeStart } from './parse.ts'

/** Telnet, recognised by the options that it begins with. */
export const protocol: Protocol = {
  name: 'telnet',
  transport: 'tcp',
  // IAC (RFC 854).
  mayBeginWith: (first) => first === 0xff,
  probe: (buf, start, end) => probeStart(buf, start, end),
  open: (flow, context) => new TelnetParser(flow, context),
}
