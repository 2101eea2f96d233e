import type { Severity } from '../assess/types.ts'
import type { ScanResult } from '../pipeline/scan.ts'
import { nothingToRead, unseenContent } from './entries.ts'
import { plural, readShareText, recipientOf, recipientText, titles, transmissionsOf } from './phrases.ts'

/** The answer in one sentence; `severity` is the worst finding's, null where nothing was found. */
export interface Verdict {
  readonly label: string
  readonly severity: Severity | null
  readonly sentence: string
}

/** What a report says first: the worst finding, or how much was read without one. */
export function verdictOf(result: ScanResult): Verdict {
  const worst = result.findings[0]
  if (worst === undefined && result.coverage.summary.read === 0) {
    const sentence = `${nothingToRead(result)}, so nothing can be said of what the phone sent.`
    return { label: 'NOTHING TO READ', severity: null, sentence }
  }
  if (worst === undefined) {
    const sentence = `Nothing that identifies the phone or its owner was found in the ${readShareText(result)} of the traffic that could be read.${opaqueInside(result)}${unseenContent(result)}`
    return { label: 'NOTHING FOUND', severity: null, sentence }
  }
  const who = recipientText(recipientOf(result, worst))
  const what = worst.identifiers.length === 0 ? null : titles(worst.identifiers)
  const isClear = transmissionsOf(result, worst).some(
    (transmission) => transmission.protection === 'plaintext',
  )
  const times = worst.transmissions === 1 ? 'once' : `${worst.transmissions} times`
  const sentence =
    what === null
      ? `This phone contacted ${who}. ${worst.title}.`
      : `This phone sent its ${what} to ${who}, ${isClear ? 'not encrypted' : 'encrypted'}, ${times}.`
  const more = result.findings.length - 1
  const rest = more > 0 ? ` There ${more === 1 ? 'is 1 more finding' : `are ${more} more findings`}.` : ''
  return { label: worst.severity.toUpperCase(), severity: worst.severity, sentence: `${sentence}${rest}` }
}

/** What was read and says nothing, since it is encrypted once more. */
function opaqueInside({ opaque }: ScanResult): string {
  const count = opaque.reduce((sum, payload) => sum + payload.count, 0)
  if (count === 0) return ''
  return ` ${plural(count, 'payload')} in it ${count === 1 ? 'looks' : 'look'} encrypted and can hold more: see what resists.`
}
