/**
 * Compiles the map of the world for reports to dist/data/world.json: `node tools/build-world.ts`. Shapes are those of
 * Natural Earth at 1:110 000 000, places of countries too small for it those at 1:50 000 000; both are projected once, so
 * that a report only draws. A name without a shape, or a shape whose number nobody knows, stops the build.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { worldFileName } from '../src/report/technical/world.ts'
import type { Land, World } from '../src/report/technical/world.ts'

type Point = readonly [x: number, y: number]

/** What is used of the TopoJSON format: shapes as lists of arcs, arcs as steps on a grid. */
interface Topology {
  readonly transform: { readonly scale: Point; readonly translate: Point }
  readonly arcs: readonly (readonly Point[])[]
  readonly objects: { readonly countries: { readonly geometries: readonly Shape[] } }
}

interface Shape {
  readonly type: 'Polygon' | 'MultiPolygon'
  readonly id?: string
  readonly properties: { readonly name: string }
  readonly arcs: readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[]
}

interface Country {
  readonly number: string
  readonly code: string
  readonly name: string
}

const width = 1440
/** Degrees of latitude that are drawn: nobody's server stands beyond. */
const south = -57
const north = 84
/** Areas of Natural Earth that have neither a number nor two letters: drawn, never marked. */
const unnamed: ReadonlySet<string> = new Set([
  'N. Cyprus',
  'Somaliland',
  'Indian Ocean Ter.',
  'Siachen Glacier',
])
/** The number of Antarctica, which is not drawn. */
const antarctica = '010'

