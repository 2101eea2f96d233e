import type { Protocol } from '../types.ts'
import { TlsParser } from './machine.ts'
import { isHello, probeStream } from './probe.ts'

/** TLS and SSL 3.0 over TCP: what the ClientHello shows; the rest is counted as encrypted. */
export const protocol: Protocol = {
  name: 'tls',
  transport: 'tcp',
  isFoundMidStream: true,
  probe: (buf, start, end) => probeStream(buf, start, end),
  isBegun: isHello,
  open: (flow, context) => new TlsParser(flow, context),
}
