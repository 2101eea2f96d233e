import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { InnerStream, Parser, ParserContext, ProtocolName } from '../types.ts'
import { socksAnomalies } from './anomalies.ts'
import { DatagramHeader, readDatagram } from './parse.ts'

const header = new DatagramHeader()
const placed = new RunOrigin()

/**
 * UDP through SOCKS 5: each datagram says whom it is for, or from. What it carries is read by its content, apart for
 * each of them, and belongs to the end that was named.
 */
export class SocksDatagramParser implements Parser {
  readonly protocol: ProtocolName = 'socks'
  /** What is held inside is the inner streams' own. */
  readonly heldBytes = 0
  private readonly flow: Flow
  private readonly context: ParserContext
  /** By host and port; '' for what has no header. The longest known first. */
  private readonly destinations: Map<string, InnerStream> = new Map()
  /** Whom the flow was last said to belong to. */
  private named = ''

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { context } = this
    let content = start
    let key = ''
    if (readDatagram(buf, start, end, header)) {
      content = header.contentStart
      key = `${header.host} ${header.port}`
      if (header.fragment !== 0) context.anomalies.note(socksAnomalies.fragment, origin.frame)
      this.name(header, origin)
    } else context.anomalies.note(socksAnomalies.datagram, origin.frame)
    context.counts.framingBytes += content - start
    if (content === end) return verdicts.more
    placed.placeBehind(origin, content - start)
    this.innerOf(key, origin.frame).datagram(direction, buf, content, end, placed)
    return verdicts.more
  }

  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  end(): void {
    for (const inner of this.destinations.values()) inner.end()
    this.destinations.clear()
  }

  private name({ host, port }: DatagramHeader, origin: RunOrigin): void {
    const name = `${host} ${port}`
    if (host === '' || name === this.named || host.length > limits.message.dnsNameBytesMax) return
    this.named = name
    const { frame, sec, nsec } = origin
    this.context.sink.serverName(this.flow, 'proxied', host, { frame, sec, nsec, port })
  }

  private innerOf(key: string, frame: number): InnerStream {
    const known = this.destinations.get(key)
    if (known !== undefined) return known
    if (this.destinations.size >= limits.message.socksDestinationsMax) {
      for (const [oldest, inner] of this.destinations) {
        this.context.anomalies.note(socksAnomalies.destinations, frame)
        inner.end()
        this.destinations.delete(oldest)
        break
      }
    }
    const inner = this.context.openInner(this.flow, this.flow.protection, 'udp')
    this.destinations.set(key, inner)
    return inner
  }
}
