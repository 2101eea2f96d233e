/** Seconds to the millisecond, as documents give them. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000
}
