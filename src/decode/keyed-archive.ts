import { greater, less } from '../core/ascii-codes.ts'
import { holdsAt } from '../core/signs/holds-at.ts'
import { BinaryValues } from './binary-values.ts'
import type { Budget } from './budget.ts'
import type { Piece } from './encoding.ts'
import { memberPath } from './member-path.ts'
import { isTellingName } from './telling-name.ts'

/**
 * An archive of `NSKeyedArchiver` as an XML property list: objects refer to each other by numbers (`CF$UID`) and a dictionary is
 * a list of names and one of values, so that they are followed for names and values to be side by side as they were in
 * the program that wrote it. The binary form is read in encodings/plist.ts.
 */

/** Stands in every such archive. */
export const archiverName: Buffer = Buffer.from('NSKeyedArchiver')

const depthMax = 64
const blank = 0x20
const reference = 'CF$UID'
const [archived, objectsName, className] = ['$top', '$objects', '$class']
/** What Foundation's own classes name their content: the name of the object is the name of it. */
const own = { prefix: 'NS.', keys: 'NS.keys', objects: 'NS.objects', uuid: 'NS.uuidbytes', time: 'NS.time' }
const uuidBytes = 16
const tag = /^<(\/?)([a-z]{3,7})\s*(\/?)>$/
const tagBytesMax = 16
/** What may stand around all of it: `<?xml …?>`, `<!DOCTYPE plist …>`, `<plist version="1.0">` without another attribute. */
const around = /^<(?:\?xml[^<]*|!DOCTYPE plist[^<]*|\/plist\s*|plist(?:\s+version="[\d.]{1,8}")?\s*)>$/
const aroundBytesMax = 256
/** Values of an archive for each that may be handed on: most are numbers of others. */
const valuesForEach = 8

interface Text {
  readonly kind: 'text'
  readonly start: number
  readonly end: number
}

interface List {
  readonly kind: 'list'
  readonly items: Value[]
}

interface Dictionary {
  readonly kind: 'dictionary'
  readonly members: Member[]
}

interface Member {
  readonly name: string
  readonly named: Text
  readonly value: Value
}

type Value = Text | List | Dictionary

/** What the archive in `bytes[start, end)` holds, as pieces of the step `step`; null where it is none that can be read. */
export function archivedPieces(
  bytes: Buffer,
  start: number,
  end: number,
  step: string,
  budget: Budget,
): Piece[] | null {
  const root = readValue(bytes, start, end, budget.nodesLeft * valuesForEach)
  const objects = memberOf(root, objectsName)
  if (root?.kind !== 'dictionary' || objects?.kind !== 'list' || memberOf(root, archived) === undefined)
    return null
  const values = new BinaryValues(step, bytes, budget)
  new Archive(bytes, values, objects.items).walk(root)
  return values.pieces.length === 0 ? null : values.pieces
}

/** The value on top of a property list; undefined where anything else stands in it or behind it, or more than `most` values: it is read as XML then. */
function readValue(bytes: Buffer, start: number, end: number, most: number): Value | undefined {
  const open: (List | Dictionary)[] = []
  let root: Value | undefined
  let named: Text | null = null
  let left = most
  /** False where the value has no place: it would be lost. */
  const put = (value: Value): boolean => {
    const holder = open.at(-1)
    if (holder?.kind === 'dictionary') {
      if (named === null) return false
      holder.members.push({ name: bytes.toString('utf8', named.start, named.end), named, value })
      named = null
      return true
    }
    if (holder !== undefined) holder.items.push(value)
    else if (root === undefined) root = value
    else return false
    return true
  }
  for (let at = start; at < end; ) {
    if ((bytes[at] as number) <= blank) {
      at++
      continue
    }
    const close = bytes[at] === less && --left > 0 ? bytes.indexOf(greater, at) : -1
    if (close < 0 || close >= end) return undefined
    const [, ends = '', name = '', isEmpty = ''] =
      close - at < tagBytesMax ? (tag.exec(bytes.toString('latin1', at, close + 1)) ?? []) : []
    const from = close + 1
    if (name === '' || name === 'plist') {
      if (close - at > aroundBytesMax || !around.test(bytes.toString('latin1', at, from))) return undefined
      at = from
    } else if (name === 'dict' || name === 'array') {
      at = from
      if (ends !== '') {
        if (named !== null || open.pop() === undefined) return undefined
        continue
      }
      const value: List | Dictionary =
        name === 'dict' ? { kind: 'dictionary', members: [] } : { kind: 'list', items: [] }
      if (!put(value)) return undefined
      if (isEmpty !== '') continue
      if (open.length >= depthMax) return undefined
      open.push(value)
    } else {
      const text = ends === '' ? textAt(bytes, from, isEmpty === '' ? name : '') : null
      if (text === null || text.end >= end) return undefined
      if (name === 'key' ? named !== null || open.at(-1)?.kind !== 'dictionary' : !put(text)) return undefined
      if (name === 'key') named = text
      at = isEmpty === '' ? text.end + name.length + 3 : from
    }
  }
  return open.length === 0 ? root : undefined
}

