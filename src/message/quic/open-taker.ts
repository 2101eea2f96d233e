import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { ParserContext } from '../types.ts'
import { InnerStreams } from './inner-streams.ts'
import type { StreamTaker } from './stream-taker.ts'

/**
 * Who reads the streams of a connection, by the application protocol that the server chose, or the client offered.
 */
export function openTaker(
  flow: Flow,
  context: ParserContext,
  clientDirection: Direction,
  _protocols: readonly string[],
  _id: number,
  _buf: Buffer,
  _from: number,
  _to: number,
): StreamTaker {
  return new InnerStreams(flow, context, clientDirection)
}
