import { blank, comma, dot, minus, percent, plus, slash } from '../../core/ascii-codes.ts'
import { isDigit } from '../../core/ascii.ts'
import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { keyEndings, wordClasses } from '../names/key-name.ts'
import { precision } from './coordinates.ts'
import { nearReason, placeAt, surenessNear } from './near-place.ts'
import { stepKilometres } from '../../core/kilometres.ts'
import { scatterObjection } from './place-lists.ts'
import type { Point } from './place-lists.ts'
import { firstHalfOf, firstOfRow, orderObjection, waypointsIn } from './waypoints.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import { textSigns } from '../text-signs.ts'
import type { Confidence, Detection } from '../types.ts'
import { isUnexplained } from '../unexplained.ts'

/**
 * Places in the target of a request whose name says nothing: `?q=59.93,10.77`, `/points/59.93,10.77` and `/weather/59.93/10.77`
 * as services of weather and maps are asked. What is asked there is as a rule where the phone is, but may be any place of the world, and
 * two numbers may be anything: the host or the path has to speak of places, or the numbers are as fine as 10 m. In bodies
 * two numbers say too little.
 */

/** Steps from a target to its values, and those that leave a value what it is. */
const targetSteps: ReadonlySet<string> = new Set(['path', 'query'])
const escapeSteps: ReadonlySet<string> = new Set(['percent'])

const degrees = String.raw`(-?\d{1,3}\.(\d{1,15}))`
/** Alone, as a map is linked to (`@59.91,10.75,15z`), as a file (`….json`), or with a moment (`,1700000000`). */
const written = new RegExp(
  String.raw`^@?${degrees},[ +]?${degrees}(?:,\d{1,2}(?:\.\d{1,2})?z|\.json|,\d{9,10}|,\d{4}-\d\d-\d\d[T\d:+.Z-]{0,30})?$`,
)
/** In front of a pair: a circle of so many metres, in parameters behind it (HERE). */
const circle = 'circle:'
/** The name of the place (OpenTripPlanner), in what is called one. */
const placeName = /^[^,;:]{0,80}::(?=-?\d)/
const ofPlace = /place$/i
/** The longest is a way. */
const valueBytesMax = 4_096

/** Words in the name of a server, or in its path, that say that places are asked for. */
const ofPlaces =
  /weather|forecast|meteo(?!r)|geocod|geoposition|geolocat|reverse|time-?zone|sunrise|elevation|air-?quality|nearby|nearest|darksky|wttr|mapbox|osrm|directions|routing|\/points?\/|\bmaps?\b|\blocations?\b/i
/** Services that write the longitude first: Mapbox, and whoever draws ways with OSRM. */
const longitudeFirst = /mapbox|osrm|\/(?:route|table|trip|match|nearest)\/v1\//i
/** What a person types, or a program instead. */
const searchNames: ReadonlySet<string> = new Set(['q', 'query', 'search', 'term', 'text', 'address', 'addr'])
/** Without a word of places: so many decimals of a search (all that are read), and of another value. */
const searchedDecimalsMin = 2
const unnamedDecimalsMin = 4
/** So many are arithmetic of a clock or a picture. */
const unnamedDecimalsMax = 8
/** Fewer name a region. */
const decimalsMin = 2
/** With a word of places, from so many on it is likely. */
const likelyDecimalsMin = 3
/** Between slashes versions have fewer (`/maps/10.25/12.04`), unless words in front say that somebody asks about where he is. */
const segmentDecimalsMin = 3
const asksWhere =
  /weather|forecast|meteo(?!r)|geocod|geoposition|geolocat|time-?zone|sunrise|elevation|air-?quality|nearby|nearest|darksky|wttr|directions|\/points?\/|\blocations?\/$/i
/** No version has so many on both sides. */
const versionDecimalsMax = 4
/** Behind these stand versions. */
const versioned =
  /(?:^|[-_.])(?:android|ios|ipados|macos|windows|linux|harmonyos|sdk|apps?|ota|firmware|versions?|releases?|builds?)$/i
/** Names of pairs that are measures: of time, money, screens and sensors. */
const measures =
  /tim(?:e|ing)|dur|latenc|perf|price|amount|cost|range|score|weight|vers|size|scale|offset|ratio|pos|rect|crop|box|view|xy|vec|accel|gyro|magnet|sensor|colou?r|zoom|speed|load|mem|cpu|fps/i

