/**
 * The body of a message of HTTP/1: how long its head says that it is (RFC 9112 section 6.3), and where it ends all the same.
 * Lengths are wrong now and then, and heads state several; what follows in the capture tells.
 */
import { isAlnum } from '../../core/ascii.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { bodyKindOf, bodyKinds } from '../http-streams/body-kind.ts'
import type { BodyOwner } from '../http-streams/body-reader.ts'
import { readerOf, takeBody } from '../http-streams/body-reader.ts'
import { findLineFeed } from '../line-feed.ts'
import { trustedLengthMax } from '../trusted-length.ts'
import type { HttpAnomaly } from './anomalies.ts'
import { expectChunk } from './chunk-lines.ts'
import { bodyEnd } from './lost-body-end.ts'
import { beginsRequest, mayFollow, probeStart, startAcross } from './start-line.ts'
import { readToNext } from './passed-bytes.ts'
import { states } from './reader.ts'
import type { MessageOwner, Reader } from './reader.ts'
import { notCounted } from './unit.ts'
import type { Unit } from './unit.ts'

/** Whom bodies are read for, as the head says how long they are. */
export interface FramedBodyOwner extends BodyOwner, Pick<MessageOwner, 'complete'> {
  /** A request was sent that has no answer yet. */
  readonly isAnswerAwaited: boolean
  note(name: HttpAnomaly, frame: number): void
}

/** The head is whole, and a body may follow: how long it is (RFC 9112 section 6.3). */
export function beginBody(reader: Reader, unit: Unit, owner: FramedBodyOwner): void {
  const { message } = unit
  if (message.contentTypeEnd > 0) {
    const kind = bodyKindOf(message, reader.direction === 1)
    unit.isMedia = kind === bodyKinds.media
    unit.reader = readerOf(kind, 0, 0)
  }
  if (unit.hasTransferEncoding) {
    if (unit.isChunked) {
      if (unit.contentLength !== -1) owner.note('lengthAndCoding', message.frame)
      expectChunk(reader)
      return
    }
    owner.note('unknownCoding', message.frame)
    unit.mayBeChunks = unit.reader === null
    if (unit.contentLength < 0) unit.contentLength = notCounted
  }
  if (unit.contentLength > 0) {
    reader.state = states.sized
    reader.remaining = unit.contentLength
    unit.bodyExpected = Math.min(unit.contentLength, trustedLengthMax)
  } else if (unit.furtherBytes > 0) {
    reader.state = states.sized
    goOnLonger(reader, unit)
  } else if (unit.contentLength === 0 || (reader.direction === 0 && unit.contentLength === -1))
    owner.complete(reader)
  else if (mayOverrun(reader) || isToNextAnswer(reader)) readToNext(reader, unit, owner.counts)
  else reader.state = states.untilClose
}

/** Takes body bytes; returns where it stopped. */
export function readOnBody(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: FramedBodyOwner,
): number {
  if (isOverBefore(reader, buf, start, end, origin.frame, owner)) {
    owner.complete(reader)
    return start
  }
  const { unit } = reader
  const isOpenEnded = reader.state === states.untilClose
  let bound = isOpenEnded ? end : Math.min(end, start + reader.remaining)
  if (bound < end && unit?.message.incompleteReason === 'gap') {
    const told = bound
    bound = bodyEnd(buf, bound, end, reader)
    unit.message.bodyBytesLeftOut -= Math.min(bound - told, unit.message.bodyBytesLeftOut)
    reader.remaining += bound - told
  }
  takeBytes(unit, buf, start, bound, origin, shift, owner)
  if (isOpenEnded) return bound
  reader.remaining -= bound - start
  if (reader.remaining > 0) return bound
  if (reader.state !== states.sized) reader.state = states.chunkEnd
  else if (unit !== null && unit.furtherBytes > 0) {
    goOnLonger(reader, unit)
  } else if (unit === null || bound === end || !mayOverrun(reader) || mayFollow(buf, bound, end))
    owner.complete(reader)
  else return endElsewhere(reader, unit, buf, start, bound, end, origin, owner)
  return bound
}

/** Whether the body ended before the chunk, which begins something else. */
function isOverBefore(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  frame: number,
  owner: FramedBodyOwner,
): boolean {
  const { unit } = reader
  if (unit?.isAtShorterEnd === true) {
    unit.isAtShorterEnd = false
    if (probeStart(buf, start, end, reader.direction === 1) !== 'no') return true
  }
  const isOpenEnded = reader.state === states.untilClose
  if (isOpenEnded && owner.isAnswerAwaited && isNextAnswer(reader, buf, start, end)) return true
  if (!isBodyOver(reader, buf, start, end)) return false
  if (reader.remaining !== unit?.contentLength) owner.note('longLength', frame)
  unit?.markIncomplete('reset')
  return true
}

