import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { hostText } from '../dns/name.ts'
import { handedOn } from '../handed-on.ts'
import type { UnitFacts } from '../handed-on.ts'
import { tell } from '../tell.ts'
import { Exchange } from '../types.ts'
import type { Message, ParserContext } from '../types.ts'
import { coapAnomalies } from './anomalies.ts'
import { askedFor, writeMessage } from './head.ts'
import { messageTypes, transferKey } from './parse.ts'
import type { CoapReading } from './parse.ts'
import { Transfer, blockBytes, blockNumber, hasMore } from './transfer.ts'

interface Asked {
  readonly exchange: Exchange
  readonly messageId: number
  /** What later requests for blocks of the same answer have in common with it. */
  readonly key: string
  /** What it asks for, where the server asks. */
  readonly path: string
}

/** 2.31 Continue: the server asks for the next block (RFC 7959, 2.9.1). */
const continueStatus = 231

/**
 * CoAP between two ends, over UDP or TCP. Responses are paired by token. A repeated request is a new exchange: it was
 * sent again. Both may ask: what a device answers its server (LwM2M), or tells it again and again (RFC 7641), is handed on
 * as a request. Bodies in blocks (RFC 7959) are put together and handed on whole, or as far as they came.
 */
export class CoapConversation {
  private readonly flow: Flow
  private readonly context: ParserContext
  /** Requests without a response, by token, oldest first. */
  private readonly asked: Map<string, Asked> = new Map()
  /** Bodies in blocks, by direction and what their blocks have in common; oldest first. */
  private readonly transfers: Map<string, Transfer> = new Map()

  /** What the server watches (RFC 7641), by the token of its request; oldest first. */
  private readonly watched: Map<string, string> = new Map()
  /** The message being taken may be something else than CoAP: its bytes are handed on as they are, too. */
  private isDoubtful = false

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  get heldBytes(): number {
    let held = 0
    for (const transfer of this.transfers.values()) held += transfer.heldBytes
    return held
  }

  /** What has no header of CoAP is handed on whole, so that its bytes are searched. */
  takeUnread(direction: Direction, unit: UnitFacts): void {
    this.handOnBytes(direction, unit, unit.part.start, unit.part.end)
    if (direction === 1) this.context.counts.responses++
    else this.context.counts.requests++
  }

  /** Hands on bytes by themselves: whether they are a message is for the caller to count. */
  private handOnBytes(direction: Direction, unit: UnitFacts, start: number, end: number): void {
    const { sink } = this.context
    handedOn.begin('coap', direction, unit)
    handedOn.body(unit.part, start, end)
    const exchange = new Exchange(this.context.nextExchange(), this.flow, 'coap')
    if (direction === 1) sink.response(exchange, handedOn.whole())
    else sink.request(exchange, handedOn.whole())
    sink.closed(exchange)
    handedOn.release()
  }

  /**
   * Takes a message that was read; `isDoubtful`: that may be something else, so that its bytes are searched as they are,
   * too. Returns how many of its bytes are framing.
   */
  take(direction: Direction, unit: UnitFacts, reading: CoapReading, isDoubtful: boolean): number {
    this.isDoubtful = isDoubtful
    const framing = this.takeRead(direction, unit, reading)
    if (reading.hasUnreadResources) this.context.anomalies.note(coapAnomalies.resources, unit.frame)
    if (!isDoubtful) return framing
    // Its payload is a block, or came before: the rest is handed on here, and counts with the body.
    if (this.isDoubtful) this.handOnBytes(direction, unit, unit.part.start, reading.optionsEnd)
    return Math.max(0, framing - (reading.optionsEnd - unit.part.start))
  }

