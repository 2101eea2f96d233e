import { holdsAt } from '../../core/signs/holds-at.ts'
import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const magic = Buffer.from('bplist00')
const trailerBytes = 32

/**
 * Apple's binary property list: a table of objects, walked from the one on top. Of an archive of `NSKeyedArchiver` the
 * objects are followed through their numbers (`$top`, `$objects`), so that names and values are side by side as they were in
 * the program that wrote it.
 */
export const encoding: Encoding = {
  name: 'plist',
  kind: 'container',
  title: 'binary property list',
  probe: (bytes) => (isList(bytes) ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const trailer = trailerOf(bytes)
    if (trailer === -1) {
      budget.leave('a binary property list that is cut or damaged')
      return 'its table is broken'
    }
    const end = trailer + trailerBytes
    const values = new BinaryValues('plist', bytes, budget)
    new List(bytes, values, trailer).walk(Number(bytes.readBigUInt64BE(trailer + 16)))
    if (values.pieces.length === 0) return 'nothing in it'
    const { pieces } = values
    for (const [from, to] of rangesBehind(bytes, end))
      pieces.push(exactPiece('behind', 'plist', '', bytes, from, to, hint.role))
    return { pieces, isWhole: true }
  },
}

function isList(bytes: Buffer): boolean {
  return bytes.length > magic.length + trailerBytes && holdsAt(bytes, 0, magic)
}

/**
 * Where the trailer stands: right behind the table of its list, in front of what may follow; else, where the table stands
 * elsewhere, at the end of all. -1 where there is none.
 */
function trailerOf(bytes: Buffer): number {
  const last = bytes.length - trailerBytes
  for (let at = magic.length; at <= last; at++) if (tableEnd(bytes, at) === at) return at
  return tableEnd(bytes, last) <= last ? last : -1
}

/** What stands behind `end`: more lists, each by itself, and the rest. */
function rangesBehind(bytes: Buffer, end: number): [from: number, to: number][] {
  const ranges: [from: number, to: number][] = []
  let from = end
  while (from < bytes.length) {
    const rest = bytes.subarray(from)
    const trailer = isList(rest) ? trailerOf(rest) : -1
    const to = trailer === -1 ? bytes.length : from + trailer + trailerBytes
    ranges.push([from, to])
    from = to
  }
  return ranges
}

/** Where the table ends of which a trailer at `at` tells; infinity where it tells of none. */
function tableEnd(bytes: Buffer, at: number): number {
  const offsetBytes = bytes[at + 6] as number
  const referenceBytes = bytes[at + 7] as number
  if (offsetBytes < 1 || offsetBytes > 6 || referenceBytes < 1 || referenceBytes > 6) return Infinity
  if (bytes.readUInt32BE(at + 8) !== 0 || bytes.readUInt32BE(at + 24) !== 0) return Infinity
  return Number(bytes.readBigUInt64BE(at + 24)) + Number(bytes.readBigUInt64BE(at + 8)) * offsetBytes
}

/** Of a longer name this much: many members may refer to one. */
const nameBytesMax = 1_024

/** Names of an archive: what was archived, all objects (the first stands for none), and the class of one. */
const archived = '$top'
const objectsName = '$objects'
const className = '$class'
/** What Foundation's own classes name their content: the name of the object is the name of it. */
const own = {
  prefix: 'NS.',
  keys: 'NS.keys',
  objects: 'NS.objects',
  uuid: 'NS.uuidbytes',
  time: 'NS.time',
} as const
const uuidBytes = 16

/** Where a member of a dictionary has its name and its value, as numbers of objects. */
interface Member {
  readonly name: string
  readonly value: number
}

class List {
  private readonly bytes: Buffer
  private readonly values: BinaryValues
  private readonly table: number
  private readonly offsetBytes: number
  private readonly referenceBytes: number
  private readonly count: number
  /** Objects and members that may still be looked at: lists that hold each other would never end. */
  private left: number
  /** Objects of an archive by their numbers there; null for a list that is none. */
  private objects: readonly number[] | null = null
  /** Of these, what was met: containers are walked once, and what is left over is read without a name. */
  private readonly met: Set<number> = new Set()

