import type { Exchange, Message } from '../../message/types.ts'
import type { ExamineCounts } from '../examine-counts.ts'
import { encodingOf, inputOf, lengthOf } from '../observations/message-fields.ts'
import type { ObservationBook } from '../observations/observation-book.ts'
import { noteOf } from '../recipients/flow-note.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import { bodyHoldsKnown } from '../search/known-search.ts'
import type { KnownSearch } from '../search/known-search.ts'
import type { SearchElsewhere } from '../search/search-elsewhere.ts'
import type { FirstLook } from './first-look.ts'
import type { FullLook } from './full-look.ts'
import type { HeadRoom } from './head-room.ts'

/** Who looks at answers. */
interface AnswerLooks {
  readonly look: FirstLook
  readonly full: FullLook
  readonly heads: HeadRoom
  readonly elsewhere: SearchElsewhere
}

/**
 * Looks at what is answered: as at a request where the phone may have answered it; else the phone was sent it, and only known
 * values are looked for.
 */
export class AnswerLook {
  private readonly probe: KnownSearch
  private readonly first: FirstLook
  private readonly full: FullLook
  private readonly heads: HeadRoom
  private readonly elsewhere: SearchElsewhere
  private readonly book: ObservationBook
  private readonly counts: ExamineCounts

  constructor(
    probe: KnownSearch,
    { look, full, heads, elsewhere }: AnswerLooks,
    book: ObservationBook,
    counts: ExamineCounts,
  ) {
    this.probe = probe
    this.first = look
    this.full = full
    this.heads = heads
    this.elsewhere = elsewhere
    this.book = book
    this.counts = counts
  }

  /** Looks at an answer, or a piece of one. */
  look(exchange: Exchange, message: Message): void {
    if (exchange.protocol === 'dns') {
      this.lookAtRecords(exchange, message)
      return
    }
    const note = noteOf(exchange.flow)
    const isByPhone = !note.isForOther && this.book.mayBeServed(exchange.flow, exchange.protocol)
    if (!isByPhone && !this.first.hasKnownValues) {
      this.counts.responseUnsearchedBytes += lengthOf(message)
      return
    }
    this.counts.responseSearchedBytes += lengthOf(message)
    if (!isByPhone) this.lookForKnown(exchange, message, note)
    else if (this.first.isAnswerWorth(message))
      this.full.examine(exchange, message, note, this.heads.boundedInput(message))
  }

  /** Its names are read already; a known value in it (a text record) is looked at in full. */
  private lookAtRecords(exchange: Exchange, message: Message): void {
    const { buf, start, end } = message.body
    if (this.first.hasKnownValues && this.probe.searchKnown(buf, start, end))
      this.full.examine(exchange, message, noteOf(exchange.flow))
  }

  private lookForKnown(exchange: Exchange, message: Message, note: FlowNote): void {
    // Who was not seen to ask others may turn out to be the server of this.
    const isReceived = this.book.isSurelyAsked(exchange.flow)
    if (this.isKnownBesideBody(message)) {
      this.full.examine(exchange, message, note, this.heads.boundedInput(message), { isReceived })
      return
    }
    const { body } = message
    if (body.length === 0) return
    const encoding = encodingOf(message)
    if (this.first.mayOpen(exchange, message, note)) {
      this.full.examineSealed(exchange, message, note, { isReceived })
      return
    }
    if (isReceived && this.elsewhere.offer(exchange, message, encoding)) return
    if (bodyHoldsKnown(this.probe, body, encoding))
      this.full.examine(exchange, message, note, inputOf(message), { isReceived })
  }

  private isKnownBesideBody({ head, trailer }: Message): boolean {
    return (
      this.probe.searchKnown(head.buf, head.start, head.end) ||
      (trailer.length > 0 && this.probe.searchKnown(trailer.buf, trailer.start, trailer.end))
    )
  }
}
