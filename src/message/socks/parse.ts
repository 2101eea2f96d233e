/** Reads SOCKS 4, 4a (the memoranda of NEC) and 5 (RFC 1928, RFC 1929). Pure and total. */
import { mayNameHost } from '../../core/host-name.ts'
import { addressText } from '../address-text.ts'
import { hostText } from '../dns/name.ts'
import { isWholeMessage } from '../dns/parse.ts'
import { probeDatagram as probeDtls } from '../dtls/parse.ts'
import { probeDatagram as probeQuic } from '../quic/parse.ts'
import { isHello } from '../tls/probe.ts'

/** What an end sends next. */
export const steps = {
  greeting: 0,
  credentials: 1,
  request: 2,
  /** Of a server: the answers to these. */
  choice: 3,
  verdict: 4,
  reply: 5,
  reply4: 6,
} as const

/** Commands of a request (RFC 1928, 4). */
export const commands = { connect: 1, bind: 2, associate: 3 } as const
const methodPassword = 2
const addressTypes = { v4: 1, name: 3, v6: 4 } as const
/** Methods that are registered (RFC 1928, 3; IANA), and the private ones. */
const methodsMax = 9
/** Longest text of SOCKS 4 that is read. */
const textBytesMax = 512

/** Length of the longest message: the request of SOCKS 4a with two texts, and room to spare. */
export const messageBytesMax = 1_040

/** Length of the message of step `step` at `start`; 0: more bytes are needed; -1: none is there. */
export function messageLength(buf: Buffer, start: number, end: number, step: number): number {
  const there = end - start
  if (there < 2) return 0
  const first = buf[start] as number
  const second = buf[start + 1] as number
  switch (step) {
    case steps.greeting:
      if (first === 4) return requestLength4(buf, start, end)
      return first === 5 ? 2 + second : -1
    case steps.credentials: {
      if (first !== 1) return -1
      const passwordAt = start + 2 + second
      if (passwordAt >= end) return 0
      return 3 + second + (buf[passwordAt] as number)
    }
    case steps.choice:
      return first === 5 ? 2 : -1
    case steps.verdict:
      return 2
    case steps.reply4:
      return first === 0 ? 8 : -1
    default: {
      if (first !== 5) return -1
      if (there < 5) return 0
      const addressBytes = addressLength(buf[start + 3] as number, buf[start + 4] as number)
      return addressBytes < 0 ? -1 : 6 + addressBytes
    }
  }
}

/** Bytes of an address of SOCKS 5, its length included; -1 for a type that there is not. */
function addressLength(type: number, next: number): number {
  if (type === addressTypes.v4) return 4
  if (type === addressTypes.v6) return 16
  return type === addressTypes.name ? 1 + next : -1
}

/** A request of SOCKS 4 ends with one text, of 4a with two. */
function requestLength4(buf: Buffer, start: number, end: number): number {
  if (end - start < 9) return 0
  const isNamed = isNameFollowing(buf, start)
  let at = start + 8
  for (let texts = isNamed ? 2 : 1; texts > 0; texts--) {
    const stop = buf.indexOf(0, at)
    if (stop < 0 || stop >= end) return end - at > textBytesMax ? -1 : 0
    at = stop + 1
  }
  return at - start
}

/** An address of 0.0.0.x says that a name follows (4a). */
function isNameFollowing(buf: Buffer, start: number): boolean {
  return buf.readUIntBE(start + 4, 3) === 0 && buf[start + 7] !== 0
}

/** Whether the address of a request of version 4 can be one: not of this network (RFC 1122, 3.2.1.3), nor of a group or beyond. */
function isDestination(buf: Buffer, start: number): boolean {
  const first = buf[start + 4] as number
  return first === 0 ? isNameFollowing(buf, start) : first < 224
}

/** A message as it was read: positions in its buffer. One object, reused. */
export class SocksReading {
  command = 0
  /** Method that the server chose, its verdict, its reply: 0 is yes. */
  answer = 0
  userStart = 0
  userEnd = 0
  passwordStart = 0
  passwordEnd = 0
  /** The destination: a name as it stands, or an address (then `hostText` says it). */
  hostStart = 0
  hostEnd = 0
  hostText = ''
  port = 0
}

