import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { RunMap, RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { Exchange, Message } from '../types.ts'
import type { DnsMessage, Parser, ParserContext, ProtocolName } from '../types.ts'
import { dnsAnomalies } from './anomalies.ts'
import { emitLocalNames } from './local.ts'
import { parseDns } from './parse.ts'
import { dnsPort } from './probe.ts'

/**
 * The message being handed on: one for all DNS flows, since a sink uses it during the call only, and most DNS flows
 * carry two messages: an own one for each flow would cost more than reading it.
 */
const handedOn = new Message()
const nothing: Buffer = Buffer.alloc(0)

/** With so many questions that wait an answer is compared. */
const comparedMax = 16

/** A question without an answer; `asked` is what it asks for. */
interface Waiting {
  readonly exchange: Exchange
  readonly asked: DnsMessage['questions'][number] | undefined
}

/** Questions and answers of one flow, whatever carries them. Pairs answers with questions by the message's id. */
export class DnsConversation {
  protected readonly flow: Flow
  private readonly context: ParserContext
  protected readonly isLocal: boolean
  /** The oldest question without an answer, and its id: nearly all conversations have but one at a time. */
  private oldest: Waiting | null = null
  private oldestId = 0
  /** The others, oldest first. */
  private others: Map<number, Waiting> | null = null
  /** Of the last question that was answered: the answer may come again. */
  private answeredId = -1

  constructor(flow: Flow, context: ParserContext, isLocal: boolean) {
    this.flow = flow
    this.context = context
    this.isLocal = isLocal
  }

  /** Takes the whole message `buf[start, end)`. `runs` says where its bytes came from, null where all follow `origin`. */
  take(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: Readonly<RunOrigin>,
    runs: RunMap | null,
  ): void {
    const { sink, counts, anomalies } = this.context
    const parsed = parseDns(buf, start, end, this.isLocal, origin)
    counts.readBytes += end - start
    if (parsed.problem !== null) anomalies.note(parsed.problem, origin.frame)
    if (parsed.message !== null) {
      counts.dnsMessages++
      const { message } = parsed
      const isUnasked = message.isResponse && !this.isLocal && this.isUnasked(message)
      if (isUnasked) anomalies.note(dnsAnomalies.unasked, origin.frame)
      sink.dns(this.flow, isUnasked ? { ...message, isUnasked } : message)
    }
    if (this.isLocal) emitLocalNames(this.flow, parsed, sink)
    // What cannot be read is handed on all the same, so that its bytes are searched.
    const isResponse = parsed.message === null ? direction === 1 : parsed.message.isResponse
    const id = parsed.message === null ? -1 : parsed.message.id
    handedOn.protocol = this.isLocal ? 'mdns' : 'dns'
    handedOn.direction = direction
    handedOn.body.buf = buf
    handedOn.body.start = start
    handedOn.body.end = end
    if (runs === null) {
      handedOn.body.runs.clear()
      handedOn.body.runs.addOrigin(0, origin, end - start)
    } else {
      handedOn.body.runs.copyFrom(runs)
    }
    handedOn.sec = origin.sec
    handedOn.nsec = origin.nsec
    handedOn.frame = origin.frame
    if (this.isLocal) this.announce(direction)
    else if (isResponse) this.respond(id)
    else this.ask(id, parsed.message?.questions[0])
    handedOn.body.buf = nothing
    handedOn.body.start = 0
    handedOn.body.end = 0
  }

  end(): void {
    const { sink } = this.context
    if (this.oldest !== null) sink.closed(this.oldest.exchange)
    this.oldest = null
    if (this.others === null) return
    for (const { exchange } of this.others.values()) sink.closed(exchange)
    this.others = null
  }

  /**
   * Whether nobody can have asked for an answer in a datagram: it has another number than the question for the same, or is of
   * no question and from a port that serves something else. One whose question may be missing in the capture is believed.
   */
  private isUnasked({ id, questions }: DnsMessage): boolean {
    const { flow, oldest, others } = this
    if (flow.transport === 'tcp' || flow.outer !== null || id === this.answeredId) return false
    if ((oldest !== null && id === this.oldestId) || others?.has(id) === true) return false
    if (flow.serverPort !== dnsPort && flow.clientPort !== dnsPort) return true
    const [told] = questions
    if (isSame(oldest?.asked, told)) return true
    let left = comparedMax
    for (const { asked } of others?.values() ?? []) {
      if (isSame(asked, told)) return true
      if (--left === 0) break
    }
    return false
  }

  private ask(id: number, asked: Waiting['asked']): void {
    const { sink, anomalies } = this.context
    const exchange = new Exchange(this.context.nextExchange(), this.flow, 'dns')
    const waiting = { exchange, asked }
    // A question that is asked again under its id is a new one; the answer is paired with the last.
    const earlier = this.takeOut(id)
    if (earlier !== null) sink.closed(earlier)
    else if (this.waiting >= limits.message.pendingExchangesMax) this.giveUpOldest(anomalies)
    if (this.oldest === null && this.others === null) {
      this.oldest = waiting
      this.oldestId = id
    } else {
      this.others ??= new Map()
      this.others.set(id, waiting)
    }
    sink.request(exchange, handedOn)
  }

  /** Among neighbours an answer is an announcement, that nobody need have asked for, and ids are not used. */
  private announce(direction: Direction): void {
    const { sink } = this.context
    const exchange = new Exchange(this.context.nextExchange(), this.flow, 'mdns')
    if (direction === 0) sink.request(exchange, handedOn)
    else sink.response(exchange, handedOn)
    sink.closed(exchange)
  }

  protected get waiting(): number {
    return (this.oldest === null ? 0 : 1) + (this.others?.size ?? 0)
  }

  private giveUpOldest(anomalies: AnomalyLog): void {
    const id = this.oldest === null ? this.others?.keys().next().value : this.oldestId
    const exchange = id === undefined ? null : this.takeOut(id)
    if (exchange === null) return
    anomalies.note(dnsAnomalies.pending, handedOn.frame)
    this.context.sink.closed(exchange)
  }

  private respond(id: number): void {
    const { sink } = this.context
    const asked = this.takeOut(id)
    if (asked !== null) this.answeredId = id
    const exchange = asked ?? new Exchange(this.context.nextExchange(), this.flow, 'dns')
    sink.response(exchange, handedOn)
    sink.closed(exchange)
  }

  /** The question that waits under the id, which waits no longer. */
  private takeOut(id: number): Exchange | null {
    const { oldest, others } = this
    if (oldest !== null && this.oldestId === id) {
      this.oldest = null
      return oldest.exchange
    }
    const waiting = others?.get(id)
    if (others === null || waiting === undefined) return null
    others.delete(id)
    if (others.size === 0) this.others = null
    return waiting.exchange
  }
}

/** Names in questions are compared whatever their case: some clients mix it, and some servers do not give it back. */
function isSame(asked: Waiting['asked'], told: Waiting['asked']): boolean {
  return (
    asked !== undefined &&
    told !== undefined &&
    asked.type === told.type &&
    asked.name.toLowerCase() === told.name.toLowerCase()
  )
}

/** DNS, mDNS, LLMNR or NetBIOS names in datagrams: each is one message. One object, of which there may be tens of thousands. */
export class DnsDatagramParser extends DnsConversation implements Parser {
  get protocol(): ProtocolName {
    return this.isLocal ? 'mdns' : 'dns'
  }

  get heldBytes(): number {
    return 0
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    this.take(direction, buf, start, end, origin, null)
    // Neighbours announce themselves unasked, and go on to.
    if (!this.isLocal) this.flow.isAnswered = this.waiting === 0
    return verdicts.more
  }

  /** Datagrams have no gaps. */
  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }
}
