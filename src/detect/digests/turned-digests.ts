import { base58Digits } from '../../core/signs/base58.ts'
import { base85Alphabets } from '../spellings/digit-groups.ts'
import { base32Alphabets } from '../spellings/turned-spelling.ts'
import { plainUuid } from '../spellings/written.ts'

/**
 * Digests that are all of a value, in writings that are rarer than those which are looked for everywhere: hex and base64
 * turned around, larger bases, base85, other alphabets of base32. The length says which of them a value may be.
 */

/** Bytes that a value stands for, if it is written so. */
export interface TurnedDigest {
  readonly digest: Buffer
  readonly written: string
}

const digestSizes: ReadonlySet<number> = new Set([16, 20, 28, 32, 48, 64])
const charsMin = 20
const charsMax = 130
/** What Bitcoin's addresses have behind the number, and in front of it. */
const checkBytes = 4
const versionBytes = 1

const guidBytes = 16
const hexText = /^(?:[0-9a-f]+|[0-9A-F]+)$/
const base64Text = /^={0,2}[0-9A-Za-z+/_-]+$/
const small = 'abcdefghijklmnopqrstuvwxyz'
const large = small.toUpperCase()
const base62Alphabets = [
  `0123456789${large}${small}`,
  `0123456789${small}${large}`,
  `${large}${small}0123456789`,
]

/** Bytes by the characters that they take: those of base62 may have a zero in front less. */
const base62Sizes: ReadonlyMap<number, number> = new Map([
  [21, 16],
  [22, 16],
  [26, 20],
  [27, 20],
  [42, 32],
  [43, 32],
])
const base32Sizes: ReadonlyMap<number, number> = new Map([
  [26, 16],
  [32, 20],
  [52, 32],
  [103, 64],
])
const base85Sizes: ReadonlyMap<number, number> = new Map([
  [20, 16],
  [25, 20],
  [40, 32],
  [80, 64],
])

/** All digests that a value may be in these writings. Most values are none of them, by their length alone. */
export function* turnedDigests(value: Buffer): Generator<TurnedDigest> {
  if (value.length < charsMin || value.length > charsMax || !isOneWord(value)) return
  const text = value.toString('latin1')
  if (plainUuid.test(text)) yield { digest: ofGuid(text.replaceAll('-', '')), written: 'a GUID' }
  else if (hexText.test(text) && digestSizes.has(text.length / 2)) yield* turnedHex(text)
  else if (base64Text.test(text)) yield* inLetters(text)
  yield* inBase85(text)
}

/** Nothing but signs that are printed: no writing of digests has another. */
function isOneWord(value: Buffer): boolean {
  for (let at = 0; at < value.length; at++) {
    const byte = value[at] as number
    if (byte <= 32 || byte >= 127) return false
  }
  return true
}

/** The bytes of a UUID as .NET has them, which keeps its first three groups with their lowest byte first. */
function ofGuid(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex')
  bytes.subarray(0, 4).reverse()
  bytes.subarray(4, 6).reverse()
  bytes.subarray(6, 8).reverse()
  return bytes
}

function* turnedHex(hex: string): Generator<TurnedDigest> {
  const bytes = Buffer.from(hex, 'hex')
  if (bytes.length === guidBytes) yield { digest: ofGuid(hex), written: 'a GUID' }
  yield { digest: Buffer.from(turned(hex), 'hex'), written: 'hex, backwards' }
  yield { digest: Buffer.from(bytes).reverse(), written: 'hex, last byte first' }
  yield {
    digest: Buffer.from(bytes.map((byte) => ((byte << 4) | (byte >> 4)) & 255)),
    written: 'hex, halves of bytes swapped',
  }
}

function* inLetters(text: string): Generator<TurnedDigest> {
  const backwards = Buffer.from(turned(text), 'base64')
  if (digestSizes.has(backwards.length)) yield { digest: backwards, written: 'base64, backwards' }
  const plain = text.replace(/=+$/, '')
  const size32 = base32Sizes.get(plain.length)
  if (size32 !== undefined)
    for (const [name, alphabet] of base32Alphabets) {
      const digest = fromBase32(plain, alphabet, size32)
      if (digest !== null) yield { digest, written: name }
    }
  const size62 = base62Sizes.get(text.length)
  if (size62 !== undefined)
    for (const alphabet of base62Alphabets) {
      const digest = numberIn(text, alphabet, size62)
      if (digest !== null) yield { digest, written: 'base62' }
    }
  if (/[0OIl+/_=-]/.test(text)) return
  for (const size of digestSizes) {
    if (Math.abs(charsInBase58(size + checkBytes) - text.length) > 2) continue
    const checked = numberIn(text, base58Digits, size + checkBytes + versionBytes)
    if (checked === null) continue
    yield { digest: checked.subarray(versionBytes, versionBytes + size), written: 'base58 with a check' }
    yield { digest: checked.subarray(versionBytes, -checkBytes), written: 'base58 with a check' }
  }
}

function* inBase85(text: string): Generator<TurnedDigest> {
  const framed = text.startsWith('<~') && text.endsWith('~>') ? text.slice(2, -2) : text
  const size = base85Sizes.get(framed.length)
  if (size === undefined) return
  for (const [written, alphabet] of Object.entries(base85Alphabets)) {
    const digest = Buffer.alloc(size)
    const isWritten = framed.match(/.{5}/gs)?.every((group, index) => {
      const number = valueOf(group, alphabet)
      if (number === null || number > 0xffffffffn) return false
      digest.writeUInt32BE(Number(number), index * 4)
      return true
    })
    if (isWritten === true) yield { digest, written }
  }
}

function charsInBase58(bytes: number): number {
  return Math.ceil((bytes * 8) / Math.log2(58))
}

function valueOf(text: string, alphabet: string): bigint | null {
  const base = BigInt(alphabet.length)
  let number = 0n
  for (const char of text) {
    const digit = alphabet.indexOf(char)
    if (digit === -1) return null
    number = number * base + BigInt(digit)
  }
  return number
}

function numberIn(text: string, alphabet: string, size: number): Buffer | null {
  const number = valueOf(text, alphabet)
  if (number === null || number >> BigInt(size * 8) !== 0n) return null
  return Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex')
}

function fromBase32(text: string, alphabet: string, size: number): Buffer | null {
  const digits = /[a-z]/.test(alphabet) ? text : text.toUpperCase()
  const number = valueOf(digits, alphabet)
  return number === null ? null : numberBehind(number, text.length * 5 - size * 8, size)
}

/** The number without the bits that fill up the last character. */
function numberBehind(number: bigint, filled: number, size: number): Buffer | null {
  const whole = number >> BigInt(filled)
  return whole >> BigInt(size * 8) === 0n
    ? Buffer.from(whole.toString(16).padStart(size * 2, '0'), 'hex')
    : null
}

function turned(text: string): string {
  return text.split('').reverse().join('')
}
