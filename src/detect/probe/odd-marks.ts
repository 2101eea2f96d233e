import { hexValues } from '../../core/signs/digit-values.ts'
import { cutsValue, formLeads, hasFormRow } from '../../core/signs/unicode-forms.ts'
import { isInBase85 } from './base85-sign.ts'
import { alnumBit, classes, roleOf } from './byte-roles.ts'
import { degreeByte, isDegrees } from './place-signs.ts'

const percent = 37
const ampersand = 38
const backslash = 92

/**
 * True where the mark `code` at `at`, which ends at `next`, may stand for more than itself: the `@` of an address, a head of
 * a compression, an entity, base85. `wordStart` is where the word in front begins, `rareAt` where the last rare mark stands.
 */
export function isOddMark(
  role: number,
  code: number,
  buf: Buffer,
  start: number,
  wordStart: number,
  at: number,
  next: number,
  end: number,
  rareAt: number,
): boolean {
  switch (role) {
    case roleOf.at:
      return at > wordStart && next < end && beginsDomain(buf, next, end)
    case roleOf.binary:
      if (code === 0x1f && next < end && buf[next] === 0x8b) return true
      if (code === degreeByte && isDegrees(buf, start, at, next, end)) return true
      return formLeads[code] !== 0 && (hasFormRow(buf, at, end) || cutsValue(buf, start, at, end))
    case roleOf.number:
      return isBehindAmpersand(buf, start, at)
    case roleOf.rare:
      return isInBase85(buf, start, at, end, rareAt)
    default:
      return false
  }
}

/** The `#` at `at` stands behind `&`, which may be escaped itself: `%26%23`, `&amp;#`. */
function isBehindAmpersand(buf: Buffer, start: number, at: number): boolean {
  if (at > start && buf[at - 1] === ampersand) return true
  if (at - 3 < start) return false
  const isPercent = buf[at - 2] === 50 && buf[at - 1] === 54
  const isEntity = buf[at - 3] === 109 && buf[at - 2] === 112 && buf[at - 1] === 59
  return isPercent || isEntity
}

/** A letter or digit; of other scripts those of Europe, since rarer ones are what random bytes look like. */
function beginsDomain(buf: Buffer, at: number, end: number): boolean {
  const lead = buf[at] as number
  if (((classes[lead] as number) & alnumBit) !== 0) return true
  if (at + 1 >= end) return false
  const behind = buf[at + 1] as number
  // `%C3%B8`, `\u00f8`.
  if (lead === percent) return (hexValues[behind] as number) >= 12 && (hexValues[behind] as number) < 16
  if (lead === backslash) return behind === 117
  return lead >= 0xc3 && lead <= 0xd1 && (behind & 0xc0) === 0x80
}