/** The map of the checkout at `root`. */
export function readWorldSources(root: string): World {
  const countries = parse(readFileSync(join(root, 'data/countries.yaml'), 'utf8')) as Country[]
  const require = createRequire(join(root, 'tools/'))
  const atlas = (name: string): Topology =>
    JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`), 'utf8')) as Topology
  const byNumber = new Map(countries.map((country) => [country.number, country.code]))
  const byName = new Map(countries.map(({ name, code }) => [name, code]))
  const codeOf = ({ id, properties: { name } }: Shape): string => {
    const code = id === undefined ? byName.get(name) : byNumber.get(id)
    if (code === undefined && !(id === undefined && unnamed.has(name)))
      throw new Error(`data/countries.yaml has no entry for ${id ?? 'an area without number'}, ${name}`)
    return code ?? ''
  }
  const places = new Map<string, { at: Point; size: number }>()
  const fine = atlas('countries-50m')
  for (const shape of fine.objects.countries.geometries) {
    const code = codeOf(shape)
    const largest = ringsOf(fine, shape)
      .map((ring) => ({ at: middleOf(ring), size: Math.abs(areaOf(ring)) }))
      .toSorted((left, right) => right.size - left.size)[0]
    if (code !== '' && largest !== undefined && largest.size >= (places.get(code)?.size ?? 0))
      places.set(code, largest)
  }
  const coarse = atlas('countries-110m')
  const lands: Land[] = coarse.objects.countries.geometries
    .filter(({ id }) => id !== antarctica)
    .map((shape) => {
      const code = codeOf(shape)
      const rings = ringsOf(coarse, shape).map(rounded)
      return { code, rings: rings.filter((ring) => ring.length >= 6), at: placeOf(places, code) }
    })
  const drawn = new Set(lands.map(({ code }) => code))
  for (const code of [...places.keys()].sort())
    if (!drawn.has(code) && code !== 'AQ') lands.push({ code, rings: [], at: placeOf(places, code) })
  return {
    width,
    height: Math.ceil(project([0, south])[1]),
    lands,
    names: Object.fromEntries(countries.map(({ code, name }) => [code, name])),
  }
}

function placeOf(places: ReadonlyMap<string, { at: Point }>, code: string): Point | null {
  const at = places.get(code)?.at
  return at === undefined ? null : [Math.round(at[0]), Math.round(at[1])]
}

/** Outlines of a shape, projected; holes are outlines, too. */
function ringsOf(topology: Topology, shape: Shape): Point[][] {
  const polygons = (
    shape.type === 'Polygon' ? [shape.arcs] : shape.arcs
  ) as (readonly (readonly number[])[])[]
  return polygons.flatMap((polygon) =>
    polygon.flatMap((arcs) => {
      const ring = arcs.flatMap((index, nth) => {
        const points = pointsOf(topology, index < 0 ? ~index : index)
        if (index < 0) points.reverse()
        return nth === 0 ? points : points.slice(1)
      })
      return cutAtDateLine(ring).map((piece) => piece.map(project))
    }),
  )
}

/** A ring that crosses the 180th meridian jumps there from one edge of the map to the other: it becomes two. */
function cutAtDateLine(ring: readonly Point[]): Point[][] {
  let turns = 0
  const unrolled = ring.map(([east, up], index): Point => {
    const step = east - (ring[index - 1]?.[0] ?? east)
    if (step > 180) turns -= 360
    else if (step < -180) turns += 360
    return [east + turns, up]
  })
  const longitudes = unrolled.map(([east]) => east)
  const pieces: Point[][] = []
  for (let turn = -360; turn <= 360; turn += 360) {
    if (Math.min(...longitudes) >= turn + 180 || Math.max(...longitudes) <= turn - 180) continue
    const inside = clip(clip(unrolled, turn - 180, 1), turn + 180, -1)
    if (inside.length > 2) pieces.push(inside.map(([east, up]) => [east - turn, up]))
  }
  return pieces
}

/** What of a ring lies east (`side` 1) or west (-1) of a meridian, closed along it (Sutherland and Hodgman). */
function clip(ring: readonly Point[], meridian: number, side: 1 | -1): Point[] {
  return ring.flatMap((point, index) => {
    const before = ring.at(index - 1) as Point
    const isInside = (point[0] - meridian) * side >= 0
    const wasInside = (before[0] - meridian) * side >= 0
    if (isInside === wasInside) return isInside ? [point] : []
    const share = (meridian - before[0]) / (point[0] - before[0])
    const crossing: Point = [meridian, before[1] + share * (point[1] - before[1])]
    return isInside ? [crossing, point] : [crossing]
  })
}

/** An arc's points in degrees: its steps on the grid, added up. */
function pointsOf({ transform: { scale, translate }, arcs }: Topology, index: number): Point[] {
  let x = 0
  let y = 0
  return (arcs[index] ?? []).map(([east, up]) => {
    x += east
    y += up
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]]
  })
}

/** Equal Earth (Šavrič, Patterson, Jenny 2018): countries keep the size that they have; from degrees to units of the picture. */
function project([east, up]: Point): Point {
  const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796]
  const flat = (longitude: number, latitude: number): Point => {
    const angle = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180))
    const square = angle * angle
    const sixth = square ** 3
    return [
      (2 * Math.sqrt(3) * ((longitude * Math.PI) / 180) * Math.cos(angle)) /
        (3 * (9 * a4 * sixth * square + 7 * a3 * sixth + 3 * a2 * square + a1)),
      angle * (a4 * sixth * square + a3 * sixth + a2 * square + a1),
    ]
  }
  const [edge] = flat(180, 0)
  const [, top] = flat(0, north)
  const scale = width / (2 * edge)
  const [x, y] = flat(east, up)
  return [(x + edge) * scale, (top - y) * scale]
}

function areaOf(ring: readonly Point[]): number {
  let sum = 0
  ring.forEach(([x, y], index) => {
    const [otherX, otherY] = ring[(index + 1) % ring.length] as Point
    sum += x * otherY - otherX * y
  })
  return sum / 2
}

/** Centre of area; of a ring without one, its first point. */
function middleOf(ring: readonly Point[]): Point {
  const area = areaOf(ring)
  if (Math.abs(area) < 1e-9) return ring[0] as Point
  let sumX = 0
  let sumY = 0
  ring.forEach(([x, y], index) => {
    const [otherX, otherY] = ring[(index + 1) % ring.length] as Point
    const part = x * otherY - otherX * y
    sumX += (x + otherX) * part
    sumY += (y + otherY) * part
  })
  return [sumX / (6 * area), sumY / (6 * area)]
}

/** In whole units, without points that fall on each other, and without the one that closes it. */
function rounded(ring: readonly Point[]): number[] {
  const flat: number[] = []
  for (const [east, down] of ring) {
    const [x, y] = [Math.round(east), Math.round(down)]
    if (flat.at(-2) !== x || flat.at(-1) !== y) flat.push(x, y)
  }
  if (flat.length > 2 && flat[0] === flat.at(-2) && flat[1] === flat.at(-1)) flat.length -= 2
  return flat
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const world = readWorldSources(root)
  const folder = join(root, 'dist/data')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, worldFileName)
  const text = JSON.stringify(world)
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
  process.stdout.write(`data: a map of ${world.lands.length} countries and areas, ${text.length} bytes\n`)
}
