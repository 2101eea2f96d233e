import { endOfRun, startOfRun } from '../../core/signs/run-bounds.ts'
import { isDigit } from '../../core/ascii.ts'

/**
 * Places as trackers send them, halves with their letters and no name: `59.9139,N,10.7522,E`, `5954.8347,N,01045.1347,E`;
 * `<+59.91390000,+10.75220000>`, as iOS describes a place (CLLocation), and `+59.9139+010.7522/` (ISO 6709). Nothing in them
 * is a word, so that the probe looks for what all have: a digit, a point, three digits of a fraction and more, and a comma
 * or the sign of the other half behind them, plain or escaped.
 */

const comma = 0x2c
const percent = 0x25
const plus = 0x2b
const minus = 0x2d
const dot = 0x2e
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

/** What the end of a half is written with, and the sign behind it: `9.913,`, `9.9139%`, `9.9139+`. */
const isHalfSign: Uint8Array = new Uint8Array(256)
for (const char of '0123456789.,%+-') isHalfSign[char.charCodeAt(0)] = 1
/** The shortest such end, and steps by which three bytes side by side of each are met. */
const halfBytesMin = '1.234,'.length
const step = halfBytesMin - 2

/** True where such a place may be in `buf[start, end)`. */
export function holdsTrackedPlace(buf: Buffer, start: number, end: number): boolean {
  if (end - start < lengthMin) return false
  const table = isHalfSign
  for (let at = start; at + 2 < end; ) {
    // One branch for each sample, which words seldom take.
    const isRun =
      (table[buf[at] as number] as number) &
      (table[buf[at + 1] as number] as number) &
      (table[buf[at + 2] as number] as number)
    if (isRun === 0) {
      at += step
      continue
    }
    const left = startOfRun(table, buf, at, start)
    const right = endOfRun(table, buf, at + 3, end)
    if (right - left >= halfBytesMin && holdsHalf(buf, start, end, left, right)) return true
    at = right + 1
  }
  return false
}

/** A half ends inside `[left, right)`, and what stands around it makes it a place. */
function holdsHalf(buf: Buffer, start: number, end: number, left: number, right: number): boolean {
  for (let point = left + 1; point + fractionMin + 1 < right; point++) {
    if (buf[point] !== dot || !isDigit(buf[point - 1] as number)) continue
    let at = point + 1
    while (at < right && isDigit(buf[at] as number)) at++
    if (at - point > fractionMin && at < right && isPlaceAt(buf, start, end, point + 1, at)) return true
  }
  return false
}

/** The digits `[first, at)` are the fraction of the first half of a place. */
function isPlaceAt(buf: Buffer, start: number, end: number, first: number, at: number): boolean {
  const isSigned = hasSignAhead(buf, first)
  if (isSigned && isIso(buf, start, at, end)) return true
  const next = commaEnd(buf, at, end)
  if (next === -1) return false
  if (isSigned && described.test(buf.toString('latin1', Math.max(start, at - describedBytesMax), at)))
    return true
  if (!isMiddle(buf[next] as number) || next + 1 >= end) return false
  const half = commaEnd(buf, next + 1, end)
  if (half === -1 || !ahead.test(buf.toString('latin1', Math.max(start, at - halfBytesMax), at))) return false
  return behind.test(buf.toString('latin1', half, Math.min(end, half + halfBytesMax + 2)))
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
  if (buf[first - 1] !== dot || !isDigit(buf[first - 2] as number)) return false
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
