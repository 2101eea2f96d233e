import type { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { isDhcp4, isDhcp6, parseDhcp4, parseDhcp6 } from './parse.ts'

/** Reads the names by which a device calls itself towards the local network. They are never a leak to a stranger. */
export class DhcpParser implements Parser {
  readonly protocol: ProtocolName = 'dhcp'
  readonly heldBytes: number = 0
  private readonly flow: Flow
  private readonly context: ParserContext

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  push(_direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { sink, counts, anomalies } = this.context
    const is4 = isDhcp4(buf, start, end) || !isDhcp6(buf, start, end)
    const parsed = is4 ? parseDhcp4(buf, start, end) : parseDhcp6(buf, start, end)
    counts.readBytes += end - start
    if (parsed.problem !== null) anomalies.note(parsed.problem, origin.frame)
    if (parsed.isFromClient) {
      for (const { kind, value } of parsed.names) sink.localName(this.flow, kind, value, origin.frame)
    }
    return verdicts.more
  }

  /** Datagrams have no gaps. */
  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  end(): void {
    // Nothing is held.
  }
}
