/**
 * Writes the fields of HTTP/2 and HTTP/3 as a head in the form of HTTP/1 (`GET /path HTTP/2`, `host: name`, …), so that
 * who takes messages needs to know one form only. What is on the wire is mapped to it, byte for byte or as a whole;
 * what is written for the form alone (blanks, line ends, the version) is on no wire and mapped to nothing.
 *
 * `:authority` becomes the field `host`; a pseudo-field that has no place in the start line (`:protocol`, one that is
 * repeated or unknown) becomes a field without its colon, so that nothing that was sent is left out.
 */
import { colon } from '../../core/ascii-codes.ts'
import { copyBytes } from '../copy-bytes.ts'
import type { Gather } from '../gather.ts'
import type { Message } from '../types.ts'
import type { FieldList } from './field-list.ts'

/** What a field section was found to be odd in; bits of `HeadFacts.oddities`. */
export const fieldOddities = {
  repeatedPseudo: 1,
  unknownPseudo: 2,
  latePseudo: 4,
  missingPseudo: 8,
  /** A line feed, carriage return or zero byte in a name or value. */
  forbiddenByte: 16,
  /** Fields that steer a connection of HTTP/1, and have no meaning here (RFC 9113 section 8.2.2). */
  connectionField: 32,
  conflictingHosts: 64,
  badLength: 128,
  repeatedLength: 256,
} as const

/** What the last head said, beside what stands in the message. One object, reused. */
export interface HeadFacts {
  oddities: number
  /** -1: none stated. */
  contentLength: number
  isHead: boolean
  isConnect: boolean
  /** Position of the values of `:protocol` (RFC 8441) and `grpc-encoding` in the head; start === end where absent. */
  protocolStart: number
  protocolEnd: number
  grpcEncodingStart: number
  grpcEncodingEnd: number
}

const facts: HeadFacts = {
  oddities: 0,
  contentLength: -1,
  isHead: false,
  isConnect: false,
  protocolStart: 0,
  protocolEnd: 0,
  grpcEncodingStart: 0,
  grpcEncodingEnd: 0,
}

/** Indexes of the pseudo-fields of the section, -1 where absent. */
const pseudo = { method: -1, path: -1, authority: -1, scheme: -1, status: -1 }

const binaryEnd = Buffer.from('-bin', 'latin1')
const hostName = Buffer.from('host', 'latin1')
const noField = -1

/**
 * Writes the head of a request or response to `head` (which is empty) and fills the message's positions and status.
 * `version`: `HTTP/2` or `HTTP/3`. Total: whatever the fields are, all of their bytes are written.
 */
export function writeHead(
  message: Message,
  head: Gather,
  fields: FieldList,
  isResponse: boolean,
  version: Buffer,
): Readonly<HeadFacts> {
  facts.oddities = 0
  facts.contentLength = -1
  facts.isHead = false
  facts.isConnect = false
  facts.protocolStart = 0
  facts.protocolEnd = 0
  facts.grpcEncodingStart = 0
  facts.grpcEncodingEnd = 0
  findPseudo(fields, isResponse)
  // Each field gets four bytes of its own, `host` for `:authority` fewer than that had; the start line the rest.
  head.room(fields.length + 4 * fields.count + version.length + 16)
  if (isResponse) writeStatusLine(message, head, fields, version)
  else writeRequestLine(message, head, fields, version)
  message.fieldsStart = head.part.end
  if (!isResponse && pseudo.authority >= 0) {
    writeText(head, hostName)
    writeText(head, separator)
    message.hostStart = head.part.end
    copyValue(head, fields, pseudo.authority)
    message.hostEnd = head.part.end
    writeText(head, lineEnd)
  }
  for (let index = 0; index < fields.count; index++) {
    if (index === pseudo.method || index === pseudo.path || index === pseudo.authority) continue
    if (index === pseudo.status) continue
    if (index === pseudo.scheme && isWeb(fields, index)) continue
    writeField(message, head, fields, index, isResponse)
  }
  writeText(head, lineEnd)
  return facts
}

/** Writes the fields as lines to `trailer`, behind what is there. Returns the oddities. */
export function writeTrailer(trailer: Gather, fields: FieldList): number {
  let found = 0
  trailer.room(fields.length + 4 * fields.count)
  for (let index = 0; index < fields.count; index++) {
    if (fields.buf[fields.nameStarts[index] as number] === colon) found |= fieldOddities.latePseudo
    found |= writeLine(trailer, fields, index)
  }
  return found
}

function findPseudo(fields: FieldList, isResponse: boolean): void {
  pseudo.method = noField
  pseudo.path = noField
  pseudo.authority = noField
  pseudo.scheme = noField
  pseudo.status = noField
  let isPastPseudo = false
  for (let index = 0; index < fields.count; index++) {
    const start = fields.nameStarts[index] as number
    if (fields.buf[start] !== colon || fields.valueStarts[index] === start) {
      isPastPseudo = true
      continue
    }
    if (isPastPseudo) facts.oddities |= fieldOddities.latePseudo
    const name = pseudoName(fields, index, isResponse)
    if (name === 'protocol') continue
    if (name === null) facts.oddities |= fieldOddities.unknownPseudo
    else if (pseudo[name] !== noField) facts.oddities |= fieldOddities.repeatedPseudo
    else pseudo[name] = index
  }
}

