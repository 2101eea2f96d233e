import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { frameTypes, startsFrames } from '../http3/frames.ts'
import { Http3Connection } from '../http3/machine.ts'
import type { ParserContext } from '../types.ts'
import { InnerStreams } from './inner-streams.ts'
import { isUnidirectional, openerOf } from './stream-taker.ts'
import type { StreamTaker } from './stream-taker.ts'

/** `h3`, and `h3-29` as drafts named it. */
const http3Name = /^h3(-|$)/
/** The type of HTTP/3's control stream, with which a stream of one direction begins. */
const controlStreamType = 0
/** Types with which its streams of one direction begin: control, push, and the two of QPACK. */
const streamTypeMax = 3
/** Of DNS over QUIC (RFC 9250; the others before it was one). */
const dnsPorts: readonly number[] = [853, 784, 8853]

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
      : looksLikeHttp3(first, isLate && !dnsPorts.some((port) => isPortOf(flow, port)))
  return isHttp3
    ? new Http3Connection(flow, context, clientDirection, isLate)
    : new InnerStreams(flow, context, clientDirection)
}

function isPortOf({ serverPort, clientPort }: Flow, port: number): boolean {
  return serverPort === port || clientPort === port
}

/** `isLikely`: what is in the middle of a stream is taken for it, too: little else is spoken over QUIC. */
function looksLikeHttp3({ id, isStart, buf, from, to }: FirstBytes, isLikely: boolean): boolean {
  if (id < 0) return isLikely
  // HTTP/3 has no streams of two directions that a server opens.
  if (from === to || !isStart) return isLikely && (isUnidirectional(id) || openerOf(id) === 0)
  const first = buf[from] as number
  if (isUnidirectional(id)) return first === controlStreamType || (isLikely && first <= streamTypeMax)
  // A head, whole, or cut by the end of its packet.
  return first === frameTypes.headers && (isLikely || startsFrames(buf, from, to))
}
