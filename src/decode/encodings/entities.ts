import { ampersand, semicolon } from '../../core/ascii-codes.ts'
import { isLetter } from '../../core/ascii.ts'
import { hexValues } from '../../core/signs/digit-values.ts'
import { letterOfEntity } from '../../core/signs/letter-entities.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import type { Shape } from '../shape.ts'

/** Longest entity that is read: `&#1114111;`. */
const entityBytesMax = 12

const numberSign = 0x23

/** Letters beyond ASCII begin here: with another behind it, one is in the middle of a word, and no fragment of an address. */
const letterMin = 0xc0

/** The named characters that stand in identifiers, documents and addresses (HTML, section 13.5). */
const names: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['colon', ':'],
  ['commat', '@'],
  ['plus', '+'],
  ['equals', '='],
  ['comma', ','],
  ['period', '.'],
  ['sol', '/'],
  ['lowbar', '_'],
  ['hyphen', '-'],
  ['dash', '-'],
  ['num', '#'],
  ['percnt', '%'],
  ['lbrace', '{'],
  ['lcub', '{'],
  ['rbrace', '}'],
  ['rcub', '}'],
  ['lsqb', '['],
  ['lbrack', '['],
  ['rsqb', ']'],
  ['rbrack', ']'],
  ['semi', ';'],
  ['excl', '!'],
  ['quest', '?'],
  ['Tab', '\t'],
  ['NewLine', '\n'],
])

/** `&#105;`, `&#x69;`, both also in rows and words without semicolons, and the named signs and letters of HTML and XML. */
export const encoding: Encoding = {
  name: 'entities',
  kind: 'transform',
  title: 'HTML entities',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.ampersands === 0 || (shape.semicolons === 0 && !bytes.includes('&#'))) return certainty.no
    let count = 0
    let readsOpen: boolean | null = null
    for (let at = bytes.indexOf(ampersand); at !== -1; at = bytes.indexOf(ampersand, at + 1)) {
      const found = entityAt(bytes, at)
      if (found === null || (found.isOpen && !(readsOpen ??= hasOpenRow(bytes, at)))) continue
      count++
      // Below what splits a document first; above it where nearly all of it is escaped, its own signs, too.
      if (count * 5 >= shape.length / 4 && shape.controls === 0 && !hasOwnSigns(bytes, shape))
        return certainty.declared - 1
    }
    // Below the binary containers, whose texts have escapes of their own.
    if (count > 0 && shape.controls > 0) return certainty.guess - 2
    // Where each sign of an address is escaped, as in XML, its pairs have none of their own yet.
    if (count > 0 && count === shape.ampersands) return certainty.url + 1
    // Above forms, which would take the sign in front for one between pairs.
    return count > 0 ? certainty.pairs + 2 : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform(bytes.length) || !budget.takeBytes(bytes.length)) return 'budget'
    const out = Buffer.allocUnsafe(bytes.length)
    let used = 0
    let at = 0
    let readsOpen: boolean | null = null
    while (at < bytes.length) {
      const found = bytes[at] === ampersand ? entityAt(bytes, at) : null
      if (found === null || (found.isOpen && !(readsOpen ??= hasOpenRow(bytes, at))))
        out[used++] = bytes[at++] as number
      else {
        used += out.write(found.text, used, 'utf8')
        at = found.end
      }
    }
    if (used === bytes.length) return 'no entity'
    return transformedWhole('entities', '', out.subarray(0, used), bytes, hint)
  },
}

/**
 * Whether from `from` on an open number stands right behind another: elsewhere each may be the fragment of an address whose
 * query is empty at its end, `u=http://x/?a=1&#2&v=…`.
 */
function hasOpenRow(bytes: Buffer, from: number): boolean {
  let end = -1
  for (let at = bytes.indexOf(ampersand, from); at !== -1; at = bytes.indexOf(ampersand, at + 1)) {
    const found = entityAt(bytes, at)
    if (found?.isOpen !== true) continue
    if (at === end) return true
    end = found.end
  }
  return false
}

/** A document that has unescaped signs of its own: its values are what is escaped. */
function hasOwnSigns(bytes: Buffer, { first, last }: Shape): boolean {
  return first === 0x3c || ((last === 0x7d || last === 0x5d) && bytes.includes(0x22))
}

/** An entity: what it stands for, and where it ends. */
interface Entity {
  readonly text: string
  readonly end: number
  /** No semicolon ends it. */
  readonly isOpen: boolean
}

/** The entity at `at`: its text is never longer than it is itself. */
function entityAt(bytes: Buffer, at: number): Entity | null {
  if (bytes[at + 1] === numberSign) return numericAt(bytes, at)
  const last = Math.min(at + entityBytesMax, bytes.length - 1)
  let stop = at + 1
  while (stop < last && bytes[stop] !== semicolon) stop++
  if (bytes[stop] !== semicolon) return null
  const name = bytes.toString('latin1', at + 1, stop)
  const text = names.get(name) ?? letterOfEntity(name)
  return text === undefined ? null : { text, end: stop + 1, isOpen: false }
}

/** `&#51;`, `&#x33;`: browsers read them without the semicolon, too (HTML, section 13.2.5.80). */
function numericAt(bytes: Buffer, at: number): Entity | null {
  const isHex = ((bytes[at + 2] ?? 0) | 0x20) === 0x78
  const [base, digitsMax] = isHex ? [16, 6] : [10, 7]
  const from = isHex ? at + 3 : at + 2
  let end = from
  let point = 0
  while (end < bytes.length && (hexValues[bytes[end] as number] as number) < base) {
    if (end - from === digitsMax) return null
    point = point * base + (hexValues[bytes[end++] as number] as number)
  }
  if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return null
  const isEnded = bytes[end] === semicolon
  const isInWord = point >= letterMin && isLetter(bytes[end])
  return { text: String.fromCodePoint(point), end: isEnded ? end + 1 : end, isOpen: !isEnded && !isInWord }
}
