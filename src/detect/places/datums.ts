/**
 * Coordinates of maps in China. By law they are shifted before anybody draws them: GCJ-02 (AMap, Tencent, and Google and Apple
 * inside China) lies 100 to 700 m from where a receiver says it is (in one place of fifty less), and BD-09 (Baidu) 0.7 to 1.5 km. The shift was never
 * published by who made it; its constants have stood in public code since 2010, and all that convert use them.
 *
 * Source: the functions that `coordtransform`, `gcoord` and `coord-convert` have in common; what two of them print for a place is
 * in the tests.
 */

/** What coordinates are given in: as receivers say them, or as maps in China have them. */
export type Datum = 'wgs84' | 'gcj02' | 'bd09'

/** A place on the earth, in degrees of some {@link Datum}. */
export interface LatLon {
  readonly lat: number
  readonly lon: number
}

/** Names for people. */
export const datumTitles: Readonly<Record<Datum, string>> = {
  wgs84: 'WGS 84',
  gcj02: 'GCJ-02',
  bd09: 'BD-09',
}

type Box = readonly [north: number, west: number, south: number, east: number]

/** Mainland China in six boxes, Hong Kong and Macau among them, as public code has it (`IsInsideChina`, 2012). */
const inside: readonly Box[] = [
  [49.2204, 79.4462, 42.8899, 96.33],
  [54.1415, 109.6872, 39.3742, 135.0002],
  [42.8899, 73.1246, 29.5297, 124.143255],
  [29.5297, 82.9684, 26.7186, 97.0352],
  [29.5297, 97.0253, 20.414096, 124.367395],
  [20.414096, 107.975793, 17.871542, 111.744104],
]
/** What of these boxes is Taiwan, Vietnam, Laos, Mongolia and Russia. */
const outside: readonly Box[] = [
  [25.398623, 119.921265, 21.785006, 122.497559],
  [22.284, 101.8652, 20.0988, 106.665],
  [21.5422, 106.4525, 20.4878, 108.051],
  [55.8175, 109.0323, 50.3257, 119.127],
  [55.8175, 127.4568, 49.5574, 137.0227],
  [44.8922, 131.2662, 42.5692, 137.0227],
]

/**
 * What of the boxes of China is surely of neighbours, up to some ten kilometres from the border: Kyrgyzstan, Pakistan and India, Nepal,
 * Bhutan, Myanmar, Korea, and the islands of Taiwan. Public code shifts there all the same, so that this says nothing of what a
 * map did: only that nobody there need doubt it.
 */
const neighbours: readonly Box[] = [
  [42.8899, 73.1246, 40.9, 76.5],
  [42.8899, 76.5, 42.1, 79.7],
  [40.9, 73.1246, 39.9, 73.7],
  [36.8, 73.1246, 35.9, 74.6],
  [35.9, 73.1246, 34.7, 76.5],
  [34.7, 73.1246, 32.9, 77.9],
  [32.9, 73.1246, 31.3, 78.2],
  [31.3, 73.1246, 30.6, 78.9],
  [30.6, 73.1246, 29.5297, 80.3],
  [28.9, 82.9684, 28.2, 84],
  [28.25, 82.9684, 26.7186, 85.2],
  [27.85, 85.2, 26.7186, 85.8],
  [27.6, 85.8, 26.7186, 88.7],
  [27.6, 89.1, 26.7186, 91.3],
  [28.0, 89.8, 26.7186, 91.3],
  [25.4, 97.0253, 23.9, 97.4],
  [23.8, 97.0253, 20.414096, 98.5],
  [41.05, 126.4, 39.3742, 131],
  [40.3, 125.1, 39.3742, 126.4],
  [41.95, 128.95, 41.05, 131],
  [42.2, 129.9, 41.95, 131],
  [24.55, 118.2, 24.35, 118.5],
  [23.9, 119.2, 23.1, 119.8],
  [26.4, 119.85, 25.9, 120.6],
]

function isIn([north, west, south, east]: Box, lat: number, lon: number): boolean {
  return lat <= north && lat >= south && lon >= west && lon <= east
}

/**
 * True in the area in which maps are shifted, by boxes: at the borders it takes in some of the neighbours (Nepal, Bhutan, the north
 * of Korea and of Myanmar). False for what is no number.
 */
export function isInChina(lat: number, lon: number): boolean {
  return inside.some((box) => isIn(box, lat, lon)) && !outside.some((box) => isIn(box, lat, lon))
}

/** True where {@link isInChina} takes in what is surely of a neighbour. */
export function isOfNeighbour(lat: number, lon: number): boolean {
  return neighbours.some((box) => isIn(box, lat, lon))
}

