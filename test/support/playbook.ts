/**
 * Plays a conversation to a protocol and collects what it hands on as plain objects, to be compared whole.
 *
 *     const outcome = play(protocol, [client('GET / HTTP/1.1\r\n\r\n'), server('HTTP/1.1 204 No Content\r\n\r\n')])
 *     expect(outcome.messages).toMatchObject([{ kind: 'request', target: '/' }, { kind: 'response', status: 204 }])
 *
 * Each step that brings bytes is one frame (numbered from 1, payload at offset 54, one second apart). Bytes are pushed in
 * a buffer that is overwritten when the push returns, so that a parser that keeps a view of it is found out.
 */
import { AnomalyLog } from '../../src/core/anomaly.ts'
import type { FrameSpan } from '../../src/core/origin.ts'
import { RunOrigin } from '../../src/core/origin.ts'
import { KeyLog } from '../../src/message/key-log.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import type { ProtocolSwitch } from '../../src/message/protocol-switch.ts'
import { countedBytes } from '../../src/message/message-counts.ts'
import type {
  ClientHello,
  DnsMessage,
  Exchange,
  Message,
  MessageCounts,
  MessageSink,
  NameSource,
  Parser,
  Part,
  Protocol,
  ProtocolName,
} from '../../src/message/types.ts'
import { switchProtocol } from '../../src/message/types.ts'
import type { Flow } from '../../src/stream/types.ts'
import type { Direction, Verdict } from '../../src/core/verdict.ts'
import { verdicts } from '../../src/core/verdict.ts'

/** One event on the wire. `offset`: where in the frame the bytes lie. */
export type Step =
  | {
      readonly kind: 'push'
      readonly direction: Direction
      readonly bytes: Buffer
      readonly frame: number
      readonly offset: number
    }
  | { readonly kind: 'gap'; readonly direction: Direction; readonly length: number; readonly frame: number }
  | { readonly kind: 'finished'; readonly direction: Direction }

const payloadOffset = 54

function push(direction: Direction, bytes: Buffer | string): Step {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  return { kind: 'push', direction, bytes: buffer, frame: 0, offset: payloadOffset }
}

/** Bytes from the client: a TCP chunk, or a datagram. Strings are latin1. */
export function client(bytes: Buffer | string): Step {
  return push(0, bytes)
}

/** Bytes from the server. */
export function server(bytes: Buffer | string): Step {
  return push(1, bytes)
}

/** Bytes of the client that are not in the capture. */
export function clientGap(length: number): Step {
  return { kind: 'gap', direction: 0, length, frame: 0 }
}

/** Bytes of the server that are not in the capture. */
export function serverGap(length: number): Step {
  return { kind: 'gap', direction: 1, length, frame: 0 }
}

export function clientFinished(): Step {
  return { kind: 'finished', direction: 0 }
}

export function serverFinished(): Step {
  return { kind: 'finished', direction: 1 }
}

/** Numbers the frames of a conversation as it stands: do it before splitting, and the origins stay the same. */
export function numbered(steps: readonly Step[]): Step[] {
  return steps.map((step, index) =>
    step.kind === 'finished' || step.frame !== 0 ? step : { ...step, frame: index + 1 },
  )
}

/** A message as collected. Absent fields are ''. */
export interface PlainMessage {
  readonly kind: 'request' | 'response'
  readonly exchange: number
  readonly protocol: ProtocolName
  readonly direction: Direction
  readonly method: string
  readonly target: string
  readonly host: string
  readonly contentType: string
  readonly contentEncoding: string
  readonly status: number
  /** Of the exchange, when the message was handed on. */
  readonly exchangeStatus: number
  /** Where its protocol sends no answer to it. */
  readonly hasNoAnswer?: true
  readonly head: string
  /** The head's lines behind the start line. */
  readonly fields: string
  readonly body: string
  readonly trailer: string
  readonly isComplete: boolean
  readonly incompleteReason: string
  readonly bodyBytesLeftOut: number
  readonly frame: number
  readonly sec: number
  readonly headSpans: readonly FrameSpan[]
  readonly bodySpans: readonly FrameSpan[]
  readonly trailerSpans: readonly FrameSpan[]
}

export type PlainEvent =
  | PlainMessage
  | { readonly kind: 'closed'; readonly exchange: number }
  | { readonly kind: 'recognised'; readonly protocol: ProtocolName }
  | {
      readonly kind: 'serverName'
      readonly source: NameSource
      readonly name: string
      readonly frame: number
    }
  | { readonly kind: 'clientHello'; readonly hello: ClientHello }
  | { readonly kind: 'dns'; readonly message: DnsMessage }
  | { readonly kind: 'localName'; readonly name: string; readonly value: string; readonly frame: number }
  | { readonly kind: 'flowEnded' }

