import { detachedText } from '../core/detached-text.ts'
import { valueNumber } from '../core/value-number.ts'
import type { Node } from '../decode/types.ts'
import { isSaltName } from './digests/salt-ways.ts'
import { EmptyValues } from './hidden/empty-values.ts'
import { readingsOf } from './hidden/readings.ts'
import type { FieldReading } from './hidden/readings.ts'
import { signsIn } from './text-signs.ts'

/**
 * What was found out about values that come again and again: what an app says of its phone stands in each of its requests.
 * All of it follows from the value's bytes, its key and the profile, and the first two are compared with those remembered:
 * which values are remembered changes the time only, never what is found.
 */

/** Longer values are rarely the same twice, and take memory. */
const valueBytesMax = 256
const slotsMax = 4_096
/** The shortest key of a cipher or of XOR. */
export const keyBytesMin = 2

/** What a reading of a value is to XOR and to ciphers, whatever stands beside it. */
export interface ReadingLooks {
  /** It is no value under a key of its own, and behind none. */
  readonly isNotBare: boolean
  /** No value and no digest has its length: a key that is sent gives none. */
  readonly hasOtherLength: boolean
  /** A cipher gives no such bytes. */
  readonly isNoCipher: boolean
  /** Bytes as text has them under XOR. */
  readonly mayBeXored: boolean
  /** They are so many that it is told where no key opens them. */
  readonly mayHideText: boolean
}

/** One reading of a value, with what was tried on it in vain. */
export class SeenReading implements FieldReading {
  readonly written: FieldReading['written']
  readonly bytes: Buffer
  /** By what `EmptyValues` know it; null for long ones. */
  readonly name: string | null
  readonly looks: ReadingLooks
  /** The keys that are built into programs give no value and no digest. */
  isNothingToPrograms = false
  /** They open nothing in it, nor does it itself. */
  isClosedToPrograms = false
  /** No value in it gives the key itself, or is joined with the bytes before. */
  isClosed = false

  constructor({ written, bytes }: FieldReading, looks: ReadingLooks) {
    this.written = written
    this.bytes = bytes
    this.name = EmptyValues.nameOf(bytes)
    this.looks = looks
  }
}

/** One value, with what was tried on it in vain. */
export class SeenValue {
  readonly bytes: Buffer
  readonly key: string
  /** Nothing in it looks like a known value as it is spelled. */
  hasNothingKnown = false
  /** Nothing in it looks like an identifier by its form, or by a name in front of it. */
  hasNoForm = false
  hasNoDigest = false
  /** It has the length of no digest. */
  isNoToken = false
  /** No alphabet of its own shows in it. */
  isNotSubstituted = false
  /** What it may stand for to XOR; null: nobody asked. */
  suspects: readonly SeenReading[] | null = null
  private keys: readonly FieldReading[] | null = null
  private signsFound = -1
  private readonly isKept: boolean

  /** `isKept`: longer than the message, whose bytes are not to be held. */
  constructor(bytes: Buffer, key: string, isKept: boolean = false) {
    this.bytes = isKept ? ownBytes(bytes) : bytes
    this.key = key
    this.isKept = isKept
  }

  /** The signs of {@link signsIn}. */
  get signs(): number {
    if (this.signsFound === -1) this.signsFound = signsIn(this.bytes)
    return this.signsFound
  }

  /** What it may stand for as a key. */
  get asKeys(): readonly FieldReading[] {
    return (this.keys ??= this.readings(keyBytesMin, isSaltName(this.key)))
  }

  /** What it may stand for, see {@link readingsOf}. */
  readings(decodedMin: number, isCalledKey: boolean = false): readonly FieldReading[] {
    const readings = readingsOf(this.bytes, decodedMin, isCalledKey)
    if (!this.isKept || readings.length === 1) return readings
    return readings.map(({ written, bytes }) => ({
      written,
      bytes: written === '' ? bytes : ownBytes(bytes),
    }))
  }
}

/** A node, and what is known of its value. */
export interface SeenField {
  readonly node: Node
  readonly value: SeenValue
}

/** The values that came last. */
export class SeenValues {
  private readonly slots: (SeenValue | null)[] = Array.from<null>({ length: slotsMax }).fill(null)
  /** Numbers of the values that came last to each slot: a value is kept when it comes a second time. */
  private readonly offered: Int32Array = new Int32Array(slotsMax)

  /** What is known of the node's value: nothing where it is not remembered. */
  of({ bytes, key, number: known }: Node): SeenValue {
    if (bytes.length > valueBytesMax) return new SeenValue(bytes, key)
    const number = known === undefined || known === 0 ? valueNumber(bytes, key) : known
    const slot = slotOf(number)
    const kept = this.slots[slot] as SeenValue | null
    if (kept !== null && kept.key === key && isSame(kept.bytes, bytes)) return kept
    if (this.offered[slot] !== number) {
      this.offered[slot] = number
      return new SeenValue(bytes, key)
    }
    const value = new SeenValue(bytes, detachedText(key), true)
    this.slots[slot] = value
    return value
  }
}

/** Asking Node takes longer than short values do. */
const comparedMax = 64

function isSame(one: Buffer, other: Buffer): boolean {
  const { length } = one
  if (other.length !== length) return false
  if (length > comparedMax) return one.equals(other)
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return false
  return true
}

/** A copy in memory of its own: a view, and what is cut from a pool, would hold all that lies beside it. */
function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  own.set(bytes)
  return own
}

function slotOf(number: number): number {
  return (number ^ (number >>> 12) ^ (number >>> 24)) & (slotsMax - 1)
}
