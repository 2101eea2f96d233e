import { hasText } from '../core/signs/has-text.ts'
import { limits } from '../core/limits.ts'
import type { RunOrigin } from '../core/origin.ts'
import type { Direction } from '../core/verdict.ts'
import type { Flow } from '../stream/types.ts'
import { Gather } from './gather.ts'
import { Exchange, Message } from './types.ts'
import type { ParserContext } from './types.ts'

/** Fewer bytes identify nobody. */
const strayBytesMin = 8

/**
 * Bytes that frame messages and are free to say anything: padding, debug data, extensions. They are gathered, and handed
 * on as bytes of no protocol, so that they are searched. Zeros in front are what they should be, and nothing. Whoever
 * gives them counts them.
 */
export class StrayBytes {
  private readonly message: Message = new Message()
  private readonly bytes: Gather = new Gather(this.message.body)

  get heldBytes(): number {
    return this.bytes.heldBytes
  }

  /** Takes `buf[start, end)`, up to the limit; positions in `buf` lie `shift` before those in the frame. */
  take(buf: Buffer, start: number, end: number, origin: RunOrigin, shift: number): void {
    const { message, bytes } = this
    const { body } = message
    let from = start
    if (body.length === 0) {
      while (from < end && buf[from] === 0) from++
      if (from === end) return
      message.frame = origin.frame
      message.sec = origin.sec
      message.nsec = origin.nsec
    }
    const stop = Math.min(end, from + limits.message.unrecognisedBytesMax - body.length)
    bytes.append(buf, from, stop, origin.frame, shift + from, 0)
    bytes.settle(0)
  }

  /** Whether a text is in what was gathered. */
  get hasText(): boolean {
    const { buf, start, end } = this.message.body
    return hasText(buf, start, end)
  }

  /** Lets go of what was gathered. */
  forget(): void {
    this.bytes.release()
  }

  /** Hands on what was gathered, and is empty. Returns how many bytes that were. */
  handOn(flow: Flow, context: ParserContext, direction: Direction): number {
    const { message, bytes } = this
    const { length } = message.body
    const isHandedOn = length >= strayBytesMin
    if (isHandedOn) {
      message.protocol = 'unrecognised'
      message.direction = direction
      const exchange = new Exchange(context.nextExchange(), flow, 'unrecognised')
      if (direction === 0) context.sink.request(exchange, message)
      else context.sink.response(exchange, message)
      context.sink.closed(exchange)
    }
    bytes.release()
    return isHandedOn ? length : 0
  }
}

/** Takes the bytes into `stray`, or into a new one where nothing was gathered yet: hardly any stream has such bytes. */
export function withStray(
  stray: StrayBytes | null,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
): StrayBytes {
  const taken = stray ?? new StrayBytes()
  taken.take(buf, start, end, origin, shift)
  return taken
}
