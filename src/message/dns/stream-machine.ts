import { RunMap, RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { dnsAnomalies } from './anomalies.ts'
import { DnsConversation } from './machine.ts'
import { headerBytes, isHeaderPlausible } from './parse.ts'
import { probeStream } from './probe.ts'
import { StrayBytes } from '../stray-bytes.ts'

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
  /** What no message is made of: parts of messages that a gap damaged, and what is passed over to find the next. */
  readonly stray: StrayBytes = new StrayBytes()
  /** Bytes of it that are not counted yet. */
  strayBytes = 0
}

/** DNS over TCP (RFC 7766): each message behind its length. */
export class DnsStreamParser implements Parser {
  readonly protocol: ProtocolName = 'dns'
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly conversation: DnsConversation
  private readonly directions: readonly [DnsDirection, DnsDirection] = [
    new DnsDirection(),
    new DnsDirection(),
  ]

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
    this.conversation = new DnsConversation(flow, context, false)
  }

  get heldBytes(): number {
    const [one, other] = this.directions
    const held = (one.held?.length ?? 0) + (other.held?.length ?? 0)
    return held + one.stray.heldBytes + other.stray.heldBytes
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const state = this.directions[direction]
    const { counts, anomalies } = this.context
    let lost = start
    if (state.isLost) {
      const found = this.findStart(buf, start, end, direction)
      this.passOver(state, buf, start, found, origin, origin.offset - start)
      if (found > start) anomalies.note(dnsAnomalies.resync, origin.frame)
      if (found === end) return verdicts.more
      this.searchStray(direction, state)
      state.isLost = false
      lost = found
    }
    let at = lost
    while (at < end) {
      if (state.skipBytes > 0) {
        const skipped = Math.min(state.skipBytes, end - at)
        this.passOver(state, buf, at, at + skipped, origin, origin.offset - start)
        state.skipBytes -= skipped
        if (state.skipBytes === 0) this.searchStray(direction, state)
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
    this.passOverHeld(state)
    // The rest of the message is passed over if the gap ends inside it; else the next start is not known.
    state.skipBytes = isInside && length <= missing ? missing - length : 0
    state.isLost = !isInside || length > missing
    this.searchStray(direction, state)
    return verdicts.more
  }

  finished(direction: Direction): void {
    const state = this.directions[direction]
    if (state.lengthSeen > 0 || state.skipBytes > 0) {
      this.context.anomalies.note(dnsAnomalies.unfinished, state.origin.frame)
    }
    this.passOverHeld(state)
    this.searchStray(direction, state)
  }

  end(): void {
    this.finished(0)
    this.finished(1)
    this.conversation.end()
  }

  /** Where a message starts: mostly where the segment does; else where length, header and question all prove it. */
  private findStart(buf: Buffer, start: number, end: number, direction: Direction): number {
    if (canStart(buf, start, end)) return start
    for (let at = start + 1; at + lengthBytes + headerBytes < end; at++)
      if (canStart(buf, at, end) && probeStream(buf, at, end, direction, this.flow) === 'yes') return at
    return end
  }

  /** Bytes that no message is made of: they are searched as they are. */
  private passOver(
    state: DnsDirection,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    state.strayBytes += end - start
    state.stray.take(buf, start, end, origin, shift)
  }

  /** The beginning of a message whose rest will not come. */
  private passOverHeld(state: DnsDirection): void {
    const { held, heldEnd, runs } = state
    let at = 0
    for (const span of held === null ? [] : runs.spans(0, heldEnd)) {
      const { sec, nsec } = state.origin
      const origin = new RunOrigin()
      Object.assign(origin, { frame: span.frame, sec, nsec })
      const end = at + span.end - span.start
      this.passOver(state, held as Buffer, at, end, origin, span.start - at)
      at = end
    }
    clear(state)
  }

  private searchStray(direction: Direction, state: DnsDirection): void {
    const { counts } = this.context
    const searched = state.stray.handOn(this.flow, this.context, direction)
    counts.unrecognisedReadBytes += searched
    counts.resyncBytes += state.strayBytes - searched
    state.strayBytes = 0
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
      state.origin.placeBehind(origin, at - start)
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
