import { isDigit } from '../../core/ascii.ts'
import { wellKnownNames } from '../places/way-ends.ts'

/** Places that prove themselves by their form: what the quick look sees of them. */

/** The sign of degrees in Latin-1, and the last byte of it in UTF-8. */
export const degreeByte = 0xb0
const latinLead = 0xc2
const blank = 32
const minus = 45
const plus = 43
const openBracket = 40
/** `21°C` is a temperature: minutes stand behind, and so far behind their sign or its escape. */
const minutesBytesMax = 2

/** Of the halves of the earth, and what stands in front of the second one: `60.39283° N`, `N60.39283°, E`. */
const halfLetters: ReadonlySet<number> = new Set(Buffer.from('NSEW'))
const comma = 44

/** True where degrees end at `at` and minutes, or the letter of a half of the earth, follow behind `next`: `60°23'`, `60.39283° N`. */
export function isDegrees(buf: Buffer, start: number, at: number, next: number, end: number): boolean {
  let before = at - 1
  while (before >= start && (buf[before] === latinLead || buf[before] === blank)) before--
  if (before < start || !isDigit(buf[before] as number)) return false
  let behind = next
  if (buf[behind] === comma) behind++
  if (buf[behind] === blank || buf[behind] === plus) behind++
  if (behind < end && halfLetters.has(buf[behind] as number)) return true
  if (buf[next] === comma) return false
  for (let digits = 0; behind < end && isDigit(buf[behind] as number); digits++, behind++)
    if (digits === minutesBytesMax) return false
  return (
    behind > next && behind < end && !isDigit(buf[behind] as number) && isDigit(buf[behind - 1] as number)
  )
}

const shapes: readonly Buffer[] = wellKnownNames.map((name) => Buffer.from(name))

/**
 * True where the word `[start, end)` ends as the name of a shape does and a number follows the bracket in front of `from`:
 * `POINT(10.7522 59.9139)`. Without a fraction it is a call of a function.
 */
export function isWellKnown(buf: Buffer, start: number, end: number, from: number, limit: number): boolean {
  if (!shapes.some((shape) => endsAs(buf, start, end, shape))) return false
  let at = from
  while (at < limit && (buf[at] === openBracket || buf[at] === blank || buf[at] === minus)) at++
  const first = at
  while (at < limit && isDigit(buf[at] as number)) at++
  return at > first && buf[at] === 46
}

/** In letters of either case. */
function endsAs(buf: Buffer, start: number, end: number, name: Buffer): boolean {
  const from = end - name.length
  if (from < start) return false
  for (let at = 0; at < name.length; at++) if (((buf[from + at] as number) | 0x20) !== name[at]) return false
  return true
}
