import { limits } from '../../core/limits.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { mayNameHost } from '../../core/host-name.ts'
import { isTextByte } from '../../core/signs/leading-text.ts'
import { coapAnomalies } from './anomalies.ts'

/** Numbers of options (RFC 7252, 5.10; blocks RFC 7959). */
export const coapOptions = {
  uriHost: 3,
  observe: 6,
  uriPath: 11,
  contentFormat: 12,
  uriQuery: 15,
  block2: 23,
  block1: 27,
  size2: 28,
  proxyUri: 35,
  proxyScheme: 39,
  size1: 60,
} as const
/** Options that differ from block to block of one body (RFC 7959, 2.2 and 4). */
const blockOptions: ReadonlySet<number> = new Set([
  coapOptions.block1,
  coapOptions.block2,
  coapOptions.size1,
  coapOptions.size2,
])
/**
 * Options that are registered with IANA, and how many bytes they have: one of another length is as one that is not
 * known (RFC 7252, 5.4.3), and such count against CoAP.
 */
const knownOptions: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [1, [0, 8]],
  [coapOptions.uriHost, [1, 255]],
  [4, [1, 8]],
  [5, [0, 0]],
  [coapOptions.observe, [0, 3]],
  [7, [0, 2]],
  [8, [0, 255]],
  [9, [0, 255]],
  [coapOptions.uriPath, [0, 255]],
  [coapOptions.contentFormat, [0, 2]],
  [13, [0, 4]],
  [14, [0, 4]],
  [coapOptions.uriQuery, [0, 255]],
  [16, [1, 1]],
  [17, [0, 2]],
  [19, [0, 3]],
  [20, [0, 255]],
  [21, [0, 0]],
  [coapOptions.block2, [0, 3]],
  [coapOptions.block1, [0, 3]],
  [coapOptions.size2, [0, 4]],
  [31, [0, 3]],
  [coapOptions.proxyUri, [1, 1034]],
  [coapOptions.proxyScheme, [1, 255]],
  [coapOptions.size1, [0, 4]],
  [252, [1, 40]],
  [258, [0, 1]],
  [292, [0, 8]],
  [2049, [2, 2]],
  [2053, [2, 2]],
])

/** Where a response says that something was made (RFC 7252, 5.10.7): no request has them. */
const locationOptions: ReadonlySet<number> = new Set([8, 20])

/** Codes of responses that are registered with IANA, as {@link CoapReading.status} writes them. */
const knownStatuses: ReadonlySet<number> = new Set([
  201, 202, 203, 204, 205, 231, 400, 401, 402, 403, 404, 405, 406, 408, 409, 412, 413, 415, 422, 429, 500,
  501, 502, 503, 504, 505, 508,
])

/** Types of messages (RFC 7252, 3). */
export const messageTypes = { confirmable: 0, nonConfirmable: 1, acknowledgement: 2, reset: 3 } as const

/** GET, POST, PUT, DELETE; FETCH, PATCH, iPATCH (RFC 8132). */
const lastMethod = 7

const headerBytes = 4
const tokenBytesMax = 8
const payloadMark = 0xff

/** A CoAP message as it was read: positions in the datagram's buffer. One object, reused. */
export class CoapReading {
  type = 0
  /** Class in the upper 3 bits, detail in the lower 5: 0x02 is POST, 0x44 is 2.04. */
  code = 0
  messageId = 0
  tokenStart = 0
  tokenEnd = 0
  optionsStart = 0
  optionsEnd = 0
  payloadStart = 0
  /** The first Uri-Host that may name a host; start === end where absent. */
  hostStart = 0
  hostEnd = 0
  /** Proxy-Uri: the whole URL that a proxy is asked for, which counts before Uri-Host; start === end where absent. */
  proxyUriStart = 0
  proxyUriEnd = 0
  /** A proxy is asked, by Proxy-Uri or Proxy-Scheme (RFC 7252, 5.10.2). */
  isForProxy = false
  /** The first Uri-Path. */
  pathStart = 0
  pathEnd = 0
  /** Values of Block1 and Block2 (number, whether more follow, size): -1 where absent (RFC 7959, 2.2). */
  block1 = -1
  block2 = -1
  /** All options that were read: number and content of each. */
  optionCount = 0
  readonly optionNumbers: number[] = []
  readonly optionStarts: number[] = []
  readonly optionEnds: number[] = []
  /** An option that is not registered, that no such message has, or of a length that it can not have, or a host that is none. */
  hasUnknownOption = false
  /** It asks to be told of changes: Observe is there, and zero (RFC 7641, 2). */
  isObserving = false
  /** Its payload is none of what its format says: found when it is written. */
  hasUnreadResources = false
  problem: AnomalyCode | null = null