function text(part: Part, start: number = part.start, end: number = part.end): string {
  return part.buf.toString('latin1', start, end)
}

function isHelloName(exchange: Exchange): boolean {
  return exchange.protocol === 'tls' || exchange.protocol === 'quic' || exchange.protocol === 'dtls'
}

/** A sink that keeps all it is given as plain objects. */
export class Collector implements MessageSink {
  readonly events: PlainEvent[] = []
  /** Names of hellos, as messages to be searched: apart from the conversation. */
  readonly helloNames: PlainMessage[] = []

  request(exchange: Exchange, message: Message): void {
    if (isHelloName(exchange)) this.helloNames.push(this.plain('request', exchange, message))
    else this.events.push(this.plain('request', exchange, message))
  }

  response(exchange: Exchange, message: Message): void {
    this.events.push(this.plain('response', exchange, message))
  }

  closed(exchange: Exchange): void {
    if (isHelloName(exchange)) return
    this.events.push({ kind: 'closed', exchange: exchange.id })
  }

  flowEnded(_flow: Flow): void {
    this.events.push({ kind: 'flowEnded' })
  }

  recognised(_flow: Flow, protocol: ProtocolName): void {
    this.events.push({ kind: 'recognised', protocol })
  }

  serverName(_flow: Flow, source: NameSource, name: string, origin: { frame: number }): void {
    this.events.push({ kind: 'serverName', source, name, frame: origin.frame })
  }

  clientHello(_flow: Flow, hello: ClientHello): void {
    this.events.push({ kind: 'clientHello', hello: structuredClone(hello) })
  }

  dns(_flow: Flow, message: DnsMessage): void {
    this.events.push({ kind: 'dns', message: structuredClone(message) })
  }

  localName(_flow: Flow, name: string, value: string, frame: number): void {
    this.events.push({ kind: 'localName', name, value, frame })
  }

  private plain(kind: 'request' | 'response', exchange: Exchange, message: Message): PlainMessage {
    const { head, body, trailer } = message
    return {
      kind,
      exchange: exchange.id,
      protocol: message.protocol,
      direction: message.direction,
      method: text(head, message.methodStart, message.methodEnd),
      target: text(head, message.targetStart, message.targetEnd),
      host: text(head, message.hostStart, message.hostEnd),
      contentType: text(head, message.contentTypeStart, message.contentTypeEnd),
      contentEncoding: text(head, message.contentEncodingStart, message.contentEncodingEnd),
      status: message.status,
      exchangeStatus: exchange.status,
      ...(exchange.hasNoAnswer ? { hasNoAnswer: true as const } : {}),
      head: text(head),
      fields: message.fieldsStart === 0 ? '' : text(head, message.fieldsStart),
      body: text(body),
      trailer: text(trailer),
      isComplete: message.isComplete,
      incompleteReason: message.incompleteReason,
      bodyBytesLeftOut: message.bodyBytesLeftOut,
      frame: message.frame,
      sec: message.sec,
      headSpans: head.runs.spans(0, head.length),
      bodySpans: body.runs.spans(0, body.length),
      trailerSpans: trailer.runs.spans(0, trailer.length),
    }
  }
}

export interface Outcome {
  /** All that was handed on, in order. */
  readonly events: readonly PlainEvent[]
  /** Requests and responses alone. */
  readonly messages: readonly PlainMessage[]
  /** The names of hellos, as they were handed on to be searched. */
  readonly helloNames: readonly PlainMessage[]
  readonly counts: MessageCounts
  /** Anomalies noted: how often, by code. */
  readonly anomalies: Record<string, number>
  /** Bytes that were pushed; after a verdict only those of the directions that went on. */
  readonly givenBytes: number
  readonly countedBytes: number
  readonly heldBytesAtEnd: number
  /** The last verdict that ended a direction, or 0. */
  readonly verdict: Verdict
}

/** A flow between documentation addresses. */
export function testFlow(transport: 'tcp' | 'udp', changes: Partial<Flow> = {}): Flow {
  return {
    id: 0,
    transport,
    family: 4,
    clientAddress: '192.0.2.1',
    serverAddress: '198.51.100.1',
    clientPort: 40_000,
    serverPort: 80,
    communityId: '',
    server0: 0,
    server1: 0,
    server2: 0xffff,
    server3: 0,
    isRoleGuessed: false,
    isUnsure: false,
    isClientAhead: false,
    firstSec: 0,
    firstNsec: 0,
    bytesToServer: 0,
    bytesToClient: 0,
    bursts: null,
    isAnswered: false,
    parser: null,
    note: null,
    app: 0,
    tunnels: 0,
    protection: 'plaintext',
    outer: null,
    ...changes,
  }
}

