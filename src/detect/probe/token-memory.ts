import { limits } from '../../core/limits.ts'
import { isNameByte, nameBytesMax, separatorBytesMax } from './server-token.ts'

/**
 * Counts how often a token that has a digest's length was met under one name, sent to one peer. A salted digest of a
 * known value can only be told by trying, which costs a thousand times more than the quick look: the first few of each
 * name and peer are read in full, what stands there later is the same. Where a salted digest, or a key of something, was found all are read.
 * Forgetting (two names in one slot) reads more, never less.
 */

const slotsMax = 4_096

/** What was tried so far, in a table of fixed size. */
export class TokenMemory {
  private readonly names: Int32Array = new Int32Array(slotsMax)
  private readonly counts: Uint8Array = new Uint8Array(slotsMax)

  /** Peers that were sent salted digests or keys, with the length of one as it is written. */
  private readonly expected: Set<number> = new Set()

  /** A token of so many characters, sent to the peer, was a salted digest or a key: each further one shall be tried. */
  expect(length: number, peer: number): void {
    if (this.expected.size < slotsMax) this.expected.add(sentAs(length, peer))
  }

  forget(): void {
    this.names.fill(0)
    this.counts.fill(0)
    this.expected.clear()
  }

  /** True where the token at `buf[start, end)` shall be tried; it counts as tried then. */
  isNew(buf: Uint8Array, from: number, start: number, end: number, peer: number): boolean {
    const sent = sentAs(end - start, peer)
    if (this.expected.has(sent)) return true
    const name = nameBefore(buf, from, start) ^ sent
    const slot = (name ^ (name >>> 12) ^ (name >>> 24)) & (slotsMax - 1)
    if (this.names[slot] !== name) {
      this.names[slot] = name
      this.counts[slot] = 0
    }
    if ((this.counts[slot] as number) >= limits.detect.tokensTriedMax) return false
    this.counts[slot] = (this.counts[slot] as number) + 1
    return true
  }
}

function sentAs(length: number, peer: number): number {
  return Math.imul(peer + 1, 0x9e3779b1) ^ Math.imul(length, 0x85ebca6b)
}

/** A number made of the name in front: the letters, digits and underlines behind which only signs follow. */
function nameBefore(buf: Uint8Array, from: number, start: number): number {
  let at = start - 1
  while (at >= from && at >= start - separatorBytesMax && !isNameByte(buf[at] as number)) at--
  let hash = 0x811c9dc5
  for (let stop = at - nameBytesMax; at >= from && at > stop && isNameByte(buf[at] as number); at--)
    hash = Math.imul(hash ^ ((buf[at] as number) | 32), 0x01000193)
  return hash
}
