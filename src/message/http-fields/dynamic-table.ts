import { copyBytes } from '../copy-bytes.ts'

/** What an entry weighs beside its bytes (RFC 7541 section 4.1). */
export const entryOverheadBytes = 32

const bytesAtFirst = 512
const entriesAtFirst = 16
const none: Buffer = Buffer.alloc(0)
/** Of a table that has had no entry: many never get one. */
const noEntries: Int32Array = new Int32Array(0)

/**
 * The dynamic table of HPACK (RFC 7541 section 2.3.2): the newest entry has the index 0. Bytes of all entries lie in one
 * buffer in order of insertion, which is compacted when its end is reached; entries are numbers in a ring.
 */
export class DynamicTable {
  /** Entries that are known. */
  count = 0
  /** What they weigh, and what they may. */
  size = 0
  sizeMax: number
  buf: Buffer = none
  private bytesStart = 0
  private bytesEnd = 0
  /** Ring of entries: the oldest at `first`. */
  private first = 0
  private starts: Int32Array = noEntries
  private valueStarts: Int32Array = noEntries
  private ends: Int32Array = noEntries

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax
  }

  /** Memory taken: it is given back by `release`. */
  get heldBytes(): number {
    return this.buf.length
  }

  startOf(index: number): number {
    return this.starts[this.slotOf(index)] as number
  }

  valueStartOf(index: number): number {
    return this.valueStarts[this.slotOf(index)] as number
  }

  endOf(index: number): number {
    return this.ends[this.slotOf(index)] as number
  }

  /** Changes what entries may weigh, and evicts the oldest that are too much. */
  resize(sizeMax: number): void {
    this.sizeMax = sizeMax
    this.evict(0)
  }

  /** Adds the entry `from[start, end)`, not in this table's buffer. One that is too large empties the table. */
  insert(from: Buffer, start: number, valueStart: number, end: number): void {
    const length = end - start
    const weight = length + entryOverheadBytes
    this.evict(weight)
    if (weight > this.sizeMax) return
    this.makeRoom(length)
    if (this.count === this.starts.length) this.widen()
    const slot = (this.first + this.count) & (this.starts.length - 1)
    copyBytes(from, start, end, this.buf, this.bytesEnd)
    this.starts[slot] = this.bytesEnd
    this.valueStarts[slot] = this.bytesEnd + valueStart - start
    this.bytesEnd += length
    this.ends[slot] = this.bytesEnd
    this.count++
    this.size += weight
  }

  /** Empties it and gives its memory back. */
  release(): void {
    this.count = 0
    this.size = 0
    this.first = 0
    this.bytesStart = 0
    this.bytesEnd = 0
    this.buf = none
  }

  private slotOf(index: number): number {
    return (this.first + this.count - 1 - index) & (this.starts.length - 1)
  }

  /** Evicts the oldest entries until one of `weight` fits, or none is left. */
  private evict(weight: number): void {
    while (this.count > 0 && this.size + weight > this.sizeMax) {
      const slot = this.first
      const end = this.ends[slot] as number
      this.size -= end - (this.starts[slot] as number) + entryOverheadBytes
      this.bytesStart = end
      this.first = (slot + 1) & (this.starts.length - 1)
      this.count--
    }
    if (this.count > 0) return
    this.bytesStart = 0
    this.bytesEnd = 0
  }

  /** Sees to `length` bytes behind `bytesEnd`. The buffer is at least twice as long as what lives in it: few moves. */
  private makeRoom(length: number): void {
    if (this.bytesEnd + length <= this.buf.length) return
    const living = this.bytesEnd - this.bytesStart
    const needed = 2 * (living + length)
    let target = this.buf
    if (needed > target.length)
      target = Buffer.allocUnsafeSlow(Math.max(bytesAtFirst, 2 ** Math.ceil(Math.log2(needed))))
    this.buf.copy(target, 0, this.bytesStart, this.bytesEnd)
    this.buf = target
    const moved = this.bytesStart
    for (let index = 0; index < this.count; index++) {
      const slot = (this.first + index) & (this.starts.length - 1)
      this.starts[slot] = (this.starts[slot] as number) - moved
      this.valueStarts[slot] = (this.valueStarts[slot] as number) - moved
      this.ends[slot] = (this.ends[slot] as number) - moved
    }
    this.bytesStart = 0
    this.bytesEnd = living
  }

  private widen(): void {
    this.starts = this.unrolled(this.starts)
    this.valueStarts = this.unrolled(this.valueStarts)
    this.ends = this.unrolled(this.ends)
    this.first = 0
  }

  private unrolled(ring: Int32Array): Int32Array {
    const wider = new Int32Array(Math.max(entriesAtFirst, ring.length * 2))
    for (let index = 0; index < this.count; index++)
      wider[index] = ring[(this.first + index) & (ring.length - 1)] as number
    return wider
  }
}
