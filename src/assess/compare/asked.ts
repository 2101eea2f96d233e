/**
 * Names that are asked for after and were not before, and behind which nobody was reached: a sender that was moved to
 * where the lab, or a blocker, does not let it go is as silent as one that is gone. What is asked of DNS can itself be what
 * is told, as parts of names under one domain.
 */
import { count } from '../../correlate/words.ts'
import { presenceOf, recipientOf } from '../side.ts'
import type { Side } from '../side.ts'
import { countAfter } from './contacts.ts'
import { doubtOfMove } from './doubt.ts'
import type { Doubt } from './doubt.ts'
import { shareText } from './exposure.ts'
import type { Exposure, Pair, Stimulus } from './exposure.ts'

/** Names of which nobody was reached, each with when it was asked for: of one name, or of several under one. */
interface NewName {
  readonly name: string
  /** How many names stand behind it. */
  readonly names: number
  readonly times: Float64Array
}

/** Kept for its sides, since each row that is gone asks. */
const newNamesKept = new WeakMap<Side, WeakMap<Side, readonly NewName[]>>()

function newNamesOf(before: Side, after: Side): readonly NewName[] {
  const ofBefore = newNamesKept.get(before) ?? new WeakMap<Side, readonly NewName[]>()
  newNamesKept.set(before, ofBefore)
  const kept = ofBefore.get(after)
  if (kept !== undefined) return kept
  const times = (name: string): Float64Array => after.timing?.asked?.get(name) ?? new Float64Array()
  const single = [...after.dnsNames]
    .filter((name) => isName(name) && isUnreached(before, after, name))
    .map((name): NewName => ({ name, names: 1, times: times(name) }))
  // A part of the name that is another one each time.
  const known = new Set([...before.dnsNames].map(parentOf))
  const joined = [...Map.groupBy(single, ({ name }) => parentOf(name))]
    .filter(([parent, own]) => own.length > 1 && parent.includes('.') && !known.has(parent))
    .map(
      ([name, own]): NewName => ({
        name,
        names: own.length,
        times: Float64Array.from(own.flatMap((one) => [...one.times])).sort(),
      }),
    )
  const found = [...single, ...joined]
  ofBefore.set(after, found)
  return found
}

/** Names of hosts on the internet, not those of addresses that are looked up. */
function isName(name: string): boolean {
  return name.includes('.') && !name.endsWith('.arpa') && !name.endsWith('.local')
}

function isUnreached(before: Side, after: Side, name: string): boolean {
  return presenceOf(before, name) === 'absent' && presenceOf(after, name) === 'dns-only'
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}

/** A new name of the domain of who is gone; null where none is asked for. */
export function sameDomainDoubtOf(before: Side, after: Side, pair: Pair): Doubt | null {
  const domain = recipientOf(before, pair.host)?.domain ?? ''
  if (domain === '') return null
  const moved = newNamesOf(before, after).find(
    ({ name }) => name !== pair.host && (name === domain || name.endsWith(`.${domain}`)),
  )
  return moved === undefined
    ? null
    : doubtOfMove(moved.name, `${moved.name} is asked for now, was not before, and was not reached`)
}

/** A new name that is asked for after so large a share of the stimuli, or of which that is not known; null where there is none. */
export function askedDoubtOf(
  before: Side,
  after: Side,
  stimulus: Stimulus,
  isEnough: (asked: Exposure, times: number) => boolean,
): Doubt | null {
  const newNames = newNamesOf(before, after)
  if (after.timing === null)
    return newNames[0] === undefined
      ? null
      : doubtOfMove(
          newNames[0].name,
          `${newNames[0].name} was not asked for before, is asked for now, and nobody was reached there, and a document of results does not say how often`,
        )
  for (const { name, names, times } of newNames) {
    const [asked] = countAfter(after, times, stimulus) ?? []
    if (asked === undefined || asked.hits === 0 || !isEnough(asked, times.length)) continue
    const when = stimulus.event === null ? 'in' : 'after'
    const what = names === 1 ? `${name} was` : `${count(names, 'name')} under ${name} were`
    return doubtOfMove(
      name,
      `${what} not asked for before, ${names === 1 ? 'is' : 'are'} asked for now ${when} ${shareText(asked, stimulus.event)}, and nobody was reached there`,
    )
  }
  return null
}