/** The place in a value of the target of a request, or each of a row of them. */
export function placesInTarget(
  node: Node,
  key: string,
  host: string,
  profile: Profile | null,
): ReturnType<typeof firstOfRow> {
  const { bytes } = node
  const target = targetAround(node)
  if (target === null || !isUnexplained(node)) return nothing
  if (bytes.length > valueBytesMax || !mayBePair(bytes, 0, bytes.length)) return nothing
  const value = bytes.toString('latin1')
  const text = `${host}${pathOf(target)}`
  const asked: Asked = {
    node,
    key,
    text,
    isInPath: isSegment(node),
    unknownDecimalsMin: decimalsMin,
    start: 0,
    end: bytes.length,
  }
  const start = leadOf(key, value)
  const match = written.exec(value.slice(start))
  if (match !== null) {
    const [, one = '', , other = ''] = match
    const behind = { ...asked, start }
    const isTurned = longitudeFirst.test(text) || Math.abs(Number(one)) > 90
    const found = isTurned ? placeOf(behind, other, one, profile) : placeOf(behind, one, other, profile)
    return found === null ? nothing : { found: [found], isFull: false }
  }
  const first = firstHalfOf(key) ?? (longitudeFirst.test(text) ? 'lon' : null)
  const row = waypointsIn(value, first, profile)
  const { points } = row
  if (points.length === 0) return nothing
  const ofRow =
    scatterObjection(points.map(({ lat, lon }): Point => [Number(lat), Number(lon)])) || orderObjection(row)
  const found = points.map(({ lat, lon, start, end }) =>
    placeOf({ ...asked, start, end, ofRow }, lat, lon, profile),
  )
  return firstOfRow(found.filter((one) => one !== null))
}

const nothing: ReturnType<typeof firstOfRow> = { found: [], isFull: false }

/** A latitude and a longitude as two segments of a path, with decimals, and no third beside them. */
const segments = new RegExp(
  String.raw`(?<=/)(?<!/-?\d{1,15}\.\d{1,15}/)${degrees}/${degrees}(?=/|$)(?!/-?\d{1,15}\.\d)`,
)

/** The place in two neighbouring segments of the path of the target of a request; null for none. */
export function placeInSegments(node: Node, host: string, profile: Profile | null): Detection | null {
  const { bytes, step } = node
  if (step.step !== 'target' || bytes.length > valueBytesMax || !mayBePair(bytes, 0, bytes.length))
    return null
  const path = pathOf(node)
  const match = segments.exec(path)
  if (match === null) return null
  const [written, one = '', , other = ''] = match
  const { index: start } = match
  const front = path.slice(0, start)
  const key = front.split('/').at(-2) ?? ''
  const asked: Asked = {
    node,
    key,
    text: `${host}${path}`,
    isInPath: true,
    unknownDecimalsMin: segmentDecimalsFor(`${host}${front}`, key),
    start,
    end: start + written.length,
  }
  const isTurned = longitudeFirst.test(asked.text) || Math.abs(Number(one)) > 90
  return isTurned ? placeOf(asked, other, one, profile) : placeOf(asked, one, other, profile)
}

/** How many decimals two segments need behind `front`, whose last segment is `key`. */
function segmentDecimalsFor(front: string, key: string): number {
  const isAsked = asksWhere.test(front)
  if (versioned.test(key)) return isAsked ? segmentDecimalsMin : versionDecimalsMax + 1
  return isAsked ? decimalsMin : segmentDecimalsMin
}

function pathOf(target: Node): string {
  return target.bytes.toString('latin1').split('?', 1)[0] ?? ''
}

/** Where two numbers stand, and what was asked with them. */
interface Asked {
  readonly node: Node
  /** What they go by. */
  readonly key: string
  /** Host and path. */
  readonly text: string
  readonly isInPath: boolean
  /** With fewer decimals only a place of the profile is one. */
  readonly unknownDecimalsMin: number
  readonly start: number
  readonly end: number
  /** What speaks against all places of a row; '' or left off for nothing. */
  readonly ofRow?: string
}

