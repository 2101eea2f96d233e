import { isPrintable } from '../../core/signs/printable.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import { builtInKeys } from './sent-keys.ts'

/**
 * Known values that stand alone under XOR: a short key that repeats, or a key in front of them. No text around proves the
 * key, so the value has to: where it is longer than the key, all of it behind the first period is decided by what stands
 * one period before.
 *
 * Chance: at least eight bytes are decided (six of what has letters in it and is twice as long as the key), or twelve and twice the period where the bytes are legible as they are, and
 * could be a number of their own (eight of what has letters in it). Random bytes meet one value so in 1 of 2^64 cases, random digits in 1 of 10^12;
 * a profile of a dozen values has some twenty texts of one length, and each is asked for at most 72 periods. Values that
 * repeat themselves decide less, so of the decided bytes at least five must differ from the one a period before: bytes
 * that count or repeat do not look like them.
 */

/** A known value, and the key that hides it. */
export interface BareXor {
  readonly text: DigestInput
  readonly key: Buffer
  /** Where the key comes from; '' where the value gave it. */
  readonly keyFrom: string
}

/** The shortest value that is looked for, and the longest. */
export const bareBytesMin = 10
const bareBytesMax = 80
const decidedMin = 8
const letteredDecidedMin = 6
const legibleDecidedMin = 12
const differentMin = 5
/** A key in front of the value decides all of it: of shorter values chance writes one in legible bytes. */
const frontedBytesMin = 10
/** Sizes of keys in front that programs use. */
export const frontKeyBytes: readonly number[] = [1, 2, 4, 8, 16, 24, 32]
/** Longest whole: a value with its key. */
export const bareWholeMax: number = bareBytesMax + Math.max(...frontKeyBytes)

/** Said of a key that stands right in front of what it hides. */
export const keyInFront = 'the key in front of it'
const programKeys = builtInKeys.map(([name, key]): [string, Buffer] => [name, Buffer.from(key)])

interface BareValue {
  readonly text: DigestInput
  readonly bytes: Buffer
  /** Longest key that it proves, and longest where the bytes are legible as they are. */
  readonly periodMax: number
  readonly legiblePeriodMax: number
}

/** Values of one length, and for the first two bytes of what hides one under a key of programs: a bit. */
interface SameLength {
  readonly values: BareValue[]
  /** Those with letters beyond ASCII: of what hides another the highest bits repeat. */
  readonly lettered: BareValue[]
  /** The highest bits of their first bytes, each once. */
  readonly highBits: number[]
  readonly programPairs: Uint8Array
  /** The same of the first two bytes of those that may stand behind a key. */
  readonly firstPairs: Uint8Array
}

/** Known values by their length. Made once; a question about bytes of another length is one look into a table. */
export class BareXorTable {
  private readonly byLength: (SameLength | undefined)[] = Array.from(
    { length: bareWholeMax + 1 },
    () => undefined,
  )
  /** A mark for each length of a value, and of one with a key. */
  private readonly lengths: Uint8Array = new Uint8Array(bareWholeMax + 1)

  constructor(texts: readonly DigestInput[]) {
    const seen = new Set<string>()
    for (const text of texts) {
      const bytes = Buffer.from(text.text)
      if (bytes.length < bareBytesMin || bytes.length > bareBytesMax || seen.has(text.text)) continue
      if (bytes.some((byte) => byte < 128 && !isPrintable(byte))) continue
      seen.add(text.text)
      const value = { text, bytes, ...periodsOf(text.text, bytes.length) }
      const same = (this.byLength[bytes.length] ??= {
        values: [],
        lettered: [],
        highBits: [],
        programPairs: new Uint8Array(65_536 >> 3),
        firstPairs: new Uint8Array(65_536 >> 3),
      })
      same.values.push(value)
      if (!bytes.every(isPrintable)) same.lettered.push(value)
      const highBits = highBitsOf(bytes)
      if (!same.highBits.includes(highBits)) same.highBits.push(highBits)
      const first = pairOf(bytes, 0)
      setBit(same.firstPairs, first)
      for (const [, key] of programKeys)
        setBit(same.programPairs, first ^ (((key[0] as number) << 8) | (key[1 % key.length] as number)))
      this.lengths[bytes.length] = 1
      for (const size of frontKeyBytes) this.lengths[bytes.length + size] = 1
    }
  }

