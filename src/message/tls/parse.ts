import { isHostName } from '../../core/host-name.ts'
import { limits } from '../../core/limits.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { hostText, plainText } from '../dns/name.ts'
import { tlsAnomalies } from './anomalies.ts'
import { readClientParameters } from './client-parameters.ts'
import { addFree, addNumbers, addText } from './free-bytes.ts'

/** Record types (RFC 8446, 5.1; heartbeat RFC 6520). */
export const recordTypes = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const

/** Length of a record's header: type, version, length (RFC 8446, 5.1). */
export const recordHeaderBytes = 5
/** Length of a handshake message's header: type, length (RFC 8446, 4). */
export const handshakeHeaderBytes = 4
/** Type of the handshake message with the client's hello. */
export const clientHelloType = 1
/** 2^14, and what TLS 1.2 encryption may add (RFC 5246, 6.2.3). */
const recordBytesMax = 16_384 + 2_048
/** An alert is 2 bytes; encrypted, it has a tag, padding or MAC. */
const alertBytesMax = 512

const extensions = {
  serverName: 0,
  alpn: 16,
  padding: 21,
  preSharedKey: 41,
  supportedVersions: 43,
  /** RFC 9001, 8.2; and as drafts had it. */
  quicParameters: 57,
  draftQuicParameters: 0xffa5,
  encryptedClientHello: 0xfe0d,
  encryptedServerName: 0xffce,
} as const

/** Extensions whose content the protocol says (IANA's register, and Google's own): numbers of algorithms, keys, flags. */
const agreedExtensions: ReadonlySet<number> = new Set([
  0, 1, 5, 9, 10, 11, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 27, 28, 34, 35, 41, 42, 43, 44, 45, 47, 48,
  49, 50, 51, 54, 13_172, 17_513, 17_613, 30_031, 30_032, 64_768, 65_281,
])

const none: readonly string[] = []

/** What a ClientHello says in clear. */
export interface ParsedHello {
  /** Of the message, as far as it was read. */
  readonly bytes: number
  readonly sni: string
  /** Where the name stands in the buffer that was read; alike where there is none. */
  readonly sniStart: number
  readonly sniEnd: number
  readonly alpn: readonly string[]
  /**
   * What the client was free to write, start and end of each in the buffer, in turn: names of keys that both ends were given
   * before (RFC 8446, 4.2.11), names of protocols that are none, further names of servers, extensions of its own, padding
   * that is not zeros, suites and ways to compress that there are not, text in the places of numbers and random bytes.
   */
  readonly free: readonly number[]
  readonly hasEch: boolean
  readonly version: string
  /** The oddity that ended (or marred) the reading. */
  readonly problem: AnomalyCode | null
}

/** A hello of which nothing but the version of TLS is known. */
export function emptyHello(version: string): ParsedHello {
  return {
    bytes: 0,
    sni: '',
    sniStart: 0,
    sniEnd: 0,
    alpn: [],
    free: [],
    hasEch: false,
    version,
    problem: null,
  }
}

/** Length of the handshake message whose header is at `at`, with the header. */
export function handshakeLength(buf: Buffer, at: number): number {
  return handshakeHeaderBytes + buf.readUIntBE(at + 1, 3)
}

/**
 * Whether a record header can stand at `at` (5 bytes there are). What it holds is checked where it is known without
 * keys: the type, the version (SSL 3.0 to TLS 1.3, whose records say 0x0301 or 0x0303), the length.
 */
export function isRecordHeader(buf: Buffer, at: number): boolean {
  const type = buf[at] as number
  if (buf[at + 1] !== 3 || (buf[at + 2] as number) > 4) return false
  const length = buf.readUInt16BE(at + 3)
  switch (type) {
    case recordTypes.changeCipherSpec:
      return length === 1
    case recordTypes.alert:
      return length >= 2 && length <= alertBytesMax
    case recordTypes.handshake:
    case recordTypes.heartbeat:
      return length > 0 && length <= recordBytesMax
    case recordTypes.applicationData:
      // Empty application data was once a defence against a chosen-plaintext attack: it occurs.
      return length <= recordBytesMax
    default:
      return false
  }
}

/**
 * The length of the SSL 2.0 hello at `at` with its header, by which old clients offer TLS (RFC 5246, appendix E.2);
 * 0 where there is none. Needs 11 bytes. It has no extensions and so no name.
 */
export function ssl2HelloLength(buf: Buffer, at: number): number {
  if (((buf[at] as number) & 0x80) === 0 || buf[at + 2] !== clientHelloType) return 0
  if (buf[at + 3] !== 3 || (buf[at + 4] as number) > 4) return 0
  const length = buf.readUInt16BE(at) & 0x7fff
  const ciphers = buf.readUInt16BE(at + 5)
  const session = buf.readUInt16BE(at + 7)
  const challenge = buf.readUInt16BE(at + 9)
  if (ciphers === 0 || ciphers % 3 !== 0 || (session !== 0 && session !== 16)) return 0
  if (challenge < 16 || challenge > 32 || length !== 9 + ciphers + session + challenge) return 0
  return 2 + length
}

