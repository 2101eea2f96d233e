import type { Rng } from '../bench/rng.ts'

/** Invented identifiers of one phone: right check digits, nobody's numbers. */
export interface Phone {
  /** Identifier name → value, in its normal form as varde prints it. */
  readonly values: ReadonlyMap<string, string>
  readonly place: { readonly lat: number; readonly lon: number }
  readonly yaml: string
}

/** The check digit of IMEI and ICCID (ISO/IEC 7812-1, Annex B). */
function luhn(digits: string): string {
  let sum = 0
  for (let index = digits.length - 1, isDoubled = true; index >= 0; index--, isDoubled = !isDoubled) {
    const digit = Number(digits.charAt(index)) * (isDoubled ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return String((10 - (sum % 10)) % 10)
}

export function imeiOf(rng: Rng): string {
  const digits = rng.pick(['35', '86', '01', '99']) + rng.digits(12)
  return digits + luhn(digits)
}

export function uuidOf(rng: Rng): string {
  const hex = rng.hex(32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

function letters(rng: Rng, length: number): string {
  return Array.from({ length }, () => rng.pick('ABCDEFGHJKLMNPQRSTUVWXYZ'.split(''))).join('')
}

export function macOf(rng: Rng): string {
  const hex = `${rng.pick(['00', '3c', '54', '8c', 'a4', 'd0'])}${rng.hex(10)}`
  return hex.replace(/../g, '$&:').slice(0, 17)
}

/** Hex that is not all digits, as an Android ID is. */
function androidIdOf(rng: Rng): string {
  const hex = rng.hex(16)
  return /[a-f]/.test(hex) && !hex.startsWith('0') ? hex : androidIdOf(rng)
}

const makers: Readonly<Record<string, (rng: Rng) => string>> = {
  imei: imeiOf,
  imeisv: (rng) => `35${rng.digits(14)}`,
  meid: (rng) => `a${rng.hex(13)}`,
  iccid: (rng) => {
    const digits = `8947${rng.digits(14)}`
    return digits + luhn(digits)
  },
  imsi: (rng) => rng.pick(['24201', '24001', '26201', '310410']).padEnd(5, '0') + rng.digits(15).slice(0, 10),
  msisdn: (rng) => `+479${rng.digits(7)}`,
  'wifi-mac': macOf,
  'android-id': androidIdOf,
  'advertising-id': uuidOf,
  serial: (rng) => `${letters(rng, 4)}${rng.digits(3)}${letters(rng, 2)}${rng.digits(3)}`,
  email: (rng) => `${letters(rng, 5).toLowerCase()}.${letters(rng, 6).toLowerCase()}@post.example.no`,
  bssid: macOf,
  'cell-id': (rng) => String(rng.whole(20_000_000, 220_000_000)),
}

export const identifierNames: readonly string[] = Object.keys(makers)

export function valueOf(rng: Rng, name: string): string {
  const value = (makers[name] as (rng: Rng) => string)(rng)
  return name === 'imsi' ? value.slice(0, 15) : value
}

/** A profile of 13 identifiers and one place. */
export function makePhone(rng: Rng): Phone {
  const values = new Map(identifierNames.map((name) => [name, valueOf(rng, name)]))
  const place = {
    lat: Number((55 + rng.fraction() * 12).toFixed(6)),
    lon: Number((5 + rng.fraction() * 20).toFixed(6)),
  }
  const lines = [...values].map(([name, value]) => `  ${name}: "${value}"`)
  const yaml = `name: accuracy phone\nidentifiers:\n${lines.join('\n')}\nplaces:\n  - name: home\n    lat: ${place.lat}\n    lon: ${place.lon}\n`
  return { values, place, yaml }
}

/** Is what was found (`normal`) the value that was sent? Forms that leave off check or version digits are the same number. */
export function isSameValue(identifier: string, sent: string, normal: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/[^0-9a-z@.]/g, '')
  const one = bare(sent)
  const other = bare(normal)
  if (one === other) return true
  if (identifier === 'imei' || identifier === 'imeisv' || identifier === 'iccid')
    return other.length >= 14 && (one.startsWith(other) || other.startsWith(one))
  if (identifier === 'msisdn') return other.length >= 7 && (one.endsWith(other) || other.endsWith(one))
  return false
}

/** Kinds that may stand for each other: a number of a radio is one whatever it is called. */
export function isSameKind(sent: string, found: string): boolean {
  if (sent === found) return true
  const radios = ['wifi-mac', 'bssid', 'bluetooth-mac']
  if (radios.includes(sent) && radios.includes(found)) return true
  return (sent === 'imei' || sent === 'imeisv') && (found === 'imei' || found === 'imeisv')
}
