import type { Rng } from '../bench/rng.ts'

/** Binary containers with one field among others: what a serialiser of each format writes. */

export interface Field {
  readonly key: string
  readonly value: Buffer
  /** Where it is written as a number of 64 bits, and not as a text. */
  readonly number?: bigint
}

function bigEndian(number: bigint): Buffer {
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(BigInt.asUintN(64, number))
  return out
}

function littleEndian(number: bigint): Buffer {
  return bigEndian(number).reverse()
}

function zigZag(number: bigint): bigint {
  return BigInt.asUintN(64, (number << 1n) ^ (number >> 63n))
}

function varint(value: number | bigint): Buffer {
  const out: number[] = []
  let rest = BigInt(value)
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  out.push(Number(rest))
  return Buffer.from(out)
}

function u32(value: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(value)
  return out
}

function sized(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length), bytes])
}

function protobuf(fields: readonly Field[], rng: Rng): Buffer {
  const parts: Buffer[] = [Buffer.concat([varint(8), varint(rng.whole(1, 1e9))])]
  fields.forEach(({ value, number }, index) => {
    const tag = (index + 2) << 3
    if (number === undefined) parts.push(varint(tag | 2), sized(value))
    else if (rng.chance(0.5)) parts.push(varint(tag), varint(BigInt.asUintN(64, number)))
    else parts.push(varint(tag | 1), littleEndian(number))
  })
  const inner = Buffer.concat([...parts, varint((29 << 3) | 5), rng.bytes(4)])
  return Buffer.concat([varint((1 << 3) | 2), sized(inner), varint(2 << 3), varint(rng.whole(1, 2000))])
}

function messagePack(fields: readonly Field[]): Buffer {
  const text = (bytes: Buffer): Buffer =>
    Buffer.concat([
      bytes.length < 32
        ? Buffer.from([0xa0 | bytes.length])
        : bytes.length < 256
          ? Buffer.from([0xd9, bytes.length])
          : Buffer.from([0xda, bytes.length >> 8, bytes.length & 255]),
      bytes,
    ])
  return Buffer.concat([
    Buffer.from([0x80 | (fields.length + 1)]),
    ...fields.flatMap(({ key, value, number }) => [
      text(Buffer.from(key)),
      number === undefined
        ? text(value)
        : Buffer.concat([Buffer.from([number < 0n ? 0xd3 : 0xcf]), bigEndian(number)]),
    ]),
    text(Buffer.from('n')),
    Buffer.from([0xcd, 0x12, 0x34]),
  ])
}

function cbor(fields: readonly Field[]): Buffer {
  const head = (major: number, size: number): Buffer =>
    size < 24
      ? Buffer.from([(major << 5) | size])
      : size < 256
        ? Buffer.from([(major << 5) | 24, size])
        : Buffer.from([(major << 5) | 25, size >> 8, size & 255])
  const text = (bytes: Buffer): Buffer => Buffer.concat([head(3, bytes.length), bytes])
  return Buffer.concat([
    head(5, fields.length + 1),
    ...fields.flatMap(({ key, value, number }) => [
      text(Buffer.from(key)),
      number === undefined
        ? text(value)
        : Buffer.concat([
            Buffer.from([number < 0n ? 0x3b : 0x1b]),
            bigEndian(number < 0n ? -1n - number : number),
          ]),
    ]),
    text(Buffer.from('n')),
    Buffer.from([0x19, 0x12, 0x34]),
  ])
}

function bson(fields: readonly Field[]): Buffer {
  const parts = fields.map(({ key, value, number }) => {
    if (number !== undefined)
      return Buffer.concat([Buffer.from([0x12]), Buffer.from(`${key}\0`), littleEndian(number)])
    const size = Buffer.alloc(4)
    size.writeInt32LE(value.length + 1)
    return Buffer.concat([Buffer.from([2]), Buffer.from(`${key}\0`), size, value, Buffer.from([0])])
  })
  const body = Buffer.concat([...parts, Buffer.from('\x10n\0\x34\x12\0\0', 'latin1'), Buffer.from([0])])
  const size = Buffer.alloc(4)
  size.writeInt32LE(body.length + 4)
  return Buffer.concat([size, body])
}