  /** True where a value, or one behind a key, may be as long: all other questions are in vain. */
  mayBe(length: number): boolean {
    return this.lengths[length] === 1
  }

  /** True where a value has exactly so many bytes. */
  hasLength(length: number): boolean {
    return this.byLength[length] !== undefined
  }

  /** The value that `bytes` are as a whole, under a key; null where there is none. Nearly always a few looks. */
  find(bytes: Buffer, start: number, end: number): BareXor | null {
    const length = end - start
    if (!this.mayBeAt(bytes, start, length)) return null
    const same = this.byLength[length]
    if (same !== undefined) {
      const found = this.underPeriod(same, bytes, start, end) ?? underProgramKey(same, bytes, start)
      if (found !== null) return found
    }
    for (const size of frontKeyBytes) {
      if (length - size < frontedBytesMin) break
      const behind = this.byLength[length - size]
      if (behind === undefined) continue
      const found = behind.values.find((value) => opensBehind(bytes, start, size, value.bytes))
      if (found === undefined) continue
      const key = Buffer.from(bytes.subarray(start, start + size))
      if (key.some((byte) => byte !== 0)) return { text: found.text, key, keyFrom: keyInFront }
    }
    return null
  }

  /** Few looks into tables, which throw out nearly all random bytes. Under a key that repeats the highest bits repeat, too, but for those of letters beyond ASCII. */
  private mayBeAt(bytes: Buffer, start: number, length: number): boolean {
    if (length > bareWholeMax || this.lengths[length] !== 1) return false
    const same = this.byLength[length]
    if (same !== undefined) {
      if (hasBit(same.programPairs, pairOf(bytes, start))) return true
      if (haveHighBitsPeriod(bytes, start, length, same.highBits)) return true
    }
    for (const size of frontKeyBytes) {
      if (length - size < frontedBytesMin) break
      const behind = this.byLength[length - size]
      if (behind === undefined) continue
      const second = (bytes[start + size + 1] as number) ^ (bytes[start + (size === 1 ? 0 : 1)] as number)
      const first = (bytes[start + size] as number) ^ (bytes[start] as number)
      if (hasBit(behind.firstPairs, (first << 8) | second)) return true
    }
    return false
  }

  private underPeriod(same: SameLength, bytes: Buffer, start: number, end: number): BareXor | null {
    for (let period = 1; period <= end - start - letteredDecidedMin; period++) {
      const mayBe = hasPeriodAt(bytes, start, end, period) ? same.values : same.lettered
      const found = mayBe.find((value) => period <= value.periodMax && agrees(bytes, start, value, period))
      if (found !== undefined)
        return { text: found.text, key: keyAt(bytes, start, found.bytes, period), keyFrom: '' }
    }
    return null
  }
}

function setBit(bits: Uint8Array, at: number): void {
  bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7))
}

function hasBit(bits: Uint8Array, at: number): boolean {
  return (((bits[at >> 3] as number) >> (at & 7)) & 1) !== 0
}

/** The first two bytes, as one number. */
function pairOf(bytes: Buffer, start: number): number {
  return ((bytes[start] as number) << 8) | (bytes[start + 1] as number)
}

/** Bytes whose highest bits are compared at once. */
const maskedBytesMax = 31

function highBitsOf(bytes: Buffer): number {
  let high = 0
  for (let at = 0; at < bytes.length && at < maskedBytesMax; at++) high |= ((bytes[at] as number) >> 7) << at
  return high
}