/** Whether the server's choice is user name and password (RFC 1929). */
export function isPasswordChosen(reading: SocksReading): boolean {
  return reading.answer === methodPassword
}

/** Reads the message `buf[start, end)` of step `step`, which is whole by `messageLength`. */
export function readMessage(
  buf: Buffer,
  start: number,
  end: number,
  step: number,
  reading: SocksReading,
): void {
  reading.command = 0
  reading.answer = 0
  reading.userStart = start
  reading.userEnd = start
  reading.passwordStart = start
  reading.passwordEnd = start
  reading.hostStart = start
  reading.hostEnd = start
  reading.hostText = ''
  reading.port = 0
  if (end - start < 2) return
  const second = buf[start + 1] as number
  if (step === steps.greeting && buf[start] === 4) readRequest4(buf, start, end, reading)
  else if (step === steps.credentials) {
    reading.userStart = start + 2
    reading.userEnd = Math.min(end, start + 2 + second)
    reading.passwordStart = Math.min(end, reading.userEnd + 1)
    reading.passwordEnd = end
  } else if (step === steps.request && end - start > 6) {
    reading.command = second
    const isName = buf[start + 3] === addressTypes.name
    reading.hostStart = start + (isName ? 5 : 4)
    reading.hostEnd = end - 2
    if (!isName) reading.hostText = addressText(buf, reading.hostStart, reading.hostEnd)
    reading.port = buf.readUInt16BE(end - 2)
  } else reading.answer = step === steps.reply4 ? second - 0x5a : second
}

function readRequest4(buf: Buffer, start: number, end: number, reading: SocksReading): void {
  if (end - start < 9) return
  reading.command = buf[start + 1] as number
  reading.port = buf.readUInt16BE(start + 2)
  const userEnd = Math.min(end, Math.max(start + 8, buf.indexOf(0, start + 8)))
  reading.userStart = start + 8
  reading.userEnd = userEnd
  if (isNameFollowing(buf, start)) {
    reading.hostStart = Math.min(end, userEnd + 1)
    reading.hostEnd = Math.max(reading.hostStart, end - 1)
  } else {
    reading.hostStart = start + 4
    reading.hostEnd = start + 8
    reading.hostText = addressText(buf, start + 4, start + 8)
  }
}

/**
 * A client's stream is SOCKS if it begins with a greeting and nothing else (it waits for the answer): version 5 and
 * methods that are registered, each once; or a request of version 4 that ends where its texts do. Hasty clients go on
 * with what comes next.
 */
export function probeStart(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  if (end === start) return 'more'
  const version = buf[start]
  if (version === 4) return probe4(buf, start, end)
  if (version !== 5) return 'no'
  if (end - start < 2) return 'more'
  const count = buf[start + 1] as number
  if (count === 0 || count > methodsMax) return 'no'
  const stop = start + 2 + count
  const seen = new Set<number>()
  for (let at = start + 2; at < Math.min(end, stop); at++) {
    const method = buf[at] as number
    if ((method > methodsMax && (method < 0x80 || method === 0xff)) || seen.has(method)) return 'no'
    seen.add(method)
  }
  if (end < stop) return 'more'
  if (end === stop || isRequestAlone(buf, start, end)) return 'yes'
  return followsGreeting(buf, stop, end, seen.has(methodPassword))
}

/**
 * A request to connect whose greeting is missing: it begins like a greeting that offers no login, and goes on as none of
 * those does.
 */
export function isRequestAlone(buf: Buffer, start: number, end: number): boolean {
  return buf[start + 1] === commands.connect && hasAddress(buf, start, end)
}

/** A request or a reply of version 5, by its first four bytes. */
export function hasAddress(buf: Buffer, start: number, end: number): boolean {
  if (end - start < 4 || buf[start] !== 5 || buf[start + 2] !== 0) return false
  const type = buf[start + 3]
  return type === addressTypes.v4 || type === addressTypes.name || type === addressTypes.v6
}

