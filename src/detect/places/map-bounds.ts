import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import { knownSpots, takenAs } from './known-spots.ts'
import { nameGroup } from '../names/name-groups.ts'
import { rounded } from '../spellings/place-spelling.ts'
import { textSigns } from '../text-signs.ts'
import type { Detection } from '../types.ts'

/**
 * The corners of the map that is looked at (`bbox=10.70,59.88,10.80,59.95`): four numbers, as one text or as a list, which
 * hold a place of the profile. The map of a whole town says nothing of a phone: boxes up to some kilometres count.
 */

/** Names of such boxes, for the probe. */
export const boundsNames: readonly string[] = [
  'bbox',
  'boundingbox',
  'bounds',
  'mapbounds',
  'viewport',
  'viewbox',
  'envelope',
  'extent',
  'geobounds',
  'latlngbounds',
]
/** `1.0,1.0,2.0,2.0`. */
export const boundsBytesMin = 15
const textBytesMax = 160
const numberBytesMax = 24

/** From the middle to a corner. */
const kilometresMax = 10
const sureKilometresMax = 3
/** Of the way from the middle to a corner. */
const cornerShare = 0.2
/** The earth's half girth in the projection of web maps (EPSG:3857), in metres. */
const webMetresMax = 20_037_508.35

const one = String.raw`\s*(-?\d{1,8}\.\d{1,18})\s*`
const mark = String.raw`(?:[,;| ]|%2[Cc]|%7[Cc])`
const four = new RegExp(`^[[({]?${one}${mark}${one}${mark}[[({]?${one}${mark}${one}[\\])}]?$`)
const number = /^-?\d{1,8}\.\d{1,18}$/

/** What a text of four numbers begins with, with a bracket or blanks in front. */
const isFirst: Uint8Array = new Uint8Array(256)
for (const first of Buffer.from('0123456789-[({ \t\n\v\f\r\xa0', 'latin1')) isFirst[first] = 1

/**
 * The box in the text of `node`, or in four numbers of a list among its children: a detection where it holds a place of the
 * profile. `signs`: those of the bytes; `names`: the groups that any of the names of the children is in.
 */
export function boxesAround(
  node: Node,
  signs: number,
  names: number,
  profile: Profile | null,
): readonly Detection[] {
  if (profile === null || profile.places.length === 0) return []
  const { bytes, children } = node
  const found: Detection[] = []
  const mayBeText =
    bytes.length >= boundsBytesMin &&
    bytes.length <= textBytesMax &&
    (signs & textSigns.dot) !== 0 &&
    isFirst[bytes[0] as number] === 1
  if (mayBeText) {
    const match = four.exec(bytes.toString('latin1'))
    if (match !== null) found.push(...boxOf(match.slice(1), node, profile))
  }
  for (let at = 0; at + 3 < children.length; at++) {
    if (children[at]?.step.detail.endsWith('[0]') !== true) continue
    const list = children.slice(at, at + 4)
    const texts = textsOfList(list, children[at - 1], children[at + 4])
    if (texts !== null) found.push(...boxOf(texts, list[0] as Node, profile))
  }
  if ((names & ofSides) === 0) return found
  for (const corners of cornersAmong(children)) found.push(...boxOf(corners.texts, corners.node, profile))
  for (const edges of edgesAmong(children)) found.push(...boxOf(edges.texts, edges.node, profile))
  return found
}

/** Names of the edges of a box, in the order west, south, east, north. */
const edgeNames: readonly (readonly string[])[] = [
  ['west', 'left', 'minlon', 'minlng', 'lonmin', 'lngmin', 'xmin', 'minx'],
  ['south', 'bottom', 'minlat', 'latmin', 'ymin', 'miny'],
  ['east', 'right', 'maxlon', 'maxlng', 'lonmax', 'lngmax', 'xmax', 'maxx'],
  ['north', 'top', 'maxlat', 'latmax', 'ymax', 'maxy'],
]
const edgeOf: ReadonlyMap<string, number> = new Map(
  edgeNames.flatMap((names, edge) => names.map((name): [string, number] => [name, edge])),
)
/** Those of them that the probe looks for: one of each four, that hardly anything else goes by. */
export const edgeProbeNames: readonly string[] = ['west', 'lonmin', 'lngmin', 'minlon', 'minlng']
/** `1.0`, with a digit more in front or behind. */
export const edgeBytesMin = 4

