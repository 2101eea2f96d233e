import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { ParsedNode, YAMLMap } from 'yaml'
import { InputError } from '../core/errors.ts'
import { hasMoreMarks } from '../core/has-more-marks.ts'
import { limits } from '../core/limits.ts'
import { twiceNamed, yamlFault } from '../core/yaml-fault.ts'
import { nearestName } from '../core/nearest-name.ts'
import { hasValues } from './has-values.ts'
import type { KnownIdentifier, Place, Profile } from './types.ts'

/**
 * Reads a profile. Values are taken as they are written, not as YAML understands them: `iccid: 8947010000000000017` is
 * more than a number can hold, and `01234` would lose its zero. Every error is one line that names file and line and
 * says what to do.
 */

/** Long names and values are cut in messages. */
const shownCharsMax = 40
const nameCharsMax = 200
/** Kinds that a word may mean before it says too little. */
const titlesMax = 4
const valueCharsMax = 4_096
/** So much behind a value shows whether a comment begins there. */
const behindChars = 64

/** `known`: the kinds of identifiers that a profile may name (`identifiers` of the detect layer). */
export function parseProfile(yamlText: string, fileName: string, known: readonly KnownIdentifier[]): Profile {
  return new Reader(yamlText, fileName, known).profile()
}

interface Entry {
  readonly key: string
  readonly offset: number
  readonly value: ParsedNode | null
}

class Reader {
  private readonly text: string
  private readonly fileName: string
  private readonly known: readonly KnownIdentifier[]
  private readonly lines: LineCounter = new LineCounter()
  private readonly warnings: string[] = []

  /** Values so far, and their characters. */
  private values = 0
  private characters = 0

  constructor(text: string, fileName: string, known: readonly KnownIdentifier[]) {
    // A byte order mark is no part of the text.
    this.text = text.startsWith('\ufeff') ? text.slice(1) : text
    this.fileName = fileName
    this.known = known
  }

  profile(): Profile {
    const { profileMarksMax } = limits.detect
    if (hasMoreMarks(this.text, profileMarksMax))
      this.fail(
        0,
        `has more than ${profileMarksMax} lines and signs of YAML; a profile has keys, and lists of values below them: split a longer one into several`,
      )
    const document = parseDocument(this.text, {
      lineCounter: this.lines,
      prettyErrors: false,
      // Checked as they are read: the parser compares each with each.
      uniqueKeys: false,
    })
    const [error] = document.errors
    if (error !== undefined)
      this.fail(
        error.pos[0],
        error.message.includes('call stack')
          ? 'is nested too deeply; a profile has keys, and lists of values below them'
          : `is no valid YAML: ${yamlFault(error)}`,
      )
    const root = document.contents
    if (root === null) this.fail(0, 'is empty; a profile has the keys name, identifiers and places')
    if (!isMap(root)) this.fail(offsetOf(root), 'must be a list of keys: name, identifiers, places')
    let name = ''
    let identifiers: ReadonlyMap<string, readonly string[]> = new Map()
    let places: readonly Place[] = []
    for (const { key, offset, value } of this.entries(root as YAMLMap.Parsed)) {
      if (key === 'name') name = this.scalar(value, offset, 'name').slice(0, nameCharsMax).toWellFormed()
      else if (key === 'identifiers') identifiers = this.identifiers(value, offset)
      else if (key === 'places') places = this.places(value, offset)
      else this.unknown(key, offset, ['name', 'identifiers', 'places'])
    }
    const isEmpty = !hasValues({ name, identifiers, places })
    if (isEmpty)
      this.warnings.push(
        `${this.fileName}: the profile holds no values: identifiers are recognised by their form only`,
      )
    return { name, identifiers, places, warnings: this.warnings }
  }

  private identifiers(node: ParsedNode | null, offset: number): ReadonlyMap<string, readonly string[]> {
    if (isNothing(node)) return new Map()
    if (!isMap(node))
      this.fail(offset, 'identifiers must be keys with values, such as "imei: 350000000000000"')
    const map = new Map<string, readonly string[]>()
    for (const entry of this.entries(node as YAMLMap.Parsed)) {
      const kind = this.known.find(({ name }) => name === entry.key)
      if (kind === undefined)
        this.unknown(
          entry.key,
          entry.offset,
          this.known.map(({ name }) => name),
        )
      // A line that waits for its value says nothing; an empty list says that the device has none.
      if (isNothing(entry.value)) continue
      // A value that comes twice would be searched for twice.
      map.set(entry.key, [...new Set(this.checked(entry.value, entry.offset, entry.key, kind))])
    }
    return map
  }

