import { minus } from '../../core/ascii-codes.ts'
import { isAlnum, isDigit } from '../../core/ascii.ts'
import type { Place } from '../../device/types.ts'
import type { Datum } from '../places/datums.ts'
import { partedPair, westernPair } from '../places/degrees.ts'
import { spotsOf } from '../places/known-spots.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import type { GridCell } from '../grids/grid-cell.ts'
import { geohash, geohashCell, geohashCharsMax } from '../grids/geohash.ts'
import { h3Cell, h3Chars, h3Parent, h3Place, h3ResolutionMax } from '../grids/h3-cell.ts'
import { gridSquareAt, mgrs, utmBeginning } from '../grids/mgrs.ts'
import { plusCode, plusCodeCell } from '../grids/plus-code.ts'
import { s2Cell, s2Id, s2Leaf, s2Parent, s2Token } from '../grids/s2-cell.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import { neighbourhoodMetres } from './place-hit.ts'
import type { PlaceHit, Spot } from './place-hit.ts'
import { minutePairReader } from './minute-pair.ts'
import { readPair } from './place-pair.ts'
import { metresReader, northingTexts } from './metre-spelling.ts'
import { tileTexts, tilesAt } from './tile-spelling.ts'

/**
 * Spellings of a place that is known: not one, but all that stand for somewhere near it. What they begin with is a small
 * set for the neighbourhood; where such a beginning stands, the rest is read and its distance decides. Coordinates
 * count as pairs only, and names of cells from a fineness on that chance does not write.
 */

/**
 * A place as text of one form: `bytes` is what is searched, `read` judges what stands around a hit and says how far
 * from the place it is.
 */
export interface PlaceSpelling {
  readonly place: Place
  readonly bytes: Buffer
  readonly read: (buf: Buffer, start: number, end: number) => PlaceHit | null
}

/** Places of the grid that is laid over the neighbourhood, on each side of the middle. */
const samplesPerSide = 6
/** Enough for cells of 300 m and more. */
const sparseSamplesPerSide = 3
/** Names of cells that may be longer, by the characters that are searched. */
const geohashCharsMin = 6
const plusCodeCharsMin = 9
const s2CharsMin = 8
/** Its tokens have as many, the last of which also marks the end. */
const s2LevelMin = 14
const s2DecimalCharsMin = 18
/** An index begins with its resolution; its next seven digits are those of resolution 7 (1.4 km). */
const h3CharsMin = 9
const h3Resolutions: readonly string[] = '789abcdef'.split('')
const fineH3Resolutions: readonly number[] = h3Resolutions.map((digit) => Number.parseInt(digit, 16))
/** Coarser cells (3 and 8 km): the whole index is searched, which chance does not write. */
const coarseH3Resolutions: readonly number[] = [5, 6]
/** Squares of 100 m. */
const mgrsDigitsMin = 3
const squareMetresMax = 50
const squareBytesMax = 48
/** As a number an index has 18 digits, of which cells of resolution 7 share all but nine. */
const h3DecimalsCut = 9
/** Digits of a latitude that are searched: 0.0001 degrees are 11 m. */
const searchedDecimals = 4

/** What a place is written as in one way: what its neighbourhood begins with, and how what stands there is read. */
interface Writing {
  readonly texts: (near: Spot, around: Around) => Iterable<string>
  readonly read: (near: Spot) => PlaceSpelling['read']
}

/** Places over the neighbourhood, and the names of cells that several writings are made of, for one spot. */
interface Around {
  readonly spots: readonly Spot[]
  readonly sparse: readonly Spot[]
  readonly leaves: readonly bigint[]
  readonly finest: readonly bigint[]
}

function around(near: Spot): Around {
  const sparse = spotsAround(near, sparseSamplesPerSide)
  return {
    spots: spotsAround(near, samplesPerSide),
    sparse,
    leaves: sparse.map((spot) => s2Leaf(spot.lat, spot.lon)),
    finest: [...new Set(sparse.map((spot) => h3Cell(spot.lat, spot.lon, h3ResolutionMax)))].map((index) =>
      BigInt(`0x${index}`),
    ),
  }
}

function inBothCases(texts: readonly string[]): string[] {
  return [...texts, ...texts.map((text) => text.toUpperCase())]
}

