/**
 * Who answers whom on one flow of HTTP/1: requests wait for their responses, first in first out.
 *
 * A gap is told late, when nothing speaks for the bytes to come any more, and what lies behind it comes late with it:
 * responses behind later requests, or requests behind their responses. Who answers whom is then told by their times,
 * since hardly any client asks again before it has its answer; where they do not tell, nobody is said to answer. Without
 * a gap the order tells: the clock of a recorder is set back now and then.
 * Times are in seconds, frames those of the message at hand.
 */
import { limits } from '../../core/limits.ts'
import type { Exchange } from '../types.ts'
import type { HttpAnomaly } from './anomalies.ts'
import { methodKinds } from './unit.ts'

/** A request that waits for its response. */
interface Waiting {
  readonly exchange: Exchange
  readonly kind: number
  readonly time: number
}

/** A response whose request has not come. */
interface LoneResponse {
  readonly status: number
  readonly time: number
}

/** What is known of who answers whom. */
const marks = {
  /** A request was seen to be sent before the response to the one before it. */
  pipelining: 1,
  responseLost: 2,
  /** A response was read: the next one is to the next request. */
  inStep: 4,
  /** A request may be missing since the last response whose place was certain. */
  requestLost: 8,
  /** The gap began where the response to the request that waits for longest was to begin. */
  oldestLost: 16,
  /** Of a client that pipelines a response was lost: nothing tells any more whom the next ones answer. */
  pairingLost: 32,
  /** A gap took a message: what lies behind it may come late. */
  gapped: 64,
} as const

/** Frames of two interfaces may stand in the wrong order, and their times be wrong by as much. */
const disorderSeconds = 0.001

/** Nothing waits longer behind a gap: where a response is older by more, the capture's clock was set back in between. */
const heldSecondsMax = limits.stream.idleSecondsMax

/** Responses without their request that are remembered: so many requests may wait behind a gap. */
const loneResponsesMax = 64

/** Is told what becomes of exchanges. */
export interface PairingOwner {
  note(name: HttpAnomaly, frame: number): void
  /** The exchange will have no (further) response. */
  closeExchange(exchange: Exchange): void
}

/** The requests of one flow that wait, and what is known of the responses that were lost. Made once for each parser. */
export class Pairing {
  private readonly owner: PairingOwner
  /** Requests that wait for a response: the oldest, and the others in order (only where a client pipelines). */
  waiting: Exchange | null = null
  waitingKind = 0
  private waitingTime = 0
  private waitingMore: Waiting[] | null = null
  private lone: LoneResponse[] | null = null
  /** Bits of `marks`: all that is to be known of what is over. */
  marked = 0

  constructor(owner: PairingOwner) {
    this.owner = owner
  }

  begins(): void {
    this.waiting = null
    this.waitingKind = 0
    this.waitingTime = 0
    this.waitingMore = null
    this.lone = null
    this.marked = 0
  }

  /** Nothing waits: but for `marked` it is as new. */
  get isAtRest(): boolean {
    return this.waiting === null && this.lone === null
  }

  /** The response that comes next answers a request without a version: it has no head. */
  get isSimpleWaiting(): boolean {
    return this.waitingKind === methodKinds.simple && this.waiting !== null
  }

  private has(mark: number): boolean {
    return (this.marked & mark) !== 0
  }

  private mark(mark: number): void {
    this.marked |= mark
  }

  private unmark(mark: number): void {
    this.marked &= ~mark
  }

  /**
   * A request waits for its response: null. Else it is answered, with this status (0: not known): the response came before
   * it, held back behind a gap; or nothing tells any more which one is its own.
   */
  expect(exchange: Exchange, kind: number, time: number, frame: number): number | null {
    if (this.has(marks.pairingLost)) {
      this.owner.note('lostResponse', frame)
      return 0
    }
    const before = this.takeLone(time)
    if (before === null) this.wait(exchange, kind, time, frame)
    return before === null ? null : before.status
  }

  /** A final response was read, to the request that waits for longest or to one that was not seen. */
  answered(isWaitingAnswered: boolean, status: number, time: number): void {
    this.mark(marks.inStep)
    if (isWaitingAnswered) this.take()
    else this.keepLone(status, time)
  }

