import { isDigit } from '../core/ascii.ts'

/**
 * Places as trackers send them, halves with their letters and no name: `59.9139,N,10.7522,E`, `5954.8347,N,01045.1347,E`.
 * Nothing in them is a word, so that the probe looks for what stands in the middle.
 */

const middles = [',N,', ',S,', '%2CN%2C', '%2CS%2C', '%2cN%2c', '%2cS%2c'].map((text) => Buffer.from(text))
const lengthMin = '1.2345,N,1.2345,E'.length
/** Digits of a half, its fraction and its letter with an escaped comma. */
const halfBytesMax = 16

const ahead = /\d\.\d{3,8}$/
const behind = /^\d{1,5}\.\d{3,8}(?:,|%2c)[EW]/i

/** True where such a place may be in `buf[start, end)`. */
export function holdsTrackedPlace(buf: Buffer, start: number, end: number): boolean {
  if (end - start < lengthMin) return false
  const bytes = buf.subarray(start, end)
  return middles.some((middle) => {
    for (let at = bytes.indexOf(middle); at !== -1; at = bytes.indexOf(middle, at + 1)) {
      const next = at + middle.length
      if (!isDigit(bytes[at - 1] ?? 0) || !isDigit(bytes[next] ?? 0)) continue
      if (!ahead.test(bytes.toString('latin1', Math.max(0, at - halfBytesMax), at))) continue
      if (behind.test(bytes.toString('latin1', next, next + halfBytesMax + 2))) return true
    }
    return false
  })
}
