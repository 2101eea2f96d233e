import { base64Values } from '../../core/signs/digit-values.ts'
import type { Node } from '../../decode/types.ts'
import type { Place, Profile } from '../../device/types.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import { placeAt } from './near-place.ts'
import { rounded } from '../spellings/place-spelling.ts'
import type { PlaceHit } from '../spellings/place-hit.ts'
import { textSigns } from '../text-signs.ts'

/**
 * Ways as encoded polylines (Google's algorithm, which OSRM, Valhalla and others write, too, and HERE's flexible polyline): differences of latitudes and
 * longitudes, five bits in a character. Where one begins or ends near a place of the profile, it says where the phone is
 * or goes. What such a text begins with is not the same for all places near one, so that names are what the quick look
 * goes by.
 */

/** Names of such texts, with what the probe asks of a value: `}`, with which many others end, may be the next character. */
export const polylineNames: Readonly<Record<string, number>> = {
  polyline: 1,
  encodedpolyline: 1,
  overviewpolyline: 1,
  encpolyline: 1,
  encodedpath: 1,
  geometry: 2,
  shape: 4,
  points: 4,
  enc: 4,
}
/** Two numbers of a place take eight characters and more. */
const polylineBytesMin = 8
const polylineBytesMax = 65_536
/** Behind a way in the address of a request stands a colon (Google, "Distance Matrix"). */
const colon = 0x3a
/** Decimals of a degree: of Google, and of OSRM and Valhalla where they are asked for more. */
const precisions: readonly number[] = [5, 6]
/** Of chance texts that read as a way fewer than 1 in 10^8 begin or end in this reach. */
const kilometresMax = 0.5

interface Way {
  readonly first: readonly [lat: number, lon: number]
  readonly last: readonly [lat: number, lon: number]
}

/**
 * The place of the profile that the way in `node` begins or ends near; null where it holds no way, or is near none. `signs`:
 * those of the bytes.
 */
export function wayNear(
  node: Node,
  signs: number,
  profile: Profile | null,
): (PlaceHit & { readonly place: Place }) | null {
  if (profile === null || profile.places.length === 0) return null
  const { bytes } = node
  if (bytes.length < polylineBytesMin || bytes.length > polylineBytesMax) return null
  // `weight:3|enc:…` of static maps, `polyline(…)` of paths.
  const mark = (signs & textSigns.colon) === 0 ? -1 : bytes.lastIndexOf('enc:')
  const bracket = bytes.at(-1) === 0x29 ? bytes.indexOf('(') : -1
  const start = mark !== -1 ? mark + 4 : bracket + 1
  const isClosed = bracket !== -1 || (mark !== -1 && bytes.at(-1) === colon)
  const end = isClosed ? bytes.length - 1 : bytes.length
  for (const { way, precision } of readings(bytes, start, end)) {
    for (const [side, [lat, lon]] of [
      ['begins', way.first],
      ['ends', way.last],
    ] as const) {
      const near = Math.abs(lat) <= 90 ? placeAt(profile, lat, lon) : null
      if (near === null || near.kilometres > kilometresMax) continue
      return {
        place: near.place,
        start,
        end,
        value: `${rounded(lat)},${rounded(lon)}`,
        form: `an encoded polyline that ${side} there: ${plusMinus(metresPerDegree / 10 ** precision / 2)}`,
        lat: rounded(lat),
        lon: rounded(lon),
        kilometres: near.kilometres,
        datum: near.datum,
      }
    }
  }
  return null
}

/** The ways that the text may be, and how fine each is. */
function readings(
  bytes: Buffer,
  start: number,
  end: number,
): readonly { readonly way: Way; readonly precision: number }[] {
  const plain = precisions.map((precision) => ({
    way: readWay(bytes, start, end, 10 ** precision, valueOf, 2),
    precision,
  }))
  const { precision, axes, from } = flexibleHead(bytes, start, end)
  const flexible =
    from === 0 ? null : readWay(bytes, from, end, 10 ** precision, (code) => base64Values[code] ?? 64, axes)
  return [...plain, { way: flexible, precision }].filter(
    (reading): reading is { way: Way; precision: number } => reading.way !== null,
  )
}

/** The value of a character of Google's; 64 and more for another. */
const valueOf = (code: number): number => (code < firstCode ? 64 : code - firstCode)
const firstCode = 63

/** `B`: version 1 of what HERE calls a flexible polyline, in the alphabet of base64url, and the largest precision that degrees have use for. */
const flexibleVersion = 0x42
const flexiblePrecisions = { min: 4, max: 9 } as const

/** Of a flexible polyline: its precision, how many numbers a point has, and where the first begins; 0 where the text is none. */
function flexibleHead(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly precision: number; readonly axes: 2 | 3; readonly from: number } {
  const none = { precision: 0, axes: 2, from: 0 } as const
  if (bytes[start] !== flexibleVersion || end - start < polylineBytesMin) return none
  let [at, held] = [start + 1, 0]
  for (let shift = 0; ; shift += 5) {
    const value = base64Values[bytes[at++] as number] ?? 64
    if (value > 63 || shift > 5 || at >= end) return none
    held += (value & 31) << shift
    if (value < 32) break
  }
  const precision = held & 15
  if (precision < flexiblePrecisions.min || precision > flexiblePrecisions.max) return none
  return { precision, axes: ((held >> 4) & 7) === 0 ? 2 : 3, from: at }
}

/** All of `bytes[start, end)` as a way; null where it is none: another character, a number that does not end, an odd one. */
function readWay(
  bytes: Buffer,
  start: number,
  end: number,
  unit: number,
  valueOfCode: (code: number) => number,
  axes: 2 | 3,
): Way | null {
  if (end - start < polylineBytesMin) return null
  const sums: [number, number, number] = [0, 0, 0]
  let first: Way['first'] | null = null
  let axis = 0
  let held = 0
  let shift = 0
  for (let at = start; at < end; at++) {
    const value = valueOfCode(bytes[at] as number)
    if (value > 63 || shift > 40) return null
    held += (value & 31) * 2 ** shift
    shift += 5
    if (value >= 32) continue
    sums[axis as 0 | 1 | 2] += held % 2 === 1 ? -(held + 1) / 2 : held / 2
    if (axis === 1) {
      // Precision 6 has numbers ten times as large: a wrong reading leaves the earth, and the next is tried.
      first ??= [sums[0] / unit, sums[1] / unit]
    }
    axis = (axis + 1) % axes
    held = 0
    shift = 0
  }
  return first === null || axis !== 0 || shift !== 0
    ? null
    : { first, last: [sums[0] / unit, sums[1] / unit] }
}
