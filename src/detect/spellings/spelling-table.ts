import { checkKindMax } from './cut-spelling.ts'
import type { CheckKind, CoreCheck } from './cut-spelling.ts'
import { edgeMax } from './matcher.ts'
import type { Edge, NeedleTable } from './matcher.ts'

/**
 * The spellings of known values as columns of numbers, not as objects: a profile may have some hundred thousand of
 * them. So a table is small, is searched as it lies, and can be kept in a file as it is.
 */

/** A value of the profile: its kind, as it was given, and in its normal form. */
export interface KnownValue {
  readonly identifier: string
  readonly value: string
  readonly normal: string
  /** The kind of the value that it follows from, where the profile does not have it itself. */
  readonly impliedBy?: string
}

/** One spelling of one known value. */
export interface Indicator extends KnownValue {
  /** How it is written, for people; '' for plain text. */
  readonly form: string
  readonly bytes: Buffer
  readonly edge: Edge
  /** What a hit must hold beside its bytes; null where these are all. */
  readonly check: CoreCheck | null
}

/** Byte strings one behind the other; `offsets` has one more entry than there are strings. */
export interface ByteStrings {
  readonly bytes: Buffer
  readonly offsets: Int32Array
}

/** What several tables refer to by number. */
export interface SpellingNames {
  readonly values: readonly KnownValue[]
  readonly forms: readonly string[]
  /** Whole values, where only a part is searched. */
  readonly wholes: ByteStrings
}

/** One entry for each spelling, beside the one more of `offsets`. */
export interface SpellingColumns extends ByteStrings {
  readonly edges: Uint8Array
  readonly values: Int32Array
  readonly forms: Uint16Array
  /** 0 for no check; else its kind, number and edge: see `packedCheck`. */
  readonly checks: Uint16Array
  readonly wholes: Int32Array
}

/** Spellings by their number, as the columns have them; its columns are what a matcher searches. */
export class SpellingTable implements NeedleTable {
  readonly columns: SpellingColumns
  private readonly names: SpellingNames

  constructor(columns: SpellingColumns, names: SpellingNames) {
    this.columns = columns
    this.names = names
  }

  get length(): number {
    return this.columns.edges.length
  }

  get bytes(): Buffer {
    return this.columns.bytes
  }

  get offsets(): Int32Array {
    return this.columns.offsets
  }

  get edges(): Uint8Array {
    return this.columns.edges
  }

  /** The spelling with this number, below `length`. */
  at(index: number): Indicator {
    const { bytes, offsets, edges, values, forms } = this.columns
    return {
      ...(this.names.values[values[index] as number] as KnownValue),
      form: this.names.forms[forms[index] as number] as string,
      bytes: bytes.subarray(offsets[index], offsets[index + 1]),
      edge: edges[index] as Edge,
      check: this.checkAt(index),
    }
  }

  checkAt(index: number): CoreCheck | null {
    const packed = this.columns.checks[index] as number
    if (packed === 0) return null
    const { bytes, offsets } = this.names.wholes
    const whole = this.columns.wholes[index] as number
    return {
      kind: (packed & 15) as CheckKind,
      count: (packed >> 4) & 31,
      edge: (packed >> 9) as Edge,
      whole: bytes.subarray(offsets[whole], offsets[whole + 1]),
    }
  }

  *[Symbol.iterator](): Generator<Indicator> {
    for (let index = 0; index < this.length; index++) yield this.at(index)
  }
}

function packedCheck(check: CoreCheck | null): number {
  return check === null ? 0 : check.kind | (check.count << 4) | (check.edge << 9)
}

/** True where columns of numbers, read from a file, refer to nothing that is not there. */
export function isSound(columns: SpellingColumns, names: SpellingNames, bytesMin: number): boolean {
  const { edges, values, forms, checks, wholes } = columns
  const count = edges.length
  if ([values, forms, checks, wholes].some((column) => column.length !== count)) return false
  if (columns.offsets.length !== count + 1 || !areSound(columns, bytesMin)) return false
  const wholesCount = names.wholes.offsets.length - 1
  for (let index = 0; index < count; index++) {
    const check = checks[index] as number
    const isRight =
      (edges[index] as number) <= edgeMax &&
      (values[index] as number) >= 0 &&
      (values[index] as number) < names.values.length &&
      (forms[index] as number) < names.forms.length &&
      (wholes[index] as number) >= 0 &&
      (wholes[index] as number) < wholesCount &&
      (check === 0 || ((check & 15) >= 1 && (check & 15) <= checkKindMax && check >> 9 <= edgeMax))
    if (!isRight) return false
  }
  return true
}

/** True where each of the byte strings lies within the bytes and has at least so many. */
export function areSound({ bytes, offsets }: ByteStrings, bytesMin: number): boolean {
  if (offsets[0] !== 0 || offsets.at(-1) !== bytes.length) return false
  for (let index = 1; index < offsets.length; index++)
    if ((offsets[index] as number) - (offsets[index - 1] as number) < bytesMin) return false
  return true
}

