import { limits } from '../core/limits.ts'

/** Longest name of a field that is taken from the capture itself. */
const nameBytesMax = 64

/** Named values that a parser found: where they stand, in the buffer that was read. Reused from unit to unit. */
export class NamedValues {
  readonly names: string[] = []
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** What the value says where it is not written as text; '' where it is. */
  readonly texts: string[] = []
  length = 0

  clear(): void {
    this.length = 0
  }

  /** Adds the value `[start, end)`, and what it says where it is no text. False where the limit is reached. */
  add(name: string, start: number, end: number, text = ''): boolean {
    if (end <= start) return true
    if (this.length >= limits.message.fieldsMax) return false
    this.names[this.length] = name
    this.starts[this.length] = start
    this.ends[this.length] = end
    this.texts[this.length] = text
    this.length++
    return true
  }

  /** A value whose name stands in the capture, too. What can be in no name is written as `-`. */
  addNamed(buf: Buffer, nameStart: number, nameEnd: number, start: number, end: number): boolean {
    const name = buf.toString('latin1', nameStart, Math.min(nameEnd, nameStart + nameBytesMax))
    return this.add(name.replace(/[^0-9A-Za-z._-]/g, '-') || 'Property', start, end)
  }
}
