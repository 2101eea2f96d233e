import type { Protocol } from '../types.ts'
import { QuicParser } from './machine.ts'
import { probeDatagram } from './parse.ts'

/** QUIC versions 1 and 2 (and the last drafts): what the ClientHello shows; the rest is counted as encrypted. */
export const protocol: Protocol = {
  name: 'quic',
  transport: 'udp',
  probe: (buf, start, end) => probeDatagram(buf, start, end),
  open: (flow, context) => new QuicParser(flow, context),
}
