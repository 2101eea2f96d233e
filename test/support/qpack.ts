/** Writes field sections and encoder streams in QPACK (RFC 9204), for tests: any representation, also wrong ones. */
import { huffmanBytes } from './hpack.ts'
import { prefixedInteger } from '../../tools/bench/http-fields.ts'

function text(value: string, prefixBits: number, high: number, isHuffman: boolean): Buffer {
  const raw = Buffer.from(value, 'latin1')
  const bytes = isHuffman ? huffmanBytes(raw) : raw
  const flag = isHuffman ? 1 << prefixBits : 0
  return Buffer.concat([prefixedInteger(bytes.length, prefixBits, high | flag), bytes])
}

/** Instructions of the encoder stream (section 4.3). */
export const instructions = {
  capacity: (bytes: number): Buffer => prefixedInteger(bytes, 5, 0x20),
  insert: (name: string, value: string, isHuffman = false): Buffer =>
    Buffer.concat([text(name, 5, 0x40, isHuffman), text(value, 7, 0, isHuffman)]),
  insertStaticName: (index: number, value: string): Buffer =>
    Buffer.concat([prefixedInteger(index, 6, 0xc0), text(value, 7, 0, false)]),
  /** `index`: 0 is the newest entry. */
  insertDynamicName: (index: number, value: string): Buffer =>
    Buffer.concat([prefixedInteger(index, 6, 0x80), text(value, 7, 0, false)]),
  duplicate: (index: number): Buffer => prefixedInteger(index, 5, 0),
}

/** Representations in a field section (section 4.5). Indexes of the dynamic table count back from the base. */
export const lines = {
  indexedStatic: (index: number): Buffer => prefixedInteger(index, 6, 0xc0),
  indexed: (index: number): Buffer => prefixedInteger(index, 6, 0x80),
  indexedPostBase: (index: number): Buffer => prefixedInteger(index, 4, 0x10),
  staticName: (index: number, value: string): Buffer =>
    Buffer.concat([prefixedInteger(index, 4, 0x50), text(value, 7, 0, false)]),
  dynamicName: (index: number, value: string): Buffer =>
    Buffer.concat([prefixedInteger(index, 4, 0x40), text(value, 7, 0, false)]),
  namePostBase: (index: number, value: string): Buffer =>
    Buffer.concat([prefixedInteger(index, 3, 0), text(value, 7, 0, false)]),
  literal: (name: string, value: string, isHuffman = false): Buffer =>
    Buffer.concat([text(name, 3, 0x20, isHuffman), text(value, 7, 0, isHuffman)]),
}

/** The prefix of a section that needs `required` entries, of a table whose decoder keeps `capacity` bytes. */
export function sectionPrefix(required: number, base: number = required, capacity = 4_096): Buffer {
  const entriesMax = Math.floor(capacity / 32)
  const encoded = required === 0 ? 0 : (required % (2 * entriesMax)) + 1
  const isBelow = base < required
  return Buffer.concat([
    prefixedInteger(encoded, 8),
    prefixedInteger(isBelow ? required - base - 1 : base - required, 7, isBelow ? 0x80 : 0),
  ])
}

/** A section of literals. */
export function literalSection(fields: readonly (readonly [string, string])[], isHuffman = false): Buffer {
  return Buffer.concat([
    sectionPrefix(0),
    ...fields.map(([name, value]) => lines.literal(name, value, isHuffman)),
  ])
}