const writings: readonly Writing[] = [
  {
    texts: (_, { sparse }) => inBothCases(sparse.map((spot) => geohash(spot.lat, spot.lon, geohashCharsMin))),
    read: readGeohash,
  },
  {
    texts: (_, { spots }) =>
      spots
        .map((spot) => plusCode(spot.lat, spot.lon, plusCodeCharsMin - 1))
        .flatMap((code) => [code, code.toLowerCase(), code.replace('+', '%2B'), code.replace('+', '%2b')]),
    read: readPlusCode,
  },
  {
    texts: (_, { leaves }) =>
      inBothCases(
        leaves.flatMap((leaf) => [
          leaf.toString(16).padStart(16, '0').slice(0, s2CharsMin),
          s2Token(s2Parent(leaf, s2LevelMin)),
        ]),
      ),
    read: readS2Token,
  },
  {
    texts: (_, { leaves }) =>
      leaves.flatMap((leaf) =>
        [leaf, BigInt.asIntN(64, leaf)].map((id) => String(id).replace('-', '').slice(0, -s2DecimalsCut)),
      ),
    read: readS2Decimal,
  },
  {
    texts: (_, { finest }) => [
      ...finest.flatMap((index) =>
        h3Resolutions.map((resolution) => `8${resolution}${index.toString(16).slice(2, h3CharsMin)}`),
      ),
      ...coarseOf(finest).map((index) => index.toString(16)),
    ],
    read: readH3,
  },
  {
    texts: (_, { finest }) =>
      [
        ...coarseOf(finest),
        ...finest.flatMap((index) => fineH3Resolutions.map((one) => h3Parent(index, one))),
      ].map((index) => String(index).slice(0, -h3DecimalsCut)),
    read: readH3Decimal,
  },
  { texts: (_, { spots }) => squaresAround(spots), read: readSquare },
  { texts: (near) => northingTexts(near, neighbourhoodMetres), read: readMetres },
  { texts: (_, { spots }) => tileTexts(spots[0] as Spot, spots.at(-1) as Spot), read: readTile },
  { texts: ({ lat }) => latitudesAround(lat), read: readPair },
  { texts: ({ lat }) => partsAround(lat), read: readParts },
  { texts: ({ lat }) => shortLatitudesAround(lat), read: readShortPair },
]

function coarseOf(finest: readonly bigint[]): bigint[] {
  return finest.flatMap((index) => coarseH3Resolutions.map((one) => h3Parent(index, one)))
}

/** Every beginning for places with coordinates. Of one that is sent in several datums, what stands somewhere is read once. */
export function placeSpellings(places: readonly Place[]): PlaceSpelling[] {
  const spellings: PlaceSpelling[] = []
  for (const place of places) {
    const spots = isNowhere(place) ? [] : spotsOf(place)
    const all = spots.map((spot) => ({ spot, around: around(spot) }))
    for (const { texts, read } of writings) {
      const nearest = readNearest(spots.map((spot) => [spot.datum, read(spot)]))
      for (const text of new Set(all.flatMap((one) => [...texts(one.spot, one.around)])))
        spellings.push({ place, bytes: Buffer.from(text), read: nearest })
    }
  }
  return spellings
}

/** "No position", which stands for a place that is not known. */
function isNowhere({ lat, lon }: Place): boolean {
  return lat === 0 && lon === 0
}

/** What stands there in the datum in which it is nearest to the place. */
function readNearest(reads: readonly (readonly [Datum, PlaceSpelling['read']])[]): PlaceSpelling['read'] {
  const [first] = reads
  if (first !== undefined && reads.length === 1) return first[1]
  return (buf, start, end) => {
    let nearest: PlaceHit | null = null
    for (const [datum, read] of reads) {
      const hit = read(buf, start, end)
      if (hit === null || (nearest !== null && nearest.kilometres <= hit.kilometres)) continue
      nearest = datum === 'wgs84' ? hit : { ...hit, datum: hit.datum ?? datum }
    }
    return nearest
  }
}

/** Digits of a decimal id that differ within a cell of some hundred metres (33 bits of 64). */
const s2DecimalsCut = 11

/** A grid of places over the neighbourhood. */
function spotsAround({ lat, lon }: Spot, perSide: number): Spot[] {
  const spots: Spot[] = []
  const step = neighbourhoodMetres / perSide / metresPerDegree
  const stretch = 1 / Math.max(0.05, Math.cos((lat * Math.PI) / 180))
  for (let north = -perSide; north <= perSide; north++)
    for (let east = -perSide; east <= perSide; east++)
      spots.push({
        lat: Math.min(89.99999, Math.max(-89.99999, lat + north * step)),
        lon: ((lon + east * step * stretch + 540) % 360) - 180,
      })
  return spots
}