  private takeRead(direction: Direction, unit: UnitFacts, reading: CoapReading): number {
    const { anomalies } = this.context
    const { part } = unit
    if (reading.problem !== null && unit.incomplete === '') anomalies.note(reading.problem, unit.frame)
    const headBytes = reading.optionsEnd - reading.optionsStart
    const payloadBytes = part.end - reading.payloadStart
    const framing = part.length - headBytes - payloadBytes
    if (!this.isDoubtful && !reading.isRequest && !reading.isResponse && payloadBytes + headBytes === 0) {
      if (reading.type === messageTypes.reset) this.reset(reading.messageId)
      return framing
    }
    this.tellName(unit, reading)
    const token = part.buf.toString('latin1', reading.tokenStart, reading.tokenEnd)
    if (reading.isRequest) return this.request(direction, unit, reading, token, framing)
    // A code of no class is not read further, but searched.
    const isResponse = reading.isResponse || direction === 1
    if (!isResponse) {
      this.ask(direction, unit, reading, token, '')
      return framing
    }
    return this.respond(direction, unit, reading, token, framing)
  }

  end(): void {
    this.flush('capture-end')
    const open = new Set([...this.asked.values()].map(({ exchange }) => exchange))
    for (const exchange of open) this.context.sink.closed(exchange)
    this.asked.clear()
  }

  /** Hands on all bodies in blocks as far as they came. */
  flush(reason: Message['incompleteReason']): void {
    for (const [key, transfer] of this.transfers) {
      this.context.anomalies.note(
        reason === 'limit' ? coapAnomalies.transfers : coapAnomalies.blocks,
        transfer.message.frame,
      )
      // Holes between blocks are gaps, whatever ends the wait for them.
      this.settle(transfer)
      transfer.lack(0, reason)
      this.complete(key, transfer)
    }
  }

  private request(
    direction: Direction,
    unit: UnitFacts,
    reading: CoapReading,
    token: string,
    framing: number,
  ): number {
    const { part } = unit
    const key = transferKey(part.buf, reading)
    const isBlock = reading.block1 >= 0 && (blockNumber(reading.block1) > 0 || hasMore(reading.block1))
    if (isBlock)
      return this.block(`${direction} ${key}`, direction, unit, reading, reading.block1, token, framing)
    const answer = this.transfers.get(`${1 - direction} ${key} answer`)
    if (answer !== undefined && reading.block2 >= 0 && blockNumber(reading.block2) > 0) {
      // It asks for the next block of what was asked for before, in the same words.
      this.asked.set(token, { exchange: answer.exchange, messageId: reading.messageId, key, path: '' })
      return part.length - (part.end - reading.payloadStart)
    }
    this.ask(direction, unit, reading, token, key)
    return framing
  }

  private respond(
    direction: Direction,
    unit: UnitFacts,
    reading: CoapReading,
    token: string,
    framing: number,
  ): number {
    const asked = this.asked.get(token)
    const isBlock = reading.block2 >= 0 && (blockNumber(reading.block2) > 0 || hasMore(reading.block2))
    if (isBlock && asked !== undefined) {
      return this.block(
        `${direction} ${asked.key} answer`,
        direction,
        unit,
        reading,
        reading.block2,
        token,
        framing,
      )
    }
    if (reading.status === continueStatus && asked !== undefined && unit.part.end === reading.payloadStart) {
      this.asked.delete(token)
      return unit.part.length
    }
    const exchange = this.exchangeOfAnswer(direction, asked)
    // The server answers for good before the body was whole: no more of it will come.
    for (const [key, transfer] of this.transfers) {
      if (transfer.exchange !== (asked?.exchange ?? exchange) || transfer.isResponse) continue
      transfer.lack(0, 'gap')
      this.context.anomalies.note(coapAnomalies.blocks, unit.frame)
      this.complete(key, transfer)
    }
    if (direction === 1) exchange.status = reading.isResponse ? reading.status : 0
    writeMessage(direction, unit, reading, this.pathOf(direction, token, asked))
    this.tellWritten(exchange, unit, true)
    this.context.sink.closed(exchange)
    handedOn.release()
    this.answered(token, exchange)
    return framing
  }

