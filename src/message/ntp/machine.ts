import type { Direction } from '../../core/verdict.ts'
import { DatagramParser } from '../datagrams.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import type { Exchange, ProtocolName } from '../types.ts'
import { ntpAnomalies } from './anomalies.ts'
import { isNtpHeader } from './parse.ts'

/**
 * NTP: a contact that shows the phone's address and the moment it wanted the time. There are no fields that identify;
 * the bytes are handed on all the same, so that what does not belong there is found.
 */
export class NtpParser extends DatagramParser {
  readonly protocol: ProtocolName = 'ntp'
  private asked: Exchange | null = null

  override end(): void {
    if (this.asked !== null) this.context.sink.closed(this.asked)
    this.asked = null
  }

  protected take(direction: Direction, unit: UnitFacts): number {
    const { part } = unit
    const { sink } = this.context
    if (!isNtpHeader(part.buf, part.start, part.end))
      this.context.anomalies.note(ntpAnomalies.header, unit.frame)
    handedOn.begin('ntp', direction, unit)
    handedOn.body(part, part.start, part.end)
    const message = handedOn.whole()
    if (direction === 0) {
      if (this.asked !== null) sink.closed(this.asked)
      this.asked = this.tell(message)
    } else {
      const exchange = this.asked ?? this.newExchange()
      this.asked = null
      sink.closed(this.tell(message, exchange))
    }
    handedOn.release()
    return 0
  }
}
