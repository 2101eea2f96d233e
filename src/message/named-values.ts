import { limits } from '../core/limits.ts'

/** Longest name of a field that is taken from the capture itself. */
const nameBytesMax = 64

/** Under it stands a name of the capture's own. */
const nameField = 'Property-Name'

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

  /**
   * A value whose name stands in the capture, too. What can be in no name is written as `-`. The name is also a value of its
   * own: senders key what they say by the number of the device.
   */
  addNamed(buf: Buffer, nameStart: number, nameEnd: number, start: number, end: number): boolean {
    if (!this.add(nameField, nameStart, nameEnd)) return false
    return this.add(nameAt(buf, nameStart, nameEnd), start, end)
  }

  /** Values under `valueName` go by what stands under `keyName` in front of them. */
  nameByKeys(buf: Buffer, keyName: string, valueName: string): void {
    for (let at = 1; at < this.length; at++)
      if (this.names[at] === valueName && this.names[at - 1] === keyName)
        this.names[at] = nameAt(buf, this.starts[at - 1] as number, this.ends[at - 1] as number)
  }
}

function nameAt(buf: Buffer, start: number, end: number): string {
  const name = buf.toString('latin1', start, Math.min(end, start + nameBytesMax))
  return name.replace(/[^0-9A-Za-z._-]/g, '-') || 'Property'
}
