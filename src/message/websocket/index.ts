import type { Protocol } from '../types.ts'
import { WebSocketParser } from './machine.ts'
import { probeFrame } from './parse.ts'

/** WebSocket behind an upgrade of HTTP/1, or on a stream of HTTP/2 (RFC 8441). */
export const protocol: Protocol = {
  name: 'websocket',
  transport: 'tcp',
  upgradeTokens: ['websocket'],
  isFoundByNameOnly: true,
  probe: (buf, start, end) => probeFrame(buf, start, end),
  open: (flow, context, switched) => new WebSocketParser(flow, context, switched),
}
