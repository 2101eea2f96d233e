import { latLngToCell } from 'h3-js'
import { s2 } from 's2js'
import type { Rng } from '../bench/rng.ts'
import { utf8 } from './codecs.ts'
import type { Disguise } from './disguises.ts'
import { floatOf, throughDouble } from './forms.ts'
import type { Phone } from './values.ts'

/**
 * Ways to write where a phone is: numbers in text and binary, and names of cells. S2 and H3 come from the libraries
 * of others, the rest is written here, apart from what is measured.
 */

interface Spot {
  readonly lat: number
  readonly lon: number
}

interface PlaceForm {
  readonly form: string
  readonly bytes: Buffer
  readonly isText: boolean
  /** Only under a name that says what it is. */
  readonly key: string
  readonly beside: readonly (readonly [string, string])[]
}

function geohashOf({ lat, lon }: Spot, length: number): string {
  const bits = (value: number, low: number, high: number): string => {
    const share = (value - low) / (high - low)
    return Math.floor(share * 2 ** 30)
      .toString(2)
      .padStart(30, '0')
  }
  const [east, north] = [bits(lon, -180, 180), bits(lat, -90, 90)]
  let text = ''
  for (let at = 0; at < length; at++) {
    let value = ''
    for (let bit = at * 5; bit < at * 5 + 5; bit++) value += (bit % 2 === 0 ? east : north).charAt(bit >> 1)
    text += '0123456789bcdefghjkmnpqrstuvwxyz'.charAt(Number.parseInt(value, 2))
  }
  return text
}

function plusCodeOf({ lat, lon }: Spot, digits: number): string {
  let [north, east] = [Math.floor((lat + 90) * 8_000 + 1e-6), Math.floor((lon + 180) * 8_000 + 1e-6)]
  let text = ''
  for (let pair = 0; pair < 5; pair++) {
    const chars = '23456789CFGHJMPQRVWX'
    text = chars.charAt(north % 20) + chars.charAt(east % 20) + text
    north = Math.floor(north / 20)
    east = Math.floor(east / 20)
  }
  const cut = text.slice(0, digits).padEnd(8, '0')
  return `${cut.slice(0, 8)}+${cut.slice(8)}`
}

function dms(degrees: number, letters: string): string {
  const size = Math.abs(degrees)
  const minutes = (size % 1) * 60
  const seconds = ((minutes % 1) * 60).toFixed(2)
  return `${Math.floor(size)}°${Math.floor(minutes)}'${seconds}"${letters.charAt(degrees < 0 ? 1 : 0)}`
}

function nmea(degrees: number, width: number): string {
  const size = Math.abs(degrees)
  return String(Math.floor(size)).padStart(width, '0') + ((size % 1) * 60).toFixed(4).padStart(7, '0')
}

function numbers(write: (out: Buffer, value: number, at: number) => void, size: number, spot: Spot): Buffer {
  const out = Buffer.alloc(size * 2)
  write(out, spot.lat, 0)
  write(out, spot.lon, size)
  return out
}

/** `59:54:49.92480`, as Android's Location.convert writes it. */
function colons(degrees: number): string {
  const size = Math.abs(degrees)
  const minutes = (size % 1) * 60
  const seconds = ((minutes % 1) * 60).toFixed(5)
  return `${degrees < 0 ? '-' : ''}${Math.floor(size)}:${Math.floor(minutes)}:${seconds}`
}

function iso6709({ lat, lon }: Spot): string {
  const part = (degrees: number, width: number): string =>
    (degrees < 0 ? '-' : '+') + Math.abs(degrees).toFixed(4).padStart(width, '0')
  return `${part(lat, 7)}${part(lon, 8)}/`
}

function h3Number({ lat, lon }: Spot, resolution: number): bigint {
  return BigInt(`0x${latLngToCell(lat, lon, resolution)}`)
}

function number64(value: bigint): Buffer {
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(value)
  return out
}

