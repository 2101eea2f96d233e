import type { DigestPool } from '../digests/digest-pool.ts'
import type { BareXorTable } from '../hidden/bare-xor.ts'
import { hexValues } from '../../core/signs/digit-values.ts'
import { isBehindServerName } from './server-token.ts'
import { TokenMemory } from './token-memory.ts'

/** Characters of whole digests of 16 to 64 bytes; in base64 without padding. */
const hexDigestChars = lengthMarks([32, 40, 56, 64, 96, 128])
const base64DigestChars = lengthMarks([22, 27, 38, 43, 64, 86])

/** A mark at each of the lengths. */
function lengthMarks(lengths: readonly number[]): Uint8Array {
  const marks = new Uint8Array(1 + Math.max(...lengths))
  for (const length of lengths) marks[length] = 1
  return marks
}

/**
 * What a run of hex or base64 may be: a `whole` token has a digest's length and may be a salted digest of a known value, or
 * is the second run that is as long as a value; a `half` is the first. Neither shows anything by itself, and sessions have
 * tokens of these lengths.
 */
export const tokens = { none: 0, half: 1, whole: 2 } as const

/**
 * Knows tokens by their length, and how often each was met: a salted digest can only be told by trying, in a message that is
 * read in full.
 */
export class TokenSigns {
  /** Who is spoken to: any number that is the same for the same one. */
  peer = 0
  private halfChars = 0
  private readonly digests: DigestPool
  private readonly bare: BareXorTable
  private readonly memory: TokenMemory = new TokenMemory()

  constructor(digests: DigestPool, bare: BareXorTable) {
    this.digests = digests
    this.bare = bare
  }

  /** Another message begins: what came before is no half of what comes. */
  beginMessage(): void {
    this.halfChars = 0
  }

  /** What comes now is of another capture. */
  nextCapture(): void {
    this.memory.forget()
  }

  /** What a word that may be hex is; see {@link tokens}. */
  hexToken(buf: Buffer, start: number, end: number): number {
    if (this.digests.isEmpty) return tokens.none
    const isDigest = hexDigestChars[end - start] === 1
    if (!isDigest && !this.mayBeBare(end - start, 2)) return tokens.none
    for (let at = start; at < end; at++) if ((hexValues[buf[at] as number] as number) > 15) return tokens.none
    return isDigest ? tokens.whole : this.halfOrWhole(end - start)
  }

  /** The same of a run of base64, with capitals, small letters and, where it is no digest, digits. */
  base64Token(buf: Buffer, start: number, end: number): number {
    if (this.digests.isEmpty) return tokens.none
    const isDigest = base64DigestChars[end - start] === 1
    if (!isDigest && !this.mayBeBare((end - start) * 3, 4)) return tokens.none
    let found = 0
    for (let at = start; at < end; at++) {
      const code = buf[at] as number
      if (code >= 65) found |= code & 32 ? 2 : 1
      else if (code >= 48) found |= 4
    }
    if (isDigest) return (found & 3) === 3 ? tokens.whole : tokens.none
    return found === 7 ? this.halfOrWhole(end - start) : tokens.none
  }

  /** A token of so many characters that the {@link peer} was sent was a salted digest, or a key. */
  expectToken(length: number): void {
    this.memory.expect(length, this.peer)
  }

  /** True the first few times for each name in front of the token and each {@link peer}. */
  isNewToken(buf: Buffer, from: number, start: number, end: number): boolean {
    return this.memory.isNew(buf, from, start, end, this.peer) && !isBehindServerName(buf, from, start)
  }

  /** The same of bytes that may be a digest behind their length: no name stands in front. */
  isNewSized(buf: Buffer, start: number, end: number): boolean {
    return this.memory.isNew(buf, start, start, end, this.peer)
  }

  /** A known value has as many bytes, of which each takes so many characters. */
  private mayBeBare(chars: number, charsPerByte: number): boolean {
    const size = Math.floor(chars / charsPerByte)
    return chars - size * charsPerByte < charsPerByte - 1 && this.bare.hasLength(size)
  }

  /** A second run of the length of a value: a key as long as the value may stand beside it. */
  private halfOrWhole(chars: number): number {
    if (this.halfChars === chars) return tokens.whole
    this.halfChars = chars
    return tokens.half
  }
}