/** Thrift, binary protocol: a struct of strings. */
function thriftBinary(fields: readonly Field[]): Buffer {
  const parts = fields.map(({ value, number }, index) =>
    number === undefined
      ? Buffer.concat([Buffer.from([11, 0, index + 1]), u32(value.length), value])
      : Buffer.concat([Buffer.from([10, 0, index + 1]), bigEndian(number)]),
  )
  return Buffer.concat([...parts, Buffer.from([8, 0, 20]), u32(4660), Buffer.from([0])])
}

/** Thrift, compact protocol. */
function thriftCompact(fields: readonly Field[]): Buffer {
  return Buffer.concat([
    ...fields.map(({ value, number }) =>
      number === undefined
        ? Buffer.concat([Buffer.from([0x18]), sized(value)])
        : Buffer.concat([Buffer.from([0x16]), varint(zigZag(number))]),
    ),
    Buffer.from([0x15]),
    varint(9320),
    Buffer.from([0]),
  ])
}

/** An Avro record without its schema: strings behind each other, lengths in zig-zag. */
function avro(fields: readonly Field[]): Buffer {
  return Buffer.concat([
    varint(9320),
    ...fields.flatMap(({ value, number }) =>
      number === undefined ? [varint(value.length * 2), value] : [varint(zigZag(number))],
    ),
  ])
}

/** Apple's binary property list with one dictionary. */
function plist(fields: readonly Field[]): Buffer {
  const objects: Buffer[] = []
  const text = (bytes: Buffer): Buffer =>
    Buffer.concat([
      bytes.length < 15
        ? Buffer.from([0x50 | bytes.length])
        : bytes.length < 256
          ? Buffer.from([0x5f, 0x10, bytes.length])
          : Buffer.from([0x5f, 0x11, bytes.length >> 8, bytes.length & 255]),
      bytes,
    ])
  const count = fields.length
  objects.push(
    Buffer.from([
      0xd0 | count,
      ...fields.map((_, index) => index + 1),
      ...fields.map((_, index) => index + 1 + count),
    ]),
  )
  for (const { key } of fields) objects.push(text(Buffer.from(key)))
  for (const { value, number } of fields)
    objects.push(number === undefined ? text(value) : Buffer.concat([Buffer.from([0x13]), bigEndian(number)]))
  const head = Buffer.from('bplist00')
  const offsets: number[] = []
  let at = head.length
  for (const object of objects) {
    offsets.push(at)
    at += object.length
  }
  const table = Buffer.concat(offsets.map((offset) => Buffer.from([offset >> 8, offset & 255])))
  const trailer = Buffer.alloc(32)
  trailer[6] = 2
  trailer[7] = 1
  trailer.writeBigUInt64BE(BigInt(objects.length), 8)
  trailer.writeBigUInt64BE(BigInt(at), 24)
  return Buffer.concat([head, ...objects, table, trailer])
}

/** BER/DER: a sequence of UTF8Strings, as in ASN.1 messages. */
function asn1(fields: readonly Field[]): Buffer {
  const tlv = (tag: number, bytes: Buffer): Buffer =>
    Buffer.concat([
      bytes.length < 128
        ? Buffer.from([tag, bytes.length])
        : bytes.length < 256
          ? Buffer.from([tag, 0x81, bytes.length])
          : Buffer.from([tag, 0x82, bytes.length >> 8, bytes.length & 255]),
      bytes,
    ])
  return tlv(
    0x30,
    Buffer.concat([
      tlv(2, Buffer.from([0x12, 0x34])),
      ...fields.map(({ value, number }) =>
        number === undefined ? tlv(0x0c, value) : tlv(2, shortest(number)),
      ),
    ]),
  )
}

/** A number in as few bytes as hold it and its sign (X.690, 8.3). */
function shortest(number: bigint): Buffer {
  const bytes = bigEndian(number)
  let at = 0
  while (
    at < 7 &&
    ((bytes[at] === 0 && (bytes[at + 1] as number) < 128) ||
      (bytes[at] === 255 && (bytes[at + 1] as number) > 127))
  )
    at++
  return bytes.subarray(at)
}