/** As protobuf writes an int32: negative numbers take ten bytes. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}

/** Google's algorithm, here with a second point some streets away. */
function polyline({ lat, lon }: Spot, precision: number, isEnd: boolean): string {
  const here = [Math.round(lat * 10 ** precision), Math.round(lon * 10 ** precision)] as const
  const away = here.map((value) => value + 12 * 10 ** (precision - 3)) as unknown as typeof here
  const [first, second] = isEnd ? [away, here] : [here, away]
  let text = ''
  for (const value of [...first, second[0] - first[0], second[1] - first[1]]) {
    let bits = BigInt(value) << 1n
    if (value < 0) bits = ~bits
    for (; bits >= 32n; bits >>= 5n) text += String.fromCharCode(Number(bits & 31n) + 32 + 63)
    text += String.fromCharCode(Number(bits) + 63)
  }
  return text
}

/** UTM by the series of J. P. Snyder (Map Projections, 1987, 8-9 to 8-15), without the wider zones of the far north. */
function utm({ lat, lon }: Spot): { zone: string; easting: number; northing: number } {
  const zone = lat >= 56 && lat < 64 && lon >= 3 && lon < 12 ? 32 : Math.floor((lon + 180) / 6) + 1
  const [e2, a, k] = [0.00669437999014, 6_378_137, 0.9996]
  const phi = (lat * Math.PI) / 180
  const prime = e2 / (1 - e2)
  const n = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2)
  const t = Math.tan(phi) ** 2
  const c = prime * Math.cos(phi) ** 2
  const east = (((lon - (zone * 6 - 183)) * Math.PI) / 180) * Math.cos(phi)
  const m =
    a *
    ((1 - e2 / 4 - (3 * e2 ** 2) / 64 - (5 * e2 ** 3) / 256) * phi -
      ((3 * e2) / 8 + (3 * e2 ** 2) / 32 + (45 * e2 ** 3) / 1024) * Math.sin(2 * phi) +
      ((15 * e2 ** 2) / 256 + (45 * e2 ** 3) / 1024) * Math.sin(4 * phi) -
      ((35 * e2 ** 3) / 3072) * Math.sin(6 * phi))
  const easting =
    k *
    n *
    (east + ((1 - t + c) * east ** 3) / 6 + ((5 - 18 * t + t ** 2 + 72 * c - 58 * prime) * east ** 5) / 120)
  const northing =
    k *
    (m +
      n *
        Math.tan(phi) *
        (east ** 2 / 2 +
          ((5 - t + 9 * c + 4 * c ** 2) * east ** 4) / 24 +
          ((61 - 58 * t + t ** 2 + 600 * c - 330 * prime) * east ** 6) / 720))
  const band = 'CDEFGHJKLMNPQRSTUVWX'.charAt(Math.floor((lat + 80) / 8))
  return {
    zone: `${zone}${band}`,
    easting: easting + 500_000,
    northing: northing + (lat < 0 ? 10_000_000 : 0),
  }
}

function mgrsOf(spot: Spot, digits: number, blank: string): string {
  const { zone, easting, northing } = utm(spot)
  const number = Number.parseInt(zone, 10)
  const column = (['STUVWXYZ', 'ABCDEFGH', 'JKLMNPQR'][number % 3] as string).charAt(
    Math.floor(easting / 1e5) - 1,
  )
  const row = 'ABCDEFGHJKLMNPQRSTUV'.charAt((Math.floor(northing / 1e5) + (number % 2 === 0 ? 5 : 0)) % 20)
  const cut = (metres: number): string =>
    String(Math.floor(metres % 1e5))
      .padStart(5, '0')
      .slice(0, digits)
  return [zone, column + row, cut(easting), cut(northing)].join(blank)
}

function corners({ lat, lon }: Spot): string {
  return [lon - 0.011, lat - 0.006, lon + 0.013, lat + 0.007].map((value) => value.toFixed(4)).join(',')
}

/** A place in named fields. */
export interface NamedPlace {
  readonly form: string
  readonly fields: readonly [readonly [string, string], ...(readonly [string, string])[]]
}

/** Degrees of so many decimals in scientific notation, as `%e` and some serialisers write them. */
function exponential(degrees: number): string {
  return degrees.toExponential(6).replace(/0+e/, 'e')
}

