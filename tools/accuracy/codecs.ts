/**
 * Encoders of the benchmark, written apart from the decoders that they measure, and as simple as they can be.
 */
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import type { Written } from '../../src/decode/encoding.ts'
import { writtenForms } from './written.gen.ts'

export function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8')
}

function bitsOf(bytes: Buffer): string {
  return [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
}

export function base32(
  bytes: Buffer,
  alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  isPadded = true,
): string {
  const bits = bitsOf(bytes)
  let out = ''
  for (let at = 0; at < bits.length; at += 5)
    out += alphabet.charAt(Number.parseInt(bits.slice(at, at + 5).padEnd(5, '0'), 2))
  return isPadded ? out.padEnd(Math.ceil(out.length / 8) * 8, '=') : out
}

export function base58(bytes: Buffer): string {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  let number = BigInt(`0x0${bytes.toString('hex')}`)
  let out = ''
  while (number > 0n) {
    out = alphabet.charAt(Number(number % 58n)) + out
    number /= 58n
  }
  for (const byte of bytes) {
    if (byte !== 0) break
    out = `1${out}`
  }
  return out
}

const base85Alphabets: Readonly<Record<'ascii85' | 'rfc1924' | 'z85', string>> = {
  ascii85: Array.from({ length: 85 }, (_, index) => String.fromCharCode(33 + index)).join(''),
  rfc1924: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~',
  z85: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#',
}

export function base85(bytes: Buffer, kind: keyof typeof base85Alphabets): string {
  const alphabet = base85Alphabets[kind]
  let out = ''
  for (let at = 0; at < bytes.length; at += 4) {
    const group = bytes.subarray(at, at + 4)
    let number = Buffer.concat([group, Buffer.alloc(4 - group.length)]).readUInt32BE(0)
    if (kind === 'ascii85' && number === 0 && group.length === 4) {
      out += 'z'
      continue
    }
    let text = ''
    for (let digit = 0; digit < 5; digit++) {
      text = alphabet.charAt(number % 85) + text
      number = Math.floor(number / 85)
    }
    out += text.slice(0, group.length + 1)
  }
  return out
}

/** As mail programs write it: `=` and what is no ASCII escaped, lines cut behind 72 characters with a soft break. */
function quotedPrintable(bytes: Buffer): string {
  return [...bytes]
    .map((byte) =>
      byte < 33 || byte > 126 || byte === 61
        ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('')
    .replace(/(.{70}[^=]{2})/g, '$1=\r\n')
}

/** LZ4 block: one run of literals behind the other with copies where four bytes repeat (LZ4 block format). */
function lz4Block(bytes: Buffer): Buffer {
  const out: number[] = []
  const last = new Map<number, number>()
  let anchor = 0
  let at = 0
  const emit = (literalsEnd: number, offset: number, length: number): void => {
    const literals = literalsEnd - anchor
    const copy = length === 0 ? 0 : length - 4
    out.push((Math.min(15, literals) << 4) | Math.min(15, copy))
    if (literals >= 15) {
      let rest = literals - 15
      for (; rest >= 255; rest -= 255) out.push(255)
      out.push(rest)
    }
    out.push(...bytes.subarray(anchor, literalsEnd))
    if (length === 0) return
    out.push(offset & 255, offset >> 8)
    if (copy >= 15) {
      let rest = copy - 15
      for (; rest >= 255; rest -= 255) out.push(255)
      out.push(rest)
    }
  }
  while (at + 12 < bytes.length) {
    const key = bytes.readUInt32LE(at)
    const before = last.get(key)
    last.set(key, at)
    if (before === undefined || at - before > 65_535) {
      at++
      continue
    }
    let length = 4
    while (at + length < bytes.length - 5 && bytes[before + length] === bytes[at + length]) length++
    emit(at, at - before, length)
    at += length
    anchor = at
  }
  emit(bytes.length, 0, 0)
  return Buffer.from(out)
}

function lz4Frame(bytes: Buffer): Buffer {
  const block = lz4Block(bytes)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(block.length)
  // FLG 0x60: version 1, independent blocks, no checksums; BD 0x40: blocks of 64 KiB; then a byte of the header's hash.
  return Buffer.concat([Buffer.from('04224d18604082', 'hex'), size, block, Buffer.alloc(4)])
}

/** LZ-string's own scheme (an LZ78 with growing codes, bits least first); `bitsPerChar` and `toChar` say how it is written. */
function lzString(text: string, bitsPerChar: number, toChar: (value: number) => string): string {
  const bits: number[] = []
  const put = (value: number, count: number): void => {
    for (let index = 0; index < count; index++) bits.push((value >> index) & 1)
  }
  const codes = new Map<string, number>()
  const isNew = new Set<string>()
  let width = 2
  let enlargeIn = 2
  let next = 3
  const grow = (): void => {
    if (--enlargeIn > 0) return
    enlargeIn = 2 ** width
    width++
  }
  const flush = (word: string): void => {
    if (isNew.has(word)) {
      const code = word.charCodeAt(0)
      put(code < 256 ? 0 : 1, width)
      put(code, code < 256 ? 8 : 16)
      grow()
      isNew.delete(word)
    } else put(codes.get(word) as number, width)
    grow()
  }
  let word = ''
  for (const char of text.split('')) {
    if (!codes.has(char)) {
      codes.set(char, next++)
      isNew.add(char)
    }
    const longer = word + char
    if (codes.has(longer)) {
      word = longer
      continue
    }
    flush(word)
    codes.set(longer, next++)
    word = char
  }
  if (word !== '') flush(word)
  put(2, width)
  let out = ''
  let value = 0
  let count = 0
  for (const bit of bits) {
    value = (value << 1) | bit
    if (++count < bitsPerChar) continue
    out += toChar(value)
    value = 0
    count = 0
  }
  for (;;) {
    value <<= 1
    if (++count < bitsPerChar) continue
    out += toChar(value)
    break
  }
  return out
}

const standard64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const uri64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-'

/** How an encoding is written. */
export interface Codec extends Written {
  /** Another encoding that is turned around, or in an alphabet that no decoder tries: known values only. */
  readonly isTurned?: boolean
}

function codec(
  family: string,
  name: string,
  gives: 'text' | 'binary',
  encode: (bytes: Buffer) => Buffer | string,
  isForDocuments = false,
): Codec {
  return {
    name,
    family,
    gives,
    isForDocuments,
    encode: (bytes) => {
      const out = encode(bytes)
      return typeof out === 'string' ? utf8(out) : out
    },
  }
}

const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')
const escaped = (bytes: Buffer, write: (byte: number) => string): string => [...bytes].map(write).join('')
/** By what stands for a character of the Basic Multilingual Plane; there are no others. */
const ofCharacters = (bytes: Buffer, write: (code: number) => string): string =>
  bytes.toString().replaceAll(/[^]/g, (char) => write(char.charCodeAt(0)))
const wrapped = (text: string, width: number): string =>
  text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\n')

/** Each sign that fits turned by half of an alphabet of `size` signs that begins at `first`. */
function rotated(bytes: Buffer, fitting: RegExp, first: number, size: number): string {
  return bytes
    .toString()
    .replace(fitting, (char) => String.fromCharCode(first + ((char.charCodeAt(0) - first + size / 2) % size)))
}

/** The reversible encodings. Escapes take UTF-8 text; everything here is ASCII. */
const own: readonly Codec[] = [
  codec('E2', 'percent, every byte', 'text', (bytes) => escaped(bytes, (byte) => `%${hexOf(byte)}`)),
  codec('E2', 'percent', 'text', (bytes) => encodeURIComponent(bytes.toString())),
  codec('E2', 'percent twice', 'text', (bytes) =>
    encodeURIComponent(encodeURIComponent(`:${bytes.toString()}`)),
  ),
  codec('E2', 'percent, every byte, twice', 'text', (bytes) =>
    escaped(bytes, (byte) => `%25${hexOf(byte).toUpperCase()}`),
  ),
  codec('E2', 'entities, decimal', 'text', (bytes) => ofCharacters(bytes, (code) => `&#${code};`)),
  codec('E2', 'entities, hex', 'text', (bytes) => ofCharacters(bytes, (code) => `&#x${hexOf(code)};`)),
  codec('E2', 'entities, named', 'text', (bytes) =>
    bytes.toString().replace(
      /["&<>:@+-]/g,
      (char) =>
        ({
          '"': '&quot;',
          '&': '&amp;',
          '<': '&lt;',
          '>': '&gt;',
          ':': '&colon;',
          '@': '&commat;',
          '+': '&plus;',
          '-': '&hyphen;',
        })[char] as string,
    ),
  ),
  codec('E2', '\\u escapes', 'text', (bytes) =>
    ofCharacters(bytes, (code) => `\\u${hexOf(code).padStart(4, '0')}`),
  ),
  codec('E2', '\\x escapes', 'text', (bytes) => escaped(bytes, (byte) => `\\x${hexOf(byte)}`)),
  codec('E2', 'quoted-printable', 'text', quotedPrintable),
  codec('E2', 'quoted-printable, every byte', 'text', (bytes) =>
    escaped(bytes, (byte) => `=${hexOf(byte).toUpperCase()}`),
  ),
  codec('E3', 'base64', 'text', (bytes) => bytes.toString('base64')),
  codec('E3', 'base64, unpadded', 'text', (bytes) => bytes.toString('base64').replace(/=+$/, '')),
  codec('E3', 'base64url', 'text', (bytes) => bytes.toString('base64url')),
  codec('E3', 'base64, wrapped', 'text', (bytes) => wrapped(bytes.toString('base64'), 76)),
  codec('E3', 'base64, phase 1', 'text', (bytes) => Buffer.concat([utf8('|'), bytes]).toString('base64')),
  codec('E3', 'base64, phase 2', 'text', (bytes) => Buffer.concat([utf8('v='), bytes]).toString('base64')),
  codec('E3', 'base64, wrapped after 64', 'text', (bytes) =>
    wrapped(bytes.toString('base64'), 64).replaceAll('\n', '\r\n'),
  ),
  codec('E3', 'base64url, padded', 'text', (bytes) =>
    bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
  ),
  codec('E3', 'base64 three times', 'text', (bytes) =>
    utf8(utf8(bytes.toString('base64')).toString('base64')).toString('base64'),
  ),
  codec('E3', 'base64 twice', 'text', (bytes) => utf8(bytes.toString('base64')).toString('base64')),
  codec('E4', 'hex', 'text', (bytes) => bytes.toString('hex')),
  codec('E4', 'HEX', 'text', (bytes) => bytes.toString('hex').toUpperCase()),
  codec('E4', 'hex with colons', 'text', (bytes) => [...bytes].map(hexOf).join(':')),
  codec('E4', 'hex with blanks', 'text', (bytes) => [...bytes].map(hexOf).join(' ')),
  codec('E4', 'hex, as an array', 'text', (bytes) => [...bytes].map((byte) => `0x${hexOf(byte)}`).join(', ')),
  codec('E4', 'base32', 'text', (bytes) => base32(bytes)),
  codec('E4', 'base32, lower, unpadded', 'text', (bytes) =>
    base32(bytes, 'abcdefghijklmnopqrstuvwxyz234567', false),
  ),
  codec('E4', 'base32hex', 'text', (bytes) => base32(bytes, '0123456789ABCDEFGHIJKLMNOPQRSTUV')),
  codec('E4', 'base58', 'text', base58),
  codec('E4', 'ASCII85', 'text', (bytes) => base85(bytes, 'ascii85')),
  codec('E4', 'base85 (RFC 1924)', 'text', (bytes) => base85(bytes, 'rfc1924')),
  codec('E4', 'Z85', 'text', (bytes) =>
    base85(Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4, 32)]), 'z85'),
  ),
  codec('E4', 'decimal bytes', 'text', (bytes) => [...bytes].join(',')),
  codec('E4', 'decimal bytes, bracketed', 'text', (bytes) => `[${[...bytes].join(', ')}]`),
  codec('E4', 'decimal bytes, blanks', 'text', (bytes) => [...bytes].join(' ')),
  codec('E4', 'UTF-16 LE', 'binary', (bytes) => Buffer.from(bytes.toString(), 'utf16le')),
  codec('E4', 'UTF-16 BE', 'binary', (bytes) => Buffer.from(bytes.toString(), 'utf16le').swap16()),
  codec('E5', 'gzip', 'binary', (bytes) => gzipSync(bytes), true),
  codec(
    'E5',
    'gzip, two members',
    'binary',
    (bytes) => {
      const half = bytes.length >> 1
      return Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))])
    },
    true,
  ),
  codec('E5', 'zlib', 'binary', (bytes) => deflateSync(bytes), true),
  codec('E5', 'deflate', 'binary', (bytes) => deflateRawSync(bytes), true),
  codec(
    'E5',
    'brotli',
    'binary',
    (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    true,
  ),
  codec('E5', 'zstd', 'binary', (bytes) => zstdCompressSync(bytes), true),
  codec('E5', 'LZ4 frame', 'binary', lz4Frame, true),
  codec('E5', 'LZ4 block', 'binary', lz4Block, true),
  codec(
    'E5',
    'LZ-string, base64',
    'text',
    (bytes) => {
      const text = lzString(bytes.toString(), 6, (value) => standard64.charAt(value))
      return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
    },
    true,
  ),
  codec(
    'E5',
    'LZ-string, URI',
    'text',
    (bytes) => lzString(bytes.toString(), 6, (value) => uri64.charAt(value)),
    true,
  ),
  codec(
    'E5',
    'LZ-string, UTF-16',
    'text',
    (bytes) => `${lzString(bytes.toString(), 15, (value) => String.fromCharCode(value + 32))} `,
    true,
  ),
  codec('E13', 'reversed', 'text', (bytes) => bytes.toString().split('').reverse().join('')),
  codec('E13', 'ROT5', 'text', (bytes) => rotated(bytes, /[0-9]/g, 48, 10)),
  codec('E13', 'ROT18', 'text', (bytes) =>
    rotated(utf8(rotated(utf8(rotated(bytes, /[0-9]/g, 48, 10)), /[A-Z]/g, 65, 26)), /[a-z]/g, 97, 26),
  ),
  codec('E13', 'ROT47', 'text', (bytes) => rotated(bytes, /[!-~]/g, 33, 94)),
  codec('E13', 'ROT13', 'text', (bytes) =>
    bytes
      .toString()
      .replace(/[A-Za-z]/g, (char) =>
        String.fromCharCode(
          (char <= 'Z' ? 90 : 122) >= char.charCodeAt(0) + 13
            ? char.charCodeAt(0) + 13
            : char.charCodeAt(0) - 13,
        ),
      ),
  ),
]