/** WBXML 1.3 (SyncML): elements of code page 0 with inline strings. */
function wbxml(fields: readonly Field[]): Buffer {
  const parts = fields.map(({ value }, index) =>
    Buffer.concat([Buffer.from([0x45 + index, 0x03]), value, Buffer.from([0, 1])]),
  )
  return Buffer.concat([Buffer.from([0x03, 0x01, 0x6a, 0x00, 0x6d]), ...parts, Buffer.from([1])])
}

/** A HashMap of texts and Longs, as ObjectOutputStream writes it. */
function javaMap(fields: readonly Field[]): Buffer {
  const utf = (bytes: Buffer): Buffer => Buffer.concat([u32(bytes.length).subarray(2), bytes])
  const describe = (name: string, version: string, flags: number, members: string, parent: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from([0x72]),
      utf(Buffer.from(name)),
      Buffer.from(version, 'hex'),
      Buffer.from([flags]),
      Buffer.from(members, 'latin1'),
      Buffer.from([0x78]),
      parent,
    ])
  const none = Buffer.from([0x70])
  const map = describe(
    'java.util.HashMap',
    '0507dac1c31660d1',
    3,
    '\0\x02F\0\nloadFactorI\0\tthreshold',
    none,
  )
  const number = describe('java.lang.Number', '86ac951d0b94e08b', 2, '\0\0', none)
  const long = describe('java.lang.Long', '3b8be490cc8f23df', 2, '\0\x01J\0\x05value', number)
  const text = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0x74]), utf(bytes)])
  const entries = fields.flatMap(({ key, value, number: held }) => [
    text(Buffer.from(key)),
    held === undefined ? text(value) : Buffer.concat([Buffer.from([0x73]), long, bigEndian(held)]),
  ])
  return Buffer.concat([
    Buffer.from('aced000573', 'hex'),
    map,
    Buffer.from('3f4000000000000c7708', 'hex'),
    u32(16),
    u32(fields.length),
    ...entries,
    Buffer.from([0x78]),
  ])
}

/** Amazon Ion 1.0 in binary: a table of names, and a struct. */
function ion(fields: readonly Field[]): Buffer {
  const unsigned = (value: number): Buffer => {
    const out = varintGroups(value)
    out[out.length - 1] = (out.at(-1) as number) | 128
    return Buffer.from(out)
  }
  const sized = (kind: number, content: Buffer): Buffer =>
    content.length < 14 && !(kind === 13 && content.length === 1)
      ? Buffer.concat([Buffer.from([(kind << 4) | content.length]), content])
      : Buffer.concat([Buffer.from([(kind << 4) | 14]), unsigned(content.length), content])
  const names = Buffer.concat(fields.map(({ key }) => sized(8, Buffer.from(key))))
  const table = sized(13, Buffer.concat([Buffer.from([0x87]), sized(11, names)]))
  const members = fields.map(({ value, number }, index) => [
    unsigned(10 + index),
    number === undefined
      ? sized(8, value)
      : sized(number < 0n ? 3 : 2, bigEndian(number < 0n ? -number : number)),
  ])
  return Buffer.concat([
    Buffer.from('e00100ea', 'hex'),
    sized(14, Buffer.concat([Buffer.from([0x81, 0x83]), table])),
    sized(13, Buffer.concat(members.flat())),
  ])
}

/** Seven bits each, the highest first. */
function varintGroups(value: number): number[] {
  const out = [value & 127]
  for (let rest = value >> 7; rest > 0; rest >>= 7) out.unshift(rest & 127)
  return out
}

export const containers: Readonly<Record<string, (fields: readonly Field[], rng: Rng) => Buffer>> = {
  protobuf,
  MessagePack: messagePack,
  CBOR: cbor,
  BSON: bson,
  'Thrift, binary': thriftBinary,
  'Thrift, compact': thriftCompact,
  Avro: avro,
  plist,
  'ASN.1': asn1,
  WBXML: wbxml,
  'serialised Java': javaMap,
  Ion: ion,
}

/** gRPC's frame around a message: not compressed, length in four bytes. */
export function grpcFrame(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0]), u32(bytes.length), bytes])
}
