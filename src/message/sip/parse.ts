/** Reads SIP messages (RFC 3261): start line, fields in full and compact form, body. Pure and total. */
import { carriageReturn, colon, lineFeed, tab } from '../../core/ascii-codes.ts'

const space = 32

/** RFC 3261, 3262 (PRACK), 3265 (SUBSCRIBE, NOTIFY), 3903 (PUBLISH), 6086 (INFO), 3515 (REFER), 3428 (MESSAGE), 3311 (UPDATE). */
const methods: readonly string[] = [
  'REGISTER',
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'PRACK',
  'SUBSCRIBE',
  'NOTIFY',
  'PUBLISH',
  'INFO',
  'REFER',
  'MESSAGE',
  'UPDATE',
]
/** What a Request-URI begins with. */
const schemes: readonly string[] = ['sip:', 'sips:', 'tel:', 'urn:']
const requestStarts: readonly Buffer[] = methods.flatMap((method) =>
  schemes.map((scheme) => Buffer.from(`${method} ${scheme}`, 'latin1')),
)
const version: Buffer = Buffer.from('SIP/2.0', 'latin1')
const versionAndBlank: Buffer = Buffer.from('SIP/2.0 ', 'latin1')

/** Longest head that is read. */
export const headBytesMax = 65_536

/** Fields that are read, by their name and compact form (RFC 3261, 7.3.3), in lower case. */
const fieldNames: ReadonlyMap<string, 'length' | 'type' | 'encoding' | 'callId' | 'sequence'> = new Map([
  ['content-length', 'length'],
  ['l', 'length'],
  ['content-type', 'type'],
  ['c', 'type'],
  ['content-encoding', 'encoding'],
  ['e', 'encoding'],
  ['call-id', 'callId'],
  ['i', 'callId'],
  ['cseq', 'sequence'],
])

/** A message as it was read: positions in its buffer; start === end where absent. One object, reused. */
export class SipReading {
  isRequest = false
  status = 0
  methodStart = 0
  methodEnd = 0
  targetStart = 0
  targetEnd = 0
  /** Of the Request-URI of a REGISTER: the domain that it registers with. */
  hostStart = 0
  hostEnd = 0
  fieldsStart = 0
  headEnd = 0
  typeStart = 0
  typeEnd = 0
  encodingStart = 0
  encodingEnd = 0
  /** What the body's length is said to be; -1 where that is not said. */
  contentLength = -1
  callId = ''
  /** Number and method. */
  sequence = ''
}

/** Whether the message at `start` may be SIP: asked of the first bytes of a stream, as many as there are. */
export function probeStart(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  let at = start
  // Keep-alives may come first (RFC 5626, 3.5.1).
  while (at < end && isLineEnd(buf[at]) && at - start < 4) at++
  if (at === end) return at > start ? 'no' : 'more'
  // Asked of every stream and datagram: most begin with no capital.
  if ((buf[at] as number) < 0x41 || (buf[at] as number) > 0x5a) return 'no'
  if (startsWith(buf, at, end, versionAndBlank)) {
    const digit = at + versionAndBlank.length
    if (digit >= end) return 'more'
    return (buf[digit] as number) >= 0x31 && (buf[digit] as number) <= 0x36 ? 'yes' : 'no'
  }
  let isOpen = false
  for (const wanted of requestStarts) {
    if (buf[at] !== wanted[0] || !startsWith(buf, at, end, wanted)) continue
    if (end - at > wanted.length) return 'yes'
    isOpen = true
  }
  return isOpen ? 'more' : 'no'
}

/** True where what there is of `wanted` stands at `at`. */
function startsWith(buf: Buffer, at: number, end: number, wanted: Buffer): boolean {
  const length = Math.min(wanted.length, end - at)
  return buf.compare(wanted, 0, length, at, at + length) === 0
}

/** A datagram is SIP if its first line is a start line of SIP. */
export function isSipDatagram(buf: Buffer, start: number, end: number): boolean {
  if (probeStart(buf, start, end) !== 'yes') return false
  const at = behindLineEnds(buf, start, end)
  return startsWith(buf, at, end, version) || endsWithVersion(buf, at, endOfLine(buf, at, end))
}

/** Where the message behind line ends begins: some programs put them in front of it (RFC 3261, 7.5). */
export function behindLineEnds(buf: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && isLineEnd(buf[at])) at++
  return at
}

function endsWithVersion(buf: Buffer, start: number, lineEnd: number): boolean {
  const at = lineEnd - version.length
  return at > start && buf[at - 1] === space && buf.compare(version, 0, version.length, at, lineEnd) === 0
}

