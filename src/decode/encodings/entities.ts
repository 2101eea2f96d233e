import { ampersand, semicolon } from '../../core/ascii-codes.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import type { Shape } from '../shape.ts'

/** Longest entity that is read: `&#1114111;`. */
const entityBytesMax = 12

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

/** `&#105;`, `&#x69;` and the common named entities of HTML and XML. */
export const encoding: Encoding = {
  name: 'entities',
  kind: 'transform',
  title: 'HTML entities',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.ampersands === 0 || shape.semicolons === 0) return certainty.no
    let count = 0
    for (let at = bytes.indexOf(ampersand); at !== -1; at = bytes.indexOf(ampersand, at + 1)) {
      if (entityAt(bytes, at) === null) continue
      count++
      // Below what splits a document first; above it where nearly all of it is escaped, its own signs, too.
      if (count * 5 >= shape.length / 4 && shape.controls === 0 && !hasOwnSigns(bytes, shape))
        return certainty.declared - 1
    }
    // Below the binary containers, whose texts have escapes of their own.
    if (count > 0 && shape.controls > 0) return certainty.guess - 2
    // Above forms, which would take the sign in front for one between pairs.
    return count > 0 ? certainty.pairs + 2 : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform() || !budget.takeBytes(bytes.length)) return 'budget'
    const out = Buffer.allocUnsafe(bytes.length)
    let used = 0
    let at = 0
    while (at < bytes.length) {
      const found = bytes[at] === ampersand ? entityAt(bytes, at) : null
      if (found === null) out[used++] = bytes[at++] as number
      else {
        used += out.write(found.text, used, 'utf8')
        at = found.end
      }
    }
    if (used === bytes.length) return 'no entity'
    return transformedWhole('entities', '', out.subarray(0, used), bytes, hint)
  },
}

/** A document that has unescaped signs of its own: its values are what is escaped. */
function hasOwnSigns(bytes: Buffer, { first, last }: Shape): boolean {
  return first === 0x3c || ((last === 0x7d || last === 0x5d) && bytes.includes(0x22))
}

/** The entity at `at`: its text is never longer than it is itself. */
function entityAt(bytes: Buffer, at: number): { text: string; end: number } | null {
  const stop = bytes.indexOf(semicolon, at)
  if (stop < 0 || stop - at > entityBytesMax || stop - at < 3) return null
  const name = bytes.toString('latin1', at + 1, stop)
  if (!name.startsWith('#')) {
    const text = names.get(name)
    return text === undefined ? null : { text, end: stop + 1 }
  }
  const isHex = name.charCodeAt(1) === 0x78 || name.charCodeAt(1) === 0x58
  const digits = name.slice(isHex ? 2 : 1)
  if (!(isHex ? /^[0-9a-fA-F]{1,6}$/ : /^[0-9]{1,7}$/).test(digits)) return null
  const point = Number.parseInt(digits, isHex ? 16 : 10)
  if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return null
  return { text: String.fromCodePoint(point), end: stop + 1 }
}
