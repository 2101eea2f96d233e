import { daySeconds } from './day.ts'
import type { Instant } from './time.ts'

/** A time as it is written: the moment, the digits of the second that it has, and whether it names its zone. */
export interface WrittenTime {
  readonly at: Instant
  readonly digits: number
  readonly hasZone: boolean
}

const form =
  /^\s*([+-]?\d{4,6})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s*(Z|z|([+-])(\d\d):?(\d\d)?)?\s*$/

/** Reads a time of ISO 8601 / RFC 3339; null where it is none. A time without a zone is taken as UTC. */
export function parseIsoTime(text: string): WrittenTime | null {
  if (text.length > 64) return null
  const match = form.exec(text)
  if (match === null) return null
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = ''] = match
  const zone = match[8] ?? ''
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null
  const sign = match[9] === '-' ? -1 : 1
  const [offsetHours, offsetMinutes] = [Number(match[10] ?? '0'), Number(match[11] ?? '0')]
  if (offsetHours > 23 || offsetMinutes > 59) return null
  const offsetSec = sign * (offsetHours * 3600 + offsetMinutes * 60)
  const midnight = daySeconds(Number(year), Number(month), Number(day))
  if (midnight === null) return null
  const sec = midnight + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offsetSec
  const nsec = Number(fraction.padEnd(9, '0').slice(0, 9))
  return { at: { sec, nsec }, digits: Math.min(9, fraction.length), hasZone: zone !== '' }
}

/** Beyond this a time is nonsense (34,865 years), and sums of seconds and nanoseconds would lose digits. */
export const secondsMax: number = 2 ** 40

/** Seconds since 1970 as a decimal number (`1690281721.7268102`), exact where it is text; null where it is none. */
export function parseEpochSeconds(written: string | number): WrittenTime | null {
  const text = typeof written === 'number' ? plainNumber(written) : written.trim()
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,20}))?$/.exec(text)
  if (match === null) return null
  const fraction = match[3] ?? ''
  let sec = Number(match[2])
  let nsec = Number(fraction.padEnd(9, '0').slice(0, 9))
  if (sec > secondsMax) return null
  if (match[1] === '-') {
    sec = -sec
    if (nsec > 0) {
      sec--
      nsec = 1_000_000_000 - nsec
    }
  }
  return { at: { sec: sec === 0 ? 0 : sec, nsec }, digits: Math.min(9, fraction.length), hasZone: true }
}

/** Milliseconds since 1970 as a decimal number, as `parseEpochSeconds` reads seconds; null where it is none. */
export function parseEpochMillis(written: string | number): WrittenTime | null {
  const text = typeof written === 'number' ? plainNumber(written) : written.trim()
  const match = /^(\d{4,16})(?:\.(\d{1,20}))?$/.exec(text)
  if (match === null) return null
  const [, whole = '', fraction = ''] = match
  return parseEpochSeconds(`${whole.slice(0, -3)}.${whole.slice(-3)}${fraction}`)
}

/** The moment `whole` units of 10^-`digits` s after 1970, given as digits: exact also beyond 2^53. Null where it is none. */
export function parseEpochUnits(written: string | number | bigint, digits: 3 | 6 | 9): WrittenTime | null {
  const text = typeof written === 'number' ? plainNumber(written) : String(written).trim()
  if (!/^-?\d{1,22}$/.test(text)) return null
  const units = BigInt(text)
  const perSecond = 10n ** BigInt(digits)
  let sec = units / perSecond
  let rest = units % perSecond
  if (rest < 0n) {
    rest += perSecond
    sec--
  }
  if (sec > BigInt(secondsMax) || sec < -BigInt(secondsMax)) return null
  return {
    at: { sec: Number(sec), nsec: Number(rest) * 10 ** (9 - digits) },
    digits,
    hasZone: true,
  }
}

/** A number in digits, without an exponent; '' where it has none. */
function plainNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15)
    return Number.isSafeInteger(value) ? String(value) : ''
  const text = String(value)
  return text.includes('e') ? '0' : text
}
