import type { Protocol } from '../types.ts'
import { probeStart } from './frames.ts'
import { Http2Parser } from './machine.ts'

/** HTTP/2 over TCP: in clear with prior knowledge, after an upgrade, or decrypted; also joined late. */
export const protocol: Protocol = {
  name: 'http2',
  transport: 'tcp',
  isFoundMidStream: true,
  upgradeTokens: ['h2c'],
  probe: (buf, start, end, direction, flow) => probeStart(buf, start, end, direction, flow.isRoleGuessed),
  open: (flow, context, switched) => new Http2Parser(flow, context, switched),
}
