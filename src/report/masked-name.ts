import { mask, maskIn } from './mask.ts'

/** Numbers as long as those of phones and cards, and hardware addresses. */
const numbers = /\d{10,}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}/gi

/**
 * A short text that no scan has read (name of a file or a case, note of an event), with what may be an identifier in it
 * masked: `known` values, and numbers that are long enough.
 */
export function maskedName(name: string, known: Iterable<string> = []): string {
  return maskIn(name, known).replaceAll(numbers, mask)
}

/** How names are shown: as {@link maskedName} does, or as they are. */
export function namesShown(isRevealed: boolean): (name: string) => string {
  return isRevealed ? (name) => name : (name) => maskedName(name)
}
