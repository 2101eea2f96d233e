import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Parser, ParserContext } from '../types.ts'
import { bookOf } from './connection-book.ts'
import { JoinedLate } from './joined-late.ts'
import { findLateSecrets } from './late-secrets.ts'
import type { EarlyPacket } from './opening/early-packets.ts'
import { QuicParser } from './machine.ts'

/** A datagram that waits, and how many of its bytes are searched where it turns out to be none of a connection's. */
interface LateDatagram extends EarlyPacket {
  readonly read: number
}

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
  private kept: LateDatagram[] = []

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
    this.look = new JoinedLate(flow, true)
  }

  /** False: there is no room for it. */
  keep(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    read: number,
  ): boolean {
    if (this.bytes + end - start > limits.message.quicEarlyBytesMax) return false
    const place = new RunOrigin()
    place.placeBehind(origin, 0)
    const bytes = Buffer.from(buf.subarray(start, end))
    this.kept.push({ direction, bytes, numberStart: 0, origin: place, read })
    bookOf(this.context).late.saw(this.flow, bytes)
    this.bytes += bytes.length
    return true
  }

  get isEnough(): boolean {
    return this.kept.length >= datagramsEnough
  }

  /** What was kept: it is no longer. */
  letGo(): LateDatagram[] {
    const { kept } = this
    this.kept = []
    this.bytes = 0
    bookOf(this.context).late.forget(this.flow)
    return kept
  }

  /** Who reads the flow, if its secrets are in the log: what was kept here waits there. Null: they are not. */
  open(): Parser | null {
    const { flow, context, kept } = this
    const first = kept[0]
    if (first === undefined) return null
    const found = findLateSecrets(
      flow,
      context,
      kept,
      { clientDirection: -1, version: 0, isHidden: false },
      first.origin.frame,
    )
    if (found === null) return null
    const parser = new QuicParser(flow, context)
    if (!parser.join(found, kept)) return null
    this.letGo()
    return parser
  }
}
