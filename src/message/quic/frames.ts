import type { AnomalyCode } from '../../core/anomaly.ts'
import { quicAnomalies } from './anomalies.ts'
import type { CryptoStream } from './crypto-stream.ts'
import { readVarint } from './parse.ts'

/** Frames that an Initial packet may hold (RFC 9000, 12.5). */
const frameTypes = { padding: 0, ping: 1, ack: 2, ackEcn: 3, crypto: 6, connectionClose: 0x1c } as const

const integer = { value: 0, next: 0 }

/**
 * Reads the frames of an Initial packet and puts what CRYPTO frames carry into `stream`. Each turn of the loop takes at
 * least the type's byte. Returns the oddity that ended the reading, null if there was none.
 */
export function readFrames(content: Buffer, stream: CryptoStream): AnomalyCode | null {
  const end = content.length
  let at = 0
  while (at < end) {
    // Types here are all below 64: a longer encoding is not allowed (RFC 9000, 12.4).
    const type = content[at++] as number
    switch (type) {
      case frameTypes.padding:
      case frameTypes.ping:
        break
      case frameTypes.ack:
      case frameTypes.ackEcn:
        at = skipAck(content, at, end, type === frameTypes.ackEcn)
        break
      case frameTypes.crypto: {
        if (!readVarint(content, at, end, integer)) return quicAnomalies.frame
        const offset = integer.value
        if (!readVarint(content, integer.next, end, integer)) return quicAnomalies.frame
        const from = integer.next
        at = from + integer.value
        if (at > end) return quicAnomalies.frame
        if (!stream.put(offset, content, from, at)) return quicAnomalies.cryptoLimit
        break
      }
      case frameTypes.connectionClose:
        at = skipClose(content, at, end)
        break
      default:
        return quicAnomalies.frame
    }
    if (at === -1) return quicAnomalies.frame
  }
  return null
}

/** Position behind the acknowledgement (RFC 9000, 19.3), -1 where it is cut. */
function skipAck(content: Buffer, start: number, end: number, hasEcn: boolean): number {
  let at = start
  let integers = 4
  for (let index = 0; index < integers; index++) {
    if (!readVarint(content, at, end, integer)) return -1
    at = integer.next
    // The third number says how many pairs follow the fourth.
    if (index === 2) {
      if (integer.value > end) return -1
      integers += 2 * integer.value + (hasEcn ? 3 : 0)
    }
  }
  return at
}

/** Position behind the end of the connection (RFC 9000, 19.19): error, frame type, reason. */
function skipClose(content: Buffer, start: number, end: number): number {
  let at = start
  for (let index = 0; index < 3; index++) {
    if (!readVarint(content, at, end, integer)) return -1
    at = integer.next
  }
  at += integer.value
  return at <= end ? at : -1
}
