/** Runs of bytes of one class, found by looking at few of the bytes between them. `isOfClass` has 1 for each byte of the class, 0 for all others. */

/**
 * Where the first run of at least `min` bytes of a class begins in `bytes[from, end)`, as if nothing of the class stood in
 * front of `from`; -1 where there is none. Where runs are short one byte in `min` is looked at.
 */
export function nextRun(
  isOfClass: Uint8Array,
  bytes: Uint8Array,
  from: number,
  end: number,
  min: number,
): number {
  /** All bytes in front of it are done. */
  let first = from
  let last = from + min - 1
  while (last < end) {
    let at = last
    while (at >= first && isOfClass[bytes[at] as number] === 1) at--
    if (at < first) return first
    first = at + 1
    last = at + min
  }
  return -1
}

/** Behind the last byte of the run that begins at `start`. */
export function runEnd(isOfClass: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isOfClass[bytes[at] as number] === 1) at++
  return at
}

/** Bytes of the longest run of a class in `bytes[start, end)`. */
export function longestRun(isOfClass: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
  let longest = 0
  for (let at = nextRun(isOfClass, bytes, start, end, 1); at !== -1; ) {
    const to = runEnd(isOfClass, bytes, at, end)
    longest = to - at
    at = nextRun(isOfClass, bytes, to, end, longest + 1)
  }
  return longest
}
