import type { Direction } from '../../core/verdict.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { proxyAnomalies } from './anomalies.ts'
import { headerLength, ProxyHeader, searchBytesMax } from './parse.ts'

const header = new ProxyHeader()

/** The header is all that the proxy says of its own: behind it both directions are chosen by their content. */
export class ProxyHeaderParser extends FramedParser {
  readonly protocol: ProtocolName = 'proxy-protocol'

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, proxyAnomalies, searchBytesMax)
  }

  protected lengthOf(buf: Buffer, start: number, end: number, direction: Direction): number {
    return direction === 0 ? headerLength(buf, start, end) : -1
  }

  protected canStart(): boolean {
    return false
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const { sink } = this.context
    header.read(part.buf, part.start, part.end)
    handedOn.begin('proxy-protocol', direction, unit)
    handedOn.startLine('Proxy', part)
    handedOn.textField('Source', header.source, part, header.sourceStart, header.sourceEnd)
    handedOn.textField(
      'Destination',
      header.destination,
      part,
      header.destinationStart,
      header.destinationEnd,
    )
    handedOn.body(part, header.addedStart, header.addedEnd)
    const { authority } = header
    if (authority !== '' && authority.length <= limits.message.dnsNameBytesMax)
      sink.serverName(this.flow, 'host', authority, unit)
    sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    this.isSwitching = true
    return Math.max(0, part.length - (header.addedEnd - header.addedStart))
  }

  protected close(): void {
    // Nothing waits for an answer.
  }
}
