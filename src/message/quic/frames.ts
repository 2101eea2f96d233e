import type { AnomalyCode } from '../../core/anomaly.ts'
import { quicAnomalies } from './anomalies.ts'
import { readVarint } from './parse.ts'

const frameTypes = {
  padding: 0,
  ping: 1,
  ack: 2,
  ackEcn: 3,
  resetStream: 4,
  stopSending: 5,
  crypto: 6,
  newToken: 7,
  /** To 15; the three low bits say which fields there are. */
  streamFirst: 8,
  streamLast: 15,
  newConnectionId: 0x18,
  pathChallenge: 0x1a,
  pathResponse: 0x1b,
  connectionClose: 0x1c,
  applicationClose: 0x1d,
  handshakeDone: 0x1e,
  immediateAck: 0x1f,
  resetStreamAt: 0x24,
  datagram: 0x30,
  datagramWithLength: 0x31,
  ackFrequency: 0xaf,
  timestamp: 0x02f5,
} as const

const streamHasOffset = 4
const streamHasLength = 2
const streamIsLast = 1
const resetTokenBytes = 16
const pathBytes = 8

/** Frames that are but integers, and how many (RFC 9000, 19; ACK_FREQUENCY of draft-ietf-quic-ack-frequency,
 * TIMESTAMP of draft-huitema-quic-ts). */
const integerFrames: ReadonlyMap<number, number> = new Map([
  [frameTypes.stopSending, 2],
  // MAX_DATA, MAX_STREAM_DATA, MAX_STREAMS, DATA_BLOCKED, STREAM_DATA_BLOCKED, STREAMS_BLOCKED, RETIRE_CONNECTION_ID
  [0x10, 1],
  [0x11, 2],
  [0x12, 1],
  [0x13, 1],
  [0x14, 1],
  [0x15, 2],
  [0x16, 1],
  [0x17, 1],
  [0x19, 1],
  [frameTypes.ackFrequency, 4],
  [frameTypes.timestamp, 1],
])

/** Takes what frames carry. Positions are in the packet's content. */
export interface FrameTaker {
  /** False: a limit was reached, and the rest of the packet is not read. */
  crypto(offset: number, content: Buffer, from: number, to: number): boolean
  /** The other side has the packets with the numbers `from` to `to`, both included: once for each run of them, the last first. */
  acknowledged(from: number, to: number): void
  stream(id: number, offset: number, content: Buffer, from: number, to: number, isLast: boolean): void
  streamReset(id: number, finalSize: number): void
  connectionId(content: Buffer, from: number, to: number): void
  datagram(content: Buffer, from: number, to: number): void
}

const integer = { value: 0, next: 0 }
const second = { value: 0, next: 0 }

/** Where the reading of a packet's frames ended; `problem` says why, if not at its end. */
export interface FramesEnd {
  at: number
  problem: AnomalyCode | null
}

/**
 * Reads the frames of a packet, `content[contentStart, end)`. Each turn of the loop takes at least the type's byte. `isHandshake`: an Initial or
 * Handshake packet, which may hold but a few types (RFC 9000, 12.5).
 */
export function readFrames(
  content: Buffer,
  contentStart: number,
  end: number,
  isHandshake: boolean,
  taker: FrameTaker,
  result: FramesEnd,
): void {
  let at = contentStart
  result.problem = null
  while (at < end) {
    const start = at
    let type = content[at++] as number
    if (type >= 64) {
      if (!readVarint(content, start, end, integer)) {
        at = -1
        type = frameTypes.padding
      } else {
        type = integer.value
        at = integer.next
      }
    }
    if (type >= frameTypes.streamFirst && type <= frameTypes.streamLast && !isHandshake) {
      at = readStream(content, type, at, end, taker)
    } else {
      switch (type) {
        case frameTypes.padding:
        case frameTypes.ping:
          break
        case frameTypes.ack:
        case frameTypes.ackEcn:
          at = readAck(content, at, end, type === frameTypes.ackEcn, taker)
          break
        case frameTypes.crypto:
          if (!readVarint(content, at, end, integer) || !readVarint(content, integer.next, end, second)) {
            at = -1
            break
          }
          at = second.next + second.value
          if (at > end) at = -1
          else if (!taker.crypto(integer.value, content, second.next, at)) {
            result.at = start
            result.problem = quicAnomalies.cryptoLimit
            return
          }
          break
        case frameTypes.connectionClose:
          at = skipClose(content, at, end, 3)
          break
        default:
          at = isHandshake ? -1 : readOther(content, type, at, end, taker)
      }
    }
    if (at === -1) {
      result.at = start
      result.problem = quicAnomalies.frame
      return
    }
  }
  result.at = end
}

