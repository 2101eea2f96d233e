/** A hash that takes blocks of 64 bytes one by one (MD5, SHA-1, SHA-256), whose state can be kept and gone on from. */
export interface BlockHash {
  /** Words of 32 bits of the state, and of the digest. */
  readonly words: number
  /** The lowest byte of a word comes first, in blocks, lengths and digests. */
  readonly isLowFirst: boolean
  /** Sets `state` to the one before any block. */
  readonly start: (state: Int32Array) => void
  /** Takes the block `block[at, at + 64)` into `state`. */
  readonly mix: (state: Int32Array, block: Uint8Array, at: number) => void
}

/** Length of a block of input. */
export const blockBytes = 64