type PseudoName = 'method' | 'path' | 'authority' | 'scheme' | 'status' | 'protocol'

/** Which pseudo-field it is; null for one that has no meaning in such a head. */
function pseudoName(fields: FieldList, index: number, isResponse: boolean): PseudoName | null {
  if (isResponse) return isNamed(fields, index, statusName) ? 'status' : null
  if (isNamed(fields, index, methodName)) return 'method'
  if (isNamed(fields, index, pathName)) return 'path'
  if (isNamed(fields, index, authorityName)) return 'authority'
  if (isNamed(fields, index, schemeName)) return 'scheme'
  return isNamed(fields, index, protocolName) ? 'protocol' : null
}

function writeRequestLine(message: Message, head: Gather, fields: FieldList, version: Buffer): void {
  const { part } = head
  message.methodStart = part.end
  if (pseudo.method >= 0) {
    copyValue(head, fields, pseudo.method)
    facts.isHead = isValue(fields, pseudo.method, headMethod)
    facts.isConnect = isValue(fields, pseudo.method, connectMethod)
  } else facts.oddities |= fieldOddities.missingPseudo
  message.methodEnd = part.end
  writeText(head, blank)
  message.targetStart = part.end
  if (pseudo.path >= 0) copyValue(head, fields, pseudo.path)
  else if (facts.isConnect && pseudo.authority >= 0) copyValue(head, fields, pseudo.authority)
  else facts.oddities |= fieldOddities.missingPseudo
  message.targetEnd = part.end
  writeText(head, blank)
  writeText(head, version)
  writeText(head, lineEnd)
}

function writeStatusLine(message: Message, head: Gather, fields: FieldList, version: Buffer): void {
  writeText(head, version)
  writeText(head, blank)
  message.status = 0
  if (pseudo.status >= 0) {
    message.status = statusOf(fields, pseudo.status)
    copyValue(head, fields, pseudo.status)
  }
  if (message.status === 0) facts.oddities |= fieldOddities.missingPseudo
  writeText(head, lineEnd)
}

/** A field as a line, and what it says that steers the reading. */
function writeField(
  message: Message,
  head: Gather,
  fields: FieldList,
  index: number,
  isResponse: boolean,
): void {
  const { part } = head
  const nameLength = (fields.valueStarts[index] as number) - (fields.nameStarts[index] as number)
  facts.oddities |= writeLine(head, fields, index)
  const valueEnd = part.end - lineEnd.length
  const valueStart = valueEnd - ((fields.ends[index] as number) - (fields.valueStarts[index] as number))
  switch (nameLength) {
    case 4:
      if (!isResponse && isNamed(fields, index, hostName)) takeHost(message, part.buf, valueStart, valueEnd)
      break
    case 7:
      if (isNamed(fields, index, upgradeName)) facts.oddities |= fieldOddities.connectionField
      break
    case 9:
      if (!isResponse && isNamed(fields, index, protocolName) && facts.protocolEnd === 0) {
        facts.protocolStart = valueStart
        facts.protocolEnd = valueEnd
      }
      break
    case 10:
      if (isNamed(fields, index, connectionName)) facts.oddities |= fieldOddities.connectionField
      break
    case 12:
      if (message.contentTypeEnd === 0 && isNamed(fields, index, contentTypeName)) {
        message.contentTypeStart = valueStart
        message.contentTypeEnd = valueEnd
      }
      break
    case 13:
      if (facts.grpcEncodingEnd === 0 && isNamed(fields, index, grpcEncodingName)) {
        facts.grpcEncodingStart = valueStart
        facts.grpcEncodingEnd = valueEnd
      }
      break
    case 14:
      if (isNamed(fields, index, contentLengthName)) takeLength(fields, index)
      break
    case 16:
      if (message.contentEncodingEnd === 0 && isNamed(fields, index, contentEncodingName)) {
        message.contentEncodingStart = valueStart
        message.contentEncodingEnd = valueEnd
      }
      break
    case 17:
      if (isNamed(fields, index, transferEncodingName)) facts.oddities |= fieldOddities.connectionField
      break
    default:
  }
}

/** `host` where there is no `:authority`, as of a request that was translated from HTTP/1; else they must agree. */
function takeHost(message: Message, buf: Buffer, start: number, end: number): void {
  if (message.hostEnd === 0) {
    message.hostStart = start
    message.hostEnd = end
  } else if (buf.compare(buf, start, end, message.hostStart, message.hostEnd) !== 0)
    facts.oddities |= fieldOddities.conflictingHosts
}

