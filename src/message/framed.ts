/**
 * Protocols over TCP that consist of units: a length in front, a line, a stanza. Collects each unit, wherever the
 * stream is cut, and hands it to the protocol whole; a unit that lies in one chunk is read in place.
 *
 * Where bytes of a unit are missing, what there is of it is handed on as incomplete, and reading goes on behind it.
 * Where the next unit's start is lost, it is looked for at the start of each chunk; what comes before is searched as plain
 * bytes. So is what is no unit at all, and what follows it: nothing is passed over because a protocol was left.
 */
import type { AnomalyCode } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { RunOrigin } from '../core/origin.ts'
import type { Direction, Verdict } from '../core/verdict.ts'
import { verdicts } from '../core/verdict.ts'
import type { Flow } from '../stream/types.ts'
import { ExchangeTeller } from './exchange-teller.ts'
import { Gather } from './gather.ts'
import type { UnitFacts } from './handed-on.ts'
import { isRequestBegun } from './http1/start-line.ts'
import { isHello } from './tls/probe.ts'
import { trustedLengthMax } from './trusted-length.ts'
import { Part, switchProtocol } from './types.ts'
import type { Message, Parser, ParserContext } from './types.ts'
import { UnrecognisedParser } from './unrecognised/index.ts'

/** A unit in the making. Pooled: a direction has one only while it holds bytes of one. */
export class Unit implements UnitFacts {
  readonly part: Part = new Part()
  readonly bytes: Gather = new Gather(this.part)
  frame = 0
  sec = 0
  nsec = 0
  incomplete: Message['incompleteReason'] = ''
  leftOut = 0
}

const idle: Unit[] = []
const idleMax = 256

class Side {
  unit: Unit | null = null
  /** Bytes to collect for the unit; 0 while that is not known. */
  wanted = 0
  /** Bytes behind those that are not kept, since the unit is longer than the limit. */
  beyond = 0
  skipBytes = 0
  isLost = false
  isPlain = false
}

/** What can be odd about the units of any protocol. */
export interface FramedAnomalies {
  readonly unit: AnomalyCode
  readonly gap: AnomalyCode
  readonly resync: AnomalyCode
  readonly unfinished: AnomalyCode
  readonly limit: AnomalyCode
  readonly pending: AnomalyCode
}

/** The oddities of units, told of the protocol `code` whose units are called `title` (`an MQTT packet`). */
export function framedAnomalies(code: string, title: string): FramedAnomalies {
  const of = (what: string, kind: AnomalyCode['kind'], sentence: string): AnomalyCode => ({
    code: `message.${code}.${what}`,
    kind,
    sentence,
  })
  return {
    unit: of('unit', 'malformed', `What follows can not be ${title}: it was searched as plain bytes.`),
    gap: of('gap', 'gap', `Bytes of ${title} are missing from the capture.`),
    resync: of(
      'resync',
      'gap',
      `Behind a gap bytes could not be taken for ${title}: they were searched as plain bytes.`,
    ),
    unfinished: of('unfinished', 'short_capture', `A stream ended in the middle of ${title}.`),
    limit: of(
      'limit',
      'limit',
      `The end of ${title} lies beyond what is kept: it was counted, not searched.`,
    ),
    pending: of(
      'pending',
      'limit',
      `More requests than are remembered wait for an answer to ${title}; the oldest was forgotten.`,
    ),
  }
}

/** What the readers of such protocols share: they say how long a unit is (`lengthOf`) and take whole ones (`take`). */
export abstract class FramedParser extends ExchangeTeller implements Parser {
  restStart = 0
  isAnswerDue = false
  /** Set by `take`: another protocol follows behind this unit. */
  protected isSwitching = false
  private readonly oddities: FramedAnomalies
  private readonly sides: readonly [Side, Side] = [new Side(), new Side()]
  private plain: UnrecognisedParser | null = null
  /** Where the byte stands that showed that there is no unit. */
  private brokenAt = 0
  /** Bytes within which a unit must tell its length. */
  private readonly searchBytesMax: number

  constructor(flow: Flow, context: ParserContext, oddities: FramedAnomalies, searchBytesMax: number) {
    super(flow, context)
    this.oddities = oddities
    this.searchBytesMax = searchBytesMax
  }

  /**
   * How long the unit at `buf[start, end)` is; 0: more bytes are needed to tell; -1: it is none. `seen` bytes of it
   * were looked at before. What it says must not depend on how the bytes are cut.
   */
  protected abstract lengthOf(
    buf: Buffer,
    start: number,
    end: number,
    direction: Direction,
    seen: number,
  ): number

  /** Whether another protocol begins at `at`, where a unit is to begin or none is found. */
  protected followsElse(buf: Buffer, at: number, end: number, direction: Direction, _frame: number): boolean {
    return isHello(buf, at, end) || isRequestBegun(buf, at, end, direction)
  }

