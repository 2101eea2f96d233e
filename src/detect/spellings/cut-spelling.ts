import { isAlnum, isDigit } from '../../core/ascii.ts'
import { base64Values, hexValues } from '../../core/signs/digit-values.ts'
import { charsBeforeCore } from './base64-core.ts'
import { isInGroups } from './digit-groups.ts'
import { edges, hasEdges } from './matcher.ts'
import type { Edge } from './matcher.ts'
import { isMcc } from '../telephony/mcc.ts'
import { isWide, numberOfWriting, textAround } from './character-units.ts'
import type { UnitWriting } from './character-units.ts'
import { isSureNumber, partOfNumber } from '../known/weak-values.ts'

/**
 * Some spellings are searched by their core only, because what stands before and behind the value decides the rest: of
 * base64 the characters that the value alone decides. A core says less than the value: the first digits of one cell
 * are those of its neighbour. So the rest is read where the core was found, and what stands beside it.
 */

/** Ways to check what stands at and beside a hit of a core. Numbers: tables of spellings are kept in files. */
const checkKinds = {
  base64: 1,
  digitBefore: 2,
  digitsBehind: 3,
  networkName: 4,
  never: 5,
  networkBefore: 6,
  groups: 7,
  units: 8,
  pairs: 9,
  networkBeforeHex: 10,
  alone: 11,
} as const
/** The number of a way to check. */
export type CheckKind = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11
/** The last of them. */
export const checkKindMax: CheckKind = checkKinds.alone

/** What must hold where a core was found, so that the whole value stands there. */
export interface CoreCheck {
  readonly kind: CheckKind
  /**
   * Of `base64` the bytes before the value in its group of three, and three more where one character more stands in front of
   * the core; of `digitBefore` the digit, of `digitsBehind` their most, of `groups` and `units` which.
   */
  readonly count: number
  /** What must not stand beside the whole. */
  readonly edge: Edge
  /** The whole value, for `base64`, `groups` and `units`; else nothing. */
  readonly whole: Buffer
}

const nothing = Buffer.alloc(0)

/** True where the whole value stands at a hit of its core in `buf[start, end)`. */
export function isWhole(
  { kind, count, edge, whole }: CoreCheck,
  buf: Buffer,
  start: number,
  end: number,
): boolean {
  switch (kind) {
    case checkKinds.base64:
      return isInBase64(whole, count, edge, buf, start, end)
    case checkKinds.digitBefore:
      return start > 0 && (buf[start - 1] as number) >> 4 === count
    case checkKinds.digitsBehind:
      return hasDigitsBehind(count, buf, start, end)
    case checkKinds.networkName:
      return isNetworkName(buf, start, end)
    case checkKinds.networkBefore:
      return hasNetworkBefore(buf, start)
    case checkKinds.groups:
      return isInGroups(count, whole, buf, start, end)
    case checkKinds.units:
      return isInUnits(whole, count, edge, buf, start, end)
    case checkKinds.pairs:
      return isInPairs(buf, start, end)
    case checkKinds.networkBeforeHex:
      return hasNetworkBeforeHex(buf, start)
    case checkKinds.alone:
      return standsAlone(buf, start, end)
    case checkKinds.never:
    default:
      return false
  }
}

/** Half of a value: such a place tells nothing by itself, and only makes the whole message be read. */
export const neverCheck: CoreCheck = { kind: checkKinds.never, count: 0, edge: edges.none, whole: nothing }

/** Bytes that four characters of base64 stand for. */
const groupBytes = 3
/** Bytes that are decoded on each side of the value: an escape (`\u0022`) and what is cut off the group. */
const besideBytes = 9
/** From this many characters on a piece in front of a line break is taken for base64 and not for a word. */
const lineCharsMin = 12
const carriageReturn = 13
const lineFeed = 10

/**
 * Checks a hit of the base64 core of `whole`: every bit of the value, and its neighbours as `edge` asks. `isLed`: the core has
 * one character more in front.
 */
export function base64Check(whole: Buffer, offset: number, edge: Edge, isLed = false): CoreCheck {
  return { kind: checkKinds.base64, count: isLed ? offset + groupBytes : offset, edge, whole }
}

/** Checks a hit of a core in other digits than those of base64: every bit of the value. */
export function groupsCheck(groups: number, whole: Buffer): CoreCheck {
  return { kind: checkKinds.groups, count: groups, edge: edges.none, whole }
}