  constructor(bytes: Buffer, values: BinaryValues, trailer: number) {
    this.bytes = bytes
    this.values = values
    this.table = Number(bytes.readBigUInt64BE(trailer + 24))
    this.offsetBytes = bytes[trailer + 6] as number
    this.referenceBytes = bytes[trailer + 7] as number
    this.count = Number(bytes.readBigUInt64BE(trailer + 8))
    this.left = bytes.length * 2
  }

  /** Reads all that the object `top` holds. */
  walk(top: number): void {
    const objects = this.member(top, objectsName)
    if (objects === -1 || this.member(top, archived) === -1) {
      this.object(top, '$', '', 0)
      return
    }
    this.objects = [...this.items(objects)]
    for (const { name, value } of this.members(top))
      if (name !== objectsName) this.object(value, memberPath('$', name), name, 1)
    for (const [number, index] of this.objects.entries())
      if (number > 0 && !this.met.has(index)) this.object(index, `$.${objectsName}[${number}]`, '', 1)
  }

  private object(index: number, path: string, key: string, depth: number): void {
    const { bytes, values } = this
    if (--this.left < 0 || values.isTooDeep(depth) || !values.hasRoom) return
    const at = this.placeOf(index)
    if (at < 0) return
    const marker = bytes[at] as number
    const kind = marker >> 4
    if (kind === 8) {
      this.referred(at, path, key, depth)
      return
    }
    if (kind === 1 || kind === 2) {
      this.number(at + 1, 1 << (marker & 15), kind === 2, path, key)
      return
    }
    if (kind < 4) return
    const { size, start } = this.sized(at)
    if (kind === 4 || kind === 5)
      values.span(path, key, start, Math.min(this.table, start + size), kind === 5)
    else if (kind === 6) values.span(path, key, start, Math.min(this.table, start + size * 2), true)
    else if (kind === 0xa || kind === 0xc) this.list(index, path, key, depth)
    else if (kind === 0xd && this.objects !== null) this.archivedObject(index, path, key, depth)
    else if (kind === 0xd)
      for (const { name, value } of this.members(index))
        this.object(value, memberPath(path, name), name, depth + 1)
  }

  /** What the number at `at` of an archive refers to. */
  private referred(at: number, path: string, key: string, depth: number): void {
    const index = this.objects?.[this.numberAt(at)]
    if (index === undefined) return
    const kind = this.kindOf(index)
    if (kind >= 0xa && this.met.has(index)) return
    this.met.add(index)
    this.object(index, path, key, depth + 1)
  }

  /** An object of a program, or one of Foundation's: a dictionary in two lists, a list, a text, data. */
  private archivedObject(index: number, path: string, key: string, depth: number): void {
    const objects = this.member(index, own.objects)
    const names = this.member(index, own.keys)
    if (names === -1) this.list(objects, path, key, depth)
    else this.pairs([...this.items(names)], objects, path, depth)
    for (const { name, value } of this.members(index)) {
      if (name === own.keys || name === own.objects || name === className) continue
      if (name === own.uuid && this.uuid(value, path, key)) continue
      if (name.startsWith(own.prefix) && name !== own.time) this.object(value, path, key, depth + 1)
      else this.object(value, memberPath(path, name), name, depth + 1)
    }
  }

  private list(index: number, path: string, key: string, depth: number): void {
    let item = 0
    for (const one of this.items(index)) this.object(one, `${path}[${item++}]`, key, depth + 1)
  }

  /** A dictionary that is archived as a list of its names and one of its values. */
  private pairs(names: readonly number[], values: number, path: string, depth: number): void {
    let item = 0
    for (const value of this.items(values)) {
      const index = this.resolved(names[item++] ?? this.count)
      const name = this.name(index)
      this.met.add(index)
      this.object(value, memberPath(path, name), name, depth + 1)
    }
  }

  /** The object under `wanted` in the dictionary `index`; -1 where there is none. */
  private member(index: number, wanted: string): number {
    for (const { name, value } of this.members(index)) if (name === wanted) return value
    return -1
  }

