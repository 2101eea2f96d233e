import type { Protocol } from '../types.ts'
import { FtpParser } from './machine.ts'
import { asksPassword, probeStart } from './parse.ts'

/** FTP, in clear or up to the change to TLS. */
export const protocol: Protocol = {
  name: 'ftp',
  transport: 'tcp',
  mayBeginWith: (first) => '2UAFHuafh'.includes(String.fromCharCode(first)),
  probe: (buf, start, end, direction, flow) => probeStart(buf, start, end, direction, flow.serverPort),
  isBegun: asksPassword,
  open: (flow, context) => new FtpParser(flow, context),
}