const radian = Math.PI / 180
/** Of the ellipsoid of Krasovsky, in metres, and its eccentricity squared. */
const axis = 6_378_245
const flat = 0.006_693_421_622_965_943

/** `swing * sin(turns of half a circle)`, two thirds of it. */
function waves(parts: readonly (readonly [swing: number, angle: number])[]): number {
  return parts.reduce((sum, [swing, angle]) => sum + (swing * Math.sin(angle * Math.PI) * 2) / 3, 0)
}

/** Metres to the north by which the map is shifted, `x` and `y` degrees to the east and north of 105 E 35 N. */
function northShift(x: number, y: number): number {
  return (
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    waves([
      [20, 6 * x],
      [20, 2 * x],
      [20, y],
      [40, y / 3],
      [160, y / 12],
      [320, y / 30],
    ])
  )
}

/** The same to the east. */
function eastShift(x: number, y: number): number {
  return (
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    waves([
      [20, 6 * x],
      [20, 2 * x],
      [20, x],
      [40, x / 3],
      [150, x / 12],
      [300, x / 30],
    ])
  )
}

function toGcj02({ lat, lon }: LatLon): LatLon {
  const sine = Math.sin(lat * radian)
  const bend = 1 - flat * sine * sine
  const metresNorth = (axis * (1 - flat) * radian) / (bend * Math.sqrt(bend))
  const metresEast = (axis * Math.cos(lat * radian) * radian) / Math.sqrt(bend)
  const [x, y] = [lon - 105, lat - 35]
  return { lat: lat + northShift(x, y) / metresNorth, lon: lon + eastShift(x, y) / metresEast }
}

/** Of the small waves of BD-09, in radians for a degree. */
const waveOfBaidu = (Math.PI * 3_000) / 180
const [baiduNorth, baiduEast] = [0.006, 0.0065]

function gcj02ToBd09({ lat, lon }: LatLon): LatLon {
  const far = Math.hypot(lon, lat) + 0.000_02 * Math.sin(lat * waveOfBaidu)
  const angle = Math.atan2(lat, lon) + 0.000_003 * Math.cos(lon * waveOfBaidu)
  return { lat: far * Math.sin(angle) + baiduNorth, lon: far * Math.cos(angle) + baiduEast }
}

/** A place that a receiver says, as maps of this datum have it; as it is outside of China. Exact by the published formulas. */
export function inDatum(place: LatLon, datum: Datum): LatLon {
  if (datum === 'wgs84' || !isInChina(place.lat, place.lon)) return place
  const shifted = toGcj02(place)
  return datum === 'gcj02' ? shifted : gcj02ToBd09(shifted)
}

/** Each step leaves less than a hundredth of what was wrong before: the third is below a millimetre. */
const steps = 4

/**
 * The place that coordinates of this datum are of, in WGS 84; as it is outside of China. Found by going back what the shift from
 * there is too much, to less than a millimetre; how far the published formulas are from the maps themselves is not known: some
 * metres, by those who measured.
 */
export function fromDatum(place: LatLon, datum: Datum): LatLon {
  if (datum === 'wgs84' || !isInChina(place.lat, place.lon)) return place
  const shift = (at: LatLon): LatLon => (datum === 'gcj02' ? toGcj02(at) : gcj02ToBd09(toGcj02(at)))
  let { lat, lon } = place
  for (let step = 0; step < steps; step++) {
    const there = shift({ lat, lon })
    lat += place.lat - there.lat
    lon += place.lon - there.lon
  }
  return { lat, lon }
}

/** Of the ellipsoid of Clarke (1866), in metres, and its eccentricity. */
const baiduAxis = 6_378_206.4
const baiduFlat = Math.sqrt(0.006_768_657_997)

/**
 * Coordinates of BD-09 in the metres of Baidu's maps (`bd09mc`). Baidu's own script has polynomials for each 15 degrees; they are
 * Mercator's projection of the ellipsoid of Clarke, to 0.4 m from 3 to 54 degrees north.
 */
export function baiduMetres({ lat, lon }: LatLon): { readonly easting: number; readonly northing: number } {
  const sine = Math.sin(lat * radian)
  return {
    easting: baiduAxis * lon * radian,
    northing: baiduAxis * (Math.atanh(sine) - baiduFlat * Math.atanh(baiduFlat * sine)),
  }
}

/** Coordinates of BD-09 from the metres of Baidu's maps. */
export function fromBaiduMetres(easting: number, northing: number): LatLon {
  const y = northing / baiduAxis
  let sine = Math.tanh(y)
  for (let step = 0; step < steps; step++) sine = Math.tanh(y + baiduFlat * Math.atanh(baiduFlat * sine))
  return { lat: Math.asin(sine) / radian, lon: easting / baiduAxis / radian }
}