/** `59.9138` and `599138`, as decimals and as whole numbers of any scale begin. */
function latitudesAround(lat: number): string[] {
  const scale = 10 ** searchedDecimals
  const middle = Math.round(Math.abs(lat) * scale)
  const reach = Math.ceil((neighbourhoodMetres / metresPerDegree) * scale)
  const texts: string[] = []
  for (let value = Math.max(0, middle - reach); value <= middle + reach; value++) {
    const digits = String(value).padStart(searchedDecimals + 1, '0')
    texts.push(`${digits.slice(0, -searchedDecimals)}.${digits.slice(-searchedDecimals)}`)
    texts.push(`${digits.slice(0, -searchedDecimals)},${digits.slice(-searchedDecimals)}`)
    if (value >= 10 * scale) texts.push(digits)
  }
  return texts
}

/** Marks between the two numbers of a short pair, also in URLs. */
const shortMarks = [',', ';', '|', '%2C', '%2c', ', ', '%2C%20', ',+']

/** `59.914,` and `,59.914`: with three decimals (110 m) a number alone is chance, and with its mark too short for most. */
function shortLatitudesAround(lat: number): string[] {
  const middle = Math.round(Math.abs(lat) * 1_000)
  const reach = Math.ceil((neighbourhoodMetres / metresPerDegree) * 1_000)
  const texts: string[] = []
  for (let value = Math.max(0, middle - reach); value <= middle + reach; value++) {
    const digits = (value / 1_000).toFixed(3)
    for (const mark of shortMarks) texts.push(digits + mark, (lat < 0 ? `${mark}-` : mark) + digits)
  }
  return texts.filter((text) => text.length >= needleBytesMin)
}

/**
 * Two numbers of three decimals that stand alone: sensors write three and more in a row, and small ones, so that only places
 * far from the equator or the meridian of Greenwich are believed.
 */
const shortPair =
  /(?<![\d.]|[\d][,;|] ?|%2C)(-?\d{1,3}\.\d{3})(?:[,;|]|%2C)(?: |\+|%20)?(-?\d{1,3}\.\d{3})(?![\d.]|(?:[,;|]|%2C)[ +]?-?\d)/gi
const shortPairBytes = 24
const shortDegreesMin = 15

function readShortPair(near: Spot): PlaceSpelling['read'] {
  return (buf, start, end) => {
    if (Math.max(Math.abs(near.lat), Math.abs(near.lon)) < shortDegreesMin) return null
    const from = Math.max(0, start - shortPairBytes)
    const text = buf.toString('latin1', from, Math.min(buf.length, end + shortPairBytes))
    for (const { 0: whole, 1: one, 2: other, index } of text.matchAll(shortPair)) {
      for (const [lat, lon] of [
        [Number(one), Number(other)],
        [Number(other), Number(one)],
      ] as const) {
        const kilometres = kilometresBetween(lat, lon, near.lat, near.lon)
        if (Math.abs(lat) > 90 || kilometres * 1_000 > neighbourhoodMetres) continue
        const form = `3 decimals: ${plusMinus(metresPerDegree / 2_000)}`
        const at = from + index
        return { start: at, end: at + whole.length, value: `${lat},${lon}`, form, lat, lon, kilometres }
      }
    }
    return null
  }
}

/** `59°54'` and, in NMEA, `5954.8`: how degrees and minutes begin. */
function partsAround(lat: number): string[] {
  const reach = neighbourhoodMetres / metresPerDegree
  const texts: string[] = []
  for (let step = -samplesPerSide; step <= samplesPerSide; step++) {
    const size = Math.abs(lat + (reach * step) / samplesPerSide)
    const degrees = Math.floor(size)
    const minutes = (size - degrees) * 60
    const whole = String(Math.floor(minutes))
    // Tenths are cut, not rounded: more digits follow.
    // Android's Location.convert: the minutes have as many digits as they need.
    for (const colon of [':', '%3A', '%3a']) {
      const colons = `${degrees}${colon}${whole}${colon}`
      texts.push(
        `${degrees}${colon}${whole.padStart(2, '0')}.`,
        ...(colons.length < needleBytesMin ? digits.map((digit) => colons + digit) : [colons]),
      )
    }
    texts.push(String(degrees).padStart(2, '0') + (Math.floor(minutes * 10) / 10).toFixed(1).padStart(4, '0'))
    // Blanks alone, where the letters of the halves say what it is.
    texts.push(`${degrees} ${whole.padStart(2, '0')}.`, `${degrees} ${whole.padStart(2, '0')} `)
    for (const written of new Set([whole, whole.padStart(2, '0')]))
      for (const sign of ['°', '\\u00b0', '\\u00B0', '° ', '\\u00b0 ', '\\u00B0 ', 'º'])
        for (const end of written.length === 2 ? [''] : ["'", '′', '’'])
          texts.push(`${degrees}${sign}${written}${end}`)
  }
  return texts.filter((text) => Buffer.byteLength(text) >= needleBytesMin)
}

