import type { Part } from './types.ts'
import { bufferPool } from './buffer-pool.ts'

const none: Buffer = Buffer.alloc(0)

/**
 * Collects the bytes of one part of a message. While they lie side by side in the chunk that is being pushed, the part
 * points into the chunk: no copy. What does not end with the chunk is moved to a pooled buffer by `settle`, which the
 * parser calls before it returns from `push`.
 */
export class Gather {
  readonly part: Part
  /** The pooled buffer, or null while the part points into the chunk or is empty. */
  private held: Buffer | null = null

  constructor(part: Part) {
    this.part = part
  }

  get heldBytes(): number {
    return this.held === null ? 0 : this.held.length + this.part.runs.largeBytes
  }

  get isHeld(): boolean {
    return this.held !== null
  }

  /** Adds `buf[start, end)`, whose first byte is at `offset` of `frame`. `expected`: how long the part may get, if known. */
  append(buf: Buffer, start: number, end: number, frame: number, offset: number, expected: number): void {
    if (start === end) return
    const part = this.part
    const length = part.end - part.start
    part.runs.add(length, frame, offset)
    if (this.held === null) {
      if (length === 0) {
        part.buf = buf
        part.start = start
        part.end = end
        return
      }
      if (part.end === start && part.buf === buf) {
        part.end = end
        return
      }
    }
    const total = length + end - start
    this.hold(total > expected ? total : expected)
    buf.copy(part.buf, part.end, start, end)
    part.end = length + end - start
  }

  /**
   * A buffer of its own with room for `bytes` more, to be written from `part.end` on; the caller moves `part.end` and
   * says in `part.runs` where the bytes came from. For what has another form on the wire.
   */
  room(bytes: number): Buffer {
    const part = this.part
    this.hold(part.end - part.start + bytes)
    return part.buf
  }

  /** Adds a copy of what stands at `[start, end)` of another part's buffer, with its places in the frames. */
  appendCopy(from: Part, start: number, end: number, expected: number): void {
    let at = start
    for (const span of from.runs.spans(start - from.start, end - from.start)) {
      this.append(from.buf, at, at + span.end - span.start, span.frame, span.start, expected)
      at += span.end - span.start
    }
    this.settle(expected)
  }

  /** Moves what lies in the chunk to a pooled buffer. Returns by how much positions in `part.buf` moved. */
  settle(expected: number): number {
    const part = this.part
    const length = part.end - part.start
    if (this.held !== null || length === 0) return 0
    const moved = 0 - part.start
    this.hold(length > expected ? length : expected)
    return moved
  }

  /** Keeps only the first `length` bytes. */
  cut(length: number): void {
    this.part.end = this.part.start + length
  }

  /** Drops the first `length` bytes. Not on the hot path: it makes the runs anew. */
  drop(length: number): void {
    const part = this.part
    part.runs.lay(part.runs.spans(length, part.end - part.start))
    if (this.held === null) {
      part.start += length
      return
    }
    part.buf.copyWithin(0, length, part.end)
    part.end -= length
  }

  /** Hands its bytes to an empty one, and is empty. Not on the hot path. */
  moveTo(other: Gather): void {
    const part = this.part
    other.held = this.held
    other.part.buf = part.buf
    other.part.start = part.start
    other.part.end = part.end
    other.part.runs.copyFrom(part.runs)
    this.held = null
    this.release()
  }

  /** Gives the memory back and empties the part. */
  release(): void {
    if (this.held !== null) {
      bufferPool.give(this.held)
      this.held = null
    }
    const part = this.part
    part.buf = none
    part.start = 0
    part.end = 0
    part.runs.clear()
  }

  /** Sees to a pooled buffer of at least `capacity` bytes that has the part's bytes at 0. */
  private hold(capacity: number): void {
    const part = this.part
    const held = this.held
    if (held !== null && held.length >= capacity) return
    const wider = bufferPool.take(capacity)
    part.buf.copy(wider, 0, part.start, part.end)
    part.end -= part.start
    part.start = 0
    part.buf = wider
    this.held = wider
    if (held !== null) bufferPool.give(held)
  }
}