/**
 * Reads the ClientHello `buf[start, end)` (RFC 8446, 4.1.2), the 4 bytes of the handshake header included. Pure and
 * total: a damaged one gives what stands before the damage.
 */
export function parseClientHello(buf: Buffer, start: number, end: number): ParsedHello {
  const hello = {
    bytes: end - start,
    sni: '',
    sniStart: 0,
    sniEnd: 0,
    alpn: none as readonly string[],
    free: [] as number[],
    hasEch: false,
    version: '',
    problem: null as AnomalyCode | null,
  }
  // Version, random, session id (1 byte of length).
  let at = start + handshakeHeaderBytes
  if (at + 35 > end) {
    hello.problem = tlsAnomalies.helloMalformed
    return hello
  }
  hello.version = versionText(buf.readUInt16BE(at))
  addText(buf, at + 2, at + 34, hello.free)
  at += 34
  const behindSession = at + 1 + (buf[at] as number)
  addText(buf, at + 1, Math.min(end, behindSession), hello.free)
  at = behindSession
  const suitesAt = at + 2
  if (at + 2 <= end) at += 2 + buf.readUInt16BE(at)
  else at = end + 1
  addNumbers(buf, suitesAt, Math.min(at, end), hello.free)
  const methodsAt = at + 1
  if (at + 1 <= end) at += 1 + (buf[at] as number)
  else at = end + 1
  // There are three ways to compress.
  addFree(buf, methodsAt, Math.min(at, end), hello.free)
  if (at > end) {
    hello.problem = tlsAnomalies.helloMalformed
    return hello
  }
  // SSL 3.0 has no extensions.
  if (at === end) return hello
  if (at + 2 > end) {
    hello.problem = tlsAnomalies.helloMalformed
    return hello
  }
  const last = at + 2 + buf.readUInt16BE(at)
  at += 2
  if (last !== end) hello.problem = tlsAnomalies.helloMalformed
  const bound = Math.min(last, end)
  while (at < bound) {
    if (at + 4 > bound) {
      hello.problem = tlsAnomalies.helloMalformed
      addFree(buf, at, end, hello.free)
      break
    }
    const type = buf.readUInt16BE(at)
    const from = at + 4
    const to = from + buf.readUInt16BE(at + 2)
    if (to > bound) {
      hello.problem = tlsAnomalies.helloMalformed
      addFree(buf, from, end, hello.free)
      break
    }
    switch (type) {
      case extensions.serverName:
        if (hello.sni === '') readServerName(buf, from, to, hello)
        else addFree(buf, from, to, hello.free)
        break
      case extensions.alpn:
        hello.alpn = readAlpn(buf, from, to, hello.free)
        break
      case extensions.preSharedKey:
        readIdentities(buf, from, to, hello.free)
        break
      case extensions.supportedVersions:
        hello.version = readVersions(buf, from, to) ?? hello.version
        break
      case extensions.encryptedClientHello:
      case extensions.encryptedServerName:
        hello.hasEch = true
        addText(buf, from, to, hello.free)
        break
      case extensions.quicParameters:
      case extensions.draftQuicParameters:
        readClientParameters(buf, from, to, hello.free)
        break
      default:
        if (type === extensions.padding || !agreedExtensions.has(type)) addFree(buf, from, to, hello.free)
        else addText(buf, from, to, hello.free)
    }
    at = to
  }
  if (at === bound) addFree(buf, bound, end, hello.free)
  return hello
}

/** Type and length of the extension, length of the list, type and length of its one name (RFC 6066, 3). */
const nameHeadBytes = 9

/**
 * The server name in `buf[start, end)`, a part of a ClientHello whose beginning is missing: told by its three lengths,
 * which must fit into each other, around a name with a dot. Null where there is none.
 */
export function findServerName(
  buf: Buffer,
  start: number,
  end: number,
): { readonly start: number; readonly end: number; readonly name: string } | null {
  for (let at = start; at + nameHeadBytes < end; at++) {
    if (buf[at] !== 0 || buf[at + 1] !== extensions.serverName || buf[at + 6] !== 0) continue
    const nameBytes = buf.readUInt16BE(at + 7)
    if (buf.readUInt16BE(at + 2) !== nameBytes + 5 || buf.readUInt16BE(at + 4) !== nameBytes + 3) continue
    const from = at + nameHeadBytes
    const to = from + nameBytes
    if (to > end || nameBytes > limits.message.dnsNameBytesMax) continue
    const name = hostText(buf, from, to)
    if (isHostName(name)) return { start: from, end: to, name }
  }
  return null
}

