import { latin1 } from '../../core/latin1.ts'
import { judgedBytesMin } from '../../core/signs/entropy.ts'
import type { Node } from '../../decode/types.ts'
import type { Exchange, Message } from '../../message/types.ts'
import { naming } from '../examine-counts.ts'
import type { FirstLook } from '../looks/first-look.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import type { FlowRecipients } from '../recipients/flow-recipients.ts'
import { isSearchedForKnown } from '../recipients/local-talk.ts'
import { labelsOf } from './carried-labels.ts'
import type { DomainOf } from './carried-labels.ts'
import type { LongValue } from './long-values.ts'
import { mayBeOpaque } from './may-be-opaque.ts'
import type { OpaqueBook } from './opaque-book.ts'
import type { OpaqueContext } from './opaque-payload.ts'

/** Keeps what of a message resists: long values, bodies and labels that look random. */
export class OpaqueTeller {
  private readonly opaque: OpaqueBook
  private readonly whom: FlowRecipients

  constructor(opaque: OpaqueBook, whom: FlowRecipients) {
    this.opaque = opaque
    this.whom = whom
  }

  /** What resists of a message that was decoded, but for whole values that are known; true where something does. */
  leaves(
    root: Node,
    known: ReadonlySet<Node>,
    exchange: Exchange,
    message: Message,
    note: FlowNote,
  ): boolean {
    return this.opaque.leaves(root, known, this.contextOf(exchange, message, note))
  }

  /** What resists of a message that is not decoded. */
  unread(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    { content, longValues: long }: Pick<FirstLook, 'content' | 'longValues'>,
  ): void {
    // What neighbours are told is read, and nothing is found that resists.
    if (exchange.protocol === 'dns' || isSearchedForKnown(exchange)) return
    const { buf, start, end } = content ?? message.body
    // Looked at first: what is kept of it is made of strings.
    const isOdd = end - start >= judgedBytesMin && mayBeOpaque(buf, start, end)
    if (!isOdd && long.length === 0) return
    const context = this.contextOf(exchange, message, note)
    const isWhole = isOdd && this.opaque.body(buf.subarray(start, end), context)
    // A body of one word is no value in it.
    const isIn = ({ place, field }: LongValue): boolean => !isWhole || place !== 'body' || field !== ''
    this.opaque.values(long.filter(isIn), context)
  }

  /** What is written into the name that is asked for, or that is spoken to: what hellos name is a body of its own. */
  labels(exchange: Exchange, message: Message, note: FlowNote, domainOf: DomainOf): void {
    const isQuestion = exchange.protocol === 'dns'
    if (message.piece > 0 || (naming.has(exchange.protocol) && !isQuestion)) return
    const labels = labelsOf(message, exchange.flow, isQuestion, domainOf)
    if (labels !== null) this.opaque.labels(labels, this.contextOf(exchange, message, note))
  }

  private contextOf(exchange: Exchange, message: Message, note: FlowNote): OpaqueContext {
    const { head } = message
    return {
      recipient: this.whom.recipientOfExchange(exchange, note).id,
      protocol: exchange.protocol,
      method: latin1(head.buf, message.methodStart, message.methodEnd),
      target: latin1(head.buf, message.targetStart, message.targetEnd),
      at: { sec: message.sec, nsec: message.nsec },
      frame: message.frame,
      exchange,
    }
  }
}
