/**
 * HTTP exchanges of a capture that was scanned, whole: for who writes them down (HAR). Bodies come with their content coding
 * undone, and every place in them that shows an identifier is marked, so that it can be hidden.
 */
import type { Instant } from '../../core/time.ts'
import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import type { Protection } from '../../core/protection.ts'
import { contentOf } from '../../decode/content.ts'
import type { DecodeInput, PartName } from '../../decode/types.ts'
import type { Detector } from '../../detect/detector.ts'
import type { KeyLog } from '../../message/key-log.ts'
import { isHttp, Part } from '../../message/types.ts'
import type { Exchange, IncompleteReason, Message, MessageSink } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { readInFull } from '../looks/read-in-full.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import { replay } from './replay.ts'
import type { ScanResult } from '../scan-result.ts'

/** A run of bytes `[start, end)` of a part. */
export interface Mark {
  readonly part: PartName
  readonly start: number
  readonly end: number
}

/** The bytes of a message by part. */
export type PartBytes = Readonly<Record<PartName, Buffer>>

/** One direction of an exchange. */
export interface HttpMessage {
  /** The head as HTTP/1 would carry it; the body with its content coding undone. */
  readonly parts: PartBytes
  readonly method: string
  readonly target: string
  readonly host: string
  readonly contentType: string
  readonly status: number
  /** Bytes of the body as it was transferred, as far as they were seen; and what was undone, '' for nothing. */
  readonly bodyBytes: number
  readonly coding: string
  /** Why the body is as it was transferred, with its coding: something stands beside the compressed bytes; '' where it is not so. */
  readonly codingKept: string
  /** Bytes of the body that are not there, and why; '' where nothing is missing. */
  readonly leftOutBytes: number
  readonly incomplete: IncompleteReason
  readonly at: Instant
  readonly frame: number
  /** What shows an identifier, in any part. */
  readonly marks: readonly Mark[]
  /** Whether these bytes, in the place of the message's own, still show any of these identifiers. */
  readonly shows: (parts: PartBytes) => boolean
}

/** A message of a WebSocket. */
export interface SocketMessage {
  readonly exchange: number
  readonly isSent: boolean
  readonly at: Instant
  readonly bytes: Buffer
  readonly marks: readonly Mark[]
  readonly shows: (parts: PartBytes) => boolean
}

/** A request with its response, as far as they were seen, and the WebSocket that it opened. */
export interface HttpExchange {
  readonly capture: number
  readonly exchange: number
  readonly protection: Protection
  readonly transport: 'tcp' | 'udp'
  readonly serverAddress: string
  readonly serverPort: number
  readonly communityId: string
  /** A log tells of it, which keeps heads: of bodies that it does not show nobody knows whether they were. */
  readonly isLogged: boolean
  /** Nothing shows that the request was sent: a browser gave it up before it had a server. */
  readonly mayBeUnsent: boolean
  /** Number of the entry, in files of entries; frame of its first byte else. */
  readonly frame: number
  readonly request: HttpMessage
  readonly response: HttpMessage | null
  readonly messages: readonly SocketMessage[]
}

/**
 * Gives the HTTP exchanges of one capture, each once it is over. `wanted`: the numbers of those that are asked for, null for
 * all. `result` is the whole scan: where anything was observed, it is marked.
 */
export async function readHttpExchanges(
  result: ScanResult,
  index: number,
  keys: KeyLog,
  detector: Detector,
  wanted: ReadonlySet<number> | null,
  take: (exchange: HttpExchange) => void,
): Promise<void> {
  const capture = result.captures[index]
  if (capture === undefined) throw new Error(`there is no capture ${index}`)
  const recorder = new Recorder(result, index, detector, wanted, take)
  await replay(capture, keys, recorder)
  recorder.end()
}

/** A message until its exchange is over. */
class Draft {
  readonly head: Buffer
  readonly trailers: Buffer[] = []
  readonly bodies: Buffer[] = []
  /** The same as they were transferred, where something stands beside what is compressed in one; else none. */
  readonly coded: Buffer[] = []
  readonly method: string
  readonly target: string
  readonly host: string
  readonly contentType: string
  readonly status: number
  readonly at: Instant
  readonly frame: number
  bodyBytes = 0
  coding = ''
  leftOutBytes = 0
  incomplete: IncompleteReason = ''
  /** A piece was too long for an export: what comes behind it is left out as well, or it would stand beside what it never did. */
  private isFull = false

  constructor(message: Message) {
    const { head } = message
    const text = (start: number, end: number): string => latin1(head.buf, start, end)
    this.head = Buffer.from(head.buf.subarray(head.start, head.end))
    this.method = text(message.methodStart, message.methodEnd)
    this.target = text(message.targetStart, message.targetEnd)
    this.host = text(message.hostStart, message.hostEnd)
    this.contentType = text(message.contentTypeStart, message.contentTypeEnd)
    this.status = message.status
    this.at = { sec: message.sec, nsec: message.nsec }
    this.frame = message.frame
    this.add(message)
  }

