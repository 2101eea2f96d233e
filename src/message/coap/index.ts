import type { Protocol } from '../types.ts'
import { CoapParser } from './machine.ts'
import { probeDatagram } from './parse.ts'

const coapPort = 5683
/** CoAP over DTLS; some modules speak it in clear there. */
const secureCoapPort = 5684

/** CoAP over UDP, by which narrow-band modules report. */
export const protocol: Protocol = {
  name: 'coap',
  transport: 'udp',
  probe: (buf, start, end, _direction, flow) => {
    const isCoapPort =
      flow.serverPort === coapPort ||
      flow.clientPort === coapPort ||
      flow.serverPort === secureCoapPort ||
      flow.clientPort === secureCoapPort
    return probeDatagram(buf, start, end, isCoapPort)
  },
  open: (flow, context) => new CoapParser(flow, context),
}
