/** A text of a known value that somebody may have hashed. */
export interface DigestInput {
  readonly identifier: string
  /** As given in the profile, and in its normal form. */
  readonly value: string
  readonly normal: string
  /** As in KnownValue. */
  readonly impliedBy?: string
  readonly text: string
}

/** Bytes of a known value that somebody may have hashed: those of a text, or those that its hex stands for. */
export interface HashedInput extends DigestInput {
  readonly bytes: Buffer
  /** A text with what programs add to it unawares: only the usual hashes are made of it, once. */
  readonly isVariant?: boolean
}
