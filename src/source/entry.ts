import type { Protection } from '../core/protection.ts'
import type { Instant } from '../core/time.ts'
import type { Direction } from '../core/verdict.ts'
import type { SourceApp } from './packets/apps.ts'

/**
 * What files hold that record exchanges instead of packets (HAR, mitmproxy flows, logs): entries, numbered from 1 in the
 * order of the file. An entry stands for a frame wherever a place is named.
 */
export type Entry = ExchangeEntry | StreamEntry | DnsEntry | HelloEntry | FlowEntry | ContactEntry

/** Formats of files with entries. */
export type EntryFormat =
  | 'har'
  | 'mitmproxy'
  | 'burp'
  | 'charles'
  | 'fiddler'
  | 'netlog'
  | 'android-intrusion-log'
  | 'ios-app-privacy-report'
  | 'tracker-control'
  | 'pcapdroid-connections'
  | 'dns-queries'
  | 'zeek'
  | 'suricata-eve'

/** The two ends of an entry, as far as the file names them: '' and 0 where it does not. */
export interface Ends {
  readonly transport: 'tcp' | 'udp'
  readonly clientAddress: string
  readonly clientPort: number
  readonly serverAddress: string
  readonly serverPort: number
  /** As the file states it; '' where it states none. */
  readonly communityId: string
  /** Whether the two ends spoke to each other on the wire: not so where a proxy stood between them, asked by the client. */
  readonly isOnWire: boolean
  readonly protection: Protection
  /** Entries with the same key went over the same connection, as far as the file lets one tell. */
  readonly connection: string
}

interface EntryBase {
  readonly at: Instant
  /** When the last of what it tells of was over, where the file says so, and where that is behind all times in it. */
  readonly until?: Instant
  readonly ends: Ends
}

/** A request, with its response where one was recorded, and the messages of the WebSocket that it opened. */
export interface ExchangeEntry extends EntryBase {
  readonly kind: 'exchange'
  readonly request: RecordedMessage
  readonly response: RecordedMessage | null
  readonly messages: readonly RecordedFrame[]
  /** False where the format records heads at most (logs): then nothing is known of the bodies. */
  readonly isBodyRecorded: boolean
  /** Nothing in the file shows that the request was sent; absent where something does. */
  readonly mayBeUnsent?: true
  /** What was spoken, where it was not HTTP: a message laid out like a request of HTTP. */
  readonly protocol?: LoggedProtocol
  /** The code of the app that sent the request, as its recorder saw it: methods, the innermost first. Absent where it did not. */
  readonly code?: readonly string[]
  /** The app that sent it, as its recorder saw it. Absent where it did not. */
  readonly app?: SourceApp
}

/** Protocols beside HTTP of which a log keeps messages with named values. */
export type LoggedProtocol = 'mqtt' | 'sip' | 'smtp' | 'ftp' | 'dhcp' | 'socks' | 'unrecognised'

/** A run of bytes `[start, end)`; empty where absent. */
export interface Run {
  readonly start: number
  readonly end: number
}

/**
 * One direction of an HTTP exchange, its head laid out as on an HTTP/1.1 wire: start line, fields, blank line. `body` as it
 * is in the file: `contentEncoding` is empty where the recorder has undone the coding.
 */
export interface RecordedMessage {
  readonly head: Buffer
  readonly method: Run
  readonly target: Run
  readonly host: Run
  readonly contentType: Run
  readonly contentEncoding: Run
  /** Where the fields start in `head`. */
  readonly fieldsStart: number
  readonly status: number
  readonly body: Buffer
  readonly trailer: Buffer
  readonly at: Instant
  /** Whether the body (or a part of it) was there and is not in the file, and how many bytes of it are known to be. */
  readonly isBodyLeftOut: boolean
  readonly bodyBytesLeftOut: number
}

/** A message of a WebSocket. */
export interface RecordedFrame {
  readonly direction: Direction
  readonly at: Instant
  readonly bytes: Buffer
}

/** Bytes of a TCP connection or UDP datagrams, in order. */
export interface StreamEntry extends EntryBase {
  readonly kind: 'stream'
  readonly pieces: readonly RecordedFrame[]
  /** Server name that the client asked for, in a handshake or of a proxy; '' where none is recorded. */
  readonly serverName: string
  readonly nameSource: 'sni' | 'host'
  /** The pieces are messages of a WebSocket, whose handshake is an entry of its own. */
  readonly isWebSocket: boolean
  /** A log shows some bytes of the connection; other entries tell of it, too. */
  readonly isExcerpt?: boolean
  /** How many bytes of the pieces the file leaves out, where it says so. */
  readonly bytesLeftOut?: number
  /** Of an excerpt: its bytes come right behind those of the one before it of the same connection. */
  readonly goesOn?: boolean
}

/** A resource record as a log keeps it, in text form. */
export interface RecordedDnsRecord {
  readonly name: string
  readonly type: number
  readonly value: string
  readonly ttlSeconds: number
}

