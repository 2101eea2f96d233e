import { base58Digits, readBase58 } from '../../core/signs/base58.ts'
import { nextRun, runEnd } from '../../core/signs/byte-runs.ts'
import { base32Bytes, base32Values, base64Values, hexValues } from '../../core/signs/digit-values.ts'
import { isFractionAt } from '../measured-number.ts'
import type { DigestPool, KnownDigest } from './digest-pool.ts'
import { digestBytesMin } from './digest-cuts.ts'
import { wordAt } from './digest-word.ts'
import { turnedDigests } from './turned-digests.ts'

/** Where a digest of a known value stands. */
export interface DigestPlace {
  readonly known: KnownDigest
  readonly start: number
  readonly end: number
  /** How its bytes are written: `hex`, `spaced hex`, `base64`, `base32`, `base58`, `base36`, `decimals`, `raw`, or a rarer one. */
  readonly written: string
  /** Bytes of the digest that are there. */
  readonly bytes: number
}

const hexCharsMin = digestBytesMin * 2
/** No digest is longer: so much of a run is decoded. */
const digestBytesMax = 64
/** Characters of base64 that hold the bytes that are looked up. */
const base64CharsMin = 11

/** Characters of base32 that hold 16 bytes: shorter digests are not written so. */
const base32CharsMin = 26
/** Hex digits, and what stands between them: of a fingerprint, of a UUID. */
const markedValues: Uint8Array = Uint8Array.from(hexValues)
for (const mark of [0x3a, 0x2d]) markedValues[mark] = 16
const markedCharsMin = hexCharsMin + 2

/**
 * Every digest of a known value in the bytes: in hex, also with colons or as a UUID, in base64 (both alphabets), in base32,
 * base36 and base58, in decimals, and raw where they are no text; and all of the bytes as one in rarer writings.
 */
export function digestsIn(pool: DigestPool, bytes: Buffer, isText: boolean): DigestPlace[] {
  const places: DigestPlace[] = []
  if (pool.isEmpty) return places
  if (!isText) {
    for (let at = pool.indexIn(bytes, 0, bytes.length); at !== -1; ) {
      const known = pool.find(wordAt(bytes, at), wordAt(bytes, at + 4)) as KnownDigest
      const length = sameBytes(known, bytes, at, bytes.length)
      places.push({ known, start: at, end: at + length, written: 'raw', bytes: length })
      at = pool.indexIn(bytes, at + length, bytes.length)
    }
  }
  const runs = longRunsOf(bytes)
  if (runs.length > 0) places.push(...writtenIn(pool, bytes, runs))
  if (places.length === 0) places.push(...turnedIn(pool, bytes))
  return places
}