  /** One block of a body. */
  private block(
    base: string,
    direction: Direction,
    unit: UnitFacts,
    reading: CoapReading,
    block: number,
    token: string,
    framing: number,
  ): number {
    const { anomalies, counts } = this.context
    const { part } = unit
    const isResponse = reading.isResponse
    const position = blockNumber(block) * blockBytes(block)
    const isLast = !hasMore(block)
    // Of several transfers that have all but the token in common, those behind the first go by theirs.
    const ownKey = `${base} ${token}`
    let key = this.transfers.has(ownKey) ? ownKey : base
    const known = this.transfers.get(key)
    let transfer = known
    let taken = known?.take(unit, reading.payloadStart, part.end, position, isLast)
    if (taken?.was === 'other' && position === 0 && known !== undefined) {
      if (known.token === token) {
        // It begins anew.
        known.lack(0, 'gap')
        anomalies.note(coapAnomalies.blocks, unit.frame)
        this.complete(key, known)
      } else key = ownKey
      transfer = undefined
      taken = undefined
    }
    if (transfer === undefined) {
      const asked = isResponse ? this.asked.get(token) : undefined
      const exchange = this.exchangeOfAnswer(direction, asked)
      const path = isResponse ? this.pathOf(direction, token, asked) : ''
      transfer = new Transfer(exchange, isResponse, direction, unit, reading, token, path)
      taken = transfer.take(unit, reading.payloadStart, part.end, position, isLast)
      this.transfers.set(key, transfer)
      this.boundTransfers()
    }
    if (isResponse) this.answered(token, transfer.exchange)
    else
      this.remember(
        token,
        { exchange: transfer.exchange, messageId: reading.messageId, key: '', path: '' },
        unit.frame,
      )
    if (taken?.was === 'known') return part.length
    if (taken?.was === 'other') {
      anomalies.note(coapAnomalies.blockTwice, unit.frame)
      writeMessage(direction, unit, reading)
      handedOn.message.isComplete = false
      handedOn.message.incompleteReason = 'gap'
      const exchange = new Exchange(this.context.nextExchange(), this.flow, 'coap')
      this.tell(exchange, handedOn.whole(), isResponse)
      this.context.sink.closed(exchange)
      handedOn.release()
      return framing
    }
    const leftOut = taken?.leftOut ?? 0
    if (leftOut > 0) {
      anomalies.note(coapAnomalies.transfers, unit.frame)
      counts.limitBytes += leftOut
      counts.readBytes -= leftOut
    }
    if (transfer.isWhole) this.complete(key, transfer)
    return framing
  }

  /** What the client of the flow answers left the phone like any request: it is an exchange of its own. */
  private exchangeOfAnswer(direction: Direction, asked: Asked | undefined): Exchange {
    if (asked !== undefined && direction === 1) return asked.exchange
    return new Exchange(this.context.nextExchange(), this.flow, 'coap')
  }

  /** What the client of the flow was asked for when it answers; again and again where it is watched. */
  private pathOf(direction: Direction, token: string, asked: Asked | undefined): string {
    return direction === 1 ? '' : (asked?.path ?? this.watched.get(token) ?? '')
  }

  private watch(token: string, path: string): void {
    this.watched.delete(token)
    this.watched.set(token, path)
    if (this.watched.size <= limits.message.pendingExchangesMax) return
    for (const oldest of this.watched.keys()) {
      this.watched.delete(oldest)
      return
    }
  }

  /** The request with this token has its answer, which is told in `exchange`. */
  private answered(token: string, exchange: Exchange): void {
    const asked = this.asked.get(token)
    this.asked.delete(token)
    if (asked !== undefined && asked.exchange !== exchange) this.closeUnlessAsked(asked.exchange)
  }

