import { lineFeed } from '../core/ascii-codes.ts'

/** What a side says when it speaks, where that can only be said by a client, or by a server. */
const words: readonly (readonly [text: string, by: 'client' | 'server'])[] = [
  // A request has a target behind its method (RFC 9112, 3): a path, a whole URL, a star.
  ...['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'].flatMap((method) =>
    ['/', 'http', '*'].map((target) => [`${method} ${target}`, 'client'] as const),
  ),
  ['HTTP/1.', 'server'],
  ['REGISTER sip', 'client'],
]
const table = words.map(([text, by]) => ({ bytes: Buffer.from(text, 'latin1'), by }))

/** Longest of the words. */
const wordBytesMax = Math.max(...table.map(({ bytes }) => bytes.length))

const handshakeRecord = 0x16
/** By the first byte of the version: bytes of the header of a record of TLS, and of DTLS (RFC 6347, 4.1). */
const recordHeaderBytes: ReadonlyMap<number, number> = new Map([
  [3, 5],
  [0xfe, 13],
])
/** Types of the messages that begin a conversation (RFC 8446, 4); the third asks for a cookie (RFC 6347, 4.2.1). */
const hellos: ReadonlyMap<number, 'client' | 'server'> = new Map([
  [1, 'client'],
  [2, 'server'],
  [3, 'server'],
])

/** Who says `buf[start, end)`, where that is the hello of TLS or DTLS; else null. */
export function helloBy(buf: Buffer, start: number, end: number): 'client' | 'server' | null {
  if (start + 1 >= end || buf[start] !== handshakeRecord) return null
  const headerBytes = recordHeaderBytes.get(buf[start + 1] as number)
  if (headerBytes === undefined || start + headerBytes >= end) return null
  return hellos.get(buf[start + headerBytes] as number) ?? null
}

/** First bytes of Initial packets of QUIC, by version (RFC 9000, 17.2.2; RFC 9369, 3.2). */
const initials: ReadonlyMap<number, number> = new Map([
  [0x0000_0001, 0xc0],
  [0x6b33_43cf, 0xd0],
])
/** A client fills the datagram of its hello up to this size (RFC 9000, 14.1), and begins it with a long header (17.2). */
const initialBytesMin = 1_200
const longHeader = 0xc0

/** Whether a datagram is as long as the first one of QUIC, and begins so. */
export function mayBeginQuic(buf: Buffer, start: number, end: number): boolean {
  return end - start >= initialBytesMin && (buf[start] as number) >= longHeader
}

/** Whether a datagram is as the first one of a conversation: the hello of DTLS, or a packet of QUIC that may hold one. */
export function beginsConversation(buf: Buffer, start: number, end: number): boolean {
  if (helloBy(buf, start, end) === 'client') return true
  if (!mayBeginQuic(buf, start, end)) return false
  return initials.get(buf.readUInt32BE(start + 1)) === ((buf[start] as number) & 0xf0)
}

const register = Buffer.from('REGISTER sip', 'latin1')
const sipAnswer = Buffer.from('SIP/2.0 ', 'latin1')
/** Of an answer of SIP: a phone registers, nobody else. */
const answeredRegister = /\ncseq[ \t]*:[ \t]*\d{1,10}[ \t]+REGISTER[ \t]*\r?\n/i
/** Last bytes of the first line of a request of SIP, and how far that is looked for. */
const sipVersion = Buffer.from(' SIP/2.0\r\n', 'latin1')
const requestLineBytesMax = 512
/** Fields that only a phone sends its operator, and that only the operator sends a phone (RFC 7315, RFC 3325). */
const sipFields: readonly (readonly [text: string, by: 'client' | 'server'])[] = [
  ['\r\nP-Access-Network-Info:', 'client'],
  ['\r\nP-Preferred-Identity:', 'client'],
  ['\r\nP-Called-Party-ID:', 'server'],
  ['\r\nP-Asserted-Identity:', 'server'],
]
/** A request of SIP tells by then who says it. */
const sipBytesMax = 4_096

