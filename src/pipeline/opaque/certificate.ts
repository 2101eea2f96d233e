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

/**
 * True where all of the bytes have the form of a public key of SSH: its name and what belongs to it, each
 * behind its length (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4).
 */
export function isSshKey(bytes: Buffer): boolean {
  const name = bytes.length < 4 ? 0 : bytes.readUInt32BE(0)
  if (name > sshNameMax || !sshNames.test(bytes.toString('latin1', 4, 4 + name))) return false
  const start = 4 + name
  let at = start
  for (let count = 0; count < sshPartsMax && at + 4 <= bytes.length; count++) {
    const size = bytes.readUInt32BE(at)
    if (size === 0 || size > keyBytesMax) return false
    at += 4 + size
  }
  return at > start && at === bytes.length
}

const sshNameMax = 64
/** The numbers of DSA are four. */
const sshPartsMax = 4
const sshNames = /^(?:sk-)?(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3})(?:@openssh\.com)?$/

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