/** Numbers the names of spellings, each once. */
export class NameCollector {
  readonly values: KnownValue[] = []
  readonly forms: string[] = []
  private readonly formNumbers: Map<string, number> = new Map()
  private readonly wholes: StringCollector = new StringCollector()
  private lastWhole: Buffer | null = null

  constructor() {
    this.wholes.add(Buffer.alloc(0))
  }

  form(form: string): number {
    const known = this.formNumbers.get(form)
    if (known !== undefined) return known
    this.formNumbers.set(form, this.forms.length)
    return this.forms.push(form) - 1
  }

  /** Spellings of one whole come one after the other. */
  whole(bytes: Buffer): number {
    if (bytes.length === 0) return 0
    if (this.lastWhole === null || !this.lastWhole.equals(bytes)) this.wholes.add(bytes)
    this.lastWhole = bytes
    return this.wholes.count - 1
  }

  collected(): SpellingNames {
    return { values: this.values, forms: this.forms, wholes: this.wholes.collected() }
  }
}

class StringCollector {
  count = 0
  private bytes: Buffer = Buffer.allocUnsafe(4_096)
  private offsets: Int32Array = new Int32Array(256)
  private used = 0

  add(bytes: Buffer): void {
    if (this.used + bytes.length > this.bytes.length) {
      const larger = Buffer.allocUnsafe((this.used + bytes.length) * 2)
      this.bytes.copy(larger, 0, 0, this.used)
      this.bytes = larger
    }
    this.used += bytes.copy(this.bytes, this.used)
    this.count++
    if (this.count >= this.offsets.length) {
      const larger = new Int32Array(this.offsets.length * 2)
      larger.set(this.offsets)
      this.offsets = larger
    }
    this.offsets[this.count] = this.used
  }

  collected(): ByteStrings {
    return { bytes: this.bytes.subarray(0, this.used), offsets: this.offsets.subarray(0, this.count + 1) }
  }
}

/** Takes spellings one by one; their values and forms are numbered in `names`. */
export class SpellingCollector {
  private readonly strings: StringCollector = new StringCollector()
  private edges: Uint8Array = new Uint8Array(256)
  private values: Int32Array = new Int32Array(256)
  private forms: Uint16Array = new Uint16Array(256)
  private checks: Uint16Array = new Uint16Array(256)
  private wholes: Int32Array = new Int32Array(256)
  private readonly names: NameCollector

  constructor(names: NameCollector) {
    this.names = names
  }

  /** `value` is a number in the names. */
  add(value: number, form: string, bytes: Buffer, edge: Edge, check: CoreCheck | null): void {
    const index = this.strings.count
    if (index === this.edges.length) this.grow()
    this.strings.add(bytes)
    this.edges[index] = edge
    this.values[index] = value
    this.forms[index] = this.names.form(form)
    this.checks[index] = packedCheck(check)
    this.wholes[index] = check === null ? 0 : this.names.whole(check.whole)
  }

  private grow(): void {
    const length = this.edges.length * 2
    const larger = <T extends Uint8Array | Uint16Array | Int32Array>(column: T, into: T): T => {
      into.set(column)
      return into
    }
    this.edges = larger(this.edges, new Uint8Array(length))
    this.values = larger(this.values, new Int32Array(length))
    this.forms = larger(this.forms, new Uint16Array(length))
    this.checks = larger(this.checks, new Uint16Array(length))
    this.wholes = larger(this.wholes, new Int32Array(length))
  }

  collected(): SpellingColumns {
    const { count } = this.strings
    return {
      ...this.strings.collected(),
      edges: this.edges.subarray(0, count),
      values: this.values.subarray(0, count),
      forms: this.forms.subarray(0, count),
      checks: this.checks.subarray(0, count),
      wholes: this.wholes.subarray(0, count),
    }
  }
}

/** The spellings with these numbers, in this order. */
export function chosen(columns: SpellingColumns, indexes: readonly number[]): SpellingColumns {
  const strings = new StringCollector()
  for (const index of indexes)
    strings.add(columns.bytes.subarray(columns.offsets[index], columns.offsets[index + 1]))
  const picked = <T extends Uint8Array | Uint16Array | Int32Array>(column: T, into: T): T => {
    for (let place = 0; place < indexes.length; place++)
      into[place] = column[indexes[place] as number] as number
    return into
  }
  const { length } = indexes
  return {
    ...strings.collected(),
    edges: picked(columns.edges, new Uint8Array(length)),
    values: picked(columns.values, new Int32Array(length)),
    forms: picked(columns.forms, new Uint16Array(length)),
    checks: picked(columns.checks, new Uint16Array(length)),
    wholes: picked(columns.wholes, new Int32Array(length)),
  }
}
