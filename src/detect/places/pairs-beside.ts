import { isDigit } from '../../core/ascii.ts'
import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { stepKilometres } from '../../core/kilometres.ts'
import { keyEndings } from '../names/key-name.ts'
import { partedLists } from './parted-lists.ts'
import type { PartedList } from './parted-lists.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import type { Detection, Dismissal } from '../types.ts'
import { coordinates, likelyScale, precision, valueBytesMax } from './coordinates.ts'
import { halfOf, isSlight, latitudes, longitudes, namesHalf, ofHalves } from './half-names.ts'
import { placeAt } from './near-place.ts'
import { bestPair, halves, slightDecimalsMin, textDecimalsMin, wholly } from './place-halves.ts'
import { placeObjection } from './place-objection.ts'

/** The value's own name at the end of its path: `.lat`, `/@lat`, `["lat`, `[lat`. */
const pathEnd = /(?:^|[./]|\[)[^./[]*$/

/** What the pairs of one document come to. */
export interface Pairs {
  /** A detection for each half of a pair, or the reason why it is no place. */
  readonly found: readonly (Detection | Dismissal)[]
  /** There were more than `detect.placesMax`: behind them only those near a place of the profile count. */
  readonly isFull: boolean
}

const noPairs: Pairs = { found: [], isFull: false }

/** A value with the name of its field, or with that which stands beside it. */
interface NamedNode {
  readonly node: Node
  readonly name: string
}

/** What stands beside a value as its name; undefined where nothing does that names half of a place. */
export type NameBeside = (node: Node) => string | undefined

/** Values side by side, of one object, element or form, whose names differ in the half that they say: each with its like. */
interface Side {
  /** What they stand in. */
  readonly path: string
  readonly lats: NamedNode[]
  readonly lons: NamedNode[]
}

/**
 * All pairs among the children of `node`, each of one object, element or form. `names`: the groups that any of their names is
 * in (see `names/name-groups.ts`).
 */
export function pairsAt(node: Node, names: number, profile: Profile | null, nameBeside: NameBeside): Pairs {
  if ((names & ofHalves) === 0 && !node.children.some((child) => nameBeside(child) !== undefined))
    return noPairs
  const lists = partedLists(node.children, halfOf)
  const taken = new Set(lists.flatMap(({ nodes }) => nodes))
  const found: (Detection | Dismissal)[] = listPairs(lists, profile)
  let pairs = 0
  const children = taken.size === 0 ? node.children : node.children.filter((child) => !taken.has(child))
  for (const { lats, lons } of sidesOf(children, nameBeside)) {
    for (const [at, lat] of lats.entries()) {
      const lon = lons[at]
      if (lon === undefined) break
      const pair = pairOf(lat, lon, profile)
      const isKnown = pair.some((one) => 'by' in one && one.by === 'profile')
      if (!isKnown && pair.length > 0) pairs++
      if (isKnown || pairs <= limits.detect.placesMax) found.push(...pair)
    }
  }
  return { found, isFull: pairs > limits.detect.placesMax }
}

/** Places whose halves are lists of degrees, minutes and seconds: as many as other pairs. */
function listPairs(lists: readonly PartedList[], profile: Profile | null): (Detection | Dismissal)[] {
  if (lists.length < 2) return []
  const longitudesBySide = new Map(lists.filter((one) => !one.isLatitude).map((one) => [one.side, one]))
  const lats = lists.filter(({ isLatitude }) => isLatitude).slice(0, limits.detect.placesMax)
  return lats.flatMap((lat): (Detection | Dismissal)[] => {
    const lon = longitudesBySide.get(lat.side)
    const [latNode, lonNode] = [lat.nodes[0], lon?.nodes[0]]
    if (lon === undefined || latNode === undefined || lonNode === undefined) return []
    const decimals = Math.min(lat.decimals, lon.decimals)
    const objection = ownerObjection(latNode, latNode.key, 'place', true)
    const near = placeAt(profile, lat.degrees, lon.degrees, stepKilometres(decimals), objection)
    const placeholder = near === null ? placeholderPlace(lat.degrees, lon.degrees) : ''
    if (placeholder !== '') {
      const value = `${lat.degrees},${lon.degrees}`
      return [{ identifier: 'location', value, node: latNode, reason: placeholder }]
    }
    const reason = `${latNode.key} and ${lonNode.key} are lists of degrees and minutes, as fine as ${precision(decimals)}`
    const pair = { lat: { ...lat, scale: 0 }, lon: { ...lon, scale: 0 }, near }
    return [...halves(pair, [latNode, lonNode].map(wholly), reason, objection)]
  })
}

/** The latitudes and longitudes among these values: those whose names fit each other, then what is left of each object, and of each list. */
function sidesOf(children: readonly Node[], nameBeside: NameBeside): readonly Side[] {
  const sides = new Map<string, Side>()
  const sideAt = (path: string, names: string): Side => {
    const id = `${path} ${names}`
    const side = sides.get(id) ?? { path, lats: [], lons: [] }
    sides.set(id, side)
    return side
  }
  for (const child of children) {
    const beside = nameBeside(child)
    const given = beside ?? child.key
    if (!namesHalf(given)) continue
    const endings = keyEndings(given)
    const lat = endings.find((ending) => latitudes.has(ending))
    const name = lat ?? endings.find((ending) => longitudes.has(ending))
    // In `[["lat",59.93],["lon",10.77]]` the second name stands as under the first.
    if (name === undefined || (beside !== undefined && !isNumberLike(child))) continue
    const { detail } = child.step
    // `ne_` of `ne_lat`, `2` of `lat2`, `[2]` of an element of a list.
    const before = (endings[0] as string).slice(0, -name.length)
    const behind = (beside === undefined ? /(?<![\d[\]])[\d[\]]*$/.exec(detail)?.[0] : '') ?? ''
    const path = detail.slice(0, detail.length - behind.length).replace(pathEnd, '')
    // Of a name beside the value nothing is in its path, so that a row is an object; one that stands above is its end.
    const isAbove = beside !== undefined && (path.endsWith(`.${beside}`) || path.endsWith(`/${beside}`))
    const side = sideAt(isAbove ? path.slice(0, -beside.length - 1) : path, before + behind)
    const named = { node: child, name: given }
    if (lat === undefined) side.lons.push(named)
    else side.lats.push(named)
  }
  const leave = (from: readonly Side[], pathOf: (path: string) => string): Side[] => {
    const left = new Set<Side>()
    for (const { path, lats, lons } of from) {
      if (lats.length === lons.length) continue
      const side = sideAt(pathOf(path), 'left')
      for (const lat of lats.splice(lons.length)) side.lats.push(lat)
      for (const lon of lons.splice(lats.length)) side.lons.push(lon)
      left.add(side)
    }
    return [...left]
  }
  const ofObjects = leave([...sides.values()], (path) => `${path} object`)
  // `[{"lat":…},{"lon":…}]`: objects of one value each; the value may be in an object of its own.
  leave(ofObjects, (path) => `${path.replace(/\[\d+\](?:\.value)? object$/, '')} list`)
  return [...sides.values()]
}

function isNumberLike({ bytes }: Node): boolean {
  return bytes.length <= valueBytesMax && bytes.some(isDigit)
}

/** Steps that leave a number a number. */
const escapes: ReadonlySet<string> = new Set([
  'percent',
  'native-digits',
  'full-width',
  'typographic-signs',
  'printed-value',
])

/** The value as its escapes stand for it. */
function unescaped(node: Node): Node {
  const [only] = node.children
  return only !== undefined && node.children.length === 1 && escapes.has(only.step.step)
    ? unescaped(only)
    : node
}

function pairOf(
  { node: latNode, name: latName }: NamedNode,
  { node: lonNode, name: lonName }: NamedNode,
  profile: Profile | null,
): readonly (Detection | Dismissal)[] {
  const latValue = unescaped(latNode)
  const lonValue = unescaped(lonNode)
  if (latValue.bytes.length > valueBytesMax || lonValue.bytes.length > valueBytesMax) return []
  const latText = latValue.bytes.toString('utf8').trim()
  const lonText = lonValue.bytes.toString('utf8').trim()
  const none = (reason: string): Dismissal[] => [
    { identifier: 'location', value: `${latText},${lonText}`, node: latNode, reason },
  ]
  if (Number(latText) === 0 && Number(lonText) === 0 && latText !== '')
    return none('zero latitude and longitude stand for "no position"')
  const objection = placeObjection(latNode, latName)
  const pair = bestPair(
    coordinates(latText, 90),
    coordinates(lonText, 180),
    likelyScale(latName, latText),
    profile,
    objection,
  )
  if (pair === null) return []
  const { lat, lon, near } = pair
  const placeholder = near === null ? placeholderPlace(lat.degrees, lon.degrees) : ''
  if (placeholder !== '') return none(placeholder)
  const decimals = Math.min(lat.decimals, lon.decimals)
  if (near === null && decimals < textDecimalsMin && latNode.step.step === 'words') return []
  // `la` and `lo` are also lag, low and the like.
  if (near === null && decimals < slightDecimalsMin && [latName, lonName].some(isSlight)) return []
  const fine = precision(decimals)
  const reason = `${latName} and ${lonName} side by side are coordinates, as fine as ${fine}`
  return halves(pair, [latValue, lonValue].map(wholly), reason, objection)
}
