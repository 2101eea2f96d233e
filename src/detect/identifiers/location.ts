import { partedPair } from '../places/degrees.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import { signs } from '../text-shape.ts'
import type { TextShape } from '../text-shape.ts'

/** What stands in front of coordinates that say of themselves that they are some. */
const head = /^(?:geo:|lat\/lng: \(|Location\[[a-z]{3,7} |\$G[A-Z](?:GGA,[\d.]*|RMC,[\d.]*,A|GLL),)/

/** `<+59.91390000,+10.75220000>`: how iOS describes a place (CLLocation), the reach behind it. */
const described = /^<\+?(-?\d+\.\d{2}\d*?)0*,\s?\+?(-?\d+\.\d{2}\d*?)0*>$/

const degrees = String.raw`(-?\d{1,3}\.\d{2,})`
const mark = String.raw`\s*[,;| ]\s*`
/** A pair; behind it the zoom of a map (`,15z`). Rows of them are read apart (see `waypoints.ts`). */
/** `59.9139,N,10.7522,E` of trackers. */
const trackers = /^(\d{1,2}\.\d{4,8}),([NS]),(\d{1,3}\.\d{4,8}),([EW])$/

const written = new RegExp(String.raw`^\s*${degrees}${mark}${degrees}\s*(?:,\d{1,2}(?:\.\d+)?z)?$`)

/** `(59.9139, 10.7522)`: how Google's maps in a browser, Python and Swift print a pair; in braces as NSStringFromCGPoint does. */
const bracketed = /^\s*[({]([^(){}]{1,64})[)}]\s*$/
/** A stroke between stands in what wallets tell of a phone (Visa, provisioning of tokens): what is less fine may be a fraction or a pair of measures. */
const stroked = /^\s*(-?\d{1,3}\.\d{4,})\s?\/\s?(-?\d{1,3}\.\d{4,})\s*$/
/** Height, reach or speed behind a pair: only behind one that is fine enough, for colours and points in space have three numbers, too. */
const third = /^(\s*-?\d{1,3}\.\d{4,}\s*[,;|]\s*-?\d{1,3}\.\d{4,})\s*[,;|]\s*-?\d{1,5}(?:\.\d+)?\s*$/
/** Hints under which three numbers are a place: a `position` or `center` is of something in space as well. */
const placeNames: ReadonlySet<string> = new Set(['location', 'locations', 'loc', 'geo', 'll', 'userloc'])

/** Also of places in lists and on screens: only what is fine enough, or has the signs of degrees. */
const fineHints: readonly string[] = ['pos', 'lbs']
const fine = /\.\d{4,}\D.*\.\d{4,}|[\u00b0\u00ba]|^\s*[+-]\d{2}\.\d+[+-]\d{3}\.\d+/
const fineCharsMin = '1.2345,1.2345'.length

const amounts = /^\s*\d{1,3}\.\d{2}\s*[,;| ]\s*\d{1,3}\.\d{2}\s*$/

/** See `pattern`. */
const writtenAlone =
  /(?<![0-9A-Za-z])(?:(?:geo:|lat\/lng: \()-?\d{1,3}\.\d{2,18},-?\d{1,3}\.\d{2,18}|Location\[(?:gps|network|fused|passive) -?\d{1,3}[.,]\d{2,18},-?\d{1,3}[.,]\d{2,18})|\$G[A-Z](?:GGA,[\d.]{0,12}|RMC,[\d.]{0,12},A|GLL),\d{4}\.\d{1,9},[NS],\d{5}\.\d{1,9},[EW]|<[+-]\d{1,2}\.\d{4,10},\s?[+-]\d{1,3}\.\d{4,10}>(?= \+\/- )|(?<![0-9A-Za-z.])(?:\d{2}[0-5]\d\.\d{3,6},[NS],\d{3}[0-5]\d\.\d{3,6}|\d{1,2}\.\d{4,8},[NS],\d{1,3}\.\d{4,8}),[EW](?![0-9A-Za-z])/
/** A latitude and a longitude with their signs, maybe the height, and a stroke behind (ISO 6709, annex H). */
const iso6709 =
  /(?<![0-9A-Za-z.+-])[+-]\d{2}\.\d{3,9}[+-]\d{3}\.\d{3,9}(?:[+-]\d{1,5}(?:\.\d{1,4})?)?(?:CRS\w{1,20})?\//
/** What Android's programs of maps are asked to show (Google, "Maps intents"): behind a place that is none. */
const shown =
  /(?<=(?<![0-9A-Za-z])geo:0(?:\.0)?,0(?:\.0)?\?(?:z=\d{1,2}&)?q=)-?\d{1,2}\.\d{3,18},-?\d{1,3}\.\d{3,18}(?![\d.])/
/** The signs of degrees, minutes and seconds as UTF-8 and Latin-1 have them. */
const [degreeSign, minuteSign, secondSign] = [
  String.raw`\s?\xc2?\xb0\s?`,
  String.raw`\s?(?:'|\xe2\x80[\xb2\x99])\s?`,
  String.raw`\s?(?:\\?"|''|\xe2\x80[\xb3\x9d])\s?`,
]
/** The half of the earth in front or behind; east also in the languages of the north (Ø, Ö). `O` is east in German, and west in French and Spanish. */
const [northOrSouth, eastOrWest] = ['[NS]', String.raw`(?:[EW]|\xc3[\x98\x96])`]
const apart = String.raw`[\s,;/]{0,3}`
const fraction = String.raw`(?:[.,]\d{1,6})`
/** `60°23'34.2"`, `60° 23.57'`, of which receivers for hikers leave the sign of minutes off, `60.39283°`. */
const angles = [
  String.raw`\d{1,3}${degreeSign}\d{1,2}${minuteSign}\d{1,2}${fraction}?${secondSign}`,
  String.raw`\d{1,3}${degreeSign}\d{1,2}[.,]\d{2,6}(?:${minuteSign}|\s?)`,
  String.raw`\d{1,3}[.,]\d{3,12}${degreeSign}`,
]
const dms = angles
  .flatMap((angle) => [
    String.raw`(?<![0-9A-Za-z.])${angle}${northOrSouth}${apart}${angle}${eastOrWest}(?![0-9A-Za-z])`,
    String.raw`(?<![0-9A-Za-z.])${northOrSouth}\s?${angle}${apart}${eastOrWest}\s?${angle}(?![0-9A-Za-z])`,
  ])
  .join('|')

/**
 * Coordinates are recognised as a pair (see `places/pairs-beside.ts`); this declaration says what they are and gives profiles
 * their form: `59.9139,10.7522`.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'location',
  title: 'coordinates',
  subject: 'place',
  stability: 'moves with the phone',
  whyPersonal: 'Coordinates say where the user is, and a few of them where he lives and works.',
  names: [
    'latlng',
    'latlon',
    'latlong',
    'coordinates',
    'coords',
    'geopoint',
    'lnglat',
    'gps',
    'gpslocation',
    'geolocation',
    'coordinate',
    'gpsposition',
    // Of requests (draft-daviel-http-geo-header); see also `geo-header.ts`.
    'geoposition',
  ],
  hints: [
    'location',
    'locations',
    'loc',
    'geo',
    'll',
    'sll',
    // Of Google's Street View, and of its maps.
    'cbll',
    'viewpoint',
    'position',
    'center',
    'near',
    'origin',
    'destination',
    'saddr',
    'daddr',
    'waypoints',
    'point',
    'lonlat',
    'userloc',
    'geocode',
    'coord',
    'prox',
    'around',
    'pickup',
    'dropoff',
    ...fineHints,
  ],
  hintLengthMin: Object.fromEntries(fineHints.map((name) => [name, fineCharsMin])),
  proof: 'it is a pair of numbers in the range of latitude and longitude, with decimals',
  confidence: { hinted: 'possible', alone: 'probable' },
  // A URI (RFC 5870), what Android's Location.toString() and Google's LatLng.toString() write, and CLLocation of iOS, sentences of receivers (NMEA 0183), and the same halves with their letters as trackers send them.
  pattern: new RegExp(`${writtenAlone.source}|${shown.source}|${iso6709.source}|${dms}`, 'g'),
  mayMatch: ({ decimals, signs: found }: TextShape): boolean =>
    (decimals > 0 && (found & (signs.comma | signs.slash)) !== 0) || (found & signs.degree) !== 0,
  lengthMin: 4,
  normalise(given: string): string {
    const value = given
      .replace(bracketed, '$1')
      .replace(stroked, '$1,$2')
      .replace(third, '$1')
      .replace(head, '')
      .replace(described, '$1,$2')
      .replace(/^(\d+),(\d+),(\d+),(\d+)$/, '$1.$2,$3.$4')
      .replace(trackers, '$1 $2, $3 $4')
    const match = written.exec(value)
    if (match === null) {
      const pair = partedPair(value)
      return pair === null ? '' : `${pair.lat.degrees},${pair.lon.degrees}`
    }
    const [, one = '', other = ''] = match
    // Makers of maps in China write the longitude first, which shows where it is beyond 90 degrees.
    const [lat, lon] = Math.abs(Number(one)) > 90 ? [other, one] : [one, other]
    return Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180 ? `${lat},${lon}` : ''
  },
  /** Two amounts of money, or two measures of a screen, have two decimals each. */
  isLikely(value: string, name: string): boolean {
    const text = value.replace(bracketed, '$1')
    if (fineHints.includes(name)) return fine.test(text)
    return !amounts.test(text) && (placeNames.has(name) || !third.test(text))
  },
  placeholder(normal: string): string {
    const [lat, lon] = normal.split(',').map(Number)
    return placeholderPlace(lat ?? 0, lon ?? 0)
  },
})
