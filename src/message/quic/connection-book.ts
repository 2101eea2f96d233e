import type { Flow } from '../../stream/types.ts'
import type { Direction } from '../../core/verdict.ts'
import { limits } from '../../core/limits.ts'
import type { ParserContext } from '../types.ts'
import { LateIds } from './late-ids.ts'
import { connectionIdBytesMax } from './parse.ts'

/** Hellos that are remembered; a twin follows at once. */
const hellosKept = 256
/** Different bytes of a random that was drawn, at least. */
const drawnBytesMin = 12
/** Shorter ids are found by chance in what is no QUIC. */
const findableIdBytesMin = 4

interface Holder {
  readonly flow: Flow
  /** Direction, as the flow's, of packets that carry the id. */
  readonly direction: Direction
}

/**
 * The QUIC connections of one capture that are followed, by the connection ids that their packets may carry: a
 * connection may move to other addresses and ports, and is then known by its ids alone (RFC 9000, 9).
 */
export class ConnectionBook {
  /** How much was tried so far on connections whose ClientHello is not in the capture: see late-side.ts. */
  lateTries = 0
  /** Openings of packets that were guesses: see trials.ts. */
  trials = 0
  /** Connections that are followed. */
  private followed = 0
  private readonly holders: Map<string, Holder> = new Map()
  /** How many ids there are of each length. */
  private readonly lengths: Uint32Array = new Uint32Array(connectionIdBytesMax + 1)

  /** The flow of each of the last hellos, and its ends, by its random. */
  private readonly hellos: Map<string, { readonly flow: number; readonly ends: string }> = new Map()

  /** Flows of connections with packets that wait to be opened together. */
  readonly waiting: Set<Flow> = new Set()
  /** Those whose secrets are not known yet. */
  readonly late: LateIds = new LateIds()

  /** One more connection; false if there are as many as may be. */
  follow(): boolean {
    if (this.followed >= limits.message.quicConnectionsMax) return false
    this.followed++
    return true
  }

  leave(): void {
    this.followed--
  }

  /**
   * Whether the hello with this random was seen between other addresses, too: it is the same one, before and after these
   * were translated. From another port of the same address a client has sent it again.
   */
  isTwin(random: Buffer, flow: Flow): boolean {
    // A program that wrote the capture may have drawn none.
    if (!isDrawn(random)) return false
    const key = random.toString('latin1')
    const known = this.hellos.get(key)
    const ends = endsOf(flow)
    if (known !== undefined) return known.flow !== flow.id && known.ends !== ends
    if (this.hellos.size >= hellosKept) {
      const [oldest] = this.hellos.keys()
      if (oldest !== undefined) this.hellos.delete(oldest)
    }
    this.hellos.set(key, { flow: flow.id, ends })
    return false
  }

  add(id: Buffer, flow: Flow, direction: Direction): void {
    if (id.length < findableIdBytesMin || id.length > connectionIdBytesMax) return
    const key = id.toString('latin1')
    if (!this.holders.has(key)) this.lengths[id.length] = (this.lengths[id.length] as number) + 1
    this.holders.set(key, { flow, direction })
  }

  /** Forgets the id, if it is this flow's. */
  remove(id: Buffer, flow: Flow): void {
    const key = id.toString('latin1')
    if (this.holders.get(key)?.flow !== flow) return
    this.holders.delete(key)
    this.lengths[id.length] = (this.lengths[id.length] as number) - 1
  }

  /** The connection to which a packet with a short header belongs, by the id behind its first byte. */
  find(buf: Buffer, start: number, end: number): Holder | null {
    if (this.holders.size === 0) return null
    for (let length = findableIdBytesMin; length <= connectionIdBytesMax; length++) {
      if (this.lengths[length] === 0 || start + 1 + length > end) continue
      const holder = this.holders.get(buf.toString('latin1', start + 1, start + 1 + length))
      if (holder !== undefined) return holder
    }
    return null
  }
}

/** Whether a random has as many different bytes as one that was drawn: the first few tell. */
function isDrawn(random: Buffer): boolean {
  let different = 0
  for (let at = 0; at < random.length && different < drawnBytesMin; at++) {
    let before = 0
    while (random[before] !== random[at]) before++
    if (before === at) different++
  }
  return different >= drawnBytesMin
}

/** Both addresses of a flow, whoever is its client. */
function endsOf({ clientAddress, serverAddress }: Flow): string {
  return clientAddress < serverAddress
    ? `${clientAddress} ${serverAddress}`
    : `${serverAddress} ${clientAddress}`
}

const books: WeakMap<ParserContext, ConnectionBook> = new WeakMap()

/** The book of the capture that is read in this context. */
export function bookOf(context: ParserContext): ConnectionBook {
  let book = books.get(context)
  if (book === undefined) {
    book = new ConnectionBook()
    books.set(context, book)
  }
  return book
}