const standardDigits = `${standard64.slice(0, 62)}+/`
const cryptDigits = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** RFC 9285. */
function base45(bytes: Buffer): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
  let out = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length
    let number = isPair ? bytes.readUInt16BE(at) : bytes.readUInt8(at)
    for (let left = isPair ? 3 : 2; left > 0; left--, number = Math.floor(number / 45))
      out += digits.charAt(number % 45)
  }
  return out
}

const turned: readonly Codec[] = [
  codec('E13', 'base64, reversed', 'text', (bytes) => bytes.toString('base64').split('').reverse().join('')),
  codec('E13', 'hex, reversed', 'text', (bytes) => bytes.toString('hex').split('').reverse().join('')),
  codec('E13', 'base64 in ROT13', 'text', (bytes) =>
    rotated(utf8(rotated(utf8(bytes.toString('base64')), /[A-Z]/g, 65, 26)), /[a-z]/g, 97, 26),
  ),
  codec('E13', 'base64 of crypt', 'text', (bytes) =>
    bytes
      .toString('base64')
      .replace(/[^=]/g, (char) => cryptDigits.charAt(standardDigits.indexOf(char)))
      .replace(/=/g, ''),
  ),
  codec('E13', 'base32 of Crockford', 'text', (bytes) =>
    base32(bytes, '0123456789ABCDEFGHJKMNPQRSTVWXYZ', false),
  ),
  codec('E13', 'base45', 'text', base45),
  codec('E13', 'octal numbers', 'text', (bytes) => [...bytes].map((byte) => byte.toString(8)).join(' ')),
  codec('E13', 'UTF-7', 'text', (bytes) => {
    const wide = Buffer.from(bytes.toString(), 'utf16le').swap16()
    return `+${wide.toString('base64').replace(/=+$/, '')}-`
  }),
  codec('E13', '%u escapes', 'text', (bytes) => escaped(bytes, (byte) => `%u00${hexOf(byte)}`)),
  codec('E13', '\\u{} escapes', 'text', (bytes) => escaped(bytes, (byte) => `\\u{${byte.toString(16)}}`)),
].map((one) => ({ ...one, isTurned: true }))

/** All of them: these, and those that encodings bring with them (`written` in their files). */
export const codecs: readonly Codec[] = [...own, ...turned, ...writtenForms]