/** Where the line at `start` ends, without its line end. */
function endOfLine(buf: Buffer, start: number, end: number): number {
  const feed = buf.indexOf(lineFeed, start)
  const lineEnd = feed < 0 || feed > end ? end : feed
  return lineEnd > start && buf[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd
}

/** Where the head of the message at `start` ends, behind its blank line; -1 where that is not there. `from`: nothing before it. */
export function headEndOf(buf: Buffer, start: number, end: number, from: number): number {
  for (let at = Math.max(start, from); at < end; at++) {
    if (buf[at] !== lineFeed) continue
    if (at > start && buf[at - 1] === lineFeed) return at + 1
    if (at > start + 1 && buf[at - 1] === carriageReturn && buf[at - 2] === lineFeed) return at + 1
  }
  return -1
}

/** Reads the message `buf[start, end)`. False: it has no start line of SIP. */
export function readSip(buf: Buffer, start: number, end: number, reading: SipReading): boolean {
  reading.isRequest = false
  reading.status = 0
  reading.methodStart = start
  reading.methodEnd = start
  reading.targetStart = start
  reading.targetEnd = start
  reading.hostStart = start
  reading.hostEnd = start
  reading.typeStart = start
  reading.typeEnd = start
  reading.encodingStart = start
  reading.encodingEnd = start
  reading.contentLength = -1
  reading.callId = ''
  reading.sequence = ''
  const found = headEndOf(buf, start, Math.min(end, start + headBytesMax), start)
  reading.headEnd = found < 0 ? end : found
  const lineEnd = endOfLine(buf, start, reading.headEnd)
  reading.fieldsStart = behindLine(buf, lineEnd, reading.headEnd)
  if (!readStartLine(buf, start, lineEnd, reading)) return false
  readFields(buf, reading)
  return true
}

function behindLine(buf: Buffer, lineEnd: number, end: number): number {
  let at = lineEnd
  if (at < end && buf[at] === carriageReturn) at++
  if (at < end && buf[at] === lineFeed) at++
  return at
}

function readStartLine(buf: Buffer, start: number, lineEnd: number, reading: SipReading): boolean {
  if (lineEnd - start > versionAndBlank.length && startsWith(buf, start, lineEnd, versionAndBlank)) {
    const status = Number(buf.toString('latin1', start + 8, start + 11))
    reading.status = Number.isInteger(status) && status >= 100 && status < 700 ? status : 0
    return reading.status > 0
  }
  if (!endsWithVersion(buf, start, lineEnd)) return false
  const blank = buf.indexOf(space, start)
  const targetEnd = lineEnd - version.length - 1
  if (blank <= start || blank >= targetEnd) return false
  reading.isRequest = true
  reading.methodEnd = blank
  reading.targetStart = blank + 1
  reading.targetEnd = targetEnd
  if (buf.toString('latin1', start, blank) === 'REGISTER') readHost(buf, reading)
  return true
}

/** `sip:user@host:port;parameters` (RFC 3261, 19.1.1). */
const uriHost = /^sips?:(?:[^@]*@)?([^:;?[\]]+|\[[^\]]*\])/i

/** The domain that a REGISTER with this Request-URI registers with; '' where it names none. */
export function registrarOf(target: string): string {
  return uriHost.exec(target)?.[1] ?? ''
}

/** The field that names the sender: From of a request, To of an answer (RFC 3261, 8.1.1.3 and 8.2.6.2). */
const askingEnd = /\n(?:from|f)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)/i
const answeringEnd = /\n(?:to|t)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)/i
/** A URI in angle brackets, behind a name that may be quoted, or alone; no user's name has a bracket (RFC 3261, 25.1). */
const fieldDomain = /(?:<|^[ \t]*)sips?:(?:[^@<>]*@)?([^:;?<>@[\]\s]+)/i
/** What stands for no domain: an address, and who does not say who he is (RFC 3323, 4.1.1.3). */
const noDomain = /^[\d.]+$|(?:^|\.)invalid$/i

/** The domain of the account by which a message with this head is sent; '' where it names none. */
export function ownDomainOf(head: string): string {
  const field = (head.startsWith('SIP/2.0 ') ? answeringEnd : askingEnd).exec(head)?.[1] ?? ''
  const domain = fieldDomain.exec(field)?.[1] ?? ''
  return noDomain.test(domain) ? '' : domain
}

function readHost(buf: Buffer, reading: SipReading): void {
  const match = uriHost.exec(buf.toString('latin1', reading.targetStart, reading.targetEnd))
  const host = match?.[1]
  if (match === null || host === undefined || host === '') return
  reading.hostEnd = reading.targetStart + match[0].length
  reading.hostStart = reading.hostEnd - host.length
}

/** Each turn of the loop takes a line, with those that it goes on in. */
function readFields(buf: Buffer, reading: SipReading): void {
  let at = reading.fieldsStart
  while (at < reading.headEnd) {
    let lineEnd = endOfLine(buf, at, reading.headEnd)
    let next = Math.max(at + 1, behindLine(buf, lineEnd, reading.headEnd))
    // A line that begins with a blank goes on with the field before it (RFC 3261, 7.3.1).
    while (next < reading.headEnd && isBlank(buf[next])) {
      lineEnd = endOfLine(buf, next, reading.headEnd)
      next = Math.max(next + 1, behindLine(buf, lineEnd, reading.headEnd))
    }
    const mark = buf.indexOf(colon, at)
    if (mark > at && mark < lineEnd && mark - at <= 32) {
      const kind = fieldNames.get(buf.toString('latin1', at, mark).trim().toLowerCase())
      if (kind !== undefined) {
        let from = mark + 1
        while (from < lineEnd && (isBlank(buf[from]) || isLineEnd(buf[from]))) from++
        takeField(buf, kind, from, lineEnd, reading)
      }
    }
    at = next
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === carriageReturn || byte === lineFeed
}

function takeField(
  buf: Buffer,
  kind: 'length' | 'type' | 'encoding' | 'callId' | 'sequence',
  from: number,
  to: number,
  reading: SipReading,
): void {
  switch (kind) {
    case 'length': {
      const text = buf.toString('latin1', from, to).trim()
      reading.contentLength = /^\d{1,9}$/.test(text) ? Number(text) : -1
      return
    }
    case 'type':
      reading.typeStart = from
      reading.typeEnd = to
      return
    case 'encoding':
      reading.encodingStart = from
      reading.encodingEnd = to
      return
    case 'callId':
      reading.callId = buf.toString('latin1', from, Math.min(to, from + 256))
      return
    default:
      reading.sequence = buf.toString('latin1', from, Math.min(to, from + 64)).trim()
  }
}
