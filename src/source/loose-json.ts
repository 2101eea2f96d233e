/**
 * JSON as some programs write it, which JSON is not (RFC 8259): characters of control as they are in texts, escapes that are
 * none, numbers that are none, commas behind the last value. What these are meant to be has one reading only.
 */
import { parseJson } from '../core/parse-json.ts'
import type { JsonReviver } from '../core/parse-json.ts'

/** A text of JSON up to its end, a word or number, or a comma with what follows. */
const pieces = /"(?:[^"\\]|\\[^])*"?|[-+]?[A-Za-z][A-Za-z0-9.]*|,\s*(?=[\]}])/g

/** Words of other languages for a value that JSON has none for. */
const noValues: ReadonlySet<string> = new Set([
  'NaN',
  'Infinity',
  '+Infinity',
  '-Infinity',
  'undefined',
  'None',
])
const words: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
])

/** What the text says, where it is JSON but for such oddities; undefined where it is not. Never throws. */
export function parseLooseJson(text: string, reviver?: JsonReviver): unknown {
  return parseJson(
    text.replaceAll(pieces, (piece) => {
      if (piece.startsWith('"')) return soundText(piece)
      if (piece.startsWith(',')) return ''
      return noValues.has(piece) ? 'null' : (words.get(piece) ?? piece)
    }),
    reviver,
  )
}

function soundText(text: string): string {
  return text
    .replaceAll(
      /\\(?:x([0-9A-Fa-f]{2})|(u[0-9A-Fa-f]{4})|(["\\/bfnrt])|([^]))/g,
      (whole, hex, unit, usual, other) => {
        if (hex !== undefined) return `\\u00${String(hex)}`
        return unit !== undefined || usual !== undefined ? whole : String(other)
      },
    )
    .replaceAll(/[\u0000-\u001f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
