import { parseJson } from '../../core/parse-json.ts'
import type { Profile } from '../../device/types.ts'
import { areDigestsOf } from '../digests/digest-columns.ts'
import type { ProfileSpellings } from '../indicators.ts'
import { areSound, isSound } from './spelling-table.ts'
import type { KnownValue, SpellingColumns } from './spelling-table.ts'

/**
 * The spellings of a profile, and the profile itself, as bytes and back. What is read is checked to its last number: a
 * file that others may have written can cause a wrong result at worst, no read or loop beyond its bounds.
 *
 * Sections, each with its length in front and on a multiple of four bytes: names as JSON, the whole values, seven
 * columns for each of five tables, and three of digests. Numbers lie as the machine has them; its order is part of the first section.
 */

/** A profile with its spellings. */
export interface SpelledProfile {
  readonly profile: Profile
  readonly spellings: ProfileSpellings
}

const tableCount = 5
/** A needle has at least as many bytes. */
const needleBytesMin = 3
const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

interface Head {
  readonly isLittle: boolean
  readonly profile: {
    readonly name: string
    readonly identifiers: readonly (readonly [string, readonly string[]])[]
    readonly places: Profile['places']
    readonly warnings: readonly string[]
  }
  readonly values: readonly KnownValue[]
  readonly forms: readonly string[]
  readonly texts: ProfileSpellings['texts']
  readonly raws: ProfileSpellings['raws']
  readonly untraceable: readonly number[]
}

const none = new Int32Array(0)

type Column = Uint8Array | Uint16Array | Int32Array

