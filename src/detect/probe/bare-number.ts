import { holdsAt } from '../../core/signs/holds-at.ts'
import { alnumBit, classes, digitBit, hexBit } from './byte-roles.ts'

/** CBOR's head of a text of no bytes. */
const cborText = 0x60

/** True where a number in the word is recognised without a name: IMEI, ICCID, EID, or a MAC address with hyphens. */
export function holdsBareNumber(buf: Buffer, start: number, end: number): boolean {
  if (!mayHoldNumber(buf, start, end)) return false
  const table = classes
  let before = 0
  for (let at = start; at + 14 < end; at++) {
    const code = buf[at] as number
    const kind = table[code] as number
    const behind = before
    before = code
    if ((kind & hexBit) === 0) continue
    const isInside = ((table[behind] as number) & alnumBit) !== 0
    const isNumber = (kind & digitBit) !== 0
    if (isInside && !(isNumber && isBehindSign(buf, start, at, behind))) continue
    if (isHyphenMac(buf, at, end)) return true
    if (isNumber && isCheckedNumber(buf, at, end)) return true
  }
  return false
}

/** The shortest number, with hyphens or without. */
const numberCharsMin = 15

/**
 * False for nearly all words, after a look at each fifteenth byte: one of them is inside of any number, where digits and
 * hyphens alone stand side by side, and inside of any MAC address, where it is a hyphen or stands beside one.
 */
function mayHoldNumber(buf: Buffer, start: number, end: number): boolean {
  for (let at = start + numberCharsMin - 1; at < end; at += numberCharsMin) {
    if (buf[at] === 45 || buf[at - 1] === 45 || (at + 1 < end && buf[at + 1] === 45)) return true
    let left = at
    let right = at
    while (left >= start && isNumberByte(buf[left] as number)) left--
    while (right < end && isNumberByte(buf[right] as number)) right++
    if (right - left > numberCharsMin) return true
  }
  return false
}

/** A digit or a hyphen. */
function isNumberByte(code: number): boolean {
  return code === 45 || ((classes[code] as number) & digitBit) !== 0
}

function isHyphenMac(buf: Buffer, at: number, end: number): boolean {
  if (at + 17 > end) return false
  for (let index = 0; index < 17; index++) {
    const code = buf[at + index] as number
    if (index % 3 === 2 ? code !== 45 : ((classes[code] as number) & hexBit) === 0) return false
  }
  return true
}

/** What in front of a digit is of no number or word with it. `before`: the byte in front of `at`. */
function isBehindSign(buf: Buffer, start: number, at: number, before: number): boolean {
  return isBehindName(buf, start, at, before) || isBehindTextHead(buf, start, at)
}

/** `IMEI352099001761481`, and as older phones tell it in their user agent: see `identifiers/imei.ts`. */
function isBehindName(buf: Buffer, start: number, at: number, before: number): boolean {
  const name = gluedNames[before | 32] as Buffer | null
  if (name === null || at - start < name.length) return false
  for (let index = 0; index < name.length; index++)
    if (((buf[at - name.length + index] as number) | 32) !== name[index]) return false
  return true
}

/** By their last letters. */
const gluedNames: (Buffer | null)[] = Array.from({ length: 256 }, () => null)
for (const name of ['imei', 'sn', 'tf', 'ser', 'icc'])
  gluedNames[name.charCodeAt(name.length - 1)] = Buffer.from(name)

/**
 * Digits from `at`, single hyphens between them allowed: an IMEI (15, Luhn), an ICCID (19 or 20 from 89) or an EID (32 from 89). Behind a hyphen
 * more digits may be of something else (`…481-1.0.json`).
 */
function isCheckedNumber(buf: Buffer, at: number, end: number): boolean {
  let count = 0
  let to = at
  let luhn = 0
  while (to < end && count <= eidDigitsMax) {
    const code = buf[to] as number
    if (code === 45 && to > at && buf[to - 1] !== 45) {
      if (isChecked(buf, at, count, luhn)) return true
      to++
      continue
    }
    const digit = code - 48
    if (digit < 0 || digit > 9) break
    // Of 15 digits those at odd places (from 0) are doubled.
    luhn += count % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
    count++
    to++
  }
  const next = to < end ? (buf[to] as number) | 32 : 0
  if (count === 15 && next >= 97 && next <= 122) return false
  return isChecked(buf, at, count, luhn)
}

/** `luhn`: the sum that Luhn's digit makes a multiple of ten. */
function isChecked(buf: Buffer, at: number, count: number, luhn: number): boolean {
  if (count === 15) return luhn % 10 === 0
  const isLong = (count >= 19 && count <= 20) || count >= eidDigitsMin
  return isLong && buf[at] === 56 && buf[at + 1] === 57
}

/** Behind an EID in a certificate the tag of what follows is a digit, too. */
const [eidDigitsMin, eidDigitsMax] = [32, 33]

/** `o352099001761481` in a list of CBOR: the head of a text of 15 bytes, behind what is no text, is a letter. */
function isBehindTextHead(buf: Buffer, start: number, at: number): boolean {
  if (at !== start + 1 || !textHeads.has(buf[start] as number) || start === 0) return false
  const before = buf[start - 1] as number
  return before < 0x20 || before > 0x7e
}

/** The names of 5G in front of a number, and how far from the start of the word they may end: an escape or a length may be glued to them. */
const networkNames = ['imsi', 'suci', 'imeisv', 'msisdn'].map((text) => Buffer.from(text))
const [nearestHyphen, farthestHyphen] = [4, 8]

/** `imsi-242014501726384`, `imeisv-3541281178234507`, `msisdn-4799900248`, `suci-0-242-01-…` (3GPP TS 29.571, 5.3.2): by what stands in front of a number. */
export function isNetworkName(buf: Buffer, start: number, end: number): boolean {
  const last = Math.min(start + farthestHyphen, end - 2)
  for (let at = start + nearestHyphen; at <= last; at++)
    if (buf[at] === 45 && ((classes[buf[at + 1] as number] as number) & digitBit) !== 0)
      return networkNames.some(
        (name) => at - name.length >= start && holdsAt(buf, at - name.length, name, end),
      )
  return false
}

/** Of texts of 15 (an IMEI), 19 and 20 bytes (an ICCID). */
const textHeads: ReadonlySet<number> = new Set([15, 19, 20].map((length) => cborText + length))