/**
 * The final answer came before the end of the body, and the next request follows: who asked first (RFC 9110 section 10.1.1) or
 * waited with the body may keep it back, and a length may be too long. A start line that lies whole within the length is
 * part of the body: who does not wait for an early answer sends on (RFC 9112 section 9.5), and may send requests of others.
 */
function isBodyOver({ state, unit, remaining }: Reader, buf: Buffer, start: number, end: number): boolean {
  if (state !== states.sized || unit === null || !unit.isAnswered) return false
  if (remaining === unit.contentLength) return probeStart(buf, start, end, false) === 'yes'
  const told = start + remaining
  return told < end && findLineFeed(buf, start, told) === told && beginsRequest(buf, start, end)
}

/** Does the next answer begin with the chunk, behind one of no length that counts? */
function isNextAnswer({ direction, unit }: Reader, buf: Buffer, start: number, end: number): boolean {
  if (direction === 0 || unit === null || unit.contentLength !== notCounted) return false
  return probeStart(buf, start, end, true) === 'yes'
}

function takeBytes(
  unit: Unit | null,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: FramedBodyOwner,
): void {
  if (unit === null) owner.counts.limitBytes += end - start
  else if (unit.reader === null) takeBody(unit, buf, start, end, origin.frame, shift, owner)
  else unit.reader.take(unit, buf, start, end, origin, shift, owner)
}

/**
 * A body does not end with its length at `buf[at]`, of which the bytes from `start` on are in `buf`. Returns where to read on: a
 * message begins a few bytes before it, or behind the rest of the body.
 */
function endElsewhere(
  reader: Reader,
  unit: Unit,
  buf: Buffer,
  start: number,
  at: number,
  end: number,
  origin: RunOrigin,
  owner: FramedBodyOwner,
): number {
  const next = startAcross(buf, start, at, end)
  if (next < 0) {
    if (isAlnum(buf[at - 1]) && isAlnum(buf[at])) unit.message.statedLength = unit.body.part.length
    overrun(reader, unit, origin.frame, owner)
    return at
  }
  owner.note('longLength', origin.frame)
  owner.counts.readBytes -= at - next
  unit.body.cut(Math.max(0, unit.body.part.length - (at - next)))
  owner.complete(reader)
  return next
}

/**
 * A body goes on behind its length, where no message begins: lengths are counted in characters now and then. What comes up to
 * the next message is taken for its end. Only within a chunk is it known in time: a message that ends with its chunk is not
 * held back for what may follow, and what follows it is searched by itself.
 */
function overrun(reader: Reader, unit: Unit, frame: number, owner: FramedBodyOwner): void {
  owner.note('shortLength', frame)
  readToNext(reader, unit, owner.counts)
}

/** Of a request with a length that is plain the body may go on behind it, unless a tunnel was asked for. */
function mayOverrun({ direction, unit, isTunnelLikely }: Reader): boolean {
  return (
    direction === 0 && unit !== null && unit.reader === null && unit.message.isComplete && !isTunnelLikely
  )
}

/**
 * An answer of no length that counts ends with the connection (RFC 9112 section 6.3), or where the capture shows that the server
 * went on. What is handed on in pieces, or only counted, is not kept until then.
 */
function isToNextAnswer({ direction, unit }: Reader): boolean {
  return (
    direction === 1 &&
    unit !== null &&
    unit.contentLength === notCounted &&
    unit.reader === null &&
    !unit.isMedia &&
    unit.message.isComplete
  )
}

/** The body has the shortest of the lengths that the head states: what follows tells whether the longest counts. */
function goOnLonger(reader: Reader, unit: Unit): void {
  reader.remaining = unit.furtherBytes
  unit.furtherBytes = 0
  unit.isAtShorterEnd = true
}

/** Nothing follows the shorter of the lengths that the head states. */
export function endAtShorter(reader: Reader, owner: FramedBodyOwner): void {
  if (reader.unit?.isAtShorterEnd === true) owner.complete(reader)
}

/** Bytes of the body are missing; returns how many of `length` lie behind this body, or behind a chunk of it. */
export function skipBody(reader: Reader, length: number, frame: number, owner: FramedBodyOwner): number {
  const { unit } = reader
  const isOpenEnded = reader.state === states.untilClose
  const lost = isOpenEnded ? length : Math.min(length, reader.remaining)
  if (unit !== null) {
    owner.note('gapInMessage', frame)
    unit.markIncomplete('gap')
    unit.message.bodyBytesLeftOut += lost
    unit.reader?.skip(lost)
  }
  if (isOpenEnded) return 0
  reader.remaining -= lost
  if (lost < length) return length - lost
  if (reader.remaining === 0) {
    if (reader.state === states.sized) owner.complete(reader)
    else reader.state = states.chunkEnd
  }
  return 0
}