  /** Reads a unit; total on anything, since it may be incomplete. Returns how many of its bytes are framing. */
  protected abstract take(direction: Direction, unit: Unit): number

  /** Whether a unit may start here, after its place was lost: strict. */
  protected abstract canStart(buf: Buffer, start: number, end: number, direction: Direction): boolean

  /** The flow is over: closes what is open. */
  protected abstract close(): void

  /** The last bytes of what is not a unit yet, as text: a prompt, for instance, that no line end follows. */
  protected pendingText(direction: Direction, bytesMax: number): string {
    const { unit } = this.sides[direction]
    if (unit === null) return ''
    const { buf, start, end } = unit.part
    return buf.toString('latin1', Math.max(start, end - bytesMax), end)
  }

  /** Bytes that the protocol holds beside the unit. */
  protected get heldBeside(): number {
    return 0
  }

  get heldBytes(): number {
    return (
      (this.sides[0].unit?.bytes.heldBytes ?? 0) +
      (this.sides[1].unit?.bytes.heldBytes ?? 0) +
      (this.plain?.heldBytes ?? 0) +
      this.heldBeside
    )
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const side = this.sides[direction]
    const { counts, anomalies } = this.context
    if (this.isSwitching || (side.unit === null && this.isElse(side, buf, start, end, direction, origin))) {
      this.restStart = start
      return switchProtocol
    }
    if (side.isPlain) return this.toPlain(direction, buf, start, end, origin)
    if (side.isLost) {
      if (!this.canStart(buf, start, end, direction)) {
        anomalies.note(this.oddities.resync, origin.frame)
        this.toPlain(direction, buf, start, end, origin)
        // Whatever becomes of these: a unit may come again.
        return verdicts.more
      }
      side.isLost = false
    }
    const shift = origin.offset - start
    let at = start
    while (at < end) {
      if (side.skipBytes > 0) {
        const skipped = Math.min(side.skipBytes, end - at)
        counts.limitBytes += skipped
        side.skipBytes -= skipped
        at += skipped
        continue
      }
      const next =
        side.unit === null
          ? this.begin(side, direction, buf, at, end, origin, shift)
          : this.goOn(side, direction, buf, at, end, origin, shift)
      if (next < 0) return this.goPlain(side, direction, buf, this.brokenAt, end, origin, shift)
      at = next
      if (this.isSwitching || (at < end && this.isElse(side, buf, at, end, direction, origin))) {
        this.restStart = at
        return switchProtocol
      }
    }
    side.unit?.bytes.settle(Math.min(side.wanted, trustedLengthMax))
    return verdicts.more
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    if (length <= 0) return verdicts.more
    const side = this.sides[direction]
    if (side.isPlain) return (this.plain as UnrecognisedParser).gap(direction, length, origin)
    if (side.isLost) return verdicts.more
    this.context.anomalies.note(this.oddities.gap, origin.frame)
    const { unit } = side
    let rest = length
    if (unit !== null) {
      if (side.wanted === 0) {
        unit.incomplete = 'gap'
        this.finish(side, direction)
        side.isLost = true
        return verdicts.more
      }
      const missing = Math.min(rest, side.wanted - unit.part.length)
      unit.incomplete = 'gap'
      unit.leftOut += missing
      side.wanted -= missing
      rest -= missing
      if (side.wanted === unit.part.length) this.finish(side, direction)
    }
    const skipped = Math.min(rest, side.skipBytes)
    side.skipBytes -= skipped
    if (rest > skipped) side.isLost = true
    return verdicts.more
  }

  finished(direction: Direction): void {
    const side = this.sides[direction]
    if (side.isPlain) {
      this.plain?.finished(direction)
      return
    }
    if (side.unit !== null) {
      this.context.anomalies.note(this.oddities.unfinished, side.unit.frame)
      if (side.unit.incomplete === '') side.unit.incomplete = 'capture-end'
      this.finish(side, direction)
    }
    side.skipBytes = 0
    this.plain?.finished(direction)
  }

  end(): void {
    this.finished(0)
    this.finished(1)
    this.plain?.end()
    this.close()
  }

  shed(): void {
    for (const direction of [0, 1] as const) {
      const side = this.sides[direction]
      const { unit } = side
      if (unit === null) continue
      if (side.wanted === 0) {
        this.context.anomalies.note(this.oddities.limit, unit.frame)
        unit.incomplete = 'limit'
        side.isLost = true
      } else side.beyond += side.wanted - unit.part.length
      this.finish(side, direction)
    }
    this.plain?.shed()
  }

