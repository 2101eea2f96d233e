import type { Worker } from 'node:worker_threads'
import { Message } from '../../message/types.ts'
import type { Exchange } from '../../message/types.ts'
import type { PackedKnown } from './known-search.ts'
import {
  allocateSearchMemory,
  encodingIn,
  encodings,
  lengthIn,
  offeredAt,
  readyAt,
  ringBytes,
  slotOf,
  slots,
  startIn,
  stopAt,
  stateIn,
  bodyStates,
} from './search-memory.ts'
import { limitYoungGeneration } from '../reading/young-generation.ts'

/** Bodies from here on are worth the copy; larger than this they are searched where they are. */
const bodyBytesMin = 2_048
const bodyBytesMax = ringBytes >> 2
/**
 * A thread is started once so many bytes of bodies were searched without (short captures are over before it is up), and
 * where they are so much of what was read: else its start costs more than it saves.
 */
const startBytes = 4_194_304
const startShare = 0.25
/** Waking a thread costs more than searching a small body: it is woken when so many bodies, or bytes of them, wait for it. */
const wakeBodies = 16
const wakeBytes = 131_072
/** What the thread makes is short-lived: a larger young generation would only be memory. */
const youngMegabytes = 1
/** A thread that says nothing for so long is given up, and its bodies are searched here. */
const silenceMilliseconds = 10_000

/** A response whose body is being searched, kept until it is judged. */
class Waiting {
  order = 0
  exchange: Exchange | null = null
  readonly message: Message = new Message()
  private head: Buffer = Buffer.alloc(0)

  /** Keeps the response, its body at `bodyStart` of `ring`. */
  keep(order: number, exchange: Exchange, message: Message, ring: Buffer, bodyStart: number): void {
    this.order = order
    this.exchange = exchange
    const kept = this.message
    const { head, body } = message
    if (this.head.length < head.length) this.head = Buffer.allocUnsafeSlow(head.length * 2)
    head.buf.copy(this.head, 0, head.start, head.end)
    kept.copyFacts(message, 0 - head.start)
    kept.head.buf = this.head
    kept.head.start = 0
    kept.head.end = head.length
    kept.head.runs.fillFrom(head.runs)
    kept.body.buf = ring
    kept.body.start = bodyStart
    kept.body.end = bodyStart + body.length
    kept.body.runs.fillFrom(body.runs)
  }
}

/**
 * Takes responses in which a known value stands, in the order in which they were offered. `isSearched` is false where
 * the thread failed: then nobody has looked yet.
 */
export type HitSink = (order: number, exchange: Exchange, message: Message, isSearched: boolean) => void

/**
 * Searches bodies of responses for known values on a second thread: they are most of what is read, and nearly none has
 * any. Hits are handed on later than they would be found here, in the order in which they were offered, each with the
 * `order` it was offered with: whoever takes them puts them where they belong. Where a body finds no room, or there is
 * no second core, `offer` is false and the caller searches by itself.
 */
export class SearchQueue {
  /** Bytes of all captures that were read until now. */
  bytesRead: () => number = () => 0
  private readonly known: () => PackedKnown
  private readonly silence: number
  private readonly waiting: Waiting[] = []
  private words: Int32Array = new Int32Array(0)
  private ring: Buffer = Buffer.alloc(0)
  private worker: Worker | null = null
  /** Bodies searched without the thread, until it is worth starting. -1: there will be none. */
  private bytesToStart: number
  private bytesSearched = 0
  private isReady = false
  private restoreYoungGeneration: () => void = () => undefined
  /** Numbers of the next body to be offered, and of the oldest that waits. */
  private next = 0
  private oldest = 0
  /** In the ring: where the next body goes. */
  private writeAt = 0
  /** Bodies, and bytes of them, that were offered since the thread was woken last. */
  private bodiesAsleep = 0
  private bytesAsleep = 0

  /** `known` is asked for once, when the thread starts. With 0 bytes it starts at the first body and is waited for. */
  constructor(
    known: () => PackedKnown,
    bytesToStart: number = startBytes,
    silence: number = silenceMilliseconds,
  ) {
    this.known = known
    this.silence = silence
    this.bytesToStart = bytesToStart
  }

  /** Takes the response, or says no. What was found earlier is handed on first. */
  offer(order: number, exchange: Exchange, message: Message, encoding: string, sink: HitSink): boolean {
    const { length } = message.body
    if (length < bodyBytesMin || this.bytesToStart < 0) return false
    if (!this.isReady && !this.start(length)) return false
    this.takeJudged(sink)
    const coding = encodings.indexOf(encoding)
    const at = this.placeFor(length)
    if (at < 0) this.wake()
    if (at < 0 || coding < 0 || message.trailer.length > 0 || message.piece > 0) return false
    const { ring, words } = this
    message.body.buf.copy(ring, at, message.body.start, message.body.end)
    const index = this.next & (slots - 1)
    const waiting = (this.waiting[index] ??= new Waiting())
    waiting.keep(order, exchange, message, ring, at)
    this.writeAt = at + length
    const slot = slotOf(this.next)
    words[slot + startIn] = at
    words[slot + lengthIn] = length
    words[slot + encodingIn] = coding
    words[slot + stateIn] = bodyStates.pending
    this.next = (this.next + 1) | 0
    Atomics.store(words, offeredAt, this.next)
    this.bytesAsleep += length
    if (++this.bodiesAsleep >= wakeBodies || this.bytesAsleep >= wakeBytes) this.wake()
    return true
  }

