import { isDigit } from '../../core/ascii.ts'
import { limits } from '../../core/limits.ts'
import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Place, Profile } from '../../device/types.ts'
import type { Datum } from './datums.ts'
import { partedDegrees } from './degrees.ts'
import { kilometresBetween, stepKilometres } from '../../core/kilometres.ts'
import { keyEndings } from '../names/key-name.ts'
import { groupsOf, nameGroup } from '../names/name-groups.ts'
import { knownSpots, takenAs } from './known-spots.ts'
import { partedLists } from './parted-lists.ts'
import type { HalfOf, PartedList } from './parted-lists.ts'
import { columnsObjection, ownerObjection } from '../names/owner-names.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import { columnAt, membersIn } from '../names/text-members.ts'
import type { TextMember } from '../names/text-members.ts'
import { listObjection, namesMoment, scatterObjection } from './place-lists.ts'
import type { ListedHalf, Point } from './place-lists.ts'
import { withoutPower } from '../spellings/written.ts'
import type { Confidence, Detection, Dismissal } from '../types.ts'

/**
 * Coordinates come as two values under two names, side by side. A latitude without its longitude says little, and a
 * number with decimals under no such name is anything: only pairs count.
 */

const latitudeNames = [
  'lat',
  'latitude',
  'late',
  'latitudee',
  'gpslat',
  'gpslatitude',
  'mlat',
  'geolat',
  'la',
  'lt',
  'lati',
  'latdeg',
  // Of Garmin's training files (TCX).
  'latitudedegrees',
  // In Spanish and Portuguese, Italian, German, Norwegian, Swedish and Finnish.
  'latitud',
  'latitudine',
  'breitengrad',
  'breddegrad',
  'breddgrad',
  'leveysaste',
  // In Chinese (pinyin).
  'weidu',
]
const longitudeNames = [
  'lon',
  'lng',
  'long',
  'longitude',
  'lone',
  'lnge',
  'longitudee',
  'gpslon',
  'gpslng',
  'gpslongitude',
  'mlon',
  'geolon',
  'lo',
  'lg',
  'longi',
  'londeg',
  'lngdeg',
  'longitudedegrees',
  'longitud',
  'longitudine',
  'laengengrad',
  'lengdegrad',
  'pituusaste',
  'jingdu',
]

/** All names, for the probe; `latE7` is looked up as `late`. */
export const coordinateNames: readonly string[] = [...latitudeNames, ...longitudeNames]
/** `1.23`: fewer decimals name a region, not a place. */
export const coordinateBytesMin = 4

/** Where a phone is at a place differs by as much, and by what its receiver is wrong: who sends 10 m and is further away is elsewhere. */
const placeKilometresMax = 0.5
/** A profile that says a place with one decimal means no more than this around it. */
const vagueKilometresMax = 2
/** Of a business, or a corner of a map, the place of the profile is meant only where it is the same house. */
export const houseKilometresMax = 0.1

interface Coordinate {
  readonly degrees: number
  readonly decimals: number
  /** Of a whole number: it counts 10^-scale degrees, or {@link semicircles}; 0 for decimals. */
  readonly scale: number
}

/** What ends a sentence, or stands between its parts. */
const sentenceSigns = /[.,;:!?]{1,3}$/

/** `59.9139`, `59,9139`, `59°54'50"N`, or a whole number of a fraction of a degree in each scale that is possible; a double, too, and in a sentence. */
function coordinates(written: string, limit: number): Coordinate[] {
  const text = withoutPower(written.trim().replace(sentenceSigns, ''))
  const decimal = /^\s*([+-]?\d{1,3})[.,](\d{1,18})\s*$/.exec(text)
  const parted = decimal === null ? partedDegrees(text) : null
  const one =
    decimal !== null
      ? { degrees: Number(text.replace(',', '.')), decimals: (decimal[2] as string).length, scale: 0 }
      : parted !== null
        ? { ...parted, scale: 0 }
        : null
  if (one !== null) return Math.abs(one.degrees) <= limit ? [one] : []
  if (!/^\s*[+-]?\d{6,10}\s*$/.test(text)) return []
  return scales
    .map((scale) => ({
      degrees:
        scale === semicircles
          ? roundedDegrees((Number(text) * 180) / 2 ** semicircles)
          : Number(text) / 10 ** scale,
      decimals: Math.min(scale, decimalsMax),
      scale,
    }))
    .filter(({ degrees }) => Math.abs(degrees) <= limit && Math.abs(degrees) >= 1)
}