/** A place whose numbers were a double on their way. */
export function floatedPlaces({ lat, lon }: Spot): NamedPlace[] {
  const whole = (degrees: number): string => String(Math.round(degrees * 1e7))
  const lons = throughDouble(whole(lon))
  return [
    ...throughDouble(whole(lat)).map(
      ([form, text], at): NamedPlace => ({
        form: `E7, ${form}`,
        fields: [
          ['latitudeE7', text],
          ['longitudeE7', lons[at]?.[1] ?? ''],
        ],
      }),
    ),
    {
      form: 'E7, float, in JSON',
      fields: [['pos', `{"latitudeE7":${floatOf(whole(lat))},"longitudeE7":${floatOf(whole(lon))}}`]],
    },
    {
      form: 'degrees, float',
      fields: [
        ['lat', exponential(lat)],
        ['lng', exponential(lon)],
      ],
    },
  ]
}

/** A place in a sentence of a log, with what follows it in text. */
export function saidPlaces(lat: string, lon: string): NamedPlace[] {
  const said = (form: string, text: string): NamedPlace => ({ form, fields: [['msg', text]] })
  return [
    said('in a text, before a full stop', `Fix at lat=${lat} lon=${lon}.`),
    said('in a text, before a full stop', `latitude: ${lat}, longitude: ${lon}. Retrying`),
    said('in a text, before a comma', `at lat=${lat} lon=${lon}, retry`),
    said('in a text, before a comma', `latitude: ${lat}, longitude: ${lon}, source gps`),
  ]
}

function placeForms(spot: Spot): PlaceForm[] {
  const { lat, lon } = spot
  const text = (
    form: string,
    value: string,
    key = '',
    beside: readonly (readonly [string, string])[] = [],
  ): PlaceForm => ({ form, bytes: utf8(value), isText: true, key, beside })
  const binary = (form: string, bytes: Buffer): PlaceForm => ({
    form,
    bytes,
    isText: false,
    key: '',
    beside: [],
  })
  const whole = (degrees: number, scale: number): string => String(Math.round(degrees * 10 ** scale))
  const id = s2.cellid.fromLatLng(s2.LatLng.fromDegrees(lat, lon))
  return [
    ...[3, 4, 5, 6].map((digits) =>
      text(`${digits} decimals, in one`, `${lat.toFixed(digits)},${lon.toFixed(digits)}`),
    ),
    ...[5, 6, 7].map((scale) =>
      text(`E${scale}, named`, whole(lat, scale), 'lat', [['lon', whole(lon, scale)]]),
    ),
    ...[5, 6, 7].map((scale) => text(`E${scale}, in one`, `${whole(lat, scale)},${whole(lon, scale)}`)),
    ...floatedPlaces(spot).map(({ form, fields: [first, ...beside] }) =>
      text(`${form}, named`, first[1], first[0], beside),
    ),
    ...[1, 2, 3].map((digits) =>
      text(`${digits} decimals, named`, lat.toFixed(digits), 'lat', [['lon', lon.toFixed(digits)]]),
    ),
    text('DMS, named', dms(lat, 'NS'), 'latitude', [['longitude', dms(lon, 'EW')]]),
    text('DMS, in one', `${dms(lat, 'NS')}, ${dms(lon, 'EW')}`),
    text(
      'NMEA',
      `$GPGGA,120000,${nmea(lat, 2)},${lat < 0 ? 'S' : 'N'},${nmea(lon, 3)},${lon < 0 ? 'W' : 'E'},1,08`,
    ),
    text('decimal comma', `${lat.toFixed(5)};${lon.toFixed(5)}`.replaceAll('.', ',')),
    text('ISO 6709', iso6709(spot)),
    text('Location.convert', `${colons(lat)},${colons(lon)}`),
    ...[6, 7, 8, 9, 12].map((length) => text(`geohash of ${length}`, geohashOf(spot, length))),
    ...[4, 5].map((length) => text(`geohash of ${length}, named`, geohashOf(spot, length), 'geohash')),
    ...[8, 10].map((digits) => text(`plus code of ${digits}`, plusCodeOf(spot, digits))),
    text('plus code of 6, named', plusCodeOf(spot, 6), 'plus_code'),
    ...[14, 16, 20, 30].map((level) =>
      text(`S2 token of level ${level}`, s2.cellid.toToken(s2.cellid.parent(id, level))),
    ),
    ...[16, 30].map((level) => text(`S2 id of level ${level}`, String(s2.cellid.parent(id, level)))),
    text('S2 token of level 11, named', s2.cellid.toToken(s2.cellid.parent(id, 11)), 's2cell'),
    ...[8, 9, 10, 12].map((resolution) =>
      text(`H3 of resolution ${resolution}`, latLngToCell(lat, lon, resolution)),
    ),
    ...[5, 6, 9].map((resolution) =>
      text(`H3 of resolution ${resolution}, as a number`, String(h3Number(spot, resolution))),
    ),
    ...[5, 6].flatMap((precision) => [
      text(`polyline of precision ${precision}, named`, polyline(spot, precision, false), 'polyline'),
      text(`end of a polyline of precision ${precision}, named`, polyline(spot, precision, true), 'geometry'),
    ]),
    text('corners of a map, named', corners(spot), 'bbox'),
    ...[3, 4, 5].map((digits) => text(`MGRS of ${digits} digits`, mgrsOf(spot, digits, ''))),
    text('MGRS with blanks', mgrsOf(spot, 5, ' ')),
    text('UTM', `${utm(spot).zone} ${Math.floor(utm(spot).easting)} ${Math.floor(utm(spot).northing)}`),
    text('H3 of resolution 6', latLngToCell(lat, lon, 6)),
    text('H3 of resolution 6, named', latLngToCell(lat, lon, 6), 'h3'),
    ...[5, 6, 7].flatMap((scale) => [
      binary(
        `E${scale}, 32 bits`,
        numbers((out, value, at) => out.writeInt32BE(Math.round(value * 10 ** scale), at), 4, spot),
      ),
      binary(
        `E${scale}, 32 bits, least first`,
        numbers((out, value, at) => out.writeInt32LE(Math.round(value * 10 ** scale), at), 4, spot),
      ),
    ]),
    binary(
      'semicircles, least first',
      numbers((out, value, at) => out.writeInt32LE(Math.round((value * 2 ** 31) / 180), at), 4, spot),
    ),
    ...[5, 6, 7].map((scale) =>
      binary(
        `E${scale}, varints in protobuf`,
        Buffer.concat([
          Buffer.from([8]),
          varint(Math.round(lat * 10 ** scale)),
          Buffer.from([16]),
          varint(Math.round(lon * 10 ** scale)),
        ]),
      ),
    ),
    binary('S2 id of level 20, 64 bits', number64(s2.cellid.parent(id, 20))),
    binary('H3 of resolution 9, 64 bits', number64(h3Number(spot, 9))),
    binary(
      'floats',
      numbers((out, value, at) => out.writeFloatBE(value, at), 4, spot),
    ),
    binary(
      'floats, least first',
      numbers((out, value, at) => out.writeFloatLE(value, at), 4, spot),
    ),
    binary(
      'doubles',
      numbers((out, value, at) => out.writeDoubleBE(value, at), 8, spot),
    ),
    binary(
      'doubles, least first',
      numbers((out, value, at) => out.writeDoubleLE(value, at), 8, spot),
    ),
  ]
}

