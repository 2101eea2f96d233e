import { characterText, hexText } from '../../core/byte-text.ts'
import type { FrameSpan } from '../../core/origin.ts'
import { excerptCaption, frameExcerpt } from '../frame-excerpt.ts'
import type { ExcerptRow } from '../frame-excerpt.ts'
import { plural } from '../phrases.ts'
import type { Html, HtmlValue } from './html.ts'
import type { Page } from './page.ts'

/** The bytes of a frame around a span, as other tools print them, with the span marked. `liesEncrypted`: they hold the value decrypted. */
export function excerpt(page: Page, span: FrameSpan, frame: Uint8Array, liesEncrypted: boolean): HtmlValue {
  const { html } = page
  const { from, rows, rest } = frameExcerpt(span, frame)
  const more =
    rest > 0
      ? html`… ${plural(rest, 'more byte')}
`
      : ''
  return html`<figure>
<pre class="bytes" tabindex="0">${rows.map((one) => row(page, one))}${more}</pre>
<figcaption>${excerptCaption(span, from, liesEncrypted)}</figcaption>
</figure>
`
}

/** The offset, then the bytes in hex and as characters. */
function row({ html }: Page, { offset, parts, room }: ExcerptRow): Html {
  const marked = (write: (bytes: Uint8Array) => string): HtmlValue =>
    parts.map((part, index) =>
      part.length === 0 ? '' : index === 1 ? html`<mark>${write(part)}</mark>` : write(part),
    )
  return html`${offset}  ${marked(hexText)}${room} ${marked(characterText)}
`
}
