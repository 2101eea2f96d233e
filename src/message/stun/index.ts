import type { Protocol } from '../types.ts'
import { StunDatagramParser, StunStreamParser } from './machine.ts'
import { stunLength } from './parse.ts'

/** STUN and TURN over UDP and TCP, recognised by the magic cookie. */
export const protocols: readonly Protocol[] = [
  {
    name: 'stun',
    transport: 'udp',
    // Its first two bits are zero (RFC 8489, 5).
    mayBeginWith: (first) => first <= 0x3f,
    probe: (buf, start, end) => (stunLength(buf, start, end) === end - start ? 'yes' : 'no'),
    open: (flow, context) => new StunDatagramParser(flow, context),
  },
  {
    name: 'stun',
    transport: 'tcp',
    isFoundMidStream: true,
    mayBeginWith: (first) => first <= 0x3f,
    probe: (buf, start, end) => {
      const length = stunLength(buf, start, end)
      return length > 0 ? 'yes' : length === 0 ? 'more' : 'no'
    },
    open: (flow, context) => new StunStreamParser(flow, context),
  },
]
