/** Values of a HAR entry that stand where the format wants another type: nothing is dropped, all is read as it is written. */
import { jsonText } from '../../core/json-text.ts'
import { parseJson } from '../../core/parse-json.ts'
import { parseLooseJson } from '../loose-json.ts'
import { recordOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'

/** A field, a part of a query, a cookie, a part of a form. */
export interface RecordedPair {
  readonly name: string
  readonly value: string
  /** Of files in forms; '' else. */
  readonly fileName: string
  readonly contentType: string
}

/** A value as text: what is no text as its JSON; '' for nothing. */
export function writtenOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : jsonText(value)
}

/**
 * Names with values: a list of records, as the format has it, of `[name, value]`, of records of names with values, or of texts `name=value` or
 * `name: value`; or one such text; or an object whose members they are, several values of one name as a list.
 */
export function pairsOf(value: unknown): RecordedPair[] {
  const pairs: RecordedPair[] = []
  if (value === undefined || value === null) return pairs
  const several = new Several()
  const record = recordOf(value)
  if (record !== null) addMembers(pairs, record, several)
  else if (Array.isArray(value)) for (const one of value as unknown[]) addPairs(pairs, one, several)
  else addPairs(pairs, value, several)
  return pairs
}

/** Each member of a record is a name with one value or several. */
function addMembers(pairs: RecordedPair[], record: JsonRecord, several: Several): void {
  for (const [name, value] of Object.entries(record))
    for (const each of several.of(name, value)) pairs.push(plainPair(name, writtenOf(each)))
}

/** Of names that are told again for each of several values: so many characters of them in one list. */
const repeatedCharactersMax = 1_048_576

/** Takes lists of values apart, as long as that does not make many times as much of the entry. */
class Several {
  private charactersLeft = repeatedCharactersMax

  /** Each value of a list, or the list as one. */
  of(name: string, value: unknown): readonly unknown[] {
    if (!Array.isArray(value)) return [value]
    const characters = name.length * value.length
    if (characters > this.charactersLeft) return [value]
    this.charactersLeft -= characters
    return value as unknown[]
  }
}

/** The members of a form that are listed: a file whose name as a member is not told is a file all the same. */
export function paramsOf(value: unknown): RecordedPair[] {
  if (!Array.isArray(value)) return pairsOf(value)
  return pairsOf((value as unknown[]).map((one) => (isUnnamedFile(one) ? { name: '', ...one } : one)))
}

function isUnnamedFile(one: unknown): one is JsonRecord {
  const record = recordOf(one)
  return record !== null && textOf(record['fileName']) !== '' && Object.keys(record).every(isOfFile)
}

function isOfFile(member: string): boolean {
  return member === 'fileName' || member === 'contentType' || member === 'comment'
}

/** Adds what one member of a list holds: one pair, or one for each of several values. */
function addPairs(pairs: RecordedPair[], one: unknown, several: Several): void {
  const record = recordOf(one)
  if (record === null) {
    pairs.push(
      Array.isArray(one) ? plainPair(writtenOf(one[0]), writtenOf(one[1])) : pairOfText(writtenOf(one)),
    )
    return
  }
  const { name: told, value } = record
  if (told === undefined && value === undefined) {
    addMembers(pairs, record, several)
    return
  }
  const name = writtenOf(told)
  const fileName = textOf(record['fileName'])
  const contentType = textOf(record['contentType'])
  if (!Array.isArray(value)) pairs.push({ name, value: writtenOf(value), fileName, contentType })
  else
    for (const each of several.of(name + fileName + contentType, value))
      pairs.push({ name, value: writtenOf(each), fileName, contentType })
}

function pairOfText(text: string): RecordedPair {
  const at = text.search(/[:=]/)
  return at < 0 ? plainPair(text, '') : plainPair(text.slice(0, at), text.slice(at + 1).trim())
}

function plainPair(name: string, value: string): RecordedPair {
  return { name, value, fileName: '', contentType: '' }
}

/** Members whose place in a request or response is known, and what the format puts there. */
const members: readonly (readonly [member: string, isList: boolean])[] = [
  ['headers', true],
  ['queryString', true],
  ['cookies', true],
  ['postData', false],
  ['content', false],
]

/** The members that are not of the form that the format gives them, named with a comma between them; '' where there are none. */
export function shapeOddities(request: JsonRecord, response: JsonRecord | null): string {
  const odd = new Set<string>()
  for (const side of [request, response ?? {}]) {
    for (const [member, isList] of members) {
      const value = side[member]
      if (value === undefined || value === null) continue
      if (isList ? !isNamedList(value) : recordOf(value) === null) odd.add(member)
    }
    for (const member of ['postData', 'content']) {
      const text = recordOf(side[member])?.['text']
      if (text !== undefined && text !== null && typeof text !== 'string') odd.add(`${member}.text`)
    }
    const params = recordOf(side['postData'])?.['params']
    if (params !== undefined && params !== null && !isNamedList(params)) odd.add('postData.params')
  }
  return [...odd].join(', ')
}

/** A list in which no record lacks the name by which it is told what its members are. */
function isNamedList(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  return (value as unknown[]).every((one) => {
    const record = recordOf(one)
    return record === null || writtenOf(record['name']) !== '' || Object.keys(record).length === 0
  })
}

/** Whole numbers of more digits than a number of JavaScript holds; a wrong yes costs time only. */
const longNumber = /[:[,]\s*-?\d{16}/

/** A record, and what is odd about how it is written. */
export interface ParsedRecord {
  readonly value: unknown
  /** It is no JSON, but what it is meant to be is plain. */
  readonly isLoose: boolean
}

/** JSON with whole numbers of any length: those that a number can not hold are the text of their digits. */
export function parseExactly(text: string): ParsedRecord {
  const reviver = longNumber.test(text) ? exactNumber : undefined
  const value = parseJson(text, reviver)
  if (value !== undefined) return { value, isLoose: false }
  const loose = parseLooseJson(text, reviver)
  return { value: loose, isLoose: loose !== undefined }
}

/** How many commas and openings of lists and objects a value is written with: more of them show members that were dropped. */
export function writtenValues(value: unknown): number {
  let count = 0
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one !== 'object' || one === null) continue
    const members: readonly unknown[] = Array.isArray(one) ? (one as unknown[]) : Object.values(one)
    count += Math.max(1, members.length)
    for (const member of members) if (typeof member === 'object' && member !== null) open.push(member)
  }
  return count
}

function exactNumber(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  return /^-?\d+$/.test(source) ? source : value
}
