import type { NamedValues } from './named-values.ts'

/** Messages inside messages that are looked into. */
const depthMax = 4

/** Names of fields by their path, such as `7.1`; what has no name goes by `Field-7.1`. */
export type FieldNames = ReadonlyMap<string, string>

/** Value and end of a varint (Protocol Buffers, Encoding); set by {@link readVarint}. */
let value = 0
let valueEnd = 0

/** False where it does not end within ten bytes. Exact up to 2^53, beyond that rounded. */
function readVarint(buf: Buffer, start: number, end: number): boolean {
  value = 0
  for (let at = start; at < end && at < start + 10; at++) {
    const byte = buf[at] as number
    value += (byte & 0x7f) * 2 ** (7 * (at - start))
    if (byte < 0x80) {
      valueEnd = at + 1
      return true
    }
  }
  return false
}

/** Reads the varint at `start`, exactly. */
function exactVarint(buf: Buffer, start: number, end: number): bigint {
  let exact = 0n
  for (let at = start; at < end; at++) exact |= BigInt((buf[at] as number) & 0x7f) << BigInt(7 * (at - start))
  return BigInt.asUintN(64, exact)
}

/**
 * Walks a message of Protocol Buffers without its schema and adds its values: text and bytes as they stand, numbers as
 * decimals. A value that is no text and reads to its end as a message is looked into. Returns where it stopped: `end`, or
 * the first field that does not fit, also where only the end of a message in it does not.
 */
export function walkProtobuf(
  buf: Buffer,
  start: number,
  end: number,
  names: FieldNames,
  values: NamedValues,
  path = '',
  depth = 0,
): number {
  let at = start
  while (at < end) {
    const next = fieldEnd(buf, at, end)
    if (next < 0) return at
    // `fieldEnd` has left the tag in `tag` and where the content starts in `contentStart`.
    const place = path === '' ? String(tag >>> 3) : `${path}.${tag >>> 3}`
    const name = names.get(place) ?? `Field-${place}`
    const from = contentStart
    if ((tag & 7) === wireTypes.bytes) {
      const isMessage = depth + 1 < depthMax && !isText(buf, from, next) && isWhole(buf, from, next)
      if (isMessage) {
        // It stops short where no more values are taken.
        if (walkProtobuf(buf, from, next, names, values, place, depth + 1) < next) return at
      } else if (!values.add(name, from, next)) return at
    } else if ((tag & 7) === wireTypes.varint) {
      if (!values.add(name, from, next, String(exactVarint(buf, from, next)))) return at
    } else if ((tag & 7) === wireTypes.fixed64) {
      if (!values.add(name, from, next, String(buf.readBigUInt64LE(from)))) return at
    } else if (!values.add(name, from, next, String(buf.readUInt32LE(from)))) return at
    at = next
  }
  return end
}

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

let tag = 0
let contentStart = 0

/** Where the field at `start` ends, -1 where there is none that fits. */
function fieldEnd(buf: Buffer, start: number, end: number): number {
  if (!readVarint(buf, start, end) || value < 8 || value > 0xffff_ffff) return -1
  const read = value
  contentStart = valueEnd
  let to: number
  switch (read & 7) {
    case wireTypes.varint:
      if (!readVarint(buf, contentStart, end)) return -1
      to = valueEnd
      break
    case wireTypes.fixed64:
      to = contentStart + 8
      break
    case wireTypes.bytes:
      if (!readVarint(buf, contentStart, end)) return -1
      contentStart = valueEnd
      to = contentStart + value
      break
    case wireTypes.fixed32:
      to = contentStart + 4
      break
    default:
      return -1
  }
  tag = read
  return to <= end ? to : -1
}

/** True where the bytes are fields from the first to the last. */
export function isWhole(buf: Buffer, start: number, end: number): boolean {
  if (end - start < 2) return false
  let at = start
  while (at < end) {
    at = fieldEnd(buf, at, end)
    if (at < 0) return false
  }
  return true
}

/** Printable ASCII, or UTF-8 without control characters. */
function isText(buf: Buffer, start: number, end: number): boolean {
  let hasHigh = false
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte < 0x20 || byte === 0x7f) return false
    if (byte > 0x7f) hasHigh = true
  }
  return !hasHigh || !buf.toString('utf8', start, end).includes('\uFFFD')
}
