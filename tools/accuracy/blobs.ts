import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Rng } from '../bench/rng.ts'
import { utf8 } from './codecs.ts'
import type { Disguise } from './disguises.ts'
import { numberList } from './forms.ts'
import type { Phone } from './values.ts'

/** E7 around E5: a compressed document as one field of a message, as SDKs send it in base64, in hex or as numbers. */

const compressions: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  zlib: (bytes) => deflateSync(bytes),
  deflate: (bytes) => deflateRawSync(bytes),
  brotli: (bytes) => brotliCompressSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : Buffer.from([(value & 127) | 128, value >> 7])
}

/** The length as MessagePack and CBOR write that of bytes: in one byte or two. */
function sized(short: number, blob: Buffer): Buffer {
  return blob.length < 256
    ? Buffer.from([short, blob.length])
    : Buffer.from([short + 1, blob.length >> 8, blob.length & 255])
}

const messages: Readonly<Record<string, (blob: Buffer) => Buffer>> = {
  protobuf: (blob) => Buffer.concat([Buffer.from([8, 5, 0x12]), varint(blob.length), blob]),
  MessagePack: (blob) => Buffer.concat([Buffer.from('82a17601a164', 'hex'), sized(0xc4, blob), blob]),
  CBOR: (blob) => Buffer.concat([Buffer.from('a26176016164', 'hex'), sized(0x58, blob), blob]),
  'a length': (blob) => {
    const head = Buffer.alloc(4)
    head.writeUInt32BE(blob.length)
    return Buffer.concat([head, blob])
  },
}

const texts: Readonly<Record<string, (bytes: Buffer) => string>> = {
  // A `/` in a path cuts it: see the blind spots.
  base64: (bytes) => {
    const text = bytes.toString('base64')
    return text.includes('/') ? bytes.toString('base64url') : text
  },
  hex: (bytes) => bytes.toString('hex'),
  // As Gson writes a byte[].
  'decimal bytes, signed': (bytes) => numberList(bytes, true),
}

/** A document with the value, compressed, in a message, as text. */
export function nested(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const document = utf8(
    JSON.stringify({ did: value, os: 'android', ver: rng.whole(9, 15), model: rng.hex(6), lang: 'nb_NO' }),
  )
  const compression = rng.pick(Object.keys(compressions))
  const message = rng.pick(Object.keys(messages))
  const text = rng.pick(Object.keys(texts))
  const blob = (compressions[compression] as (bytes: Buffer) => Buffer)(document)
  const inside = (messages[message] as (bytes: Buffer) => Buffer)(blob)
  return {
    family: 'E7',
    chain: `JSON > ${compression} > ${message} > ${text}`,
    identifier,
    value,
    bytes: utf8((texts[text] as (bytes: Buffer) => string)(inside)),
    isText: true,
    beside: [],
  }
}
