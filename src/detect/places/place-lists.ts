import type { Node } from '../../decode/types.ts'
import { keyEndings } from '../names/key-name.ts'
import { kilometresBetween } from '../../core/kilometres.ts'

/**
 * Lists of places that no phone was at: shops, stops, towns, other people's vehicles. One of them may be near where the
 * user lives, as of any list of places of a town; what tells them from a track is that a track has a moment beside each
 * place, or goes from each place to one nearby.
 */

/** Fewer say nothing of each other. */
const placesMin = 3
/** From so many on it shows whether each is near the one before. */
const trackPlacesMin = 8
/** Within as much a phone may be, and its receiver wrong. */
const nearbyKilometres = 1
/** Few places as far apart are no errand. */
const farKilometres = 30
/** From each of a list of places to the next it is a third of the way across, from one of a track a few hundredths. */
const trackShare = 0.25
/** More would say nothing else. */
const placesMax = 1_000

const moments: ReadonlySet<string> = new Set(
  'time times timestamp timestampms timems ts tst date datetime when epoch utc fixtime t at createdat recordedat'.split(
    ' ',
  ),
)

/** True for a name under which the moment of a place stands. */
export function namesMoment(name: string): boolean {
  return keyEndings(name).some((ending) => moments.has(ending))
}

/** A latitude and a longitude, in degrees. */
export type Point = readonly [number, number]

/** What speaks against each place of a list in this order; '' where it may be a track, or is too short to say. */
export function scatterObjection(points: readonly Point[]): string {
  const { length } = points
  if (length < placesMin) return ''
  const [lats, lons] = [0, 1].map((half) => points.map((point) => point[half as 0 | 1])) as [
    number[],
    number[],
  ]
  const across = kilometresBetween(Math.min(...lats), Math.min(...lons), Math.max(...lats), Math.max(...lons))
  if (across <= nearbyKilometres) return ''
  const objection = `it is one of ${length === placesMax ? `${length} and more` : length} places in one list, which are further apart than those of a track`
  if (length < trackPlacesMin) return across > farKilometres ? objection : ''
  let way = 0
  for (let at = 1; at < length; at++) {
    const [[latA, lonA], [latB, lonB]] = [points[at - 1], points[at]] as [Point, Point]
    way += kilometresBetween(latA, lonA, latB, lonB)
  }
  return way > trackShare * length * across ? objection : ''
}

/** `$.stops[3].pos.lat` is in the list `$.stops`, in its item `3`. */
const item = /^(.*?)\[(\d+)\](?:[./@].*)?$/

/** Half of a place among the values of a document, without the index that it has in a pair (`[0]`). */
export interface ListedHalf {
  readonly detail: string
  readonly half: 0 | 1
  readonly degrees: number
}

const known = new WeakMap<Node, ReadonlyMap<string, string>>()

/**
 * What the list around a value of `node` says against its place; '' for nothing. `halvesOf` reads all halves of places among
 * the values: it is asked once for each node.
 */
export function listObjection(
  node: Node,
  detail: string,
  halvesOf: (children: readonly Node[]) => readonly ListedHalf[],
): string {
  const path = listOf(detail)?.path
  if (path === undefined) return ''
  let objections = known.get(node)
  if (objections === undefined) {
    objections = objectionsIn(node.children, halvesOf(node.children))
    known.set(node, objections)
  }
  return objections.get(path) ?? ''
}

interface Listed {
  readonly path: string
  /** Which item of the list; null where only the order of the values tells (XML). */
  readonly index: string | null
}

/** The innermost list that a value is in; null where it is in none. */
function listOf(detail: string): Listed | null {
  let found: Listed | null = null
  for (let match = item.exec(detail), from = 0; match !== null; match = item.exec(detail.slice(from))) {
    const [, before = '', index = ''] = match
    found = { path: detail.slice(0, from) + before, index }
    from += before.length + index.length + 2
  }
  // Elements that come again and again have one path: `osm/node/@lat`.
  const slash = detail.lastIndexOf('/')
  return found ?? (slash > 0 ? { path: detail.slice(0, slash), index: null } : null)
}

/** What each list says against its places, by its path. */
function objectionsIn(children: readonly Node[], halves: readonly ListedHalf[]): ReadonlyMap<string, string> {
  const lists = new Map<string, Map<string, [number | null, number | null]>>()
  const counts = new Map<string, number>()
  for (const { detail, half, degrees } of halves) {
    const listed = listOf(detail)
    if (listed === null) continue
    const { path } = listed
    const items = lists.get(path) ?? new Map<string, [number | null, number | null]>()
    const count = counts.get(`${half} ${path}`) ?? 0
    counts.set(`${half} ${path}`, count + 1)
    const index = listed.index ?? String(count)
    if (items.size === placesMax && !items.has(index)) continue
    const point = items.get(index) ?? [null, null]
    point[half] ??= degrees
    lists.set(path, items.set(index, point))
  }
  const objections = new Map<string, string>()
  for (const [path, items] of lists) {
    const points = [...items.values()].filter((point): point is [number, number] => !point.includes(null))
    const objection = scatterObjection(points)
    if (objection !== '') objections.set(path, objection)
  }
  for (const { key, step } of objections.size === 0 ? [] : children) {
    const path = namesMoment(key) ? listOf(step.detail)?.path : undefined
    if (path !== undefined) objections.delete(path)
  }
  return objections
}
