import { exchangeKey } from '../../assess/exchange-key.ts'
import { sharedKinds } from '../../assess/shared-kinds.ts'
import type { Observation, Transmission } from '../../assess/types.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { ephemeralPort } from '../../core/ports.ts'
import { compareInstants, secondsBetween, secondsOf } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { Flow } from '../../stream/types.ts'
import { withoutOrigin } from '../recipients/whole-url.ts'

/** What two recorders saw of the same traffic. */
export const sameSendsAnomaly: AnomalyCode = {
  code: 'source.capture.same_sends',
  kind: 'ambiguous',
  sentence:
    'Two files show the same sends, as two recorders of one traffic do: what both show counts once; connections and bytes count twice.',
}

/** From when to when a file was recorded; null where it does not say. */
type Span = { readonly first: Instant | null; readonly last: Instant | null }

/** Two that are one send, the first of the file that was given first. */
type Same = readonly [left: Transmission, right: Transmission]

/** What two files show both of. */
export interface SameSends {
  /** Numbers of the files. */
  readonly files: readonly [left: number, right: number]
  readonly sends: readonly Same[]
}

/** Clocks of two recorders of the same traffic may be so far apart, and one may note the end of a message. */
const secondsMax = 2
/** So many sends at the same times are no chance, whatever they hold. */
const sharedMin = 3
/** Whether the client's port tells a connection of TCP from others to the same server: systems choose these by chance (RFC 6056), others may be a program's own. */
export function hasChosenPort({ transport, clientPort }: Pick<Flow, 'transport' | 'clientPort'>): boolean {
  return transport === 'tcp' && clientPort >= ephemeralPort
}

/**
 * The connection of a send by its two ends, which another recorder of the same traffic tells alike, whatever its clock says; ''
 * where they do not tell it from others.
 */
export function connectionOf(flow: Pick<Flow, 'transport' | 'clientPort' | 'communityId'>): string {
  return hasChosenPort(flow) ? flow.communityId : ''
}

/**
 * Pairs of files of which one shows most of what the other shows: to the same recipients, with the same methods, paths and
 * values, at the same times where both were recorded; or on the same connections, where one clock is always as far off.
 */
export function sameSends(
  spans: readonly Span[],
  transmissions: readonly Transmission[],
  observations: readonly Observation[],
  connection: (one: Transmission) => string,
): SameSends[] {
  const files = [...Map.groupBy(transmissions, ({ capture }) => capture)]
  if (files.length < 2) return []
  const observed = Map.groupBy(observations, exchangeKey)
  const keys = new Map(transmissions.map((one) => [one, keyOf(one, observed)]))
  const isOwn = (one: Transmission): boolean =>
    (observed.get(exchangeKey(one)) ?? []).some(({ identifier }) => !sharedKinds.has(identifier))
  const shown = files.map(([file, sends]): Shown => {
    const known = new Map<Transmission, string>()
    for (const one of sends) {
      const over = connection(one)
      if (over !== '') known.set(one, `${over} ${keys.get(one)}`)
    }
    return { file, span: spanOf(spans[file]), sends, known, connections: new Set(known.values()) }
  })
  const pairs: SameSends[] = []
  for (const [at, left] of shown.entries())
    for (const right of shown.slice(at + 1)) {
      const sends = onSameConnections(left, right, keys) ?? atSameTimes(left, right, keys, isOwn)
      if (sends !== null) pairs.push({ files: [left.file, right.file], sends })
    }
  return pairs
}

type Keys = ReadonlyMap<Transmission, string>

/** What one file shows. */
interface Shown {
  readonly file: number
  readonly span: { readonly first: number; readonly last: number } | null
  readonly sends: readonly Transmission[]
  /** Those whose connection is known from others, with what two recorders of it tell alike, and all of that. */
  readonly known: Keys
  readonly connections: ReadonlySet<string>
}

/** What two recorders of a send tell alike. */
function keyOf(one: Transmission, observed: ReadonlyMap<string, readonly Observation[]>): string {
  const values = (observed.get(exchangeKey(one)) ?? []).map(
    ({ identifier, normal }) => `${identifier} ${normal}`,
  )
  const { method, path } = one.summary
  return JSON.stringify([one.recipient, method, withoutOrigin(path), ...new Set(values.sort())])
}

/**
 * Says of two that are one send whether the second shows each value of the first in the same field: logs tell of one request in
 * parts. How a recorder left what was packed is no matter.
 */
