import type { Protocol } from '../types.ts'
import { XmppParser } from './machine.ts'
import { probeStart } from './parse.ts'

/** XMPP from client to server, in clear or up to the change to TLS; behind that it begins anew. */
export const protocol: Protocol = {
  name: 'xmpp',
  transport: 'tcp',
  // A tag, or what stands before one.
  mayBeginWith: (first) => '< \t\r\n'.includes(String.fromCharCode(first)),
  probe: (buf, start, end) => probeStart(buf, start, end),
  open: (flow, context) => new XmppParser(flow, context),
}
