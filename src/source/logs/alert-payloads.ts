/**
 * What alerts of Suricata show of the traffic itself: its settings `payload` and `payload-printable` write the bytes that
 * raised an alert beside it. Several alerts are raised by the same bytes, and other events tell of the same request: each
 * request counts once.
 */
import { createHash } from 'node:crypto'
import { ephemeralPort } from '../../core/ports.ts'
import { holdsRun } from './holds-run.ts'
import { limits } from '../../core/limits.ts'
import { OldestFirst } from '../../core/oldest-first.ts'
import { numberOf, recordOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import type { Instant } from '../../core/time.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { Ends, RecordedFrame } from '../entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { LineMeaning } from '../line-reader.ts'

/** Characters of a digest that tells payloads apart (16 bytes). */
const digestBytes = 16

const { payloadsKeptMax, payloadBytesKeptMax } = limits.source

/** Shorter payloads may stand in another by chance. */
const containedBytesMin = 16
/** Longer ones than Suricata is set to write are not searched for others. */
const containingBytesMax = 65_536

/** A shorter text may stand anywhere. */
const tellingCharactersMin = 4

/** Requests of HTTP/1 in a payload, also right behind a body; an endless target is none. */
const requestLine = /(?<![A-Z])([A-Z]{3,16}) (\S{1,8192}) HTTP\/1\.[01]\r?\n/g

/** How a message of HTTP/1 begins. */
const messageStart = /^(?:[A-Z]{3,16} \S|HTTP\/1\.)/

/** What an alert is that shows nothing of the traffic. */
export const alertWithoutBytes = 'alert event'

const nothing: Buffer = Buffer.alloc(0)

/** The payloads of one file. */
export class AlertPayloads {
  /** Payloads that were read, by flow, direction and digest. */
  private readonly read: Set<string> = new Set()
  /** The last payload that was read of one direction of a connection over TCP: the one used last comes last. */
  private readonly kept: OldestFirst<string, Buffer> = new OldestFirst()
  private keptBytes = 0
  /** The direction of the last payload that was read of a connection. */
  private readonly latest: OldestFirst<string, string> = new OldestFirst()
  /** Connections of which an alert shows the hello. */
  private readonly hellos: Set<string> = new Set()
  /** Connections of which both directions were read without a gap, from their beginning to the last that was read. */
  private readonly wholes: OldestFirst<string, true> = new OldestFirst()
  /** The last transaction of an alert that shows a request, by flow and what it asks for. */
  private readonly requests: Map<string, number> = new Map()

  /**
   * The entry of an alert. `ends` are those of the packet that raised it: its source may be either of both. `rest`: what comes
   * right behind its bytes, which it shows elsewhere; `answer`: what the other side answered to them.
   */
  meaning(
    event: JsonRecord,
    ends: Ends,
    at: Instant,
    tally: EntryTally,
    rest: Buffer = nothing,
    answer: Buffer = nothing,
  ): LineMeaning {
    const isDatagram = ends.transport === 'udp'
    const payload =
      isDatagram || textOf(event['proto']).toUpperCase() === 'TCP' ? payloadOf(event, tally) : null
    if (payload === null || payload.length === 0) return { kind: 'other', what: alertWithoutBytes, at }
    const bytes = rest.length === 0 ? payload : Buffer.concat([payload, rest])
    const isToClient = goesToClient(event, ends)
    const digest = createHash('sha256').update(bytes).digest().toString('latin1', 0, digestBytes)
    const side = sideOf(ends, isToClient)
    const key = `${side} ${digest}`
    const before = isDatagram ? undefined : this.kept.get(side)
    const isSearched = before !== undefined && before.length <= containingBytesMax
    const isContained = isSearched && bytes.length >= containedBytesMin && holdsRun(before, bytes)
    const isAnswered = answer.length > 0 && this.isNewBody(`${side} answer`, answer)
    const answers = isAnswered ? [{ direction: isToClient ? 0 : 1, at, bytes: answer } as const] : []
    const isLatest = this.wholes.has(ends.connection) || this.latest.get(ends.connection) === side
    if (isContained || this.read.has(key)) {
      if (!isAnswered) return { kind: 'other', what: 'alert event for bytes of another', at }
      return excerpt(isToClient ? turned(ends) : ends, at, answers, isLatest)
    }
    if (this.read.size < limits.source.linesRememberedMax) this.read.add(key)
    else tally.forgets()
    // A number is missing in no version that is in use: without it all such events are taken to be shown.
    const transaction = numberOf(event['tx_id']) ?? Number.MAX_SAFE_INTEGER
    if (!isToClient && !isDatagram) this.sawRequests(ends.connection, transaction, bytes)
    if (!isToClient && !isDatagram && holdsHello(bytes)) this.sawHello(ends.connection)
    if (!isDatagram) this.keep(ends.connection, side, bytes)
    const { from, goesOn } = newIn(bytes, before, isLatest)
    const piece = { direction: isToClient ? 1 : 0, at, bytes: bytes.subarray(from) } as const
    if (!goesOn) this.wholes.delete(ends.connection)
    return excerpt(isToClient ? turned(ends) : ends, at, [piece, ...answers], goesOn)
  }

  /** Whether these bytes of one direction of a connection lie in those of it that were read last. */
  isShown(ends: Ends, isToClient: boolean, bytes: Buffer): boolean {
    if (bytes.length < containedBytesMin) return false
    const kept = this.kept.get(sideOf(ends, isToClient))
    return kept !== undefined && kept.length <= containingBytesMax && holdsRun(kept, bytes)
  }

  /**
   * Bytes of another kind of event are read, which come right behind those that were read of their direction. `isFirst`: none
   * were. Whether they go on with the last that was read of the connection.
   */
  goesOnWith(ends: Ends, isToClient: boolean, bytes: Buffer, isFirst: boolean): boolean {
    const side = sideOf(ends, isToClient)
    const goesOn = !isFirst && this.wholes.has(ends.connection)
    const before = goesOn ? this.kept.get(side) : undefined
    const isLong = (before?.length ?? 0) + bytes.length > containingBytesMax
    this.keep(ends.connection, side, before === undefined || isLong ? bytes : Buffer.concat([before, bytes]))
    if (isFirst) this.beginsWhole(ends.connection)
    return goesOn
  }

  /** Bytes that are not those next to what was read of their connection, or a datagram. */
  take(ends: Ends, isToClient: boolean, bytes: Buffer): void {
    this.wholes.delete(ends.connection)
    this.keep(ends.connection, sideOf(ends, isToClient), bytes)
  }

  /** What was read last of a connection are the bytes that it begins with. */
  beginsWhole(connection: string): void {
    this.wholes.put(connection, true)
    if (this.wholes.size > payloadsKeptMax) this.wholes.takeOldest()
  }

  /** Whether all of these texts, which another event tells of a connection, stand in bytes of it that were read last. */
  showsAll(connection: string, texts: readonly string[]): boolean {
    return (
      texts.some(({ length }) => length >= tellingCharactersMin) &&
      texts.every((text) => text === '' || this.holds(connection, Buffer.from(text)))
    )
  }

  /** Whether an alert shows the whole hello of a client of TLS. */
  showsHello(connection: string): boolean {
    return this.hellos.has(connection)
  }

  private sawHello(connection: string): void {
    if (this.hellos.size < limits.source.connectionsMax) this.hellos.add(connection)
  }

  private keep(connection: string, side: string, bytes: Buffer): void {
    const { kept, latest } = this
    this.keptBytes += bytes.length - (kept.get(side)?.length ?? 0)
    kept.put(side, bytes)
    while (kept.size > payloadsKeptMax || this.keptBytes > payloadBytesKeptMax)
      this.keptBytes -= kept.takeOldest()?.length ?? 0
    latest.put(connection, side)
    if (latest.size > payloadsKeptMax) latest.takeOldest()
  }

  /**
   * Whether the payload of an alert shows the request that another event tells of. It rests on earlier alerts alone: what a
   * slice leaves out changes nothing for what is in it.
   */
  shows(connection: string, transaction: unknown, method: string, target: string): boolean {
    const last = this.requests.get(`${connection} ${method} ${target}`)
    return last !== undefined && (numberOf(transaction) ?? 0) <= last
  }

  /** Whether the bytes that were read last of the connection, in either direction, hold this body. */
  holds(connection: string, body: Buffer): boolean {
    return ['<', '>'].some((side) => {
      const bytes = this.kept.get(`${connection} ${side}`)
      return bytes !== undefined && bytes.length <= containingBytesMax && holdsRun(bytes, body)
    })
  }

  /** Whether no earlier alert has shown this body at this place. */
  isNewBody(place: string, body: Buffer): boolean {
    const digest = createHash('sha256').update(body).digest().toString('latin1', 0, digestBytes)
    const key = `${place} ${digest}`
    if (this.read.has(key)) return false
    if (this.read.size < limits.source.linesRememberedMax) this.read.add(key)
    return true
  }

  /** An alert shows this request. */
  saw(connection: string, transaction: unknown, method: string, target: string): void {
    const key = `${connection} ${method} ${target}`
    const number = numberOf(transaction) ?? Number.MAX_SAFE_INTEGER
    if (this.requests.size < limits.source.linesRememberedMax || this.requests.has(key))
      this.requests.set(key, Math.max(number, this.requests.get(key) ?? 0))
  }

  /** These bytes of a client show requests of HTTP/1, up to that of the transaction. */
  sawRequests(connection: string, transaction: number, bytes: Buffer): void {
    for (const [, method = '', target = ''] of bytes.toString('latin1').matchAll(requestLine))
      this.saw(connection, transaction, method, target)
  }
}

function sideOf({ connection }: Ends, isToClient: boolean): string {
  return `${connection} ${isToClient ? '<' : '>'}`
}

/** Whether bytes begin with a whole ClientHello in one record (RFC 8446, sections 4 and 5.1). */
function holdsHello(bytes: Buffer): boolean {
  if (bytes.length < helloHeadBytes || bytes[0] !== 0x16 || bytes[1] !== 0x03 || bytes[5] !== 0x01)
    return false
  const recordEnd = 5 + bytes.readUInt16BE(3)
  return recordEnd <= bytes.length && helloHeadBytes + bytes.readUIntBE(6, 3) <= recordEnd
}

/** Heads of the record and of the message in it. */
const helloHeadBytes = 9

function excerpt(ends: Ends, at: Instant, pieces: readonly RecordedFrame[], goesOn: boolean): LineMeaning {
  return {
    kind: 'stream',
    at,
    ends,
    pieces,
    serverName: '',
    nameSource: 'host',
    isWebSocket: false,
    isExcerpt: true,
    goesOn,
  }
}

/**
 * Suricata shows the stream as far as it came: a later alert shows it again, with more behind it. Where what is new begins in
 * `bytes`, and whether it goes on right behind what was read last of the connection (`isLatest`: it was of this direction).
 * Behind anything else a message can not go on: the last one that `before` shows is told again, if it was cut there.
 */
function newIn(
  bytes: Buffer,
  before: Buffer | undefined,
  isLatest: boolean,
): { readonly from: number; readonly goesOn: boolean } {
  const length = before?.length ?? 0
  if (before === undefined || !bytes.subarray(0, length).equals(before)) return { from: 0, goesOn: false }
  if (isLatest) return { from: length, goesOn: true }
  const rest = bytes.toString('latin1', length, Math.min(bytes.length, length + 32))
  if (messageStart.test(rest)) return { from: length, goesOn: false }
  let from = 0
  for (const { index } of before.toString('latin1').matchAll(requestLine)) from = index
  return { from, goesOn: false }
}

/** How much of a body the bytes of an alert show beside it; `rest` is what comes right behind them. */
export type Shown =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly rest: Buffer }
  | { readonly kind: 'none' /** The bytes are a part of the body. */; readonly isInBody: boolean }

