import type { Exchange, Message } from '../../message/types.ts'
import type { TransmissionDraft } from './observation-book.ts'
import { interimReceipt, isInterim, isOpen, withReceipt } from './with-receipt.ts'
import type { TurnOf } from './with-receipt.ts'

/** Notes what an answer, or a piece of one, says of what was sent: of each transmission that its request showed. */
export function noteAnswer(exchange: Exchange, message: Message, turnOf: TurnOf): void {
  const drafts = (exchange.record ?? noDrafts) as readonly TransmissionDraft[]
  if (isInterim(message)) noteInterim(exchange, message, drafts, turnOf)
  else noteFinal(exchange, message, drafts, turnOf)
}

const noDrafts: readonly TransmissionDraft[] = []

function noteFinal(
  exchange: Exchange,
  message: Message,
  drafts: readonly TransmissionDraft[],
  turnOf: TurnOf,
): void {
  exchange.answerFrame = message.frame
  // Pieces behind the first add what a family reads in them, and how a call ended.
  const isTelling = message.piece === 0 || message.trailer.length > 0
  for (const draft of drafts)
    if (isTelling || isOpen(draft.transmission))
      draft.transmission = withReceipt(draft.transmission, exchange, message, turnOf)
}

/** The same of an answer before the answer. */
function noteInterim(
  exchange: Exchange,
  message: Message,
  drafts: readonly TransmissionDraft[],
  turnOf: TurnOf,
): void {
  const interim = { status: message.status, frame: message.frame }
  exchange.interim = interim
  if (exchange.status !== 0) return
  for (const draft of drafts) {
    const { frames } = draft.transmission
    const receipt = interimReceipt(interim, frames, draft.headFrame ?? 0, turnOf)
    draft.transmission = { ...draft.transmission, receipt }
  }
}
