import type { ExpansionAccount } from '../../core/expansion-account.ts'
import { limits } from '../../core/limits.ts'
import { unpack } from '../../core/one-shot.ts'

/** What a message may refer back to (RFC 7692 section 7.1.2; deflate knows no more). */
const windowBytes = 32_768
/** What a sender leaves off the end of each message (section 7.2.1). */
const tail = Buffer.from([0, 0, 0xff, 0xff])
/** Deflate makes no byte into more than this many. */
const ratioMax = 1_032
/** So many bytes never become more than may be kept. */
const safeBytes = Math.floor(limits.message.bodyBytesMax / ratioMax)

/** A message that was inflated. `limit`: `bytes` is its start. null: it could not be. */
export interface InflatedMessage {
  readonly bytes: Buffer
  readonly isCut: boolean
}

/**
 * Inflates the messages of one direction (permessage-deflate, RFC 7692). Unless it was agreed otherwise, a message may
 * refer to what the messages before it said: the last bytes are kept for that.
 */
export class MessageInflater {
  private readonly takesOver: boolean
  private readonly account: ExpansionAccount
  private readonly isAnswer: boolean
  private window: Buffer | null = null

  /**
   * `takesOver`: messages may refer to those before them. `account`: what they are charged to. `isAnswer`: nobody else
   * settles there what these messages earn.
   */
  constructor(takesOver: boolean, account: ExpansionAccount, isAnswer: boolean) {
    this.takesOver = takesOver
    this.account = account
    this.isAnswer = isAnswer
  }

  get heldBytes(): number {
    return this.window === null ? 0 : this.window.length
  }

  /** What was said before is not known any more. */
  forget(): void {
    this.window = null
  }

  /**
   * Inflates one message, `compressed` without the tail that its sender left off; of one that is not whole what there
   * is. null: it makes no sense. Of what the account does not pay for the start alone is given; all of it is known to the
   * messages that refer to it.
   */
  inflate(compressed: Buffer, isWhole: boolean): InflatedMessage | null {
    const whole = this.attempt(isWhole ? Buffer.concat([compressed, tail]) : compressed)
    if (whole instanceof Buffer) {
      this.remember(whole)
      return this.charged(compressed.length, whole, false)
    }
    this.forget()
    if (whole !== 'tooLong') return null
    const start = this.attempt(compressed.subarray(0, safeBytes))
    return start instanceof Buffer ? this.charged(compressed.length, start, true) : null
  }

  private charged(wireBytes: number, bytes: Buffer, isCut: boolean): InflatedMessage {
    const room = this.account.allow(wireBytes)
    const kept = Math.min(bytes.length, room)
    this.account.settle(this.isAnswer ? wireBytes : 0, kept)
    return kept === bytes.length ? { bytes, isCut } : { bytes: bytes.subarray(0, kept), isCut: true }
  }

  private attempt(input: Buffer): Buffer | 'tooLong' | 'damaged' {
    const unpacked = unpack('deflate', input, limits.message.bodyBytesMax, true, this.window)
    if (typeof unpacked !== 'string') return unpacked.bytes
    return unpacked === 'ERR_BUFFER_TOO_LARGE' ? 'tooLong' : 'damaged'
  }

  private remember(bytes: Buffer): void {
    if (!this.takesOver || bytes.length === 0) return
    if (bytes.length >= windowBytes || this.window === null) {
      this.window = Buffer.from(bytes.subarray(Math.max(0, bytes.length - windowBytes)))
      return
    }
    const kept = Math.min(this.window.length, windowBytes - bytes.length)
    this.window = Buffer.concat([this.window.subarray(this.window.length - kept), bytes])
  }
}

/** What the server agreed to in `Sec-WebSocket-Extensions`: is a direction's compression free of the messages before? */
export function takesOver(extensions: string, isServer: boolean): boolean {
  return !extensions.toLowerCase().includes(`${isServer ? 'server' : 'client'}_no_context_takeover`)
}
