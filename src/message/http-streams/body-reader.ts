/**
 * Takes the bytes of a body by its kind: kept, counted, or handed on in pieces as they come.
 *
 * A message of gRPC (also of gRPC-web) stands behind five bytes: a flag and its length. The first is handed on with the
 * head, each further one by itself, with its own time; a compressed one is given the coding that `grpc-encoding` names.
 * The trailers that gRPC-web sends as a last frame are one more message. Server-sent events are handed on once there
 * are enough of them, cut behind a blank line where there is one.
 */
import { carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Unit } from '../http1/unit.ts'
import type { MessageCounts } from '../types.ts'
import type { StreamAnomaly } from './anomalies.ts'
import { bodyKinds } from './body-kind.ts'
import { isReadInPieces, pieceEnd } from './long-body.ts'

/** Whom the bytes are read for. */
export interface BodyOwner {
  readonly counts: MessageCounts
  /** Hands on what the unit has as one piece. The unit goes on as the next one. */
  emitPiece(unit: Unit): void
  noteBody(name: StreamAnomaly, frame: number): void
}

const prefixBytes = 5
const compressedFlag = 1
const trailerFlag = 0x80

/** State of a body that is handed on in pieces. Others need none. */
export class BodyReader {
  kind: number
  private prefixSeen = 0
  private left = 0
  private messages = 0
  private readonly codingStart: number
  private readonly codingEnd: number

  /** `codingStart`, `codingEnd`: where the head names the coding of gRPC's messages. */
  constructor(kind: number, codingStart: number, codingEnd: number) {
    this.kind = kind
    this.codingStart = codingStart
    this.codingEnd = codingEnd
  }

  /** Takes `buf[start, end)`; the byte at position `p` of `buf` is at `shift + p` of the origin's frame. */
  take(
    unit: Unit,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
    owner: BodyOwner,
  ): void {
    if (this.kind === bodyKinds.grpc) {
      let at = start
      while (at < end) {
        at = this.grpc(unit, buf, at, end, origin, shift, owner)
      }
      return
    }
    takeBody(unit, buf, start, end, origin.frame, shift, owner)
    if (this.kind === bodyKinds.events && unit.body.part.length >= limits.message.streamPieceBytesMax)
      this.cutEvents(unit, owner)
  }

  /** Bytes of the body are missing. */
  skip(length: number): void {
    if (this.kind !== bodyKinds.grpc) return
    if (this.prefixSeen === prefixBytes && length <= this.left) {
      this.left -= length
      if (this.left === 0) this.prefixSeen = 0
    } else this.kind = bodyKinds.plain
  }

  /** Reads on in the prefix or the message; returns where it stopped. */
  private grpc(
    unit: Unit,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
    owner: BodyOwner,
  ): number {
    if (this.prefixSeen === 0) {
      const flag = buf[start] as number
      if ((flag & ~(compressedFlag | trailerFlag)) !== 0) {
        owner.noteBody('badGrpcFrame', origin.frame)
        this.kind = bodyKinds.plain
        takeBody(unit, buf, start, end, origin.frame, shift, owner)
        return end
      }
      if (this.messages > 0) this.nextMessage(unit, origin, owner)
      this.beginMessage(unit, flag)
    }
    let at = start
    while (this.prefixSeen < prefixBytes && at < end) {
      if (this.prefixSeen > 0) this.left = this.left * 256 + (buf[at] as number)
      this.prefixSeen++
      at++
    }
    owner.counts.framingBytes += at - start
    if (this.prefixSeen < prefixBytes) return at
    const taken = Math.min(this.left, end - at)
    takeBody(unit, buf, at, at + taken, origin.frame, shift, owner)
    this.left -= taken
    if (this.left === 0) this.prefixSeen = 0
    return at + taken
  }

  private beginMessage(unit: Unit, flag: number): void {
    this.left = 0
    this.messages++
    const { message } = unit
    const isCoded = (flag & compressedFlag) !== 0
    message.contentEncodingStart = isCoded ? this.codingStart : 0
    message.contentEncodingEnd = isCoded ? this.codingEnd : 0
  }