  /** The gap began where the response to the oldest request was to begin; that may be older if the flow was joined midway. */
  loseOldestResponse(isFromStart: boolean): void {
    if (isFromStart || this.has(marks.inStep)) this.mark(marks.oldestLost)
  }

  loseRequest(): void {
    this.mark(marks.requestLost | marks.gapped)
  }

  loseResponse(): void {
    this.mark(marks.gapped)
    if (this.waiting !== null) this.mark(marks.responseLost)
  }

  /** Does the response answer the request that waits for longest? Behind a lost response, those before it had theirs. */
  isWaitingAnswered(time: number, frame: number): boolean {
    if (!this.has(marks.responseLost)) {
      const next = this.waitingMore?.[0]
      if (next !== undefined && next.time < time) this.mark(marks.pipelining)
      this.unmark(marks.requestLost)
      const early = this.waitingTime - time
      return !this.has(marks.gapped) || early <= disorderSeconds || early > heldSecondsMax
    }
    const isRequestLost = this.has(marks.requestLost)
    const isOldestLost = this.has(marks.oldestLost) && this.waitingTime <= time
    this.unmark(marks.responseLost | marks.oldestLost | marks.requestLost)
    if (this.has(marks.pipelining)) {
      this.mark(marks.pairingLost)
      this.loseWaiting(frame)
      return false
    }
    if (isOldestLost) this.loseOldest(frame)
    let sent = 0
    if (this.waiting !== null && this.waitingTime <= time) sent++
    for (const later of this.waitingMore ?? []) if (later.time <= time) sent++
    // The one before it had its response in the gap. Of several the next one may be answered as well as the last, and
    // where requests are missing, too, one of these.
    const isTold = !isRequestLost && (sent === 1 || (sent === 2 && !isOldestLost))
    for (let lost = isTold ? sent - 1 : sent; lost > 0; lost--) this.loseOldest(frame)
    return isTold
  }

  /** The response that came without its request, where it answers the one that was sent at `time`. */
  private takeLone(time: number): LoneResponse | null {
    if (this.lone === null) return null
    const lone = this.lone.filter((response) => response.time >= time)
    const taken = this.waiting === null ? (lone.shift() ?? null) : null
    this.lone = lone.length === 0 ? null : lone
    return taken
  }

  /** Remembers a response whose request may still come. */
  private keepLone(status: number, time: number): void {
    if (this.has(marks.pipelining)) return
    const lone = (this.lone ??= [])
    if (lone.length >= loneResponsesMax) lone.shift()
    lone.push({ status, time })
  }

  /** Puts a request behind those that wait for their response. */
  private wait(exchange: Exchange, kind: number, time: number, frame: number): void {
    if (this.has(marks.responseLost) && !this.has(marks.pipelining)) {
      // A client that does not pipeline had its response: it was lost in the gap.
      this.loseWaiting(frame)
      this.unmark(marks.responseLost | marks.oldestLost)
    }
    if (this.waiting === null) {
      this.waiting = exchange
      this.waitingKind = kind
      this.waitingTime = time
      return
    }
    this.waitingMore ??= []
    this.waitingMore.push({ exchange, kind, time })
    if (this.waitingMore.length < limits.message.pendingExchangesMax) return
    this.owner.note('tooManyPending', frame)
    this.closeWaiting()
  }

  /** The responses to all requests that wait were lost. */
  private loseWaiting(frame: number): void {
    while (this.waiting !== null) this.loseOldest(frame)
  }

  private loseOldest(frame: number): void {
    this.owner.note('lostResponse', frame)
    this.closeWaiting()
  }

  /** The request that waits for longest will have no response. */
  private closeWaiting(): void {
    const exchange = this.take()
    if (exchange !== null) this.owner.closeExchange(exchange)
  }

  /** The request that waits for longest waits no more: the next one does. Null where none did. */
  take(): Exchange | null {
    const exchange = this.waiting
    const next = this.waitingMore?.shift()
    this.waiting = next?.exchange ?? null
    this.waitingKind = next?.kind ?? methodKinds.other
    this.waitingTime = next?.time ?? 0
    if (next === undefined) this.waitingMore = null
    return exchange
  }
}