/** The digests in runs of signs that some writing of digests has. */
function writtenIn(pool: DigestPool, bytes: Buffer, runs: readonly number[]): DigestPlace[] {
  const places: DigestPlace[] = []
  eachRun(bytes, runs, hexValues, hexCharsMin, (start, end) => {
    const isOdd = ((end - start) & 1) === 1
    // A digit in front (the length of a DNS label) belongs to something else.
    let place =
      inRun(pool, bytes, start, end, 'hex') ??
      (isOdd ? inRun(pool, bytes, start + 1, end, 'hex') : null) ??
      joinedIn(pool, bytes, start, end)
    // Behind one there may be another that was joined to it.
    while (place !== null) {
      places.push(place)
      const from: number = place.end
      place =
        end - from < hexCharsMin
          ? null
          : (inRun(pool, bytes, from, end, 'hex') ?? joinedIn(pool, bytes, from, end))
    }
  })
  eachRun(bytes, runs, markedValues, markedCharsMin, (start, end) => {
    const place = inMarked(pool, bytes, start, end)
    if (place !== null) places.push(place)
  })
  eachRun(bytes, runs, base32Values, base32CharsMin, (start, end) => {
    const decoded = base32Bytes(base32Values, bytes, start, end, digestBytesMax)
    const known = pool.find(wordAt(decoded, 0), wordAt(decoded, 4))
    if (known === null) return
    const length = sameBytes(known, decoded, 0, decoded.length)
    places.push({ known, start, end: start + Math.ceil((length * 8) / 5), written: 'base32', bytes: length })
  })
  eachRun(bytes, runs, base64Values, base64CharsMin, (start, end) => {
    for (let at = start; end - at >= base64CharsMin; ) {
      const place = inRun(pool, bytes, at, end, 'base64')
      if (place !== null) {
        places.push(place)
        break
      }
      // `/`, `-` and `_` may be of what stands in front.
      while (at < end && bytes[at] !== 47 && bytes[at] !== 45 && bytes[at] !== 95) at++
      at++
    }
  })
  eachRun(bytes, runs, digitValues, decimalCharsMin, (start, end) => {
    if (isFractionAt(bytes, start)) return
    for (const decoded of bytesOfDecimal(bytes, start, end)) {
      const known = pool.find(wordAt(decoded, 0), wordAt(decoded, 4))
      if (known === null || sameBytes(known, decoded, 0, decoded.length) < decoded.length) continue
      places.push({ known, start, end, written: 'decimals', bytes: decoded.length })
      break
    }
  })
  eachRun(bytes, runs, wordValues, base36CharsMin, (start, end) => {
    const decoded = bytesOfBase36(bytes, start, end)
    const known = decoded === null ? null : pool.find(wordAt(decoded, 0), wordAt(decoded, 4))
    if (decoded === null || known === null) return
    const length = sameBytes(known, decoded, 0, decoded.length)
    if (length === decoded.length) places.push({ known, start, end, written: 'base36', bytes: length })
  })
  eachRun(bytes, runs, wordValues, base58CharsMin, (start, end) => {
    const decoded = unbase58(bytes, start, end)
    const known = decoded === null ? null : pool.find(wordAt(decoded, 0), wordAt(decoded, 4))
    if (decoded === null || known === null) return
    const length = sameBytes(known, decoded, 0, decoded.length)
    if (length === decoded.length) places.push({ known, start, end, written: 'base58', bytes: length })
  })
  return places
}

/** All of the bytes as a digest in a rarer writing. */
function* turnedIn(pool: DigestPool, bytes: Buffer): Generator<DigestPlace> {
  for (const { digest, written } of turnedDigests(bytes)) {
    const known = pool.find(wordAt(digest, 0), wordAt(digest, 4))
    if (known === null || sameBytes(known, digest, 0, digest.length) < digest.length) continue
    yield { known, start: 0, end: bytes.length, written, bytes: digest.length }
    return
  }
}

/** The fewest digits of a digest in decimals. */
const decimalCharsMin = 17
/**
 * Bytes of digests that are sent as one whole number, and the digits that these have: 64 bits are below 10^16 in 1 of 1,800
 * cases, MD5 (Java's `BigInteger`) below 10^35 in 1 of 3,400; SHA-1 and SHA-256 alike.
 */
const decimals: readonly (readonly [bytes: number, charsMin: number, charsMax: number])[] = [
  [digestBytesMin, decimalCharsMin, 20],
  [16, 36, 39],
  [20, 46, 49],
  [32, 75, 78],
]
const digitValues: Uint8Array = new Uint8Array(256).fill(255)
for (const char of '0123456789') digitValues[char.charCodeAt(0)] = 1

/** By the number of digits: bytes of a digest that they may be, 0 for none. */
const decimalBytes: Uint8Array = new Uint8Array(1 + Math.max(...decimals.map(([, , most]) => most)))
for (const [bytes, least, most] of decimals) decimalBytes.fill(bytes, least, most + 1)

/** Bytes of a digest that a number of so many decimals may be; 0 for none. */
export function bytesInDecimals(chars: number): number {
  return decimalBytes[chars] ?? 0
}

/**
 * The bytes of a whole number in decimals, with the sign in front of it: highest first, and of 64 bits lowest first, too, and
 * what it was before programs made it positive (`Math.abs(id)`, `id & Long.MAX_VALUE`). None where it has the length of
 * no digest.
 */
export function bytesOfDecimal(bytes: Buffer, start: number, end: number): Buffer[] {
  const size = bytesInDecimals(end - start)
  if (size === 0) return []
  const bits = size * 8
  const written = BigInt(bytes.toString('latin1', start, end))
  if (written >> BigInt(bits) !== 0n) return []
  const number = bytes[start - 1] === 0x2d ? BigInt.asUintN(bits, -written) : written
  const big = bytesOf(number, size)
  if (size !== digestBytesMin) return [big]
  const signed =
    number >> 63n === 0n ? [bytesOf(number | signBit, size), bytesOf(fullRange - number, size)] : []
  return [big, Buffer.from(big).reverse(), ...signed]
}

