import type { Protocol } from '../types.ts'
import { SmtpParser } from './machine.ts'
import { probeStart } from './parse.ts'

/** SMTP and LMTP, in clear or up to the change to TLS. */
export const protocol: Protocol = {
  name: 'smtp',
  transport: 'tcp',
  mayBeginWith: (first) => '2EHLehl'.includes(String.fromCharCode(first)),
  probe: (buf, start, end, direction, flow) => probeStart(buf, start, end, direction, flow.serverPort),
  open: (flow, context) => new SmtpParser(flow, context),
}
