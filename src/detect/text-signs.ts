/**
 * Signs that the texts have which some searches look for, each a bit: one pass over the bytes of a value answers all of
 * them, where each would go over the bytes, or make a text of them, by itself.
 */
export const textSigns = {
  lineFeed: 1,
  plus: 2,
  caret: 4,
  colon: 8,
  equals: 16,
  bracket: 32,
  exclamation: 64,
  dot: 128,
  zero: 256,
  comma: 512,
} as const

const signOf: Uint16Array = new Uint16Array(256)
signOf[0x0a] = textSigns.lineFeed
signOf[0x2b] = textSigns.plus
signOf[0x5e] = textSigns.caret
signOf[0x3a] = textSigns.colon
signOf[0x3d] = textSigns.equals
signOf[0x28] = textSigns.bracket
signOf[0x21] = textSigns.exclamation
signOf[0x2e] = textSigns.dot
signOf[0x30] = textSigns.zero
signOf[0x2c] = textSigns.comma

/** The signs that stand anywhere in `bytes`, a bit for each of {@link textSigns}. */
export function signsIn(bytes: Uint8Array): number {
  let signs = 0
  for (let at = 0; at < bytes.length; at++) signs |= signOf[bytes[at] as number] as number
  return signs
}