function isInBase64(
  whole: Buffer,
  count: number,
  edge: Edge,
  buf: Buffer,
  start: number,
  end: number,
): boolean {
  const offset = count % groupBytes
  const lead = charsBeforeCore(offset) - (count < groupBytes ? 0 : 1)
  const bitsBehind = ((offset + whole.length) * 8) % 6
  const before = charsBeside(buf, start - 1, -1, lead + Math.ceil(besideBytes / 3) * 4, lead > 0)
  const behind = charsBeside(buf, end, 1, Math.ceil(besideBytes / 3) * 4, bitsBehind !== 0)
  // From the beginning of a group on: characters that are not there count as unknown bits.
  const unknown = Math.max(0, lead - before.length)
  const used = before.length - ((before.length + unknown - lead) % 4)
  const values = [
    ...Array<number>(unknown).fill(0),
    ...before.slice(0, used).reverse(),
    ...[...buf.subarray(start, end)].map((code) => base64Values[code] as number),
    ...behind,
  ]
  const bytes = bytesOf(values)
  const at = ((unknown + used - lead) / 4) * 3 + offset
  if (at * 8 < unknown * 6 || at + whole.length > bytes.length) return false
  if (!bytes.subarray(at, at + whole.length).equals(whole)) return false
  return hasEdges(bytes, Math.ceil((unknown * 6) / 8), bytes.length, at, at + whole.length, edge)
}

/** Checks what stands beside a hit of `whole` in the same writing, character by character, as `edge` asks. */
export function unitsCheck(whole: Buffer, writing: UnitWriting, edge: Edge): CoreCheck {
  return { kind: checkKinds.units, count: numberOfWriting(writing), edge, whole }
}

function isInUnits(
  whole: Buffer,
  writing: number,
  edge: Edge,
  buf: Buffer,
  from: number,
  to: number,
): boolean {
  const around = textAround(writing, whole, buf, from, to)
  if (around === null) return true
  const { bytes, start, end } = around
  if (isSureNumber(whole.toString('latin1')))
    return partOfNumber(bytes, start, end) !== null || (isWide(writing) && isInRecord(bytes, start, end))
  return hasEdges(bytes, 0, bytes.length, start, end, edge)
}

/** Control characters, and no text, are below this. */
const blank = 0x20

/** Whether the one digit beside a value may be a number of the next field: no text stands around both. */
function isInRecord(bytes: Buffer, start: number, end: number): boolean {
  const from = isDigit(bytes[start - 1] ?? 0) ? start - 1 : start
  const to = isDigit(bytes[end] ?? 0) ? end + 1 : end
  return to - from === end - start + 1 && (bytes[from - 1] ?? 0) < blank && (bytes[to] ?? 0) < blank
}

/** Checks a hit of BCD whose first digit shares its byte with something else: it is the high half of the byte before. */
export function digitBeforeCheck(digit: number): CoreCheck {
  return { kind: checkKinds.digitBefore, count: digit, edge: edges.none, whole: nothing }
}

/**
 * Checks digits with a zero beside them as bytes in hex: they begin where a pair of digits does. Where all of the run are
 * decimal digits, it is not a longer number with a few more (see `partOfNumber`).
 */
export const pairsCheck: CoreCheck = { kind: checkKinds.pairs, count: 0, edge: edges.none, whole: nothing }

/** Digits on each side of a hit that are counted; in a longer run any place may be that of a pair. */
const pairDigitsMax = 4_096

function isInPairs(buf: Buffer, start: number, end: number): boolean {
  const before = hexDigitsBeside(buf, start - 1, -1)
  const behind = hexDigitsBeside(buf, end, 1)
  if (before.count === pairDigitsMax) return true
  if (before.count % 2 !== 0) return false
  return before.hasLetter || behind.hasLetter || partOfNumber(buf, start, end) !== null
}

function hexDigitsBeside(buf: Buffer, from: number, step: 1 | -1): { count: number; hasLetter: boolean } {
  let count = 0
  let hasLetter = false
  for (let at = from; count < pairDigitsMax && at >= 0 && at < buf.length; at += step, count++) {
    const digit = hexValues[buf[at] as number] as number
    if (digit > 15) break
    if (digit > 9) hasLetter = true
  }
  return { count, hasLetter }
}

/** Checks digits of which up to `countMax` more may follow: version or check digits behind an IMEI. */
export function digitsBehindCheck(countMax: number): CoreCheck {
  return { kind: checkKinds.digitsBehind, count: countMax, edge: edges.none, whole: nothing }
}

function hasDigitsBehind(countMax: number, buf: Buffer, start: number, end: number): boolean {
  if (start > 0 && isDigit(buf[start - 1] as number)) return false
  let at = end
  while (at < buf.length && isDigit(buf[at] as number)) at++
  return at - end <= countMax
}

/** Checks digits with at most one more digit in front and an `@` behind them: `0<IMSI>@nai.epc…` (TS 23.003, 19.3). */
export function networkNameCheck(): CoreCheck {
  return { kind: checkKinds.networkName, count: 0, edge: edges.none, whole: nothing }
}

function isNetworkName(buf: Buffer, start: number, end: number): boolean {
  if (buf[end] !== 0x40 && !(buf[end] === 0x25 && buf[end + 1] === 0x34 && buf[end + 2] === 0x30))
    return false
  return start < 2 || !isDigit(buf[start - 1] as number) || !isDigit(buf[start - 2] as number)
}

