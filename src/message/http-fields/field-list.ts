import { RunMap } from '../../core/origin.ts'

/** Room for the fields of nearly every message; grows to what is needed. */
const bytesAtFirst = 16_384
const fieldsAtFirst = 64

/**
 * The fields of one section of HTTP/2 or HTTP/3, decoded, in order: names and values one behind the other in one
 * buffer, with the map of its bytes to the wire. Made once and reused: valid until the next section is decoded.
 */
export class FieldList {
  buf: Buffer = Buffer.allocUnsafe(bytesAtFirst)
  length = 0
  count = 0
  /** By field: where its name starts (and the one before it ends), where its value does, and where that ends. */
  nameStarts: Int32Array = new Int32Array(fieldsAtFirst)
  valueStarts: Int32Array = new Int32Array(fieldsAtFirst)
  ends: Int32Array = new Int32Array(fieldsAtFirst)
  readonly runs: RunMap = new RunMap()

  clear(): void {
    this.length = 0
    this.count = 0
    this.runs.clear()
  }

  /** Sees to room for `bytes` more behind `length`. */
  room(bytes: number): Buffer {
    const needed = this.length + bytes
    if (needed > this.buf.length) {
      const wider = Buffer.allocUnsafe(Math.max(needed, this.buf.length * 2))
      this.buf.copy(wider, 0, 0, this.length)
      this.buf = wider
    }
    return this.buf
  }

  /** Ends a field: its name is `[nameStart, valueStart)` and its value goes up to `length`. */
  add(nameStart: number, valueStart: number): void {
    if (this.count === this.ends.length) {
      this.nameStarts = widened(this.nameStarts)
      this.valueStarts = widened(this.valueStarts)
      this.ends = widened(this.ends)
    }
    this.nameStarts[this.count] = nameStart
    this.valueStarts[this.count] = valueStart
    this.ends[this.count] = this.length
    this.count++
  }
}

function widened(numbers: Int32Array): Int32Array {
  const wider = new Int32Array(numbers.length * 2)
  wider.set(numbers)
  return wider
}
