/** What stands around the chunks of a body (RFC 9112 section 7.1): their lines, and the trailer behind the last. */
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { findLineFeed } from '../line-feed.ts'
import type { MessageCounts } from '../types.ts'
import type { HttpAnomaly } from './anomalies.ts'
import { readChunkEnd, readChunkSize } from './chunk-lines.ts'
import { probeStart } from './start-line.ts'
import { states } from './reader.ts'
import type { MessageOwner, Reader } from './reader.ts'
import { startAt, takeUnit } from './unit.ts'
import type { Unit } from './unit.ts'

const carriageReturn = 13

/** Whom chunks are read for. */
export interface ChunkedBodyOwner extends MessageOwner {
  readonly counts: MessageCounts
  note(name: HttpAnomaly, frame: number): void
}

/** Reads on in the line in front of a chunk. */
export function readOnChunkSize(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: ChunkedBodyOwner,
): number {
  const at = readChunkSize(reader, buf, start, end, origin, shift)
  chunkLineRead(reader, at - start, origin, owner)
  return at
}

/** Reads on in the line end behind a chunk; returns where it stopped. */
export function readOnChunkEnd(
  reader: Reader,
  buf: Buffer,
  start: number,
  origin: RunOrigin,
  owner: ChunkedBodyOwner,
): number {
  const at = readChunkEnd(reader, buf, start)
  chunkLineRead(reader, at - start, origin, owner)
  return at
}

function chunkLineRead(reader: Reader, length: number, origin: RunOrigin, owner: ChunkedBodyOwner): void {
  owner.counts.framingBytes += length
  if (reader.hasPrefix) {
    reader.hasPrefix = false
    owner.note('oddChunkSize', origin.frame)
  }
  const { chunkProblem } = reader
  if (chunkProblem === null) return
  reader.chunkProblem = null
  owner.note(chunkProblem, origin.frame)
  giveUpBody(reader, owner)
}

/** Reads on in the trailer, a line at a time; returns where it stopped. */
export function readOnTrailer(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: ChunkedBodyOwner,
): number {
  const unit = reader.unit as Unit
  const { trailer } = unit
  const { part } = trailer
  const bound = Math.min(end, start + limits.message.headBytesMax - part.length)
  let at = findLineFeed(buf, start, bound)
  const isLineWhole = at < bound
  if (isLineWhole) at++
  trailer.append(buf, start, at, origin.frame, shift + start, 0)
  if (isLineWhole) {
    const lineBytes = part.length - unit.trailerLine
    const lineStart = part.start + unit.trailerLine
    if (probeStart(part.buf, lineStart, part.end, reader.direction === 1) === 'yes') {
      endWithoutBlank(reader, unit, origin, owner)
      return at
    }
    const isBlank = lineBytes === 1 || (lineBytes === 2 && part.buf[part.end - 2] === carriageReturn)
    if (isBlank) {
      trailer.cut(unit.trailerLine)
      owner.counts.framingBytes += lineBytes
      owner.complete(reader)
      return at
    }
    unit.trailerLine = part.length
  }
  if (part.length === limits.message.headBytesMax) {
    owner.note('headTooLong', origin.frame)
    giveUpBody(reader, owner)
  }
  return at
}

/** Chunks end without a blank line: the last line of the trailer begins the next message. */
function endWithoutBlank(reader: Reader, unit: Unit, origin: RunOrigin, owner: ChunkedBodyOwner): void {
  owner.note('missingBlankLine', origin.frame)
  const { part } = unit.trailer
  const next = takeUnit()
  next.head.appendCopy(part, part.start + unit.trailerLine, part.end, 0)
  unit.trailer.cut(unit.trailerLine)
  owner.complete(reader)
  startAt(next, reader.direction, next.head.part.start, origin)
  reader.unit = next
  reader.state = states.head
  const frame = next.head.part.runs.spans(0, 1)[0]?.frame
  if (frame !== undefined) next.message.frame = frame
}

/** The framing of the body cannot be followed any further. */
function giveUpBody(reader: Reader, owner: ChunkedBodyOwner): void {
  reader.unit?.markIncomplete('limit')
  owner.complete(reader)
  owner.loseSync(reader)
}
