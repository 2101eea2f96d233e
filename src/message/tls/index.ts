import type { Protocol } from '../types.ts'
import { TlsParser } from './machine.ts'
import { recordTypes } from './parse.ts'
import { isHello, probeStream } from './probe.ts'

/** TLS and SSL 3.0 over TCP: what the ClientHello shows; the rest is counted as encrypted. */
export const protocol: Protocol = {
  name: 'tls',
  transport: 'tcp',
  isFoundMidStream: true,
  // A record, or the length of a hello of SSL 2.0.
  mayBeginWith: (first) =>
    (first >= recordTypes.changeCipherSpec && first <= recordTypes.heartbeat) || (first & 0x80) !== 0,
  probe: (buf, start, end) => probeStream(buf, start, end),
  isBegun: isHello,
  open: (flow, context) => new TlsParser(flow, context),
}
