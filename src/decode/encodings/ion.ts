import { holdsAt } from '../../core/signs/holds-at.ts'
import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Budget } from '../budget.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'

const marker = Buffer.from('e00100ea', 'hex')

/** High halves of the byte in front of a value. */
const kinds = {
  positive: 2,
  negative: 3,
  float: 4,
  decimal: 5,
  symbol: 7,
  text: 8,
  clob: 9,
  blob: 10,
  list: 11,
  expression: 12,
  struct: 13,
  annotated: 14,
} as const
/** Low halves: the length stands in a number of its own; there is no value. */
const lengths = { told: 14, none: 15 } as const

/** Symbols of the system that a table of names is made of. */
const system = { table: 3, imports: 6, names: 7, count: 8 } as const
const ownSymbolsFrom = 10
/** Longer numbers are as bytes. */
const numberBytesMax = 32
const symbolBytesMax = 4
const nameBytesMax = 256

/** Amazon Ion 1.0, binary: values by their names, which a table in front numbers. */
export const encoding: Encoding = {
  name: 'ion',
  kind: 'container',
  title: 'Ion',
  probe: (bytes) =>
    bytes.length > marker.length && holdsAt(bytes, 0, marker) ? certainty.magic : certainty.no,
  decode(bytes, _hint, budget) {
    const values = new BinaryValues('ion', bytes, budget)
    new Reader(bytes, values, budget).read()
    return values.pieces.length === 0 ? 'nothing in it' : { pieces: values.pieces, isWhole: !values.isBroken }
  },
}

/** A value: its kind, and where its content stands. */
interface Value {
  readonly kind: number
  readonly size: number
  readonly start: number
  readonly end: number
}

/** Names, and where they stand: start and end of each, -1 for what is no text. */
interface Symbols {
  readonly names: string[]
  readonly places: number[]
}

class Reader {
  private readonly bytes: Buffer
  private readonly values: BinaryValues
  private readonly budget: Budget
  private symbols: Symbols = { names: [], places: [] }
  private firstOwn = ownSymbolsFrom
  private at = marker.length

  constructor(bytes: Buffer, values: BinaryValues, budget: Budget) {
    this.bytes = bytes
    this.values = values
    this.budget = budget
  }

  read(): void {
    const { bytes, values } = this
    for (let index = 0; this.at < bytes.length && !values.isBroken && values.hasRoom; ) {
      // Another marker begins anew.
      if (bytes[this.at] === marker[0]) {
        this.at += marker.length
        this.symbols = { names: [], places: [] }
        this.firstOwn = ownSymbolsFrom
        continue
      }
      const value = this.head(bytes.length)
      if (value === null) return
      this.at = value.end
      if (this.isTable(value)) continue
      this.value(value, index === 0 ? '$' : `$${index}`, '', 0)
      index++
      this.at = value.end
    }
  }

  /** Reads the head of the value at `at`, and goes to its content. */
  private head(end: number): Value | null {
    if (this.at >= end) return this.fault()
    const first = this.bytes[this.at++] as number
    const kind = first >> 4
    let size = first & 15
    const isOrdered = kind === kinds.struct && size === 1
    if (size === lengths.told || isOrdered) size = this.unsigned(end)
    else if (size === lengths.none || kind === 1) size = 0
    const start = this.at
    if (start + size > end) return this.fault()
    return { kind, size: first & 15, start, end: start + size }
  }

  private value({ kind, size, start, end }: Value, path: string, key: string, depth: number): void {
    const { bytes, values } = this
    if (size === lengths.none || values.isTooDeep(depth) || !values.hasRoom) return
    switch (kind) {
      case kinds.positive:
      case kinds.negative:
        if (end - start > numberBytesMax) values.span(path, key, start, end, false)
        else if (end > start) {
          const number = BigInt(`0x${bytes.toString('hex', start, end)}`)
          values.number(path, key, kind === kinds.negative ? -number : number, start, end)
        }
        return
      case kinds.float:
        if (end - start === 8) values.number(path, key, bytes.readDoubleBE(start), start, end)
        else if (end - start === 4) values.number(path, key, bytes.readFloatBE(start), start, end)
        return
      case kinds.decimal:
        this.decimal(path, key, start, end)
        return
      case kinds.symbol:
        this.symbol(path, key, start, end)
        return
      case kinds.text:
      case kinds.clob:
      case kinds.blob:
        values.span(path, key, start, end, kind === kinds.text)
        return
      case kinds.annotated:
        this.annotated(path, key, start, end, depth)
        return
      case kinds.list:
      case kinds.expression:
      case kinds.struct:
        this.at = start
        for (let index = 0; this.at < end && !values.isBroken; index++) {
          const name = kind === kinds.struct ? this.name(this.unsigned(end)) : null
          const member = this.head(end)
          if (member === null) return
          if (name === null) this.value(member, `${path}[${index}]`, key, depth + 1)
          else this.value(member, memberPath(path, name), name, depth + 1)
          this.at = member.end
        }
        return
      default:
    }
  }

