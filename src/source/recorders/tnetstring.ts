/**
 * Typed netstrings (tnetstrings.info): `LENGTH:PAYLOAD` and a letter for the type. mitmproxy adds `;` for text beside `,`
 * for bytes. Lengths are checked against what holds them, so nesting can not reach out of its parent.
 */
import { colon } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'

/** What a netstring holds; whole numbers beyond 2^53 are bigint. */
export type TnetValue = Buffer | string | number | bigint | boolean | null | TnetValue[] | TnetRecord
/** A dictionary, in the order of the file. */
export type TnetRecord = Map<string, TnetValue>

const nestingMax = 32

/** A value as JSON has it: records as objects, bytes as text in UTF-8. */
export function plainOf(value: TnetValue): unknown {
  if (Buffer.isBuffer(value)) return value.toString('utf8')
  if (Array.isArray(value)) return value.map(plainOf)
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, one]) => [name, plainOf(one)]))
  return typeof value === 'bigint' ? String(value) : value
}

/** The value of exactly `buf[start, end)`; bytes are views. A text says what is wrong with it. */
export function parseTnetstring(
  buf: Buffer,
  start: number,
  end: number,
): { value: TnetValue; isNamedTwice: boolean } | string {
  const count: Count = { values: 0, isNamedTwice: false }
  const read = readOne(buf, start, end, 0, count)
  if (typeof read === 'string') return read
  return read.end === end
    ? { value: read.value, isNamedTwice: count.isNamedTwice }
    : `${end - read.end} bytes too many`
}

/** Length and digits of the length in `LENGTH:` at `start`; null where more bytes are needed, a text where it is none. */
export function readLength(
  buf: Buffer,
  start: number,
  end: number,
): { length: number; headBytes: number } | null | string {
  let length = 0
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte === colon && at > start) return { length, headBytes: at - start + 1 }
    if (byte < 0x30 || byte > 0x39 || at - start > 11) return 'no length'
    length = length * 10 + byte - 0x30
  }
  return end - start > 12 ? 'no length' : null
}

interface Read {
  readonly value: TnetValue
  readonly end: number
}

/** Values read so far, of the whole, and whether a dictionary among them names a member twice. */
interface Count {
  values: number
  isNamedTwice: boolean
}

function readOne(buf: Buffer, start: number, end: number, depth: number, count: Count): Read | string {
  if (depth > nestingMax) return 'nested too deep'
  if (++count.values > limits.source.entryValuesMax) return 'too many values'
  const head = readLength(buf, start, end)
  if (head === null || typeof head === 'string') return 'no length'
  const from = start + head.headBytes
  const to = from + head.length
  if (to >= end) return 'a length that reaches too far'
  const value = valueOf(buf, from, to, buf[to] as number, depth, count)
  return typeof value === 'object' && value !== null && 'fault' in value
    ? value.fault
    : { value, end: to + 1 }
}

interface Fault {
  readonly fault: string
}

function valueOf(
  buf: Buffer,
  from: number,
  to: number,
  type: number,
  depth: number,
  count: Count,
): TnetValue | Fault {
  switch (type) {
    case 0x2c: // ,
      return buf.subarray(from, to)
    case 0x3b: // ;
      return buf.toString('utf8', from, to)
    case 0x23: // #
      return integerOf(buf.toString('latin1', from, to))
    case 0x5e: {
      // ^
      const value = Number(buf.toString('latin1', from, to))
      return to > from && !Number.isNaN(value) ? value : { fault: 'a number that is none' }
    }
    case 0x21: // !
      return buf.toString('latin1', from, to) === 'true'
    case 0x7e: // ~
      return null
    case 0x5d: // ]
      return listOf(buf, from, to, depth, count)
    case 0x7d: // }
      return recordOf(buf, from, to, depth, count)
    default:
      return { fault: 'an unknown type' }
  }
}

function integerOf(text: string): TnetValue | Fault {
  if (!/^-?\d{1,30}$/.test(text)) return { fault: 'a number that is none' }
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

function listOf(buf: Buffer, from: number, to: number, depth: number, count: Count): TnetValue | Fault {
  const list: TnetValue[] = []
  for (let at = from; at < to; ) {
    const read = readOne(buf, at, to, depth + 1, count)
    if (typeof read === 'string') return { fault: read }
    list.push(read.value)
    at = read.end
  }
  return list
}

function recordOf(buf: Buffer, from: number, to: number, depth: number, count: Count): TnetValue | Fault {
  const record: TnetRecord = new Map()
  for (let at = from; at < to; ) {
    const key = readOne(buf, at, to, depth + 1, count)
    if (typeof key === 'string') return { fault: key }
    const value = readOne(buf, key.end, to, depth + 1, count)
    if (typeof value === 'string') return { fault: value }
    // Names were bytes before format version 0.18, and are text since.
    const name = Buffer.isBuffer(key.value) ? key.value.toString('utf8') : key.value
    if (typeof name !== 'string') return { fault: 'a name that is no text' }
    if (record.has(name)) count.isNamedTwice = true
    record.set(name, value.value)
    at = value.end
  }
  return record
}
