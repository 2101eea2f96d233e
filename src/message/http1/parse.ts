/**
 * Reads heads of HTTP/1.x (RFC 9112) by bytes: no strings, no objects, each byte looked at once. Pure: what is found
 * goes into the unit. Tolerant where servers are: bare line feeds, white space before a colon, folded fields, lower
 * case; each is marked as an oddity of the unit.
 */
import { isAlnum, isDigit } from '../../core/ascii.ts'
import { limits } from '../../core/limits.ts'
import type { Message } from '../types.ts'
import { findLineFeed, findLowByte } from '../line-feed.ts'
import { isControl } from './other-readings.ts'
import { isKnownMethod, methodBefore } from './methods.ts'
import type { Unit } from './unit.ts'
import { fields, methodKinds, notCounted, oddities } from './unit.ts'
import { matches } from './matches.ts'
import { isConnect, isHttpSlash, methodBytesMax, tokenBytes } from './start-line.ts'

const lineFeed = 10
const carriageReturn = 13
const space = 32
const tab = 9
const colon = 58
const slash = 47
const plus = 43

const headName = Buffer.from('head')
const hostName = Buffer.from('host')
const onlineHostName = Buffer.from('x-online-host')
/** Where operators in China take requests for any host, by CMWAP, 3GWAP and CTWAP: there is none other by these names. */
const gateways: readonly Buffer[] = ['10.0.0.172', '10.0.0.200'].map((address) => Buffer.from(address))
const contentName = Buffer.from('content-')
const lengthName = Buffer.from('length')
const typeName = Buffer.from('type')
const encodingName = Buffer.from('encoding')
const transferEncodingName = Buffer.from('transfer-encoding')
const upgradeName = Buffer.from('upgrade')
const chunkedName = Buffer.from('chunked')
const identityName = Buffer.from('identity')

/** Results of reading on in a head. */
export const headStates = { more: 0, whole: 1, notStart: 2 } as const

/**
 * Reads lines of the head in `buf` from `unit.searchFrom` to `end`. `whole`: the blank line was read, the head ends at
 * `unit.searchFrom`. `notStart`: the first line, `[unit.lineStart, unit.searchFrom)`, is no start line.
 */
export function readHead(unit: Unit, buf: Buffer, end: number, isResponse: boolean): number {
  let lineStart = unit.lineStart
  let at = unit.searchFrom
  for (;;) {
    at = isResponse ? findLineFeed(buf, at, end) : findRequestLineFeed(unit, buf, at, end, lineStart)
    if (at === end) {
      unit.lineStart = lineStart
      unit.searchFrom = at
      return headStates.more
    }
    let lineEnd = at
    // Some write two carriage returns.
    while (lineEnd > lineStart && buf[lineEnd - 1] === carriageReturn) lineEnd--
    if (lineEnd === at) unit.oddities |= oddities.bareLineFeed
    at++
    if (unit.lines === 0) {
      const isStart = isResponse
        ? readStatusLine(unit, buf, lineStart, lineEnd)
        : readRequestLine(unit, buf, lineStart, lineEnd)
      if (!isStart) {
        unit.lineStart = lineStart
        unit.searchFrom = at
        return headStates.notStart
      }
      unit.message.fieldsStart = at
    } else {
      if (lineEnd === lineStart) {
        unit.lineStart = at
        unit.searchFrom = at
        return headStates.whole
      }
      if (unit.lines <= limits.message.fieldsMax) readField(unit, buf, lineStart, lineEnd)
      else unit.oddities |= oddities.tooManyFields
    }
    unit.lines++
    lineStart = at
  }
}

/** {@link findLineFeed} in a line of a request that begins at `lineStart`, the bytes up to `start` of which were searched; sees controls in it. */
function findRequestLineFeed(unit: Unit, buf: Buffer, start: number, end: number, lineStart: number): number {
  // What a carriage return is, the byte behind it tells, which may have come only now.
  let at = start > lineStart && buf[start - 1] === carriageReturn ? start - 1 : findLowByte(buf, start, end)
  while (at < end && buf[at] !== lineFeed) {
    if ((buf[at] === 0 || at + 1 < end) && isControl(buf, at)) unit.oddities |= oddities.controlInHead
    at = findLowByte(buf, at + 1, end)
  }
  return at
}

