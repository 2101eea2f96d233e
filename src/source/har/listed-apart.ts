/**
 * Members of queries, cookies and forms that a recorder lists apart from the text in which they were sent. The text is told as
 * it stands; what is listed and does not stand in it was shortened, blackened or left out there, and is told behind it.
 */
import { limits } from '../../core/limits.ts'
import type { RecordedPair } from './har-values.ts'
import { bytesOf } from '../recorders/recorded-message.ts'
import { surrogateBytes } from '../recorders/recorded-text.ts'

/** Those of `listed` that are no member of the query or form `text`, however they are escaped there. */
export function apartFromQuery(listed: readonly RecordedPair[], text: string): RecordedPair[] {
  if (listed.length === 0) return []
  // What is behind a semicolon is a member of its own, or belongs to the one before: recorders do not agree.
  return apartFrom(listed, [...text.split('&'), ...text.split(/[&;]/)])
}

/** Those of `listed` that stand in none of the Cookie fields. */
export function apartFromCookies(listed: readonly RecordedPair[], fields: readonly string[]): RecordedPair[] {
  if (listed.length === 0) return []
  return apartFrom(
    listed,
    fields.flatMap((field) => field.split(';')),
  )
}

/** Those of `listed` that none of the Set-Cookie fields sets. */
export function apartFromSetCookies(
  listed: readonly RecordedPair[],
  fields: readonly string[],
): RecordedPair[] {
  // Browsers write several as one field, with line feeds between them.
  const set = fields.flatMap((field) => field.split('\n').map((line) => line.split(';', 1)[0] ?? ''))
  return apartFrom(listed, set)
}

/** Those of `listed` that the body of a form does not hold: in parts, as members of a query, or as words of another form. */
export function apartFromBody(listed: readonly RecordedPair[], body: Buffer): RecordedPair[] {
  if (listed.length === 0) return []
  const text = body.toString('latin1')
  let searchBytes = 0
  const apart = new Set(apartFromQuery(listed, text))
  return listed.filter((one) => {
    const { name, value, fileName } = one
    // A query has no place for the name of a file.
    if (fileName === '' && !apart.has(one)) return false
    // What is not looked for any more is told, maybe twice.
    searchBytes += text.length
    if (searchBytes > limits.source.listedSearchBytesMax) return true
    const isThere = [value, JSON.stringify(value).slice(1, -1)].some((form) => holds(text, bytesOf(form)))
    return !isThere || ![name, fileName].every((word) => holds(text, bytesOf(word)))
  })
}

/** Whether the word stands in the text, and not within a longer one; nothing stands everywhere. */
function holds(text: string, word: string): boolean {
  if (word === '') return true
  let places = 0
  // Where it stands within longer words again and again, it is told, maybe twice.
  for (let at = text.indexOf(word); at >= 0 && ++places <= placesMax; at = text.indexOf(word, at + 1)) {
    const [before, behind] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' ']
    if (!wordCharacter.test(before) && !wordCharacter.test(behind)) return true
  }
  return false
}

/** Places of a word that are looked at. */
const placesMax = 1_024

const wordCharacter = /[0-9A-Za-z]/

function apartFrom(listed: readonly RecordedPair[], members: readonly string[]): RecordedPair[] {
  const known: Map<string, Set<string>> = new Map()
  for (const member of members) {
    const equals = member.indexOf('=')
    const nameEnd = equals < 0 ? member.length : equals
    const values = formsOf(member.slice(nameEnd + 1))
    for (const name of formsOf(member.slice(0, nameEnd))) {
      const held = known.get(name)
      if (held === undefined) known.set(name, new Set(values))
      else for (const value of values) held.add(value)
    }
  }
  return listed.filter(({ name, value }) => {
    const values = formsOf(value)
    return !formsOf(name).some((one) => values.some((other) => known.get(one)?.has(other) === true))
  })
}

/**
 * The forms in which recorders list the same text: as it was sent, and with escapes undone, once or twice, as UTF-8 (with
 * losses where it is none) or as Latin-1. All as bytes, one character each.
 */
function formsOf(text: string): string[] {
  const sent = bytesOf(text)
  if (!special.test(sent)) return [sent]
  const forms = new Set<string>()
  let form = sent
  for (let undone = 0; undone <= escapesMax; undone++) {
    const plain = form.replaceAll('+', ' ').trim().replace(quoted, '$1')
    forms.add(plain)
    forms.add(Buffer.from(plain, 'latin1').toString('utf8'))
    forms.add(surrogateBytes(plain).toString('latin1'))
    if (!form.includes('%')) break
    form = form.replace(escape, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  }
  return [...forms].map((one) => bytesOf(one))
}

const escapesMax = 2
const escape = /%([0-9A-Fa-f]{2})/g
/** Cookies may stand in quotes, which are not of the value. */
const quoted = /^"(.*)"$/s
/** What may be written in several forms. */
const special = /[^0-9A-Za-z_.~-]/
