/** `String.hashCode()` of Java and Kotlin: 32 bits with a sign, over the units of UTF-16. */
export function javaHash(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}