/** Whether a datagram registers a phone by SIP: nobody but the phone says that. */
export function isRegister(buf: Buffer, start: number, end: number): boolean {
  if (buf[start] !== 0x52 || end - start < register.length) return false
  return buf.compare(register, 0, register.length, start, start + register.length) === 0
}

/** Whether a datagram is an answer of SIP: it goes to who asked, as its topmost Via says (RFC 3261, 18.2.2). */
export function isSipAnswer(buf: Buffer, start: number, end: number): boolean {
  const { length } = sipAnswer
  return end - start > length && buf.compare(sipAnswer, 0, length, start, start + length) === 0
}

const ports = { dns: 53, ntp: 123 } as const
/** Shortest messages of both (RFC 1035, 4.1.1; RFC 5905, 7.3), the bit of an answer, and the mode of a server. */
const dnsBytesMin = 12
const ntpBytesMin = 48
const dnsAnswer = 0x80
const ntpModes = 7
const ntpServer = 4

/** Whether a datagram from `port` is an answer in the protocol of that port: of names, or of the time. */
export function isPortsAnswer(port: number, buf: Buffer, start: number, end: number): boolean {
  if (port === ports.dns) return end - start >= dnsBytesMin && ((buf[start + 2] as number) & dnsAnswer) !== 0
  return port === ports.ntp && end - start >= ntpBytesMin && ((buf[start] as number) & ntpModes) === ntpServer
}

/** The content type of a short message of the operator, and what stands behind the head: its first byte says who says it. */
const shortMessage = /\n(?:content-type|c)[ \t]*:[ \t]*application\/vnd\.3gpp\.sms[ \t]*(?:;[^\r\n]*)?\r?\n/i
const headEnd = '\r\n\r\n'

/** The head of a message of SIP: what a body says of other messages is not of this one. */
function headOf(text: string): string {
  const end = text.indexOf(headEnd)
  return end === -1 ? text : text.slice(0, end + 2)
}

/** Who says a short message, or an answer to one: of its types those that a phone says are even (3GPP TS 24.011, 8.2.2); null for none. */
function shortMessageBy(text: string, head: string): 'client' | 'server' | null {
  const type = text.charCodeAt(head.length + 2)
  if (Number.isNaN(type) || !shortMessage.test(head)) return null
  return (type & 1) === 0 ? 'client' : 'server'
}

/** Who answers a challenge has an account where it asks, and who makes one has the accounts (RFC 3261, 22). */
const answersChallenge = /\n(?:proxy-)?authorization[ \t]*:/i
const challenges = /\n(?:www|proxy)-authenticate[ \t]*:/i
/** Fields by which who says a request of SIP is told, with their compact forms (RFC 3261, 7.3.3). */
const viaField = /\n(?:via|v)[ \t]*:([^\r\n]*)/gi
const routeField = /\nrecord-route[ \t]*:/i
const fromField = /\n(?:from|f)[ \t]*:([^\r\n]*)/i
const toField = /\n(?:to|t)[ \t]*:([^\r\n]*)/i
/** The host of a URI, which stands in angle brackets or alone, behind a name that may be quoted. */
const hostInField = /(?:<|^[ \t]*)sips?:(?:[^@>\s]{1,256}@)?(\[[^\]\s]{2,45}\]|[^:;?<>@[\]\s,]{1,253})/i
const hostInTarget = /^[A-Z]{3,16} sips?:(?:[^@\s]{1,256}@)?(\[[^\]\s]{2,45}\]|[^:;?<>@[\]\s]{1,253})/i
const isAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/

/** How many servers and programs a message of SIP came by: each writes its own Via over those before it (RFC 3261, 16.6). */
function viasOf(text: string): number {
  let count = 0
  for (const [, values = ''] of text.matchAll(viaField)) count += values.split(',').length
  return count
}