/** Ten-millionths and millionths of a degree are usual; hundred-thousandths are taken where a place is known there. */
const scales = [7, 6, 5, 31]
/** Of the files of watches and bicycle computers (FIT), and what is made of them: half a turn is 2^31. */
const semicircles = 31
/** What FIT and its converters call them. */
const semicircleNames = /(?:position_?(?:lat|long)|semicircles?)$/i
/** A semicircle is 9 mm. */
const decimalsMax = 7

function roundedDegrees(degrees: number): number {
  return Number(degrees.toFixed(decimalsMax))
}
/** A latitude of ten-millionths has so many digits from 10 degrees on. */
const digitsOfTenMillionths = 9

/** What the name says (`latE6`), else what the number of digits makes likely. */
function likelyScale(key: string, text: string): number {
  const named = /e([5-7])$/i.exec(key)?.[1]
  if (named !== undefined) return Number(named)
  if (semicircleNames.test(key)) return semicircles
  return withoutPower(text.trim()).replace(/\D/g, '').length >= digitsOfTenMillionths ? 7 : 6
}

/** How fine a coordinate is, in words: what it tells depends on it. */
export function precision(decimals: number): string {
  const classes = ['about 100 km', 'about 10 km', 'about 1 km', 'about 100 m', 'about 10 m']
  return classes[decimals] ?? 'about 1 m or finer'
}

/** A place of the profile, and how far it is from what was sent, where that is taken for coordinates of the datum. */
export interface NearPlace {
  readonly place: Place
  readonly kilometres: number
  readonly datum: Datum
}

/** The distance in words, as a reason. */
export function nearReason({ place, kilometres, datum }: NearPlace): string {
  return `${kilometres.toFixed(1)} km from "${place.name}" of the profile${takenAs(datum)}`
}

/**
 * The place of the profile that is nearest, if it is near enough to be meant: no further than places reach, or than what
 * was sent may be off (`kilometresMax`); of one in China in the datum in which it is the nearest, or in `datum` alone where that is
 * given. `objection`: what the names around say of whose place it is.
 */
export function placeAt(
  profile: Profile | null,
  lat: number,
  lon: number,
  kilometresMax = 0,
  objection = '',
  datum: Datum | null = null,
): NearPlace | null {
  let nearest: NearPlace | null = null
  for (const spot of knownSpots(profile?.places ?? nowhere)) {
    if (datum !== null && spot.datum !== datum) continue
    const { place } = spot
    const kilometres = kilometresBetween(lat, lon, spot.lat, spot.lon)
    const reach = objection === '' ? Math.max(reachOf(place), kilometresMax) : houseKilometresMax
    if (kilometres <= reach && kilometres < (nearest?.kilometres ?? Number.POSITIVE_INFINITY)) {
      nearest = { place, kilometres, datum: spot.datum }
    }
  }
  return nearest
}

const nowhere: readonly Place[] = []

const valueBytesMax = 32

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

/** What speaks against a place that one of these values is half of: whose it is, or the list that it is in; '' for nothing. */
export function placeObjection(node: Node, key: string): string {
  const owner = ownerObjection(node, key, 'place', true)
  return owner !== '' || node.parent === null
    ? owner
    : listObjection(node.parent, listedAs(node), listedHalves)
}

/** The path of a value; that of the pair, where two numbers in a list are one. */
function listedAs({ key, step: { detail } }: Node): string {
  return orderOf(key) === undefined ? detail : detail.replace(/\[[01]\]$/, '')
}

