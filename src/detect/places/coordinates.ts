import { partedDegrees } from './degrees.ts'
import { withoutPower } from '../spellings/written.ts'

/** Half of a place. */
export interface Coordinate {
  readonly degrees: number
  readonly decimals: number
  /** Of a whole number: it counts 10^-scale degrees, or {@link semicircles}; 0 for decimals. */
  readonly scale: number
}

/** `1.23`: fewer decimals name a region, not a place. */
export const coordinateBytesMin = 4
/** Longer texts are none. */
export const valueBytesMax = 32

/** What ends a sentence, or stands between its parts. */
export const sentenceSigns: RegExp = /[.,;:!?]{1,3}$/

/** `59.9139`, `59,9139`, `59°54'50"N`, or a whole number of a fraction of a degree in each scale that is possible; a double, too, and in a sentence. */
export function coordinates(written: string, limit: number): Coordinate[] {
  const text = withoutPower(written.trim().replace(sentenceSigns, ''))
  const decimal = /^\s*([+-]?\d{1,3})[.,](\d{1,18})\s*$/.exec(text)
  const parted = decimal === null ? partedDegrees(text) : null
  const one =
    decimal !== null
      ? { degrees: Number(text.replace(',', '.')), decimals: (decimal[2] as string).length, scale: 0 }
      : parted !== null
        ? { ...parted, scale: 0 }
        : null
  if (one !== null) return Math.abs(one.degrees) <= limit ? [one] : []
  if (!/^\s*[+-]?\d{6,10}\s*$/.test(text)) return []
  return scales
    .map((scale) => ({
      degrees:
        scale === semicircles
          ? roundedDegrees((Number(text) * 180) / 2 ** semicircles)
          : Number(text) / 10 ** scale,
      decimals: Math.min(scale, decimalsMax),
      scale,
    }))
    .filter(({ degrees }) => Math.abs(degrees) <= limit && Math.abs(degrees) >= 1)
}

/** Ten-millionths and millionths of a degree are usual; hundred-thousandths are taken where a place is known there. */
const scales = [7, 6, 5, 31]
/** Of the files of watches and bicycle computers (FIT), and what is made of them: half a turn is 2^31. */
export const semicircles = 31
/** What FIT and its converters call them. */
const semicircleNames = /(?:position_?(?:lat|long)|semicircles?)$/i
/** A semicircle is 9 mm. */
const decimalsMax = 7

function roundedDegrees(degrees: number): number {
  return Number(degrees.toFixed(decimalsMax))
}
/** A latitude of ten-millionths has so many digits from 10 degrees on. */
const digitsOfTenMillionths = 9

/** What the name says (`latE6`), else what the number of digits makes likely. */
export function likelyScale(key: string, text: string): number {
  const named = /e([5-7])$/i.exec(key)?.[1]
  if (named !== undefined) return Number(named)
  if (semicircleNames.test(key)) return semicircles
  return withoutPower(text.trim()).replace(/\D/g, '').length >= digitsOfTenMillionths ? 7 : 6
}

/** How fine a coordinate is, in words: what it tells depends on it. */
export function precision(decimals: number): string {
  const classes = ['about 100 km', 'about 10 km', 'about 1 km', 'about 100 m', 'about 10 m']
  return classes[decimals] ?? 'about 1 m or finer'
}