/**
 * Who says a request of SIP by what it went through, and by whom it is for: less than addresses say. What was handed on is said by a server: a phone hands on
 * nothing (RFC 3261, 16.6). Who answers a challenge is a client. By a server is said, too, what asks for an address by a number of which it is the whole host, where To has the name that
 * was called: a server found out where the phone is (RFC 3261, 10 and 16.5). And who asks at the host of its own account is a client.
 */
function requestBy(text: string): 'client' | 'server' | null {
  if (viasOf(text) > 1 || routeField.test(text)) return 'server'
  if (answersChallenge.test(text)) return 'client'
  const target = hostInTarget.exec(text)?.[1]?.toLowerCase()
  const from = hostInField.exec(fromField.exec(text)?.[1] ?? '')?.[1]?.toLowerCase()
  if (target === undefined || from === undefined) return null
  if (target === from) return 'client'
  const called = toField.exec(text)?.[1] ?? ''
  const to = hostInField.exec(called)?.[1]?.toLowerCase()
  // Within a call, either asks at the address that the other gave.
  const isFirst = !/;[ \t]*tag[ \t]*=/i.test(called)
  return isFirst && to !== undefined && to !== target && isAddress.test(target) ? 'server' : null
}

/** Whether the first line of `buf[start, end)` is one of a request of SIP. */
function isSipRequest(buf: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end, start + requestLineBytesMax)
  for (let at = start; at < stop; at++) {
    if (buf[at] !== lineFeed) continue
    const from = at + 1 - sipVersion.length
    return from > start && buf.compare(sipVersion, 0, sipVersion.length, from, at + 1) === 0
  }
  return false
}

/** Whether a datagram is a message of SIP. */
export function isSip(buf: Buffer, start: number, end: number): boolean {
  const first = buf[start] as number
  if (start >= end || first < 0x41 || first > 0x5a) return false
  return isSipAnswer(buf, start, end) || isSipRequest(buf, start, end)
}

/** Who says `buf[start, end)`, where that is a message of SIP by which the two can be told apart; else null. */
export function sipBy(buf: Buffer, start: number, end: number): 'client' | 'server' | null {
  if (isRegister(buf, start, end)) return 'client'
  if (!isSip(buf, start, end)) return null
  const isAnswer = isSipAnswer(buf, start, end)
  const text = buf.toString('latin1', start, Math.min(end, start + sipBytesMax))
  const head = headOf(text)
  if (isAnswer && answeredRegister.test(head)) return 'server'
  const said = sipFields.find(([field]) => head.includes(field))?.[1] ?? shortMessageBy(text, head)
  // Who is called is asserted in answers, too, whoever gives them.
  return isAnswer && said === 'server' ? null : said
}

/**
 * The same by the way that a message of SIP took, where neither its fields nor the addresses tell; null where it does not tell either.
 * An answer goes back by the way of the request: to a phone with its own Via alone. What challenges is said by a server.
 */
export function sipWayBy(buf: Buffer, start: number, end: number): 'client' | 'server' | null {
  if (!isSip(buf, start, end)) return null
  const isAnswer = isSipAnswer(buf, start, end)
  const head = headOf(buf.toString('latin1', start, Math.min(end, start + sipBytesMax)))
  if (!isAnswer) return requestBy(head)
  if (challenges.test(head)) return 'server'
  return viasOf(head) > 1 ? 'client' : null
}

/**
 * Who says `buf[start, end)`, by how it begins; null where either may. For connections whose beginning was not captured:
 * a hint for who is who, no parser.
 */
export function speakerOf(buf: Buffer, start: number, end: number): 'client' | 'server' | null {
  const said = helloBy(buf, start, end)
  if (said !== null) return said
  const there = Math.min(end - start, wordBytesMax)
  for (const { bytes, by } of table) {
    const { length } = bytes
    if (length <= there && buf.compare(bytes, 0, length, start, start + length) === 0) return by
  }
  return sipBy(buf, start, end)
}
