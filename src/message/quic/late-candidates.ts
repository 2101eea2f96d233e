import type { KeyLog, SecretLabel } from '../key-log.ts'

/** The list is made anew after so many connections: by then hellos have claimed some of it. */
const usesMax = 64

interface Listed {
  readonly randoms: readonly Buffer[]
  /** Secrets that the log had when it was made. */
  readonly size: number
  uses: number
}

/**
 * Whose secrets are tried on connections of which no hello was seen, in the order in which it is worth while: connections
 * that began one after the other stand so in the key log, so that those near the last one that was found come first; until
 * one was, the newest.
 */
export class LateCandidates {
  private readonly lists: Map<SecretLabel, Listed> = new Map()
  /** Place in the lists of the last one that was found: they are much alike. */
  private near = 0
  private place = 0

  /** The last one that was given is the right one. */
  found(): void {
    this.near = this.place
  }

  /** Whether there is any. */
  has(keys: KeyLog, label: SecretLabel): boolean {
    return this.list(keys, label).randoms.length > 0
  }

  *of(keys: KeyLog, label: SecretLabel): Generator<Buffer, void, void> {
    const listed = this.list(keys, label)
    listed.uses++
    const { randoms } = listed
    const start = Math.min(this.near, randoms.length - 1)
    for (let step = 0; step < 2 * randoms.length; step++) {
      const place = step % 2 === 0 ? start - step / 2 : start + (step + 1) / 2
      const random = randoms[place]
      if (random === undefined) continue
      this.place = place
      yield random
    }
  }

  private list(keys: KeyLog, label: SecretLabel): Listed {
    let listed = this.lists.get(label)
    if (listed === undefined || listed.size !== keys.size || listed.uses >= usesMax) {
      listed = { randoms: [...keys.unclaimed(label)], size: keys.size, uses: 0 }
      this.lists.set(label, listed)
    }
    return listed
  }
}
