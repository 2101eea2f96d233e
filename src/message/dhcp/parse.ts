import type { AnomalyCode } from '../../core/anomaly.ts'
import { NameReading, plainText, readName } from '../dns/name.ts'
import { dhcpAnomalies } from './anomalies.ts'

/** Kinds of names that a device gives itself on the local network, as the sink takes them. */
type LocalNameKind = 'host-name' | 'vendor-class' | 'client-id' | 'fqdn'

interface LocalName {
  readonly kind: LocalNameKind
  readonly value: string
}

/** What a message of DHCP (RFC 2131) or DHCPv6 (RFC 8415) says of the device. */
export interface ParsedDhcp {
  /** True where the device asks, false where a server answers. */
  readonly isFromClient: boolean
  readonly names: readonly LocalName[]
  readonly problem: AnomalyCode | null
}

/** BOOTP's fixed part and the magic number behind it (RFC 2131, 3). */
const serverNameStart = 44
const bootFileStart = 108
const magicStart = 236
const optionsStart = 240
const magic = 0x6382_5363

const options4 = {
  pad: 0,
  hostName: 12,
  overload: 52,
  vendorClass: 60,
  clientId: 61,
  fqdn: 81,
  end: 255,
} as const
const options6 = { clientId: 1, vendorClass: 16, fqdn: 39 } as const
const messages6 = {
  solicit: 1,
  request: 3,
  rebind: 6,
  release: 8,
  decline: 9,
  informationRequest: 11,
  last: 11,
} as const
const headerBytes6 = 4
const optionHeaderBytes6 = 4
/** A message of the longest datagram has at most so many options; a bound for the loop, never reached by real ones. */
const optionsMax = 1_024

/** Whether `buf[start, end)` is a BOOTP message with DHCP's magic number: strong enough for any port. */
export function isDhcp4(buf: Buffer, start: number, end: number): boolean {
  if (end - start < optionsStart || buf.readUInt32BE(start + magicStart) !== magic) return false
  const operation = buf[start] as number
  return (operation === 1 || operation === 2) && (buf[start + 2] as number) <= 16
}

/** Whether `buf[start, end)` is a DHCPv6 message of a client or server whose options end where it ends (RFC 8415, 8). */
export function isDhcp6(buf: Buffer, start: number, end: number): boolean {
  if (end - start < headerBytes6 + optionHeaderBytes6) return false
  const type = buf[start] as number
  if (type === 0 || type > messages6.last) return false
  let at = start + headerBytes6
  while (at + optionHeaderBytes6 <= end) at += optionHeaderBytes6 + buf.readUInt16BE(at + 2)
  return at === end
}

/** Reads the names that a client gives itself (RFC 2132, 4702). Pure and total. */
export function parseDhcp4(buf: Buffer, start: number, end: number): ParsedDhcp {
  if (end - start < optionsStart) return { isFromClient: false, names: [], problem: dhcpAnomalies.header }
  const names: LocalName[] = []
  const walk = { overload: 0 }
  let problem = readOptions4(buf, start + optionsStart, end, names, walk)
  // Options may go on in fields that are not needed otherwise (RFC 2132, 9.3): 1 the file, 2 the name, 3 both.
  const { overload } = walk
  if ((overload & 1) !== 0) {
    problem ??= readOptions4(buf, start + bootFileStart, start + magicStart, names, walk)
  }
  if ((overload & 2) !== 0) {
    problem ??= readOptions4(buf, start + serverNameStart, start + bootFileStart, names, walk)
  }
  return { isFromClient: buf[start] === 1, names, problem }
}

function readOptions4(
  buf: Buffer,
  start: number,
  end: number,
  names: LocalName[],
  walk: { overload: number },
): AnomalyCode | null {
  let at = start
  for (let count = 0; at < end; ) {
    const code = buf[at] as number
    if (code === options4.end) return null
    if (code === options4.pad) {
      at++
      continue
    }
    if (++count > optionsMax) return dhcpAnomalies.limit
    const from = at + 2
    const to = from + (at + 1 < end ? (buf[at + 1] as number) : end)
    if (to > end) return dhcpAnomalies.options
    if (code === options4.hostName) put(names, 'host-name', plainText(buf, from, trimmed(buf, from, to)))
    else if (code === options4.vendorClass)
      put(names, 'vendor-class', plainText(buf, from, trimmed(buf, from, to)))
    else if (code === options4.clientId) put(names, 'client-id', clientId4(buf, from, to))
    else if (code === options4.fqdn && to - from > 3) put(names, 'fqdn', fqdn4(buf, from, to))
    else if (code === options4.overload && to > from) walk.overload = buf[from] as number
    at = to
  }
  // Real clients leave out the end mark at times: the end of the message serves as well.
  return null
}