/** Whether a request for `target` stands in the bytes of an alert. */
export function showsRequest(event: JsonRecord, method: string, target: string): boolean {
  const text = shownPayload(event).toString('latin1', 0, containingBytesMax)
  return [...text.matchAll(requestLine)].some(([, verb, path]) => verb === method && path === target)
}

/** Whether the bytes of an alert hold the body that Suricata shows beside them, or the beginning of its message. */
export function shownOf(event: JsonRecord, body: Buffer): Shown {
  const payload = shownPayload(event)
  if (payload.length > containingBytesMax || holdsRun(payload, body)) return { kind: 'all' }
  const text = payload.toString('latin1')
  const headEnd = messageStart.test(text) ? text.indexOf('\r\n\r\n') : -1
  if (headEnd < 0) return { kind: 'none', isInBody: holdsRun(body, payload) }
  const start = payload.subarray(headEnd + 4)
  if (start.length <= body.length && body.subarray(0, start.length).equals(start))
    return { kind: 'part', rest: body.subarray(start.length) }
  // In chunks, or packed, it is not written as the body is.
  const isCoded = start.length > 0 && /\r\n(?:transfer|content)-encoding:/i.test(text.slice(0, headEnd))
  return isCoded ? { kind: 'all' } : { kind: 'none', isInBody: false }
}