function listedHalves(children: readonly Node[]): ListedHalf[] {
  return children.flatMap((child): ListedHalf[] => {
    const { key, bytes } = child
    if (bytes.length > valueBytesMax || !mayBeHalf(child)) return []
    const detail = listedAs(child)
    const isFirst = detail !== child.step.detail ? child.step.detail.endsWith('[0]') : null
    const ending = keyEndings(key).find(isCoordinate)
    if (isFirst === null && ending === undefined) return []
    const isLatitude =
      isFirst === null ? latitudes.has(ending as string) : (orderOf(key) === 'lat') === isFirst
    const [one] = coordinates(bytes.toString('latin1'), isLatitude ? 90 : 180)
    return one === undefined ? [] : [{ detail, half: isLatitude ? 0 : 1, degrees: one.degrees }]
  })
}

/** By its name, or as one of the two numbers of a list. */
function mayBeHalf({ key, step: { detail } }: Node): boolean {
  return namesHalf(key) || detail.endsWith('[0]') || detail.endsWith('[1]')
}

interface Pair {
  readonly lat: Coordinate
  readonly lon: Coordinate
  readonly near: NearPlace | null
}

/** With fewer decimals a pair says a region: many places are as near to it as that of the profile. */
const sureDecimalsMin = 2

/** Around a place: more, where the profile itself says it with two decimals or fewer. */
function reachOf({ lat, lon }: Place): number {
  const decimals = Math.max(...[lat, lon].map((half) => String(half).split('.')[1]?.length ?? 0))
  return Math.min(vagueKilometresMax, Math.max(placeKilometresMax, stepKilometres(decimals)))
}

/** How sure it is that the place of the profile is meant by numbers with so many decimals. */
export function surenessNear({ place, kilometres }: NearPlace, decimals: number): Confidence {
  const isMeant = kilometres <= Math.max(reachOf(place), stepKilometres(decimals))
  return isMeant && decimals >= sureDecimalsMin ? 'certain' : 'possible'
}

/** The reading that is near a place of the profile, as far as it can tell; else the likeliest, if it is fine enough. */
function bestPair(
  lats: readonly Coordinate[],
  lons: readonly Coordinate[],
  scale: number,
  profile: Profile | null,
  objection: string,
): Pair | null {
  const pairs = lats.flatMap((lat) =>
    lons.filter((lon) => lon.scale === lat.scale).map((lon): Pair => ({ lat, lon, near: null })),
  )
  for (const { lat, lon } of pairs) {
    const step = stepKilometres(Math.min(lat.decimals, lon.decimals))
    const near = placeAt(profile, lat.degrees, lon.degrees, step, objection)
    if (near !== null) return { lat, lon, near }
  }
  const likely =
    pairs.find(({ lat }) => lat.scale === 0 || lat.scale === scale) ??
    pairs.find(({ lat }) => lat.scale !== semicircles)
  const isFine = likely !== undefined && likely.lat.decimals >= 2 && likely.lon.decimals >= 2
  return isFine ? likely : null
}

/** Names of arrays of two numbers, and which comes first: GeoJSON has the longitude first (RFC 7946, 3.1.1). */
const arrayNames: Readonly<Record<string, 'lat' | 'lon'>> = {
  coordinates: 'lon',
  lnglat: 'lon',
  lonlat: 'lon',
  latlng: 'lat',
  latlon: 'lat',
  latlong: 'lat',
  coords: 'lat',
  geopoint: 'lat',
  gps: 'lat',
  geo: 'lat',
  geoloc: 'lat',
  geolocation: 'lat',
  loc: 'lat',
  location: 'lat',
}

/** All of them, for the probe. */
export const coordinateArrayNames: readonly string[] = Object.keys(arrayNames)

/** Which half comes first in an array of this name; undefined for other names. */
function orderOf(key: string): 'lat' | 'lon' | undefined {
  return keyEndings(key)
    .map((ending) => (Object.hasOwn(arrayNames, ending) ? arrayNames[ending] : undefined))
    .find((one) => one !== undefined)
}

