import type { Confidence } from '../detect/types.ts'
import type { Severity } from './types.ts'

/**
 * How much an identifier tells a stranger who reads it on the way. Three steps, argued in docs/severity.md:
 * 3: names a person, a line or a device for good, or the place; 2: names an installation or can be joined with other
 * data; 1: describes without naming.
 */
const weights: Record<string, 1 | 2 | 3> = {
  imei: 3,
  imeisv: 3,
  meid: 3,
  esn: 3,
  iccid: 3,
  imsi: 3,
  msisdn: 3,
  serial: 3,
  'wifi-mac': 3,
  'bluetooth-mac': 3,
  'cell-id': 3,
  location: 3,
  bssid: 3,
  'account-credential': 3,
  email: 3,
  'android-id': 2,
  'advertising-id': 2,
  'gsf-id': 2,
  'device-id': 2,
  'install-id': 2,
  'user-id': 2,
  'push-token': 2,
  ssid: 2,
}

/** Identifier names with the heaviest first; those of the same weight in the order of the table. */
export function heaviestFirst(names: Iterable<string>): string[] {
  const order = Object.keys(weights)
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return [...names].sort(
    (left, right) =>
      weightOf(right) - weightOf(left) || place(left) - place(right) || (left < right ? -1 : 1),
  )
}

/** 3: names for good; 2: names an installation; 1: describes. */
export function weightOf(identifier: string): 1 | 2 | 3 {
  return weights[identifier] ?? 1
}

const ladder: readonly Severity[] = ['low', 'medium', 'high', 'critical']

/** What weighs in one finding. */
export interface SeverityFacts {
  /** Identifier names with the best confidence of each. */
  readonly identifiers: readonly { readonly name: string; readonly confidence: Confidence }[]
  readonly isPlaintext: boolean
  /** True where the recipient is on the local network or is the user's own operator's private service. */
  readonly isLocal: boolean
  readonly isStateControlled: boolean
  readonly isKnownSender: boolean
  /** The phone's own operator is told what its service needs. */
  readonly isOperatorSignalling?: boolean
}

/** The severity of a finding, with the sentences that led there. */
export function severityOf(facts: SeverityFacts): { severity: Severity; reasons: string[] } {
  const reasons: string[] = []
  let rank = -1
  let heavy = 0
  for (const { name, confidence } of facts.identifiers) {
    const weight = weightOf(name)
    const own = weight - 1 - (confidence === 'possible' ? 1 : 0)
    if (own > rank) rank = own
    if (weight === 3 && confidence !== 'possible') heavy++
  }
  if (rank < 0) rank = 0
  if (heavy >= 3 && facts.isPlaintext) {
    rank = 3
    reasons.push(
      `${heavy} permanent identifiers travel together in clear text: together they name one person's phone`,
    )
  } else if (heavy > 0 && facts.isPlaintext) {
    reasons.push('a permanent identifier travels in clear text: anyone on the way can read it')
  }
  const isOperator = facts.isOperatorSignalling === true
  if (facts.isKnownSender && !isOperator && facts.isPlaintext && heavy > 0 && rank < 3) {
    rank = 3
    reasons.push('it is a known sender that registers the device with a stranger')
  }
  if (facts.isStateControlled) reasons.push('the recipient is controlled by a state')
  if (!facts.isPlaintext) rank = Math.max(0, rank - 1)
  if (facts.isLocal) {
    rank = Math.max(0, rank - 1)
    reasons.push('the recipient has a private address: it is on the local or the operator’s network')
  }
  if (isOperator) {
    // Within its network it tells nobody anything new; outside, whoever is on the way can read it.
    rank = facts.isLocal ? 0 : Math.max(0, rank - 1)
    reasons.push('the recipient is the phone’s own operator: it is signalling, not a report to a third party')
  }
  return { severity: ladder[Math.min(rank, 3)] as Severity, reasons }
}

/** Place of a severity on the ladder, from 0 (low) to 3 (critical): for comparisons and `--fail-on`. */
export function severityRank(severity: Severity): number {
  return ladder.indexOf(severity)
}