  get isRequest(): boolean {
    return this.code > 0 && this.code < 0x20
  }

  get isResponse(): boolean {
    return this.code >= 0x40 && this.code < 0xc0
  }

  /** As HTTP writes it: 2.04 is 204. */
  get status(): number {
    return (this.code >> 5) * 100 + (this.code & 0x1f)
  }
}

/**
 * Reads the message `buf[start, end)` (RFC 7252, 3). False: there is no CoAP header. Where the options are damaged,
 * `problem` says so, and what follows the last good one counts as payload, so that it is searched.
 */
export function readCoap(buf: Buffer, start: number, end: number, reading: CoapReading): boolean {
  if (end - start < headerBytes) return false
  const first = buf[start] as number
  const tokenBytes = first & 0x0f
  if (first >> 6 !== 1 || tokenBytes > tokenBytesMax || start + headerBytes + tokenBytes > end) return false
  reading.type = (first >> 4) & 3
  reading.code = buf[start + 1] as number
  reading.messageId = buf.readUInt16BE(start + 2)
  begin(buf, start + headerBytes, tokenBytes, end, reading)
  return true
}

/** Token, options and payload are the same over UDP and TCP. */
function begin(buf: Buffer, tokenStart: number, tokenBytes: number, end: number, reading: CoapReading): void {
  reading.tokenStart = tokenStart
  reading.tokenEnd = reading.tokenStart + tokenBytes
  reading.optionsStart = reading.tokenEnd
  reading.hostStart = 0
  reading.proxyUriStart = 0
  reading.proxyUriEnd = 0
  reading.isForProxy = false
  reading.hostEnd = 0
  reading.pathStart = 0
  reading.pathEnd = 0
  reading.block1 = -1
  reading.block2 = -1
  reading.optionCount = 0
  reading.hasUnknownOption = false
  reading.isObserving = false
  reading.hasUnreadResources = false
  reading.problem = null
  readOptions(buf, end, reading)
}

/** Lengths in front of a message over TCP (RFC 8323, 3.2): how many bytes extend the nibble, and from where they count. */
const lengthForms = [
  { bytes: 1, base: 13 },
  { bytes: 2, base: 269 },
  { bytes: 4, base: 65_805 },
] as const

/** Length of the message over TCP at `start`, all of it; 0: more bytes are needed; -1: none is there. */
export function streamLength(buf: Buffer, start: number, end: number): number {
  if (end === start) return 0
  const first = buf[start] as number
  const tokenBytes = first & 0x0f
  if (tokenBytes > tokenBytesMax) return -1
  const form = lengthForms[(first >> 4) - 13]
  if (form === undefined) return 2 + tokenBytes + (first >> 4)
  if (end - start < 1 + form.bytes) return 0
  return 2 + form.bytes + tokenBytes + form.base + buf.readUIntBE(start + 1, form.bytes)
}

/** Longest length in front of a message over TCP, with its first byte. */
export const streamHeaderBytes = 5

/** Reads the message over TCP `buf[start, end)` (RFC 8323, 3.2). False: not even its header is there. */
export function readStreamCoap(buf: Buffer, start: number, end: number, reading: CoapReading): boolean {
  if (end - start < 2) return false
  const first = buf[start] as number
  const codeAt = start + 1 + (lengthForms[(first >> 4) - 13]?.bytes ?? 0)
  const tokenBytes = first & 0x0f
  if (tokenBytes > tokenBytesMax || codeAt + 1 + tokenBytes > end) return false
  reading.type = messageTypes.confirmable
  reading.code = buf[codeAt] as number
  reading.messageId = -1
  begin(buf, codeAt + 1, tokenBytes, end, reading)
  return true
}

