import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { precision } from './coordinates.ts'
import { nearReason, placeAt, surenessNear } from './near-place.ts'
import { stepKilometres } from '../../core/kilometres.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import { textSigns } from '../text-signs.ts'
import type { Confidence, Detection } from '../types.ts'

/**
 * Points and ways as programs of maps and sports send them on: `<coordinates>10.7522,59.9139,0 …` and `gx:coord` of KML
 * (OGC 12-007r2), lines of GeoJSON (RFC 7946), and well-known text of databases (`POINT(10.7522 59.9139)`, OGC 06-103r4), the
 * longitude first in these; and location objects of telephony, with the latitude first. A way says most by where it begins and
 * where it ends: these two are told, and not each of a thousand points. Who draws a line sends one, too, so that they are
 * only possible. Areas are of maps.
 */

/** One point where it stands, its halves as they are written or would be. */
export interface Point {
  readonly node: Node
  readonly start: number
  readonly end: number
  readonly lon: string
  readonly lat: string
}

/** What KML calls a place or a way; LinearRing is the edge of an area. */
const kmlPath = /^(?:\w+:)?kml\/(?:.*\/)?(?:\w+:)?(?:Point|LineString)\/(?:\w+:)?coordinates$/
const number = String.raw`(-?\d{1,3}\.\d{1,18})`
const tuple = String.raw`${number},${number}(?:,-?\d{1,6}(?:\.\d{1,18})?)?`
const firstTuple = new RegExp(String.raw`^\s*${tuple}(?=\s|$)`)
const lastTuple = new RegExp(String.raw`(?:^|\s)${tuple}\s*$`)
const trackPath = /^(?:\w+:)?kml\/(?:.*\/)?(?:\w+:)?Track\/(?:\w+:)?coord$/
const trackTuple = new RegExp(String.raw`^\s*${number} ${number}(?: -?\d{1,6}(?:\.\d{1,18})?)?\s*$`)
/** The element around a location object, at which the probe stops. */
export const locationObjectName = 'locationinfo'
/** Where a phone says that it is: a point, or the middle of a circle or an ellipse; corners of an area are none (RFC 4119, RFC 5491). */
const locationObjectPath =
  /(?:^|\/)(?:\w+:)?location-info\/(?:.*\/)?(?:\w+:)?(?:Point|Circle|Ellipse|Sphere|Ellipsoid|ArcBand)\/(?:\w+:)?pos$/
