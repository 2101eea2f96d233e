import { isOnInternet } from '../../core/address-scope.ts'
import type { Direction } from '../../core/verdict.ts'
import { DatagramParser } from '../datagrams.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import type { ProtocolName } from '../types.ts'
import { gsmtapAnomalies } from './anomalies.ts'
import { flaggedType, isGsmtap, speakerOf, typeOf } from './parse.ts'

/**
 * GSMTAP: each datagram is a message of a phone or of the network, whoever sends it to the recorder. What the network says is
 * received, unless the recorder is on the Internet: then the datagram itself tells it to somebody. All bytes are handed
 * on, those of the header too.
 */
export class GsmtapParser extends DatagramParser {
  readonly protocol: ProtocolName = 'gsmtap'
  /** Types of which the program flags what phones say: what comes without it is of the network. It may flag one and not another. */
  private readonly flagging: Set<number> = new Set()

  protected take(direction: Direction, unit: UnitFacts): number {
    const { part, frame } = unit
    const { anomalies, sink } = this.context
    const isOurs = isGsmtap(part.buf, part.start, part.end)
    if (isOurs) anomalies.note(gsmtapAnomalies.recorder, frame)
    else anomalies.note(gsmtapAnomalies.header, frame)
    const isHeard = isOurs && direction === 0 && this.isOfNetwork(part.buf, part.start)
    if (isHeard) anomalies.note(gsmtapAnomalies.downlink, frame)
    handedOn.begin('gsmtap', isHeard ? 1 : direction, unit)
    handedOn.body(part, part.start, part.end)
    sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    return 0
  }

  private isOfNetwork(buf: Buffer, start: number): boolean {
    const { server0, server1, server2, server3 } = this.flow
    if (isOnInternet([server0, server1, server2, server3])) return false
    const speaker = speakerOf(buf, start)
    const type = flaggedType(buf, start)
    if (type !== null) this.flagging.add(type)
    return speaker === 'network' || (speaker === 'unflagged' && this.flagging.has(typeOf(buf, start)))
  }
}
