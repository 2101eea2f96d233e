import { characterText, hexText } from '../core/byte-text.ts'
import type { FrameSpan } from '../core/origin.ts'
import { excerptCaption, frameExcerpt } from '../report/frame-excerpt.ts'
import type { ExcerptRow } from '../report/frame-excerpt.ts'
import { plural } from '../report/phrases.ts'
import { element } from './dom.ts'

/** The bytes of a frame around a span, as other tools print them, with the span marked. `liesEncrypted`: they hold the value decrypted. */
export function excerpt(span: FrameSpan, frame: Uint8Array, liesEncrypted: boolean): HTMLElement {
  const { from, rows, rest } = frameExcerpt(span, frame)
  const box = element('pre', {
    class: 'bytes',
    tabindex: '0',
    role: 'group',
    'aria-label': `Bytes of frame ${span.frame}`,
  })
  // Not by `element`, which would make line feeds visible.
  box.append(...rows.flatMap((one) => [...row(one), '\n']), rest > 0 ? `… ${plural(rest, 'more byte')}` : '')
  return element('figure', {}, box, element('figcaption', {}, excerptCaption(span, from, liesEncrypted)))
}

/** The offset, then the bytes in hex and as characters. */
function row({ offset, parts, room }: ExcerptRow): (Node | string)[] {
  const marked = (write: (bytes: Uint8Array) => string): (Node | string)[] =>
    parts.map((part, index) =>
      part.length === 0 ? '' : index === 1 ? element('mark', {}, write(part)) : write(part),
    )
  return [`${offset}  `, ...marked(hexText), `${room} `, ...marked(characterText)]
}