const mapPointPath = /(?:^|[/:])pos$/
const tupleBytesMax = 96
/** A number of a point in a line of GeoJSON, by its path. */
const linePath = /^(.*(?:^|\W)coordinates)\[\d+\]\[0\]$/
/** The same of several lines, or of an area and its holes: what stands beside it says which. */
const linesPath = /^(.*)\bcoordinates\[\d+\]\[\d+\]\[0\]$/
/** Points and ways; polygons are areas. */
const wellKnown = /^\s*(?:(?:SRID=)?\d{1,6};)?\s*(?:MULTI)?(POINT|LINESTRING)(?:\s{0,4}Z?M?)?\s{0,4}(?=\()/i
/** What such texts begin with, in front of a bracket. */
export const wellKnownNames: readonly string[] = ['point', 'linestring']
/** What fields with them are called. */
export const wellKnownFields: readonly string[] = ['geom', 'wkt', 'wkb', 'ewkb', 'geometry']
const wellKnownBytesMax = 48
const wellKnownTuple = String.raw`${number}\s+${number}(?:\s+-?\d{1,13}(?:\.\d{1,18})?){0,2}`
const firstWellKnown = new RegExp(String.raw`^[\s(]*${wellKnownTuple}(?=\s*[,)])`)
/** Several points are places of a map. */
const onlyWellKnown = new RegExp(String.raw`^[\s(]*${wellKnownTuple}[\s)]*$`)
const lastWellKnown = new RegExp(String.raw`[,(]\s*${wellKnownTuple}[\s)]*$`)
/** About 100 m: what is coarser is no way of a phone. */
const decimalsMin = 3

/** True for the coordinates of a place or a way in KML, whose longitude comes first. */
export function isKml({ step: { step, detail } }: Node): boolean {
  return step === 'xml' && kmlPath.test(detail)
}

/** True for a point in the language of maps (GML): a corner of an area, or something on a map. Of a location object it is told apart. */
export function isMapPoint({ step: { step, detail } }: Node): boolean {
  return step === 'xml' && mapPointPath.test(detail)
}

/** The point, or the first and the last of a way, in coordinates of KML. */
export function kmlPlaces(node: Node, profile: Profile | null): readonly Detection[] {
  const { bytes } = node
  const head = bytes.toString('latin1', 0, tupleBytesMax)
  const tailStart = Math.max(0, bytes.length - tupleBytesMax)
  const points = [
    pointOf(node, firstTuple.exec(head), 0),
    pointOf(node, lastTuple.exec(bytes.toString('latin1', tailStart)), tailStart),
  ].filter((point) => point !== null)
  const isWay = points.length === 2 && points[0]?.start !== points[1]?.start
  return told(isWay ? points : points.slice(0, 1), isWay ? 'way' : 'map', profile)
}

/** The point, or the first and the last of a way, in well-known text. `signs`: those of the bytes. */
export function wellKnownPlaces(node: Node, signs: number, profile: Profile | null): readonly Detection[] {
  if ((signs & textSigns.bracket) === 0) return nothing
  const { bytes } = node
  const [head, kind = ''] = wellKnown.exec(bytes.toString('latin1', 0, wellKnownBytesMax)) ?? []
  if (head === undefined || !node.children.every(({ step }) => step.step === 'words')) return []
  const tailStart = Math.max(head.length, bytes.length - tupleBytesMax)
  const isPoint = kind.toUpperCase() === 'POINT'
  if (isPoint && (tailStart > head.length || !onlyWellKnown.test(bytes.toString('latin1', head.length))))
    return []
  const points = [
    pointOf(
      node,
      firstWellKnown.exec(bytes.toString('latin1', head.length, head.length + tupleBytesMax)),
      head.length,
    ),
    pointOf(node, lastWellKnown.exec(bytes.toString('latin1', tailStart)), tailStart),
  ].filter((point) => point !== null)
  const isWay = points.length === 2 && points[0]?.start !== points[1]?.start
  return told(isWay ? points : points.slice(0, 1), isWay ? 'way' : 'map', profile)
}

/** True for a point of a location object (PIDF-LO), whose latitude comes first (RFC 5491, 5.2.1). */
export function isLocationObject({ step: { step, detail } }: Node): boolean {
  return step === 'xml' && locationObjectPath.test(detail)
}

/** The point of a location object: who sends one says where it is itself. */
export function locationObjectPlace(node: Node, profile: Profile | null): readonly Detection[] {
  if (node.bytes.length > tupleBytesMax) return []
  const match = trackTuple.exec(node.bytes.toString('latin1'))
  if (match === null) return []
  const [whole, lat = '', lon = ''] = match
  const start = whole.indexOf(lat)
  const end = whole.trimEnd().length
  return told([{ node, start, end, lon, lat }], 'itself', profile)
}

function pointOf(node: Node, match: RegExpExecArray | null, from: number): Point | null {
  if (match === null) return null
  const [whole, lon = '', lat = ''] = match
  const start = from + match.index + whole.indexOf(lon)
  return { node, start, end: from + match.index + whole.replace(/[\s)]+$/, '').length, lon, lat }
}

/** The first and the last point of each way among the children of `node`: of a track of KML, and of a line of GeoJSON. */
export function wayEnds(node: Node, profile: Profile | null): readonly Detection[] {
  return node.children.some(isOfWay) ? waysAmong(node, profile) : nothing
}

const nothing: readonly Detection[] = []

/** A point of a track of KML, or the first number of one in a list of lists. */
function isOfWay({ step: { step, detail } }: Node): boolean {
  return step === 'json' ? detail.endsWith('][0]') : step === 'xml' && trackPath.test(detail)
}

function waysAmong(node: Node, profile: Profile | null): readonly Detection[] {
  const found: Detection[] = []
  let path = ''
  let first: readonly Point[] = []
  let last: readonly Point[] = []
  const close = (): void => {
    if (path !== '' && last.length > 0) found.push(...told([...first, ...last], 'way', profile))
    first = []
    last = []
  }
  const { children } = node
  const types = new GeometryTypes(children)
  for (let at = 0; at < children.length; at++) {
    const { step } = children[at] as Node
    const isTrack = step.step === 'xml' && trackPath.test(step.detail)
    const isFirstNumber = step.step === 'json' && step.detail.endsWith('][0]')
    const line = isFirstNumber ? lineOf(types, step.detail) : ''
    if (!isTrack && line === '') {
      if (!isInside(step.detail, path)) close()
      continue
    }
    const here = isTrack ? step.detail : line
    if (here !== path) close()
    path = here
    const points = isTrack ? pointsOfTrack(children[at] as Node) : pointsOfLine(children, at)
    if (first.length === 0) first = points
    else if (points.length > 0) last = points
  }
  close()
  return found
}