function readStatusLine(unit: Unit, buf: Buffer, start: number, end: number): boolean {
  if (end - start < 12 || !isHttpSlash(buf, start)) return false
  let at = start + 5
  while (at < end && buf[at] !== space && buf[at] !== tab) at++
  while (at < end && (buf[at] === space || buf[at] === tab)) at++
  if (at + 3 > end || !isDigit(buf[at]) || !isDigit(buf[at + 1]) || !isDigit(buf[at + 2])) return false
  const next = buf[at + 3]
  if (at + 3 < end && next !== space && next !== tab) return false
  const status =
    ((buf[at] as number) - 48) * 100 + ((buf[at + 1] as number) - 48) * 10 + ((buf[at + 2] as number) - 48)
  if (status < 100) return false
  unit.message.status = status
  return true
}

function readRequestLine(unit: Unit, buf: Buffer, start: number, end: number): boolean {
  let methodEnd = start
  const bound = Math.min(end, start + methodBytesMax + 1)
  let hasLowerCase = false
  let hasDigitOrSign = false
  while (methodEnd < bound) {
    const byte = buf[methodEnd] as number
    if (tokenBytes[byte] === 0) break
    if (byte >= 0x61 && byte <= 0x7a) hasLowerCase = true
    else if (byte <= 0x39) hasDigitOrSign = true
    methodEnd++
  }
  const behind = buf[methodEnd]
  if (methodEnd === start || methodEnd >= end || (behind !== space && behind !== tab)) return false
  if ((hasLowerCase || hasDigitOrSign) && hasRestBefore(buf, start, methodEnd)) return false
  let targetStart = methodEnd
  while (targetStart < end && (buf[targetStart] === space || buf[targetStart] === tab)) targetStart++
  let versionEnd = end
  while (versionEnd > targetStart && (buf[versionEnd - 1] === space || buf[versionEnd - 1] === tab))
    versionEnd--
  if (targetStart === versionEnd) return false
  // The version is the last word if it begins with HTTP/; spaces in between belong to the target.
  let versionStart = versionEnd
  const wordBound = Math.max(targetStart, versionEnd - 16)
  while (versionStart > wordBound && buf[versionStart - 1] !== space && buf[versionStart - 1] !== tab)
    versionStart--
  let targetEnd = versionEnd
  if (versionStart > targetStart && versionEnd - versionStart >= 6 && isHttpSlash(buf, versionStart)) {
    targetEnd = versionStart
    while (targetEnd > targetStart && (buf[targetEnd - 1] === space || buf[targetEnd - 1] === tab))
      targetEnd--
  } else {
    // Without a version, only a known method makes a request of it (HTTP/0.9).
    if (!isKnownMethod(buf, start, methodEnd)) return false
    unit.methodKind = methodKinds.simple
    unit.oddities |= oddities.noVersion
  }
  if (hasLowerCase) unit.oddities |= oddities.lowerCaseMethod
  const message = unit.message
  message.methodStart = start
  message.methodEnd = methodEnd
  message.targetStart = targetStart
  message.targetEnd = targetEnd
  if (methodEnd - start === 4 && matches(buf, start, headName)) unit.methodKind = methodKinds.head
  else if (isConnect(buf, start, methodEnd)) {
    unit.methodKind = methodKinds.connect
    message.hostStart = targetStart
    message.hostEnd = targetEnd
  } else if (buf[targetStart] !== slash) readAuthority(unit, buf, targetStart, targetEnd)
  return true
}

/** Does a known method end at `end` behind small letters or digits? They are the end of a body, of which the rest is missing. */
function hasRestBefore(buf: Buffer, start: number, end: number): boolean {
  const at = methodBefore(buf, start, end)
  if (at <= start || isKnownMethod(buf, start, end)) return false
  const before = buf[at - 1]
  return isDigit(before) || (isAlnum(before) && (before as number) >= 0x61)
}

