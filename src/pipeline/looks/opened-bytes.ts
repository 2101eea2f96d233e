import type { ExpansionAccount } from '../../core/expansion-account.ts'
import type { DecodeResult } from '../../decode/types.ts'
import type { Message } from '../../message/types.ts'
import { wireLengthOf } from '../observations/message-fields.ts'

/** How many bytes the request that is looked at expands to, charged to what the capture may expand to in all. */
export class OpenedBytes {
  /** So many until now. */
  bytes = 0
  private readonly expansion: ExpansionAccount

  constructor(expansion: ExpansionAccount) {
    this.expansion = expansion
  }

  /** Bytes that the message may expand to. */
  allow(message: Message): number {
    return this.expansion.allow(wireLengthOf(message))
  }

  /** It was read in full. */
  decoded({ expandedBytes }: DecodeResult): void {
    this.bytes = Math.max(this.bytes, expandedBytes)
  }

  /** Several requests were read together, which were settled one by one. */
  settleJoined({ expandedBytes }: DecodeResult): void {
    this.expansion.settle(0, expandedBytes)
  }

  /** It was looked at. */
  settle(message: Message): void {
    this.expansion.settle(wireLengthOf(message), this.bytes)
    this.bytes = 0
  }
}
