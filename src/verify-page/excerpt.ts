import { characterText, hexText } from '../core/byte-text.ts'
import type { FrameSpan } from '../core/origin.ts'
import { element } from './dom.ts'

const rowBytes = 16
const rowsMax = 24

/** The bytes of a frame around a span, as other tools print them, with the span marked. */
export function excerpt(span: FrameSpan, frame: Uint8Array): HTMLElement {
  const from = Math.max(0, span.start - (span.start % rowBytes) - rowBytes)
  const until = Math.min(frame.length, span.end + rowBytes)
  const end = Math.min(until, from + rowsMax * rowBytes)
  const pieces: (Node | string)[] = []
  for (let at = from; at < end; at += rowBytes)
    pieces.push(...row(span, frame, at, Math.min(at + rowBytes, end)), '\n')
  const more = until > end ? `… ${until - end} more bytes` : ''
  const box = element('pre', {
    class: 'bytes',
    tabindex: '0',
    role: 'group',
    'aria-label': `Bytes of frame ${span.frame}`,
  })
  // Not by `element`, which would make line feeds visible.
  box.append(...pieces, more)
  return element(
    'figure',
    {},
    box,
    element(
      'figcaption',
      {},
      `Frame ${span.frame}, from byte ${from}; marked: bytes ${span.start} to ${span.end - 1}, which carry the value.`,
    ),
  )
}

/** One row: the offset, then bytes before, in and after the span, in hex and as characters. */
function row(span: FrameSpan, frame: Uint8Array, from: number, to: number): (Node | string)[] {
  const low = Math.min(to, Math.max(from, span.start))
  const high = Math.max(low, Math.min(to, span.end))
  const parts = [frame.subarray(from, low), frame.subarray(low, high), frame.subarray(high, to)]
  const marked = (write: (bytes: Uint8Array) => string): (Node | string)[] =>
    parts.map((part, index) =>
      part.length === 0 ? '' : index === 1 ? element('mark', {}, write(part)) : write(part),
    )
  const room = ' '.repeat((rowBytes - (to - from)) * 3)
  return [`${from.toString(16).padStart(4, '0')}  `, ...marked(hexText), `${room} `, ...marked(characterText)]
}