/** Checks the number of a cell, which alone is chance: the code of a country stands in front, as a number, too. */
export const networkBeforeCheck: CoreCheck = {
  kind: checkKinds.networkBefore,
  count: 0,
  edge: edges.none,
  whole: nothing,
}

/** The same where all of it is written in hex, as telephony lays it out: the network, and maybe its tracking area (3GPP TS 29.274, 8.21). */
export const networkBeforeHexCheck: CoreCheck = {
  kind: checkKinds.networkBeforeHex,
  count: 0,
  edge: edges.none,
  whole: nothing,
}

/** Hex digits of a network, and of one with its area of 16 or 24 bits. */
const networkDigits = 6
const digitsBeforeCell: readonly number[] = [networkDigits, networkDigits + 4, networkDigits + 6]

function hasNetworkBeforeHex(buf: Buffer, start: number): boolean {
  return digitsBeforeCell.some((digits) => {
    const text = start < digits ? '' : buf.toString('latin1', start - digits, start)
    return (
      /^[0-9a-f]+$/i.test(text) && networkOfPlmn(Buffer.from(text.slice(0, networkDigits), 'hex'), 0) !== ''
    )
  })
}

/** Checks a part of a value, of which words with hyphens, points or underscores have the like: none of these goes on beside it. */
export const aloneCheck: CoreCheck = { kind: checkKinds.alone, count: 0, edge: edges.none, whole: nothing }

/** `-`, `.`, `_` and `+`. */
const joints: ReadonlySet<number> = new Set(Buffer.from('-._+'))

function standsAlone(buf: Buffer, start: number, end: number): boolean {
  const isJoined = joints.has(buf[start - 1] as number) && isAlnum(buf[start - 2])
  return !isJoined && !(joints.has(buf[end] as number) && isAlnum(buf[end + 1]))
}

/** Bytes between the code of a country and the cell: network, area, and 64 bits for each. */
const networkBytesMax = 48

/** Country and network in the three bytes at `at`, as telephony writes them: `242-01`, digits with their halves swapped (3GPP TS 24.008, 10.5.1.3); '' where they are none. */
export function networkOfPlmn(buf: Buffer, at: number): string {
  if (at < 0) return ''
  const [one, two, three] = [buf[at] as number, buf[at + 1] as number, buf[at + 2] as number]
  const network = [three & 15, three >> 4, two >> 4]
  const digits = network[2] === 15 ? network.slice(0, 2) : network
  const country = `${one & 15}${one >> 4}${two & 15}`
  return digits.every((digit) => digit < 10) && isMcc(country) ? `${country}-${digits.join('')}` : ''
}

function hasNetworkBefore(buf: Buffer, start: number): boolean {
  if (networkOfPlmn(buf, start - 3) !== '') return true
  for (let at = Math.max(0, start - networkBytesMax); at + 3 < start; at++) {
    const one = buf[at] as number
    const two = buf[at + 1] as number
    // 16 bits in either order; in protobuf seven bits and three, between two numbers of fields.
    if (one <= 3 && isMcc(String((one << 8) | two))) return true
    if (two <= 3 && isMcc(String((two << 8) | one))) return true
    const isField = at > 0 && ((buf[at - 1] as number) & 7) === 0 && ((buf[at + 2] as number) & 7) === 0
    if (isField && one >= 128 && isMcc(String((two << 7) | (one & 127)))) return true
  }
  return false
}

/** Sextets of the base64 characters from `from` on in one direction, nearest first, across the line breaks of wrapped base64. */
function charsBeside(buf: Buffer, from: number, step: 1 | -1, countMax: number, isNeeded: boolean): number[] {
  const values: number[] = []
  let at = from
  while (values.length < countMax && at >= 0 && at < buf.length) {
    const value = base64Values[buf[at] as number] as number
    if (value < 64) {
      values.push(value)
      at += step
      continue
    }
    let next = at
    while (next >= 0 && next < buf.length && (buf[next] === carriageReturn || buf[next] === lineFeed))
      next += step
    // Where the value itself goes on, the break can only be one of wrapping.
    if (next === at || (!(isNeeded && values.length === 0) && !isBase64Line(buf, next, step))) break
    at = next
  }
  return values
}

/** True where the line at `from` looks like one of wrapped base64: long, or of nothing else. */
function isBase64Line(buf: Buffer, from: number, step: 1 | -1): boolean {
  let at = from
  while (at >= 0 && at < buf.length && (base64Values[buf[at] as number] as number) < 64) {
    at += step
    if (Math.abs(at - from) >= lineCharsMin) return true
  }
  if (at === from) return false
  const code = buf[at]
  return code === undefined || code === carriageReturn || code === lineFeed || code === 61
}

function bytesOf(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc((values.length * 6) >> 3)
  let held = 0
  let bits = 0
  let used = 0
  for (const value of values) {
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[used++] = (held >> bits) & 255
  }
  return bytes
}
