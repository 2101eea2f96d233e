/** Whether `wanted` stands at `at` of `bytes`, whole and before `limit`. */
export function holdsAt(bytes: Buffer, at: number, wanted: Buffer, limit: number = bytes.length): boolean {
  if (bytes[at] !== wanted[0]) return false
  const end = at + wanted.length
  return end <= limit && bytes.compare(wanted, 0, wanted.length, at, end) === 0
}