  /** The bytes of an NSUUID, as it is written. */
  private uuid(index: number, path: string, key: string): boolean {
    const at = this.placeOf(this.resolved(index))
    if (at < 0 || (this.bytes[at] as number) >> 4 !== 4) return false
    const { size, start } = this.sized(at)
    if (size !== uuidBytes || start + size > this.table) return false
    const digits = this.bytes.toString('hex', start, start + size).toUpperCase()
    const text = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    this.values.written(path, key, text, start, start + size)
    return true
  }

  /** The object behind a number of an archive; any other as it is. */
  private resolved(index: number): number {
    const at = this.placeOf(index)
    if (at < 0 || (this.bytes[at] as number) >> 4 !== 8) return index
    return this.objects?.[this.numberAt(at)] ?? index
  }

  /** The number at `at`, by which an archive refers to an object. */
  private numberAt(at: number): number {
    const size = ((this.bytes[at] as number) & 15) + 1
    return size <= 4 && at + 1 + size <= this.table ? this.bytes.readUIntBE(at + 1, size) : -1
  }

  /** Where the object stands; -1 where there is none. */
  private placeOf(index: number): number {
    if (index < 0 || index >= this.count) return -1
    const at = this.bytes.readUIntBE(this.table + index * this.offsetBytes, this.offsetBytes)
    return at < this.table ? at : -1
  }

  private kindOf(index: number): number {
    const at = this.placeOf(index)
    return at < 0 ? 0 : (this.bytes[at] as number) >> 4
  }

  /** Objects of the list or set `index`; none of any other. */
  private *items(index: number): Generator<number> {
    const at = this.placeOf(index)
    const kind = this.kindOf(index)
    if (kind !== 0xa && kind !== 0xc) return
    const { size, start } = this.sized(at)
    for (let item = 0; item < size && --this.left > 0; item++) yield this.reference(start, item)
  }

  /** Members of the dictionary `index`; none of any other. */
  private *members(index: number): Generator<Member> {
    if (this.kindOf(index) !== 0xd) return
    const { size, start } = this.sized(this.placeOf(index))
    for (let item = 0; item < size && --this.left > 0; item++)
      yield { name: this.name(this.reference(start, item)), value: this.reference(start, size + item) }
  }

  private number(at: number, size: number, isFloat: boolean, path: string, key: string): void {
    const { bytes, values } = this
    if (size === 16 && !isFloat && at + size <= this.table) {
      const high = bytes.readBigInt64BE(at)
      values.number(path, key, (high << 64n) | bytes.readBigUInt64BE(at + 8), at, at + size)
      return
    }
    if (size > 8 || at + size > this.table) return
    const number = isFloat
      ? size === 8
        ? bytes.readDoubleBE(at)
        : size === 4
          ? bytes.readFloatBE(at)
          : 0
      : size === 8
        ? bytes.readBigInt64BE(at)
        : bytes.readUIntBE(at, size)
    values.number(path, key, number, at, at + size)
  }

  /** Count of the object at `at`, and where its content starts. */
  private sized(at: number): { size: number; start: number } {
    const size = (this.bytes[at] as number) & 15
    if (size !== 15) return { size, start: at + 1 }
    const width = 1 << ((this.bytes[at + 1] as number) & 15)
    if (width > 4 || at + 2 + width > this.table) return { size: 0, start: at + 2 }
    return { size: this.bytes.readUIntBE(at + 2, width), start: at + 2 + width }
  }

  private reference(start: number, item: number): number {
    const at = start + item * this.referenceBytes
    return at + this.referenceBytes <= this.table
      ? this.bytes.readUIntBE(at, this.referenceBytes)
      : this.count
  }

  private name(index: number): string {
    const kind = this.kindOf(index)
    if (kind !== 5 && kind !== 6) return ''
    const { size, start } = this.sized(this.placeOf(index))
    const length = kind === 5 ? size : size * 2
    const name = this.bytes.subarray(start, Math.min(this.table, start + length, start + nameBytesMax))
    if (kind === 5) return name.toString('latin1')
    return Buffer.from(name.subarray(0, name.length & ~1))
      .swap16()
      .toString('utf16le')
  }
}