/** What two messages have in common whose payloads are blocks of one body: code and all other options. */
export function transferKey(buf: Buffer, reading: CoapReading): string {
  let key = String(reading.code)
  for (let index = 0; index < reading.optionCount; index++) {
    const number = reading.optionNumbers[index] as number
    if (blockOptions.has(number)) continue
    key += ` ${number}:${buf.toString('latin1', reading.optionStarts[index], reading.optionEnds[index])}`
  }
  return key
}

/** So few bytes of a message may all be text by chance: a header, and a short token. */
const chanceTextBytesMax = 8

/**
 * Whether the datagram `buf[start, end)`, which was read, may be something else: it has a code or an option that does not
 * exist, or is a line of text whose first letters are those of a response. No request is: its code is no letter.
 */
export function mayBeOther(buf: Buffer, start: number, end: number, reading: CoapReading): boolean {
  if (reading.problem !== null || reading.hasUnknownOption) return true
  if (reading.isRequest) return reading.code > lastMethod
  if (!reading.isResponse) return reading.code !== 0 || end - start > headerBytes
  if (!knownStatuses.has(reading.status)) return true
  if (end - start <= chanceTextBytesMax) return false
  for (let at = start; at < end; at++) if (!isTextByte(buf[at] as number)) return false
  return true
}

/** Each turn of the loop takes at least the option's first byte. */
function readOptions(buf: Buffer, end: number, reading: CoapReading): void {
  let at = reading.optionsStart
  let number = 0
  let count = 0
  while (at < end) {
    const first = buf[at] as number
    if (first === payloadMark) {
      reading.optionsEnd = at
      reading.payloadStart = at + 1
      // A mark without a payload is a format error (RFC 7252, 3).
      if (at + 1 === end) reading.problem = coapAnomalies.options
      return
    }
    let from = at + 1
    let delta = first >> 4
    let length = first & 0x0f
    const deltaBytes = extendedBytes(delta)
    const lengthBytes = extendedBytes(length)
    if (deltaBytes < 0 || lengthBytes < 0 || from + deltaBytes + lengthBytes > end) break
    if (deltaBytes > 0) delta = extended(buf, from, deltaBytes)
    from += deltaBytes
    if (lengthBytes > 0) length = extended(buf, from, lengthBytes)
    from += lengthBytes
    const to = from + length
    number += delta
    if (to > end || number > 0xffff) break
    if (++count > limits.message.fieldsMax) {
      reading.optionsEnd = at
      reading.payloadStart = at
      reading.problem = coapAnomalies.optionsLimit
      return
    }
    takeOption(buf, number, from, to, reading)
    at = to
  }
  reading.optionsEnd = at
  reading.payloadStart = at
  if (at < end) reading.problem = coapAnomalies.options
}

function takeOption(buf: Buffer, number: number, from: number, to: number, reading: CoapReading): void {
  reading.optionNumbers[reading.optionCount] = number
  reading.optionStarts[reading.optionCount] = from
  reading.optionEnds[reading.optionCount] = to
  reading.optionCount++
  const lengths = knownOptions.get(number)
  const isKnown = lengths !== undefined && to - from >= lengths[0] && to - from <= lengths[1]
  if (!isKnown || (reading.isRequest && locationOptions.has(number))) reading.hasUnknownOption = true
  switch (number) {
    case coapOptions.uriHost:
      if (!mayNameHost(buf, from, to)) reading.hasUnknownOption = true
      else if (reading.hostEnd === 0) {
        reading.hostStart = from
        reading.hostEnd = to
      }
      return
    case coapOptions.proxyUri:
      reading.isForProxy = true
      if (reading.proxyUriEnd > 0) return
      reading.proxyUriStart = from
      reading.proxyUriEnd = to
      return
    case coapOptions.proxyScheme:
      reading.isForProxy = true
      return
    case coapOptions.uriPath:
      if (reading.pathEnd > 0 || to === from) return
      reading.pathStart = from
      reading.pathEnd = to
      return
    case coapOptions.observe:
      reading.isObserving = blockValue(buf, from, to) === 0
      return
    case coapOptions.block1:
      reading.block1 = blockValue(buf, from, to)
      return
    case coapOptions.block2:
      reading.block2 = blockValue(buf, from, to)
      return
    default:
  }
}