  /** Values as they are searched for; what is odd about one is said. */
  private checked(
    node: ParsedNode | null,
    offset: number,
    key: string,
    kind: KnownIdentifier | undefined,
  ): string[] {
    return this.list(node, offset, key).map(({ text, offset: at }) => {
      if (kind === undefined) return text
      const read = readAs(text, kind)
      if (read.oddity !== '') this.warnings.push(`${this.place(at)}: ${key}: ${read.oddity}`)
      return read.text
    })
  }

  /** Cells or access points of a place: values of an identifier, with the form that it has. Invented places have addresses of documentation. */
  private placed(node: ParsedNode | null, offset: number, key: string, identifier: string): string[] {
    const kind = this.known.find(({ name }) => name === identifier)
    if (kind === undefined) return this.checked(node, offset, key, kind)
    const check = (value: string): string =>
      kind.placeholder(kind.normalise(value)) === '' ? kind.check(value) : ''
    return this.checked(node, offset, key, { ...kind, check })
  }

  /** Counts values, of identifiers and of places: each is written in some hundred ways. */
  private count(values: number, offset: number): void {
    this.values += values
    const { profileValuesMax } = limits.detect
    if (this.values > profileValuesMax)
      this.fail(offset, `has more than ${profileValuesMax} values; split it into several profiles`)
  }

  private places(node: ParsedNode | null, offset: number): readonly Place[] {
    if (isNothing(node)) return []
    if (!isSeq(node)) this.fail(offset, 'places must be a list: start each place with "- name: …"')
    const items = (node as unknown as { items: ParsedNode[] }).items
    const { profilePlacesMax } = limits.detect
    if (items.length > profilePlacesMax)
      this.fail(offset, `has more than ${profilePlacesMax} places; split it into several profiles`)
    return items.map((item) => {
      const at = offsetOf(item)
      if (!isMap(item)) this.fail(at, 'a place must have keys: name, lat, lon, cells, bssids')
      return this.onePlace(item as YAMLMap.Parsed, at)
    })
  }

  private onePlace(node: YAMLMap.Parsed, offset: number): Place {
    let name = ''
    let lat: number | null = null
    let lon: number | null = null
    let cells: readonly string[] = []
    let bssids: readonly string[] = []
    for (const { key, offset: at, value } of this.entries(node)) {
      if (key === 'name') name = this.scalar(value, at, 'name').slice(0, nameCharsMax).toWellFormed()
      else if (key === 'lat') lat = this.degrees(value, at, 'lat', 90)
      else if (key === 'lon') lon = this.degrees(value, at, 'lon', 180)
      else if (key === 'cells') cells = this.placed(value, at, 'cells', 'cell-id')
      else if (key === 'bssids') bssids = this.placed(value, at, 'bssids', 'bssid')
      else this.unknown(key, at, ['name', 'lat', 'lon', 'cells', 'bssids'])
    }
    if ((lat === null) !== (lon === null))
      this.fail(offset, `the place ${shown(name)} needs both lat and lon, or neither`)
    return { name, lat, lon, cells, bssids }
  }