/** Coordinates as an array of two numbers under a name that says so: a detection for each half. */
export function arrayPair(node: Node, profile: Profile | null): readonly Detection[] {
  const found: Detection[] = []
  const { children } = node
  for (let at = 0; at + 1 < children.length; at++) {
    const first = children[at] as Node
    const second = children[at + 1] as Node
    if (!first.step.detail.endsWith('[0]') || first.bytes.length > valueBytesMax) continue
    const path = first.step.detail.slice(0, -'[0]'.length)
    // Lines and areas are of maps, not of a phone.
    if (path.endsWith(']') || second.step.detail !== `${path}[1]` || second.bytes.length > valueBytesMax)
      continue
    const order = orderOf(first.key)
    if (order === undefined) continue
    const [lat, lon] = order === 'lat' ? [first, second] : [second, first]
    found.push(...arrayHalves(lat, lon, profile))
  }
  return found
}

function arrayHalves(latNode: Node, lonNode: Node, profile: Profile | null): readonly Detection[] {
  const [lats, lons] = [
    coordinates(latNode.bytes.toString('utf8'), 90),
    coordinates(lonNode.bytes.toString('utf8'), 180),
  ]
  const objection = placeObjection(latNode, latNode.key)
  const pair = bestPair(lats, lons, 0, profile, objection)
  if (pair === null || pair.lat.scale !== 0) return []
  if (pair.near === null && placeholderPlace(pair.lat.degrees, pair.lon.degrees) !== '') return []
  const fine = precision(Math.min(pair.lat.decimals, pair.lon.decimals))
  return halves(
    pair,
    [latNode, lonNode].map(wholly),
    `"${latNode.key}" holds two numbers: coordinates, as fine as ${fine}`,
    objection,
  )
}

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

/** What the pairs of one document come to. */
export interface Pairs {
  /** A detection for each half of a pair, or the reason why it is no place. */
  readonly found: readonly (Detection | Dismissal)[]
  /** There were more than `detect.placesMax`: behind them only those near a place of the profile count. */
  readonly isFull: boolean
}

const noPairs: Pairs = { found: [], isFull: false }

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
    const isAbove = beside !== undefined && path.endsWith(`.${beside}`)
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

