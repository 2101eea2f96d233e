import { detachedText } from '../core/detached-text.ts'
import { valueNumber } from '../core/value-number.ts'
import type { Role } from './encoding.ts'

/**
 * Remembers values of which no encoding makes anything, for most values are repeated: versions, models, names of events
 * and of senders come in each message of an app. Whether an encoding reads a value depends on its bytes, its name and
 * where it stands alone, all of which are compared with those remembered, so nothing is taken for known that is not.
 * Which values are remembered changes the time only, never what is made of a message, and no count: the transforms that
 * were tried in vain are remembered, too.
 */

const slotsMax = 2_048
/** Browsers say of themselves as much; few longer values come again. */
export const plainBytesMax = 192

/** Values of which nothing is made. */
export class PlainValues {
  private readonly store: Uint8Array = new Uint8Array(slotsMax * plainBytesMax)
  /** 0 where the slot remembers no value. */
  private readonly lengths: Uint8Array = new Uint8Array(slotsMax)
  private readonly transforms: Uint16Array = new Uint16Array(slotsMax)
  /** Numbers of the values that were last offered to each slot: a value is kept when it comes a second time. */
  private readonly offered: Int32Array = new Int32Array(slotsMax)
  private readonly roles: Role[] = Array.from<Role>({ length: slotsMax }).fill('value')
  private readonly names: string[] = Array.from<string>({ length: slotsMax }).fill('')

  /**
   * The transforms that are tried on the value in vain, where it is known that nothing else comes of it; -1 where not. `number`:
   * that of the bytes and the name.
   */
  transformsOf(bytes: Buffer, role: Role, name: string, number: number = valueNumber(bytes, name)): number {
    const { length } = bytes
    if (length > plainBytesMax) return -1
    const slot = slotOf(number)
    if (this.lengths[slot] !== length || this.roles[slot] !== role || this.names[slot] !== name) return -1
    const { store } = this
    const base = slot * plainBytesMax
    for (let index = 0; index < length; index++) if (bytes[index] !== store[base + index]) return -1
    return this.transforms[slot] as number
  }

  /** Takes a value of which nothing came but so many `transforms` tried in vain. */
  offer(
    bytes: Buffer,
    role: Role,
    name: string,
    transforms: number,
    number: number = valueNumber(bytes, name),
  ): void {
    if (bytes.length > plainBytesMax) return
    const slot = slotOf(number)
    if (this.offered[slot] !== number) {
      this.offered[slot] = number
      return
    }
    this.store.set(bytes, slot * plainBytesMax)
    this.lengths[slot] = bytes.length
    this.roles[slot] = role
    this.names[slot] = detachedText(name)
    this.transforms[slot] = transforms
  }
}

function slotOf(number: number): number {
  return (number ^ (number >>> 11) ^ (number >>> 22)) & (slotsMax - 1)
}
