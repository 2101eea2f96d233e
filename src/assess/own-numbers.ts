import type { Side } from './side.ts'

/**
 * What a phone in a mobile network has of its own (3GPP TS 23.003; MAC addresses of its radios, IEEE 802; a number of its
 * system), and what people who use it go by that is sent as a digest: of each line one at least. A digest of one that no profile
 * gives is not known, whatever else the profile has.
 */
const ownNumbers: readonly { readonly name: string; readonly kinds: readonly string[] }[] = [
  { name: 'IMEI', kinds: ['imei', 'meid', 'esn'] },
  { name: 'serial number', kinds: ['serial'] },
  { name: 'ICCID', kinds: ['iccid'] },
  { name: 'EID', kinds: ['eid'] },
  { name: 'Wi-Fi MAC', kinds: ['wifi-mac'] },
  { name: 'Bluetooth address', kinds: ['bluetooth-mac'] },
  { name: 'Android ID', kinds: ['android-id'] },
  { name: 'e-mail address', kinds: ['email'] },
  { name: 'telephone number', kinds: ['msisdn'] },
  { name: 'IMSI', kinds: ['imsi'] },
]

/** Numbers of its own of which no profile speaks; none where all were given. */
function numbersNotGiven({ givenKinds }: Side): (typeof ownNumbers)[number][] {
  return ownNumbers.filter(({ kinds }) => !kinds.some((kind) => givenKinds.has(kind)))
}

/** They by the name of the commonest kind of each. */
function namesOf(numbers: typeof ownNumbers): string[] {
  return numbers.map(({ name }) => name)
}

/** Why a digest may have gone unseen, as half a sentence; '' where all numbers were given. */
export function notGivenText(side: Side): string {
  const missing = numbersNotGiven(side)
  if (missing.length === 0) return ''
  if (side.isGivenUntold === true)
    return 'results of an earlier version do not say which of the phone’s own numbers their profile had: a digest of another is not known'
  return side.givenKinds.size === 0
    ? 'the phone’s own numbers were not given: a digest of one is not known without them'
    : `not all that the phone and its user go by was given (no ${namesOf(missing).join(', no ')}): a digest of that is not known without it`
}

/** What would show digests, too. */
export function profileTest(side: Side): string {
  if (side.isGivenUntold === true) return 'The same captures, scanned anew with the profile (--profile).'
  const missing = numbersNotGiven(side)
  return `The same captures with a profile of the phone (--profile)${side.givenKinds.size === 0 ? '' : ` that has ${namesOf(missing).join(', ')}, too, or says by an empty list (“${missing.at(-1)?.kinds[0] ?? ''}: []”) that the phone has none`}.`
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