/** In 0 to 3 bytes (RFC 7959, 2.2). */
function blockValue(buf: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to && at < from + 3; at++) value = (value << 8) | (buf[at] as number)
  return value
}

/** Bytes that extend a nibble (RFC 7252, 3.1): 13 one, 14 two, 15 is reserved. */
function extendedBytes(nibble: number): number {
  if (nibble < 13) return 0
  return nibble === 15 ? -1 : nibble - 12
}

function extended(buf: Buffer, at: number, bytes: number): number {
  return bytes === 1 ? 13 + (buf[at] as number) : 269 + buf.readUInt16BE(at)
}

const probed = new CoapReading()

/**
 * CoAP has no magic number: on its own port a message must read to its end and have a code that exists, and a response
 * nothing that is unknown; elsewhere it must be a request with registered options only, and name a path or a host in
 * UTF-8 without control characters.
 */
export function probeDatagram(buf: Buffer, start: number, end: number, isCoapPort: boolean): 'yes' | 'no' {
  if (!readCoap(buf, start, end, probed) || probed.problem !== null) return 'no'
  if (probed.isRequest) {
    if (probed.code > lastMethod || probed.type > messageTypes.nonConfirmable) return 'no'
    if (isCoapPort) return 'yes'
    if (probed.hasUnknownOption || (probed.hostEnd === 0 && probed.pathEnd === 0)) return 'no'
    return isText(buf, probed.hostStart, probed.hostEnd) && isText(buf, probed.pathStart, probed.pathEnd)
      ? 'yes'
      : 'no'
  }
  // A response, or empty: a ping, an acknowledgement, a reset, with nothing behind the header (RFC 7252, 4.1).
  if (!isCoapPort || mayBeOther(buf, start, end, probed)) return 'no'
  return probed.isResponse && probed.type === messageTypes.reset ? 'no' : 'yes'
}

function isText(buf: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = buf[at] as number
    if (byte < 0x20 || byte === 0x7f) return false
  }
  return !buf.toString('utf8', from, to).includes('\uFFFD')
}

/** Capabilities and Settings (RFC 8323, 5.3), with which each end begins. */
const csmCode = 0xe1
/** Its options: the largest message, and whether blocks may be larger. */
const csmOptions: ReadonlySet<number> = new Set([2, 4])
const signalBytesMax = 24

/**
 * A stream is CoAP if it begins with Capabilities and Settings, without a token, with its own options and nothing
 * else; where it has no options (two bytes), the next message must be a request that names a path or a host.
 */
export function probeStream(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  if (end === start) return 'more'
  const first = buf[start] as number
  if ((first & 0x0f) !== 0 || first >> 4 > 12) return 'no'
  if (end - start < 2) return 'more'
  if (buf[start + 1] !== csmCode) return 'no'
  const length = streamLength(buf, start, end)
  if (length > signalBytesMax) return 'no'
  if (end - start < length) return 'more'
  if (!readStreamCoap(buf, start, start + length, probed) || probed.problem !== null) return 'no'
  for (let index = 0; index < probed.optionCount; index++)
    if (!csmOptions.has(probed.optionNumbers[index] as number)) return 'no'
  if (probed.optionCount > 0) return probed.payloadStart === start + length ? 'yes' : 'no'
  const next = start + length
  const nextLength = streamLength(buf, next, end)
  if (nextLength < 0) return 'no'
  if (nextLength === 0 || end - next < nextLength) return 'more'
  return canStartStream(buf, next, end) ? 'yes' : 'no'
}

/** Whether a whole request over TCP with a path or host stands at `start`. */
export function canStartStream(buf: Buffer, start: number, end: number): boolean {
  const length = streamLength(buf, start, end)
  if (length <= 2 || end - start < length) return false
  if (!readStreamCoap(buf, start, start + length, probed) || probed.problem !== null) return false
  return (
    probed.isRequest &&
    probed.code <= lastMethod &&
    !probed.hasUnknownOption &&
    (probed.hostEnd > 0 || probed.pathEnd > 0) &&
    isText(buf, probed.hostStart, probed.hostEnd) &&
    isText(buf, probed.pathStart, probed.pathEnd)
  )
}