/** The place that two numbers in a target are, by what is asked with them: as they stand in this order, or turned where the profile knows that. */
function placeOf(
  { node, key, text, isInPath, unknownDecimalsMin, start, end, ofRow = '' }: Asked,
  one: string,
  other: string,
  profile: Profile | null,
): Detection | null {
  const written = node.bytes.toString('latin1', start, end)
  const counts = [one, other].map(decimalsOf)
  const decimals = Math.min(...counts)
  const isOfPlaces = ofPlaces.test(text) || longitudeFirst.test(text)
  // The name of a segment is the segment in front: `/timezone/59.93,10.77`.
  if (measures.test(key) && !(isOfPlaces && isInPath)) return null
  if (!isOfPlaces && !isFineAlone(key, decimals, Math.max(...counts))) return null
  // One decimal is a region, of which the profile's place may be the one that is meant.
  const reach = isOfPlaces || decimals >= decimalsMin ? stepKilometres(decimals) : 0
  const likely = [one, other] as const
  // Who knows a place knows which number comes first.
  const orders = [likely, [other, one] as const].filter(([lat, lon]) => isOnEarth(lat, lon))
  const known = orders.find(([lat, lon]) => placeAt(profile, Number(lat), Number(lon), reach) !== null)
  const [lat, lon] = known ?? likely
  if (!isOnEarth(lat, lon)) return null
  const near = placeAt(profile, Number(lat), Number(lon), reach)
  if (near === null && decimals < unknownDecimalsMin) return null
  if (near === null && placeholderPlace(Number(lat), Number(lon)) !== '') return null
  const objection = ownerObjection(node, key, 'place', true) || ofRow
  const isLikely = isOfPlaces && decimals >= likelyDecimalsMin && objection === ''
  const confidence: Confidence =
    near !== null ? surenessNear(near, decimals) : isLikely ? 'probable' : 'possible'
  return {
    identifier: 'location',
    value: written,
    normal: `${lat},${lon}`,
    node,
    start,
    end,
    writtenAs: '',
    confidence,
    by: near === null ? 'recogniser:location' : 'profile',
    reasons: [
      `two numbers in the address of a request${isOfPlaces ? ' that asks about places' : ''} ${near === null ? 'may be' : 'are'} coordinates, as fine as ${precision(decimals)}`,
      ...(near === null && objection !== '' ? [objectionOf(objection)] : []),
      ...(near === null ? [] : [nearReason(near)]),
    ],
  }
}

/**
 * A place in the parameters of Google's maps: `!2d10.7522!3d59.9139`, the longitude and latitude of what the map shows, and
 * `!3d59.9139!4d10.7522`, those of what is looked up.
 */
const mapParameters = new RegExp(
  String.raw`!2d${degrees}!3d${degrees}(?![\d.])|!3d${degrees}!4d${degrees}(?![\d.])`,
)

/** The first place in the parameters of a map in the target of a request; null for none. `signs`: those of the bytes. */
export function mapPlaceInTarget(node: Node, signs: number, profile: Profile | null): Detection | null {
  if ((signs & textSigns.exclamation) === 0 || !isUnexplained(node)) return null
  if (node.bytes.length > valueBytesMax || !node.bytes.includes(mapSign)) return null
  let target = node.parent
  while (target !== null && target.step.step !== 'target') target = target.parent
  const match = target === null ? null : mapParameters.exec(node.bytes.toString('latin1'))
  if (match === null) return null
  const isLookedUp = match[1] === undefined
  const [lat = '', lon = ''] = isLookedUp ? [match[5], match[7]] : [match[3], match[1]]
  const decimals = Math.min(...[lat, lon].map(decimalsOf))
  if (!isOnEarth(lat, lon) || decimals < decimalsMin) return null
  const near = placeAt(profile, Number(lat), Number(lon), stepKilometres(decimals))
  if (near === null && placeholderPlace(Number(lat), Number(lon)) !== '') return null
  const isLikely = !isLookedUp && decimals >= likelyDecimalsMin
  return {
    identifier: 'location',
    value: match[0],
    normal: `${lat},${lon}`,
    node,
    start: match.index,
    end: match.index + match[0].length,
    writtenAs: '',
    confidence: near !== null ? surenessNear(near, decimals) : isLikely ? 'probable' : 'possible',
    by: near === null ? 'recogniser:location' : 'profile',
    reasons: [
      `parameters of Google's maps in the address of a request are coordinates, as fine as ${precision(decimals)}`,
      ...(near === null && isLookedUp ? [objectionOf('it may be of a place that was looked up')] : []),
      ...(near === null ? [] : [nearReason(near)]),
    ],
  }
}

/** What both forms have. */
const mapSign = '!3d'

function decimalsOf(degrees: string): number {
  return degrees.split('.')[1]?.length ?? 0
}

function isOnEarth(lat: string, lon: string): boolean {
  return Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180
}