/** A DNS question, and what was answered: null where no answer is recorded. */
export interface DnsEntry extends EntryBase {
  readonly kind: 'dns'
  readonly id: number
  readonly questions: readonly { readonly name: string; readonly type: number }[]
  readonly answer: { readonly rcode: number; readonly records: readonly RecordedDnsRecord[] } | null
  /** The answer as DNS has it (RFC 1035), where the log keeps it so. */
  readonly answerMessage?: Buffer
  /** The entry is the answer alone: the question may be an entry of its own. */
  readonly isAnswerOnly?: boolean
}

/** A TLS or QUIC handshake of which the file keeps names only. */
export interface HelloEntry extends EntryBase {
  readonly kind: 'hello'
  readonly serverName: string
  /** The host that the server's certificate is for; absent or '' where the file does not say. */
  readonly certificateName?: string
  /** By what another log tells of the server's certificate, where this one does not say what is in it. */
  readonly certificateId?: string
  /** Whom the client's own certificate is for, as it showed that to the server; absent or '' where the file does not say. */
  readonly clientSubject?: string
  readonly transport: 'tls' | 'quic'
  readonly version: string
  readonly alpn: readonly string[]
}

/** A conversation of which the file keeps ends, times and sizes only. */
export interface FlowEntry extends EntryBase {
  readonly kind: 'flow'
  /** Protocol in the recorder's words; '' where it did not tell. */
  readonly protocol: string
  readonly bytesToServer: number
  readonly bytesToClient: number
}

/** A device's own record that one of its apps contacted a server. Nothing is known of what was said. */
export interface ContactEntry extends EntryBase {
  readonly kind: 'contact'
  /** Package or bundle; '' where the log does not name it. */
  readonly app: string
  /** '' where only the address is known. */
  readonly host: string
  /** How many contacts the record stands for, the first at `at`, the last at `last`. */
  readonly hits: number
  readonly last: Instant
  /** The app asked for the host's addresses, and was told these. */
  readonly isLookup: boolean
  /** The log says itself that it may have been another host with the same address. */
  readonly isUncertain?: boolean
  readonly resolved: readonly string[]
}

/** The device on which the entries were recorded, and the apps that ran, where the file says so. */
export interface RecordingFacts {
  /** In the words of the file, e.g. `model`, `osVersion`. */
  readonly device: Readonly<Record<string, string>>
  readonly apps: readonly { readonly id: string; readonly name: string; readonly version: string }[]
}

/** Takes entries. The bytes of an entry are valid during the call only. */
export interface EntrySink {
  /** Digests of lines that were read before, in this file or another of the same run: logs that are rotated overlap. */
  readonly seenLines?: Set<string>
  /** How many contacts records of the device's own logs counted before, by what is the same in records of one kind. */
  readonly countedHits?: Map<string, number>
  /** `bytes`: the entry as it stands in the (unpacked) file, without the end of a line. */
  entry(entry: Entry, number: number, bytes: Buffer): void
  /**
   * An exchange comes again that another entry told of, maybe one of another file: it is passed over, and keeps its number, so
   * that exchanges have the same numbers where this file is read alone.
   */
  told?(): void
  /** The host that a certificate is for, which handshakes name by `id`. */
  certificate?(id: string, name: string): void
  /** For who copies files: what stands around the entries. Of HAR a member of `log` with its name, of logs a line of the header. */
  container?(name: string, bytes: Buffer): void
}

/** What a reader of entries counted. All in bytes of the (unpacked) file; `container + entries + unread` is its size. */
export interface EntryCounts {
  /** What stands around the entries. */
  containerBytes: number
  /** Of entries that were handed on. */
  entryBytes: number
  /** What could not be made sense of. */
  unreadBytes: number
  /** All entries. They were handed on, or say what an earlier one says, or hold no contact, or make no sense. */
  total: number
  duplicates: number
  other: Map<string, number>
  malformed: number
  /** Bytes of heads, bodies and messages in the entries that were handed on. */
  contentBytes: number
  first: Instant | null
  last: Instant | null
  /** Digits of the second that the file records. */
  timeDigits: number
  /** Program that made the file, where it says so. */
  application: string | null
  comments: string[]
  facts: RecordingFacts | null
}

/** The bytes of the file of this name that lies beside the entries; null where there is none, or it can not be read whole. */
export type FindAttachment = (name: string) => Buffer | null

/**
 * Reads one format of entries, pushed: no I/O here. Takes all bytes that it is given, however they are cut, and keeps no
 * view of them; what it holds is bounded by `limits.source.entryBytesMax`.
 */
export interface EntryReader {
  readonly format: EntryFormat
  readonly counts: EntryCounts
  /** Why the file can not be read at all, in a clause; '' while it can. */
  readonly refusal: string
  push(buf: Buffer, start: number, end: number): void
  /** Finds bodies that stand in files of their own beside the entries; only for formats that have such. */
  attachments?: FindAttachment
  /** The next bytes are those of another file of the same log (from an archive); only for formats of lines. */
  nextFile?(): void
  end(): void
}
