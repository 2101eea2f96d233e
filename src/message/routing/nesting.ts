/** How deep streams inside streams are that are being given bytes at this moment: 0 outside of all of them. */
export class Nesting {
  /** For who counts for himself, since a function for each push is too much: one more before the push, one less behind it. */
  depth = 0

  /** Does something one level deeper. */
  within<T>(work: () => T): T {
    this.depth++
    try {
      return work()
    } finally {
      this.depth--
    }
  }
}
