import { carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import type { Protocol } from '../types.ts'
import { SipDatagramParser, SipStreamParser } from './machine.ts'
import { isSipDatagram, probeStart } from './parse.ts'

/** SIP over UDP and TCP: telephony, and the signalling of mobile operators (IMS). */
export const protocols: readonly Protocol[] = [
  {
    name: 'sip',
    transport: 'udp',
    mayBeginWith: isFirstOfSip,
    probe: (buf, start, end) => (isSipDatagram(buf, start, end) ? 'yes' : 'no'),
    open: (flow, context) => new SipDatagramParser(flow, context),
  },
  {
    name: 'sip',
    transport: 'tcp',
    isFoundMidStream: true,
    mayBeginWith: isFirstOfSip,
    probe: (buf, start, end) => probeStart(buf, start, end),
    open: (flow, context) => new SipStreamParser(flow, context),
  },
]

/** A capital, or an end of line that keeps the way open. */
function isFirstOfSip(first: number): boolean {
  return (first >= 0x41 && first <= 0x5a) || first === carriageReturn || first === lineFeed
}