/** The text up to the end of the element `name`; of an element without one, of which there is no name, an empty one. */
function textAt(bytes: Buffer, start: number, name: string): Text | null {
  if (name === '') return { kind: 'text', start, end: start }
  const end = bytes.indexOf(less, start)
  return end >= 0 && holdsAt(bytes, end, Buffer.from(`</${name}>`)) ? { kind: 'text', start, end } : null
}

function memberOf(value: Value | undefined, wanted: string): Value | undefined {
  return value?.kind === 'dictionary' ? value.members.find(({ name }) => name === wanted)?.value : undefined
}

class Archive {
  private readonly bytes: Buffer
  private readonly values: BinaryValues
  private readonly objects: readonly Value[]
  /** Containers are walked once, and what no other object refers to is read without a name. */
  private readonly met: Set<Value> = new Set()

  constructor(bytes: Buffer, values: BinaryValues, objects: readonly Value[]) {
    this.bytes = bytes
    this.values = values
    this.objects = objects
  }

  walk(root: Dictionary): void {
    for (const { name, value } of root.members)
      if (name !== objectsName) this.value(value, memberPath('$', name), name, 1)
    for (const [number, value] of this.objects.entries())
      if (number > 0 && !this.met.has(value)) this.value(value, `$.${objectsName}[${number}]`, '', 1)
  }

  private value(given: Value, path: string, key: string, depth: number): void {
    const { values } = this
    if (values.isTooDeep(depth) || !values.hasRoom) return
    const value = this.resolved(given)
    if (value !== given) {
      if (value.kind !== 'text' && this.met.has(value)) return
      this.met.add(value)
    }
    if (value.kind === 'text') values.span(path, key, ...this.trimmed(value), true)
    else if (value.kind === 'list') this.list(value, path, key, depth)
    else this.dictionary(value, path, key, depth)
  }

  private list({ items }: List, path: string, key: string, depth: number): void {
    for (const [item, one] of items.entries()) this.value(one, `${path}[${item}]`, key, depth + 1)
  }

  /** An object of a program, or one of Foundation's: a dictionary in two lists, a list, a text, data. */
  private dictionary(value: Dictionary, path: string, key: string, depth: number): void {
    const objects = memberOf(value, own.objects)
    const names = memberOf(value, own.keys)
    if (objects?.kind === 'list' && names?.kind === 'list') this.pairs(names, objects, path, depth)
    else if (objects?.kind === 'list') this.list(objects, path, key, depth)
    for (const { name, named, value: member } of value.members) {
      this.name(named, path)
      if (name === own.keys || name === own.objects || name === className) continue
      if (name === own.uuid && this.uuid(member, path, key)) continue
      if (name.startsWith(own.prefix) && name !== own.time) this.value(member, path, key, depth + 1)
      else this.value(member, memberPath(path, name), name, depth + 1)
    }
  }

  private pairs(names: List, objects: List, path: string, depth: number): void {
    for (const [item, value] of objects.items.entries()) {
      const named = names.items[item]
      const text = named === undefined ? undefined : this.resolved(named)
      if (text !== undefined) this.met.add(text)
      if (text?.kind === 'text') this.name(text, path)
      const name = text?.kind === 'text' ? this.bytes.toString('utf8', text.start, text.end) : ''
      this.value(value, memberPath(path, name), name, depth + 1)
    }
  }

  /** A name that may be a value itself. */
  private name({ start, end }: Text, path: string): void {
    if (isTellingName(this.bytes, start, end)) this.values.span(`${path} name`, '', start, end, true)
  }

  /** The bytes of an NSUUID, as it is written. */
  private uuid(given: Value, path: string, key: string): boolean {
    const value = this.resolved(given)
    if (value.kind !== 'text') return false
    const [start, end] = this.trimmed(value)
    const bytes = Buffer.from(this.bytes.toString('latin1', start, end), 'base64')
    if (bytes.length !== uuidBytes) return false
    const digits = bytes.toString('hex').toUpperCase()
    const text = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    this.values.written(path, key, text, start, end)
    return true
  }

  /** The object that a number refers to; any other value as it is. */
  private resolved(value: Value): Value {
    if (value.kind !== 'dictionary' || value.members.length !== 1) return value
    const number = memberOf(value, reference)
    if (number?.kind !== 'text') return value
    return this.objects[Number(this.bytes.toString('latin1', ...this.trimmed(number)))] ?? value
  }

  /** Without the blanks and line ends of a document that is laid out. */
  private trimmed({ start, end }: Text): [start: number, end: number] {
    let [first, last] = [start, end]
    while (first < last && (this.bytes[first] as number) <= blank) first++
    while (last > first && (this.bytes[last - 1] as number) <= blank) last--
    return [first, last]
  }
}
