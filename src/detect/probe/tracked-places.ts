import { isDigit } from '../../core/ascii.ts'

/**
 * Places as trackers send them, halves with their letters and no name: `59.9139,N,10.7522,E`, `5954.8347,N,01045.1347,E`;
 * `<+59.91390000,+10.75220000>`, as iOS describes a place (CLLocation), and `+59.9139+010.7522/` (ISO 6709). Nothing in them
 * is a word, so that the probe looks for what all have: three digits of a fraction and more, and a comma or the sign of the
 * other half behind them, plain or escaped.
 */

const comma = 0x2c
const percent = 0x25
const plus = 0x2b
const minus = 0x2d
const point = 0x2e
const escapedBytes = '%2C'.length
const lengthMin = '1.2345,N,1.2345,E'.length
/** A fraction of fewer digits is none. */
const fractionMin = 3
/** Digits of a half, its fraction and its letter with an escaped comma. */
const halfBytesMax = 16
const describedBytesMax = '%3C%2B12.1234567890'.length

const ahead = /\d\.\d{3,8}$/
const described = /(?:<|%3c)(?:[+-]|%2b)\d{1,2}\.\d{4,10}$/i
const isoAhead = /(?:[+-]|%2b)\d{2}\.\d{3,9}$/i
const isoBehind = /^(?:[+-]|%2[bd])\d{3}\.\d{3,9}(?:[+-]|%2[bd]|CRS|\/|%2f)/i
const behind = /^\d{1,5}\.\d{3,8}(?:,|%2c)[EW]/i

/** True where such a place may be in `buf[start, end)`. */
export function holdsTrackedPlace(buf: Buffer, start: number, end: number): boolean {
  if (end - start < lengthMin) return false
  // Of so many digits in a row one is met by steps that long.
  for (let at = start + fractionMin - 1; at < end; at += fractionMin) {
    if (!isDigit(buf[at] as number)) continue
    let first = at
    while (first > start && isDigit(buf[first - 1] as number)) first--
    do at++
    while (at < end && isDigit(buf[at] as number))
    if (at - first < fractionMin || at >= end) continue
    if (hasSignAhead(buf, first) && isIso(buf, start, at, end)) return true
    const next = commaEnd(buf, at, end)
    if (next === -1) continue
    if (
      hasSignAhead(buf, first) &&
      described.test(buf.toString('latin1', Math.max(start, at - describedBytesMax), at))
    )
      return true
    if (isMiddle(buf[next] as number) && next + 1 < end) {
      const half = commaEnd(buf, next + 1, end)
      if (half === -1 || !ahead.test(buf.toString('latin1', Math.max(start, at - halfBytesMax), at))) continue
      if (behind.test(buf.toString('latin1', half, Math.min(end, half + halfBytesMax + 2)))) return true
    }
  }
  return false
}

/** The fraction of a latitude that ends at `at`, with the longitude right behind. */
function isIso(buf: Buffer, start: number, at: number, end: number): boolean {
  const byte = buf[at] as number
  if (byte !== plus && byte !== minus && byte !== percent) return false
  return (
    isoAhead.test(buf.toString('latin1', Math.max(start, at - halfBytesMax), at)) &&
    isoBehind.test(buf.toString('latin1', at, Math.min(end, at + halfBytesMax + halfBytesMax)))
  )
}

/** A sign, or the end of its escape, one or two digits and a point in front of `first`: all of them are rare. */
function hasSignAhead(buf: Buffer, first: number): boolean {
  if (buf[first - 1] !== point || !isDigit(buf[first - 2] as number)) return false
  const byte = buf[first - 3] as number
  return isSignEnd(isDigit(byte) ? (buf[first - 4] as number) : byte)
}

function isSignEnd(byte: number): boolean {
  return byte === plus || byte === minus || (byte | 0x20) === 0x62
}

/** North or south. */
function isMiddle(byte: number): boolean {
  return byte === 0x4e || byte === 0x53
}

/** Where a comma at `at` ends, -1 where there is none or nothing behind it. */
function commaEnd(buf: Buffer, at: number, end: number): number {
  const byte = buf[at]
  if (byte === comma) return at + 1 < end ? at + 1 : -1
  const isEscaped = byte === percent && buf[at + 1] === 0x32 && ((buf[at + 2] as number) | 0x20) === 0x63
  return isEscaped && at + escapedBytes < end ? at + escapedBytes : -1
}