/** True where the highest bits of the bytes may repeat, under values that have these themselves. */
function haveHighBitsPeriod(bytes: Buffer, start: number, size: number, own: readonly number[]): boolean {
  const count = Math.min(size, maskedBytesMax)
  let shown = 0
  for (let at = 0; at < count; at++) shown |= ((bytes[start + at] as number) >> 7) << at
  for (const bits of own) {
    const high = shown ^ bits
    for (let period = 1; period <= size - letteredDecidedMin; period++)
      if (period >= count || ((high ^ (high >>> period)) & ((1 << (count - period)) - 1)) === 0) return true
  }
  return false
}

function underProgramKey(same: SameLength, bytes: Buffer, start: number): BareXor | null {
  const pair = pairOf(bytes, start)
  if (!hasBit(same.programPairs, pair)) return null
  for (const [keyFrom, key] of programKeys) {
    const found = same.values.find((value) => opens(bytes, start, value.bytes, key))
    if (found !== undefined) return { text: found.text, key, keyFrom }
  }
  return null
}

/** The bytes behind the first `size` are `value` under these. */
function opensBehind(bytes: Buffer, start: number, size: number, value: Buffer): boolean {
  const from = start + size
  for (let at = 0, key = 0; at < value.length; at++) {
    if (((bytes[from + at] as number) ^ (bytes[start + key] as number)) !== value[at]) return false
    key = key + 1 === size ? 0 : key + 1
  }
  return true
}

/** The longest keys that a value proves. */
function periodsOf(text: string, length: number): Pick<BareValue, 'periodMax' | 'legiblePeriodMax'> {
  const isLettered = /(?:[A-Za-z].*){3}/.test(text)
  const lettered = isLettered ? Math.min(length - letteredDecidedMin, length >> 1) : 0
  return {
    periodMax: Math.max(length - decidedMin, lettered),
    legiblePeriodMax: Math.min(
      length - (isLettered ? decidedMin : legibleDecidedMin),
      Math.floor(length / 3),
    ),
  }
}

/** Bytes one period apart have the same highest bit: of random ones nearly all end the question after two. */
function hasPeriodAt(bytes: Buffer, start: number, end: number, period: number): boolean {
  for (let at = start + period; at < end; at++)
    if ((((bytes[at] as number) ^ (bytes[at - period] as number)) & 128) !== 0) return false
  return true
}

function agrees(bytes: Buffer, start: number, known: BareValue, period: number): boolean {
  const { bytes: value, legiblePeriodMax } = known
  let different = 0
  for (let at = period; at < value.length; at++) {
    const asked = (value[at] as number) ^ (value[at - period] as number)
    if (((bytes[start + at] as number) ^ (bytes[start + at - period] as number)) !== asked) return false
    if (asked !== 0) different++
  }
  if (different < differentMin) return false
  let isLegible = true
  for (let at = 0; at < value.length && isLegible; at++) isLegible = isPrintable(bytes[start + at] as number)
  const key = keyAt(bytes, start, value, period)
  if (isOfOtherValue(key)) return false
  const zeros = key.filter((byte) => byte === 0).length
  // The value as it is, or what shares digits with it, is no XOR.
  if (isLegible) return zeros === 0 && period <= legiblePeriodMax
  return zeros < period
}

/** Shorter keys may have the same byte twice. */
const keyBytesMin = 4

/**
 * True for a key of which most bytes are the same (0 where nothing is hidden): what stands there is another value that shares
 * most of its characters with the known one, as mail addresses of one company do.
 */
export function isOfOtherValue(key: ArrayLike<number>): boolean {
  if (key.length < keyBytesMin) return false
  const counts = new Map<number, number>()
  for (const byte of Array.from(key)) counts.set(byte, (counts.get(byte) ?? 0) + 1)
  return Math.max(...counts.values()) * 2 > key.length
}

function keyAt(bytes: Buffer, start: number, value: Buffer, period: number): Buffer {
  return Buffer.from(value.subarray(0, period).map((byte, at) => byte ^ (bytes[start + at] as number)))
}

function opens(bytes: Buffer, start: number, value: Buffer, key: Buffer): boolean {
  for (let at = 0; at < value.length; at++)
    if (((bytes[start + at] as number) ^ (key[at % key.length] as number)) !== value[at]) return false
  return true
}
