/** Where the run of signs around `at` begins, at `from` at the earliest: of signs `table` holds 1. */
export function startOfRun(table: Uint8Array, bytes: Uint8Array, at: number, from: number): number {
  let start = at
  while (start > from && table[bytes[start - 1] as number] === 1) start--
  return start
}

/** Where the run of signs that goes on at `at` ends, at `end` at the latest. */
export function endOfRun(table: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  let stop = at
  while (stop < end && table[bytes[stop] as number] === 1) stop++
  return stop
}
