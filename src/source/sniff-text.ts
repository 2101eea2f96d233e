import { burpStart } from './burp.ts'
import type { EntryFormat } from './entry.ts'
import { connectionsHeader } from './pcapdroid-connections.ts'
import { netLogMember } from './netlog.ts'
import { trackerControlHeader } from './tracker-control.ts'
import { zeekHeader } from './zeek.ts'

/** First bytes of a file that are looked at. */
const windowBytes = 65_536

/** What the names of the first JSON object's members say of its format. */
interface NamedFormat {
  readonly format: EntryFormat
  readonly isNamed: (names: ReadonlySet<string>) => boolean
}

/** Records of logs, each a line, or a member of a list. */
const logFormats: readonly NamedFormat[] = [
  {
    format: 'android-intrusion-log',
    isNamed: (names) =>
      ['dns_event', 'connect_event', 'security_event'].some((name) => names.has(name)) ||
      (names.has('event_time') && names.has('tag')),
  },
  {
    format: 'ios-app-privacy-report',
    isNamed: (names) =>
      (names.has('domain') && names.has('bundleID')) ||
      (names.has('accessor') && (names.has('category') || names.has('tccService'))) ||
      (names.has('_marker') && names.has('recordType') && names.has('exportTimestamp')),
  },
  {
    format: 'suricata-eve',
    // Programs of many kinds name their events so; what else is named is Suricata's own.
    isNamed: (names) =>
      names.has('event_type') && names.has('timestamp') && eveNames.some((name) => names.has(name)),
  },
  {
    format: 'zeek',
    // A time and the number of a user are in the logs of many programs, too.
    isNamed: (names) =>
      names.has('ts') && (zeekNames.some((name) => names.has(name)) || (names.has('uid') && names.has('id'))),
  },
]

/** Members of an event of EVE beside its type and time: its connection, or what Suricata says of itself. */
const eveNames: readonly string[] = [
  'flow_id',
  'src_ip',
  'dest_ip',
  'pcap_cnt',
  'in_iface',
  'stats',
  'engine',
]

/** Members of a record of Zeek beside its time: ends of the connection, of a file, leases, the log itself. */
const zeekNames: readonly string[] = ['id.orig_h', 'id_orig_h', 'fuid', 'uids', '_path']

const jsonFormats: readonly NamedFormat[] = [
  { format: 'har', isNamed: (names) => names.has('log') },
  { format: 'netlog', isNamed: (names) => names.size === 1 && names.has(netLogMember) },
  ...logFormats,
]

/** Lists of records. */
const listFormats: readonly NamedFormat[] = [
  {
    format: 'charles',
    isNamed: (names) => ['method', 'protocolVersion', 'scheme', 'host'].every((name) => names.has(name)),
  },
  ...logFormats,
]

const byteOrderMark = 0xefbbbf

/** Formats of text, by their first bytes. `more`: too few of them to tell; `isLast`: no more will come. */
export function sniffText(
  buf: Buffer,
  start: number,
  end: number,
  isLast: boolean,
): EntryFormat | 'more' | 'unknown' {
  let at = start
  if (end - at >= 3 && buf.readUIntBE(at, 3) === byteOrderMark) at += 3
  const stop = Math.min(end, start + windowBytes)
  while (at < stop && isSpace(buf[at] as number)) at++
  const isWhole = isLast || stop - start === windowBytes
  if (at === stop) return isWhole ? 'unknown' : 'more'
  const first = buf[at] as number
  let format: EntryFormat | 'more' | 'unknown' = 'unknown'
  if (first === 0x7b) format = sniffJson(buf, at, stop, jsonFormats)
  else if (first === 0x5b) format = sniffList(buf, at + 1, stop)
  else if (first >= 0x31 && first <= 0x39) format = sniffFlows(buf, at, stop)
  else if (first === 0x75) format = sniffHeader(buf, at, stop, trackerControlHeader, 'tracker-control')
  else if (first === 0x49) format = sniffHeader(buf, at, stop, connectionsHeader, 'pcapdroid-connections')
  else if (first === 0x23) format = sniffHeader(buf, at, stop, zeekHeader, 'zeek')
  else if (first === 0x3c) format = sniffXml(buf, at, stop)
  // A byte order mark may come in pieces.
  else if (first === 0xef && end - start < 3) format = 'more'
  return format === 'more' && isWhole ? 'unknown' : format
}

/** `LENGTH:LENGTH:NAME` of the first flow; lengths end in a colon and the name in its type. */
function sniffFlows(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  const text = buf.toString('latin1', start, Math.min(end, start + 64))
  if (/^\d{1,11}:\d{1,3}:[a-z_]{2,40}[;,]/.test(text)) return 'mitmproxy'
  return text.length < 64 && /^\d{1,11}(:(\d{1,3}(:[a-z_]{0,40})?)?)?$/.test(text) ? 'more' : 'unknown'
}

/** The declaration and document type of XML may stand before the first element. */
function sniffXml(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  const text = buf.toString('latin1', start, end)
  const at = text.indexOf('<items')
  if (at !== 0 && !/^<(?:$|[?!])/.test(text)) return burpStart.startsWith(text) ? 'more' : 'unknown'
  if (at === -1) return 'more'
  const head = text.slice(at, at + burpStart.length)
  if (head === burpStart) return 'burp'
  return burpStart.startsWith(head) ? 'more' : 'unknown'
}

/** A first line that begins as those of one format do. */
function sniffHeader(
  buf: Buffer,
  start: number,
  end: number,
  header: string,
  format: EntryFormat,
): EntryFormat | 'more' | 'unknown' {
  const text = buf.toString('latin1', start, Math.min(end, start + header.length))
  if (text === header) return format
  return header.startsWith(text) ? 'more' : 'unknown'
}

/** The first record of a list. */
function sniffList(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  let at = start
  while (at < end && isSpace(buf[at] as number)) at++
  if (at === end) return 'more'
  return buf[at] === 0x7b ? sniffJson(buf, at, end, listFormats) : 'unknown'
}

/** Reads the names of the first object's members, until they say what it is. */
function sniffJson(
  buf: Buffer,
  start: number,
  end: number,
  formats: readonly NamedFormat[],
): EntryFormat | 'more' | 'unknown' {
  const names = new Set<string>()
  let depth = 0
  let isName = true
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte === 0x22) {
      const close = stringEnd(buf, at + 1, end)
      if (close < 0) return 'more'
      if (depth === 1 && isName) {
        names.add(buf.toString('utf8', at + 1, close))
        const known = formats.find(({ isNamed }) => isNamed(names))
        if (known !== undefined) return known.format
      }
      at = close
    } else if (byte === 0x7b || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) {
      depth--
      if (depth === 0) return 'unknown'
    } else if (depth === 1 && byte === 0x3a) isName = false
    else if (depth === 1 && byte === 0x2c) isName = true
  }
  return 'more'
}

function stringEnd(buf: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (buf[at] === 0x5c) at++
    else if (buf[at] === 0x22) return at
  }
  return -1
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