/** A frame of the types that only 0-RTT and 1-RTT packets hold. Position behind it; -1 where it is cut, or unknown. */
function readOther(content: Buffer, type: number, start: number, end: number, taker: FrameTaker): number {
  const integers = integerFrames.get(type)
  if (integers !== undefined) return skipIntegers(content, start, end, integers)
  let at = start
  switch (type) {
    case frameTypes.handshakeDone:
    case frameTypes.immediateAck:
      return at
    case frameTypes.resetStream:
    case frameTypes.resetStreamAt: {
      if (!readVarint(content, at, end, integer)) return -1
      const id = integer.value
      // The error; the final size; of RESET_STREAM_AT, what will be sent all the same.
      if (!readVarint(content, integer.next, end, integer)) return -1
      if (!readVarint(content, integer.next, end, integer)) return -1
      const finalSize = integer.value
      at = integer.next
      if (type === frameTypes.resetStreamAt) return skipIntegers(content, at, end, 1)
      taker.streamReset(id, finalSize)
      return at
    }
    case frameTypes.newToken:
      if (!readVarint(content, at, end, integer)) return -1
      at = integer.next + integer.value
      return at <= end ? at : -1
    case frameTypes.newConnectionId: {
      at = skipIntegers(content, at, end, 2)
      if (at === -1 || at >= end) return -1
      const from = at + 1
      const to = from + (content[at] as number)
      if (to + resetTokenBytes > end) return -1
      taker.connectionId(content, from, to)
      return to + resetTokenBytes
    }
    case frameTypes.pathChallenge:
    case frameTypes.pathResponse:
      return at + pathBytes <= end ? at + pathBytes : -1
    case frameTypes.applicationClose:
      return skipClose(content, at, end, 2)
    case frameTypes.datagram:
      taker.datagram(content, at, end)
      return end
    case frameTypes.datagramWithLength: {
      if (!readVarint(content, at, end, integer)) return -1
      const from = integer.next
      const to = from + integer.value
      if (to > end) return -1
      taker.datagram(content, from, to)
      return to
    }
    default:
      return -1
  }
}

/** RFC 9000, 19.8. */
function readStream(content: Buffer, type: number, start: number, end: number, taker: FrameTaker): number {
  if (!readVarint(content, start, end, integer)) return -1
  const id = integer.value
  let at = integer.next
  let offset = 0
  if ((type & streamHasOffset) !== 0) {
    if (!readVarint(content, at, end, integer)) return -1
    offset = integer.value
    at = integer.next
  }
  let to = end
  if ((type & streamHasLength) !== 0) {
    if (!readVarint(content, at, end, integer)) return -1
    at = integer.next
    to = at + integer.value
    if (to > end) return -1
  }
  if (!Number.isSafeInteger(offset + to - at)) return -1
  taker.stream(id, offset, content, at, to, (type & streamIsLast) !== 0)
  return to
}

function skipIntegers(content: Buffer, start: number, end: number, count: number): number {
  let at = start
  for (let index = 0; index < count; index++) {
    if (!readVarint(content, at, end, integer)) return -1
    at = integer.next
  }
  return at
}

/** Position behind the acknowledgement (RFC 9000, 19.3), -1 where it is cut, or speaks of packets before the first. */
function readAck(content: Buffer, start: number, end: number, hasEcn: boolean, taker: FrameTaker): number {
  if (!readVarint(content, start, end, integer)) return -1
  let to = integer.value
  // The delay.
  if (!readVarint(content, integer.next, end, integer)) return -1
  if (!readVarint(content, integer.next, end, integer)) return -1
  let runs = integer.value
  if (!readVarint(content, integer.next, end, integer)) return -1
  for (;;) {
    const from = to - integer.value
    if (from < 0) return -1
    taker.acknowledged(from, to)
    if (runs === 0) break
    runs--
    // Numbers between this run and the next, less one, and those of the next, less one.
    if (!readVarint(content, integer.next, end, integer)) return -1
    to = from - integer.value - 2
    if (!readVarint(content, integer.next, end, integer)) return -1
  }
  return hasEcn ? skipIntegers(content, integer.next, end, 3) : integer.next
}

/** Position behind the end of the connection (RFC 9000, 19.19): integers, the last of them the reason's length; the reason. */
function skipClose(content: Buffer, start: number, end: number, integers: number): number {
  const at = skipIntegers(content, start, end, integers)
  if (at === -1) return -1
  const reasonEnd = at + integer.value
  return reasonEnd <= end ? reasonEnd : -1
}
