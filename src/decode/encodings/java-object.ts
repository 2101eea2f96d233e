import { holdsAt } from '../../core/signs/holds-at.ts'
import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'

const magic = Buffer.from('aced0005', 'hex')

/** What stands in front of each content (Java Object Serialization Specification, 6.4.2). */
const codes = {
  null: 0x70,
  reference: 0x71,
  classDescription: 0x72,
  object: 0x73,
  text: 0x74,
  array: 0x75,
  class: 0x76,
  block: 0x77,
  endBlock: 0x78,
  reset: 0x79,
  longBlock: 0x7a,
  longText: 0x7c,
  proxyClass: 0x7d,
  enum: 0x7e,
} as const
const firstHandle = 0x7e0000

/** Flags of a class (6.4.2). */
const flags = { writesMore: 1, isSerializable: 2, isExternalizable: 4, hasBlocks: 8 } as const

interface ClassField {
  readonly type: string
  readonly name: string
}

interface JavaClass {
  readonly name: string
  readonly flags: number
  readonly fields: readonly ClassField[]
  /** The class above it, which writes its fields first. */
  parent: JavaClass | null
}

/** A text that may be referred to again. */
interface Text {
  readonly start: number
  readonly end: number
}

/** Bytes of the primitive types, and of references: none. */
const sizes: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['C', 2],
  ['D', 8],
  ['F', 4],
  ['I', 4],
  ['J', 8],
  ['S', 2],
  ['Z', 1],
])

/** Classes whose objects write names and values in turn. */
const maps = /(?:Map|Hashtable|Properties)$/
/** Objects of one value have the name of what holds them. */
const boxes = /^java\.lang\.(?:Long|Integer|Double|Float|Short|Byte|Character|Boolean)$/

/** Serialised Java: the fields of objects by their names, entries of maps, elements of lists. */
export const encoding: Encoding = {
  name: 'java-object',
  kind: 'container',
  title: 'serialised Java',
  probe: (bytes) =>
    bytes.length > magic.length && holdsAt(bytes, 0, magic) ? certainty.magic : certainty.no,
  decode(bytes, _hint, budget) {
    const values = new BinaryValues('java-object', bytes, budget)
    new Reader(bytes, values).read()
    // What was read before a fault is as good as ever.
    return values.pieces.length === 0 ? 'nothing in it' : { pieces: values.pieces, isWhole: !values.isBroken }
  },
}

class Reader {
  private readonly bytes: Buffer
  private readonly values: BinaryValues
  private readonly handles: (JavaClass | Text | null)[] = []
  private at = magic.length

  constructor(bytes: Buffer, values: BinaryValues) {
    this.bytes = bytes
    this.values = values
  }

  read(): void {
    const { values, bytes } = this
    for (let index = 0; this.at < bytes.length && !values.isBroken && values.hasRoom; index++)
      this.content(index === 0 ? '$' : `$${index}`, '', 0)
  }

  /** Reads one content; returns the text where it is one. */
  private content(path: string, key: string, depth: number): Text | null {
    const { bytes, values } = this
    if (this.at >= bytes.length || values.isTooDeep(depth) || !values.hasRoom) return this.fault()
    const code = bytes[this.at++] as number
    switch (code) {
      case codes.null:
        return null
      case codes.reference: {
        const held = this.referred()
        if (held === null || 'fields' in held) return null
        values.span(path, key, held.start, held.end, true)
        return held
      }
      case codes.text:
      case codes.longText: {
        const size = code === codes.text ? this.unsigned(2) : this.unsigned(4) * 2 ** 32 + this.unsigned(4)
        const text = this.text(size)
        if (text === null) return null
        this.handles.push(text)
        values.span(path, key, text.start, text.end, true)
        return text
      }
      case codes.object: {
        const javaClass = this.classDescription(depth)
        this.handles.push(null)
        if (javaClass !== null) this.object(javaClass, path, key, depth)
        return null
      }
      case codes.array: {
        const javaClass = this.classDescription(depth)
        this.handles.push(null)
        if (javaClass !== null) this.array(javaClass.name, path, key, depth)
        return null
      }
      case codes.enum:
        this.classDescription(depth)
        this.handles.push(null)
        return this.content(path, key, depth + 1)
      case codes.class:
        this.classDescription(depth)
        this.handles.push(null)
        return null
      case codes.block:
      case codes.longBlock: {
        const size = this.unsigned(code === codes.block ? 1 : 4)
        const start = this.at
        if (!this.skip(size)) return null
        // Numbers of the class's own, a text behind its length.
        if (size > blockBytesMin) values.span(path, key, start, this.at, false)
        return null
      }
      case codes.reset:
        this.handles.length = 0
        return null
      default:
        return this.fault()
    }
  }

