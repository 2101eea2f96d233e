/** A value without case and signs, in which two ways to write it differ. */
export function lettersAndDigits(value: string): string {
  return value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
