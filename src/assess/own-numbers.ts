import type { Side } from './side.ts'

/**
 * The numbers of its own that a phone in a mobile network has (3GPP TS 23.003): of each line one at least. A digest of one
 * that no profile gives is not known, whatever else the profile has.
 */
const ownNumbers: readonly { readonly name: string; readonly kinds: readonly string[] }[] = [
  { name: 'IMEI', kinds: ['imei', 'meid', 'esn'] },
  { name: 'serial number', kinds: ['serial'] },
  { name: 'ICCID', kinds: ['iccid'] },
  { name: 'IMSI', kinds: ['imsi'] },
]

/** Numbers of its own of which no profile speaks, by the name of the commonest kind; none where all were given. */
function numbersNotGiven({ givenKinds }: Side): string[] {
  return ownNumbers.flatMap(({ name, kinds }) => (kinds.some((kind) => givenKinds.has(kind)) ? [] : [name]))
}

/** Why a digest may have gone unseen, as half a sentence; '' where all numbers were given. */
export function notGivenText(side: Side): string {
  const missing = numbersNotGiven(side)
  if (missing.length === 0) return ''
  if (side.isGivenUntold === true)
    return 'results of an earlier version do not say which of the phone’s own numbers their profile had: a digest of another is not known'
  return side.givenKinds.size === 0
    ? 'the phone’s own numbers were not given: a digest of one is not known without them'
    : `not all of the phone’s own numbers were given (no ${missing.join(', no ')}): a digest of one is not known without it`
}

/** What would show digests, too. */
export function profileTest(side: Side): string {
  if (side.isGivenUntold === true) return 'The same captures, scanned anew with the profile (--profile).'
  return `The same captures with a profile of the phone (--profile)${side.givenKinds.size === 0 ? '' : ` that has ${numbersNotGiven(side).join(', ')}, too, or says by an empty list (“imsi: []”) that the phone has none`}.`
}

const sentKept = new WeakMap<Side, ReadonlySet<string>>()

/** True where a digest of what was sent before would be known after: the profile gives each number of the phone that was sent. */
export function knowsDigests(before: Side, after: Side): boolean {
  const sent = sentKept.get(before) ?? new Set(before.transmissions.flatMap(({ identifiers }) => identifiers))
  sentKept.set(before, sent)
  return (
    after.givenKinds.size > 0 &&
    ownNumbers.every(({ kinds }) => kinds.every((kind) => !sent.has(kind) || after.givenKinds.has(kind)))
  )
}