  /** Hands on the message before; the next one's time is its own. One that was empty is not worth a call. */
  private nextMessage(unit: Unit, origin: RunOrigin, owner: BodyOwner): void {
    const { message } = unit
    if (message.piece === 0 || unit.body.part.length > 0 || !message.isComplete) owner.emitPiece(unit)
    message.frame = origin.frame
    message.sec = origin.sec
    message.nsec = origin.nsec
  }

  /** Hands on events, up to the last blank line if there is one. */
  private cutEvents(unit: Unit, owner: BodyOwner): void {
    const { part } = unit.body
    let cut = part.end
    for (let at = part.end - 1; at > part.start; at--) {
      if (part.buf[at] !== lineFeed) continue
      const before = part.buf[at - 1]
      if (before === lineFeed || (before === carriageReturn && part.buf[at - 2] === lineFeed)) {
        cut = at + 1
        break
      }
    }
    emitUpTo(unit, cut, owner)
  }
}

/** Hands on what of the body stands in front of `cut`; the next piece begins with the rest. */
function emitUpTo(unit: Unit, cut: number, owner: BodyOwner): void {
  const { part } = unit.body
  const rest = part.buf.subarray(cut, part.end)
  if (rest.length === 0) {
    owner.emitPiece(unit)
    return
  }
  const kept = Buffer.from(rest)
  const spans = part.runs.spans(cut - part.start, part.end - part.start)
  part.end = cut
  owner.emitPiece(unit)
  let at = 0
  for (const span of spans) {
    const length = span.end - span.start
    unit.body.append(kept, at, at + length, span.frame, span.start, 0)
    at += length
  }
  unit.body.settle(0)
}

/** A reader for a body that is handed on in pieces; null for one that is not. */
export function readerOf(kind: number, codingStart: number, codingEnd: number): BodyReader | null {
  return kind === bodyKinds.grpc || kind === bodyKinds.events
    ? new BodyReader(kind, codingStart, codingEnd)
    : null
}

/** Hands on a body up to `cut` that is as long as is read at once, and goes on. */
function emitLong(unit: Unit, cut: number, frame: number, owner: BodyOwner): void {
  if (!unit.isRest) owner.noteBody('bodyInPieces', frame)
  unit.markIncomplete('limit')
  emitUpTo(unit, cut, owner)
  unit.isRest = true
}

/** Keeps body bytes up to the limit, or hands them on in pieces of that length; of media they are only counted. */
export function takeBody(
  unit: Unit,
  buf: Buffer,
  start: number,
  end: number,
  frame: number,
  shift: number,
  owner: BodyOwner,
): void {
  const { counts } = owner
  const length = end - start
  if (length === 0) return
  if (unit.isMedia) {
    counts.mediaBytes += length
    unit.message.bodyBytesLeftOut += length
    unit.markIncomplete('media')
    return
  }
  let at = start
  let kept = Math.min(length, limits.message.bodyBytesMax - unit.body.part.length)
  for (;;) {
    unit.body.append(buf, at, at + kept, frame, shift + at, unit.bodyExpected)
    counts.readBytes += kept
    at += kept
    if (at === end) return
    if (unit.isBodyCut || unit.mayBeChunks || !isReadInPieces(unit.message)) break
    const { part } = unit.body
    const cut = pieceEnd(part.buf, part.start, part.end)
    if (cut < 0) break
    emitLong(unit, cut, frame, owner)
    kept = Math.min(end - at, limits.message.bodyBytesMax - unit.body.part.length)
  }
  counts.limitBytes += end - at
  unit.message.bodyBytesLeftOut += end - at
  unit.markIncomplete('limit')
  if (unit.isBodyCut) return
  unit.isBodyCut = true
  owner.noteBody('bodyTooLong', frame)
}

/** Makes a unit that was handed on the next piece: an empty body under the same, now empty, head. */
export function beginNextPiece(unit: Unit): void {
  unit.settle()
  const { part } = unit.head
  part.end = part.start
  part.runs.clear()
  unit.body.release()
  unit.trailer.release()
  unit.isBodyCut = false
  unit.isRest = false
  unit.bodyExpected = 0
  const { message } = unit
  message.isComplete = true
  message.incompleteReason = ''
  message.bodyBytesLeftOut = 0
  message.isFurther = false
  message.isRest = false
  message.piece++
}
