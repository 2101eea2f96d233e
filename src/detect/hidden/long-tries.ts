import { limits } from '../../core/limits.ts'

/** Counts the passphrases of a capture that are tried in a way that takes milliseconds: so many are. */
export class LongTries {
  private tries = 0

  /** What comes now is of another capture. */
  forget(): void {
    this.tries = 0
  }

  /** Whether one more may be. `reach` is told the limit where it may not. */
  mayTake(reach: (limit: string) => void): boolean {
    if (++this.tries <= limits.detect.captureLongTriesMax) return true
    reach('detect.captureLongTriesMax')
    return false
  }
}
