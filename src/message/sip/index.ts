import type { Protocol } from '../types.ts'
import { SipDatagramParser, SipStreamParser } from './machine.ts'
import { isSipDatagram, probeStart } from './parse.ts'

/** SIP over UDP and TCP: telephony, and the signalling of mobile operators (IMS). */
export const protocols: readonly Protocol[] = [
  {
    name: 'sip',
    transport: 'udp',
    probe: (buf, start, end) => (isSipDatagram(buf, start, end) ? 'yes' : 'no'),
    open: (flow, context) => new SipDatagramParser(flow, context),
  },
  {
    name: 'sip',
    transport: 'tcp',
    isFoundMidStream: true,
    probe: (buf, start, end) => probeStart(buf, start, end),
    open: (flow, context) => new SipStreamParser(flow, context),
  },
]