function shownPayload(event: JsonRecord): Buffer {
  const encoded = textOf(event['payload'])
  return isBase64(encoded) ? Buffer.from(encoded, 'base64') : Buffer.from(textOf(event['payload_printable']))
}

/** The bytes of the event; of the printable form, in which dots stand for what is no text, what is left of them. */
function payloadOf(event: JsonRecord, tally: EntryTally): Buffer | null {
  const encoded = textOf(event['payload'])
  if (isBase64(encoded)) return Buffer.from(encoded, 'base64')
  const printable = textOf(event['payload_printable'])
  if (printable === '') return null
  tally.anomalies.note(entryAnomalies.lossy, tally.number + 1)
  return Buffer.from(printable)
}

/** Whether bytes are written so, and not as they are. */
export function isBase64(text: string): boolean {
  return /^[0-9A-Za-z+/]+={0,2}$/.test(text)
}

/** Whether the source of an event is the one that listens, by the ports. */
export function isFromServer({ clientPort, serverPort }: Ends): boolean {
  return clientPort < ephemeralPort && serverPort >= ephemeralPort
}

/** Since version 7 alerts say their direction or who began the flow; before, the ports do. */
export function goesToClient(event: JsonRecord, ends: Ends): boolean {
  const direction = textOf(event['direction'])
  if (direction !== '') return direction === 'to_client'
  const flow = recordOf(event['flow'])
  const begun = textOf(flow?.['src_ip'])
  const isSaid = begun !== '' && ends.clientAddress !== ends.serverAddress
  return isSaid ? begun === ends.serverAddress : isFromServer(ends)
}

/** With client and server exchanged. */
export function turned(ends: Ends): Ends {
  return {
    ...ends,
    clientAddress: ends.serverAddress,
    clientPort: ends.serverPort,
    serverAddress: ends.clientAddress,
    serverPort: ends.clientPort,
  }
}
