import { RunMap, RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { dnsAnomalies } from './anomalies.ts'
import { DnsConversation } from './machine.ts'
import { headerBytes, isHeaderPlausible } from './parse.ts'

const lengthBytes = 2

/** One direction: a message is read in place where it lies in one chunk, else it is collected. */
class DnsDirection {
  /** Bytes of the length that are known, and the length. */
  lengthSeen = 0
  length = 0
  /** The message so far; null while none is being collected. At most 65,535 bytes (its length has 16 bits). */
  held: Buffer | null = null
  heldEnd = 0
  readonly runs: RunMap = new RunMap()
  readonly origin: RunOrigin = new RunOrigin()
  /** Bytes to pass over: the rest of a message that a gap damaged. */
  skipBytes = 0
  /** True after a gap that hides where the next message starts. */
  isLost = false
}

/** DNS over TCP (RFC 7766): each message behind its length. */
export class DnsStreamParser implements Parser {
  readonly protocol: ProtocolName = 'dns'
  private readonly context: ParserContext
  private readonly conversation: DnsConversation
  private readonly directions: readonly [DnsDirection, DnsDirection] = [
    new DnsDirection(),
    new DnsDirection(),
  ]

  constructor(flow: Flow, context: ParserContext) {
    this.context = context
    this.conversation = new DnsConversation(flow, context, false)
  }

  get heldBytes(): number {
    return (this.directions[0].held?.length ?? 0) + (this.directions[1].held?.length ?? 0)
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const state = this.directions[direction]
    const { counts, anomalies } = this.context
    if (state.isLost) {
      // Messages mostly start where segments do: take the stream up again where one can.
      if (!canStart(buf, start, end)) {
        counts.resyncBytes += end - start
        anomalies.note(dnsAnomalies.resync, origin.frame)
        return verdicts.more
      }
      state.isLost = false
    }
    let at = start
    while (at < end) {
      if (state.skipBytes > 0) {
        const skipped = Math.min(state.skipBytes, end - at)
        counts.resyncBytes += skipped
        state.skipBytes -= skipped
        at += skipped
      } else if (state.lengthSeen < lengthBytes) {
        state.length = (state.length << 8) | (buf[at] as number)
        state.lengthSeen++
        counts.framingBytes++
        at++
        if (state.lengthSeen === lengthBytes && state.length === 0) {
          anomalies.note(dnsAnomalies.emptyMessage, origin.frame)
          state.lengthSeen = 0
        }
      } else {
        at = this.content(direction, state, buf, start, at, end, origin)
      }
    }
    return verdicts.more
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    const state = this.directions[direction]
    this.context.anomalies.note(dnsAnomalies.gap, origin.frame)
    if (state.isLost) return verdicts.more
    const missing = state.skipBytes > 0 ? state.skipBytes : state.length - state.heldEnd
    const isInside = state.skipBytes > 0 || state.lengthSeen === lengthBytes
    this.context.counts.resyncBytes += state.heldEnd
    clear(state)
    // The rest of the message is passed over if the gap ends inside it; else the next start is not known.
    state.skipBytes = isInside && length <= missing ? missing - length : 0
    state.isLost = !isInside || length > missing
    return verdicts.more
  }

  finished(direction: Direction): void {
    const state = this.directions[direction]
    if (state.lengthSeen > 0 || state.skipBytes > 0) {
      this.context.anomalies.note(dnsAnomalies.unfinished, state.origin.frame)
    }
    this.context.counts.resyncBytes += state.heldEnd
    clear(state)
  }

  end(): void {
    this.finished(0)
    this.finished(1)
    this.conversation.end()
  }

  /** Takes what there is of the message; returns the position behind it. */
  private content(
    direction: Direction,
    state: DnsDirection,
    buf: Buffer,
    start: number,
    at: number,
    end: number,
    origin: RunOrigin,
  ): number {
    const taken = Math.min(state.length - state.heldEnd, end - at)
    if (state.heldEnd === 0) {
      state.origin.frame = origin.frame
      state.origin.offset = origin.offset + (at - start)
      state.origin.sec = origin.sec
      state.origin.nsec = origin.nsec
      if (taken === state.length) {
        this.conversation.take(direction, buf, at, at + taken, state.origin, null)
        clear(state)
        return at + taken
      }
      state.held = Buffer.alloc(state.length)
    }
    const held = state.held as Buffer
    state.runs.add(state.heldEnd, origin.frame, origin.offset + (at - start))
    buf.copy(held, state.heldEnd, at, at + taken)
    state.heldEnd += taken
    if (state.heldEnd === state.length) {
      this.conversation.take(direction, held, 0, state.length, state.origin, state.runs)
      clear(state)
    }
    return at + taken
  }
}

function canStart(buf: Buffer, start: number, end: number): boolean {
  const content = start + lengthBytes
  if (end - content < headerBytes) return false
  return buf.readUInt16BE(start) > headerBytes && isHeaderPlausible(buf, content)
}

function clear(state: DnsDirection): void {
  state.lengthSeen = 0
  state.length = 0
  state.held = null
  state.heldEnd = 0
  state.skipBytes = 0
  state.runs.clear()
}