/** The first host name of the list (RFC 6066, 3): servers take no other. What else is in the list is the client's own. */
function readServerName(
  buf: Buffer,
  from: number,
  to: number,
  hello: { sni: string; sniStart: number; sniEnd: number; problem: AnomalyCode | null; free: number[] },
): void {
  // Empty in a session that goes on elsewhere; nothing is named then.
  if (from === to) return
  let at = from + 2
  const end = from + 2 <= to ? at + buf.readUInt16BE(from) : to + 1
  if (end > to) {
    hello.problem = tlsAnomalies.helloMalformed
    addFree(buf, from, to, hello.free)
    return
  }
  addFree(buf, end, to, hello.free)
  while (at + 3 <= end) {
    const type = buf[at] as number
    const nameStart = at + 3
    const nameEnd = nameStart + buf.readUInt16BE(at + 1)
    if (nameEnd > end) break
    if (type === 0 && hello.sni === '' && nameEnd - nameStart <= limits.message.dnsNameBytesMax) {
      hello.sni = hostText(buf, nameStart, nameEnd)
      hello.sniStart = nameStart
      hello.sniEnd = nameEnd
    } else {
      if (type === 0 && hello.sni === '') hello.problem = tlsAnomalies.nameLimit
      addFree(buf, nameStart, nameEnd, hello.free)
    }
    at = nameEnd
  }
  if (at === end) return
  addFree(buf, at, end, hello.free)
  if (hello.sni === '') hello.problem = tlsAnomalies.helloMalformed
}

/** Names of protocols that a client may offer have as many characters (IANA's longest is `managesieve`). */
const alpnCharsMax = 14

function readAlpn(buf: Buffer, from: number, to: number, free: number[]): string[] {
  const names: string[] = []
  for (let at = from + 2; at < to; ) {
    const next = at + 1 + (buf[at] as number)
    if (next > to) break
    if (next - at - 1 > alpnCharsMax) free.push(at + 1, next)
    if (!(next - at === 3 && isGrease(buf.readUInt16BE(at + 1)))) names.push(plainText(buf, at + 1, next))
    at = next
  }
  return names
}

/**
 * Identities that are no tickets: a ticket has an age, hidden by adding a random number, and one of a key that was given
 * otherwise is 0; whoever does not keep to that writes a name at least.
 */
function readIdentities(buf: Buffer, from: number, to: number, free: number[]): void {
  const end = from + 2 <= to ? Math.min(to, from + 2 + buf.readUInt16BE(from)) : from
  for (let at = from + 2; at + 6 < end; ) {
    const start = at + 2
    const stop = start + buf.readUInt16BE(at)
    if (stop + 4 > end) break
    if (buf.readUInt32BE(stop) === 0 || isText(buf, start, stop)) free.push(start, stop)
    at = stop + 4
  }
}

function isText(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte < 0x20 || byte > 0x7e) return false
  }
  return true
}

/** The highest version offered (RFC 8446, 4.2.1); null where only GREASE or nothing is. */
function readVersions(buf: Buffer, from: number, to: number): string | null {
  let highest = 0
  for (let at = from + 1; at + 2 <= to; at += 2) {
    const version = buf.readUInt16BE(at)
    if (isGrease(version)) continue
    // Drafts of TLS 1.3 (0x7fNN) rank below the final version: compare them as TLS 1.3's lesser.
    if (rank(version) > rank(highest)) highest = version
  }
  return highest === 0 ? null : versionText(highest)
}

function rank(version: number): number {
  return version >> 8 === 0x7f ? 0x0303 + (version & 0xff) / 256 : version
}

/** Values that clients send so that servers learn to ignore the unknown (RFC 8701): 0x0a0a, 0x1a1a … 0xfafa. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

function versionText(version: number): string {
  switch (version) {
    case 0x0304:
      return 'TLS 1.3'
    case 0x0303:
      return 'TLS 1.2'
    case 0x0302:
      return 'TLS 1.1'
    case 0x0301:
      return 'TLS 1.0'
    case 0x0300:
      return 'SSL 3.0'
    case 0xfefd:
      return 'DTLS 1.2'
    case 0xfeff:
      return 'DTLS 1.0'
    case 0xfefc:
      return 'DTLS 1.3'
    default:
      return version >> 8 === 0x7f
        ? `TLS 1.3 draft ${version & 0xff}`
        : `0x${version.toString(16).padStart(4, '0')}`
  }
}

/** Name of the version at `at`, for a hello without extensions. */
export function readVersion(buf: Buffer, at: number): string {
  return versionText(buf.readUInt16BE(at))
}