function readParts(near: Spot): PlaceSpelling['read'] {
  const signed = readSignedParts(near)
  const plain = minutePairReader(near)
  return (buf, start, end) => signed(buf, start, end) ?? plain(buf, start)
}

/** What signs or letters say to be degrees and minutes. */
function readSignedParts(near: Spot): PlaceSpelling['read'] {
  return (buf, start) => {
    if (isDigit(buf[start - 1])) return null
    const from = signBefore(buf, start)
    const raw = buf.toString('utf8', from, Math.min(buf.length, from + partsBytesMax))
    const text = raw.replace(/%3[Aa]/g, ':').replace(/%2[Cc]/g, ',')
    for (const pair of [partedPair(text), westernPair(text)]) {
      if (pair === null) continue
      const { lat, lon, length } = pair
      const kilometres = kilometresBetween(lat.degrees, lon.degrees, near.lat, near.lon)
      const metres = metresPerDegree / 10 ** Math.min(lat.decimals, lon.decimals) / 2
      if (kilometres * 1_000 > Math.max(neighbourhoodMetres, metres * 2 * Math.SQRT2)) continue
      const written = raw.slice(0, rawLength(raw, length))
      return {
        start: from,
        end: from + Buffer.byteLength(written),
        value: written,
        form: `degrees and minutes: ${plusMinus(metres)}`,
        lat: lat.degrees,
        lon: lon.degrees,
        kilometres,
      }
    }
    return null
  }
}

/** Characters of the text with its escapes of colons and commas, of which `length` characters stand for. */
function rawLength(raw: string, length: number): number {
  let at = 0
  for (let count = 0; count < length; count++) at += /^%(?:3A|2C)/i.test(raw.slice(at, at + 3)) ? 3 : 1
  return at
}

const digits: readonly string[] = '0123456789'.split('')
const halves: ReadonlySet<number> = new Set(Buffer.from('NSns'))

/** Where a latitude begins: at its minus, or at the letter of its half in front of it. */
function signBefore(buf: Buffer, start: number): number {
  if (buf[start - 1] === minus) return start - 1
  const letter = buf[start - 1] === 0x20 ? start - 2 : start - 1
  return halves.has(buf[letter] as number) && !isAlnum(buf[letter - 1]) ? letter : start
}

/** The shortest beginning that is searched: shorter ones would slow down the search. */
const needleBytesMin = 6
const partsBytesMax = 96

function readGeohash(near: Spot): PlaceSpelling['read'] {
  return (buf, start, end) => {
    const stop = wordEnd(buf, end)
    if (isAlnum(buf[start - 1]) || stop - start > geohashCharsMax) return null
    const text = buf.toString('latin1', start, stop)
    // A word in two cases is a token.
    if (text !== text.toLowerCase() && text !== text.toUpperCase()) return null
    return hitOf(geohashCell(text), near, text, start, stop)
  }
}

/** `32VNM979` and `32V 597`: MGRS by its first hundreds of metres, UTM by its kilometres, with blanks as texts and URLs have them. */
function squaresAround(spots: readonly Spot[]): string[] {
  const squares = new Set(spots.map(({ lat, lon }) => mgrs(lat, lon, 5, ' ')))
  const texts = new Set(spots.map(({ lat, lon }) => utmBeginning(lat, lon)))
  for (const square of squares) {
    const [zone = '', letters = '', easting = ''] = square.split(' ')
    const compact = zone + letters + easting.slice(0, mgrsDigitsMin)
    for (const between of ['', ' '])
      texts.add(`${zone}${between}${letters} ${easting.slice(0, mgrsDigitsMin)}`)
    texts.add(compact).add(compact.toLowerCase())
  }
  return [...texts]
    .flatMap((text) => [text, text.replaceAll(' ', '+'), text.replaceAll(' ', '%20')])
    .filter((text) => text.length >= needleBytesMin)
}

function readSquare(near: Spot): PlaceSpelling['read'] {
  return (buf, start) => {
    if (isAlnum(buf[start - 1]) && buf[start - 1] !== 0x30) return null
    const text = buf.toString('latin1', start, Math.min(buf.length, start + squareBytesMax))
    const found = gridSquareAt(text)
    if (found === null || found.cell.metres > squareMetresMax) return null
    return hitOf(found.cell, near, text.slice(0, found.length), start, start + found.length)
  }
}

