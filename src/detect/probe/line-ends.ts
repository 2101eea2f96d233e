import { base64Values } from '../../core/signs/digit-values.ts'
import { behindLine } from '../../core/signs/wrapped-base64.ts'
import { alnumBit, classes, roleOf } from './byte-roles.ts'

/** Shorter runs are no lines of a value that blanks and marks part: less than the decoder asks for. */
const lineCharsMin = 36
const tab = 9
const lineFeed = 10

/** Behind a run of so many characters a line may end: blanks and quotes part lines of whole blocks only. */
export function mayEndLine(role: number, chars: number): boolean {
  if (role === roleOf.line || role === roleOf.escape) return true
  return (role === roleOf.blank || role === roleOf.assign) && chars >= lineCharsMin
}

/** Behind the end of a line at `from`, raw or escaped, the next one begins with base64. */
export function continues(buf: Buffer, from: number, end: number): boolean {
  const at = behindLine(buf, from, end)
  return at > from && at < end && (base64Values[buf[at] as number] as number) < 64
}

/** True where the line that ends at `at` ends in `=`: quoted-printable goes on in the next. */
export function isSoftBreak(buf: Buffer, at: number, start: number): boolean {
  const before = at > start && buf[at - 1] === 13 ? at - 1 : at
  return before - 2 >= start && buf[before - 1] === 61 && buf[before - 2] !== 61
}

/** The backslash at `at` ends a line within a word, which goes on in the next one, indented: of Java's Properties or YAML. */
export function isCutByStroke(buf: Buffer, at: number, end: number): boolean {
  let next = buf[at + 1] === 13 ? at + 2 : at + 1
  if (next >= end || buf[next] !== lineFeed) return false
  if (((classes[buf[at - 1] ?? 0] as number) & alnumBit) === 0) return false
  const first = ++next
  while (next < end && (buf[next] === 32 || buf[next] === tab)) next++
  return next > first && next < end && ((classes[buf[next] as number] as number) & alnumBit) !== 0
}
