import type { Protocol } from '../types.ts'
import { DtlsParser } from './machine.ts'
import { probeDatagram } from './parse.ts'

/** DTLS 1.0 and 1.2 over UDP: what the ClientHello shows, and with its key what is inside (CoAP of modules). */
export const protocol: Protocol = {
  name: 'dtls',
  transport: 'udp',
  probe: (buf, start, end) => probeDatagram(buf, start, end),
  open: (flow, context) => new DtlsParser(flow, context),
}
