import { backslash, blank, carriageReturn, lineFeed, quote } from '../../core/ascii-codes.ts'
import { holdsAt } from '../../core/signs/holds-at.ts'
import { isAlnum, isDigit } from '../../core/ascii.ts'
import { countryName } from '../telephony/cell-fields.ts'
import { parcelNames } from '../telephony/parcel-answers.ts'

/** Forms of logs in which no sign assigns a value to its name: what the quick look sees of them. */

const openBrace = 0x7b
const openSquare = 0x5b
const parcelBytes = (parcelNames[0] ?? '').length
const settingName = Buffer.from('name:')

/** The list of values begins at `at`, behind a blank: `VOICE_REGISTRATION_STATE {1, 28ac, …`, `onCellLocationChanged [10412,…`. */
export function beginsList(buf: Buffer, at: number): boolean {
  return buf[at] === openBrace || buf[at] === openSquare
}

/** The word `[start, end)` and its bracket end the line, with the bytes on those behind: `Result: Parcel(`. */
export function isParcelHead(buf: Buffer, start: number, end: number): boolean {
  const behind = buf[end + 1]
  return (
    end - start === parcelBytes && (behind === lineFeed || behind === carriageReturn || behind === backslash)
  )
}

/** The name of the program that wrote a setting, at which the probe stops: in front of it in its row stands the name of the setting. */
export const settingPackage = 'pkg'

/** The word from `start` on is that behind the name of a setting, which may be any: `name:android_id pkg:android value:…`. */
export function isInSetting(buf: Buffer, from: number, start: number, end: number): boolean {
  if (end - start !== settingPackage.length || start - settingBytesMin < from || buf[start - 1] !== blank)
    return false
  let at = start - 1
  const first = Math.max(from, start - settingBytesMax)
  while (at > first && buf[at - 1] !== blank) at--
  return holdsAt(buf, at, settingName, start)
}

/**
 * The word `[start, end)` ends in the name of a country, and right behind it, or behind the country's code, stands that of a network:
 * the head of a table (`MCC MNC LAC CID`), or names and values in one row (`MCC,242,MNC,1,…`).
 */
export function isCountryOfCells(buf: Buffer, start: number, end: number, limit: number): boolean {
  const at = end - countryName.length
  if (at < start || !isWordAt(buf, at, countryName)) return false
  let next = behindSigns(buf, end, limit)
  const digits = next
  while (next < limit && next - digits < countryName.length && isDigit(buf[next] as number)) next++
  if (next > digits) next = behindSigns(buf, next, limit)
  if (next === end || next + networkChars >= limit || isAlnum(buf[next + networkChars] as number))
    return false
  return networkColumns.some((name) => isWordAt(buf, next, name))
}

/** What follows the name of a country and one sign there: the first of a network's names, a digit, a hyphen. */
export const countryFollowers = 'mn0-'
const networkColumns: readonly string[] = ['mnc', 'net']
const networkChars = 3
const signsBytesMax = 24

/**
 * The word `[start, end)` ends in that for the name of a network, and behind a blank, at `next`, stands a quote that is escaped, as
 * logs inside of JSON have it: `SSID \"Name\"`. A quote that is not assigns by itself.
 */
export function isQuotedNetwork(
  buf: Buffer,
  start: number,
  end: number,
  next: number,
  limit: number,
): boolean {
  if (buf[next] !== backslash || end - networkName.length < start) return false
  let at = next
  while (at < limit && buf[at] === backslash) at++
  return at < limit && buf[at] === quote && isWordAt(buf, end - networkName.length, networkName)
}

const networkName = 'ssid'

/** Behind blanks and signs of one line; a stroke may escape a tab. */
function behindSigns(buf: Buffer, from: number, limit: number): number {
  const stop = Math.min(limit, from + signsBytesMax)
  let at = from
  while (at < stop && !isAlnum(buf[at] as number) && buf[at] !== lineFeed)
    at += buf[at] === backslash && isAlnum(buf[at + 1] as number) ? 2 : 1
  return at
}

/** The letters at `at` are those of `word`, in either case. */
function isWordAt(buf: Buffer, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++)
    if (((buf[at + index] as number) | 0x20) !== word.charCodeAt(index)) return false
  return true
}

const settingBytesMin = 'name:aid '.length
const settingBytesMax = 88
