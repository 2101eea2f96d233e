import type { Direction } from '../../core/verdict.ts'
import { DatagramParser } from '../datagrams.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import type { ProtocolName } from '../types.ts'
import { isDhcp4, isDhcp6, parseDhcp4, parseDhcp6 } from './parse.ts'

/**
 * Reads the names by which a device calls itself towards the local network. Each message is handed on, too: what looks
 * like one may have been sent further than that.
 */
export class DhcpParser extends DatagramParser {
  readonly protocol: ProtocolName = 'dhcp'

  protected take(_direction: Direction, unit: UnitFacts): number {
    const { part, frame } = unit
    const { buf, start, end } = part
    const { sink, anomalies } = this.context
    const is4 = isDhcp4(buf, start, end) || !isDhcp6(buf, start, end)
    const parsed = is4 ? parseDhcp4(buf, start, end) : parseDhcp6(buf, start, end)
    if (parsed.problem !== null) anomalies.note(parsed.problem, frame)
    if (parsed.isFromClient) {
      for (const { kind, value } of parsed.names) sink.localName(this.flow, kind, value, frame)
    }
    // The message itself says who asks, where ports and addresses do not.
    const { message } = handedOn.begin('dhcp', parsed.isFromClient ? 0 : 1, unit)
    handedOn.body(part, start, end)
    sink.closed(this.tell(message))
    handedOn.release()
    return 0
  }
}