const ofHalves = nameGroup(coordinateNames)
const latitudes: ReadonlySet<string> = new Set(latitudeNames)
const longitudes: ReadonlySet<string> = new Set(longitudeNames)
/** The value's own name at the end of its path: `.lat`, `/@lat`, `["lat`, `[lat`. */
const pathEnd = /(?:^|[./]|\[)[^./[]*$/

/** Under names of two letters coordinates have so many decimals, or are another pair of numbers. */
const slightDecimalsMin = 4
/** In a text, where latencies and shares go by such names and have one or two. */
const textDecimalsMin = 3

function isSlight(key: string): boolean {
  return keyEndings(key).every((ending) => ending.length <= 2 || !isCoordinate(ending))
}

const halfOf: HalfOf = (key) => {
  const endings = keyEndings(key)
  const ending = endings.find(isCoordinate)
  if (ending === undefined) return null
  const rest = (endings[0] as string).slice(0, -ending.length)
  return { half: latitudes.has(ending) ? 'lat' : 'lon', rest }
}

function isCoordinate(ending: string): boolean {
  return latitudes.has(ending) || longitudes.has(ending)
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

/** A latitude and a longitude in a text. */
type TextPair = readonly [TextMember, TextMember]

/** The pairs among the cells of a table, and the members and assignments of a text: whichever half comes first. */
export function pairsInText(node: Node, members: readonly TextMember[], profile: Profile | null): Pairs {
  const found: Detection[] = []
  const rows = pairsOf(members)
  const objection = objectionTo(members, rows)
  let pairs = 0
  for (const [lat, lon] of rows) {
    const halvesOfRow = pairInText(node, lat, lon, objection, profile)
    const isKnown = halvesOfRow.some(({ by }) => by === 'profile')
    if (!isKnown && halvesOfRow.length > 0) pairs++
    if (isKnown || pairs <= limits.detect.placesMax) found.push(...halvesOfRow)
  }
  return { found, isFull: pairs > limits.detect.placesMax }
}

function pairsOf(members: readonly TextMember[]): TextPair[] {
  const pairs: TextPair[] = []
  let one: TextMember | null = null
  for (const member of members) {
    if (!namesHalf(member.name)) continue
    const isLat = keyEndings(member.name).some((ending) => latitudes.has(ending))
    // The same half again: of the next row, which has not both.
    if (one === null || one.name === member.name) {
      one = member
      continue
    }
    pairs.push(isLat ? [member, one] : [one, member])
    one = null
  }
  return pairs
}

/** What the other columns, and the places of all rows, say against each. */
function objectionTo(members: readonly TextMember[], rows: readonly TextPair[]): string {
  const ofColumns = columnsObjection(members)
  if (ofColumns !== '' || members.some(({ name }) => namesMoment(name))) return ofColumns
  return scatterObjection(
    rows
      .map(([lat, lon]): Point => [Number(lat.value), Number(lon.value)])
      .filter((point) => point.every(Number.isFinite)),
  )
}

interface Table {
  readonly text: string
  objection: string | null
}

const tables = new WeakMap<Node, Table>()

/** The same of the row of a table that `at` stands in; '' where the text is none. */
export function tableObjection(node: Node, at: number): string {
  const table = tables.get(node) ?? { text: node.bytes.toString('latin1'), objection: null }
  tables.set(node, table)
  const column = columnAt(table.text, at)
  if (column === '') return ''
  if (table.objection === null) {
    const members = membersIn(table.text)
    table.objection = objectionTo(members, pairsOf(members))
  }
  return table.objection || ownerObjection(node, column, 'place', true)
}

/** True for a name of one half of a place. */
export function namesHalf(name: string): boolean {
  return (groupsOf(name) & ofHalves) !== 0
}

function pairInText(
  node: Node,
  lat: TextMember,
  lon: TextMember,
  ofColumns: string,
  profile: Profile | null,
): readonly Detection[] {
  const scale = likelyScale(lat.name, lat.value)
  const objection = ofColumns || ownerObjection(node, lat.name, 'place', true)
  const pair = bestPair(coordinates(lat.value, 90), coordinates(lon.value, 180), scale, profile, objection)
  if (pair === null) return []
  const decimals = Math.min(pair.lat.decimals, pair.lon.decimals)
  if (pair.near === null) {
    if (placeholderPlace(pair.lat.degrees, pair.lon.degrees) !== '') return []
    if (decimals < textDecimalsMin) return []
    if (decimals < slightDecimalsMin && [lat, lon].some(({ name }) => isSlight(name))) return []
  }
  const reason = `${lat.name} and ${lon.name} one behind the other are coordinates, as fine as ${precision(decimals)}`
  return halves(
    pair,
    [lat, lon].map(({ value, start }) => inSentence(node, value, start, start + value.length)),
    reason,
    objection,
  )
}

/** Where one half of a pair stands. */
type Half = Pick<Detection, 'node' | 'value' | 'start' | 'end'>

function wholly(node: Node): Half {
  return inSentence(node, node.bytes.toString('utf8'), 0, node.bytes.length)
}

/** Where a half stands, without what ends the sentence that it is in. */
function inSentence(node: Node, written: string, start: number, end: number): Half {
  const value = written.replace(sentenceSigns, '')
  return { node, value, start, end: end - (written.length - value.length) }
}

/** `objection`: what speaks against a place that is none of the profile; '' for nothing. */
function halves(
  { lat, lon, near }: Pair,
  places: readonly Half[],
  reason: string,
  objection: string,
): readonly Detection[] {
  // JSON leaves off the zeros at the end: the half with more decimals says how fine both are.
  const decimals = Math.max(lat.decimals, lon.decimals)
  const confidence: Confidence =
    near !== null ? surenessNear(near, decimals) : objection === '' ? 'probable' : 'possible'
  const reasons = [
    reason,
    ...(near === null && objection !== '' ? [objectionOf(objection)] : []),
    ...(near === null ? [] : [nearReason(near)]),
  ]
  return places.map(
    (place): Detection => ({
      ...place,
      identifier: 'location',
      normal: `${lat.degrees},${lon.degrees}`,
      writtenAs: '',
      confidence,
      by: near === null ? 'recogniser:location' : 'profile',
      reasons,
    }),
  )
}
