/** The name in a server's certificate: a bounded walk over DER (X.690) to what X.509 (RFC 5280) calls it. */
import { isHostName } from '../../core/host-name.ts'
import { limits } from '../../core/limits.ts'
import { unpack } from '../../core/one-shot.ts'
import type { PackedFormat } from '../../core/one-shot.ts'
import { hostText } from '../dns/name.ts'
import { handshakeTypes } from './handshake-reader.ts'
import { handshakeHeaderBytes } from './parse.ts'

const tags = {
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  dnsName: 0x82,
} as const

const subjectAltName: Buffer = Buffer.from('551d11', 'hex')
const commonName: Buffer = Buffer.from('550403', 'hex')
/** Alternative names and attributes that are looked through. */
const namesMax = 256

/** One element: its content is `buf[start, end)`, the next begins at `end`. */
interface Element {
  readonly tag: number
  readonly start: number
  readonly end: number
}

/**
 * The name that the first certificate of a Certificate message (with its handshake header) is for: the first DNS name
 * among its alternative names, else its common name; of a wildcard what stands behind it. '' where it names no host;
 * null where it does not read. `type`: a compressed one (RFC 8879) is unpacked.
 */
export function nameOfCertificateMessage(
  buf: Buffer,
  start: number,
  end: number,
  isTls13: boolean,
  type: number,
): string | null {
  if (type === handshakeTypes.compressedCertificate) {
    const message = unpacked(buf, start + handshakeHeaderBytes, end)
    return message === null ? null : firstOf(message, 0, message.length, true)
  }
  return firstOf(buf, start + handshakeHeaderBytes, end, isTls13)
}

/** Where a certificate stands: `buf[start, end)`; empty where there is none. */
export interface CertificatePlace {
  readonly buf: Buffer
  readonly start: number
  readonly end: number
}

/** The first certificate of a Certificate message (with its handshake header); see {@link nameOfCertificateMessage}. */
export function leafOf(
  buf: Buffer,
  start: number,
  end: number,
  isTls13: boolean,
  type: number,
): CertificatePlace {
  const none = { buf, start, end: start }
  if (type === handshakeTypes.compressedCertificate) {
    const message = unpacked(buf, start + handshakeHeaderBytes, end)
    return message === null ? none : (firstPlace(message, 0, message.length, true) ?? none)
  }
  return firstPlace(buf, start + handshakeHeaderBytes, end, isTls13) ?? none
}

/** By number (RFC 8879 section 7.3). */
const packedFormats: Readonly<Record<number, PackedFormat>> = { 1: 'zlib', 2: 'brotli', 3: 'zstd' }

function unpacked(buf: Buffer, start: number, end: number): Buffer | null {
  if (start + 8 > end) return null
  const from = start + 8
  const to = from + buf.readUIntBE(start + 5, 3)
  const format = packedFormats[buf.readUInt16BE(start)]
  if (to > end || format === undefined) return null
  // Where it is damaged the caller notes it.
  const content = unpack(format, buf.subarray(from, to), limits.message.tlsHandshakeBytesMax, false)
  return typeof content === 'string' ? null : content.bytes
}

function firstOf(buf: Buffer, start: number, end: number, isTls13: boolean): string | null {
  const first = firstPlace(buf, start, end, isTls13)
  if (first === null) return null
  return first.end === first.start ? '' : nameOfCertificate(buf, first.start, first.end)
}

/** The first certificate of the list in `buf[start, end)`: empty where there is none, null where it is cut. */
function firstPlace(buf: Buffer, start: number, end: number, isTls13: boolean): CertificatePlace | null {
  let at = start
  if (isTls13) {
    if (at >= end) return null
    at += 1 + (buf[at] as number)
  }
  if (at + 3 > end) return null
  if (buf.readUIntBE(at, 3) === 0) return { buf, start: at, end: at }
  if (at + 6 > end) return null
  const from = at + 6
  const to = from + buf.readUIntBE(at + 3, 3)
  return to > end ? null : { buf, start: from, end: to }
}

