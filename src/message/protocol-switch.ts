import { latin1 } from '../core/latin1.ts'
import type { Exchange, Message } from './types.ts'

/** A head that is kept beyond its message: its bytes, and where method, target and host stand in them. */
export class KeptHead {
  readonly buf: Buffer
  readonly fieldsStart: number
  readonly methodStart: number
  readonly methodEnd: number
  readonly targetStart: number
  readonly targetEnd: number
  readonly hostStart: number
  readonly hostEnd: number

  constructor(message: Message) {
    const { head } = message
    this.buf = Buffer.from(head.buf.subarray(head.start, head.end))
    const { start } = head
    this.fieldsStart = Math.max(0, message.fieldsStart - start)
    this.methodStart = Math.max(0, message.methodStart - start)
    this.methodEnd = Math.max(0, message.methodEnd - start)
    this.targetStart = Math.max(0, message.targetStart - start)
    this.targetEnd = Math.max(0, message.targetEnd - start)
    this.hostStart = Math.max(0, message.hostStart - start)
    this.hostEnd = Math.max(0, message.hostEnd - start)
  }

  get heldBytes(): number {
    return this.buf.length
  }

  /** Gives a message this head's bytes and positions, as those of a head that was handed on before: it stays empty. */
  lendTo(message: Message): void {
    message.head.buf = this.buf
    message.head.start = 0
    message.head.end = 0
    message.fieldsStart = this.fieldsStart
    message.methodStart = this.methodStart
    message.methodEnd = this.methodEnd
    message.targetStart = this.targetStart
    message.targetEnd = this.targetEnd
    message.hostStart = this.hostStart
    message.hostEnd = this.hostEnd
  }

  /** Value of the field `name` (lower case), '' where it is absent; several are joined with commas (RFC 9110 section 5.3). */
  field(name: string): string {
    const values: string[] = []
    for (const line of latin1(this.buf, this.fieldsStart, this.buf.length).split('\n')) {
      const colon = line.indexOf(':')
      if (colon > 0 && line.slice(0, colon).trim().toLowerCase() === name)
        values.push(line.slice(colon + 1).trim())
    }
    return values.join(', ')
  }
}

/** A change of protocol that the protocol before named: what follows, and what was agreed on. */
export class ProtocolSwitch {
  /** The upgrade token (RFC 9110 section 7.8) in lower case, without a version: `websocket`, `h2c`; `connect` for a tunnel. */
  readonly token: string
  readonly request: KeptHead | null
  readonly response: KeptHead | null
  /** The request that asked for it, where the next protocol answers it; still open, and closed by whoever takes it. */
  private exchange: Exchange | null

  constructor(
    token: string,
    request: KeptHead | null,
    response: KeptHead | null,
    exchange: Exchange | null = null,
  ) {
    this.token = token
    this.request = request
    this.response = response
    this.exchange = exchange
  }

  get heldBytes(): number {
    return (this.request?.heldBytes ?? 0) + (this.response?.heldBytes ?? 0)
  }

  /** The open exchange, for the one who will close it; null for all who ask later. */
  takeExchange(): Exchange | null {
    const { exchange } = this
    this.exchange = null
    return exchange
  }
}

/** The first protocol of an Upgrade field, without its version. */
export function tokenOf(upgrade: string): string {
  return (upgrade.split(',')[0] as string).split('/')[0]?.trim().toLowerCase() ?? ''
}
