import type { RunOrigin } from '../core/origin.ts'

/** 0: from the client to the server; 1: from the server to the client. */
export type Direction = 0 | 1
export const toServer = 0
export const toClient = 1

/**
 * What a consumer says after it was given bytes. Anything but `more` ends the delivery of that direction (or of the
 * whole flow): the stream layer then only counts that direction's bytes under that verdict, without reassembly.
 */
export const verdicts = {
  more: 0,
  /** The bytes that follow are encrypted and there is no key. */
  undecryptable: 1,
  /** The protocol is not known, and its first bytes were searched. */
  unrecognised: 2,
  /** A limit was reached. */
  limit: 3,
  /** Added to a verdict: it holds for both directions. */
  bothDirections: 8,
} as const
export type Verdict = number

export type EndReason = 'closed' | 'reset' | 'idle' | 'replaced' | 'evicted' | 'capture-end'

/** A conversation, as handed to consumers. Objects are made once for each flow that has payload. */
export interface Flow {
  /** From 0, in the order of first packets; unique in a capture. */
  readonly id: number
  readonly transport: 'tcp' | 'udp'
  readonly family: 4 | 6
  readonly clientAddress: string
  readonly serverAddress: string
  readonly clientPort: number
  readonly serverPort: number
  /** Community ID v1, seed 0 (computed when asked). */
  readonly communityId: string
  /** True where no handshake was seen and the roles are a guess (lower port serves; else first sender is client). */
  readonly isRoleGuessed: boolean
  /** Time of the first packet. */
  readonly firstSec: number
  readonly firstNsec: number
  /** Bytes of payload captured so far, by direction. */
  bytesToServer: number
  bytesToClient: number
  /** Belongs to the message layer: its parser for this flow. */
  parser: unknown
  /** Belongs to the consumer of messages: what it keeps of this flow. Starts as null. */
  note: unknown
}

/** Takes stream bytes in order, gaps, datagrams and ends. `origin` and the bytes are valid during the call only. */
export interface StreamConsumer {
  /** In-order bytes `buf[start, end)` of a TCP direction. */
  chunk(flow: Flow, direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict
  /** `length` bytes that are missing from a TCP direction (never captured). */
  gap(flow: Flow, direction: Direction, length: number, origin: RunOrigin): Verdict
  /** One UDP payload. `origin.offset` is its offset in the frame. */
  datagram(
    flow: Flow,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict
  /** No more bytes of this direction (FIN); the flow may go on in the other. */
  finished(flow: Flow, direction: Direction): void
  /** The flow is over; called once for each flow that had a payload byte or was opened. */
  end(flow: Flow, reason: EndReason): void
}

/** What the stream layer counted; sums are exact: see `balance` in core/coverage. */
export interface StreamCounts {
  tcpFlows: number
  udpFlows: number
  ipv6Flows: number
  /** TCP payload bytes as captured. = delivered + duplicate + counted by verdict + dropped. */
  tcpPayloadBytes: number
  deliveredBytes: number
  /** Bytes that had been seen before (retransmission, overlap, the same frame captured twice, keep-alive). */
  duplicateBytes: number
  /** Bytes not delivered because the consumer had ended the direction, by verdict number. */
  countedBytes: number[]
  /** New bytes that no place in a stream was found for: before its start, or far outside and never confirmed. */
  droppedBytes: number
  udpPayloadBytes: number
  udpDeliveredBytes: number
  udpCountedBytes: number[]
  /** Bytes that were on the wire but are not in the capture (holes in sequence numbers). Not part of any sum of captured bytes. */
  gapBytes: number
  gaps: number
  /** Flows by reason of their end. */
  ends: Record<EndReason, number>
}
