import type { Protocol } from '../types.ts'
import { SocksDatagramParser } from './datagram-machine.ts'
import { SocksParser } from './machine.ts'
import { probeDatagram, probeStart } from './parse.ts'

/** SOCKS 4, 4a and 5: what goes through it is read as what it is. */
export const stream: Protocol = {
  name: 'socks',
  transport: 'tcp',
  mayBeginWith: (first) => first === 4 || first === 5,
  probe: (buf, start, end, direction) => (direction === 0 ? probeStart(buf, start, end) : 'no'),
  open: (flow, context) => new SocksParser(flow, context),
}

/** The datagrams that a client sends through a proxy of SOCKS 5, and what comes back (RFC 1928, 7). */
export const datagrams: Protocol = {
  name: 'socks',
  transport: 'udp',
  mayBeginWith: (first) => first === 0,
  probe: (buf, start, end) => probeDatagram(buf, start, end),
  open: (flow, context) => new SocksDatagramParser(flow, context),
}

/** SOCKS on its connections, and the datagrams that it relays. */
export const protocols: readonly Protocol[] = [stream, datagrams]
