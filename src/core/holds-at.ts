/** Whether `wanted` stands at `at` of `bytes`, whole. */
export function holdsAt(bytes: Buffer, at: number, wanted: Buffer): boolean {
  const end = at + wanted.length
  return end <= bytes.length && bytes.compare(wanted, 0, wanted.length, at, end) === 0
}
