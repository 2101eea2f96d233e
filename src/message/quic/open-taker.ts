import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { Http3Connection } from '../http3/machine.ts'
import type { ParserContext } from '../types.ts'
import { InnerStreams } from './inner-streams.ts'
import { isUnidirectional } from './stream-taker.ts'
import type { StreamTaker } from './stream-taker.ts'

/** `h3`, and `h3-29` as drafts named it. */
const http3Name = /^h3(-|$)/
/** The type of HTTP/3's control stream, with which a stream of one direction begins. */
const controlStreamType = 0

/**
 * Who reads the streams of a connection: by the application protocol that the server chose, or the client offered;
 * where neither is known, by the first bytes \`buf[from, to)\` of the first stream \`id\` (-1: a datagram).
 */
export function openTaker(
  flow: Flow,
  context: ParserContext,
  clientDirection: Direction,
  protocols: readonly string[],
  id: number,
  buf: Buffer,
  from: number,
  to: number,
): StreamTaker {
  const isHttp3 =
    protocols.length === 0
      ? id >= 0 && isUnidirectional(id) && from < to && buf[from] === controlStreamType
      : protocols.some((name) => http3Name.test(name))
  return isHttp3
    ? new Http3Connection(flow, context, clientDirection)
    : new InnerStreams(flow, context, clientDirection)
}
