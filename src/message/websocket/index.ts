import type { Protocol } from '../types.ts'
import { WebSocketParser } from './machine.ts'
import { isPossible, probeFrame, probeFrames } from './parse.ts'

/** WebSocket behind an upgrade of HTTP/1, or on a stream of HTTP/2 (RFC 8441); without one where whole masked frames prove it. */
export const protocol: Protocol = {
  name: 'websocket',
  transport: 'tcp',
  upgradeTokens: ['websocket'],
  isFoundMidStream: true,
  // Reserved bits an extension may use.
  mayBeginWith: (first) => isPossible(first & 0x0f, 0),
  probe: (buf, start, end, direction) => probeFrame(buf, start, end, direction),
  probeUnnamed: (buf, start, end) => probeFrames(buf, start, end),
  open: (flow, context, switched) => new WebSocketParser(flow, context, switched),
}
