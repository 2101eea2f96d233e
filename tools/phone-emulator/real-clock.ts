/** So far a reading may lie from what the system's clock says, which has no fractions. */
const SLACK_MS = 0.5

/**
 * The system's clock with fractions of a millisecond, as the kernel stamps frames by it. `sinceStartMs` goes on evenly and is
 * set to `wallMs` (whole milliseconds) again whenever they part: the system's clock may be set while the emulator runs, and a
 * process may rest between the two looks from which it takes its beginning.
 */
export function realClock(sinceStartMs: () => number, wallMs: () => number): () => number {
  let origin = Number.NaN
  return () => {
    const since = sinceStartMs()
    const wall = wallMs()
    const ahead = origin + since - wall
    if (!(ahead >= -SLACK_MS && ahead < 1 + SLACK_MS)) origin = wall + SLACK_MS - since
    return origin + since
  }
}
