/** Degrees as people and cameras write them: degrees, minutes and seconds, a letter for the half of the earth, fractions. */

/** An angle, with south and west below zero. */
export interface Degrees {
  readonly degrees: number
  /** As fine as so many decimals of a degree. */
  readonly decimals: number
}

// The signs of degrees, minutes and seconds as escapes: the built program is ASCII (see `tools/build.ts`).
const sign = String.raw`(?:[\u00b0\u00ba]|\\u00b0|deg|d|\s|:)`
/** The halves of the earth; east also in Norwegian, Danish, Swedish and German (Ø, Ö, O), of which `O` is west in French and Spanish. */
const halfLetter = String.raw`[NSEWO\u00d8\u00d6]`
const parted = String.raw`(${halfLetter})?\s*([+-]?\d{1,3})\s*${sign}\s*(\d{1,2}(?:[.,]\d{1,9})?)\s*(?:['\u2032\u2019m:]|min|\s)?\s*(\d{1,2}(?:[.,]\d{1,9})?)?\s*(?:\\?["\u2033\u201d\u201cs]|''|\u2019\u2019|sec)?\s*(${halfLetter})?`
const one = new RegExp(`^\\s*${parted}\\s*$`, 'iu')
const two = new RegExp(`^\\s*${parted}\\s*[,;/]?\\s*${parted}`, 'iu')
/** EXIF: degrees, minutes and seconds as fractions. */
const rationals = /^\s*(\d{1,3})\/(\d{1,9})\s*,\s*(\d{1,9})\/(\d{1,9})\s*,\s*(\d{1,12})\/(\d{1,12})\s*$/
/** XMP: degrees and minutes, or seconds, too, between commas. */
const commas = /^\s*(\d{1,3}),(\d{1,2}(?:\.\d{1,9})?)(?:,(\d{1,2}(?:\.\d{1,9})?))?([NSEW])\s*$/
/** NMEA 0183: degrees and minutes in one, then the half. */
const nmea = /^(\d{2})(\d{2}\.\d{1,9}),([NS]),(\d{3})(\d{2}\.\d{1,9}),([EW])/
/** `52:30:58.59,13:22:39.73` and `52:30.9765,13:22.6622`: Location.convert of Android, which says no half but by a minus. */
const colons =
  /^\s*(-?\d{1,3}):(\d{1,2})(?::(\d{1,2}(?:[.,]\d{1,9})?)|[.](\d{1,9}))\s*[,;/ ]\s*(-?\d{1,3}):(\d{1,2})(?::(\d{1,2}(?:[.,]\d{1,9})?)|[.](\d{1,9}))(?![\d:])/
/** One of the two. A time looks so, too: under the name of a coordinate, and with a fraction, it is none. */
const colonsOne = /^\s*(-?\d{1,3}):(\d{1,2})(?::(\d{1,2}[.,]\d{1,9})|[.,](\d{1,9}))\s*$/
/** ISO 6709, annex H: signs in front of both, a stroke behind. */
const signed = /^\s*([+-]\d{2}\.\d{2,9})([+-]\d{3}\.\d{2,9})(?:[+-][\d.]+)?(?:CRS[\w/]+)?\//
/** Decimals with the letters of their halves: `59.9139 N, 10.7522 E`, `N59.9139 E10.7522`. */
const latDegrees = String.raw`(?<lat>\d{1,2}[.,]\d{2,12})`
const lonDegrees = String.raw`(?<lon>\d{1,3}[.,]\d{2,12})`
const [south, west, degreeSign] = [
  '(?<south>[NS])',
  String.raw`(?<west>[EWO\u00d8\u00d6])`,
  String.raw`\s?[\u00b0\u00ba]?\s?`,
]
const between = String.raw`\s?[,;/]?\s?`
const lettered = new RegExp(
  String.raw`^\s*${latDegrees}${degreeSign}${south}${between}${lonDegrees}${degreeSign}${west}(?![0-9A-Za-z])`,
)
const letteredAhead = new RegExp(
  String.raw`^\s*${south}\s?${latDegrees}${degreeSign}${between}${west}\s?${lonDegrees}(?![0-9A-Za-z.])`,
)
/** One of them: `59.9139N`, `E 10.7522`. */
const letteredOne =
  /^\s*(?:([NSEW])\s?(\d{1,3}\.\d{2,9})[\u00b0\u00ba]?|(\d{1,3}\.\d{2,9})\s?[\u00b0\u00ba]?\s?([NSEW]))\s*$/
const groups = 5
/** Longer texts are no coordinates; it bounds the work. */
const charsMax = 128

/** One coordinate; null where the text is none. A sign of degrees or a letter has to say that it is one. */
export function partedDegrees(text: string): Degrees | null {
  if (text.length > charsMax) return null
  const converted = colonsOne.exec(text)
  if (converted !== null) return ofColons(converted.slice(1))
  const match = one.exec(text)
  if (match !== null) return ofParts(match.slice(1), text)
  const [, ahead, behind, other, last] = letteredOne.exec(text) ?? []
  const plain = behind ?? other
  if (plain !== undefined) {
    const isNegative = /[SW]/.test(ahead ?? last ?? '')
    return {
      degrees: isNegative ? -Number(plain) : Number(plain),
      decimals: plain.length - plain.indexOf('.') - 1,
    }
  }
  const xmp = commas.exec(text)
  if (xmp !== null) return ofParts([undefined, ...xmp.slice(1)], text)
  const parts = rationals.exec(text)?.slice(1).map(Number)
  if (parts === undefined || parts.some((part, at) => at % 2 === 1 && part === 0)) return null
  const [a = 0, b = 1, c = 0, d = 1, e = 0, f = 1] = parts
  return { degrees: rounded(a / b + c / d / 60 + e / f / 3_600), decimals: 5 }
}

