import { isDigit } from '../core/ascii.ts'

/**
 * Places as trackers send them, halves with their letters and no name: `59.9139,N,10.7522,E`, `5954.8347,N,01045.1347,E`.
 * Nothing in them is a word, so that the probe looks for what stands in the middle: `,N,` or `,S,`, its commas plain or
 * escaped; and for `<+59.91390000,+10.75220000>`, as iOS describes a place (CLLocation).
 */

/** What begins a look closer: letters in the middle, `<`, and the last character of its escape `%3C`. */
const marks = { middle: 1, less: 2, escapedLess: 3 } as const
const markOf: Uint8Array = new Uint8Array(256)
for (const char of 'NS') markOf[char.charCodeAt(0)] = marks.middle
markOf['<'.charCodeAt(0)] = marks.less
for (const char of 'Cc') markOf[char.charCodeAt(0)] = marks.escapedLess
const comma = 0x2c
const escapedBytes = '%2C'.length
const lengthMin = '1.2345,N,1.2345,E'.length
/** Digits of a half, its fraction and its letter with an escaped comma. */
const halfBytesMax = 16

const ahead = /\d\.\d{3,8}$/
const described = /^(?:[+-]|%2b)\d{1,2}\.\d{4,10}(?:,|%2c)/i
const describedBytesMax = 20
const behind = /^\d{1,5}\.\d{3,8}(?:,|%2c)[EW]/i

/** True where such a place may be in `buf[start, end)`. */
export function holdsTrackedPlace(buf: Buffer, start: number, end: number): boolean {
  if (end - start < lengthMin) return false
  // A loop, since a native search for each way of writing the middle takes longer than all of it in a usual message.
  for (let at = start; at < end - 1; at++) {
    const mark = markOf[buf[at] as number] as number
    if (mark === 0) continue
    if (mark !== marks.middle) {
      const isLess = mark === marks.less || (buf[at - 1] === 0x33 && buf[at - 2] === 0x25)
      const next = buf[at + 1]
      // `+`, `-`, and `%` of an escape.
      if (!isLess || (next !== 0x2b && next !== 0x2d && next !== 0x25)) continue
      if (described.test(buf.toString('latin1', at + 1, Math.min(end, at + 1 + describedBytesMax))))
        return true
      continue
    }
    const first = buf[at - 1] === comma ? at - 1 : at - escapedBytes
    const next = buf[at + 1] === comma ? at + 2 : at + 1 + escapedBytes
    if (first <= start || next >= end || !isDigit(buf[first - 1] as number) || !isDigit(buf[next] as number))
      continue
    if (!isComma(buf, first, at) || !isComma(buf, at + 1, next)) continue
    if (!ahead.test(buf.toString('latin1', Math.max(start, first - halfBytesMax), first))) continue
    if (behind.test(buf.toString('latin1', next, Math.min(end, next + halfBytesMax + 2)))) return true
  }
  return false
}

function isComma(buf: Buffer, start: number, end: number): boolean {
  if (end - start === 1) return true
  return buf[start] === 0x25 && buf[start + 1] === 0x32 && ((buf[start + 2] as number) | 0x20) === 0x63
}
