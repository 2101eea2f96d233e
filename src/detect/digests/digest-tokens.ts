import { unbase64 } from '../hidden/readings.ts'
import { hasBinaryByte } from '../spellings/binary-matcher.ts'
import { cutDigestLengths, digestLengths } from './salt-search.ts'
import type { DigestToken } from './salt-search.ts'

/** Characters of half an MD5 in hex, and of a salt with a SHA-512 behind it. */
const cutCharsMin = 16
const tokenCharsMax = 208

/** A salt in front of its digest, in one text; the name of the hash may stand before both (`sha256$salt$digest`). */
const gluedSalt =
  /^(?:\$?[a-z][a-z0-9_-]{1,15}\$)?(?<salt>[0-9A-Za-z+/=_-]{4,64})[:$|.,;](?<digest>[0-9A-Za-z+/=_-]{16,})$/
/** A salt behind it. */
const saltBehind = /^(?<digest>[0-9A-Za-z+/=_-]{22,})[:$|.,;](?<salt>[0-9A-Za-z+/=_-]{4,64})$/

/** A value that may be a digest. */
export interface FoundToken {
  readonly token: DigestToken
  /** What stands beside the digest, and where; '' for nothing. */
  readonly salt: string
  readonly saltPlace: string
}

const unsalted = { salt: '', saltPlace: '' }

/** The whole value as a digest in hex or base64, or raw; null where it has no digest's length. `mayBeCut`: half a digest counts. */
export function tokenOf(bytes: Buffer, mayBeCut: boolean): FoundToken | null {
  if (isRawDigest(bytes)) return { token: { digest: bytes, start: 0, end: bytes.length }, ...unsalted }
  if (bytes.length < cutCharsMin || bytes.length > tokenCharsMax) return null
  // As the name of a file it has an ending.
  const text = bytes.toString('latin1').replace(/\.[a-z0-9]{1,4}$/, '')
  const whole = digestOf(text, mayBeCut)
  if (whole !== null) return { token: { digest: whole, start: 0, end: text.length }, ...unsalted }
  const [ahead, behind] = [gluedSalt.exec(text)?.groups, saltBehind.exec(text)?.groups]
  // Of two that may be digests the longer one is.
  const isBehind = (behind?.['digest'] ?? '').length > (ahead?.['digest'] ?? '').length
  const { salt, digest: written } = (isBehind ? behind : ahead) ?? {}
  const digest = written === undefined ? null : digestOf(written, true)
  if (salt === undefined || written === undefined || digest === null) return null
  const start = isBehind ? 0 : text.length - written.length
  const saltPlace = isBehind ? 'behind it' : 'in front of it'
  return { token: { digest, start, end: start + written.length }, salt, saltPlace }
}

function isRawDigest(bytes: Buffer): boolean {
  return digestLengths.has(bytes.length) && hasBinaryByte(bytes, 0, bytes.length)
}

function digestOf(text: string, mayBeCut: boolean): Buffer | null {
  if (/^(?:[0-9a-fA-F]{2})+$/.test(text)) {
    const size = text.length / 2
    const isDigest = digestLengths.has(size) || (mayBeCut && cutDigestLengths.has(size))
    return isDigest ? Buffer.from(text, 'hex') : null
  }
  // Of so many random signs of base64 both cases are among them: what has one of them is made of words, or of another alphabet.
  if (!/[A-Z]/.test(text) || !/[a-z]/.test(text)) return null
  const digest = unbase64(text)
  return digest !== null && digestLengths.has(digest.length) ? digest : null
}
