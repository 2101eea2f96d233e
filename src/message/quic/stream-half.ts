import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'

/** Bytes that wait for those before them. `buf` is the content of a packet where that is not much more. */
interface Piece {
  offset: number
  readonly buf: Buffer
  from: number
  readonly to: number
  readonly frame: number
  /** Place in its frame of the byte at `from`. */
  place: number
  readonly sec: number
  readonly nsec: number
}

/** Pieces of a stream that may have begun before the capture that wait for what is in front of them. */
const latePiecesMax = 8

/** What the object of a piece takes, beside its bytes. */
const pieceCostBytes = 256
/** Of a content that is so many times longer, the piece is copied: it would keep all of it. */
const contentRatioMax = 2

/** Takes the bytes of one direction of a stream, in order. */
export interface HalfTaker {
  bytes(buf: Buffer, from: number, to: number, origin: RunOrigin): void
  gap(length: number, origin: RunOrigin): void
}

/**
 * One direction of a QUIC stream, put in order. What lies in order is handed on at once, in place. What comes early
 * waits; where more waits than may, what is missing before it is given up as a gap. Of bytes that come twice, the
 * first are taken.
 */
export class StreamHalf {
  /** Offset of the next byte to hand on. */
  next = 0
  /** Where the stream ends, as far as its end was seen; else -1. */
  finalSize = -1
  heldBytes = 0
  private pieces: Piece[] = []
  /** It may have begun before the capture: its first bytes are not waited for as long. */
  private readonly isLate: boolean

  constructor(isLate = false) {
    this.isLate = isLate
  }

  get isWhole(): boolean {
    return this.finalSize !== -1 && this.next >= this.finalSize
  }

  get heldCost(): number {
    return this.heldBytes + this.pieces.length * pieceCostBytes
  }

  /**
   * Takes `buf[from, to)`, the stream's bytes from `offset` on. `origin` says where `from` lies. Returns how many of
   * the bytes had been seen before; the others were handed on, or wait.
   */
  put(offset: number, buf: Buffer, from: number, to: number, origin: RunOrigin, taker: HalfTaker): number {
    const length = to - from
    if (offset + length <= this.next) return length
    if (offset <= this.next && this.pieces.length === 0) {
      const seen = this.next - offset
      this.give(buf, from + seen, to, origin.frame, origin.offset + seen, origin.sec, origin.nsec, taker)
      return seen
    }
    const before = this.heldBytes
    this.insert(Math.max(offset, this.next), buf, from + Math.max(0, this.next - offset), to, from, origin)
    const seen = length - (this.heldBytes - before)
    this.drain(taker)
    while (
      this.heldBytes > limits.message.quicHeldBytesPerStreamMax ||
      this.pieces.length >
        (this.isLate && this.next === 0 ? latePiecesMax : limits.message.quicStreamPiecesMax)
    )
      this.skipHole(taker)
    return seen
  }

  /** Hands on all that waits, with the gaps before it. */
  flush(taker: HalfTaker): void {
    while (this.pieces.length > 0) this.skipHole(taker)
  }

  private give(
    buf: Buffer,
    from: number,
    to: number,
    frame: number,
    place: number,
    sec: number,
    nsec: number,
    taker: HalfTaker,
  ): void {
    this.next += to - from
    given.place(frame, place, sec, nsec)
    taker.bytes(buf, from, to, given)
  }

  private drain(taker: HalfTaker): void {
    let done = 0
    for (const piece of this.pieces) {
      if (piece.offset > this.next) break
      done++
      this.heldBytes -= piece.to - piece.from
      this.give(piece.buf, piece.from, piece.to, piece.frame, piece.place, piece.sec, piece.nsec, taker)
    }
    if (done > 0) this.pieces.splice(0, done)
  }

  private skipHole(taker: HalfTaker): void {
    const first = this.pieces[0]
    if (first === undefined) return
    if (first.offset > this.next) {
      const length = first.offset - this.next
      this.next = first.offset
      given.place(first.frame, first.place, first.sec, first.nsec)
      taker.gap(length, given)
    }
    this.drain(taker)
  }

  /** The first piece that begins at `offset` or behind it. */
  private firstFrom(offset: number): number {
    let low = 0
    let high = this.pieces.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.pieces[middle] as Piece).offset < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Puts the parts that no piece has between the pieces. They stay in order, and never overlap. */
  private insert(
    offset: number,
    buf: Buffer,
    from: number,
    to: number,
    base: number,
    origin: RunOrigin,
  ): void {
    const { pieces } = this
    // Mostly it belongs behind all others.
    let index = pieces.length
    if (index > 0 && (pieces[index - 1] as Piece).offset >= offset) index = this.firstFrom(offset)
    let at = offset
    let position = from
    const before = pieces[index - 1]
    if (before !== undefined) {
      const end = before.offset + before.to - before.from
      if (end > at) {
        position += end - at
        at = end
      }
    }
    while (position < to) {
      const after = pieces[index]
      const room = after === undefined ? to - position : Math.min(to - position, after.offset - at)
      if (room > 0) {
        const isCopied = buf.length > room * contentRatioMax
        pieces.splice(index, 0, {
          offset: at,
          buf: isCopied ? Buffer.from(buf.subarray(position, position + room)) : buf,
          from: isCopied ? 0 : position,
          to: isCopied ? room : position + room,
          frame: origin.frame,
          place: origin.offset + position - base,
          sec: origin.sec,
          nsec: origin.nsec,
        })
        this.heldBytes += room
        index++
        position += room
        at += room
      }
      if (after === undefined) return
      const afterEnd = after.offset + after.to - after.from
      if (afterEnd > at) {
        position += afterEnd - at
        at = afterEnd
      }
      index++
    }
  }
}

/** The origin of what is handed on: one for all, valid within the call. Who is called may not be given more by another. */
const given = new RunOrigin()