  /** Bytes of a unit that count as something else than read: those beyond what is kept. */
  protected countBeyondLimit(bytes: number): void {
    const { counts } = this.context
    counts.limitBytes += bytes
    // The unit's bytes will be counted as read.
    counts.readBytes -= bytes
  }

  /** The same for what only keys would open. */
  protected countUndecryptable(bytes: number): void {
    const { counts } = this.context
    counts.undecryptableBytes += bytes
    // The unit's bytes will be counted as read.
    counts.readBytes -= bytes
  }

  private isElse(
    side: Side,
    buf: Buffer,
    at: number,
    end: number,
    direction: Direction,
    { frame }: RunOrigin,
  ): boolean {
    return side.unit === null && side.skipBytes === 0 && this.followsElse(buf, at, end, direction, frame)
  }

  /** Starts a unit; returns the position behind what was taken of it, -1 where there is none. */
  private begin(
    side: Side,
    direction: Direction,
    buf: Buffer,
    at: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    const seenEnd = Math.min(end, at + this.searchBytesMax)
    const length = this.lengthOf(buf, at, seenEnd, direction, 0)
    if (length < 0 || (length === 0 && seenEnd - at >= this.searchBytesMax)) {
      this.brokenAt = at
      return -1
    }
    const unit = idle.pop() ?? new Unit()
    unit.frame = origin.frame
    unit.sec = origin.sec
    unit.nsec = origin.nsec
    unit.incomplete = ''
    unit.leftOut = 0
    side.unit = unit
    this.wants(side, length)
    const taken = length === 0 ? end - at : Math.min(side.wanted, end - at)
    unit.bytes.append(buf, at, at + taken, origin.frame, shift + at, 0)
    if (length > 0 && unit.part.length === side.wanted) this.finish(side, direction)
    return at + taken
  }

  private goOn(
    side: Side,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    const unit = side.unit as Unit
    const { part, bytes } = unit
    let at = start
    while (side.wanted === 0) {
      if (at === end) return at
      const seen = part.length
      bytes.append(buf, at, at + 1, origin.frame, shift + at, 0)
      at++
      const length = this.lengthOf(part.buf, part.start, part.end, direction, seen)
      if (length < 0 || (length === 0 && part.length >= this.searchBytesMax)) {
        // The byte just taken is pushed with those behind it.
        bytes.cut(seen)
        this.brokenAt = at - 1
        return -1
      }
      if (length > 0) this.wants(side, length)
      if (length > 0 && length <= part.length) {
        // What ends a unit may be the first byte of the next.
        if (length < part.length) {
          bytes.cut(length)
          at--
        }
        this.finish(side, direction)
        return at
      }
    }
    const taken = Math.min(side.wanted - part.length, end - at)
    bytes.append(buf, at, at + taken, origin.frame, shift + at, Math.min(side.wanted, trustedLengthMax))
    if (part.length === side.wanted) this.finish(side, direction)
    return at + taken
  }

  private wants(side: Side, length: number): void {
    side.wanted = Math.min(length, limits.message.bodyBytesMax)
    side.beyond = length - side.wanted
  }

  /** Hands the unit to the protocol as it is, and lets go of it. */
  private finish(side: Side, direction: Direction): void {
    const unit = side.unit as Unit
    const { counts, anomalies } = this.context
    if (side.beyond > 0) {
      anomalies.note(this.oddities.limit, unit.frame)
      if (unit.incomplete === '') unit.incomplete = 'limit'
      unit.leftOut += side.beyond
      side.skipBytes = side.beyond
    }
    side.unit = null
    side.wanted = 0
    side.beyond = 0
    const { length } = unit.part
    const framing = Math.min(length, this.take(direction, unit))
    counts.framingBytes += framing
    counts.readBytes += length - framing
    unit.bytes.release()
    if (idle.length < idleMax) idle.push(unit)
  }

  /** From here on this direction is searched as plain bytes. */
  private goPlain(
    side: Side,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): Verdict {
    this.context.anomalies.note(this.oddities.unit, origin.frame)
    side.isPlain = true
    const { unit } = side
    const from = new RunOrigin()
    from.sec = origin.sec
    from.nsec = origin.nsec
    if (unit !== null) {
      side.unit = null
      const { part } = unit
      let position = part.start
      for (const span of part.runs.spans(0, part.length)) {
        from.frame = span.frame
        from.offset = span.start
        this.toPlain(direction, part.buf, position, position + span.end - span.start, from)
        position += span.end - span.start
      }
      unit.bytes.release()
      if (idle.length < idleMax) idle.push(unit)
    }
    from.frame = origin.frame
    from.offset = shift + start
    return this.toPlain(direction, buf, start, end, from)
  }

  private toPlain(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    this.plain ??= new UnrecognisedParser(this.flow, this.context)
    return this.plain.push(direction, buf, start, end, origin)
  }
}