function isFineAlone(key: string, decimals: number, decimalsMost: number): boolean {
  if (decimalsMost > unnamedDecimalsMax) return false
  const isSearch = keyEndings(key).some((ending) => searchNames.has(ending))
  return decimals >= (isSearch ? searchedDecimalsMin : unnamedDecimalsMin)
}

/** Characters in front of the pair that say of what it is. */
function leadOf(key: string, value: string): number {
  if (value.startsWith(circle)) return circle.length
  return ofPlace.test(key) ? (placeName.exec(value)?.[0].length ?? 0) : 0
}

/** Escaped, or in front of its parameters: `circle:59.91,10.75;r=500`. */
function isSameValue({ step: { step, detail }, bytes }: Node): boolean {
  if (escapeSteps.has(step)) return true
  return step === 'parameter' && detail === '' && bytes.toString('latin1', 0, circle.length) === circle
}

function unescapedAbove(node: Node): Node {
  let at = node
  while (isSameValue(at) && at.parent !== null) at = at.parent
  return at
}

function isSegment(node: Node): boolean {
  return unescapedAbove(node).step.step === 'path'
}

/** The target that the value stands in, escaped or as it is; null where it stands elsewhere. */
function targetAround(node: Node): Node | null {
  const at = unescapedAbove(node)
  if (!targetSteps.has(at.step.step)) return null
  return at.parent?.step.step === 'target' ? at.parent : null
}

const exclamation = 33

/** No longer word is read as a method. */
const methodBytesMax = 32

/**
 * True where `buf[start, end)` begins with the start line of a request in which two numbers with decimals stand with a
 * comma or a slash between them. The probe asks: it costs a look at each byte of this line, and nothing where there is none (JSON
 * and forms do not begin with a word and a blank).
 */
export function mayHoldPlaceInTarget(buf: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end - 1, start + methodBytesMax)
  let at = start
  while (at < stop && wordClasses[buf[at] as number] !== 0) at++
  return at > start && buf[at] === blank && mayBePair(buf, at, end)
}

/** A comma, its escape, or a slash between two numbers with decimals, up to the end of the line. */
function mayBePair(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = buf[at] as number
    if (code > slash) continue
    if (code === 10) return false
    if (code === slash && hasDecimals(buf, at + 1, end) && isBetweenNumbers(buf, start, at, at + 1, end))
      return true
    if (code === comma) {
      if (isBetweenNumbers(buf, start, at, at + 1, end)) return true
    } else if (code === exclamation) {
      if (isMapHalf(buf, at + 1, end)) return true
    } else if (code === percent) {
      if (buf[at + 1] === 50 && buf[at + 2] === 49 && isMapHalf(buf, at + 3, end)) return true
      const behind = behindComma(buf, at, end)
      if (behind > 0 && isBetweenNumbers(buf, start, at, behind, end)) return true
    }
  }
  return false
}

/** `3d59.9` behind the sign of a parameter of Google's maps. */
function isMapHalf(buf: Buffer, at: number, end: number): boolean {
  if (at + 2 >= end || buf[at] !== 51 || buf[at + 1] !== 100) return false
  const next = buf[at + 2] as number
  return isDigit(next) || next === minus
}

/** Behind `%2C`, `%252C` and so on; 0 for another escape. */
function behindComma(buf: Buffer, at: number, end: number): number {
  let from = at + 1
  while (from + 2 < end && buf[from] === 50 && buf[from + 1] === 53) from += 2
  if (from + 1 >= end || buf[from] !== 50) return 0
  return ((buf[from + 1] as number) | 32) === 99 ? from + 2 : 0
}

/** A number with decimals begins here: between slashes one without is a version, a day or an address. */
function hasDecimals(buf: Buffer, from: number, end: number): boolean {
  let at = buf[from] === minus ? from + 1 : from
  while (at < end && isDigit(buf[at])) at++
  return at > from && buf[at] === dot && at + 1 < end && isDigit(buf[at + 1])
}

function isBetweenNumbers(buf: Buffer, start: number, to: number, behind: number, end: number): boolean {
  let at = to
  while (at > start && isDigit(buf[at - 1])) at--
  if (at === to || at - 2 < start || buf[at - 1] !== dot || !isDigit(buf[at - 2])) return false
  const next = behind < end ? (buf[behind] as number) : 0
  return isDigit(next) || next === minus || next === plus || next === blank || next === percent
}