/** An absolute target names the host, whatever a Host field says (RFC 9112 section 3.2.2). */
function readAuthority(unit: Unit, buf: Buffer, start: number, end: number): void {
  let at = start
  while (at < end && tokenBytes[buf[at] as number] === 1) at++
  if (at === start || at + 3 > end || buf[at] !== colon || buf[at + 1] !== slash || buf[at + 2] !== slash)
    return
  at += 3
  let hostStart = at
  while (at < end && buf[at] !== slash && buf[at] !== 63 && buf[at] !== 35) {
    if (buf[at] === 64) hostStart = at + 1
    at++
  }
  if (at === hostStart) return
  unit.message.hostStart = hostStart
  unit.message.hostEnd = at
}

/** Where the value of the field `name` starts (its line is `[start, end)`), or -1 if it is another field. */
function valueOf(unit: Unit, buf: Buffer, at: number, end: number, name: Buffer): number {
  if (at + name.length >= end || !matches(buf, at, name)) return -1
  let colonAt = at + name.length
  if (buf[colonAt] !== colon) {
    while (colonAt < end && (buf[colonAt] === space || buf[colonAt] === tab)) colonAt++
    if (colonAt === end || buf[colonAt] !== colon || colonAt === at + name.length) return -1
    unit.oddities |= oddities.spaceBeforeColon
  }
  return colonAt + 1
}

function skipSpace(buf: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (buf[at] === space || buf[at] === tab)) at++
  return at
}

function trimEnd(buf: Buffer, start: number, end: number): number {
  let at = end
  while (at > start && (buf[at - 1] === space || buf[at - 1] === tab)) at--
  return at
}

/** One field line `[start, end)`, not blank. Only what steers the reading or the decoding is recognised. */
function readField(unit: Unit, buf: Buffer, start: number, end: number): void {
  const first = (buf[start] as number) | 0x20
  let at: number
  if (first === 0x63) {
    // content-…
    if (end - start < 13 || !matches(buf, start, contentName)) {
      unit.lastField = fields.other
      return
    }
    at = start + contentName.length
    const next = (buf[at] as number) | 0x20
    if (next === 0x6c) {
      const value = valueOf(unit, buf, at, end, lengthName)
      if (value >= 0) return takeField(unit, buf, fields.contentLength, value, end)
    } else if (next === 0x74) {
      const value = valueOf(unit, buf, at, end, typeName)
      if (value >= 0) return takeField(unit, buf, fields.contentType, value, end)
    } else if (next === 0x65) {
      const value = valueOf(unit, buf, at, end, encodingName)
      if (value >= 0) return takeField(unit, buf, fields.contentEncoding, value, end)
    }
  } else if (first === 0x68) {
    at = valueOf(unit, buf, start, end, hostName)
    if (at >= 0) return takeField(unit, buf, fields.host, at, end)
  } else if (first === 0x74) {
    at = valueOf(unit, buf, start, end, transferEncodingName)
    if (at >= 0) return takeField(unit, buf, fields.transferEncoding, at, end)
  } else if (first === 0x75) {
    at = valueOf(unit, buf, start, end, upgradeName)
    if (at >= 0) return takeField(unit, buf, fields.upgrade, at, end)
  } else if (first === 0x78) {
    at = valueOf(unit, buf, start, end, onlineHostName)
    if (at >= 0) return takeField(unit, buf, fields.onlineHost, at, end)
  } else if (buf[start] === space || buf[start] === tab) {
    // obs-fold (RFC 9112 section 5.2): the value goes on. Of a length or a coding that matters, and of a host that begins.
    unit.oddities |= oddities.foldedField
    const field = unit.lastField
    const isBeginning = field === fields.host && unit.message.hostEnd === 0
    if (field === fields.contentLength || field === fields.transferEncoding || isBeginning)
      takeField(unit, buf, field, start, end)
    return
  }
  unit.lastField = fields.other
}

