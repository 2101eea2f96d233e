import { nextRun } from '../../core/signs/byte-runs.ts'
import { writtenAs } from './written-as.ts'

/** Characters of a value that is judged. */
export const shortCharsMin = 64

/** Base64 or hex, which goes on behind lines that are full: what stands there is one value. Armour ends in dashes. */
const wrappedWord = /(?:[\w+/-]{60,}\r?\n(?!--))*[\w+/-]+={0,2}/g

/** Each long word has so many of its characters side by side: without padding, and where it is wrapped, in its first line. */
const runCharsMin = 60
const isOfRun: Uint8Array = signTable(/[\w+/-]/)

/** Runs of signs that may be of any alphabet, from so many on. */
const signRunMin = 128
const longSigns: RegExp = new RegExp(`[!-~]{${signRunMin},}`, 'g')
const isSign: Uint8Array = signTable(/[!-~]/)

function signTable(form: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (form.test(String.fromCharCode(byte)) ? 1 : 0))
}

/** Runs of signs of a text without blanks. */
export function longSignRuns(bytes: Buffer): Buffer[] {
  if (nextRun(isSign, bytes, 0, bytes.length, signRunMin) === -1) return []
  return [...bytes.toString('latin1').matchAll(longSigns)].map(({ 0: { length }, index }) =>
    bytes.subarray(index, index + length),
  )
}

/** Bytes that are looked at for words of base64 and hex in a text. */
export const textBytesMax = 65_536

/** Long words of base64 or hex in a text outside of the ranges `explained`, and where they begin. */
export function longWords(
  bytes: Buffer,
  explained: readonly number[],
): { readonly word: Buffer; readonly at: number }[] {
  if (explained.length === 0 && writtenAs(bytes) !== 'bytes') return [{ word: bytes, at: 0 }]
  if (nextRun(isOfRun, bytes, 0, Math.min(bytes.length, textBytesMax), runCharsMin) === -1) return []
  const text = bytes.toString('latin1', 0, textBytesMax)
  return [...text.matchAll(wrappedWord)]
    .filter(
      ({ 0: word, index }) =>
        word.length >= shortCharsMin && !overlaps(explained, index, index + word.length),
    )
    .map(({ 0: word, index }) => ({
      word: bytes.subarray(index, endOfWord(bytes, index + word.length)),
      at: index,
    }))
}

/** Where a word ends that goes on where the bytes that are looked at do. */
function endOfWord(bytes: Buffer, end: number): number {
  if (end < textBytesMax) return end
  let at = end
  while (at < bytes.length && isOfWord(bytes[at] as number)) at++
  return at
}

function isOfWord(byte: number): boolean {
  const lower = byte | 0x20
  const isOfBase64 = byte === 0x2b || byte === 0x2d || (byte >= 0x2f && byte <= 0x39)
  return isOfBase64 || byte === 0x3d || byte === 0x5f || (lower >= 0x61 && lower <= 0x7a)
}

/** True where one of the `ranges`, start and end of each, has something in common with `[from, to)`. */
function overlaps(ranges: readonly number[], from: number, to: number): boolean {
  for (let at = 0; at < ranges.length; at += 2)
    if ((ranges[at] as number) < to && (ranges[at + 1] as number) > from) return true
  return false
}
