import { mayHoldByteCharacters } from '../../decode/byte-characters.ts'
import { contentToSearch, isCoded, isInContent } from '../../decode/content.ts'
import type { Detector } from '../../detect/detector.ts'
import type { Exchange, Message, Part } from '../../message/types.ts'
import { naming } from '../examine-counts.ts'
import type { ExamineCounts } from '../examine-counts.ts'
import { longValues } from '../opaque/long-values.ts'
import type { LongValue } from '../opaque/long-values.ts'
import { encodingOf } from '../observations/message-fields.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import type { FlowRecipients } from '../recipients/flow-recipients.ts'
import type { HostBook } from '../recipients/host-book.ts'
import { isSearchedForKnown } from '../recipients/local-talk.ts'
import { hasIndicators } from '../search/known-search.ts'
import type { OpenedBytes } from './opened-bytes.ts'

/** `all` that can be found; `keys`: what keys that are given open in it; `nothing`: it is not read in full. */
type ReadFor = 'all' | 'keys' | 'nothing'

/**
 * The first look at a message: says by the probe whether it has to be read in full, and keeps what of it may be opaque where
 * it need not.
 */
export class FirstLook {
  /** A profile gave values to search for. */
  readonly hasKnownValues: boolean
  /** Of the request that is looked at, where it is not decoded. */
  longValues: readonly LongValue[] = noValues
  /** What its body holds behind its coding; null: the body has none. */
  content: { buf: Buffer; start: number; end: number } | null = null
  private readonly detector: Detector
  private readonly hosts: HostBook
  private readonly whom: FlowRecipients
  private readonly opened: OpenedBytes
  private readonly counts: ExamineCounts

  constructor(
    detector: Detector,
    hosts: HostBook,
    whom: FlowRecipients,
    opened: OpenedBytes,
    counts: ExamineCounts,
  ) {
    this.hasKnownValues = hasIndicators(detector)
    this.detector = detector
    this.hosts = hosts
    this.whom = whom
    this.opened = opened
    this.counts = counts
  }

  /** What a request has to be read in full for. */
  readRequestFor(exchange: Exchange, message: Message, note: FlowNote): ReadFor {
    this.longValues = noValues
    this.content = null
    const { probedBytes } = this.counts
    const isWorth = this.isWholeWorth(exchange, message)
    if (naming.has(exchange.protocol)) this.counts.namesBytes += this.counts.probedBytes - probedBytes
    if (isWorth) return 'all'
    return this.mayOpen(exchange, message, note) ? 'keys' : 'nothing'
  }

  /** The same for what the phone may have answered: its bytes are counted as those of a response. */
  isAnswerWorth(message: Message): boolean {
    const { probedBytes } = this.counts
    let isWorth = this.isHeadWorth(message)
    if (message.body.length > 0) isWorth = this.isBodyWorth(message) || isWorth
    if (message.trailer.length > 0) isWorth = this.isWorth(message.trailer) || isWorth
    this.counts.probedBytes = probedBytes
    this.opened.settle(message)
    this.content = null
    this.longValues = noValues
    return isWorth
  }

  /** The same for several requests that were put together, or for one in another reading: they were counted part by part. */
  isJoinedWorth(message: Message): boolean {
    const { probedBytes } = this.counts
    const isWorth = this.isBodyWorth(message)
    this.counts.probedBytes = probedBytes
    return isWorth
  }

  /** Keys are given for what is sent to this host: what they open has to be looked for. */
  mayOpen(exchange: Exchange, message: Message, note: FlowNote): boolean {
    // Of hosts whose key is published an adapter knows.
    if (!this.detector.hasPayloadKeys && !this.hosts.isKnownSender(exchange.host)) return false
    if (isSearchedForKnown(exchange) || message.isRest) return false
    return this.detector.mayOpen(this.whom.recipientOfExchange(exchange, note).host)
  }

  /** All of it passes the probe, whatever its host or its head say already: what was read is counted. */
  private isWholeWorth(exchange: Exchange, message: Message): boolean {
    const { host, flow } = exchange
    if (isSearchedForKnown(exchange)) return this.isLogWorth(message)
    if (message.isRest) return this.isRestWorth(message)
    this.detector.probe.peer =
      host >= 0 ? host : flow.server0 ^ flow.server1 ^ flow.server2 ^ flow.server3 ^ ~flow.serverPort
    let isWorth = this.hosts.isKnownSender(host)
    isWorth = this.isHeadWorth(message) || isWorth
    if (message.body.length > 0) isWorth = this.isBodyWorth(message) || isWorth
    if (message.trailer.length > 0) isWorth = this.isWorth(message.trailer) || isWorth
    return isWorth
  }

  /** Logs tell of leases in fields. */
  private isLogWorth({ head, body }: Message): boolean {
    const isWorth = this.holdsKnown(head)
    return this.holdsKnown(body) || isWorth
  }

  private holdsKnown({ buf, start, end }: Part): boolean {
    this.counts.probedBytes += end - start
    return this.hasKnownValues && this.detector.probe.searchKnown(buf, start, end)
  }

  /** What is no text of a long body, behind its start: it is counted there as not read. */
  private isRestWorth({ body: { buf, start, end }, trailer }: Message): boolean {
    const isTrailerWorth = trailer.length > 0 && this.isWorth(trailer)
    return (this.hasKnownValues && this.detector.probe.searchKnown(buf, start, end)) || isTrailerWorth
  }

  private isHeadWorth(message: Message): boolean {
    const { buf, start, end } = message.head
    this.counts.probedBytes += end - start
    const isWorth = this.detector.probe.isWorthDecoding(buf, start, end)
    if (!isWorth && this.detector.probe.longRuns.count > 0) {
      const target = { start: message.targetStart, end: message.targetEnd }
      this.longValues = longValues({ buf, start, end, target }, this.detector.probe.longRuns)
    }
    return isWorth
  }

  private isWorth(part: Part): boolean {
    this.counts.probedBytes += part.length
    return this.isBytesWorth(part.buf, part.start, part.end)
  }

  private isBytesWorth(buf: Buffer, start: number, end: number): boolean {
    const { probe } = this.detector
    // Bytes as characters are seen once their escapes are undone.
    const isWorth = probe.isWorthDecoding(buf, start, end) || mayHoldByteCharacters(buf, start, end)
    if (!isWorth && probe.longRuns.count > 0)
      this.longValues = [...this.longValues, ...longValues({ buf, start, end, target: null }, probe.longRuns)]
    return isWorth
  }

  private isBodyWorth(message: Message): boolean {
    if (message.protocol === 'dns') {
      const { buf, start, end } = message.body
      this.counts.probedBytes += end - start
      return this.detector.probe.isFramedWorthDecoding(buf, start, end)
    }
    const encoding = encodingOf(message)
    return isCoded(message.body, encoding)
      ? this.isContentWorth(message, encoding)
      : this.isWorth(message.body)
  }

  /** The same of a body that has to be opened. */
  private isContentWorth(message: Message, encoding: string): boolean {
    const content = contentToSearch(message.body, encoding, this.opened.allow(message))
    this.opened.bytes = content.bytes.length
    this.content = { buf: content.bytes, start: 0, end: content.bytes.length }
    return isInContent(content, (buf, start, end) => {
      this.counts.probedBytes += end - start
      return this.isBytesWorth(buf, start, end)
    })
  }
}

const noValues: readonly LongValue[] = []
