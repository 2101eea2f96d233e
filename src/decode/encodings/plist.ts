import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'

const magic = 'bplist00'
const trailerBytes = 32

/** Apple's binary property list: a table of objects, walked from the one on top. */
export const encoding: Encoding = {
  name: 'plist',
  kind: 'container',
  title: 'binary property list',
  probe: (bytes) =>
    bytes.length > magic.length + trailerBytes && bytes.toString('latin1', 0, magic.length) === magic
      ? certainty.magic
      : certainty.no,
  decode(bytes, _hint, budget) {
    const values = new BinaryValues('plist', bytes, budget)
    const trailer = bytes.length - trailerBytes
    const offsetBytes = bytes[trailer + 6] as number
    const referenceBytes = bytes[trailer + 7] as number
    const table = Number(bytes.readBigUInt64BE(trailer + 24))
    const count = Number(bytes.readBigUInt64BE(trailer + 8))
    const isSound =
      offsetBytes >= 1 &&
      offsetBytes <= 6 &&
      referenceBytes >= 1 &&
      referenceBytes <= 6 &&
      table + count * offsetBytes <= trailer
    if (!isSound) return 'its table is broken'
    const list = new List(bytes, values, table, offsetBytes, referenceBytes, count)
    list.object(Number(bytes.readBigUInt64BE(trailer + 16)), '$', '', 0)
    return values.pieces.length === 0 ? 'nothing in it' : { pieces: values.pieces, isWhole: true }
  },
}

/** Of a longer name this much: many members may refer to one. */
const nameBytesMax = 1_024

class List {
  private readonly bytes: Buffer
  private readonly values: BinaryValues
  private readonly table: number
  private readonly offsetBytes: number
  private readonly referenceBytes: number
  private readonly count: number
  /** Objects that may still be looked at: lists that hold each other would never end. */
  private left: number

  constructor(
    bytes: Buffer,
    values: BinaryValues,
    table: number,
    offsetBytes: number,
    referenceBytes: number,
    count: number,
  ) {
    this.bytes = bytes
    this.values = values
    this.table = table
    this.offsetBytes = offsetBytes
    this.referenceBytes = referenceBytes
    this.count = count
    this.left = bytes.length
  }

  object(index: number, path: string, key: string, depth: number): void {
    const { bytes, values } = this
    if (--this.left < 0 || index >= this.count || values.isTooDeep(depth) || !values.hasRoom) return
    const at = bytes.readUIntBE(this.table + index * this.offsetBytes, this.offsetBytes)
    if (at >= this.table) return
    const marker = bytes[at] as number
    const kind = marker >> 4
    if (kind === 1 || kind === 2) {
      this.number(at + 1, 1 << (marker & 15), kind === 2, path, key)
      return
    }
    if (kind < 4) return
    const { size, start } = this.sized(at)
    if (kind === 4 || kind === 5)
      values.span(path, key, start, Math.min(this.table, start + size), kind === 5)
    else if (kind === 6) values.span(path, key, start, Math.min(this.table, start + size * 2), true)
    else if (kind === 0xa || kind === 0xc)
      for (let item = 0; item < size && this.left > 0; item++)
        this.object(this.reference(start, item), `${path}[${item}]`, key, depth + 1)
    else if (kind === 0xd) {
      for (let item = 0; item < size && this.left > 0; item++) {
        const name = this.name(this.reference(start, item))
        this.object(this.reference(start, size + item), memberPath(path, name), name, depth + 1)
      }
    }
  }

  private number(at: number, size: number, isFloat: boolean, path: string, key: string): void {
    const { bytes, values } = this
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
    if (index >= this.count) return ''
    const at = this.bytes.readUIntBE(this.table + index * this.offsetBytes, this.offsetBytes)
    if (at >= this.table || (this.bytes[at] as number) >> 4 !== 5) return ''
    const { size, start } = this.sized(at)
    return this.bytes.toString('latin1', start, Math.min(this.table, start + size, start + nameBytesMax))
  }
}
