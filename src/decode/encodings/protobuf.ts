import { lineFeed } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import { isText } from '../text.ts'

const bytesMin = 6
const fieldMax = 19_999
const wire = { varint: 0, fixed64: 1, sized: 2, fixed32: 5 } as const

/**
 * Protocol Buffers without a schema: fields by their numbers (`2.4`), nested messages where bytes read as such to the
 * last byte and are no text. Whole numbers that are large, and numbers that may be coordinates, are given as text.
 * Also behind the five bytes of gRPC, and behind a length (delimited streams).
 */
export const encoding: Encoding = {
  name: 'protobuf',
  kind: 'container',
  title: 'protobuf',
  probe(bytes, hint) {
    const { shape } = hint
    if (bytes.length < bytesMin) return certainty.no
    // One text, whose tag and length look like text: `\n0` and 48 characters.
    if (bytes[1] === bytes.length - 2 && (bytes[0] === lineFeed || hint.role === 'body'))
      if (isSized(bytes[0] as number) && holdsDocument(bytes, 2, bytes.length))
        // All of it may be base64 whose first characters look like a tag and a length: that shows when it is tried.
        return shape.base64Chars + shape.equals === bytes.length ? certainty.alphabet - 1 : certainty.json + 1
    if (shape.controls + shape.high === 0) return certainty.no
    // Nearly all messages begin with a small field number.
    return startOf(bytes) >= 0 ? certainty.guess + 1 : certainty.no
  },
  decode(bytes, _hint, budget) {
    const start = startOf(bytes)
    if (start < 0 || !isMessage(bytes, start, bytes.length, 0)) return 'no protobuf'
    const pieces: Piece[] = []
    addFields(bytes, start, bytes.length, '', 0, pieces, budget)
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}

/** Where the message starts, -1 where none does. */
function startOf(bytes: Buffer): number {
  if (bytes[0] === 0 && bytes.length > 5 && bytes.readUInt32BE(1) === bytes.length - 5) return 5
  if (isTag(bytes[0] as number)) return 0
  return -1
}

function isTag(byte: number): boolean {
  const type = byte & 7
  return (
    byte >= 8 &&
    (type === wire.varint || type === wire.fixed64 || type === wire.sized || type === wire.fixed32)
  )
}

function isSized(tag: number): boolean {
  return tag >= 8 && (tag & 7) === wire.sized
}

/**
 * True where all of the text is fields of texts, one of which is a document or begins with a word of an encoding: words
 * that people write are not of this form.
 */
function isTextOfFields(bytes: Buffer, start: number, end: number): boolean {
  let hasDocument = false
  for (const cursor = { at: start }; cursor.at < end; ) {
    if (!isSized(bytes[cursor.at] as number)) return false
    const field = fieldAt(bytes, cursor, end)
    if (field === null) return false
    hasDocument ||= holdsDocument(bytes, field.start, field.end)
  }
  return hasDocument
}

/** True for JSON, and for what begins with a word of base64 or hex that is long enough for one. */
function holdsDocument(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < wordCharsMin) return false
  const first = bytes[start]
  const last = bytes[end - 1]
  if (first === 0x7b || first === 0x5b) return last === 0x7d || last === 0x5d
  const word = wordPattern.exec(bytes.toString('latin1', start, end))?.[0] ?? ''
  return (
    word.length >= wordCharsMin &&
    /\d/.test(word) &&
    ((/[a-z]/.test(word) && /[A-Z]/.test(word)) || /^[0-9a-f]+$/i.test(word))
  )
}

const wordCharsMin = 16
const wordPattern = /^[0-9A-Za-z+/_-]*/

/** Tag or length of the first field is a control character that text may hold, but does not begin with. */
function hasControlHead(bytes: Buffer, start: number): boolean {
  return (bytes[start] as number) < 0x20 || (bytes[start + 1] as number) < 0x20
}

