const start = 5381
const factor = 33

/** The hash of D. J. Bernstein, over the units of UTF-16: 32 bits with a sign. */
export function djb2(text: string): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, factor) + text.charCodeAt(at)) | 0
  return hash
}

/** The same with an exclusive or for the sum. */
export function djb2Xored(text: string): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash, factor) ^ text.charCodeAt(at)
  return hash
}

/** The same from the last character on, as npm's `string-hash` has it. */
export function djb2Backwards(text: string): number {
  let hash = start
  for (let at = text.length - 1; at >= 0; at--) hash = Math.imul(hash, factor) ^ text.charCodeAt(at)
  return hash
}