/** Whether the greeting `buf[start, end)` offers to log in by user name and password. */
export function offersPassword(buf: Buffer, start: number, end: number): boolean {
  return buf.subarray(start + 2, end).includes(methodPassword)
}

/** What a hasty client may send behind its greeting: a login that it offered, a request. What there is of it must fit. */
function followsGreeting(buf: Buffer, start: number, end: number, mayLogIn: boolean): 'yes' | 'no' {
  if (buf[start] === 1 && mayLogIn) {
    const length = messageLength(buf, start, end, steps.credentials)
    if (length === 0) return 'yes'
    return start + length >= end ? 'yes' : followsGreeting(buf, start + length, end, false)
  }
  const wanted = [5, commands.connect, 0]
  for (const [index, byte] of wanted.entries()) {
    if (start + index < end && buf[start + index] !== byte) return 'no'
  }
  const type = start + 3 < end ? buf[start + 3] : addressTypes.v4
  return type === addressTypes.v4 || type === addressTypes.name || type === addressTypes.v6 ? 'yes' : 'no'
}

function probe4(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  if (end - start > 1 && buf[start + 1] !== commands.connect && buf[start + 1] !== commands.bind) return 'no'
  if (end - start >= 4 && buf.readUInt16BE(start + 2) === 0) return 'no'
  if (end - start >= 8 && !isDestination(buf, start)) return 'no'
  const length = requestLength4(buf, start, end)
  if (length < 0) return 'no'
  if (length > 0 && isNameFollowing(buf, start)) {
    const nameStart = buf.indexOf(0, start + 8) + 1
    if (!mayNameHost(buf, nameStart, start + length - 1)) return 'no'
  }
  for (let at = start + 8; at < (length > 0 ? start + length : end); at++) {
    const byte = buf[at] as number
    if (byte !== 0 && (byte < 0x20 || byte >= 0x7f)) return 'no'
  }
  if (length === 0) return 'more'
  return length === end - start || isHello(buf, start + length, end) ? 'yes' : 'no'
}

/** The header of a datagram through the proxy (RFC 1928, 7): positions in its buffer. One object, reused. */
export class DatagramHeader {
  fragment = 0
  /** Name or address of the other end, '' where it is none; and its port. */
  host = ''
  port = 0
  contentStart = 0
}

/** Reads the header of the datagram `buf[start, end)`. False: it has none. */
export function readDatagram(buf: Buffer, start: number, end: number, header: DatagramHeader): boolean {
  if (end - start < 10 || buf[start] !== 0 || buf[start + 1] !== 0) return false
  const type = buf[start + 3] as number
  const addressBytes = addressLength(type, buf[start + 4] as number)
  const portAt = start + 4 + addressBytes
  if (addressBytes < 0 || portAt + 2 > end) return false
  header.fragment = buf[start + 2] as number
  header.host =
    type === addressTypes.name ? hostText(buf, start + 5, portAt) : addressText(buf, start + 4, portAt)
  header.port = buf.readUInt16BE(portAt)
  header.contentStart = portAt + 2
  return true
}

const probed = new DatagramHeader()
const nameForm = /^(?=[^.]*[a-z0-9])(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/i

/**
 * A datagram goes through a proxy if it names a host, or an address behind which a datagram of its own begins. The
 * header with an address alone, mostly zeros, may be anybody's.
 */
export function probeDatagram(buf: Buffer, start: number, end: number): 'yes' | 'no' {
  if (!readDatagram(buf, start, end, probed) || probed.fragment !== 0 || probed.port === 0) return 'no'
  const { contentStart } = probed
  if (contentStart === end) return 'no'
  if (buf[start + 3] === addressTypes.name) return nameForm.test(probed.host) ? 'yes' : 'no'
  const isContent =
    isWholeMessage(buf, contentStart, end) ||
    probeQuic(buf, contentStart, end) === 'yes' ||
    probeDtls(buf, contentStart, end) === 'yes'
  return isContent ? 'yes' : 'no'
}