const signBit = 1n << 63n
const fullRange = 1n << 64n

function bytesOf(number: bigint, size: number): Buffer {
  return Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex')
}

/**
 * Bytes of digests by the characters that they have in base 36 (Java's `new BigInteger(1, digest).toString(36)`), but in 1
 * of 500 cases.
 */
const base36Bytes: Uint8Array = new Uint8Array(64)
for (const [chars, size] of [
  [24, 16],
  [25, 16],
  [30, 20],
  [31, 20],
  [49, 32],
  [50, 32],
] as const)
  base36Bytes[chars] = size
const base36CharsMin = 24

/** True where a number of so many characters in base 36 may be a digest. */
export function mayBeBase36(chars: number): boolean {
  return chars < base36Bytes.length && base36Bytes[chars] !== 0
}

/** So many characters are a number that is exact. */
const exactChars = 10
const exactBase = 36n ** BigInt(exactChars)

/** The bytes of a word that is a number in base 36, of one case; null where it has the length of no digest, or is hex. */
export function bytesOfBase36(bytes: Buffer, start: number, end: number): Buffer | null {
  if (!mayBeBase36(end - start)) return null
  const size = base36Bytes[end - start] as number
  const text = bytes.toString('latin1', start, end)
  if (!/[g-z]/i.test(text) || !/^(?:[0-9a-z]+|[0-9A-Z]+)$/.test(text)) return null
  let number = 0n
  const first = text.length % exactChars
  if (first > 0) number = BigInt(Number.parseInt(text.slice(0, first), 36))
  for (let at = first; at < text.length; at += exactChars)
    number = number * exactBase + BigInt(Number.parseInt(text.slice(at, at + exactChars), 36))
  return number >> BigInt(size * 8) === 0n ? bytesOf(number, size) : null
}

/** Characters of base58 that hold 16 bytes, nearly always, and those that hold 64. */
const base58CharsMin = 21
const base58CharsMax = 90
const wordValues: Uint8Array = new Uint8Array(256).fill(255)
for (const char of `0OIl${base58Digits}`) wordValues[char.charCodeAt(0)] = 1

/** A word that is a number in base 58; null for others. */
function unbase58(bytes: Buffer, start: number, end: number): Buffer | null {
  if (end - start > base58CharsMax) return null
  const text = bytes.toString('latin1', start, end)
  if (/[0OIl]/.test(text) || !/[g-z]/.test(text) || !/[A-Z]/.test(text)) return null
  const number = new Uint8Array(text.length)
  return Buffer.from(number.subarray(0, readBase58(bytes, start, end, number)).reverse())
}

/** Signs of all writings: those of base64, and the colons of fingerprints. */
const isWritten: Uint8Array = base64Values.map((value) => (value === 255 ? 0 : 1))
isWritten[0x3a] = 1

/** The runs of such signs that are long enough for any writing: beginning and end of each. Most texts have none. */
function longRunsOf(bytes: Buffer): number[] {
  const runs: number[] = []
  const { length } = bytes
  for (let start = 0, end = 0; ; start = end) {
    start = nextRun(isWritten, bytes, start, length, base64CharsMin)
    if (start === -1) return runs
    end = runEnd(isWritten, bytes, start, length)
    runs.push(start, end)
  }
}

function eachRun(
  bytes: Buffer,
  runs: readonly number[],
  values: Uint8Array,
  charsMin: number,
  take: (start: number, end: number) => void,
): void {
  for (let run = 0; run < runs.length; run += 2) {
    const last = runs[run + 1] as number
    let at = runs[run] as number
    while (last - at >= charsMin) {
      const start = at
      while (at < last && values[bytes[at] as number] !== 255) at++
      if (at - start >= charsMin) take(start, at)
      at++
    }
  }
}

/** The first bytes of a run, by which digests are looked up: nearly all runs are done with them. */
const head: Uint8Array = new Uint8Array(digestBytesMin)

/** Decodes the first characters of hex into {@link head}, which `[start, end)` has enough of. */
function readHexHead(bytes: Buffer, start: number): void {
  for (let index = 0, at = start; index < digestBytesMin; index++, at += 2)
    head[index] =
      ((hexValues[bytes[at] as number] as number) << 4) | (hexValues[bytes[at + 1] as number] as number)
}