  /** Adds a piece of a streamed message. */
  add(message: Message): void {
    const { body, trailer, head } = message
    const encoding = latin1(head.buf, message.contentEncodingStart, message.contentEncodingEnd)
    // A long body that goes on was cut in pieces; nothing is missing as long as none was left out.
    if (message.isFurther && message.piece > 0 && this.incomplete === 'limit' && this.leftOutBytes === 0)
      this.incomplete = ''
    this.isFull ||= message.piece > 0 && this.bodyBytes + body.length > limits.report.exportedBodyBytesMax
    if (this.isFull) {
      this.leftOutBytes += body.length
      this.incomplete = 'limit'
    } else if (body.length > 0) {
      const { bytes, tolerated, unaccounted } = contentOf(body, encoding)
      const isSame = bytes.buffer === body.buf.buffer && bytes.length === body.length
      if (!isSame)
        this.coding =
          encoding === '' || tolerated === '' ? encoding || tolerated : `${encoding} (${tolerated})`
      const given = this.bodies.length
      // Its buffer is used again for the next message.
      this.bodies.push(Buffer.from(bytes))
      if (unaccounted.length > 0) {
        if (this.coded.length === 0) this.coded.push(...this.bodies.slice(0, given))
        this.coded.push(Buffer.from(body.buf.subarray(body.start, body.end)))
      } else if (this.coded.length > 0) this.coded.push(this.bodies[given] as Buffer)
    }
    if (trailer.length > 0) this.trailers.push(Buffer.from(trailer.buf.subarray(trailer.start, trailer.end)))
    if (!this.isFull) this.bodyBytes += body.length
    this.leftOutBytes += message.bodyBytesLeftOut
    if (message.incompleteReason !== '') this.incomplete = message.incompleteReason
  }
}

interface SocketDraft {
  readonly exchange: Exchange
  readonly draft: Draft
  readonly isSent: boolean
}

/** An exchange until it is over. */
interface Open {
  readonly exchange: Exchange
  readonly request: Draft
  response: Draft | null
  readonly sockets: SocketDraft[]
  /** It may have opened a WebSocket, whose messages count as its own. */
  readonly mayOpen: boolean
}

/** Keeps what belongs to exchanges that are asked for. */
class Recorder implements MessageSink {
  private readonly capture: number
  private readonly detector: Detector
  private readonly wanted: ReadonlySet<number> | null
  private readonly take: (exchange: HttpExchange) => void
  /** What was observed, by number of the exchange: normal forms. */
  private readonly observed: Map<number, Set<string>> = new Map()
  private readonly open: Map<Exchange, Open> = new Map()
  /** Exchanges that may have opened a WebSocket, by flow. */
  private readonly openers: Map<Flow, Open[]> = new Map()

  constructor(
    result: ScanResult,
    capture: number,
    detector: Detector,
    wanted: ReadonlySet<number> | null,
    take: (exchange: HttpExchange) => void,
  ) {
    this.capture = capture
    this.detector = detector
    this.wanted = wanted
    this.take = take
    for (const observation of result.observations) {
      if (observation.capture !== capture) continue
      const known = this.observed.get(observation.exchange)
      if (known === undefined) this.observed.set(observation.exchange, new Set([observation.normal]))
      else known.add(observation.normal)
    }
  }

  request(exchange: Exchange, message: Message): void {
    if (exchange.protocol === 'websocket') {
      this.socket(exchange, message, true)
      return
    }
    if (!isHttp(exchange.protocol)) return
    const known = this.open.get(exchange)
    if (known !== undefined) {
      known.request.add(message)
      return
    }
    const mayOpen = /^(?:upgrade|protocol):[ \t]*websocket/im.test(headText(message))
    if (!mayOpen && !this.isWanted(exchange)) return
    const opened = { exchange, request: new Draft(message), response: null, sockets: [], mayOpen }
    this.open.set(exchange, opened)
    if (!mayOpen) return
    const others = this.openers.get(exchange.flow)
    if (others === undefined) this.openers.set(exchange.flow, [opened])
    else others.push(opened)
  }

  response(exchange: Exchange, message: Message): void {
    if (exchange.protocol === 'websocket') {
      this.socket(exchange, message, false)
      return
    }
    const known = this.open.get(exchange)
    if (known === undefined) return
    if (known.response === null || message.piece === 0) known.response = new Draft(message)
    else known.response.add(message)
  }

  closed(exchange: Exchange): void {
    const known = this.open.get(exchange)
    if (known === undefined || known.mayOpen) return
    this.open.delete(exchange)
    this.emit(known)
  }

  flowEnded(flow: Flow): void {
    for (const opener of this.openers.get(flow) ?? []) this.over(opener)
    this.openers.delete(flow)
  }

  /** What is still open is over with the capture. */
  end(): void {
    for (const open of this.open.values()) this.over(open)
  }

  recognised(): void {
    // Nothing is needed of it; so it is below.
  }

