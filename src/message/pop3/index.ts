import type { Protocol } from '../types.ts'
import { Pop3Parser } from './machine.ts'
import { probeStart } from './parse.ts'

/** POP3, in clear or up to the change to TLS. */
export const protocol: Protocol = {
  name: 'pop3',
  transport: 'tcp',
  mayBeginWith: (first) => '+CASUcasu'.includes(String.fromCharCode(first)),
  probe: (buf, start, end, direction, flow) =>
    probeStart(buf, start, end, direction, flow.serverPort, flow.bytesToServer === 0),
  open: (flow, context) => new Pop3Parser(flow, context),
}
