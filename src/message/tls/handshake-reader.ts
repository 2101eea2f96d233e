import { limits } from '../../core/limits.ts'
import { handshakeHeaderBytes, handshakeLength } from './parse.ts'
import { isPreshared } from './suites.ts'

/** Handshake messages (RFC 8446, 4; RFC 5246, 7.4). */
export const handshakeTypes = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  endOfEarlyData: 5,
  certificate: 11,
  clientKeyExchange: 16,
  finished: 20,
  keyUpdate: 24,
  compressedCertificate: 25,
} as const

/** What clients send: hello, end of early data, certificate and its proof, key, end, update; next protocol, channel id. */
const clientTypes: ReadonlySet<number> = new Set([1, 5, 11, 15, 16, 20, 24, 25, 67, 203])

/** Whether a message of this type is none of a client's: what it holds is the client's own. */
export function isOddOfClient(type: number): boolean {
  return !clientTypes.has(type)
}

/** Takes a whole message `buf[start, end)` with its header of 4 bytes; valid during the call only. */
export type TakeMessage = (type: number, buf: Buffer, start: number, end: number) => void

/**
 * Puts the handshake messages of one direction together, however they are cut into records. What lies in one record is
 * handed on in place. Messages over the limit are passed over.
 */
export class HandshakeReader {
  private held: Buffer | null = null
  private heldEnd = 0
  private skipBytes = 0

  get heldBytes(): number {
    return this.held?.length ?? 0
  }

  /** Takes the content of one record; false where a message is too long to be read. */
  take(buf: Buffer, start: number, end: number, onMessage: TakeMessage): boolean {
    let isRead = true
    let at = start
    while (at < end) {
      if (this.skipBytes > 0) {
        const skipped = Math.min(this.skipBytes, end - at)
        this.skipBytes -= skipped
        at += skipped
        continue
      }
      if (this.held === null) {
        if (end - at >= handshakeHeaderBytes) {
          const length = handshakeLength(buf, at)
          if (at + length <= end) {
            onMessage(buf[at] as number, buf, at, at + length)
            at += length
            continue
          }
        }
        this.held = Buffer.allocUnsafe(1_024)
        this.heldEnd = 0
      }
      const wanted =
        this.heldEnd < handshakeHeaderBytes ? handshakeHeaderBytes : handshakeLength(this.held, 0)
      if (wanted > limits.message.tlsHandshakeBytesMax + handshakeHeaderBytes) {
        isRead = false
        this.skipBytes = wanted - this.heldEnd
        this.reset(this.skipBytes)
        continue
      }
      const taken = Math.min(wanted - this.heldEnd, end - at)
      this.keep(buf, at, taken, wanted)
      at += taken
      if (this.heldEnd >= handshakeHeaderBytes && this.heldEnd === handshakeLength(this.held, 0)) {
        const message = this.held
        const length = this.heldEnd
        this.reset()
        onMessage(message[0] as number, message, 0, length)
      }
    }
    return isRead
  }

  /** Bytes are missing: what was begun is dropped. */
  reset(skipBytes = 0): void {
    this.held = null
    this.heldEnd = 0
    this.skipBytes = skipBytes
  }

  private keep(buf: Buffer, at: number, length: number, wanted: number): void {
    let held = this.held as Buffer
    if (this.heldEnd + length > held.length) {
      const wider = Buffer.allocUnsafe(Math.max(wanted, this.heldEnd + length))
      held.copy(wider, 0, 0, this.heldEnd)
      held = wider
      this.held = wider
    }
    buf.copy(held, this.heldEnd, at, at + length)
    this.heldEnd += length
  }
}

/**
 * The name of the key at the start of a ClientKeyExchange `buf[start, end)` with its header (RFC 4279, 2); empty where it has
 * none. `suite`: number of the suite; 0 where the ServerHello is not there (yet): then a text alone is a name.
 */
export function identityOf(
  buf: Buffer,
  start: number,
  end: number,
  suite: number,
): { start: number; end: number } {
  const none = { start, end: start }
  if (suite !== 0 && !isPreshared(suite)) return none
  const from = start + handshakeHeaderBytes + 2
  const to = from <= end ? from + buf.readUInt16BE(from - 2) : end + 1
  if (to > end || (suite === 0 && !isText(buf, from, to))) return none
  return { start: from, end: to }
}

function isText(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++)
    if ((buf[at] as number) < 0x20 || (buf[at] as number) > 0x7e) return false
  return true
}
