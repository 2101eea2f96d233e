import type { Observation } from '../assess/types.ts'
import type { ScanResult } from '../pipeline/scan.ts'
import { placeWord } from './entries.ts'
import { frameList, plural, recipientText, titles } from './phrases.ts'
import { wrap } from './wrap.ts'

/** A few of them show what there is; the rest is in the JSON. */
const shownMax = 8

/** Kinds of identifiers in what was answered, each once, in the order of the capture. */
export function receivedIdentifiers({ observations }: Pick<ScanResult, 'observations'>): string[] {
  return [...new Set(observations.filter(isReceived).map(({ identifier }) => identifier))]
}

/** Who answered with values of the profile, and how these travelled; no lines where nobody did. */
export function receivedLines(result: ScanResult, width: number): string[] {
  const byRecipient = Map.groupBy(result.observations.filter(isReceived), ({ recipient }) => recipient)
  const lines = [...byRecipient].slice(0, shownMax).flatMap(([id, observations]) => {
    const recipient = result.recipients.find((one) => one.id === id)
    const who = recipient === undefined ? '?' : recipientText(recipient)
    const kinds = [...new Set(observations.map(({ identifier }) => identifier))]
    return wrap(
      `  answers of ${who} hold the phone’s ${titles(kinds)}, ${howText(observations)} · ${placeWord(result, (observations[0] as Observation).capture)} ${frameList(observations)}`,
      width,
      '    ',
    )
  })
  const more = byRecipient.size - shownMax
  return more > 0 ? [...lines, `  … and those of ${plural(more, 'more recipient')}: see --json`] : lines
}

function isReceived({ direction }: Observation): boolean {
  return direction === 'received'
}

function howText(observations: readonly Observation[]): string {
  const open = observations.filter(({ protection }) => protection === 'plaintext').length
  if (open === 0) return 'encrypted'
  return open === observations.length ? 'not encrypted' : 'not always encrypted'
}