/** Takes steps: a parser, or the message layer around one flow. */
interface Target {
  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict
  gap(direction: Direction, length: number, origin: RunOrigin): Verdict
  finished(direction: Direction): void
  end(): void
  readonly heldBytes: number
}

function playTo(target: Target, steps: readonly Step[]): { givenBytes: number; verdict: Verdict } {
  const origin = new RunOrigin()
  const isOver = [false, false]
  let last: Verdict = verdicts.more
  let givenBytes = 0
  let isSwitched = false
  for (const step of numbered(steps)) {
    if (isOver[step.direction] || isSwitched) continue
    if (step.kind === 'finished') {
      target.finished(step.direction)
      continue
    }
    origin.frame = step.frame
    origin.sec = step.frame
    origin.nsec = 0
    let verdict: Verdict
    if (step.kind === 'gap') {
      origin.offset = 0
      verdict = target.gap(step.direction, step.length, origin)
    } else {
      origin.offset = step.offset
      // Bytes on either side that are none of the parser's, and all overwritten behind its back.
      const buf = Buffer.alloc(step.bytes.length + 16, 0x20)
      step.bytes.copy(buf, 8)
      verdict = target.push(step.direction, buf, 8, 8 + step.bytes.length, origin)
      if (verdict === switchProtocol) {
        givenBytes += ((target as Parser).restStart ?? 0) - 8
        isSwitched = true
      } else givenBytes += step.bytes.length
      buf.fill(0xa5)
    }
    if (verdict === verdicts.more) continue
    last = verdict
    isOver[step.direction] = true
    if ((verdict & verdicts.bothDirections) !== 0) isOver.fill(true)
  }
  target.end()
  return { givenBytes, verdict: last }
}

function outcomeOf(
  collector: Collector,
  anomalies: AnomalyLog,
  counts: MessageCounts,
  target: Target,
  played: { givenBytes: number; verdict: Verdict },
): Outcome {
  return {
    events: collector.events,
    messages: collector.events.filter(
      (event): event is PlainMessage => event.kind === 'request' || event.kind === 'response',
    ),
    helloNames: collector.helloNames,
    counts,
    anomalies: Object.fromEntries([...anomalies.tallies].map(([code, tally]) => [code, tally.count])),
    givenBytes: played.givenBytes,
    countedBytes: countedBytes(counts),
    heldBytesAtEnd: target.heldBytes,
    verdict: played.verdict,
  }
}

/** Plays the conversation to one protocol's parser, ends it, and returns what came of it. */
export function play(
  protocol: Protocol,
  steps: readonly Step[],
  flow: Flow = testFlow(protocol.transport),
  keys: KeyLog = new KeyLog(),
  switched: ProtocolSwitch | null = null,
): Outcome {
  const collector = new Collector()
  const anomalies = new AnomalyLog()
  const { context } = new MessageLayer(collector, anomalies, undefined, undefined, keys)
  const parser = protocol.open(flow, context, switched)
  return outcomeOf(collector, anomalies, context.counts, parser, playTo(parser, steps))
}

/** Plays the conversation to a message layer that chooses among `protocols` (default: all). */
export function playLayer(
  steps: readonly Step[],
  protocols?: readonly Protocol[],
  flow: Flow = testFlow('tcp'),
  keys: KeyLog = new KeyLog(),
  heldBytesMax?: number,
): Outcome {
  const collector = new Collector()
  const anomalies = new AnomalyLog()
  const layer = new MessageLayer(collector, anomalies, protocols, heldBytesMax, keys)
  const isDatagram = flow.transport === 'udp'
  const target: Target = {
    push: (direction, buf, start, end, origin) =>
      isDatagram
        ? layer.datagram(flow, direction, buf, start, end, origin)
        : layer.chunk(flow, direction, buf, start, end, origin),
    gap: (direction, length, origin) => layer.gap(flow, direction, length, origin),
    finished: (direction) => layer.finished(flow, direction),
    end: () => layer.end(flow, 'closed'),
    get heldBytes() {
      return layer.heldBytes
    },
  }
  return outcomeOf(collector, anomalies, layer.counts, target, playTo(target, steps))
}
