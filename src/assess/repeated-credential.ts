/**
 * Credentials that by their form may be the signature of one message. A message alone does not show it
 * (`src/detect/identifiers/account-credential.ts`): a signature is another one in a request for something else.
 */
import { mayBeSignature } from '../core/message-signature.ts'
import { objectionOf, speaksFor } from '../core/objections.ts'
import { exchangeKey } from './exchange-key.ts'
import type { Observation, Transmission } from './types.ts'

const doubt = objectionOf(mayBeSignature)

/**
 * The same observations, in which what was sent to a recipient with several methods or paths is doubted as a signature no
 * longer. Bodies do not count: what is sent again, or says the same at each start, has the same signature.
 */
export function withoutSignatureDoubt(
  observations: readonly Observation[],
  transmissions: readonly Transmission[],
): readonly Observation[] {
  const doubted = observations.filter(isDoubted)
  if (doubted.length < 2) return observations
  const requests = new Map(
    transmissions.map((one) => [exchangeKey(one), JSON.stringify([one.summary.method, one.summary.path])]),
  )
  const requestsOf = new Map<string, Set<string>>()
  for (const one of doubted) {
    const request = requests.get(exchangeKey(one))
    if (request === undefined) continue
    const before = requestsOf.get(valueOf(one))
    if (before === undefined) requestsOf.set(valueOf(one), new Set([request]))
    else before.add(request)
  }
  return observations.map((one) =>
    isDoubted(one) && (requestsOf.get(valueOf(one))?.size ?? 0) > 1 ? trusted(one) : one,
  )
}

function isDoubted({ direction, reasons }: Observation): boolean {
  return direction === 'sent' && reasons.includes(doubt)
}

/** One value to one recipient. */
function valueOf({ recipient, identifier, normal }: Observation): string {
  return JSON.stringify([recipient, identifier, normal])
}

/** As its name alone has it, where nothing else speaks against it. */
function trusted(one: Observation): Observation {
  const reasons = one.reasons.filter((reason) => reason !== doubt)
  const isSure = one.confidence === 'possible' && reasons.every(speaksFor)
  return {
    ...one,
    confidence: isSure ? 'probable' : one.confidence,
    reasons: [...reasons, 'it is the same in requests for several things, and so no signature of one'],
  }
}
