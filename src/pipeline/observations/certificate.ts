import { tokenBytesMax } from './token-name.ts'

const sequence = 0x30
const objectIdentifier = 0x06
const bitString = 0x03

/**
 * True where all of the bytes have the form of a certificate (RFC 5280, 4.1) or of a request for one: what is signed, the
 * algorithm, the signature; or of a public key alone: the algorithm and the key. Keys and signatures are random, and known.
 */
export function isCertificate(bytes: Buffer): boolean {
  const whole = elementAt(bytes, 0, sequence)
  if (whole === null || whole.end !== bytes.length) return false
  const first = elementAt(bytes, whole.start, sequence)
  if (first === null) return false
  const algorithm = isAlgorithm(bytes, first) ? first : elementAt(bytes, first.end, sequence)
  if (algorithm === null || !isAlgorithm(bytes, algorithm)) return false
  const random = elementAt(bytes, algorithm.end, bitString)
  return random !== null && random.end === bytes.length && random.end - random.start <= keyBytesMax
}

/** A key of 4,096 bits has its exponent behind it. */
const keyBytesMax = tokenBytesMax + 32

interface Element {
  readonly start: number
  readonly end: number
}

function isAlgorithm(bytes: Buffer, { start }: Element): boolean {
  return bytes[start] === objectIdentifier
}

/** The contents of the element of DER (X.690, 8.1) that begins at `at`; null where there is none of this tag. */
function elementAt(bytes: Buffer, at: number, tag: number): Element | null {
  if (at + 2 > bytes.length || bytes[at] !== tag) return null
  const first = bytes[at + 1] as number
  if (first < 0x80) return within(bytes, at + 2, first)
  const size = first & 0x7f
  if (size === 0 || size > 3 || at + 2 + size > bytes.length) return null
  return within(bytes, at + 2 + size, bytes.readUIntBE(at + 2, size))
}

function within(bytes: Buffer, start: number, length: number): Element | null {
  return start + length > bytes.length ? null : { start, end: start + length }
}
