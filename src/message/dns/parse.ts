import { formatAddress } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { DnsMessage, DnsRecord } from '../types.ts'
import { dnsAnomalies } from './anomalies.ts'
import { NameReading, plainText, readName, skipName } from './name.ts'

/** Record types that are read (IANA, DNS parameters). */
export const recordTypes = {
  a: 1,
  ns: 2,
  cname: 5,
  ptr: 12,
  mx: 15,
  txt: 16,
  aaaa: 28,
  netbiosName: 32,
  srv: 33,
  dname: 39,
  opt: 41,
  svcb: 64,
  https: 65,
} as const

/** Length of the header (RFC 1035, 4.1.1). */
export const headerBytes = 12

/** Operation codes that a message can have (RFC 1035, 1996, 2136; 6 to 8 are NetBIOS, RFC 1002). */
const opcodeMax = 8

/** A message of DNS, as far as it could be read. */
export interface ParsedDns {
  /** What could be read; null where not even the header could. */
  readonly message: DnsMessage | null
  /** The oddity that ended (or marred) the reading. */
  readonly problem: AnomalyCode | null
  readonly opcode: number
  /** How many of `message.records` are answers, and answers and authority together. */
  readonly answerEnd: number
  readonly authorityEnd: number
}

interface Reader {
  readonly buf: Buffer
  readonly start: number
  readonly end: number
  position: number
  problem: AnomalyCode | null
}

const name = new NameReading()

/**
 * Reads a DNS message (RFC 1035) as far as it makes sense. Pure and total. Addresses that an HTTPS or SVCB record
 * gives as hints (RFC 9460) are listed behind it as A and AAAA records of its target.
 */
export function parseDns(
  buf: Buffer,
  start: number,
  end: number,
  isLocal: boolean,
  origin: Pick<RunOrigin, 'frame' | 'sec' | 'nsec'>,
): ParsedDns {
  if (end - start < headerBytes) {
    return { message: null, problem: dnsAnomalies.header, opcode: 0, answerEnd: 0, authorityEnd: 0 }
  }
  const flags = buf.readUInt16BE(start + 2)
  const questionCount = buf.readUInt16BE(start + 4)
  const answerCount = buf.readUInt16BE(start + 6)
  const authorityCount = buf.readUInt16BE(start + 8)
  const recordCount = answerCount + authorityCount + buf.readUInt16BE(start + 10)
  const reader: Reader = { buf, start, end, position: start + headerBytes, problem: null }
  const questions: { name: string; type: number }[] = []
  const records: DnsRecord[] = []
  let answerEnd = 0
  let authorityEnd = 0

  readQuestions(reader, questionCount, questions)
  if (reader.problem === null) {
    const readable = Math.min(recordCount, limits.message.dnsRecordsMax)
    for (let index = 0; index < readable && readRecord(reader, records); index++) {
      if (index < answerCount) answerEnd = records.length
      if (index < answerCount + authorityCount) authorityEnd = records.length
    }
    if (reader.problem === null && readable < recordCount) reader.problem = dnsAnomalies.records
    if (reader.problem === null && reader.position < end) reader.problem = dnsAnomalies.trailing
  }
  const message: DnsMessage = {
    isLocal,
    isResponse: (flags & 0x8000) !== 0,
    id: buf.readUInt16BE(start),
    rcode: flags & 0xf,
    questions,
    records,
    frame: origin.frame,
    sec: origin.sec,
    nsec: origin.nsec,
  }
  return { message, problem: reader.problem, opcode: (flags >> 11) & 0xf, answerEnd, authorityEnd }
}

function readQuestions(reader: Reader, count: number, questions: { name: string; type: number }[]): void {
  const readable = Math.min(count, limits.message.dnsQuestionsMax)
  for (let index = 0; index < readable; index++) {
    if (!readName(reader.buf, reader.start, reader.end, reader.position, name)) {
      reader.problem = name.problem
      return
    }
    if (name.next + 4 > reader.end) {
      reader.problem = dnsAnomalies.cut
      return
    }
    questions.push({ name: name.text, type: reader.buf.readUInt16BE(name.next) })
    reader.position = name.next + 4
  }
  if (readable < count) reader.problem = dnsAnomalies.questions
}

