import type { BareXorTable } from './bare-xor.ts'
import type { DigestPool } from '../digests/digest-pool.ts'
import type { KeyedMessage } from './keyed-message.ts'
import { digestIn } from '../digests/plain-digests.ts'
import { digestUnderKey } from './sent-digests.ts'
import type { SentKeyTable } from './sent-keys.ts'
import type { Detection } from '../types.ts'
import { inWriting, xorDetection } from './xor-detection.ts'
import type { XorSuspect } from './xor-suspects.ts'

/** Known values, and digests of them, each of which is all of a suspect under XOR. Made once for a profile. */
export class ValuesAlone {
  private readonly digests: DigestPool
  private readonly bare: BareXorTable
  private readonly sentKeys: SentKeyTable

  constructor(digests: DigestPool, bare: BareXorTable, sentKeys: SentKeyTable) {
    this.digests = digests
    this.bare = bare
    this.sentKeys = sentKeys
  }

  *search(message: KeyedMessage): Generator<Detection> {
    for (const suspect of message.suspects) {
      const { node, reading } = suspect
      const { isNotBare, hasOtherLength } = reading.looks
      if ((isNotBare && hasOtherLength) || message.isDone(node)) continue
      const isToPrograms = message.isLeftToPrograms(suspect)
      if (isToPrograms && reading.isNothingToPrograms) continue
      const found =
        (isNotBare ? null : this.bareIn(suspect, message)) ??
        (hasOtherLength ? null : (this.valueUnderKey(suspect, message) ?? this.digestIn(suspect, message)))
      if (found === null) reading.isNothingToPrograms ||= isToPrograms
      else yield found
    }
  }

  /** A value that gives its key itself, or behind which or in front of which the key stands. */
  private bareIn(suspect: XorSuspect, message: KeyedMessage): Detection | null {
    const { bytes } = suspect
    const found = this.bare.find(bytes, 0, bytes.length)
    if (found === null) return null
    message.finishUnder(suspect, found.keyFrom, null)
    return xorDetection(suspect, found)
  }

  private valueUnderKey(suspect: XorSuspect, message: KeyedMessage): Detection | null {
    const found = this.sentKeys.find(suspect.bytes, message.keysFor(suspect), suspect.node)
    if (found === null) return null
    message.finishUnder(suspect, found.keyFrom, found.keyNode)
    return xorDetection(suspect, found)
  }

  private digestIn(suspect: XorSuspect, message: KeyedMessage): Detection | null {
    const { node, bytes, written } = suspect
    const found = digestUnderKey(this.digests, bytes, message.keysFor(suspect), node)
    if (found === null) return null
    message.finishUnder(suspect, found.keyFrom, found.keyNode)
    const place = `${found.written} under XOR, ${found.keyFrom}${inWriting(written)}`
    return digestIn(found.known, node, 0, node.bytes.length, place)
  }
}
