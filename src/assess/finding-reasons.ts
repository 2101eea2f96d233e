import { grouped } from '../core/grouped.ts'
import { isPublicSeal, isSealedByProgram } from './sealed-by-program.ts'
import { limits } from '../core/limits.ts'
import { objectionText, speaksFor } from '../core/objections.ts'
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

/** Whose key opened what the program had encrypted itself. */
export function sealedReasons(observations: readonly Observation[]): string[] {
  const sealed = observations.filter(isSealedByProgram)
  if (sealed.length === 0) return []
  const what =
    sealed.length === observations.length
      ? 'it was'
      : `${grouped(sealed.length)} of ${grouped(observations.length)} values were`
  return [
    `${what} encrypted by the program itself, and opened with ${
      sealed.some(isPublicSeal)
        ? 'its key, which is published: on the way anybody can do the same'
        : 'a key that was given: one that is built in stands in every copy of the program'
    }`,
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
 * before any keeps its second, and the last line says how many are left out. Where a finding joins several kinds, or a kind
 * has several values, a reason says which it means.
 */
export function observedReasons(observations: readonly Observation[]): string[] {
  return toldReasons(observations, (reason) => (speaksFor(reason) ? reason : ''))
}

/** What speaks against single observations, told in the same way. */
export function observedObjections(observations: readonly Observation[]): string[] {
  return toldReasons(observations, (reason) => (speaksFor(reason) ? '' : objectionText(reason)))
}

/** `textOf`: how a reason is told, '' where it is not one of those that are asked for. */
function toldReasons(observations: readonly Observation[], textOf: (reason: string) => string): string[] {
  const ofKind = new Map<string, KindReasons>()
  const meant = new Map<string, string[]>()
  for (const observation of observations) {
    const { identifier, normal, reasons } = observation
    const kind = ofKind.get(identifier) ?? { values: new Set(), reasons: new Map() }
    ofKind.set(identifier, kind)
    kind.values.add(normal)
    for (const given of reasons) {
      const reason = textOf(given)
      if (reason === '') continue
      const of = kind.reasons.get(reason)
      if (of !== undefined) {
        of.add(normal)
        continue
      }
      kind.reasons.set(reason, new Set([normal]))
      const kinds = meant.get(reason)
      if (kinds === undefined) meant.set(reason, [identifier])
      else kinds.push(identifier)
    }
  }
  const all = [...meant.keys()]
  const said = (reason: string): string => saidOf(reason, meant.get(reason) ?? [], ofKind)
  const left = all.length - limits.report.reasonsMax
  if (left <= 0) return all.map(said)
  const kept = new Set<string>()
  const kinds = [...ofKind.values()].map(({ reasons }) => [...reasons.keys()])
  for (let turn = 0; kept.size < limits.report.reasonsMax; turn++)
    for (const reasons of kinds) {
      const reason = reasons[turn]
      if (reason !== undefined && kept.size < limits.report.reasonsMax) kept.add(reason)
    }
  return [
    ...all.filter((reason) => kept.has(reason)).map(said),
    `${left} more ${left === 1 ? 'reason' : 'reasons'}, of observations of the same kinds`,
  ]
}

/** The values of one kind, and its reasons: each with the values that it holds for. */
interface KindReasons {
  readonly values: Set<string>
  readonly reasons: Map<string, Set<string>>
}

/** A reason with the kinds that it means before it, and how many of their values, where more than one could be meant. */
function saidOf(reason: string, kinds: readonly string[], ofKind: ReadonlyMap<string, KindReasons>): string {
  let isOpen = ofKind.size > 1
  const labels = kinds.map((identifier) => {
    const kind = ofKind.get(identifier)
    const all = kind?.values.size ?? 0
    const some = kind?.reasons.get(reason)?.size ?? 0
    // Which they are its observations say: the value itself may have to be hidden, and pages print no numbers of these.
    const part = some < all ? ` (${some} of ${all} values)` : ''
    isOpen ||= part !== ''
    return `${identifier}${part}`
  })
  return isOpen ? `${listed(labels)}: ${reason}` : reason
}
