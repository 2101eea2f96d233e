import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Parser, ParserContext } from '../types.ts'
import { JoinedLate } from './joined-late.ts'
import { findLateSecrets } from './late-secrets.ts'
import type { EarlyPacket } from './machine.ts'
import { QuicParser } from './machine.ts'

/** So many tell what there is to tell: see late-side.ts. */
const datagramsEnough = 24

/**
 * The datagrams of a flow that looks like QUIC joined behind its handshake, kept where there is a key log: once they are
 * enough, its secrets are tried on them.
 */
export class LateDatagrams {
  bytes = 0
  /** What the secrets prove, or not, need not look as much like it. */
  readonly look: JoinedLate
  private readonly flow: Flow
  private readonly context: ParserContext
  private kept: EarlyPacket[] = []

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
    this.look = new JoinedLate(flow, true)
  }

  /** False: there is no room for it. */
  keep(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): boolean {
    if (this.bytes + end - start > limits.message.quicEarlyBytesMax) return false
    const place = new RunOrigin()
    place.place(origin.frame, origin.offset, origin.sec, origin.nsec)
    const bytes = Buffer.from(buf.subarray(start, end))
    this.kept.push({ direction, bytes, numberStart: 0, origin: place })
    this.bytes += bytes.length
    return true
  }

  get isEnough(): boolean {
    return this.kept.length >= datagramsEnough
  }

  clear(): void {
    this.kept = []
    this.bytes = 0
  }

  /** Who reads the flow, if its secrets are in the log: what is kept here waits there. Null: they are not. Nothing is kept then. */
  open(): Parser | null {
    const { flow, context, kept } = this
    this.clear()
    const first = kept[0]
    if (first === undefined) return null
    const found = findLateSecrets(
      flow,
      context,
      kept,
      { clientDirection: -1, version: 0 },
      first.origin.frame,
    )
    if (found === null) return null
    const parser = new QuicParser(flow, context)
    return parser.join(found, kept) ? parser : null
  }
}
