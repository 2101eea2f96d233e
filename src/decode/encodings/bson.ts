import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'

const bytesMin = 8
const nameBytesMax = 256
/** Bytes of the values whose size is fixed (BSON specification 1.1). */
const fixedBytes: ReadonlyMap<number, number> = new Map([
  [0x01, 8],
  [0x06, 0],
  [0x07, 12],
  [0x08, 1],
  [0x09, 8],
  [0x0a, 0],
  [0x10, 4],
  [0x11, 8],
  [0x12, 8],
  [0x13, 16],
  [0xff, 0],
  [0x7f, 0],
])

/** BSON: documents that tell their length, of which the outermost is the whole value. */
export const encoding: Encoding = {
  name: 'bson',
  kind: 'container',
  title: 'BSON',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls + hint.shape.high === 0) return certainty.no
    return bytes.readInt32LE(0) === bytes.length && bytes.at(-1) === 0 ? certainty.magic : certainty.no
  },
  decode(bytes, _hint, budget) {
    const values = new BinaryValues('bson', bytes, budget)
    readDocument(bytes, 0, bytes.length, '$', '', 0, values)
    return values.isBroken || values.pieces.length === 0
      ? 'no BSON'
      : { pieces: values.pieces, isWhole: true }
  },
}

function readDocument(
  bytes: Buffer,
  start: number,
  end: number,
  path: string,
  key: string,
  depth: number,
  values: BinaryValues,
): void {
  if (
    values.isTooDeep(depth) ||
    end - start < 5 ||
    end > bytes.length ||
    bytes.readInt32LE(start) !== end - start
  ) {
    values.isBroken = true
    return
  }
  let at = start + 4
  while (at < end - 1 && !values.isBroken && values.hasRoom) {
    const type = bytes[at] as number
    const nameEnd = bytes.indexOf(0, at + 1)
    if (nameEnd < 0 || nameEnd >= end || nameEnd - at > nameBytesMax) {
      values.isBroken = true
      return
    }
    const written = bytes.toString('utf8', at + 1, nameEnd)
    // Elements of a list are named by their number: they go by the list's name.
    const isElement = /^\d+$/.test(written)
    const name = isElement ? key : written
    at = readValue(
      bytes,
      type,
      nameEnd + 1,
      end,
      isElement ? `${path}[${written}]` : memberPath(path, written),
      name,
      depth,
      values,
    )
  }
}

/** Reads the value at `at`; returns where it ends. */
function readValue(
  bytes: Buffer,
  type: number,
  at: number,
  end: number,
  path: string,
  key: string,
  depth: number,
  values: BinaryValues,
): number {
  const fixed = fixedBytes.get(type)
  if (fixed !== undefined) {
    const stop = at + fixed
    if (stop > end) values.isBroken = true
    else if (type === 0x01) values.number(path, key, bytes.readDoubleLE(at), at, stop)
    else if (type === 0x10) values.number(path, key, bytes.readInt32LE(at), at, stop)
    else if (type === 0x12) values.number(path, key, bytes.readBigInt64LE(at), at, stop)
    else if (type === 0x13) addDecimal(bytes, at, path, key, values)
    else if (type === 0x07) values.span(path, key, at, stop, false)
    return stop
  }
  if (type === 0x0b) return readExpression(bytes, at, end, path, key, values)
  if (at + 4 > end) {
    values.isBroken = true
    return end
  }
  const size = bytes.readInt32LE(at)
  if (type === 0x03 || type === 0x04) {
    readDocument(bytes, at, at + size, path, key, depth + 1, values)
    return at + Math.max(5, size)
  }
  if (type === 0x02 || type === 0x0d || type === 0x0e || type === 0x05 || type === 0x0c) {
    const from = at + 4 + (type === 0x05 ? 1 : 0)
    const stop = from + size
    if (size < 0 || stop > end) values.isBroken = true
    else values.span(path, key, from, type === 0x05 ? stop : stop - 1, type !== 0x05)
    // A reference has the id of a document behind the name.
    return type === 0x0c ? stop + 12 : stop
  }
  values.isBroken = true
  return end
}

/** The power of ten of a decimal of 128 bits stands above its digits, more by this (IEEE 754-2008, decimal128 in binary). */
const powerBits = 113n
const powerBias = 6176n
/** Digits that it may have. */
const decimalDigits = 34n

/** A decimal of 128 bits; nothing for what is none, or has a power that no number of a phone has. */
function addDecimal(bytes: Buffer, at: number, path: string, key: string, values: BinaryValues): void {
  const number = (bytes.readBigUInt64LE(at + 8) << 64n) | bytes.readBigUInt64LE(at)
  const digits = BigInt.asUintN(Number(powerBits), number)
  const power = BigInt.asUintN(14, number >> powerBits) - powerBias
  if (power < -decimalDigits || power > decimalDigits) return
  const size = power < 0n ? Number(digits) / 10 ** Number(-power) : digits * 10n ** power
  values.number(path, key, number >> 127n === 1n ? -size : size, at, at + 16)
}

/** An expression and its options: two texts that end with a zero. */
function readExpression(
  bytes: Buffer,
  at: number,
  end: number,
  path: string,
  key: string,
  values: BinaryValues,
): number {
  const zero = bytes.indexOf(0, at)
  const second = zero < 0 ? -1 : bytes.indexOf(0, zero + 1)
  if (second < 0 || second >= end) {
    values.isBroken = true
    return end
  }
  values.span(path, key, at, zero, true)
  return second + 1
}
