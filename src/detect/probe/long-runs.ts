/** Runs of base64 and hex that are so long are noted: fewer characters are ids, digests and tokens. */
export const longRunCharsMin = 64
/** Of a message with more of them the rest is not noted. */
const runsMax = 256

/**
 * Where the long runs of base64 and hex lie that a look at some bytes came by, as it had to visit each of them anyway. Where the
 * look says that nothing can be reported it has seen them all; else it may have ended before.
 */
export class LongRuns {
  count = 0
  private readonly bounds: Int32Array = new Int32Array(runsMax * 2)

  /** Of what comes behind nothing is noted. */
  get isFull(): boolean {
    return this.count === runsMax
  }

  start(run: number): number {
    return this.bounds[run * 2] as number
  }

  end(run: number): number {
    return this.bounds[run * 2 + 1] as number
  }

  note(start: number, end: number): void {
    if (this.isFull) return
    this.bounds[this.count * 2] = start
    this.bounds[this.count * 2 + 1] = end
    this.count++
  }
}
