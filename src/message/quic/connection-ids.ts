import type { Direction } from '../../core/verdict.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import type { ConnectionBook } from './connection-book.ts'

/** The connection ids by which one side is addressed; the last one used first. The book finds the connection by them. */
export class ConnectionIds {
  private readonly book: ConnectionBook
  private readonly flow: Flow
  private readonly direction: Direction
  private readonly ids: Buffer[] = []

  /** `direction` is that of packets to the side. */
  constructor(book: ConnectionBook, flow: Flow, direction: Direction) {
    this.book = book
    this.flow = flow
    this.direction = direction
  }

  get isEmpty(): boolean {
    return this.ids.length === 0
  }

  /** Length of the id in the short header whose id starts at `at`; -1 if it is not known. */
  lengthAt(buf: Buffer, at: number, packetEnd: number): number {
    const { ids } = this
    const current = ids[0]
    if (current === undefined) return -1
    if (isAt(current, buf, at, packetEnd)) return current.length
    for (let index = 1; index < ids.length; index++) {
      const id = ids[index] as Buffer
      if (!isAt(id, buf, at, packetEnd)) continue
      ids[index] = current
      ids[0] = id
      return id.length
    }
    // Not told in any packet that was captured: mostly all have one length.
    return current.length
  }

  /** This one is used now. */
  use(buf: Buffer, from: number, to: number): void {
    const { ids } = this
    const first = ids[0]
    if (first !== undefined && first.compare(buf, from, to) === 0) return
    if (ids.some((known) => known.compare(buf, from, to) === 0)) return
    if (ids.length >= limits.message.quicConnectionIdsMax) return
    const id = Buffer.from(buf.subarray(from, to))
    ids.unshift(id)
    this.book.add(id, this.flow, this.direction)
  }

  /** The side says that it may be addressed by this one, too (RFC 9000, 19.15). */
  announce(content: Buffer, from: number, to: number): void {
    // Behind the one in use, which goes on to be tried first.
    const { ids } = this
    if (ids.some((known) => known.compare(content, from, to) === 0)) return
    const id = Buffer.from(content.subarray(from, to))
    ids.push(id)
    this.book.add(id, this.flow, this.direction)
    if (ids.length <= limits.message.quicConnectionIdsMax) return
    const oldest = ids.splice(1, 1)[0]
    if (oldest !== undefined) this.book.remove(oldest, this.flow)
  }

  end(): void {
    for (const id of this.ids) this.book.remove(id, this.flow)
  }
}

function isAt(id: Buffer, buf: Buffer, at: number, packetEnd: number): boolean {
  if (at + id.length > packetEnd) return false
  // A call of compare takes longer than so few bytes.
  for (let index = 0; index < id.length; index++) if (id[index] !== buf[at + index]) return false
  return true
}