/** The same of the certificate `buf[start, end)`, or of the bare key that stands for one. */
export function nameOfCertificate(buf: Buffer, start: number, end: number): string | null {
  const certificate = element(buf, start, end)
  const body = certificate === null ? null : element(buf, certificate.start, certificate.end)
  if (certificate === null || body === null || body.tag !== tags.sequence) return null
  // A key without a certificate around it (RFC 7250): the algorithm, then the key.
  if (element(buf, body.end, certificate.end)?.tag === tags.bitString) return ''
  const parts: Element[] = []
  for (let at = body.start; at < body.end && parts.length < 16; ) {
    const part = element(buf, at, body.end)
    if (part === null) return null
    parts.push(part)
    at = part.end
  }
  const extensions = parts.find((part) => part.tag === tags.extensions)
  const alternative = extensions === undefined ? '' : alternativeName(buf, extensions)
  if (alternative !== '') return alternative
  // Serial number, algorithm, issuer, validity, subject; a version may stand before them.
  const subject = parts[parts[0]?.tag === tags.version ? 5 : 4]
  return subject === undefined ? null : common(buf, subject)
}

function alternativeName(buf: Buffer, extensions: Element): string {
  const list = element(buf, extensions.start, extensions.end)
  if (list === null) return ''
  let count = 0
  for (let at = list.start; at < list.end && count < namesMax; count++) {
    const extension = element(buf, at, list.end)
    if (extension === null) return ''
    at = extension.end
    const id = element(buf, extension.start, extension.end)
    if (id === null || !isId(buf, id, subjectAltName)) continue
    // A criticality may stand between the id and the value.
    for (let inside = id.end; inside < extension.end; ) {
      const value = element(buf, inside, extension.end)
      if (value === null) return ''
      inside = value.end
      if (value.tag === tags.octetString) return firstDnsName(buf, value)
    }
  }
  return ''
}

function firstDnsName(buf: Buffer, value: Element): string {
  const names = element(buf, value.start, value.end)
  if (names === null) return ''
  let count = 0
  for (let at = names.start; at < names.end && count < namesMax; count++) {
    const name = element(buf, at, names.end)
    if (name === null) return ''
    if (name.tag === tags.dnsName) return hostOf(buf, name)
    at = name.end
  }
  return ''
}

function common(buf: Buffer, subject: Element): string {
  let count = 0
  for (let at = subject.start; at < subject.end && count < namesMax; count++) {
    const set = element(buf, at, subject.end)
    if (set === null) return ''
    at = set.end
    const pair = element(buf, set.start, set.end)
    const id = pair === null ? null : element(buf, pair.start, pair.end)
    if (pair === null || id === null || !isId(buf, id, commonName)) continue
    const value = element(buf, id.end, pair.end)
    return value === null ? '' : hostOf(buf, value)
  }
  return ''
}

function isId(buf: Buffer, id: Element, wanted: Buffer): boolean {
  return id.tag === tags.objectId && wanted.compare(buf, id.start, id.end) === 0
}

/** A name that can be a host's: a common name may be any words. */
function hostOf(buf: Buffer, name: Element): string {
  if (name.end - name.start > limits.attribute.hostCharactersMax) return ''
  const text = hostText(buf, name.start, name.end).replace(/^\*\./, '')
  return isHostName(text) ? text : ''
}

/** The element at `at`, null where it does not lie in `buf[at, end)`. Lengths of more than three bytes are none. */
function element(buf: Buffer, at: number, end: number): Element | null {
  if (at + 2 > end) return null
  const tag = buf[at] as number
  const first = buf[at + 1] as number
  if (first < 0x80) return at + 2 + first > end ? null : { tag, start: at + 2, end: at + 2 + first }
  const bytes = first & 0x7f
  if (bytes === 0 || bytes > 3 || at + 2 + bytes > end) return null
  const start = at + 2 + bytes
  const length = buf.readUIntBE(at + 2, bytes)
  return start + length > end ? null : { tag, start, end: start + length }
}