  private boundTransfers(): void {
    if (this.transfers.size <= limits.message.coapTransfersMax) return
    const [key, oldest] = this.transfers.entries().next().value as [string, Transfer]
    this.context.anomalies.note(coapAnomalies.transfers, oldest.message.frame)
    oldest.lack(0, 'limit')
    this.complete(key, oldest)
  }

  private complete(key: string, transfer: Transfer): void {
    this.transfers.delete(key)
    const { exchange, message, isResponse } = transfer
    this.settle(transfer)
    // What the client of the flow answers has its own status in it, and no answer.
    if (isResponse && message.direction === 1) exchange.status = message.status
    this.tell(exchange, message, isResponse)
    if (isResponse || ![...this.asked.values()].some((asked) => asked.exchange === exchange))
      this.context.sink.closed(exchange)
    transfer.release()
  }

  private settle(transfer: Transfer): void {
    const leftOut = transfer.settle()
    if (leftOut === 0) return
    this.context.counts.limitBytes += leftOut
    this.context.counts.readBytes -= leftOut
  }

  private ask(direction: Direction, unit: UnitFacts, reading: CoapReading, token: string, key: string): void {
    const exchange = new Exchange(this.context.nextExchange(), this.flow, 'coap')
    const path = direction === 1 ? askedFor(unit.part.buf, reading) : ''
    if (path !== '' && reading.isObserving) this.watch(token, path)
    this.remember(token, { exchange, messageId: reading.messageId, key, path }, unit.frame)
    writeMessage(direction, unit, reading)
    this.tellWritten(exchange, unit, false)
    handedOn.release()
  }

  /** Keeps a request until it is answered; one that had the same token is closed, unless it is of the same exchange. */
  private remember(token: string, asked: Asked, frame: number): void {
    const earlier = this.asked.get(token)
    this.asked.delete(token)
    this.asked.set(token, asked)
    if (earlier !== undefined && earlier.exchange !== asked.exchange) this.closeUnlessAsked(earlier.exchange)
    if (this.asked.size <= limits.message.pendingExchangesMax) return
    const oldest = this.asked.entries().next().value as [string, Asked]
    this.context.anomalies.note(coapAnomalies.pending, frame)
    this.asked.delete(oldest[0])
    this.closeUnlessAsked(oldest[1].exchange)
  }

  /** An exchange whose body is still coming is closed with it. */
  private closeUnlessAsked(exchange: Exchange): void {
    for (const other of this.asked.values()) if (other.exchange === exchange) return
    for (const transfer of this.transfers.values()) if (transfer.exchange === exchange) return
    this.context.sink.closed(exchange)
  }

  /** The other end refuses the message with this number: no response will come. */
  private reset(messageId: number): void {
    for (const [token, { exchange, messageId: asked }] of this.asked) {
      if (asked !== messageId) continue
      this.asked.delete(token)
      this.closeUnlessAsked(exchange)
      return
    }
  }

  /** Tells the message that was just written, and beside it the bytes of one that may be something else. */
  private tellWritten(exchange: Exchange, { part }: UnitFacts, isResponse: boolean): void {
    this.tell(exchange, handedOn.whole(), isResponse)
    if (this.isDoubtful) this.tell(exchange, handedOn.beside(part, part.start, part.end), isResponse)
    this.isDoubtful = false
  }

  private tell(exchange: Exchange, message: Message, isResponse: boolean): void {
    tell(exchange, message, this.context, !isResponse || message.direction === 0)
  }

  private tellName(unit: UnitFacts, reading: CoapReading): void {
    const bytes = reading.hostEnd - reading.hostStart
    // The server of a request to a proxy goes by another name than whom that is to ask.
    if (reading.isForProxy || bytes === 0 || bytes > limits.message.dnsNameBytesMax) return
    const name = hostText(unit.part.buf, reading.hostStart, reading.hostEnd)
    const { frame, sec, nsec } = unit
    this.context.sink.serverName(this.flow, 'host', name, { frame, sec, nsec })
  }
}