/** Some clients count the final zero of a text. */
function trimmed(buf: Buffer, from: number, to: number): number {
  let last = to
  while (last > from && buf[last - 1] === 0) last--
  return last
}

/** Type 1 is an Ethernet address (RFC 2132, 9.14); 255 a DUID (RFC 4361); 0 any text. */
function clientId4(buf: Buffer, from: number, to: number): string {
  if (to - from === 7 && buf[from] === 1) return colons(buf, from + 1, to)
  return colons(buf, from, to)
}

/** Flags, two bytes without use, the name: as in DNS where flag E is set, else as text (RFC 4702, 2). */
function fqdn4(buf: Buffer, from: number, to: number): string {
  const isWire = ((buf[from] as number) & 0x04) !== 0
  return isWire ? wireName(buf, from + 3, to) : plainText(buf, from + 3, trimmed(buf, from + 3, to))
}

/** Reads the names that a client gives itself in DHCPv6 (RFC 8415, 4704). Pure and total. */
export function parseDhcp6(buf: Buffer, start: number, end: number): ParsedDhcp {
  if (end - start < headerBytes6) return { isFromClient: false, names: [], problem: dhcpAnomalies.header }
  const type = buf[start] as number
  const isFromClient =
    type === messages6.solicit ||
    (type >= messages6.request && type <= messages6.rebind) ||
    type === messages6.release ||
    type === messages6.decline ||
    type === messages6.informationRequest
  const names: LocalName[] = []
  let at = start + headerBytes6
  for (let count = 0; at < end; count++) {
    if (count >= optionsMax) return { isFromClient, names, problem: dhcpAnomalies.limit }
    if (at + optionHeaderBytes6 > end) return { isFromClient, names, problem: dhcpAnomalies.options }
    const code = buf.readUInt16BE(at)
    const from = at + optionHeaderBytes6
    const to = from + buf.readUInt16BE(at + 2)
    if (to > end) return { isFromClient, names, problem: dhcpAnomalies.options }
    if (code === options6.clientId) put(names, 'client-id', colons(buf, from, to))
    else if (code === options6.fqdn && to > from) put(names, 'fqdn', wireName(buf, from + 1, to))
    else if (code === options6.vendorClass) vendorClasses6(buf, from + 4, to, names)
    at = to
  }
  return { isFromClient, names, problem: null }
}

/** Behind the enterprise number: strings, each with its length (RFC 8415, 21.16). */
function vendorClasses6(buf: Buffer, start: number, end: number, names: LocalName[]): void {
  for (let at = start; at + 2 <= end; ) {
    const next = at + 2 + buf.readUInt16BE(at)
    if (next > end) return
    put(names, 'vendor-class', plainText(buf, at + 2, next))
    at = next
  }
}

const reading = new NameReading()

/** A name of labels, without compression; clients leave out the final root where the name is partial (RFC 4704, 4.2). */
function wireName(buf: Buffer, from: number, to: number): string {
  // The name is no part of a DNS message: there is nothing that a pointer could point to.
  if (readName(buf, from, to, from, reading)) return reading.text === '.' ? '' : reading.text
  const padded = Buffer.alloc(to - from + 1)
  buf.copy(padded, 0, from, to)
  return readName(padded, 0, padded.length, 0, reading) && reading.text !== '.' ? reading.text : ''
}

function colons(buf: Buffer, from: number, to: number): string {
  return buf.toString('hex', from, to).replace(/(..)(?=.)/g, '$1:')
}

function put(names: LocalName[], kind: LocalNameKind, value: string): void {
  if (value !== '') names.push({ kind, value })
}
