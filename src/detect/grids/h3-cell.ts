import { metresPerDegree } from './grid-cell.ts'
import type { GridCell } from './grid-cell.ts'
import { faceAxes, faceBases, faceCentres } from './h3-faces.ts'

/**
 * H3 (Uber, version 4): the faces of an icosahedron, each under a hexagonal grid by the gnomonic projection, cut into
 * sevenths up to 15 times. An index of 64 bits holds a 1 (it is a cell), the resolution, one of 122 base cells, and
 * three bits for each resolution; what is finer than it is filled with sevens.
 */

/** Finest resolution of H3: cells of about half a metre. */
export const h3ResolutionMax = 15
/** Hex digits of an index: the highest four of its 64 bits are 0. */
export const h3Chars = 15
const radians = Math.PI / 180
const root3 = Math.sqrt(3)
const root7 = Math.sqrt(7)
/** Odd resolutions are turned by the angle between a hexagon and the seven that fill it. */
const oddTurn = Math.asin(Math.sqrt(3 / 28))
/** Width of a base cell's unit on the plane that touches the face. */
const baseUnit = (3 - Math.sqrt(5)) / 2
/** Mean distance from the middle of a hexagon to its corner in resolution 0, in metres. */
const baseCornerMetres = 1_281_256
/** Base cells around the corners of the icosahedron have five neighbours: no digit of theirs begins with 1. */
const pentagons: ReadonlySet<number> = new Set([4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117])
/** What 60 degrees against the clock make of a digit; a digit is 4, 2 and 1 for the axes i, j and k. */
const turned = [0, 5, 3, 1, 6, 4, 2]
const turnedBack = [0, 3, 6, 2, 5, 1, 4]

/** How exact an index of `resolution` is: from its middle to a corner, on average. */
function h3Metres(resolution: number): number {
  return baseCornerMetres / root7 ** resolution
}

/** The index of the cell of `resolution` that holds a place: 15 hex digits. */
export function h3Cell(lat: number, lon: number, resolution: number): string {
  const { base, digits } = addressOf(lat, lon, resolution)
  return indexOf(resolution, base, digits)
}

/** The cell of a resolution around one of the finest: its digits below are 7. */
export function h3Parent(finest: bigint, resolution: number): bigint {
  const unused = (1n << BigInt(3 * (h3ResolutionMax - resolution))) - 1n
  return (finest & ~(15n << 52n)) | (BigInt(resolution) << 52n) | unused
}

interface Address {
  readonly base: number
  readonly digits: readonly number[]
}

function addressOf(lat: number, lon: number, resolution: number): Address {
  const { face, x, y } = onFace(lat * radians, lon * radians, resolution)
  let cell = nearestHexagon(x, y)
  const digits: number[] = []
  for (let level = resolution; level > 0; level--) {
    const parent = parentOf(cell, level)
    const middle = middleOf(parent, level)
    digits.unshift(digitOf(reduced(cell.i - middle.i, cell.j - middle.j, cell.k - middle.k)))
    cell = parent
  }
  const entry = faceBases[face * 27 + cell.i * 9 + cell.j * 3 + cell.k] as number
  const base = entry >> 4
  const turns = entry & 7
  const isClockwise = (entry & 8) !== 0
  let oriented = digits
  if (pentagons.has(base)) {
    if (oriented.find((digit) => digit !== 0) === 1)
      oriented = oriented.map((digit) => (isClockwise ? turnedBack : turned)[digit] as number)
    for (let turn = 0; turn < turns; turn++) oriented = turnedInPentagon(oriented)
  } else for (let turn = 0; turn < turns; turn++) oriented = oriented.map((digit) => turned[digit] as number)
  return { base, digits: oriented }
}

/** `resolution`, base cell and digits as 15 hex digits: the highest four bits of 64 are 0. */
function indexOf(resolution: number, base: number, digits: readonly number[]): string {
  let index = (8n << 4n) | BigInt(resolution)
  index = (index << 7n) | BigInt(base)
  for (let level = 0; level < h3ResolutionMax; level++) index = (index << 3n) | BigInt(digits[level] ?? 7)
  return index.toString(16)
}

/** Resolution of an index; -1 where the text is none: 15 hex digits, and sevens behind the last digit only. */
export function h3Resolution(text: string): number {
  if (!/^8[0-9a-f]{14}$/i.test(text)) return -1
  const index = BigInt(`0x${text}`)
  const resolution = Number((index >> 52n) & 15n)
  if (Number((index >> 45n) & 127n) > 121) return -1
  for (let level = 0; level < h3ResolutionMax; level++) {
    const digit = Number((index >> BigInt(3 * (h3ResolutionMax - 1 - level))) & 7n)
    if ((digit === 7) !== level >= resolution) return -1
  }
  return resolution
}

/** Where the cell is and how exact; null where the text is no index. */
export function h3Place(text: string): GridCell | null {
  const resolution = h3Resolution(text)
  if (resolution === -1) return null
  const index = BigInt(`0x${text}`)
  const base = Number((index >> 45n) & 127n)
  const digits = Array.from({ length: resolution }, (_, level) =>
    Number((index >> BigInt(3 * (h3ResolutionMax - 1 - level))) & 7n),
  )
  let spot = baseMiddles()[base] as Spot
  for (let level = 1; level <= resolution; level++) {
    const next = middleIn({ base, digits: digits.slice(0, level) }, level, spot)
    if (next === null) return null
    spot = next
  }
  return { ...spot, metres: h3Metres(resolution), title: `H3 cell of resolution ${resolution}` }
}