function readPlusCode(near: Spot): PlaceSpelling['read'] {
  return (buf, start, end) => {
    const stop = wordEnd(buf, end)
    if (isAlnum(buf[start - 1])) return null
    const text = buf.toString('latin1', start, stop).replace(/%2b/i, '+')
    return hitOf(plusCodeCell(text), near, text, start, stop)
  }
}

/** `20190212`, as programs write a day. */
const dayForm = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/

function readS2Token(near: Spot): PlaceSpelling['read'] {
  return (buf, start, end) => {
    const stop = wordEnd(buf, end)
    if (isAlnum(buf[start - 1]) || stop - start > 16) return null
    const text = buf.toString('latin1', start, stop)
    // A day is none. Of other numbers of eight digits one in 10^7 is the name of a cell so near.
    const id = dayForm.test(text) ? null : s2Id(text)
    return id === null ? null : hitOf(s2Cell(id), near, text, start, stop)
  }
}

function readS2Decimal(near: Spot): PlaceSpelling['read'] {
  return (buf, start, end) => {
    const stop = digitsEnd(buf, end)
    const from = buf[start - 1] === minus ? start - 1 : start
    if (stop - start < s2DecimalCharsMin || isAlnum(buf[from - 1]) || isAlnum(buf[stop])) return null
    const text = buf.toString('latin1', from, stop)
    const id = s2Id(text)
    return id === null ? null : hitOf(s2Cell(id), near, text, from, stop)
  }
}

function readH3(near: Spot): PlaceSpelling['read'] {
  const known = new Map<string, GridCell | null>()
  return (buf, start, end) => {
    const stop = wordEnd(buf, end)
    if (isAlnum(buf[start - 1]) || stop - start !== h3Chars) return null
    const text = buf.toString('latin1', start, stop)
    let cell = known.get(text)
    if (cell === undefined) {
      cell = h3Place(text)
      if (known.size < h3CellsMax) known.set(text, cell)
    }
    return hitOf(cell, near, text, start, stop)
  }
}

function readMetres(near: Spot): PlaceSpelling['read'] {
  const read = metresReader(near, neighbourhoodMetres)
  return (buf, start) => {
    const pair = read(buf, start)
    if (pair === null) return null
    const { lat, lon, title, value } = pair
    return hitOf({ lat, lon, metres: 1, title }, near, value, pair.start, pair.end)
  }
}

function readTile(near: Spot): PlaceSpelling['read'] {
  return (buf, start, end) => {
    for (const { cell, value, start: from, end: to } of tilesAt(buf, start, end)) {
      const hit = hitOf(cell, near, value, from, to)
      if (hit !== null) return { ...hit, isShown: true }
    }
    return null
  }
}

/** An index as a number. */
function readH3Decimal(near: Spot): PlaceSpelling['read'] {
  return (buf, start, end) => {
    const stop = digitsEnd(buf, end)
    if (isAlnum(buf[start - 1]) || isAlnum(buf[stop]) || stop - start !== h3DecimalChars) return null
    const text = buf.toString('latin1', start, stop)
    return hitOf(h3Place(BigInt(text).toString(16)), near, text, start, stop)
  }
}

const h3DecimalChars = 18

/** Cells that are kept: finding where an index is takes a millisecond. */
const h3CellsMax = 1_000

function hitOf(
  cell: GridCell | null,
  near: Spot,
  value: string,
  start: number,
  end: number,
): PlaceHit | null {
  if (cell === null) return null
  const kilometres = kilometresBetween(cell.lat, cell.lon, near.lat, near.lon)
  // The place and what is around it, or the cell itself holds it.
  if (kilometres * 1_000 > neighbourhoodMetres * 1.5 + cell.metres * 2) return null
  return {
    start,
    end,
    value,
    form: `${cell.title}: ${plusMinus(cell.metres)}`,
    lat: rounded(cell.lat),
    lon: rounded(cell.lon),
    kilometres,
    metres: cell.metres,
  }
}

function wordEnd(buf: Buffer, from: number): number {
  let at = from
  while (isAlnum(buf[at])) at++
  return at
}

function digitsEnd(buf: Buffer, from: number): number {
  let at = from
  while (isDigit(buf[at])) at++
  return at
}

/** To 10 cm: more is of the arithmetic. */
export function rounded(degrees: number): number {
  return Number(degrees.toFixed(6))
}
