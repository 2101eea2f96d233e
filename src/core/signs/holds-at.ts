/** Whether `wanted` stands at `at` of `bytes`, whole and before `limit`. */
export function holdsAt(bytes: Buffer, at: number, wanted: Buffer, limit: number = bytes.length): boolean {
  const { length } = wanted
  if (at + length > limit) return false
  // A native comparison costs more than a look at the few bytes of a sign.
  for (let index = 0; index < length; index++) if (bytes[at + index] !== wanted[index]) return false
  return true
}