  /** True while a body is not judged, or nobody has taken what was found. */
  get isWaiting(): boolean {
    return this.oldest !== this.next
  }

  /** Waits until all bodies are judged, and hands on what was found. */
  settle(sink: HitSink): void {
    if (this.isWaiting) this.wake()
    while (this.oldest !== this.next) {
      const stateAt = slotOf(this.oldest) + stateIn
      const isSilent =
        Atomics.load(this.words, stateAt) === bodyStates.pending &&
        Atomics.wait(this.words, stateAt, bodyStates.pending, this.silence) === 'timed-out'
      if (isSilent) this.giveUp()
      this.takeJudged(sink)
    }
  }

  /** Ends the thread. Everything is settled before. */
  end(): void {
    if (this.worker === null) return
    Atomics.store(this.words, stopAt, 1)
    // Another number: else a thread that is about to sleep would sleep on.
    Atomics.add(this.words, offeredAt, 1)
    Atomics.notify(this.words, offeredAt)
    this.restoreYoungGeneration()
    this.worker = null
    this.bytesToStart = -1
    this.isReady = false
  }

  private wake(): void {
    this.bodiesAsleep = 0
    this.bytesAsleep = 0
    Atomics.notify(this.words, offeredAt)
  }

  private takeJudged(sink: HitSink): void {
    while (this.oldest !== this.next) {
      const state = Atomics.load(this.words, slotOf(this.oldest) + stateIn)
      if (state === bodyStates.pending) return
      const { order, exchange, message } = this.waiting[this.oldest & (slots - 1)] as Waiting
      this.oldest = (this.oldest + 1) | 0
      if (state !== bodyStates.clean && exchange !== null)
        sink(order, exchange, withOwnBody(message), state === bodyStates.hit)
    }
  }

  /** Where a body of this length fits, or -1. Bodies lie in one piece. */
  private placeFor(length: number): number {
    const count = (this.next - this.oldest) | 0
    if (count === 0) return length <= bodyBytesMax ? 0 : -1
    if (count === slots || length > bodyBytesMax) return -1
    const first = (this.waiting[this.oldest & (slots - 1)] as Waiting).message.body.start
    if (this.writeAt > first) {
      if (this.writeAt + length <= ringBytes) return this.writeAt
      return length < first ? 0 : -1
    }
    return this.writeAt + length < first ? this.writeAt : -1
  }

  private start(length: number): boolean {
    if (this.worker === null) {
      this.bytesSearched += length
      if (this.bytesSearched < Math.max(this.bytesToStart, this.bytesRead() * startShare)) return false
      // Loaded when it is needed, as is all of the thread: most captures are too small for a second one.
      if (process.getBuiltinModule('node:os').availableParallelism() === 1) {
        this.bytesToStart = -1
        return false
      }
      const memory = allocateSearchMemory()
      this.words = new Int32Array(memory.words)
      this.ring = Buffer.from(memory.bytes)
      const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
      const { Worker: Thread } = process.getBuiltinModule('node:worker_threads')
      this.restoreYoungGeneration = limitYoungGeneration(youngMegabytes)
      this.worker = new Thread(new URL(`./search-worker.${ending}`, import.meta.url), {
        workerData: { memory, known: this.known() },
        resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: youngMegabytes },
      })
      this.worker.unref()
      // A thread that fails says nothing more: it is given up when it is waited for.
      this.worker.on('error', () => this.giveUp())
    }
    if (this.bytesToStart === 0) Atomics.wait(this.words, readyAt, 0, silenceMilliseconds)
    this.isReady = Atomics.load(this.words, readyAt) === 1
    if (this.isReady) this.restoreYoungGeneration()
    return this.isReady
  }

  /** The thread is gone: what it was given is searched in full by whoever takes the hits. */
  private giveUp(): void {
    for (let number = this.oldest; number !== this.next; number = (number + 1) | 0) {
      const stateAt = slotOf(number) + stateIn
      Atomics.compareExchange(this.words, stateAt, bodyStates.pending, bodyStates.failed)
    }
    this.end()
    this.bytesToStart = -1
  }
}

/** The body in memory of its own: libraries need not take shared memory. */
function withOwnBody(message: Message): Message {
  const { body } = message
  const own = Buffer.from(body.buf.subarray(body.start, body.end))
  body.buf = own
  body.start = 0
  body.end = own.length
  return message
}
