/**
 * Reads the head of a message of HTTP/1 as it comes. What is none is passed over, line by line, up to one that holds a start
 * line; a head that will not become whole is handed on as far as it goes.
 */
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { findLineFeed } from '../line-feed.ts'
import { anomalies } from './anomalies.ts'
import { headStates, readHead } from './parse.ts'
import { findStart } from './start-behind-gap.ts'
import { mayStartLine } from './start-line.ts'
import { handOnPassed, keepPassed, passOver } from './passed-bytes.ts'
import type { PassedOwner } from './passed-bytes.ts'
import { states } from './reader.ts'
import type { MessageOwner, Reader } from './reader.ts'
import { noteOddities, tellBytes } from './tell-message.ts'
import { giveUnit, setOrigin } from './unit.ts'
import type { Unit } from './unit.ts'

const carriageReturn = 13

/** What becomes of a head that is read. */
export interface HeadOwner extends PassedOwner, MessageOwner {
  /** A request was sent that has no answer yet. */
  readonly isAnswerAwaited: boolean
  /** The answer that comes next has no head. */
  readonly isSimpleAwaited: boolean
  /** The head is whole: says what body follows. */
  headDone(reader: Reader, unit: Unit): void
  /** What is no head is the answer to a request without a version. */
  beginSimpleResponse(reader: Reader, unit: Unit): void
  /** Gives a message its exchange. */
  assignExchange(reader: Reader, unit: Unit): number
}

/** Reads on in the head; returns where it stopped in `buf`. */
export function readOnHead(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: HeadOwner,
): number {
  const unit = reader.unit as Unit
  const { head } = unit
  const { part } = head
  const isResponse = reader.direction === 1
  const bound = Math.min(end, start + limits.message.headBytesMax - part.length)
  head.append(buf, start, bound, origin.frame, shift + start, 0)
  let isFound = false
  for (;;) {
    if (reader.isResync) {
      const lineEnd = findLine(reader, unit, origin)
      if (lineEnd < 0) return bound
      if (isFound || !beginsIn(reader, unit, lineEnd, origin, owner)) {
        // The line is dropped, and the rest of the chunk looked at anew.
        const rest = part.end - lineEnd
        passOver(reader, part.length - rest)
        return bound - rest
      }
      isFound = true
    }
    const state = readHead(unit, part.buf, part.end, isResponse)
    if (state === headStates.whole) {
      const rest = part.end - unit.searchFrom
      head.cut(part.length - rest)
      owner.headDone(reader, unit)
      return bound - rest
    }
    if (state === headStates.more && mayBeHead(unit, isResponse)) {
      if (part.length === limits.message.headBytesMax) giveUpLongHead(reader, unit, owner)
      return bound
    }
    if (isResponse && owner.isSimpleAwaited) {
      owner.beginSimpleResponse(reader, unit)
      return bound
    }
    if (!isFound) owner.context.anomalies.note(anomalies.notAMessage, unit.message.frame)
    reader.isResync = true
    unit.oddities = 0
    unit.searchFrom = unit.lineStart
  }
}

/** What there is of it is a head, as far as it goes. */
function mayBeHead({ lines, head }: Unit, isResponse: boolean): boolean {
  const { buf, start, end } = head.part
  return lines > 0 || mayStartLine(buf, start, end, isResponse)
}

/** Whether a start line is in the line that ends at `lineEnd`: what stands before it is passed over. */
function beginsIn(reader: Reader, unit: Unit, lineEnd: number, origin: RunOrigin, owner: HeadOwner): boolean {
  const isResponse = reader.direction === 1
  if (isResponse && reader.overrun !== null && !owner.isAnswerAwaited) return false
  const { buf } = unit.head.part
  const found = findStart(buf, unit.lineStart, trimLineEnd(buf, lineEnd), isResponse)
  if (found < 0) return false
  startFound(reader, unit, found - unit.lineStart, origin, owner)
  return true
}

/** A start line was found behind `dropped` bytes of the line. */
function startFound(
  reader: Reader,
  unit: Unit,
  dropped: number,
  origin: RunOrigin,
  owner: PassedOwner,
): void {
  if (dropped > 0) {
    keepPassed(reader, unit, dropped)
    unit.head.drop(dropped)
    const { part } = unit.head
    const frame = part.runs.spans(0, 1)[0]?.frame
    if (frame === origin.frame) setOrigin(unit.message, origin)
    else if (frame !== undefined) unit.message.frame = frame
  }
  unit.lineStart = unit.head.part.start
  unit.searchFrom = unit.lineStart
  reader.isResync = false
  handOnPassed(reader, owner)
}

/** Searching for a start line: where the line that is looked at ends (behind its line feed), or -1 if it does not yet. */
function findLine(reader: Reader, unit: Unit, origin: RunOrigin): number {
  const { part } = unit.head
  const at = findLineFeed(part.buf, unit.searchFrom, part.end)
  if (at < part.end) return at + 1
  unit.searchFrom = at
  const kept = limits.message.resyncLineBytesMax
  if (part.length > 2 * kept) {
    // A start line is found in the line's last bytes: only those are kept.
    const dropped = part.length - kept
    keepPassed(reader, unit, dropped)
    unit.head.drop(dropped)
    unit.lineStart = part.start
    unit.searchFrom = part.end
    setOrigin(unit.message, origin)
  }
  return -1
}

/** Where a line's content ends, given where the line does (behind its line feed). */
function trimLineEnd(buf: Buffer, end: number): number {
  return buf[end - 2] === carriageReturn ? end - 2 : end - 1
}

function giveUpLongHead(reader: Reader, unit: Unit, owner: HeadOwner): void {
  owner.context.anomalies.note(anomalies.headTooLong, unit.message.frame)
  giveUpHead(reader, 'limit', owner)
  owner.loseSync(reader)
}

/** The head will not become whole. With a start line it is a message; else its bytes are searched as they are. */
export function giveUpHead(reader: Reader, reason: 'gap' | 'capture-end' | 'limit', owner: HeadOwner): void {
  const unit = reader.unit as Unit
  const { length } = unit.head.part
  if (reader.isResync) {
    passOver(reader, length)
    return
  }
  if (unit.oddities !== 0 && unit.lines > 0) noteOddities(unit, owner.context)
  unit.markIncomplete(reason)
  if (unit.lines > 0) {
    owner.assignExchange(reader, unit)
    owner.complete(reader)
    return
  }
  unit.message.protocol = 'unrecognised'
  unit.head.moveTo(unit.body)
  owner.context.counts.readBytes += length
  tellBytes(unit.message, owner.flow, owner.context)
  giveUnit(unit)
  reader.unit = null
  reader.state = states.idle
}