/** Names of all forms, for the tests. */
export function placeFormsOf(spot: Spot): readonly { readonly form: string; readonly bytes: Buffer }[] {
  return placeForms(spot)
}

/** E10: the phone's place, in any form; a position differs from the other by some ten metres. */
export function placed(rng: Rng, phone: Phone): Disguise & { readonly key: string } {
  const { place } = phone
  const spot = {
    lat: place.lat + (rng.fraction() - 0.5) * 4e-4,
    lon: place.lon + (rng.fraction() - 0.5) * 8e-4,
  }
  const form = rng.pick(placeForms(spot))
  return {
    family: 'E10 places',
    chain: form.form,
    identifier: 'location',
    value: `${spot.lat},${spot.lon}`,
    bytes: form.bytes,
    isText: form.isText,
    beside: form.beside,
    key: form.key,
  }
}

/** Somewhere else in the same forms: a decoy. Far enough that no form may name both. */
export function elsewhere(rng: Rng, phone: Phone): Disguise & { readonly key: string } {
  const { place } = phone
  const side = (): number => (rng.chance(0.5) ? 1 : -1)
  const far = {
    lat: place.lat + side() * (0.4 + rng.fraction()),
    lon: place.lon + side() * (0.8 + rng.fraction()),
  }
  const form = rng.pick(placeForms(far))
  return {
    family: 'decoys',
    chain: `somewhere else: ${form.form}`,
    identifier: '',
    value: '',
    bytes: form.bytes,
    isText: form.isText,
    beside: form.beside,
    key: form.key,
  }
}
