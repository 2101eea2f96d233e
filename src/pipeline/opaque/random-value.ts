import type { OpaquePayload } from './opaque-payload.ts'
import { randomIn } from './random-part.ts'
import { areDecimal, randomText } from './random-text.ts'
import type { UndoneBytes } from './undone-bytes.ts'
import { keptBytesMax, writtenAs } from './written-as.ts'
import type { Written } from './written-as.ts'

/** A value that looks random. */
export interface RandomValue {
  readonly written: OpaquePayload['written']
  readonly value: Buffer
  /** All of it, or what stands behind a head. */
  readonly random: Buffer
}

/** Reads values that look random, in whatever they are written. */
export class RandomReader {
  private readonly undone: UndoneBytes

  constructor(undone: UndoneBytes) {
    this.undone = undone
  }

  /** What is random in the bytes; null where they do not look so. */
  randomOf(bytes: Buffer): RandomValue | null {
    const written = writtenAs(bytes)
    const text = written === 'base64' ? longestPart(bytes) : bytes
    const value = this.undone.of(text, written)
    const random = randomIn(value)
    if (random !== null && hasDigitsOf(written, text, random === value ? 0 : text.length >> 1))
      return { written, value, random }
    const mayBeText = written === 'hex' ? areDecimal(bytes) : written !== 'characters'
    return mayBeText ? randomText(bytes) : null
  }

  /** Whether a reading of the bytes may be one by chance. */
  isRandom(bytes: Buffer): boolean {
    const read = this.randomOf(bytes)
    // Escapes look so, too.
    return read !== null && (read.written !== 'text' || areDecimal(bytes))
  }
}

/**
 * What may be base64 in a word: all of it, but the longest part of a path. One alphabet has strokes and the other hyphens
 * (RFC 4648, 4 and 5), none has both; and of random digits one in 64 is a stroke.
 */
function longestPart(word: Buffer): Buffer {
  const text = word.toString('latin1')
  const strokes = text.split('/')
  const expected = text.length / 64
  const isPath = strokes.length - 1 > expected + 4 * Math.sqrt(expected)
  if (!isPath && !(/[+/]/.test(text) && /[-_]/.test(text))) return word
  const parts = isPath ? strokes : [...text.split(/[+/]/), ...text.split(/[-_]/)]
  return Buffer.from(
    parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ''),
    'latin1',
  )
}

/** Whether about as many of the digits from `start` on are letters of each case and numbers as of random ones: words and decimal numbers differ. */
function hasDigitsOf(written: Written, text: Buffer, start: number): boolean {
  if (written !== 'base64' && written !== 'hex') return true
  let [upper, lower, numbers] = [0, 0, 0]
  const end = Math.min(text.length, start + keptBytesMax)
  for (let at = start; at < end; at++) {
    const code = text[at] as number
    if (code >= 48 && code < 58) numbers++
    else if (code >= 97 && code < 123) lower++
    else if (code >= 65 && code < 91) upper++
  }
  const length = end - start
  // Of 64 random digits fewer are met once in several thousand times.
  if (written === 'hex') return (upper + lower) * 6 >= length && numbers * 6 >= length
  if (upper * 6 >= length && lower * 6 >= length) return numbers * 32 >= length
  // Other alphabets have letters of one case, and more numbers than words have.
  return numbers * 7 >= length
}
