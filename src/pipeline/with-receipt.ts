import { contentOf } from '../decode/content.ts'
import { families as knownFamilies } from '../detect/families.gen.ts'
import type { Receipt } from '../detect/family-type.ts'
import type { FamilyMatch } from '../detect/types.ts'
import type { Exchange, Message } from '../message/types.ts'
import type { Transmission } from '../assess/types.ts'
import { encodingOf } from './message-fields.ts'

/** A transmission with what its answer says of it. */
export function withReceipt(transmission: Transmission, exchange: Exchange, answer: Message): Transmission {
  const body = answer.body.length === 0 ? null : contentOf(answer.body, encodingOf(answer)).bytes
  const receipt = exchange.protocol === 'dns' || body === null ? null : receiptOf(transmission.families, body)
  return {
    ...transmission,
    receipt: {
      status: exchange.status,
      accepted: receipt === null ? null : receipt.accepted,
      reason: receipt === null ? 'the answer does not say whether the data was accepted' : receipt.sentence,
    },
    summary: { ...transmission.summary, status: exchange.status },
  }
}

/** Of a request that was read behind its answer: that there was one is all that is known of it here. */
export function receiptBefore(exchange: Exchange): Transmission['receipt'] {
  if (exchange.status === 0) return null
  return {
    status: exchange.status,
    accepted: null,
    reason: 'the answer was read before all of the request was',
  }
}

/** What the answer says, read by the families that the request belongs to. */
function receiptOf(families: readonly FamilyMatch[], body: Uint8Array): Receipt | null {
  for (const { family } of families) {
    const receipt = knownFamilies.find((known) => known.id === family)?.readReceipt(body) ?? null
    if (receipt !== null) return receipt
  }
  return null
}