function takeLength(fields: FieldList, index: number): void {
  const start = fields.valueStarts[index] as number
  const end = fields.ends[index] as number
  let length = 0
  for (let at = start; at < end; at++) {
    const digit = (fields.buf[at] as number) - 48
    length = digit < 0 || digit > 9 ? Number.NaN : length * 10 + digit
  }
  if (start === end || !Number.isSafeInteger(length)) facts.oddities |= fieldOddities.badLength
  else if (facts.contentLength < 0) facts.contentLength = length
  else if (facts.contentLength !== length) facts.oddities |= fieldOddities.repeatedLength
}

function statusOf(fields: FieldList, index: number): number {
  const start = fields.valueStarts[index] as number
  if ((fields.ends[index] as number) - start !== 3) return 0
  let status = 0
  for (let at = start; at < start + 3; at++) {
    const digit = (fields.buf[at] as number) - 48
    if (digit < 0 || digit > 9) return 0
    status = status * 10 + digit
  }
  return status >= 100 ? status : 0
}

/** `name: value`, a pseudo-field without its colon. Returns the oddities. */
function writeLine(to: Gather, fields: FieldList, index: number): number {
  const { buf } = fields
  let nameStart = fields.nameStarts[index] as number
  const valueStart = fields.valueStarts[index] as number
  const end = fields.ends[index] as number
  if (buf[nameStart] === colon && nameStart < valueStart) nameStart++
  copy(to, fields, nameStart, valueStart)
  writeText(to, separator)
  copy(to, fields, valueStart, end)
  writeText(to, lineEnd)
  for (let at = nameStart; at < end; at++) {
    const byte = buf[at] as number
    if (byte <= 13 && (byte === 10 || byte === 13 || byte === 0))
      return at >= valueStart && isTrueBinary(buf, nameStart, valueStart) ? 0 : fieldOddities.forbiddenByte
  }
  return 0
}

/** Metadata of gRPC as bytes, which a zero byte begins: both ends may agree on it for names with this end (gRFC G1). */
function isTrueBinary(buf: Buffer, nameStart: number, valueStart: number): boolean {
  const nameEnd = valueStart - binaryEnd.length
  return buf[valueStart] === 0 && nameEnd > nameStart && isText(buf, nameEnd, binaryEnd, true)
}

function copyValue(to: Gather, fields: FieldList, index: number): void {
  copy(to, fields, fields.valueStarts[index] as number, fields.ends[index] as number)
}

function copy(to: Gather, fields: FieldList, start: number, end: number): void {
  if (start === end) return
  const { part } = to
  part.runs.addRange(part.end, fields.runs, start, end)
  copyBytes(fields.buf, start, end, part.buf, part.end)
  part.end += end - start
}

/** Text of the form, on no wire. */
function writeText(to: Gather, text: Buffer): void {
  const { part } = to
  part.runs.addNone(part.end)
  copyBytes(text, 0, text.length, part.buf, part.end)
  part.end += text.length
}

function isNamed(fields: FieldList, index: number, name: Buffer): boolean {
  const start = fields.nameStarts[index] as number
  return (
    (fields.valueStarts[index] as number) - start === name.length && isText(fields.buf, start, name, true)
  )
}

function isValue(fields: FieldList, index: number, text: Buffer): boolean {
  const start = fields.valueStarts[index] as number
  return (fields.ends[index] as number) - start === text.length && isText(fields.buf, start, text, false)
}

/** Does `text` stand at `at`? Names are lower case here, but who sends others is no less understood. */
function isText(buf: Buffer, at: number, text: Buffer, foldsCase: boolean): boolean {
  for (let index = 0; index < text.length; index++) {
    const byte = buf[at + index] as number
    const wanted = text[index] as number
    if (byte !== wanted && !(foldsCase && wanted >= 0x61 && (byte | 0x20) === wanted)) return false
  }
  return true
}

/** The schemes that say nothing that the protocol does not. */
function isWeb(fields: FieldList, index: number): boolean {
  return isValue(fields, index, httpsScheme) || isValue(fields, index, httpScheme)
}

const blank = Buffer.from(' ', 'latin1')
const lineEnd = Buffer.from('\r\n', 'latin1')
const separator = Buffer.from(': ', 'latin1')
const methodName = Buffer.from(':method', 'latin1')
const pathName = Buffer.from(':path', 'latin1')
const authorityName = Buffer.from(':authority', 'latin1')
const schemeName = Buffer.from(':scheme', 'latin1')
const statusName = Buffer.from(':status', 'latin1')
const protocolName = Buffer.from(':protocol', 'latin1')
const connectionName = Buffer.from('connection', 'latin1')
const contentTypeName = Buffer.from('content-type', 'latin1')
const contentLengthName = Buffer.from('content-length', 'latin1')
const contentEncodingName = Buffer.from('content-encoding', 'latin1')
const grpcEncodingName = Buffer.from('grpc-encoding', 'latin1')
const transferEncodingName = Buffer.from('transfer-encoding', 'latin1')
const upgradeName = Buffer.from('upgrade', 'latin1')
const headMethod = Buffer.from('HEAD', 'latin1')
const connectMethod = Buffer.from('CONNECT', 'latin1')
const httpsScheme = Buffer.from('https', 'latin1')
const httpScheme = Buffer.from('http', 'latin1')
