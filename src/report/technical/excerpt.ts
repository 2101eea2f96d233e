import { characterText, hexText } from '../../core/byte-text.ts'
import type { FrameSpan } from '../../core/origin.ts'
import { plural } from '../phrases.ts'
import type { Html, HtmlValue } from './html.ts'
import type { Page } from './page.ts'

const rowBytes = 16
const rowsMax = 24

/** The bytes of a frame around a span, as other tools print them, with the span marked. */
export function excerpt(page: Page, span: FrameSpan, frame: Uint8Array): HtmlValue {
  const { html } = page
  const from = Math.max(0, span.start - (span.start % rowBytes) - rowBytes)
  const until = Math.min(frame.length, span.end + rowBytes)
  const end = Math.min(until, from + rowsMax * rowBytes)
  const rows: Html[] = []
  for (let at = from; at < end; at += rowBytes)
    rows.push(row(page, span, frame, at, Math.min(at + rowBytes, end)))
  const rest = until - end
  const more =
    rest > 0
      ? html`… ${plural(rest, 'more byte')}
`
      : ''
  return html`<figure>
<pre class="bytes" tabindex="0">${rows}${more}</pre>
<figcaption>Frame ${span.frame}, from byte ${from}; marked: bytes ${span.start} to ${span.end - 1}, which carry the value.</figcaption>
</figure>
`
}

/** One row: the offset, then bytes before, in and after the span, in hex and as characters. */
function row(page: Page, span: FrameSpan, frame: Uint8Array, from: number, to: number): Html {
  const { html } = page
  const low = Math.min(to, Math.max(from, span.start))
  const high = Math.max(low, Math.min(to, span.end))
  const parts = [frame.subarray(from, low), frame.subarray(low, high), frame.subarray(high, to)]
  const marked = (write: (bytes: Uint8Array) => string): HtmlValue =>
    parts.map((part, index) =>
      part.length === 0 ? '' : index === 1 ? html`<mark>${write(part)}</mark>` : write(part),
    )
  const room = ' '.repeat((rowBytes - (to - from)) * 3)
  return html`${from.toString(16).padStart(4, '0')}  ${marked(hexText)}${room} ${marked(characterText)}
`
}