export function comparePlaces(
  observations: readonly Observation[],
): (one: Transmission, other: Transmission) => boolean {
  const observed = Map.groupBy(observations, exchangeKey)
  const placesOf = (sent: Transmission): string[] =>
    (observed.get(exchangeKey(sent)) ?? []).map(({ identifier, normal, chain }) =>
      JSON.stringify([identifier, normal, ...chain.flatMap(({ detail }) => (detail === '' ? [] : detail))]),
    )
  return (one, other) => {
    const there = new Set(placesOf(other))
    return placesOf(one).every((place) => there.has(place))
  }
}

/**
 * What two files have in common, where that is most of what one of them shows of the time of both. Where nothing of it tells
 * one phone from another, two of them may have sent a few at the same time.
 */
function atSameTimes(
  left: Shown,
  right: Shown,
  keys: Keys,
  isOwn: (one: Transmission) => boolean,
): Same[] | null {
  const [ofLeft, ofRight] = [left.span, right.span]
  if (ofLeft === null || ofRight === null) return null
  const common = Math.min(ofLeft.last, ofRight.last) - Math.max(ofLeft.first, ofRight.first)
  if (common < 0) return null
  // Where most of one was recorded beside the other, a clock may put what stands at its ends a little outside.
  const isBeside = common * 2 >= Math.min(ofLeft.last - ofLeft.first, ofRight.last - ofRight.first)
  const margin = isBeside ? secondsMax : 0
  const [leftThen, rightThen] = [within(left.sends, ofRight, margin), within(right.sends, ofLeft, margin)]
  const same = alikeIn(leftThen, rightThen, keys, 0)
  const isTold = same.length >= sharedMin || same.some(([one]) => isOwn(one))
  return isTold && isMost(same, leftThen, rightThen) ? alikeIn(left.sends, right.sends, keys, 0) : null
}

function spanOf(span: Span | undefined): { readonly first: number; readonly last: number } | null {
  const { first = null, last = null } = span ?? {}
  if (first === null || last === null) return null
  return { first: secondsOf(first), last: secondsOf(last) }
}

/** Those that were sent while another file was recorded, and so many seconds before and behind. */
function within(
  all: readonly Transmission[],
  { first, last }: { readonly first: number; readonly last: number },
  margin: number,
): Transmission[] {
  return all.filter(({ at }) => {
    const second = secondsOf(at)
    return second >= first - margin && second <= last + margin
  })
}

function isMost(
  same: readonly Same[],
  left: readonly Transmission[],
  right: readonly Transmission[],
): boolean {
  return same.length * 2 > Math.min(left.length, right.length)
}

/**
 * The same by connections: as far apart in time as the middle one of all pairs that may be the same. What no connection tells
 * (datagrams, a program's own port) is compared by times, as the clocks of these pairs have it.
 */
function onSameConnections(left: Shown, right: Shown, keys: Keys): Same[] | null {
  if (![...left.connections].some((one) => right.connections.has(one))) return null
  const both: Keys = new Map([...left.known, ...right.known])
  const [ofLeft, ofRight] = [[...left.known.keys()], [...right.known.keys()]]
  const others = Map.groupBy(inTime(ofRight), (one) => both.get(one))
  const late: number[] = []
  for (const [key, ones] of Map.groupBy(inTime(ofLeft), (one) => both.get(one)))
    for (const [index, { at }] of (others.get(key) ?? []).slice(0, ones.length).entries())
      late.push(secondsBetween((ones[index] as Transmission).at, at))
  late.sort((one, other) => one - other)
  const secondsLate = late[late.length >> 1] as number
  const same = alikeIn(ofLeft, ofRight, both, secondsLate)
  if (!isMost(same, ofLeft, ofRight)) return null
  const untold = ({ sends, known }: Shown): Transmission[] => sends.filter((one) => !known.has(one))
  return [...same, ...alikeIn(untold(left), untold(right), keys, secondsLate)]
}

/** What is alike in two lists, and near in time when the second one's clock is `secondsLate` ahead: each with one other. */
function alikeIn(
  left: readonly Transmission[],
  right: readonly Transmission[],
  keys: Keys,
  secondsLate: number,
): Same[] {
  const others = Map.groupBy(right, (one) => keys.get(one))
  const same: Same[] = []
  const secondsTo = (one: Transmission, other: Transmission): number =>
    secondsBetween(one.at, other.at) - secondsLate
  for (const [key, ones] of Map.groupBy(left, (one) => keys.get(one))) {
    const there = inTime(others.get(key) ?? [])
    let next = 0
    for (const one of inTime(ones)) {
      while (next < there.length && secondsTo(one, there[next] as Transmission) < -secondsMax) next++
      const other = there[next]
      if (other === undefined || secondsTo(one, other) > secondsMax) continue
      same.push([one, other])
      next++
    }
  }
  return same
}

function inTime(all: readonly Transmission[]): Transmission[] {
  return all.toSorted((one, other) => compareInstants(one.at, other.at))
}