/** Reads the record at the position and moves behind it. False: the rest cannot be read. */
function readRecord(reader: Reader, records: DnsRecord[]): boolean {
  const { buf, start, end } = reader
  if (!readName(buf, start, end, reader.position, name)) {
    reader.problem = name.problem
    return false
  }
  const owner = name.text
  const fixed = name.next
  if (fixed + 10 > end) {
    reader.problem = dnsAnomalies.cut
    return false
  }
  const type = buf.readUInt16BE(fixed)
  const ttlSeconds = buf.readUInt32BE(fixed + 4)
  const from = fixed + 10
  const to = from + buf.readUInt16BE(fixed + 8)
  if (to > end) {
    reader.problem = dnsAnomalies.cut
    return false
  }
  reader.position = to
  if (type === recordTypes.opt) return true
  if (type === recordTypes.svcb || type === recordTypes.https) {
    return readServiceBinding(reader, owner, type, ttlSeconds, from, to, records)
  }
  const value = readValue(reader, type, from, to)
  if (value === null) return false
  records.push({ name: owner, type, value, ttlSeconds })
  return true
}

/** Text form of a record's content; null, with the problem noted, where it does not fit its type. */
function readValue(reader: Reader, type: number, from: number, to: number): string | null {
  const { buf } = reader
  switch (type) {
    case recordTypes.a:
      return to - from === 4 ? formatIpv4(buf, from) : emptyOr(reader, from, to)
    case recordTypes.aaaa:
      return to - from === 16 ? formatIpv6(buf, from) : emptyOr(reader, from, to)
    case recordTypes.cname:
    case recordTypes.ns:
    case recordTypes.ptr:
    case recordTypes.dname:
      return readNameValue(reader, from, to)
    case recordTypes.mx:
      return readNameValue(reader, from + 2, to)
    case recordTypes.srv:
      return readNameValue(reader, from + 6, to)
    case recordTypes.txt:
      return readText(reader, from, to)
    default:
      return ''
  }
}

/** RFC 2136 deletes records by giving them no content: that is not malformed. */
function emptyOr(reader: Reader, from: number, to: number): string | null {
  if (from === to) return ''
  reader.problem = dnsAnomalies.record
  return null
}

function readNameValue(reader: Reader, at: number, to: number): string | null {
  if (at > to - 1) return emptyOr(reader, at, to)
  if (!readName(reader.buf, reader.start, to, at, name)) {
    reader.problem = name.problem === dnsAnomalies.cut ? dnsAnomalies.record : name.problem
    return null
  }
  return name.text
}

/** The strings of a TXT record, joined (RFC 1035, 3.3.14). */
function readText(reader: Reader, from: number, to: number): string | null {
  let text = ''
  for (let at = from; at < to; ) {
    const next = at + 1 + (reader.buf[at] as number)
    if (next > to) {
      reader.problem = dnsAnomalies.record
      return null
    }
    text += plainText(reader.buf, at + 1, next)
    at = next
  }
  return text
}

const ipv4Hint = 4
const echConfigs = 5
const ipv6Hint = 6

/** SVCB and HTTPS (RFC 9460, 2.2): priority, target, parameters in ascending order. */
function readServiceBinding(
  reader: Reader,
  owner: string,
  type: number,
  ttlSeconds: number,
  from: number,
  to: number,
  records: DnsRecord[],
): boolean {
  const target = readNameValue(reader, from + 2, to)
  if (target === null) return false
  // The root as target means the owner itself (section 2.5).
  const value = target === '.' || target === '' ? owner : target
  const binding: DnsRecord & { publicName?: string } = { name: owner, type, value, ttlSeconds }
  records.push(binding)
  let at = from === to ? to : name.next
  while (at < to) {
    if (at + 4 > to) break
    const key = reader.buf.readUInt16BE(at)
    const next = at + 4 + reader.buf.readUInt16BE(at + 2)
    if (next > to) break
    const size = key === ipv4Hint ? 4 : key === ipv6Hint ? 16 : 0
    if (size === 0) {
      const publicName = key === echConfigs ? publicNameIn(reader.buf, at + 4, next) : ''
      if (publicName !== '') binding.publicName = publicName
      at = next
      continue
    }
    for (let hint = at + 4; hint + size <= next; hint += size) {
      if (records.length >= limits.message.dnsRecordsMax) break
      if (size === 4)
        records.push({ name: value, type: recordTypes.a, value: formatIpv4(reader.buf, hint), ttlSeconds })
      else
        records.push({ name: value, type: recordTypes.aaaa, value: formatIpv6(reader.buf, hint), ttlSeconds })
    }
    at = next
  }
  if (at === to) return true
  reader.problem = dnsAnomalies.record
  return false
}