  serverName(): void {
    // See above.
  }

  clientHello(): void {
    // See above.
  }

  dns(): void {
    // See above.
  }

  localName(): void {
    // See above.
  }

  private isWanted(exchange: Exchange): boolean {
    return this.wanted === null || this.wanted.has(exchange.id)
  }

  /** A message of a WebSocket goes to the exchange that opened it: on its flow, or on the one that carries its stream. */
  private socket(exchange: Exchange, message: Message, isSent: boolean): void {
    const { flow } = exchange
    const target = latin1(message.head.buf, message.targetStart, message.targetEnd)
    const openers =
      this.openers.get(flow) ?? (flow.outer === null ? [] : (this.openers.get(flow.outer) ?? []))
    const opener = openers.findLast(({ request }) => request.target === target) ?? openers.at(-1)
    opener?.sockets.push({ exchange, draft: new Draft(message), isSent })
  }

  private over(open: Open): void {
    if (!this.open.delete(open.exchange)) return
    const isWanted =
      this.isWanted(open.exchange) || open.sockets.some(({ exchange }) => this.isWanted(exchange))
    if (isWanted) this.emit(open)
  }

  private emit({ exchange, request, response, sockets }: Open): void {
    const { flow, id } = exchange
    this.take({
      capture: this.capture,
      exchange: id,
      protection: flow.protection,
      transport: flow.transport,
      serverAddress: flow.serverAddress,
      serverPort: flow.serverPort,
      communityId: flow.communityId,
      isLogged: flow instanceof EntryFlow && flow.isLogged,
      mayBeUnsent: exchange.mayBeUnsent,
      frame: request.frame,
      request: this.messageOf(exchange, request, 0),
      response: response === null ? null : this.messageOf(exchange, response, 1),
      messages: sockets.map(({ exchange: own, draft, isSent }) => {
        const { parts, marks, shows } = this.messageOf(own, draft, isSent ? 0 : 1)
        return { exchange: own.id, isSent, at: draft.at, bytes: parts.body, marks, shows }
      }),
    })
  }

  private messageOf(exchange: Exchange, draft: Draft, direction: 0 | 1): HttpMessage {
    const { head, bodies, coded, trailers, ...rest } = draft
    const undone = { head, body: Buffer.concat(bodies), trailer: Buffer.concat(trailers) }
    const observed = this.observed.get(exchange.id)
    // What else is in an exchange that shows something is looked at in both directions: answers repeat what was sent.
    const found = (given: PartBytes): { mark: Mark; normal: string }[] =>
      observed === undefined ? [] : this.find(exchange, draft, given, direction)
    const kept = { ...undone, body: Buffer.concat(coded) }
    const isKept = coded.length > 0 && seen(found(kept), observed) > seen(found(undone), observed)
    const parts = isKept ? kept : undone
    return {
      ...rest,
      parts,
      coding: isKept ? '' : draft.coding,
      codingKept: isKept ? `what was observed stands beside what is compressed (${draft.coding})` : '',
      marks: found(parts).map(({ mark }) => mark),
      shows: (given) => found(given).some(({ normal }) => observed?.has(normal) === true),
    }
  }

  private find(
    exchange: Exchange,
    draft: Draft,
    parts: PartBytes,
    direction: 0 | 1,
  ): { mark: Mark; normal: string }[] {
    const input: DecodeInput = {
      head: partOf(parts.head),
      body: partOf(parts.body),
      trailer: partOf(parts.trailer),
      // As it stands in the head that is given: there, it may be hidden.
      target:
        parts.head === draft.head ? draft.target : (parts.head.toString('latin1').split(' ', 2)[1] ?? ''),
      contentType: draft.contentType,
      contentEncoding: '',
    }
    const { flow, protocol } = exchange
    const host = draft.host.replace(/:\d*$/, '')
    // Other messages than the scan's are read, some of them several times: what those held counts for nothing here.
    this.detector.nextCapture()
    const { result } = readInFull(this.detector, input, {
      host: host === '' ? flow.serverAddress : host,
      protocol,
      port: flow.serverPort,
      direction,
    })
    return result.detections.map(({ node, start, end, normal }) => {
      const isVerbatim = node.bytes.length === node.spanEnd - node.spanStart
      const mark = isVerbatim
        ? { part: node.part, start: node.spanStart + start, end: node.spanStart + end }
        : { part: node.part, start: node.spanStart, end: node.spanEnd }
      return { mark, normal }
    })
  }
}

/** How many of the values that were observed are found. */
function seen(
  found: readonly { readonly normal: string }[],
  observed: ReadonlySet<string> | undefined,
): number {
  return new Set(found.map(({ normal }) => normal).filter((normal) => observed?.has(normal))).size
}

function headText({ head }: Message): string {
  return latin1(head.buf, head.start, head.end)
}

function partOf(bytes: Buffer): Part {
  const part = new Part()
  part.buf = bytes
  part.end = bytes.length
  return part
}
