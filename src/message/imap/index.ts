import type { Protocol } from '../types.ts'
import { ImapParser } from './machine.ts'
import { probeStart } from './parse.ts'

/** IMAP, in clear or up to the change to TLS. */
export const protocol: Protocol = {
  name: 'imap',
  transport: 'tcp',
  // A tag, or an asterisk.
  mayBeginWith: (first) => first > 0x20 && first < 0x7f,
  probe: (buf, start, end, direction) => probeStart(buf, start, end, direction),
  open: (flow, context) => new ImapParser(flow, context),
}
