import { isMediaType } from '../http1/media-type.ts'
import type { Message } from '../types.ts'

/** How a body is taken. */
export const bodyKinds = {
  /** Kept up to the limit. */
  plain: 0,
  /** Counted by its type. */
  media: 1,
  /** Messages of gRPC, each handed on by itself. */
  grpc: 2,
  /** Server-sent events, handed on in pieces. */
  events: 3,
  /** The content of a tunnel, given to a stream of its own. */
  tunnel: 4,
} as const

const grpcType = Buffer.from('application/grpc', 'latin1')
const webTextType = Buffer.from('-web-text', 'latin1')
const eventType = Buffer.from('text/event-stream', 'latin1')

/** The kind of the body by the message's content type. gRPC-web in base64 is left to the decoders. */
export function bodyKindOf(message: Message, isResponse: boolean): number {
  const { buf } = message.head
  const { contentTypeStart: start, contentTypeEnd: end } = message
  if (startsWith(buf, start, end, grpcType))
    return startsWith(buf, start + grpcType.length, end, webTextType) ? bodyKinds.plain : bodyKinds.grpc
  if (!isResponse) return bodyKinds.plain
  if (isMediaType(buf, start, end)) return bodyKinds.media
  return startsWith(buf, start, end, eventType) ? bodyKinds.events : bodyKinds.plain
}

/** Does `[start, end)` start with `text` (lower case), in any case of letters? Types differ sooner at their ends. */
function startsWith(buf: Buffer, start: number, end: number, text: Buffer): boolean {
  if (end - start < text.length) return false
  for (let index = text.length - 1; index >= 0; index--) {
    const byte = buf[start + index] as number
    const wanted = text[index] as number
    if (byte !== wanted && (byte | 0x20) !== wanted) return false
  }
  return true
}
