import { grouped } from '../core/grouped.ts'
import type { FamilyMatch } from '../detect/types.ts'
import { mayBeUnsent } from './may-be-unsent.ts'
import { isSeenOnThisSideOnly } from './on-this-side.ts'
import { operatorDoubts } from './own-operator.ts'
import { imeisOf, seatsMax } from './several-phones.ts'
import type { ApartImeis, QuietSender } from './several-phones.ts'
import type { Observation, Recipient, Transmission } from './types.ts'
import { listed } from './listed.ts'

/** What is usual towards the own operator speaks for nothing where it is another's. */
export function familyEvidence(
  family: FamilyMatch | null,
  recipient: Recipient,
  observations: readonly Observation[],
): readonly string[] {
  if (family === null) return []
  const doubts = operatorDoubts(family, recipient, observations)
  return doubts.length > 0 ? doubts : family.counterEvidence
}

/** There was no room for all that a recipient was sent. */
export const countedAtLeast =
  'more was sent there than there is room for: how often, and until when, is the least that is known'

/** What the server answered, or that it did not. */
export function receiptEvidence(transmissions: readonly Transmission[]): string[] {
  const answered = transmissions.filter((transmission) => transmission.receipt !== null)
  const refused = answered.filter((transmission) => transmission.receipt?.accepted === false)
  const evidence: string[] = []
  const all = transmissions.length
  if (refused.length > 0)
    evidence.push(
      all === 1
        ? 'the server refused the transmission (it had received it by then)'
        : `the server refused ${refused.length} of ${all} transmissions (it had received them by then)`,
    )
  const unanswered = transmissions.filter(({ receipt, copy }) => receipt === null && copy !== 'other').length
  if (unanswered > 0)
    evidence.push(
      unanswered === all
        ? 'no answer was seen'
        : `no answer was seen to ${unanswered} of ${all} transmissions`,
    )
  const goingOn = answered.filter(({ receipt }) => receipt?.unshown === 'interim').length
  if (goingOn > 0)
    evidence.push(
      `the server answered ${goingOn === all ? '' : `${goingOn} of ${all} transmissions `}only that it may go on: whether it was received is not shown`,
    )
  const unshown = answered.filter(({ receipt }) => receipt?.unshown !== undefined).length - goingOn
  if (unshown > 0)
    evidence.push(
      `the server answered ${unshown === all ? '' : `${unshown} of ${all} transmissions `}before all was sent, or that it did not come whole: whether it was received is not shown`,
    )
  return evidence
}

/** What a browser lists and gave up, before anything shows that it was sent. */
export function unsentEvidence(transmissions: readonly Transmission[]): string[] {
  const givenUp = transmissions.filter(mayBeUnsent).length
  if (givenUp === 0) return []
  const all = transmissions.length
  return [
    all === 1
      ? 'a browser gave the request up before it had a server: it may never have been sent'
      : `a browser gave ${givenUp} of ${all} requests up before they had a server: they may never have been sent`,
  ]
}

/** A proxy, or what DNS was made to answer with (a filter), need not hand on what it gets. */
export function waySeenEvidence(recipient: Recipient, transmissions: readonly Transmission[]): string[] {
  if (!isSeenOnThisSideOnly(recipient, transmissions)) return []
  if (recipient.proxies.length === 0)
    return [
      'the network on the way answered, as one does that asks to log in: whether it was handed on is not known',
    ]
  const addresses = listed(recipient.proxies.map(({ address }) => address))
  return [
    `it was seen as far as ${addresses} only, a proxy or a redirect: whether it was handed on is not known`,
  ]
}

/** What is seen where the capture holds different bytes for one place of a stream. */
export function copyEvidence(observations: readonly Observation[]): string[] {
  const doubtful = observations.filter(({ copy }) => copy !== undefined).length
  if (doubtful === 0) return []
  const all = doubtful === observations.length
  return [
    `${all ? 'what was observed stands' : `${doubtful} of ${observations.length} observations stand`} in bytes of which the capture holds different copies: which one was received is not known`,
  ]
}

/** A capture of a router, or several captures, can be of several phones. `senders`: addresses of one network that nothing joins. */
export function phonesEvidence(
  observations: readonly Observation[],
  senders: readonly string[],
  apart: ApartImeis,
): string[] {
  const imeis = imeisOf(observations)
  const many =
    imeis <= seatsMax
      ? []
      : [
          `${imeis} IMEIs were sent, and a phone has two at most: they are of several phones, or not all are the sender’s`,
        ]
  if (many.length > 0 || senders.length > 1) return [...many, ...sendersEvidence(senders)]
  return imeis > 1 && apart.sendersOf(observations) > 1
    ? [
        `${imeis} IMEIs were sent from different addresses or in different captures, and no value joins these: they are of several phones, or of one with two SIM cards`,
      ]
    : []
}

/** So can one of all who are in a network. */
function sendersEvidence(senders: readonly string[]): string[] {
  return senders.length < 2
    ? []
    : [
        `it was sent from ${senders.length} addresses of one network (${listed(senders)}), which no value joins: by several devices, or by one whose address changed`,
      ]
}

/** And by a device of which there is a profile beside another. */
export function othersEvidence(others: number, all: number): string[] {
  return others === 0
    ? []
    : [
        `of these transmissions, ${others} of ${all} came from a sender that sent other numbers of a device than those of the profile, and none of these: it may be another device`,
      ]
}

/** And what is sent there by another device. */
export function quietEvidence(quiet: QuietSender | null): string[] {
  if (quiet === null) return []
  const { address, flows, busiest, most } = quiet
  return [
    `it was sent from ${address}; of the connections in its network that address opened ${grouped(flows)}, and ${busiest} opened ${grouped(most)}: it may be another device than the phone`,
  ]
}