interface Spot {
  readonly lat: number
  readonly lon: number
}

/** Looks around the middle of the coarser cell for places in the finer one: the way back would need the tables of all neighbours. */
function middleIn(cell: Address, level: number, around: Spot): Spot | null {
  const step = (h3Metres(level) * 0.6) / metresPerDegree
  const stretch = 1 / Math.max(0.01, Math.cos(around.lat * radians))
  let [count, north, east] = [0, 0, 0]
  for (let row = -stepsPerSide; row <= stepsPerSide; row++) {
    for (let column = -stepsPerSide; column <= stepsPerSide; column++) {
      const [up, right] = [row * step, column * step * stretch]
      const found = addressOf(around.lat + up, around.lon + right, level)
      if (found.base !== cell.base || !found.digits.every((digit, at) => digit === cell.digits[at])) continue
      count++
      north += up
      east += right
    }
  }
  return count === 0 ? null : { lat: around.lat + north / count, lon: around.lon + east / count }
}

const stepsPerSide = 5
const coarseStep = 3

let middles: readonly Spot[] | null = null

/** Middles of the base cells, from places all over the earth; made when they are first asked for. */
function baseMiddles(): readonly Spot[] {
  if (middles !== null) return middles
  const sums = Array.from({ length: 122 }, () => [0, 0, 0])
  for (let lat = -90 + coarseStep / 2; lat < 90; lat += coarseStep) {
    for (let lon = -180; lon < 180; lon += coarseStep) {
      const sum = sums[addressOf(lat, lon, 0).base] as [number, number, number]
      const width = Math.cos(lat * radians)
      sum[0] += width * width * Math.cos(lon * radians)
      sum[1] += width * width * Math.sin(lon * radians)
      sum[2] += width * Math.sin(lat * radians)
    }
  }
  middles = sums.map(([x = 0, y = 0, z = 0]) => ({
    lat: Math.atan2(z, Math.hypot(x, y)) / radians,
    lon: Math.atan2(y, x) / radians,
  }))
  return middles
}

interface Hexagon {
  readonly i: number
  readonly j: number
  readonly k: number
}

/** The nearest face, and the place on its plane in units of the resolution. */
function onFace(lat: number, lon: number, resolution: number): { face: number; x: number; y: number } {
  let face = 0
  let nearest = -2
  for (let at = 0; at < faceAxes.length; at++) {
    const [centreLat, centreLon] = faceCentres[at] as readonly [number, number]
    const cosine =
      Math.sin(lat) * Math.sin(centreLat) + Math.cos(lat) * Math.cos(centreLat) * Math.cos(lon - centreLon)
    if (cosine <= nearest) continue
    nearest = cosine
    face = at
  }
  const [centreLat, centreLon] = faceCentres[face] as readonly [number, number]
  const east = Math.cos(lat) * Math.sin(lon - centreLon)
  const north =
    Math.cos(centreLat) * Math.sin(lat) - Math.sin(centreLat) * Math.cos(lat) * Math.cos(lon - centreLon)
  const angle = (faceAxes[face] as number) - Math.atan2(east, north) - (resolution % 2 === 1 ? oddTurn : 0)
  const distance = (Math.hypot(east, north) / nearest / baseUnit) * root7 ** resolution
  return { face, x: distance * Math.cos(angle), y: distance * Math.sin(angle) }
}

/** Rounds to the middle of a hexagon, in axes of 120 degrees, the smallest of which is 0. */
function nearestHexagon(x: number, y: number): Hexagon {
  const r = (2 * y) / root3
  const q = x - r / 2
  let wholeQ = Math.round(q)
  let wholeR = Math.round(r)
  const wholeS = Math.round(-q - r)
  const [offQ, offR, offS] = [Math.abs(wholeQ - q), Math.abs(wholeR - r), Math.abs(wholeS + q + r)]
  if (offQ > offR && offQ > offS) wholeQ = -wholeR - wholeS
  else if (offR > offS) wholeR = -wholeQ - wholeS
  return reduced(wholeQ + wholeR, wholeR, 0)
}

function reduced(i: number, j: number, k: number): Hexagon {
  const least = Math.min(i, j, k)
  return { i: i - least, j: j - least, k: k - least }
}

function digitOf({ i, j, k }: Hexagon): number {
  return i * 4 + j * 2 + k
}

/** The hexagon of the coarser resolution that holds one of `level`. */
function parentOf(cell: Hexagon, level: number): Hexagon {
  const i = cell.i - cell.k
  const j = cell.j - cell.k
  return level % 2 === 1
    ? reduced(Math.round((3 * i - j) / 7), Math.round((i + 2 * j) / 7), 0)
    : reduced(Math.round((2 * i + j) / 7), Math.round((3 * j - i) / 7), 0)
}

/** The hexagon of `level` in the middle of one of the coarser resolution. */
function middleOf({ i, j, k }: Hexagon, level: number): Hexagon {
  return level % 2 === 1 ? reduced(3 * i + j, 3 * j + k, i + 3 * k) : reduced(3 * i + k, i + 3 * j, j + 3 * k)
}

/** 60 degrees around a pentagon: where the first digit would be the one that is not there, 60 more. */
function turnedInPentagon(digits: readonly number[]): number[] {
  const once = digits.map((digit) => turned[digit] as number)
  return once.find((digit) => digit !== 0) === 1 ? once.map((digit) => turned[digit] as number) : once
}
