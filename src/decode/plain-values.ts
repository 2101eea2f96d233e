import { detachedText } from '../core/detached-text.ts'
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
const valueBytesMax = 192

/** Values of which nothing is made. */
export class PlainValues {
  private readonly store: Uint8Array = new Uint8Array(slotsMax * valueBytesMax)
  /** 0 where the slot remembers no value. */
  private readonly lengths: Uint8Array = new Uint8Array(slotsMax)
  private readonly transforms: Uint16Array = new Uint16Array(slotsMax)
  /** Numbers of the values that were last offered to each slot: a value is kept when it comes a second time. */
  private readonly offered: Int32Array = new Int32Array(slotsMax)
  private readonly roles: Role[] = Array.from<Role>({ length: slotsMax }).fill('value')
  private readonly names: string[] = Array.from<string>({ length: slotsMax }).fill('')

  /** The transforms that are tried on the value in vain, where it is known that nothing else comes of it; -1 where not. */
  transformsOf(bytes: Buffer, role: Role, name: string): number {
    const { length } = bytes
    if (length > valueBytesMax) return -1
    const slot = slotOf(numberOf(bytes, name))
    if (this.lengths[slot] !== length || this.roles[slot] !== role || this.names[slot] !== name) return -1
    const { store } = this
    const base = slot * valueBytesMax
    for (let index = 0; index < length; index++) if (bytes[index] !== store[base + index]) return -1
    return this.transforms[slot] as number
  }

  /** Takes a value of which nothing came but so many `transforms` tried in vain. */
  offer(bytes: Buffer, role: Role, name: string, transforms: number): void {
    if (bytes.length > valueBytesMax) return
    const number = numberOf(bytes, name)
    const slot = slotOf(number)
    if (this.offered[slot] !== number) {
      this.offered[slot] = number
      return
    }
    this.store.set(bytes, slot * valueBytesMax)
    this.lengths[slot] = bytes.length
    this.roles[slot] = role
    this.names[slot] = detachedText(name)
    this.transforms[slot] = transforms
  }
}

/** A number made of the name and all bytes (FNV-1a): the name of a phone stands under several names in each message. */
export function numberOf(bytes: Buffer, name: string): number {
  let number = 0x811c9dc5
  for (let index = 0; index < name.length; index++)
    number = Math.imul(number ^ name.charCodeAt(index), 0x01000193)
  for (let index = 0; index < bytes.length; index++)
    number = Math.imul(number ^ (bytes[index] as number), 0x01000193)
  return number
}

function slotOf(number: number): number {
  return (number ^ (number >>> 11) ^ (number >>> 22)) & (slotsMax - 1)
}
