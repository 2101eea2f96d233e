import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { frameTypes, startsFrames } from '../http3/frames.ts'
import { Http3Connection } from '../http3/machine.ts'
import type { ParserContext } from '../types.ts'
import { InnerStreams } from './inner-streams.ts'
import { isUnidirectional } from './stream-taker.ts'
import type { StreamTaker } from './stream-taker.ts'

/** `h3`, and `h3-29` as drafts named it. */
const http3Name = /^h3(-|$)/
/** The type of HTTP/3's control stream, with which a stream of one direction begins. */
const controlStreamType = 0
/** Types with which its streams of one direction begin: control, push, and the two of QPACK. */
const streamTypeMax = 3
const httpsPort = 443

/** The bytes of a connection that are handed on first: of the stream `id` (-1: of a datagram). */
interface FirstBytes {
  readonly id: number
  /** Nothing of the stream is in front of them. */
  readonly isStart: boolean
  readonly buf: Buffer
  readonly from: number
  readonly to: number
}

/**
 * Who reads the streams of a connection: by the application protocol that the server chose, or the client offered;
 * where neither is known, by the first bytes. `isLate`: the connection began before the capture, streams of it may have.
 */
export function openTaker(
  flow: Flow,
  context: ParserContext,
  clientDirection: Direction,
  protocols: readonly string[],
  isLate: boolean,
  first: FirstBytes,
): StreamTaker {
  const isHttp3 =
    protocols.length > 0
      ? protocols.some((name) => http3Name.test(name))
      : looksLikeHttp3(first, isLate && (flow.serverPort === httpsPort || flow.clientPort === httpsPort))
  return isHttp3
    ? new Http3Connection(flow, context, clientDirection, isLate)
    : new InnerStreams(flow, context, clientDirection)
}

/** `isLikely`: what is in the middle of a stream is taken for it, too. */
function looksLikeHttp3({ id, isStart, buf, from, to }: FirstBytes, isLikely: boolean): boolean {
  if (id < 0 || from === to || !isStart) return isLikely
  const first = buf[from] as number
  if (isUnidirectional(id)) return first === controlStreamType || (isLikely && first <= streamTypeMax)
  // A head, whole, or cut by the end of its packet.
  return first === frameTypes.headers && (isLikely || startsFrames(buf, from, to))
}