/** The same of base64, of which {@link base64CharsMin} characters give as many. */
function readBase64Head(bytes: Buffer, start: number): void {
  let held = 0
  let bits = 0
  for (let index = 0, at = start; index < digestBytesMin; at++) {
    held = ((held << 6) | (base64Values[bytes[at] as number] as number)) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    head[index++] = held >> bits
  }
}

function inRun(
  pool: DigestPool,
  bytes: Buffer,
  start: number,
  end: number,
  written: 'hex' | 'base64',
): DigestPlace | null {
  const isHex = written === 'hex'
  if (end - start < (isHex ? hexCharsMin : base64CharsMin)) return null
  if (isHex) readHexHead(bytes, start)
  else readBase64Head(bytes, start)
  const known = pool.find(wordAt(head, 0), wordAt(head, 4))
  if (known === null) return null
  const decoded = isHex
    ? unhex(bytes, start, end)
    : Buffer.from(bytes.toString('latin1', start, Math.min(end, start + 128)), 'base64')
  const length = sameBytes(known, decoded, 0, decoded.length)
  const chars = isHex ? length * 2 : Math.ceil((length * 4) / 3)
  return { known, start, end: start + chars, written, bytes: length }
}

/** Characters in hex of the digests that programs write a number in front of, a time mostly: MD5, SHA-1, SHA-256. */
export const endDigestChars: readonly number[] = [32, 40, 64]

/** By the characters of a run of three digests that are joined: where the second of them begins. */
const secondStarts: readonly (readonly number[])[] = Array.from(
  { length: 1 + 3 * Math.max(...endDigestChars) },
  (_, chars) =>
    endDigestChars.filter((first) =>
      endDigestChars.some((second) => endDigestChars.includes(chars - first - second)),
    ),
)

/** Where the second of three digests begins that a run of so many characters of hex may be; nothing for other runs. */
export function secondOfThree(chars: number): readonly number[] {
  return secondStarts[chars] ?? []
}

/** A digest that ends a run of hex, behind something else; and the second of three. Longer ones first, of which others are the ends. */
function joinedIn(pool: DigestPool, bytes: Buffer, start: number, end: number): DigestPlace | null {
  for (const chars of endDigestChars.toReversed()) {
    if (end - start <= chars) continue
    const place = inRun(pool, bytes, end - chars, end, 'hex')
    if (place !== null && place.end === end) return place
  }
  for (const ahead of secondOfThree(end - start)) {
    const place = inRun(pool, bytes, start + ahead, end, 'hex')
    if (place !== null) return place
  }
  return null
}

/** Hex with marks in it: plain runs have been looked up before. */
function inMarked(pool: DigestPool, bytes: Buffer, start: number, end: number): DigestPlace | null {
  let mark = start
  while (mark < end && markedValues[bytes[mark] as number] !== 16) mark++
  if (mark === end) return null
  const plain = Buffer.allocUnsafe(Math.min(end - start, 192))
  const places: number[] = []
  for (let at = start; at < end && places.length < plain.length; at++) {
    if (markedValues[bytes[at] as number] === 16) continue
    plain[places.length] = bytes[at] as number
    places.push(at + 1)
  }
  const used = places.length
  if (used < hexCharsMin || places[used - 1] === start + used) return null
  const decoded = unhex(plain, 0, used)
  const known = pool.find(wordAt(decoded, 0), wordAt(decoded, 4))
  if (known === null) return null
  const length = sameBytes(known, decoded, 0, decoded.length)
  return { known, start, end: places[length * 2 - 1] as number, written: 'spaced hex', bytes: length }
}

function unhex(bytes: Buffer, start: number, end: number): Buffer {
  const length = Math.min(digestBytesMax, (end - start) >> 1)
  const out = Buffer.alloc(length)
  for (let index = 0; index < length; index++) {
    const at = start + index * 2
    out[index] =
      ((hexValues[bytes[at] as number] as number) << 4) | (hexValues[bytes[at + 1] as number] as number)
  }
  return out
}

function sameBytes(known: KnownDigest, bytes: Uint8Array, start: number, end: number): number {
  const { digest, offset } = known
  let length = digestBytesMin
  while (
    offset + length < digest.length &&
    start + length < end &&
    bytes[start + length] === digest[offset + length]
  )
    length++
  return length
}