/** A pair whose longitude says `O`, read as west: the letter of east in German is that of west in French, Spanish and Italian. */
export function westernPair(text: string): ReturnType<typeof partedPair> {
  const pair = partedPair(text)
  if (pair === null || !/O/i.test(text.slice(0, pair.length))) return null
  return { ...pair, lon: { ...pair.lon, degrees: -pair.lon.degrees } }
}

/** A latitude with its longitude behind it, and the characters that they take; null where the text does not begin so. */
export function partedPair(
  text: string,
): { readonly lat: Degrees; readonly lon: Degrees; readonly length: number } | null {
  if (text.length > charsMax) return null
  const sentence = nmea.exec(text)
  if (sentence !== null) {
    const [whole, a = '', b = '', south, c = '', d = '', west] = sentence
    const side = (degrees: string, minutes: string, isNegative: boolean): Degrees => {
      const size = Number(degrees) + Number(minutes) / 60
      return { degrees: rounded(isNegative ? -size : size), decimals: 6 }
    }
    const lat = side(a, b, south === 'S')
    return { lat, lon: side(c, d, west === 'W'), length: whole.length }
  }
  const plain = plainPair(text)
  if (plain !== null) return plain
  const match = two.exec(text)
  if (match === null) return null
  const latitude: (string | undefined)[] = match.slice(1, groups + 1)
  const longitude: (string | undefined)[] = match.slice(groups + 1)
  // `N 59 54 49.9 E 10 45 8.1`: the letter between stands in front of the second.
  if (latitude[0] !== undefined && longitude[0] === undefined) longitude[0] = latitude.pop()
  const lat = ofParts(latitude, text)
  const lon = ofParts(longitude, text)
  if (lat === null || lon === null || Math.abs(lat.degrees) > 90 || Math.abs(lon.degrees) > 180) return null
  return { lat, lon, length: match[0].length }
}

function ofLetters(
  { lat = '', lon = '', south, west }: Readonly<Record<string, string>>,
  length: number,
): ReturnType<typeof partedPair> {
  const half = (text: string, isNegative: boolean): Degrees => {
    const plain = text.replace(',', '.')
    return {
      degrees: isNegative ? -Number(plain) : Number(plain),
      decimals: plain.length - plain.indexOf('.') - 1,
    }
  }
  const pair = { lat: half(lat, south === 'S'), lon: half(lon, west === 'W') }
  return isOnEarth(pair) ? { ...pair, length } : null
}

/** Pairs without signs of degrees. Times look like the first form: a fraction of a second has to be there. */
function plainPair(text: string): ReturnType<typeof partedPair> {
  const iso = signed.exec(text)
  if (iso !== null) {
    const [whole, lat = '', lon = ''] = iso
    const decimals = (lat.split('.')[1] ?? '').length
    const pair = { lat: { degrees: Number(lat), decimals }, lon: { degrees: Number(lon), decimals } }
    return isOnEarth(pair) ? { ...pair, length: whole.length } : null
  }
  const letters = lettered.exec(text) ?? letteredAhead.exec(text)
  if (letters !== null) return ofLetters(letters.groups as Record<string, string>, letters[0].length)
  const match = colons.exec(text)
  if (match === null || !/[.,]\d/.test(match[0].split(/[,;/ ]\s*-?\d+:/)[0] ?? '')) return null
  const [whole, ...parts] = match
  const lat = ofColons(parts.slice(0, 4))
  const lon = ofColons(parts.slice(4))
  return lat === null || lon === null || !isOnEarth({ lat, lon }) ? null : { lat, lon, length: whole.length }
}

function ofColons([degrees = '', minutes = '', seconds, tenths]: readonly (
  | string
  | undefined
)[]): Degrees | null {
  const minute = Number(tenths === undefined ? minutes : `${minutes}.${tenths}`)
  const second = Number((seconds ?? '0').replace(',', '.'))
  if (minute >= 60 || second >= 60) return null
  const size = Math.abs(Number(degrees)) + minute / 60 + second / 3_600
  return { degrees: rounded(degrees.startsWith('-') ? -size : size), decimals: 5 }
}

function isOnEarth({ lat, lon }: { readonly lat: Degrees; readonly lon: Degrees }): boolean {
  return Math.abs(lat.degrees) <= 90 && Math.abs(lon.degrees) <= 180
}

function ofParts(parts: readonly (string | undefined)[], text: string): Degrees | null {
  const [before, whole = '', minutes = '', seconds, behind] = parts.map((part) => part?.replace(',', '.'))
  const letter = before ?? behind ?? ''
  if (letter === '' && !/[\u00b0\u00ba]|u00b0/iu.test(text)) return null
  if (Number(minutes) >= 60 || Number(seconds ?? 0) >= 60) return null
  const size = Math.abs(Number(whole)) + Number(minutes) / 60 + Number(seconds ?? 0) / 3_600
  const isNegative = /[SW]/i.test(letter) || whole.startsWith('-')
  const isFine = `${minutes} ${seconds ?? ''}`.includes('.')
  return { degrees: rounded(isNegative ? -size : size), decimals: isFine ? 5 : seconds === undefined ? 2 : 4 }
}

/** To a centimetre. */
function rounded(degrees: number): number {
  return Number(degrees.toFixed(7))
}
