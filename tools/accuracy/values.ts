import type { Rng } from '../bench/rng.ts'
import { kindOf, knownNames } from './kinds.ts'

/** Invented identifiers of one phone: right check digits, nobody's numbers. */
export interface Phone {
  /** Identifier name → value, in its normal form as varde prints it. */
  readonly values: ReadonlyMap<string, string>
  readonly place: { readonly lat: number; readonly lon: number }
  readonly yaml: string
}

/** A profile of every kind that a profile gives, and one place. */
export function makePhone(rng: Rng): Phone {
  const values = new Map(knownNames.map((name) => [name, kindOf(name).make(rng)]))
  const place = {
    lat: Number((55 + rng.fraction() * 12).toFixed(6)),
    lon: Number((5 + rng.fraction() * 20).toFixed(6)),
  }
  const lines = [...values].map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)
  const yaml = `name: accuracy phone\nidentifiers:\n${lines.join('\n')}\nplaces:\n  - name: home\n    lat: ${place.lat}\n    lon: ${place.lon}\n`
  return { values, place, yaml }
}

/** Is what was found (`normal`) the value that was sent? */
export function isSameValue(identifier: string, sent: string, normal: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\d@.]/gu, '')
  return bare(sent) === bare(normal) || kindOf(identifier).isSame?.(sent, normal) === true
}

/** Kinds that may stand for each other: a number of a radio is one whatever it is called. */
export function isSameKind(sent: string, found: string): boolean {
  if (sent === found) return true
  const radios = ['wifi-mac', 'bssid', 'bluetooth-mac']
  if (radios.includes(sent) && radios.includes(found)) return true
  return (sent === 'imei' || sent === 'imeisv') && (found === 'imei' || found === 'imeisv')
}
