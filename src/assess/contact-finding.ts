import { compareInstants } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import type { FamilyMatch } from '../detect/types.ts'
import { isAsked } from './contact-words.ts'
import { senderTitle } from './sender-title.ts'
import type { Finding, NamedContact, Recipient, Severity } from './types.ts'
import { appReasons } from './finding-reasons.ts'

const contactedAtLeast =
  'it was contacted more often than there is room for: how often, and until when, is the least that is known'

/** Addresses that are named of those from which a name was asked for. */
const sendersListed = 3

/** Where a name was seen. */
const sourceTexts: Readonly<Record<NamedContact['source'], string>> = {
  'dns-question': 'a question of DNS',
  'dns-answer': 'an answer of DNS',
  sni: 'a hello of TLS or QUIC',
  certificate: 'its certificate',
  proxied: 'what a proxy was asked for',
  host: 'host',
  'device-log': 'the device’s own log',
  'device-lookup': 'a look-up in the device’s own log',
}

/** The finding of contacts with one known sender (at least one) of which only the name was seen. */
export function contactFinding(
  recipient: Recipient,
  contacts: readonly NamedContact[],
  isAtLeast: boolean,
): Omit<Finding, 'id'> {
  const { family } = contacts[0] as NamedContact
  const sources = [...new Set(contacts.map(({ source }) => sourceTexts[source]))]
  const sorted = contacts.map((contact) => contact.at).sort(compareInstants)
  return {
    title: `${senderTitle(family)}: contact by name only`,
    severity: nameOnlySeverity(family),
    confidence: family.confidence,
    reasons: [
      ...family.reasons,
      `the name was seen in ${sources.join(' and ')} (${isAtLeast ? 'at least ' : ''}${contacts.length}×${fromWhom(contacts)})`,
      ...appReasons(recipient),
    ],
    counterEvidence: [
      ...family.counterEvidence,
      'no content was readable: what was sent, if anything, is not known',
      ...deniedEvidence(recipient, contacts),
      ...(isAtLeast ? [contactedAtLeast] : []),
    ],
    recipient: recipient.id,
    identifiers: [],
    family: family.family,
    transmissions: 0,
    ...(isAtLeast ? { isAtLeast } : {}),
    observations: [],
    first: sorted[0] as Instant,
    last: sorted.at(-1) as Instant,
  }
}

/** From which addresses of a local network, as far as they tell: there several devices may be at home. */
function fromWhom(contacts: readonly NamedContact[]): string {
  const senders = [...new Set(contacts.flatMap(({ sender }) => sender ?? []))]
  const rest = senders.length - sendersListed
  const listed = senders.slice(0, sendersListed).join(' and ')
  if (senders.length === 0) return ''
  return rest > 0
    ? `, from ${senders.slice(0, sendersListed).join(', ')} and ${rest} more`
    : `, from ${listed}`
}

/** A name that leads to no server is known to have been asked for, and nothing more. */
function deniedEvidence({ isDenied, flows }: Recipient, contacts: readonly NamedContact[]): string[] {
  const isAskedOnly = contacts.every(isAsked)
  if (isDenied !== true || flows > 0 || !isAskedOnly) return []
  return [
    'DNS gave no address of a server for it (a filter, or a name that is gone): by that it could not be reached',
  ]
}

/** How bad it is to have contacted such a sender, whatever was sent. */
export function nameOnlySeverity(family: FamilyMatch | null): Severity {
  if (family === null || family.isOperatorSignalling === true || family.isUsual === true) return 'low'
  return family.confidence === 'certain' ? 'medium' : 'low'
}