  private degrees(node: ParsedNode | null, offset: number, key: string, max: number): number {
    const text = this.scalar(node, offset, key)
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value) || Math.abs(value) > max) {
      this.fail(
        offset,
        `${key} must be degrees from -${max} to ${max} with a decimal point, such as 59.9139, not ${shown(text)}`,
      )
    }
    return value
  }

  private *entries(map: YAMLMap.Parsed): Generator<Entry> {
    const seen = new Set<string>()
    for (const { key: node, value } of map.items) {
      const offset = offsetOf(node)
      const key = this.scalar(node, offset, 'a key')
      if (seen.has(key)) this.fail(offset, `is no valid YAML: ${twiceNamed}`)
      seen.add(key)
      yield { key, offset, value }
    }
  }

  /** One value or a list of values. */
  private list(node: ParsedNode | null, offset: number, key: string): { text: string; offset: number }[] {
    if (isNothing(node)) return []
    this.count(isSeq(node) ? node.items.length : 1, offset)
    if (!isSeq(node)) return [{ text: this.value(node, offset, key), offset: offsetOf(node) || offset }]
    const items = (node as unknown as { items: ParsedNode[] }).items
    return items.map((item) => ({
      text: this.value(item, offsetOf(item) || offset, key),
      offset: offsetOf(item) || offset,
    }))
  }

  private value(node: ParsedNode | null, offset: number, key: string): string {
    const text = this.scalar(node, offset, key).trim()
    if (text === '')
      this.fail(offset, `${key} has an empty value; write the value behind it, or remove the line`)
    if (!text.isWellFormed())
      this.fail(offset, `${key} has half of a character (\\ud800 to \\udfff alone); write all of it`)
    if (text.length > valueCharsMax)
      this.fail(offset, `${key} has a value of more than ${valueCharsMax} characters`)
    this.characters += text.length
    const { profileCharactersMax } = limits.detect
    if (this.characters > profileCharactersMax)
      this.fail(
        offset,
        `has values of more than ${profileCharactersMax} characters in all; split it into several profiles`,
      )
    const end = node?.range[1] ?? 0
    const isPlain = isScalar(node) && (node as unknown as { type?: string }).type === 'PLAIN'
    if (isPlain && /^[ \t]+#[^\s#]/.test(this.text.slice(end, end + behindChars)))
      this.warnings.push(
        `${this.place(offset)}: ${key}: the value ends before “#”, which begins a comment: put it in quotes where that is a part of it`,
      )
    return text
  }

  /** A scalar as it is written in the file: digits stay digits. */
  private scalar(node: ParsedNode | null, offset: number, key: string): string {
    if (isAlias(node)) this.fail(offset, `${key} is an alias (*); write the value itself`)
    if (!isScalar(node) || isNothing(node))
      this.fail(
        offset,
        `${key} must be one value, written as text${isMap(node) || isSeq(node) ? ', not a list or a group of keys' : ''}`,
      )
    const scalar = node as unknown as { value: unknown; source?: string }
    return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value))
  }

  private unknown(key: string, offset: number, names: readonly string[]): never {
    const given = key.toLowerCase().replace(/[ _]/g, '-')
    const known = this.known.filter(({ name }) => names.includes(name))
    // What programs call so says more than a name that is written alike: `udid` is not nearly `eid`.
    const ways: readonly ((kind: KnownIdentifier) => boolean)[] = [
      ({ title }) => isCalled(title, given),
      (kind) => isCalledByPrograms(kind, given, 'names'),
      (kind) => isCalledByPrograms(kind, given, 'hints'),
    ]
    const titled = ways
      .map((isMeant) => known.filter(isMeant))
      .find(({ length }) => length > 0 && length <= titlesMax)
    const nearest = nearestName(given, names)
    const meant =
      titled === undefined || hasSameLetters(given, nearest)
        ? nearest
        : titled.map(({ name, title }) => `${name}: ${title}`).join(', or ')
    const advice = meant === '' ? `known are: ${names.join(', ')}` : `did you mean ${meant}?`
    this.fail(offset, `${shown(key)} is not known; ${advice}`)
  }

  private fail(offset: number, what: string): never {
    throw new InputError(`${this.place(offset)}: ${what}`)
  }

  private place(offset: number): string {
    const { line } = this.lines.linePos(offset)
    return `${this.fileName}:${Math.max(1, line)}`
  }
}

/**
 * The text of a value as it is searched for, and what is odd about it. Values are copied from web pages, letters and labels,
 * with signs that nobody sees and quotes and digits of typography: where one is of its kind only without them, they go.
 */
function readAs(text: string, kind: KnownIdentifier): { readonly text: string; readonly oddity: string } {
  const oddity = kind.check(text)
  if (oddity === '') return { text, oddity }
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/^[“”‘’„‚«»]+|[“”‘’„‚«»]+$/g, '')
    .trim()
  if (plain !== text && plain !== '' && kind.check(plain) === '')
    return { text: plain, oddity: 'was read without signs that are not seen or belong to typography' }
  const parts = text.split(/\s*[,;|]\s*/)
  const isList = parts.length > 1 && parts.every((part) => part !== '' && kind.check(part) === '')
  return { text, oddity: isList ? `${oddity}; write several values as a list, such as [1, 2]` : oddity }
}

/** Whether a title has every word of a key: `phone-number` is a way to say “number of the phone”. */
function isCalled(title: string, key: string): boolean {
  const own = title.toLowerCase().match(/\p{L}+/gu) ?? []
  const asked = key.match(/\p{L}{2,}/gu) ?? []
  return asked.length > 0 && asked.every((word) => own.some((one) => one.endsWith(word)))
}

/** Whether a key is a name with its letters in another order, as fingers slip. */
function hasSameLetters(key: string, name: string): boolean {
  const [one, other] = [key, name].map((text) => text.split('').sort().join(''))
  return one === other
}

/** Whether programs send it under the key: `idfa` is one of the names of the advertising ID. */
function isCalledByPrograms({ keys }: KnownIdentifier, key: string, weight: 'names' | 'hints'): boolean {
  const plain = key.replaceAll('-', '')
  return keys.some((one) => one.name === plain && one.weight === weight)
}

function offsetOf(node: ParsedNode | null): number {
  return node?.range[0] ?? 0
}

function isNothing(node: ParsedNode | null): boolean {
  return node === null || (isScalar(node) && (node as unknown as { value: unknown }).value === null)
}

function shown(text: string): string {
  return `"${text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text}"`
}