const echVersion = 0xfe0d

/**
 * The public name of the first configuration in the list `buf[start, end)` that is of ECH as it was published (RFC 9849, 4; RFC
 * 9848); '' where there is none.
 */
function publicNameIn(buf: Buffer, start: number, end: number): string {
  for (let at = start + 2; at + 4 <= end; ) {
    const next = at + 4 + buf.readUInt16BE(at + 2)
    if (next > end) return ''
    if (buf.readUInt16BE(at) === echVersion) {
      // Number and KEM; a key and suites behind their lengths; the longest name; the name behind its length.
      const key = at + 7
      const suites = key + 2 <= next ? key + 2 + buf.readUInt16BE(key) : next
      const longest = suites + 2 <= next ? suites + 2 + buf.readUInt16BE(suites) : next
      const from = longest + 2
      const to = from <= next ? from + (buf[from - 1] as number) : end + 1
      return to <= next ? plainText(buf, from, to) : ''
    }
    at = next
  }
  return ''
}

/** Whether the 12 bytes at `start` can be the header of a message: no impossible flag or count. */
export function isHeaderPlausible(buf: Buffer, start: number): boolean {
  const flags = ((buf[start + 2] as number) << 8) | (buf[start + 3] as number)
  // Bit 6 is reserved (RFC 1035, 4.1.1; the only one of the three left).
  if ((flags & 0x0040) !== 0) return false
  if (((flags >> 11) & 0xf) > opcodeMax) return false
  const questions = buf.readUInt16BE(start + 4)
  const answers = buf.readUInt16BE(start + 6)
  const authorities = buf.readUInt16BE(start + 8)
  const additionals = buf.readUInt16BE(start + 10)
  if (questions > limits.message.dnsQuestionsMax) return false
  if (answers + authorities + additionals > limits.message.dnsRecordsMax) return false
  if ((flags & 0x8000) === 0) return questions > 0 && (flags & 0xf) === 0
  return questions + answers + authorities + additionals > 0
}

/** Internet, Chaos, Hesiod, none, any; the top bit is mDNS's (RFC 6762, 5.4 and 10.2). */
export function isClassPlausible(value: number): boolean {
  const name = value & 0x7fff
  return name === 1 || name === 3 || name === 4 || name === 254 || name === 255
}

/** Whether `buf[start, end)` is a DNS message from the first byte to the last. No text is made. */
export function isWholeMessage(buf: Buffer, start: number, end: number): boolean {
  if (end - start < headerBytes + 5 || !isHeaderPlausible(buf, start)) return false
  const questions = buf.readUInt16BE(start + 4)
  const records = buf.readUInt16BE(start + 6) + buf.readUInt16BE(start + 8) + buf.readUInt16BE(start + 10)
  let at = start + headerBytes
  for (let index = 0; index < questions; index++) {
    at = skipName(buf, start, end, at)
    if (at === -1 || at + 4 > end || !isClassPlausible(buf.readUInt16BE(at + 2))) return false
    at += 4
  }
  for (let index = 0; index < records; index++) {
    at = skipName(buf, start, end, at)
    if (at === -1 || at + 10 > end) return false
    const type = buf.readUInt16BE(at)
    // OPT uses the class for a size (RFC 6891).
    if (type !== recordTypes.opt && !isClassPlausible(buf.readUInt16BE(at + 2))) return false
    at += 10 + buf.readUInt16BE(at + 8)
    if (at > end) return false
  }
  return at === end
}

function formatIpv4(buf: Buffer, at: number): string {
  return `${buf[at]}.${buf[at + 1]}.${buf[at + 2]}.${buf[at + 3]}`
}

function formatIpv6(buf: Buffer, at: number): string {
  return formatAddress(
    buf.readInt32BE(at),
    buf.readInt32BE(at + 4),
    buf.readInt32BE(at + 8),
    buf.readInt32BE(at + 12),
  )
}