function takeField(unit: Unit, buf: Buffer, field: number, valueStart: number, lineEnd: number): void {
  const start = skipSpace(buf, valueStart, lineEnd)
  const end = trimEnd(buf, start, lineEnd)
  unit.lastField = field
  if (start === end) return
  const message = unit.message
  switch (field) {
    case fields.host:
      // Of an absolute or CONNECT target the host is known already.
      if (message.hostEnd === 0 || (message.isByGateway && !isGateway(buf, start, end)))
        takeHost(message, start, end, false)
      else if (message.hostStart > message.targetEnd && !message.isByGateway)
        unit.oddities |= oddities.repeatedHost
      break
    case fields.onlineHost:
      // Any program may write it: it counts where the request is to the gateway.
      if (message.hostEnd === 0 || isGateway(buf, message.hostStart, message.hostEnd))
        takeHost(message, start, end, true)
      break
    case fields.contentLength:
      readContentLength(unit, buf, start, end)
      break
    case fields.transferEncoding:
      readTransferEncoding(unit, buf, start, end)
      break
    case fields.contentType:
      if (message.contentTypeEnd > 0) break
      message.contentTypeStart = start
      message.contentTypeEnd = end
      break
    case fields.contentEncoding:
      if (message.contentEncodingEnd > 0) break
      message.contentEncodingStart = start
      message.contentEncodingEnd = end
      break
    default:
      unit.hasUpgrade = true
  }
}

function takeHost(message: Message, start: number, end: number, isByGateway: boolean): void {
  message.hostStart = start
  message.hostEnd = end
  message.isByGateway = isByGateway
}

/** Is the host `[start, end)` a gateway of an operator, with a port or without? */
function isGateway(buf: Buffer, start: number, end: number): boolean {
  return gateways.some(
    (name) =>
      end - start >= name.length &&
      matches(buf, start, name) &&
      (end - start === name.length || buf[start + name.length] === colon),
  )
}

/** Digits, or a list of such (RFC 9110 section 8.6 lets a receiver accept a list of the same number). */
function readContentLength(unit: Unit, buf: Buffer, start: number, end: number): void {
  let at = start
  while (at < end) {
    at = skipSpace(buf, at, end)
    const isSigned = buf[at] === plus
    if (isSigned) at++
    let length = 0
    const digitsStart = at
    while (at < end && isDigit(buf[at])) {
      length = length * 10 + ((buf[at] as number) - 48)
      at++
    }
    const isNumber = at > digitsStart && Number.isSafeInteger(length)
    at = skipSpace(buf, at, end)
    const comma = buf[at]
    if (isSigned || !isNumber || (at < end && comma !== 44)) {
      unit.oddities |= oddities.badLength
      // Many servers take a sign, and what stands behind a number; of 0 as of `0x14` nobody knows.
      if (unit.contentLength < 0) unit.contentLength = isNumber && length > 0 ? length : notCounted
      return
    }
    if (unit.contentLength < 0) unit.contentLength = length
    else if (unit.contentLength === length) unit.oddities |= oddities.repeatedLength
    else {
      unit.oddities |= oddities.conflictingLengths
      const longest = Math.max(unit.contentLength + unit.furtherBytes, length)
      unit.contentLength = Math.min(unit.contentLength, length)
      unit.furtherBytes = longest - unit.contentLength
    }
    at++
  }
}

/** What counts is whether `chunked` is the last coding (RFC 9112 section 6.3); empty elements are none (RFC 9110, 5.6.1.2). */
function readTransferEncoding(unit: Unit, buf: Buffer, start: number, stop: number): void {
  let end = stop
  while (end > start && isBetweenElements(buf[end - 1] as number)) end--
  if (end - start === identityName.length && matches(buf, start, identityName)) return
  unit.hasTransferEncoding = true
  const nameStart = end - chunkedName.length
  const before = buf[nameStart - 1]
  unit.isChunked =
    nameStart >= start &&
    matches(buf, nameStart, chunkedName) &&
    (nameStart === start || isBetweenElements(before as number))
}

function isBetweenElements(byte: number): boolean {
  return byte === 44 || byte === space || byte === tab
}
