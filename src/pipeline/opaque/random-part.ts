import { looksRandom } from '../../core/signs/entropy.ts'

/** So long is a value that may have a head of its own in front of what is random. */
export const headedBytesMin = 128

/** All of the bytes where they look random, or what stands behind a head of its own: a key's number, an id, a version; null. */
export function randomIn(value: Buffer): Buffer | null {
  if (looksRandom(value, 0, value.length)) return value
  const half = value.length >> 1
  if (half < headedBytesMin >> 1 || !looksRandom(value, half, value.length)) return null
  // Heads are short: then more of it is random.
  const from = looksRandom(value, headBytesMax, value.length) ? headBytesMax : half
  return value.subarray(from)
}

/** As long as most heads are; of longer ones half of the value is asked for. */
const headBytesMax = 64
