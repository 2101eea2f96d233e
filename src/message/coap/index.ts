import type { Protocol } from '../types.ts'
import { CoapDatagramParser, CoapStreamParser } from './machine.ts'
import { probeDatagram, probeStream } from './parse.ts'

const coapPort = 5683
/** CoAP over DTLS; some modules speak it in clear there. */
const secureCoapPort = 5684

/** CoAP over UDP, by which narrow-band modules report, and over TCP. */
export const protocols: readonly Protocol[] = [
  {
    name: 'coap',
    transport: 'udp',
    // The version.
    mayBeginWith: (first) => first >> 6 === 1,
    probe: (buf, start, end, _direction, flow) => {
      const isCoapPort =
        flow.serverPort === coapPort ||
        flow.clientPort === coapPort ||
        flow.serverPort === secureCoapPort ||
        flow.clientPort === secureCoapPort
      return probeDatagram(buf, start, end, isCoapPort)
    },
    open: (flow, context) => new CoapDatagramParser(flow, context),
  },
  {
    name: 'coap',
    transport: 'tcp',
    // A message of signals, without a token.
    mayBeginWith: (first) => (first & 0x0f) === 0,
    probe: (buf, start, end) => probeStream(buf, start, end),
    open: (flow, context) => new CoapStreamParser(flow, context),
  },
]