  /** A text that stands in the table of names; what another table has is not in the message. */
  private symbol(path: string, key: string, start: number, end: number): void {
    const width = end - start
    if (width === 0 || width > symbolBytesMax) return
    const index = this.bytes.readUIntBE(start, width) - this.firstOwn
    const { [index * 2]: from = -1, [index * 2 + 1]: to = -1 } = this.symbols.places
    // The same text may be searched at as many places as refer to it.
    if (index >= 0 && to > from && this.budget.takeBytes(to - from))
      this.values.span(path, key, from, to, true)
  }

  /** A coefficient of tens: an exponent, then a number with its sign in the highest bit. */
  private decimal(path: string, key: string, start: number, end: number): void {
    const { bytes, values } = this
    const first = bytes[start]
    // Exponents of one byte are enough for coordinates.
    if (first === undefined || first < 128 || end - start < 2 || end - start - 1 > numberBytesMax) return
    const exponent = (first & 64) === 0 ? first & 63 : -(first & 63)
    const sign = (bytes[start + 1] as number) > 127 ? -1 : 1
    const digits = BigInt.asUintN(
      (end - start - 1) * 8 - 1,
      BigInt(`0x${bytes.toString('hex', start + 1, end)}`),
    )
    const number = exponent === 0 ? BigInt(sign) * digits : sign * Number(`${digits}e${exponent}`)
    values.number(path, key, number, start, end)
  }

  private annotated(path: string, key: string, start: number, end: number, depth: number): void {
    this.at = start
    const size = this.unsigned(end)
    this.at += size
    const inner = this.head(end)
    if (inner !== null) this.value(inner, path, key, depth + 1)
  }

  /** A value of the top that is annotated as a table of names is one, and is taken. */
  private isTable({ kind, start, end }: Value): boolean {
    if (kind !== kinds.annotated) return false
    this.at = start
    const stop = this.unsigned(end) + this.at
    const isTable = this.unsigned(end) === system.table && this.at === stop
    const table = isTable ? this.head(end) : null
    if (table === null || table.kind !== kinds.struct) return false
    this.at = table.start
    let isMore = false
    const symbols: Symbols = { names: [], places: [] }
    let imported = 0
    while (this.at < table.end && !this.values.isBroken) {
      const field = this.unsigned(table.end)
      const value = this.head(table.end)
      if (value === null) break
      if (field === system.imports && value.kind === kinds.symbol) isMore = true
      else if (field === system.imports) imported = this.imported(value)
      else if (field === system.names) this.collect(value, symbols)
      this.at = value.end
    }
    // Not as arguments: so many names as a body may hold are more than the stack takes.
    if (isMore) {
      for (const name of symbols.names) this.symbols.names.push(name)
      for (const place of symbols.places) this.symbols.places.push(place)
    } else {
      this.symbols = symbols
      this.firstOwn = ownSymbolsFrom + imported
    }
    this.at = end
    return true
  }

  /** How many names the tables that are referred to take: their content is not in the message. */
  private imported(list: Value): number {
    let count = 0
    this.at = list.start
    while (this.at < list.end && !this.values.isBroken) {
      const one = this.head(list.end)
      if (one === null) break
      this.at = one.start
      while (this.at < one.end && !this.values.isBroken) {
        const field = this.unsigned(one.end)
        const value = this.head(one.end)
        if (value === null) break
        const width = value.end - value.start
        if (field === system.count && width > 0 && width <= 4)
          count += this.bytes.readUIntBE(value.start, width)
        this.at = value.end
      }
    }
    return count
  }

  private collect(list: Value, { names, places }: Symbols): void {
    this.at = list.start
    while (this.at < list.end && !this.values.isBroken) {
      const one = this.head(list.end)
      if (one === null) return
      const stop = Math.min(one.end, one.start + nameBytesMax)
      const isText = one.kind === kinds.text
      names.push(isText ? this.bytes.toString('utf8', one.start, stop) : '')
      places.push(isText ? one.start : -1, isText ? one.end : -1)
      this.at = one.end
    }
    this.values.names += names.length
  }

  private name(symbol: number): string {
    return this.symbols.names[symbol - this.firstOwn] ?? `$${symbol}`
  }

  /** Seven bits in each byte, the highest first; the last byte has its top bit set. */
  private unsigned(end: number): number {
    let value = 0
    for (let left = 5; left > 0; left--) {
      if (this.at >= end) break
      const byte = this.bytes[this.at++] as number
      value = value * 128 + (byte & 127)
      if (byte > 127) return value
    }
    this.values.isBroken = true
    return 0
  }

  private fault(): null {
    this.values.isBroken = true
    return null
  }
}
