import { isLocalMac } from '../../core/local-mac.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import type { Observation } from '../../assess/types.ts'
import { placeKilometresMax } from '../../assess/place-distance.ts'
import { fullForms } from '../values-by-sureness.ts'

/** Which values are one or of one kind: by the full form of each, a text that says nothing else. */
type StandIns = (full: ReadonlySet<string>) => ReadonlyMap<string, string>

/**
 * Kinds of which reports tell more than whether two values are the same: two numbers of one model of phone, two names of one
 * access point, two points of one place, whether an address was made up. What stands for them tells that, too, and nothing beyond.
 */
const ofKind: Readonly<Record<string, StandIns>> = {
  // Eight digits of the model, six of the phone; what follows is no part of its number (3GPP TS 23.003, 6.2.1).
  imei: (full) => {
    const model = numbering()
    const phone = numbering()
    const own = numbering()
    return mapOf(
      full,
      (value) =>
        padded(model(value.slice(0, 8)), 8) + padded(phone(value.slice(0, 14)), 6) + padded(own(value), 1),
    )
  },
  // Twelve digits, of which the first and the last two tell the networks of one access point apart.
  bssid: (full) => {
    const point = numbering()
    const own = numbering()
    return mapOf(full, (value) => {
      const number = padded(own(value), 4)
      return number.slice(0, -2) + padded(point(value.slice(2, -2)), 8) + number.slice(-2)
    })
  },
  location: (full) => {
    const centres: (readonly [lat: number, lon: number])[] = []
    const own = numbering()
    return mapOf(full, (value) => {
      const [lat = 0, lon = 0] = value.split(',').map(Number)
      const isNear = ([otherLat, otherLon]: readonly [number, number]): boolean =>
        kilometresBetween(lat, lon, otherLat, otherLon) <= placeKilometresMax
      let place = centres.findIndex(isNear)
      if (place < 0) place = centres.push([lat, lon]) - 1
      // A degree of the equator apart; the last digits are no distance.
      return `0,${place % 90}.${padded(own(value), 9)}`
    })
  },
}

/** Addresses of radios: whether software set it, in the first byte (IEEE 802, the locally administered bit). */
const radios: StandIns = (full) => {
  const own = numbering()
  return mapOf(full, (value) => `0${isLocalMac(value) ? 2 : 0}${padded(own(value), 10)}`)
}

/** What stands for the value of each observation where it is masked: by kind, normal form and what shows which are the same. */
export function standIns(
  observations: readonly Pick<Observation, 'identifier' | 'normal'>[],
): readonly string[] {
  const byKind = new Map(
    [...Map.groupBy(observations, ({ identifier }) => identifier)].map(([kind, seen]) => {
      const full = fullForms(
        kind,
        seen.map(({ normal }) => normal),
      )
      const own = (kind.endsWith('-mac') ? radios : (ofKind[kind] ?? plain))(new Set(full.values()))
      return [kind, new Map([...full].map(([normal, value]) => [normal, own.get(value) ?? '']))] as const
    }),
  )
  return observations.map(({ identifier, normal }) => byKind.get(identifier)?.get(normal) ?? '')
}

function plain(full: ReadonlySet<string>): ReadonlyMap<string, string> {
  const own = numbering()
  return mapOf(full, (value) => `•${own(value)}`)
}

function mapOf(values: ReadonlySet<string>, of: (value: string) => string): ReadonlyMap<string, string> {
  return new Map([...values].map((value) => [value, of(value)]))
}

/** Numbers texts in the order in which they come, from 1. */
function numbering(): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const number = known.get(text) ?? known.size + 1
    known.set(text, number)
    return number
  }
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