/** The line that the point with this first number is of; '' where it is of none. */
function lineOf(types: GeometryTypes, detail: string): string {
  const line = linePath.exec(detail)?.[1]
  if (line !== undefined) return line
  const object = linesPath.exec(detail)?.[1]
  if (object === undefined) return ''
  return types.of(object) === 'MultiLineString' ? `${object}coordinates` : ''
}

/** What `type` says of each object, by its path; gathered once, and only where it is asked. */
class GeometryTypes {
  private readonly children: readonly Node[]
  private types: ReadonlyMap<string, string> | null = null

  constructor(children: readonly Node[]) {
    this.children = children
  }

  of(object: string): string | undefined {
    this.types ??= new Map(
      this.children
        .filter(
          ({ step, bytes }) =>
            step.step === 'json' && isTypePath(step.detail) && bytes.length <= typeBytesMax,
        )
        .map(({ step, bytes }) => [step.detail.slice(0, -typeName.length), bytes.toString('latin1')]),
    )
    return this.types.get(object)
  }
}

const typeName = 'type'
const typeBytesMax = 'GeometryCollection'.length

function isTypePath(detail: string): boolean {
  return detail.endsWith(typeName)
}

/** The other numbers of points, and the moments of a track, stand between them. */
function isInside(detail: string, path: string): boolean {
  return path !== '' && (detail.startsWith(`${path}[`) || /Track\/(?:\w+:)?when$/.test(detail))
}

function pointsOfTrack(node: Node): readonly Point[] {
  const point =
    node.bytes.length <= tupleBytesMax
      ? pointOf(node, trackTuple.exec(node.bytes.toString('latin1')), 0)
      : null
  return point === null ? [] : [point]
}

/** Both numbers, each with what the other says. */
function pointsOfLine(children: readonly Node[], at: number): readonly Point[] {
  const [lonNode, latNode] = [children[at], children[at + 1]]
  if (lonNode === undefined || latNode === undefined) return []
  if (latNode.step.detail !== lonNode.step.detail.replace(/\[0\]$/, '[1]')) return []
  if (lonNode.bytes.length > tupleBytesMax || latNode.bytes.length > tupleBytesMax) return []
  const [lon, lat] = [lonNode.bytes.toString('latin1'), latNode.bytes.toString('latin1')]
  return [latNode, lonNode].map((node) => ({ node, start: 0, end: node.bytes.length, lon, lat }))
}

/** What a point is of, and how that is said. */
const kinds = {
  way: 'an end of a way, its longitude first',
  map: 'a point of a map, its longitude first',
  database: 'a point as databases of places write it (WKB), its longitude first',
  itself: 'the place of who sends it, its latitude first (RFC 5491)',
} as const

/** A detection for each point that is on the earth, and that a phone may be at. */
export function told(
  points: readonly Point[],
  kind: keyof typeof kinds,
  profile: Profile | null,
): readonly Detection[] {
  return points.flatMap(({ node, start, end, lon, lat }): Detection[] => {
    const [latitude, longitude] = [Number(lat), Number(lon)]
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return []
    const decimals = Math.min(decimalsOf(lat), decimalsOf(lon))
    const owner = ownerObjection(node, node.key, 'place', true)
    const near = placeAt(profile, latitude, longitude, stepKilometres(decimals), owner)
    if (near === null && (decimals < decimalsMin || placeholderPlace(latitude, longitude) !== '')) return []
    const objection = near === null ? owner : ''
    const confidence: Confidence =
      near !== null
        ? surenessNear(near, decimals)
        : kind === 'way' || objection !== ''
          ? 'possible'
          : 'probable'
    return [
      {
        identifier: 'location',
        value: node.bytes.toString('latin1', start, end),
        normal: `${latitude},${longitude}`,
        node,
        start,
        end,
        writtenAs: '',
        confidence,
        by: near === null ? 'recogniser:location' : 'profile',
        reasons: [
          `${kinds[kind]}, as fine as ${precision(decimals)}`,
          ...(objection === '' ? [] : [objectionOf(objection)]),
          ...(near === null ? [] : [nearReason(near)]),
        ],
      },
    ]
  })
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0
}