/** The four edges that stand in one object, each under its name. */
function edgesAmong(children: readonly Node[]): { readonly node: Node; readonly texts: string[] }[] {
  const objects = new Map<string, { node: Node; texts: string[] }>()
  for (const node of children) {
    const edge = node.bytes.length > numberBytesMax ? undefined : edgeOf.get(edgeKey(node.key))
    if (edge === undefined) continue
    const { detail } = node.step
    const path = detail.slice(0, Math.max(0, detail.length - node.key.length))
    const box = objects.get(path) ?? { node, texts: [] }
    box.texts[edge] = node.bytes.toString('latin1')
    objects.set(path, box)
  }
  return [...objects.values()].filter(
    ({ texts }) =>
      texts.length === edgeNames.length && edgeNames.every((_, edge) => number.test(texts[edge] ?? '')),
  )
}

/** Names of two corners that face each other, as maps of the web write them. */
const cornerNames: Readonly<Record<string, 0 | 1>> = {
  sw: 0,
  southwest: 0,
  nw: 0,
  northwest: 0,
  topleft: 0,
  ne: 1,
  northeast: 1,
  se: 1,
  southeast: 1,
  bottomright: 1,
}
/** Edges and corners: their whole names, which are the longest of their endings. */
const ofSides = nameGroup([...edgeOf.keys(), ...Object.keys(cornerNames)])
/** Those of them that the probe looks for: one of each two. */
export const cornerProbeNames: readonly string[] = ['sw', 'southwest', 'nw', 'northwest', 'topleft']
/** Bytes of the shortest corner: `1.0,1.0`. */
export const cornerBytesMin = 7
const two = new RegExp(`^[[({]?${one}${mark}${one}[\\])}]?$`)

/** Two corners under their names, each with both numbers in one text or as a list. */
function cornersAmong(children: readonly Node[]): { readonly node: Node; readonly texts: string[] }[] {
  const boxes = new Map<string, { node: Node; texts: string[] }>()
  for (const node of children) {
    const name = edgeKey(node.key)
    if (!Object.hasOwn(cornerNames, name)) continue
    const { detail } = node.step
    const element = /\[([01])\]$/.exec(detail)
    const text = node.bytes.length > textBytesMax ? '' : node.bytes.toString('latin1')
    const pair = element === null ? two.exec(text)?.slice(1) : number.test(text) ? [text] : undefined
    if (pair === undefined) continue
    const path = detail.slice(0, detail.length - (element?.[0].length ?? 0) - node.key.length)
    const box = boxes.get(path) ?? { node, texts: [] }
    const at = (cornerNames[name] as number) * 2 + Number(element?.[1] ?? 0)
    for (const [index, one] of pair.entries()) box.texts[at + index] = one
    boxes.set(path, box)
  }
  return [...boxes.values()].filter(
    ({ texts }) => texts.length === 4 && [0, 1, 2, 3].every((at) => texts[at] !== undefined),
  )
}

function edgeKey(key: string): string {
  return key.length > numberBytesMax ? '' : key.toLowerCase().replace(/[_-]/g, '')
}

