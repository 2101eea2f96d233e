import { latin1 } from '../../core/latin1.ts'
import type { DecodeInput, DecodeResult } from '../../decode/types.ts'
import type { DetectContext } from '../../detect/family-type.ts'
import type { DetectResult } from '../../detect/types.ts'
import type { Part } from '../../message/types.ts'

/** Longer messages are rarely the same twice, and take memory. */
const bytesMax = 2_048
/** How many are kept before all of them are forgotten. */
const messagesMax = 256

/** When a message was sent, in the one form that HTTP and SSDP write it in (RFC 9110, 5.6.7): it says nothing else, and differs each time. */
const sentAt = /\ndate: ?[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT(?=\r?\n)/i

/**
 * Messages that were read in full and hold nothing at all: devices announce themselves, and programs say that they are
 * still there, again and again in the same bytes. What a message holds follows from its bytes and whom it goes to, so that
 * the same one need not be read again. Forgetting reads again, never less.
 */
export class EmptyMessages {
  private readonly names: Set<string> = new Set()

  /**
   * By what the message is known again: all that decides what is found in it, but for when it was sent. '' where it is too
   * long to be kept.
   */
  nameOf({ head, body, trailer, ...said }: DecodeInput, context: DetectContext): string {
    if (head.length + body.length + trailer.length > bytesMax) return ''
    const { host, protocol, port, direction, isCut } = context
    const { target, contentType, contentEncoding } = said
    const facts = `${protocol} ${direction} ${port} ${isCut === true} ${host}`
    const lengths = `${head.length} ${body.length} ${target.length} ${contentType.length}`
    const fields = `${target}${contentType}${contentEncoding}`
    return `${facts}\n${lengths}\n${textOf(head).replace(sentAt, '\ndate:')}${textOf(body)}${textOf(trailer)}${fields}`
  }

  has(name: string): boolean {
    return name !== '' && this.names.has(name)
  }

  add(name: string): void {
    if (name === '') return
    if (this.names.size >= messagesMax) this.names.clear()
    this.names.add(name)
  }
}

/** True where nothing is to be said of a message: no value, no sender, no doubt, and no limit that kept something out. */
export function isEmpty(
  { limits, tolerated, damaged, unread, expandedBytes }: DecodeResult,
  result: DetectResult,
): boolean {
  return (
    expandedBytes === 0 &&
    [limits, tolerated, damaged, unread].every(({ length }) => length === 0) &&
    [result.detections, result.families, result.dismissals, result.limits, result.opened ?? []].every(
      ({ length }) => length === 0,
    )
  )
}

function textOf({ buf, start, end }: Part): string {
  return latin1(buf, start, end)
}