  /** The description of a class, new or referred to; null for none. */
  private classDescription(depth: number): JavaClass | null {
    const { bytes, values } = this
    if (this.at >= bytes.length || values.isTooDeep(depth)) return this.fault()
    const code = bytes[this.at++] as number
    if (code === codes.null) return null
    if (code === codes.reference) {
      const held = this.referred()
      return held !== null && 'fields' in held ? held : this.fault()
    }
    if (code === codes.proxyClass) {
      const proxy: JavaClass = { name: '', flags: flags.isSerializable, fields: [], parent: null }
      this.handles.push(proxy)
      for (let left = this.unsigned(4); left > 0 && !values.isBroken; left--) this.text(this.unsigned(2))
      this.annotations('', '', depth, false)
      proxy.parent = this.classDescription(depth + 1)
      return proxy
    }
    if (code !== codes.classDescription) return this.fault()
    const name = this.name()
    // The number of its version.
    this.skip(8)
    const fields: ClassField[] = []
    const javaClass: JavaClass = { name, flags: this.flagsAt(), fields, parent: null }
    this.handles.push(javaClass)
    for (let left = this.unsigned(2); left > 0 && !values.isBroken; left--) {
      const type = String.fromCharCode(this.unsigned(1))
      fields.push({ type, name: this.name() })
      // What class a reference is of, as a text.
      if (!sizes.has(type)) this.typeName()
    }
    values.names += fields.length
    this.annotations('', '', depth, false)
    if (!values.isBroken) javaClass.parent = this.classDescription(depth + 1)
    return javaClass
  }

  private flagsAt(): number {
    return this.unsigned(1)
  }

  private typeName(): void {
    const code = this.unsigned(1)
    if (code === codes.reference) this.referred()
    else if (code === codes.text) this.handles.push(this.text(this.unsigned(2)))
    else this.fault()
  }

  /** Fields of the class on top first, each with what its class writes besides. */
  private object(javaClass: JavaClass, path: string, key: string, depth: number): void {
    const { values } = this
    const line: JavaClass[] = []
    for (let one: JavaClass | null = javaClass; one !== null && line.length < classesMax; one = one.parent)
      line.unshift(one)
    const isBox = boxes.test(javaClass.name)
    for (const one of line) {
      if (values.isBroken) return
      if ((one.flags & flags.isSerializable) !== 0) {
        for (const { type, name } of one.fields)
          this.value(type, isBox ? path : memberPath(path, name), isBox ? key : name, depth)
        if ((one.flags & flags.writesMore) !== 0) this.annotations(path, key, depth, maps.test(one.name))
      } else if ((one.flags & flags.isExternalizable) !== 0) {
        // Without blocks only the class itself knows where it ends.
        if ((one.flags & flags.hasBlocks) === 0) this.fault()
        else this.annotations(path, key, depth, false)
      }
    }
  }

  /** Contents up to the mark of their end: names and values in turn, or one after the other. */
  private annotations(path: string, key: string, depth: number, isMap: boolean): void {
    const { bytes, values } = this
    let name: string | null = null
    for (let index = 0; !values.isBroken; ) {
      if (this.at >= bytes.length) {
        this.fault()
        return
      }
      const code = bytes[this.at] as number
      if (code === codes.endBlock) {
        this.at++
        return
      }
      if (code === codes.block || code === codes.longBlock) {
        this.content(path, key, depth + 1)
        continue
      }
      if (!isMap) this.content(`${path}[${index++}]`, key, depth + 1)
      else if (name === null) {
        const text = this.content(`${path}[key ${index++}]`, '', depth + 1)
        name = text === null ? '' : bytes.toString('utf8', text.start, text.end)
      } else {
        this.content(memberPath(path, name), name, depth + 1)
        name = null
      }
    }
  }

  private value(type: string, path: string, key: string, depth: number): void {
    const size = sizes.get(type)
    if (size === undefined) {
      this.content(path, key, depth + 1)
      return
    }
    const { bytes, values, at } = this
    if (!this.skip(size) || type === 'Z') return
    const number =
      type === 'D'
        ? bytes.readDoubleBE(at)
        : type === 'F'
          ? bytes.readFloatBE(at)
          : type === 'J'
            ? bytes.readBigInt64BE(at)
            : bytes.readIntBE(at, size)
    values.number(path, key, number, at, this.at)
  }

  /** `name` of the class says what the elements are: `[J`, `[Ljava.lang.String;`. */
  private array(name: string, path: string, key: string, depth: number): void {
    const { values } = this
    const count = this.unsigned(4)
    const type = name.charAt(1)
    if (type === 'B') {
      const start = this.at
      if (this.skip(count)) values.span(path, key, start, this.at, false)
      return
    }
    for (let index = 0; index < count && !values.isBroken && values.hasRoom; index++)
      this.value(type, `${path}[${index}]`, key, depth)
  }

  private referred(): JavaClass | Text | null {
    return this.handles[this.unsigned(4) - firstHandle] ?? null
  }

  private name(): string {
    const text = this.text(this.unsigned(2))
    return text === null || text.end - text.start > nameBytesMax
      ? ''
      : this.bytes.toString('utf8', text.start, text.end)
  }

  private text(size: number): Text | null {
    const start = this.at
    return this.skip(size) ? { start, end: this.at } : null
  }

  private unsigned(count: number): number {
    const { at } = this
    return this.skip(count) ? this.bytes.readUIntBE(at, count) : 0
  }

  private skip(count: number): boolean {
    if (this.at + count > this.bytes.length) {
      this.fault()
      return false
    }
    this.at += count
    return true
  }

  private fault(): null {
    this.values.isBroken = true
    return null
  }
}

/** Classes above each other; a description can not refer to itself, but hostile bytes can try. */
const classesMax = 64
const nameBytesMax = 1_024
/** The sizes of lists and maps take eight bytes. */
const blockBytesMin = 8
