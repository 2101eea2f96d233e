import { backslash, blank, carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import { holdsAt } from '../../core/signs/holds-at.ts'
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

const settingBytesMin = 'name:aid '.length
const settingBytesMax = 88
