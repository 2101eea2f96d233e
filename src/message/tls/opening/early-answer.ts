import { limits } from '../../../core/limits.ts'
import type { RunOrigin } from '../../../core/origin.ts'
import type { Direction } from '../../../core/verdict.ts'
import { switchProtocol } from '../../types.ts'
import type { TlsConnection } from '../connection.ts'
import { originAt } from './origin-at.ts'

/** Bytes of a server that came before the hello of its client, as they can in a capture: kept while they may be of use. */
export class EarlyAnswer {
  readonly direction: Direction
  bytes = 0
  private readonly chunks: { readonly buf: Buffer; readonly origin: RunOrigin }[] = []

  constructor(direction: Direction) {
    this.direction = direction
  }

  hasRoom(length: number): boolean {
    return this.bytes + length <= limits.message.tlsWaitingBytesMax
  }

  /** Keeps a copy of `buf[start, end)`. */
  add(buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    this.bytes += end - start
    this.chunks.push({ buf: Buffer.from(buf.subarray(start, end)), origin: originAt(origin, 0) })
  }

  /** Gives it to the connection, as what came in `direction`. Returns how many bytes at its end are none of it. */
  giveTo(connection: Pick<TlsConnection, 'push' | 'restStart'>, direction: Direction): number {
    let left = 0
    for (const { buf, origin } of this.chunks) {
      const answer = connection.push(direction, buf, 0, buf.length, origin)
      if (answer === switchProtocol) left += buf.length - connection.restStart
    }
    return left
  }
}
