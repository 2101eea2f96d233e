import { hasBothCases } from '../../core/digit-values.ts'
import type { Place } from '../../device/types.ts'
import type { PlaceHit } from '../spellings/place-spelling.ts'
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
  for (const encoding of isHex ? (['hex', 'base64'] as const) : (['base64'] as const)) {
    const bytes = Buffer.from(text, encoding)
    const hit = search.find(bytes, 0, bytes.length, believesChance)
    if (hit !== null) return { ...hit, start: 0, end: word.length, form: `${hit.form}, in ${encoding}` }
  }
  return null
}

/** Both cases of letters, or a digit beside them: words and numbers are not opened. */
export function mayBePlaceBase64(buf: Buffer, start: number, end: number): boolean {
  if (end - start < placeBase64CharsMin || end - start > base64CharsMax + 2) return false
  return hasBothCases(buf, start, end)
}
