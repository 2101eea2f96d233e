import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { MessageCounts } from '../types.ts'
import type { RecordOpener } from './record-opener.ts'
import { RecordSide } from './record-side.ts'

/** Both directions of a connection, and which of them are over. */
export class RecordSides {
  readonly client: RecordSide
  readonly server: RecordSide
  /** By direction. */
  readonly all: readonly [RecordSide, RecordSide]
  private readonly counts: MessageCounts

  constructor(clientDirection: Direction, counts: MessageCounts) {
    this.client = new RecordSide(clientDirection, true)
    this.server = new RecordSide(clientDirection === 0 ? 1 : 0, false)
    this.all = clientDirection === 0 ? [this.client, this.server] : [this.server, this.client]
    this.counts = counts
  }

  of(direction: Direction): RecordSide {
    return this.all[direction]
  }

  other(side: RecordSide): RecordSide {
    return side.isClient ? this.server : this.client
  }

  /** Bytes of records and of handshake messages that are not whole yet. */
  get heldBytes(): number {
    const [left, right] = this.all
    return (
      (left.body?.length ?? 0) +
      (right.body?.length ?? 0) +
      left.handshake.heldBytes +
      right.handshake.heldBytes
    )
  }

  /** Records of the connection carry text that is not encrypted. */
  get areShown(): boolean {
    return this.client.isShown || this.server.isShown
  }

  /** Nothing more of either is read. */
  get areClosed(): boolean {
    return this.client.verdict !== verdicts.more && this.server.verdict !== verdicts.more
  }

  /** What the direction's pushes answer. */
  verdictOf(side: RecordSide): Verdict {
    const isBoth = side.verdict !== verdicts.more && this.other(side).verdict === side.verdict
    return isBoth ? side.verdict | verdicts.bothDirections : side.verdict
  }

  /** Nothing more of the direction is read; what there is of a record counts so, too. */
  close(side: RecordSide, verdict: Verdict): void {
    if (side.verdict !== verdicts.more) return
    side.verdict = verdict
    this.count(verdict, side.pendingBytes)
    side.forget()
    side.handshake.reset()
  }

  /** What opens the records of TLS 1.2 from now on, and where keys are not in use yet, once they are. */
  use(openers: readonly [RecordOpener, RecordOpener]): void {
    for (const side of this.all) {
      const opener = openers[side.isClient ? 0 : 1]
      if (side.isProtected) side.opener = opener
      else side.prepared = opener
    }
  }

  closeBoth(verdict: Verdict): void {
    this.close(this.client, verdict)
    this.close(this.server, verdict)
  }

  /** Bytes of a direction that is over. */
  count(verdict: Verdict, length: number): void {
    const { counts } = this
    if (verdict === verdicts.unrecognised) counts.unrecognisedSkippedBytes += length
    else if (verdict === verdicts.limit) counts.limitBytes += length
    else counts.undecryptableBytes += length
  }
}