/** All of it in one piece of memory. */
export function packSpellings({ profile, spellings }: SpelledProfile): Buffer {
  const { names, common, rare, words, texts, raws, untraceable } = spellings
  const head: Head = {
    isLittle,
    profile: {
      name: profile.name,
      identifiers: [...profile.identifiers],
      places: profile.places,
      warnings: profile.warnings ?? [],
    },
    values: names.values,
    forms: names.forms,
    texts,
    raws,
    untraceable,
  }
  const tables = [common.long, common.binary, rare.long, rare.binary, words]
  const sections: readonly Column[] = [
    Buffer.from(JSON.stringify(head)),
    names.wholes.bytes,
    names.wholes.offsets,
    ...tables.flatMap(({ bytes, offsets, edges, values, forms, checks, wholes }) => [
      bytes,
      offsets,
      edges,
      values,
      forms,
      checks,
      wholes,
    ]),
    ...(spellings.digests === null
      ? [none, none, none]
      : [spellings.digests.highs, spellings.digests.lows, spellings.digests.places]),
  ]
  const packed = Buffer.alloc(sections.reduce((sum, { byteLength }) => sum + 4 + padded(byteLength), 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of sections) {
    packed.writeUInt32LE(byteLength, at)
    packed.set(new Uint8Array(buffer, byteOffset, byteLength), at + 4)
    at += 4 + padded(byteLength)
  }
  return packed
}

/** What was packed; null where the bytes are not of this form. The result lies in `bytes`, which must not change. */
export function unpackSpellings(bytes: Buffer): SpelledProfile | null {
  const sections = new Sections(bytes)
  const head = headOf(sections.next())
  if (head === null) return null
  const wholes = { bytes: sections.next(), offsets: int32(sections.next()) }
  if (wholes.offsets.length === 0 || !areSound(wholes, 0)) return null
  const names = { values: head.values, forms: head.forms, wholes }
  const tables: SpellingColumns[] = []
  for (let index = 0; index < tableCount; index++) {
    const table: SpellingColumns = {
      bytes: sections.next(),
      offsets: int32(sections.next()),
      edges: sections.next(),
      values: int32(sections.next()),
      forms: uint16(sections.next()),
      checks: uint16(sections.next()),
      wholes: int32(sections.next()),
    }
    if (!isSound(table, names, needleBytesMin)) return null
    tables.push(table)
  }
  const digests = {
    highs: int32(sections.next()),
    lows: int32(sections.next()),
    places: int32(sections.next()),
  }
  if (!sections.isWhole || !areDigestsOf(digests, head.texts.length + head.raws.length)) return null
  const [long, binary, rareLong, rareBinary, words] = tables as [
    SpellingColumns,
    SpellingColumns,
    SpellingColumns,
    SpellingColumns,
    SpellingColumns,
  ]
  const { profile, texts, raws, untraceable } = head
  return {
    profile: { ...profile, identifiers: new Map(profile.identifiers) },
    spellings: {
      names,
      common: { long, binary },
      rare: { long: rareLong, binary: rareBinary },
      words,
      texts,
      raws,
      untraceable,
      digests: digests.places.length === 0 ? null : digests,
    },
  }
}

function padded(length: number): number {
  return (length + 3) & ~3
}

/** Cuts sections off, one by one; empty ones where there are no more. */
class Sections {
  private readonly bytes: Buffer
  private at = 0
  private isCut = false

  constructor(bytes: Buffer) {
    // Numbers are read where they lie, which they can be from a multiple of their size on only.
    this.bytes = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
  }

  /** True where all sections were there, and nothing else. */
  get isWhole(): boolean {
    return !this.isCut && this.at === this.bytes.length
  }

  next(): Buffer {
    const from = this.at + 4
    const length = from <= this.bytes.length ? this.bytes.readUInt32LE(this.at) : -1
    if (length < 0 || length > this.bytes.length - from || from + padded(length) > this.bytes.length) {
      this.isCut = true
      return this.bytes.subarray(0, 0)
    }
    this.at = from + padded(length)
    return this.bytes.subarray(from, from + length)
  }
}

function int32({ buffer, byteOffset, length }: Buffer): Int32Array {
  return length % 4 === 0 ? new Int32Array(buffer, byteOffset, length / 4) : new Int32Array(0)
}

function uint16({ buffer, byteOffset, length }: Buffer): Uint16Array {
  return length % 2 === 0 ? new Uint16Array(buffer, byteOffset, length / 2) : new Uint16Array(0)
}

function headOf(bytes: Buffer): Head | null {
  const head = parseJson(bytes.toString('utf8'))
  if (!isRecord(head) || head['isLittle'] !== isLittle) return null
  const { profile, values, forms, texts, raws, untraceable } = head
  if (!isRecord(profile) || !isProfile(profile)) return null
  if (!isListOf(values, isKnownValue) || !isListOf(forms, isText)) return null
  const isNumber = (one: unknown): boolean =>
    Number.isInteger(one) && (one as number) >= 0 && (one as number) < values.length
  const isEntryOf =
    (length: number) =>
    (one: unknown): boolean =>
      Array.isArray(one) && one.length === length && isNumber(one[0]) && isListOf(one.slice(1), isText)
  return isListOf(texts, isEntryOf(2)) && isListOf(raws, isEntryOf(3)) && isListOf(untraceable, isNumber)
    ? (head as unknown as Head)
    : null
}

function isProfile({ name, identifiers, places, warnings }: Record<string, unknown>): boolean {
  const isEntry = (one: unknown): boolean =>
    Array.isArray(one) && one.length === 2 && isText(one[0]) && isListOf(one[1], isText)
  const isDegrees = (one: unknown): boolean =>
    one === null || (typeof one === 'number' && Number.isFinite(one))
  const isPlace = (one: unknown): boolean =>
    isRecord(one) &&
    isText(one['name']) &&
    isDegrees(one['lat']) &&
    isDegrees(one['lon']) &&
    isListOf(one['cells'], isText) &&
    isListOf(one['bssids'], isText)
  return (
    isText(name) && isListOf(identifiers, isEntry) && isListOf(places, isPlace) && isListOf(warnings, isText)
  )
}

function isKnownValue(one: unknown): boolean {
  return (
    isRecord(one) &&
    isText(one['identifier']) &&
    isText(one['value']) &&
    isText(one['normal']) &&
    (one['impliedBy'] === undefined || isText(one['impliedBy']))
  )
}

function isListOf(list: unknown, isOne: (one: unknown) => boolean): list is readonly unknown[] {
  return Array.isArray(list) && list.every(isOne)
}

function isText(one: unknown): boolean {
  return typeof one === 'string'
}

function isRecord(one: unknown): one is Record<string, unknown> {
  return typeof one === 'object' && one !== null && !Array.isArray(one)
}
