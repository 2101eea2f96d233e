import { limits } from '../core/limits.ts'
import { speaksFor } from '../core/objections.ts'
import { contactsText } from './contact-words.ts'
import type { Observation, Recipient, Transmission } from './types.ts'
import { listed } from './listed.ts'

/** A resolver asks on: whose names are asked for gets them as well (RFC 1034, 5.3.1). */
export function askedReasons(transmissions: readonly Transmission[]): string[] {
  const domains = [...new Set(transmissions.flatMap(({ summary }) => summary.asked ?? []))]
  if (domains.length === 0) return []
  return [
    `as a rule a resolver passes such names on to the name servers of ${listed(domains)}: whoever runs these gets them, too`,
  ]
}

/** Which app it was, where the device's own log says. */
export function appReasons(recipient: Recipient): string[] {
  return recipient.apps
    .filter(({ app }) => app !== '')
    .slice(0, 3)
    .map(
      ({ app, contacts, lookups }) =>
        `the device’s own log names the app ${app} (${contactsText(contacts, lookups)})`,
    )
}

/**
 * What speaks for the observations, in their order. Of more than are listed, each kind of identifier keeps its first
 * before any keeps its second, and the last line says how many are left out.
 */
export function observedReasons(observations: readonly Observation[]): string[] {
  const all = [...new Set(observations.flatMap((observation) => observation.reasons.filter(speaksFor)))]
  const left = all.length - limits.report.reasonsMax
  if (left <= 0) return all
  const ofKind = new Map<string, Set<string>>()
  for (const { identifier, reasons } of observations) {
    const known = ofKind.get(identifier) ?? new Set()
    for (const reason of reasons.filter(speaksFor)) known.add(reason)
    ofKind.set(identifier, known)
  }
  const listed = new Set<string>()
  const kinds = [...ofKind.values()].map((reasons) => [...reasons])
  for (let turn = 0; listed.size < limits.report.reasonsMax; turn++)
    for (const reasons of kinds) {
      const reason = reasons[turn]
      if (reason !== undefined && listed.size < limits.report.reasonsMax) listed.add(reason)
    }
  return [
    ...all.filter((reason) => listed.has(reason)),
    `${left} more ${left === 1 ? 'reason' : 'reasons'}, of observations of the same kinds`,
  ]
}
