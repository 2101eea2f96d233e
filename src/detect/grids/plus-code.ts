import type { GridCell } from './grid-cell.ts'
import { reachOf } from './grid-cell.ts'

/**
 * Open Location Code ("plus code", specification of Google, 2014): five pairs of digits to base 20, latitude first, then
 * digits that cut the cell into five rows and four columns; `+` behind eight digits, zeros for what is left off.
 */

const alphabet = '23456789CFGHJMPQRVWX'
const pairDigits = 10
const digitsMax = 15
const separatorAt = 8
const rows = 5
const columns = 4

/** The code of `digits` (even up to 10, then up to 15), with `+`, and zeros before it where there are fewer than eight. */
export function plusCode(lat: number, lon: number, digits: number): string {
  // In whole units of the finest cell: decimals would be rounded across its edge.
  const fine = 8_000 * rows ** (digitsMax - pairDigits)
  const fineWide = 8_000 * columns ** (digitsMax - pairDigits)
  let north = Math.min(Math.max(Math.floor(Number(((lat + 90) * fine).toFixed(3))), 0), 180 * fine - 1)
  let east = Math.floor(Number(((lon + 180) * fineWide).toFixed(3)))
  east = ((east % (360 * fineWide)) + 360 * fineWide) % (360 * fineWide)
  let text = ''
  for (let digit = digitsMax; digit > pairDigits; digit--) {
    text = alphabet.charAt((north % rows) * columns + (east % columns)) + text
    north = Math.floor(north / rows)
    east = Math.floor(east / columns)
  }
  for (let pair = 0; pair < pairDigits / 2; pair++) {
    text = alphabet.charAt(north % 20) + alphabet.charAt(east % 20) + text
    north = Math.floor(north / 20)
    east = Math.floor(east / 20)
  }
  const cut = text.slice(0, digits).padEnd(separatorAt, '0')
  return `${cut.slice(0, separatorAt)}+${cut.slice(separatorAt)}`
}

/** The cell that a full code names, in either case; null where it is none, or a short code. */
export function plusCodeCell(text: string): GridCell | null {
  const upper = text.toUpperCase()
  if (!/^[23456789CFGHJMPQRVWX]{2,8}0*\+[23456789CFGHJMPQRVWX]{0,7}$/.test(upper)) return null
  if (upper.indexOf('+') !== separatorAt) return null
  const digits = upper.replace('+', '').replace(/0+$/, '')
  if ((digits.length < pairDigits && digits.length % 2 === 1) || /0/.test(digits)) return null
  if (digits.length < separatorAt && upper.length > separatorAt + 1) return null
  let south = -90
  let west = -180
  let height = 400
  let width = 400
  for (let at = 0; at < Math.min(digits.length, pairDigits); at += 2) {
    height /= 20
    width /= 20
    south += alphabet.indexOf(digits.charAt(at)) * height
    west += alphabet.indexOf(digits.charAt(at + 1)) * width
  }
  for (const digit of digits.slice(pairDigits)) {
    height /= rows
    width /= columns
    const value = alphabet.indexOf(digit)
    south += Math.floor(value / columns) * height
    west += (value % columns) * width
  }
  if (south >= 90 || west >= 180) return null
  return {
    lat: south + height / 2,
    lon: west + width / 2,
    metres: reachOf(south, height, width),
    title: `plus code of ${digits.length} digits`,
  }
}
