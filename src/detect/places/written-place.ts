import { base64Values, hasBothCases, hexValues } from '../../core/signs/digit-values.ts'
import type { Place } from '../../device/types.ts'
import type { PlaceHit } from '../spellings/place-hit.ts'
import type { PlaceSearch } from './place-search.ts'

/**
 * Places in binary numbers that stand in text as base64 or hex: two numbers take 8 to 16 bytes, too few to be known
 * for anything else, so these short words are opened for the places alone.
 */

/** 8 bytes in base64, without padding. */
export const placeBase64CharsMin = 11
const base64CharsMax = 64
const hexCharsMin = 16
const hexCharsMax = 96

const base64Only = /^[0-9A-Za-z+/_-]{11,64}={0,2}$/
const hexOnly = /^(?:[0-9A-Fa-f]{2}){8,48}$/

/** The place that the word as a whole stands for, in what it is written; `believesChance` as in `PlaceSearch.find`. */
export function writtenPlace(
  search: PlaceSearch,
  word: Buffer,
  believesChance = false,
): (PlaceHit & { readonly place: Place }) | null {
  if (word.length > hexCharsMax + 2 || word.length < placeBase64CharsMin) return null
  const text = word.toString('latin1')
  const isHex = text.length >= hexCharsMin && hexOnly.test(text)
  if (!isHex && !(mayBePlaceBase64(word, 0, word.length) && base64Only.test(text))) return null
  // Of base64 so long 1 word in 20 millions has signs of hex alone.
  const encoding = isHex ? 'hex' : 'base64'
  const bytes = Buffer.from(text, encoding)
  const hit = search.find(bytes, 0, bytes.length, believesChance)
  return hit === null ? null : { ...hit, start: 0, end: word.length, form: `${hit.form}, in ${encoding}` }
}

const padding = 61
/** What a word of hex or base64 stands for: made of nothing else, it can not be longer. */
const opened = Buffer.alloc(hexCharsMax)

/** Whether {@link writtenPlace} finds something, chance or not, in `buf[start, end)`: asked of each such word, so it makes nothing. */
export function mayBeWrittenPlace(search: PlaceSearch, buf: Buffer, start: number, end: number): boolean {
  const chars = end - start
  if (chars > hexCharsMax + 2 || chars < placeBase64CharsMin) return false
  const size = opensHex(buf, start, end)
    ? chars >> 1
    : mayBePlaceBase64(buf, start, end)
      ? openBase64(buf, start, end)
      : 0
  return size > 0 && search.find(opened, 0, size, true) !== null
}

/** Reads hex digits alone, an even number of them, into {@link opened}. */
function opensHex(buf: Buffer, start: number, end: number): boolean {
  const chars = end - start
  if ((chars & 1) === 1 || chars < hexCharsMin || chars > hexCharsMax) return false
  const values = hexValues
  for (let at = start, used = 0; at < end; at += 2) {
    const high = values[buf[at] as number] as number
    const low = values[buf[at + 1] as number] as number
    if ((high | low) > 15) return false
    opened[used++] = (high << 4) | low
  }
  return true
}

/** Reads base64 into {@link opened}, and returns how many bytes it is; 0 where it is none, or too long. */
function openBase64(buf: Buffer, start: number, end: number): number {
  let stop = end
  while (stop > start && end - stop < 2 && buf[stop - 1] === padding) stop--
  if (stop - start < placeBase64CharsMin || stop - start > base64CharsMax) return 0
  let held = 0
  let bits = 0
  let used = 0
  for (let at = start; at < stop; at++) {
    const value = base64Values[buf[at] as number] as number
    if (value > 63) return 0
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    opened[used++] = (held >> bits) & 255
  }
  return used
}

/** Both cases of letters, or a digit beside them: words and numbers are not opened. */
function mayBePlaceBase64(buf: Buffer, start: number, end: number): boolean {
  if (end - start < placeBase64CharsMin || end - start > base64CharsMax + 2) return false
  return hasBothCases(buf, start, end)
}
