import type { GridCell } from './grid-cell.ts'

/**
 * Cells of Google's S2 geometry: the faces of a cube on the sphere, each cut into quarters along a Hilbert curve up to 30
 * times. An id of 64 bits is the face, two bits for each level, and a 1 that marks the end; a token is its hex without
 * the zeros behind.
 */

/** Finest level of S2: leaf cells of about a square centimetre. */
const s2LevelMax = 30
const radians = Math.PI / 180
/** Metres from the middle to the edge of an average cell of level 0: the root of a sixth of the sphere, halved. */
const halfEdgeMetres = (6_371_010 * Math.sqrt((4 * Math.PI) / 6)) / 2
const ones = (1n << 64n) - 1n

/** By orientation: place on the curve of the quarter (i, j), and what each place does to the orientation below. */
const placeOf = [
  [0, 1, 3, 2],
  [0, 3, 1, 2],
  [2, 3, 1, 0],
  [2, 1, 3, 0],
] as const
const quarterOf = [
  [0, 1, 3, 2],
  [0, 2, 3, 1],
  [3, 2, 0, 1],
  [3, 1, 0, 2],
] as const
const turnOf = [1, 0, 0, 3] as const

/** Id of the smallest cell at a place, without sign. */
export function s2Leaf(lat: number, lon: number): bigint {
  const point = [
    Math.cos(lat * radians) * Math.cos(lon * radians),
    Math.cos(lat * radians) * Math.sin(lon * radians),
    Math.sin(lat * radians),
  ] as [number, number, number]
  const [x, y, z] = point
  const sizes = point.map(Math.abs)
  const axis = sizes.indexOf(Math.max(...sizes))
  const face = (point[axis] as number) < 0 ? axis + 3 : axis
  const [u, v] = (
    [
      [y / x, z / x],
      [-x / y, z / y],
      [-x / z, -y / z],
      [z / x, y / x],
      [z / y, -x / y],
      [-y / z, -x / z],
    ] as const
  )[face] as readonly [number, number]
  const i = gridOf(u)
  const j = gridOf(v)
  let orientation = face & 1
  let id = BigInt(face)
  for (let level = s2LevelMax - 1; level >= 0; level--) {
    const quarter = (((i >> level) & 1) << 1) | ((j >> level) & 1)
    const place = (placeOf[orientation] as readonly number[])[quarter] as number
    id = (id << 2n) | BigInt(place)
    orientation ^= turnOf[place] as number
  }
  return (id << 1n) | 1n
}

function gridOf(value: number): number {
  const side = value >= 0 ? 0.5 * Math.sqrt(1 + 3 * value) : 1 - 0.5 * Math.sqrt(1 - 3 * value)
  return Math.min(Math.max(Math.floor(side * 2 ** s2LevelMax), 0), 2 ** s2LevelMax - 1)
}

/** The cell of `level` that holds a cell. */
export function s2Parent(id: bigint, level: number): bigint {
  const end = 1n << BigInt(2 * (s2LevelMax - level))
  return (id & (ones ^ (end - 1n)) & (ones ^ end)) | end
}

/** The token of an S2 cell: its 64 bits as hex without the zeros at the end. */
export function s2Token(id: bigint): string {
  return id.toString(16).padStart(16, '0').replace(/0+$/, '')
}

/** The level of an id; -1 where it is none. */
export function s2Level(id: bigint): number {
  if (id <= 0n || id > ones || id >> 61n > 5n) return -1
  let zeros = 0
  while (((id >> BigInt(zeros)) & 1n) === 0n) zeros++
  return zeros % 2 === 1 || zeros > 2 * s2LevelMax ? -1 : s2LevelMax - zeros / 2
}

/** The id that a token or a decimal number (also as a signed one) stands for; null where it is none. */
export function s2Id(text: string): bigint | null {
  const isToken = /^[0-9a-fA-F]{1,16}$/.test(text) && !(/^\d+$/.test(text) && text.length > 16)
  const isDecimal = /^-?\d{17,20}$/.test(text)
  if (!isToken && !isDecimal) return null
  const id = isToken ? BigInt(`0x${text.padEnd(16, '0')}`) : BigInt.asUintN(64, BigInt(text))
  return s2Level(id) === -1 ? null : id
}

/** Where the cell is and how exact. */
export function s2Cell(id: bigint): GridCell | null {
  const level = s2Level(id)
  if (level === -1) return null
  const face = Number(id >> 61n)
  let orientation = face & 1
  let i = 0
  let j = 0
  for (let depth = 0; depth < level; depth++) {
    const place = Number((id >> BigInt(59 - 2 * depth)) & 3n)
    const quarter = (quarterOf[orientation] as readonly number[])[place] as number
    i = i * 2 + (quarter >> 1)
    j = j * 2 + (quarter & 1)
    orientation ^= turnOf[place] as number
  }
  const u = planeOf((i + 0.5) / 2 ** level)
  const v = planeOf((j + 0.5) / 2 ** level)
  const [x, y, z] = (
    [
      [1, u, v],
      [-u, 1, v],
      [-u, -v, 1],
      [-1, -v, -u],
      [v, -1, -u],
      [v, u, -1],
    ] as const
  )[face] as readonly [number, number, number]
  return {
    lat: Math.atan2(z, Math.hypot(x, y)) / radians,
    lon: Math.atan2(y, x) / radians,
    metres: halfEdgeMetres / 2 ** level,
    title: `S2 cell of level ${level}`,
  }
}

function planeOf(side: number): number {
  return side >= 0.5 ? (4 * side * side - 1) / 3 : (1 - 4 * (1 - side) * (1 - side)) / 3
}