interface Cursor {
  at: number
}

/** A varint of up to ten bytes; -1n where it is cut. */
function varint(bytes: Buffer, cursor: Cursor, end: number): bigint {
  let value = 0n
  let shift = 0n
  for (let count = 0; count < 10 && cursor.at < end; count++) {
    const byte = bytes[cursor.at++] as number
    value |= BigInt(byte & 127) << shift
    if (byte < 128) return value
    shift += 7n
  }
  return -1n
}

interface Field {
  number: number
  type: number
  start: number
  end: number
  value: bigint
}

/** The field at the cursor; null where the bytes are no field. */
function fieldAt(bytes: Buffer, cursor: Cursor, end: number): Field | null {
  const tag = varint(bytes, cursor, end)
  const number = Number(tag >> 3n)
  const type = Number(tag & 7n)
  if (tag < 8n || number > fieldMax) return null
  const start = cursor.at
  let value = 0n
  if (type === wire.varint) {
    value = varint(bytes, cursor, end)
    if (value < 0n) return null
  } else if (type === wire.fixed64) cursor.at += 8
  else if (type === wire.fixed32) cursor.at += 4
  else if (type === wire.sized) {
    const length = varint(bytes, cursor, end)
    if (length < 0n || length > BigInt(end - cursor.at)) return null
    const from = cursor.at
    cursor.at += Number(length)
    return { number, type, start: from, end: cursor.at, value }
  } else return null
  return cursor.at > end ? null : { number, type, start, end: cursor.at, value }
}

/** True where fields fill the bytes to the end. */
function isMessage(bytes: Buffer, start: number, end: number, depth: number): boolean {
  if (end - start < 2 || depth > limits.decode.jsonDepthMax) return false
  const cursor = { at: start }
  while (cursor.at < end) if (fieldAt(bytes, cursor, end) === null) return false
  return true
}

function addFields(
  bytes: Buffer,
  start: number,
  end: number,
  path: string,
  depth: number,
  pieces: Piece[],
  budget: Budget,
): void {
  const cursor = { at: start }
  while (cursor.at < end) {
    if (pieces.length >= budget.nodesLeft) {
      budget.reach('nodesMax')
      return
    }
    const field = fieldAt(bytes, cursor, end)
    if (field === null) return
    const name = path === '' ? String(field.number) : `${path}.${field.number}`
    if (field.type === wire.sized) {
      if (field.end === field.start) continue
      const isNested =
        !isText(bytes, field.start, field.end) || hasControlHead(bytes, field.start)
          ? isMessage(bytes, field.start, field.end, depth + 1)
          : isTextOfFields(bytes, field.start, field.end)
      if (isNested && depth < limits.decode.depthMax)
        addFields(bytes, field.start, field.end, name, depth + 1, pieces, budget)
      else pieces.push(exactPiece('protobuf', name, '', bytes, field.start, field.end, 'value'))
      continue
    }
    const text = numberText(bytes, field)
    if (text !== '')
      pieces.push(transformedPiece('protobuf', name, Buffer.from(text), field.start, field.end, 'value'))
  }
}

/** Whole numbers that may name something, and floats in the range of coordinates; '' for the rest. */
function numberText(bytes: Buffer, field: Field): string {
  if (field.type === wire.varint) return field.value > 9_999n ? String(field.value) : ''
  if (field.type === wire.fixed64) {
    const double = bytes.readDoubleLE(field.start)
    const isPlausible = Math.abs(double) > 1e-3 && Math.abs(double) < 1e6
    return isPlausible ? decimals(double) : String(bytes.readBigUInt64LE(field.start))
  }
  const float = bytes.readFloatLE(field.start)
  return Math.abs(float) > 1e-3 && Math.abs(float) < 1e4
    ? decimals(float)
    : String(bytes.readUInt32LE(field.start))
}

function decimals(number: number): string {
  return String(Number(number.toFixed(7)))
}
