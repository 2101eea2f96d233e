import type { AnomalyCode } from '../core/anomaly.ts'
import type { ProtocolName } from './types.ts'

/** The parsers of all flows together hold more than they may: the flow that has held bytes longest gave its up. */
export const heldTooMuch: AnomalyCode = {
  code: 'message.layer.held_too_much',
  kind: 'limit',
  sentence:
    'Unfinished messages took more memory than they may; the oldest were handed on as far as they were read.',
}

/** A flow changes its protocol again and again. */
export const tooManySwitches: AnomalyCode = {
  code: 'message.layer.too_many_switches',
  kind: 'limit',
  sentence: 'A flow changed its protocol more often than is followed; the rest was searched as plain bytes.',
}

/** A flow lies inside a flow inside a flow … */
export const tooDeep: AnomalyCode = {
  code: 'message.layer.too_deep',
  kind: 'limit',
  sentence:
    'More tunnels lie one inside the other than are followed; what the last one carries was searched as plain bytes.',
}

/** A line of a protocol of lines (FTP, mail, Telnet) does not end. */
export const lineTooLong: AnomalyCode = {
  code: 'message.layer.line_too_long',
  kind: 'limit',
  sentence:
    'A line is longer than is read as one: it was read in parts, and what lies over their ends is cut.',
}

const bugs = new Map<ProtocolName, AnomalyCode>()

/** Our fault: the reading of one flow was given up, the others go on. */
export function bugOf(protocol: ProtocolName): AnomalyCode {
  let code = bugs.get(protocol)
  if (code === undefined) {
    code = {
      code: `message.${protocol}.bug`,
      kind: 'bug',
      sentence: `A fault of varde stopped the reading of a flow as ${protocol}; the rest of it was only counted.`,
    }
    bugs.set(protocol, code)
  }
  return code
}
