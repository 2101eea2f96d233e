import type { Direction } from '../../core/verdict.ts'
import { DatagramParser } from '../datagrams.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import type { ProtocolName } from '../types.ts'
import { ssdpAnomalies } from './anomalies.ts'
import { headEnd, isSsdp, localNames } from './parse.ts'

/**
 * SSDP: devices of a local network announce themselves and look for others. What the sender calls itself is kept as its
 * local name; each datagram is handed on, too, as it may have been sent further than that.
 */
export class SsdpParser extends DatagramParser {
  readonly protocol: ProtocolName = 'ssdp'

  protected take(direction: Direction, unit: UnitFacts): number {
    const { part } = unit
    const { sink } = this.context
    const isKnown = isSsdp(part.buf, part.start, part.end)
    const end = isKnown ? headEnd(part.buf, part.start, part.end) : part.start
    const { message } = handedOn.begin('ssdp', direction, unit)
    if (isKnown) {
      handedOn.wireHead(part, part.start, end)
      const blank = part.buf.indexOf(0x20, part.start)
      message.fieldsStart = Math.min(end, part.buf.indexOf(0x0a, part.start) + 1 || end)
      // An answer begins with the version, a request with its method.
      if (part.buf[part.start] !== 0x48) {
        message.methodStart = part.start
        message.methodEnd = blank
        message.targetStart = blank + 1
        message.targetEnd = blank + 2
      } else message.status = 200
      if (direction === 0) {
        for (const name of localNames(part.buf, part.start, end))
          sink.localName(this.flow, 'service', name, unit.frame)
      }
    } else this.context.anomalies.note(ssdpAnomalies.startLine, unit.frame)
    handedOn.body(part, end, part.end)
    sink.closed(this.tell(message))
    handedOn.release()
    return 0
  }
}
