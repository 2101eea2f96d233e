/**
 * What was tried in the message that was read last, and is not counted yet: where the same message is read again, it counts
 * once.
 */
export class LaterCounts {
  private past: (() => void)[] = []

  /** `count` is called when the next message comes. */
  add(count: () => void): void {
    this.past.push(count)
  }

  /** What was tried in the message before counts from now on, but where this is the same message, which is read again. */
  count(isAgain: boolean): void {
    if (!isAgain) for (const count of this.past) count()
    this.past = []
  }

  /** What comes now is of another capture. */
  forget(): void {
    this.past = []
  }
}