/** The four numbers of a list that has no more: `[w,s,e,n]`, `[[w,s],[e,n]]`; null where they are none. */
function textsOfList(
  list: readonly Node[],
  before: Node | undefined,
  behind: Node | undefined,
): readonly string[] | null {
  const texts = list.map(({ bytes }) => (bytes.length > numberBytesMax ? '' : bytes.toString('latin1')))
  if (!texts.every((text) => number.test(text))) return null
  const path = pathOf(list[0] as Node)
  if (path === '' || list.some((node) => pathOf(node) !== path)) return null
  return [before, behind].some((node) => node !== undefined && pathOf(node) === path) ? null : texts
}

/** What a list is in: the path without the numbers at its end; '' where it is no element of one. */
function pathOf({ step: { detail } }: Node): string {
  if (!detail.endsWith(']')) return ''
  let end = detail.length
  // From the end on: a path may be of hundreds of numbers.
  for (;;) {
    const element = lastElement.exec(detail.slice(Math.max(0, end - elementCharsMax), end))
    if (element === null) return end === detail.length ? detail : `${detail.slice(0, end)}[`
    end -= element[0].length
  }
}

/** Further elements are those of a list that is longer than the corners of a map. */
const lastElement = /\[\d{1,3}\]$/
const elementCharsMax = '[999]'.length

/** Two corners, latitude or longitude first, or in metres of web maps. */
function boxOf(texts: readonly string[], node: Node, profile: Profile): readonly Detection[] {
  const [a = 0, b = 0, c = 0, d = 0] = texts.map(Number)
  const isMetric = [a, b, c, d].some((value) => Math.abs(value) > 180)
  const corners = isMetric
    ? [metricCorners(a, b, c, d)]
    : [
        [a, b, c, d],
        [b, a, d, c],
      ]
  for (const [lat, lon, otherLat, otherLon] of corners as readonly (readonly number[])[]) {
    const box = holding(lat as number, lon as number, otherLat as number, otherLon as number, node, profile)
    if (box !== null) return [box]
  }
  return []
}

/** `x,y,x,y` in EPSG:3857. */
function metricCorners(a: number, b: number, c: number, d: number): readonly number[] {
  if ([a, b, c, d].some((value) => Math.abs(value) > webMetresMax)) return [0, 0, 0, 0]
  const lat = (y: number): number => (Math.atan(Math.sinh((y / webMetresMax) * Math.PI)) * 180) / Math.PI
  const lon = (x: number): number => (x / webMetresMax) * 180
  return [lat(b), lon(a), lat(d), lon(c)]
}

function holding(
  lat: number,
  lon: number,
  otherLat: number,
  otherLon: number,
  node: Node,
  profile: Profile,
): Detection | null {
  const kilometres = kilometresBetween(lat, lon, otherLat, otherLon) / 2
  if (lat === otherLat || lon === otherLon || !(kilometres <= kilometresMax)) return null
  const isBetween = (value: number, one: number, other: number): boolean =>
    value >= Math.min(one, other) && value <= Math.max(one, other)
  // In a corner it is a point of a way, which is found as such.
  const isApart = (known: { readonly lat: number; readonly lon: number }): boolean =>
    Math.min(
      kilometresBetween(known.lat, known.lon, lat, lon),
      kilometresBetween(known.lat, known.lon, otherLat, otherLon),
    ) >=
    kilometres * cornerShare
  const spot = knownSpots(profile.places).find(
    (known) => isBetween(known.lat, lat, otherLat) && isBetween(known.lon, lon, otherLon) && isApart(known),
  )
  if (spot === undefined) return null
  const middle = `${rounded((lat + otherLat) / 2)},${rounded((lon + otherLon) / 2)}`
  const form = `the corners of a map: ${plusMinus(Math.max(kilometres * 1_000, metresPerDegree * 1e-5))}`
  return {
    identifier: 'location',
    value: middle,
    normal: middle,
    node,
    start: 0,
    end: node.bytes.length,
    writtenAs: form,
    confidence: kilometres <= sureKilometresMax ? 'certain' : 'probable',
    by: 'profile',
    reasons: [`${form}, which hold "${spot.place.name}" of the profile${takenAs(spot.datum)}`],
  }
}
