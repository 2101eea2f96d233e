import { isInClear } from '../assess/sent-title.ts'
import { sureIdentifiers } from '../assess/sure-identifiers.ts'
import type { Observation } from '../assess/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { placesText, plural, recipientText, titles } from './phrases.ts'
import { wrap } from './writing/wrap.ts'

/** A few of them show what there is; the rest is in the JSON. */
const shownMax = 8

/** Values of the profile in what the phone received: in answers, and in what others asked of a server on it. */
interface Received {
  readonly answered: readonly Observation[]
  readonly asked: readonly Observation[]
  /** What others asked and that looks like an identifier: where one of them is the phone, it is what that sent. */
  readonly askedByForm: readonly Observation[]
}

/**
 * What the phone received of its own values. What else an answer holds that looks like an identifier may be anybody's, and is
 * not the phone’s until the profile says so.
 */
export function receivedOf({ observations }: Pick<ScanResult, 'observations'>): Received {
  const known = observations.filter(({ direction, by }) => direction === 'received' && by === 'profile')
  const [answered = [], asked = []] = [false, true].map((isAsked) =>
    known.filter((observation) => (observation.isAsked === true) === isAsked),
  )
  const askedByForm = observations.filter(
    ({ isAsked, by, confidence }) => isAsked === true && by !== 'profile' && confidence !== 'possible',
  )
  return { answered, asked, askedByForm }
}

/** `holds its IMEI`, or `possibly holds its name` where nothing of it is sure. */
export function heldText(
  observations: readonly Observation[],
  [verb, whose]: readonly [string, string],
): string {
  const surely = sureIdentifiers(observations)
  const kinds = [...new Set(observations.map(({ identifier }) => identifier))]
  const sure = kinds.filter((kind) => surely.has(kind))
  const possible = kinds.filter((kind) => !surely.has(kind))
  if (sure.length === 0) return `possibly ${verb} ${whose} ${titles(possible)}`
  const rest = possible.length === 0 ? '' : `, and possibly ${whose} ${titles(possible)}`
  return `${verb} ${whose} ${titles(sure)}${rest}`
}

/**
 * Who answered with values of the profile, or who was asked with them, and how these travelled; no lines where nobody did.
 * `shown`: how the name of a file is shown.
 */
export function receivedLines(
  result: ScanResult,
  width: number,
  shown: (name: string) => string = (name) => name,
): string[] {
  const { answered, asked, askedByForm } = receivedOf(result)
  const groups = [
    ...byRecipient(answered, 'answers of', 'the phone’s'),
    ...byRecipient(asked, 'what others asked of the phone as', 'the phone’s'),
    ...byRecipient(askedByForm, 'what others asked of the phone as', 'somebody’s'),
  ]
  const lines = groups.slice(0, shownMax).flatMap(({ words, whose, id, observations }) => {
    const recipient = result.recipients.find((one) => one.id === id)
    const who = recipient === undefined ? '?' : recipientText(recipient)
    const verb = words.startsWith('answers') ? 'hold' : 'holds'
    return wrap(
      `  ${words} ${who} ${heldText(observations, [verb, whose])}, ${howText(observations)} · ${placesText(result, observations, shown)}`,
      width,
      '    ',
    )
  })
  const more = groups.length - shownMax
  return more > 0 ? [...lines, `  … and those of ${plural(more, 'more recipient')}: see --json`] : lines
}

interface Group {
  readonly words: string
  readonly whose: string
  readonly id: string
  readonly observations: readonly Observation[]
}

function byRecipient(all: readonly Observation[], words: string, whose: string): Group[] {
  return [...Map.groupBy(all, ({ recipient }) => recipient)].map(([id, observations]) => ({
    words,
    whose,
    id,
    observations,
  }))
}

function howText(observations: readonly Observation[]): string {
  const open = observations.filter(isInClear).length
  const isUntold = observations.some(({ protection }) => protection === 'unknown')
  if (open === 0) return isUntold ? 'whether encrypted is not known' : 'encrypted'
  return open === observations.length ? 'not encrypted' : 'not always encrypted'
}
