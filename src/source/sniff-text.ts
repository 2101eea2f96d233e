import { lineFeed } from '../core/ascii-codes.ts'
import { burpStart } from './recorders/burp.ts'
import { dnsQueryMembers, dnsTableHeaders } from './logs/dns-queries.ts'
import type { EntryFormat } from './entry.ts'
import { connectionsHeader } from './logs/pcapdroid-connections.ts'
import { netLogMember } from './recorders/netlog.ts'
import { isTrackerControl } from './logs/tracker-control.ts'
import { joinedName, zeekLogOf, zeekScript } from './logs/zeek-records.ts'
import { zeekHeader } from './logs/zeek.ts'

/** First bytes of a file that are looked at. */
const windowBytes = 65_536

/** What the names of the first JSON object's members say of its format. */
interface NamedFormat {
  readonly format: EntryFormat
  /** `isWhole`: the object has no other members; `joined`: the names as {@link joinedName} has them. */
  readonly isNamed: (names: ReadonlySet<string>, isWhole: boolean, joined: ReadonlySet<string>) => boolean
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
  { format: 'dns-queries', isNamed: (names) => dnsQueryMembers.every((name) => names.has(name)) },
  {
    format: 'zeek',
    // A time and the number of a user are in the logs of many programs, too.
    isNamed: (names, isWhole, joined) =>
      (names.has('ts') &&
        (zeekNames.some((name) => names.has(name)) || (names.has('uid') && names.has('id')))) ||
      zeekLogOf(joined, isWhole) !== '',
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

/** Members of a record of Zeek beside its time: ends of the connection, the log itself. */
const zeekNames: readonly string[] = ['id.orig_h', 'id_orig_h', '_path']

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
const openBrace = 0x7b

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
  if (first === openBrace) format = sniffJson(buf, at, stop)
  else if (first === 0x5b) format = sniffList(buf, at + 1, stop)
  else if (first >= 0x31 && first <= 0x39) format = sniffFlows(buf, at, stop)
  else if (first === 0x75 || first === 0x64 || first === 0x22) format = sniffContacts(buf, at, stop)
  else if (first === 0x49) format = sniffHeader(buf, at, stop, connectionsHeader, 'pcapdroid-connections')
  else if (first === 0x23) format = sniffHeader(buf, at, stop, zeekHeader, 'zeek')
  else if (first === 0x3c) format = sniffXml(buf, at, stop)
  else if (first === 0x74 || first === 0x69) format = sniffTables(buf, at, stop)
  // A byte order mark may come in pieces.
  else if (first === 0xef && end - start < 3) format = 'more'
  if (format === 'unknown' || (format === 'more' && isWhole)) format = sniffLaterLine(buf, at, stop)
  return format === 'more' && isWhole ? 'unknown' : format
}

/**
 * JSON lines of which the first is the rest of one that was cut off (`tail -c`, a log that was emptied while it was written),
 * or broken: a later one tells.
 */
function sniffLaterLine(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  for (let from = start, isFirst = true; ; isFirst = false) {
    const found = buf.indexOf(lineFeed, from)
    const isEnded = found >= 0 && found < end
    const line = buf.toString('latin1', from, isEnded ? found : end).trimEnd()
    if (isFirst ? !mayBeRest(line, isEnded) : !/^(?:\{|$)/.test(line)) return 'unknown'
    if (!isFirst && line !== '') {
      const { format } = sniffObject(buf, from, isEnded ? found : end, logFormats)
      if (format !== 'more' && format !== 'unknown') return format
    }
    if (!isEnded) return 'more'
    from = found + 1
  }
}

/** Bytes that no log has: zeros are left by a machine that lost its power. */
const noText = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]/

/** Whether a first line may have been one of JSON: whole, without its end, or without its beginning; or may become one. */
function mayBeRest(line: string, isEnded: boolean): boolean {
  if (noText.test(line)) return false
  return !isEnded || line.startsWith('{') || (line.endsWith('}') && line.includes('"'))
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

/** A first line, in quotes or not, with the columns of TrackerControl. */
function sniffContacts(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  const found = buf.indexOf(lineFeed, start)
  const isEnded = found >= 0 && found < end
  const stop = Math.min(isEnded ? found : end, start + contactsHeaderBytesMax)
  if (isTrackerControl(buf.toString('latin1', start, stop))) return 'tracker-control'
  return isEnded || stop < end ? 'unknown' : 'more'
}

/** The columns that it has in common are the first. */
const contactsHeaderBytesMax = 256

/** A first line that begins as one of the tables of resolvers do. */
function sniffTables(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  const found = dnsTableHeaders.map((header) => sniffHeader(buf, start, end, header, 'dns-queries'))
  return found.find((one) => one === 'dns-queries') ?? (found.includes('more') ? 'more' : 'unknown')
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

/** The records of a list, up to one that tells. */
function sniffList(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  const at = skip(buf, start, end, isSpace)
  if (at === end) return 'more'
  return buf[at] === openBrace ? sniffObjects(buf, at, end, listFormats) : 'unknown'
}

/** The objects of a file of JSON, up to one that tells. */
function sniffJson(buf: Buffer, start: number, end: number): EntryFormat | 'more' | 'unknown' {
  const first = buf.toString('latin1', start, Math.min(end, start + zeekScriptBytesMax))
  return zeekScript.test(first) ? 'zeek' : sniffObjects(buf, start, end, jsonFormats)
}

/** Bytes of a record of Zeek about a script. */
const zeekScriptBytesMax = 1_100

/** The first of several objects that tells: one that is not known may be of a newer version of the log. */
function sniffObjects(
  buf: Buffer,
  start: number,
  end: number,
  formats: readonly NamedFormat[],
): EntryFormat | 'more' | 'unknown' {
  for (let at = start, known = formats; ; known = logFormats) {
    const { format, stop } = sniffObject(buf, at, end, known)
    if (format !== 'unknown') return format
    at = skip(buf, stop, end, isBetween)
    if (at === end) return 'more'
    if (buf[at] !== openBrace) return 'unknown'
  }
}

/** Reads the names of an object's members, until they say what it is; an unknown one ends at `stop`. */
function sniffObject(
  buf: Buffer,
  start: number,
  end: number,
  formats: readonly NamedFormat[],
): { readonly format: EntryFormat | 'more' | 'unknown'; readonly stop: number } {
  const names = new Set<string>()
  const joined = new Set<string>()
  const formatOf = (isWhole: boolean): EntryFormat | undefined =>
    formats.find(({ isNamed }) => isNamed(names, isWhole, joined))?.format
  let depth = 0
  let isName = true
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte === 0x22) {
      const close = stringEnd(buf, at + 1, end)
      if (close < 0) break
      if (depth === 1 && isName) {
        const name = buf.toString('utf8', at + 1, close)
        names.add(name)
        joined.add(joinedName(name))
        const format = formatOf(false)
        if (format !== undefined) return { format, stop: close }
      }
      at = close
    } else if (byte === openBrace || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) {
      depth--
      if (depth === 0) return { format: formatOf(true) ?? 'unknown', stop: at + 1 }
    } else if (depth === 1 && byte === 0x3a) isName = false
    else if (depth === 1 && byte === 0x2c) isName = true
  }
  return { format: 'more', stop: end }
}

function stringEnd(buf: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (buf[at] === 0x5c) at++
    else if (buf[at] === 0x22) return at
  }
  return -1
}

function skip(buf: Buffer, start: number, end: number, isSkipped: (byte: number) => boolean): number {
  let at = start
  while (at < end && isSkipped(buf[at] as number)) at++
  return at
}

/** What stands between two objects, in lines or in a list. */
function isBetween(byte: number): boolean {
  return byte === 0x2c || isSpace(byte)
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
