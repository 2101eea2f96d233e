/**
 * JSON as some programs write it, which JSON is not (RFC 8259): characters of control as they are in texts, escapes that are
 * none, numbers that are none, commas behind the last value. What these are meant to be has one reading only.
 */
import { parseJson } from '../core/parse-json.ts'
import type { JsonReviver } from '../core/parse-json.ts'

/** Between texts: a word or number, or a comma with what follows. */
const pieces = /[-+]?[A-Za-z][A-Za-z0-9.]*|,\s*(?=[\]}])/g

/** A longer text is not mended: it would take long, and no entry of a program that writes so is as long. */
const charactersMax = 4_194_304

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
  if (text.length > charactersMax) return undefined
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at)
    const stop = quote === -1 ? text.length : quote
    parts.push(soundPlain(text.slice(at, stop)))
    if (quote === -1) break
    at = textEnd(text, quote + 1)
    parts.push(soundText(text.slice(quote, at)))
  }
  return parseJson(parts.join(''), reviver)
}

/** Behind the quote that ends a text. */
function textEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === 0x22) return at + 1
    if (sign === 0x5c) at++
  }
  return text.length
}

function soundPlain(text: string): string {
  return text.replaceAll(pieces, (piece) => {
    if (piece.startsWith(',')) return ''
    return noValues.has(piece) ? 'null' : (words.get(piece) ?? piece)
  })
}

/** What a text of JSON may hold as it is. */
const plain = /^[^\\\u0000-\u001f]*$/

function soundText(text: string): string {
  if (plain.test(text)) return text
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
