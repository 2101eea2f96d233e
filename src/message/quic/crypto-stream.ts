import { limits } from '../../core/limits.ts'
import type { RunMap } from '../../core/origin.ts'

const none: Buffer = Buffer.alloc(0)

/**
 * The bytes of CRYPTO frames, put in order: frames come in any order, overlap, and leave holes that later packets fill
 * (Chromium shuffles them on purpose). Of two versions of a byte the first is kept. Bounded by
 * `limits.message.quicCryptoBytesMax` and `quicCryptoPiecesMax`.
 */
export class CryptoStream {
  buf: Buffer = none
  /** Where the first message stands that was not read yet, as whoever reads it has left it. */
  readTo = 0
  /** True once two frames disagreed. */
  isAmbiguous = false
  /** Where the frames' bytes came from: start, end, frame and offset of each. */
  private places: number[] = []
  /** Pieces that are there, in order: start, end, start, end… Neither touching nor overlapping. */
  private pieces: number[] = []

  /** Bytes that are there without a hole, from the first on. */
  get readable(): number {
    return this.pieces[0] === 0 ? (this.pieces[1] as number) : 0
  }

  get isEmpty(): boolean {
    return this.pieces.length === 0
  }

  /** Whether all bytes of `[start, end)` are there. */
  holds(start: number, end: number): boolean {
    return this.ranges.some(([from, to]) => from <= start && end <= to)
  }

  /** Start and end of what is there without a hole, in order. */
  get ranges(): readonly (readonly [start: number, end: number])[] {
    const { pieces } = this
    return Array.from({ length: pieces.length / 2 }, (_, index) => [
      pieces[2 * index] as number,
      pieces[2 * index + 1] as number,
    ])
  }

  /**
   * Puts `source[from, to)` at `offset`, whose first byte lay at `place` of `frame`. False: a limit was reached, and nothing
   * was put.
   */
  put(offset: number, source: Buffer, from: number, to: number, frame = 0, place = 0): boolean {
    const end = offset + (to - from)
    if (end > limits.message.quicCryptoBytesMax) return false
    if (to <= from) return true
    if (this.pieces.length / 2 >= limits.message.quicCryptoPiecesMax) return false
    this.reserve(end)
    if (this.places.length < 4 * limits.message.quicCryptoPiecesMax)
      this.places.push(offset, end, frame, place)
    const merged: number[] = []
    let low = offset
    let high = end
    /** First byte of the new piece that no older piece was found to hold. */
    let open = offset
    let index = 0
    for (; index < this.pieces.length; index += 2) {
      const pieceStart = this.pieces[index] as number
      const pieceEnd = this.pieces[index + 1] as number
      if (pieceEnd < offset) {
        merged.push(pieceStart, pieceEnd)
        continue
      }
      if (pieceStart > end) break
      if (pieceStart > open) source.copy(this.buf, open, from + (open - offset), from + (pieceStart - offset))
      const sameStart = Math.max(pieceStart, offset)
      const sameEnd = Math.min(pieceEnd, end)
      if (
        sameStart < sameEnd &&
        source.compare(
          this.buf,
          sameStart,
          sameEnd,
          from + (sameStart - offset),
          from + (sameEnd - offset),
        ) !== 0
      ) {
        this.isAmbiguous = true
      }
      open = Math.max(open, pieceEnd)
      low = Math.min(low, pieceStart)
      high = Math.max(high, pieceEnd)
    }
    if (open < end) source.copy(this.buf, open, from + (open - offset), to)
    merged.push(low, high)
    for (; index < this.pieces.length; index++) merged.push(this.pieces[index] as number)
    this.pieces = merged
    return true
  }

  /** Sets `runs` to where the bytes `[start, end)` came from: by the first frame that held each. */
  fillRuns(runs: RunMap, start: number, end: number): void {
    runs.clear()
    for (let at = start; at < end; ) {
      let index = 0
      while (
        index < this.places.length &&
        !((this.places[index] as number) <= at && at < (this.places[index + 1] as number))
      ) {
        index += 4
      }
      if (index >= this.places.length) return
      const [from = 0, to = 0, frame = 0, place = 0] = this.places.slice(index, index + 4)
      runs.add(at - start, frame, place + at - from)
      at = to
    }
  }

  clear(): void {
    this.buf = none
    this.pieces = []
    this.places = []
    this.readTo = 0
    this.isAmbiguous = false
  }

  private reserve(size: number): void {
    if (size <= this.buf.length) return
    const grown = Buffer.alloc(
      Math.min(limits.message.quicCryptoBytesMax, Math.max(2048, size, this.buf.length * 2)),
    )
    this.buf.copy(grown)
    this.buf = grown
  }
}
