import type { HttpMessage, Mark, PartBytes } from '../../pipeline/again/http-exchanges.ts'
import type { MaskedValue, Masker } from '../masking/masker.ts'
import { hidePacked } from './hide-packed.ts'
import { isUtf8 } from './text.ts'

/** Parts of a message as they may be shown. `leftOut` says why the body is not there, '' where it is. */
export interface ShownParts {
  readonly parts: PartBytes
  readonly leftOut: string
  /** The head still shows something however it is hidden: nothing of it but the start line's method is shown. */
  readonly isHeadLeftOut: boolean
}

/** Shorter values of the exchange itself are hidden where they were observed only: anywhere else they are too often words of the form. */
const ownLengthMin = 8
/** Stands for a hidden byte: it may stand in an address, a field and a text. */
const star = 0x2a

/**
 * Hides what was observed in a message: each marked run, and every known value in any spelling that stands there as text; `own`: those of the
 * same exchange.
 * What is hidden keeps its length. Then the message is searched again: a body that shows something all the same, in a way
 * that hiding does not reach, is left out.
 */
export function hide(
  { parts, marks, shows }: Pick<HttpMessage, 'parts' | 'marks' | 'shows'>,
  masker: Masker,
  own: readonly MaskedValue[],
): ShownParts {
  const words = own.filter(({ value }) => value.length >= ownLengthMin)
  const hidden = {
    head: hidePart(parts.head, 'head', marks, masker, words),
    body: hidePart(parts.body, 'body', marks, masker, words),
    trailer: hidePart(parts.trailer, 'trailer', marks, masker, words),
  }
  if (!shows(hidden)) return { parts: hidden, leftOut: '', isHeadLeftOut: false }
  const bare = { ...hidden, body: Buffer.alloc(0), trailer: Buffer.alloc(0) }
  return { parts: bare, leftOut: 'what was observed in it can not be hidden', isHeadLeftOut: shows(bare) }
}

function hidePart(
  bytes: Buffer,
  part: Mark['part'],
  marks: readonly Mark[],
  masker: Masker,
  own: readonly MaskedValue[],
): Buffer {
  if (bytes.length === 0) return bytes
  const hidden = Buffer.from(bytes)
  for (const mark of marks) if (mark.part === part) hidden.fill(star, mark.start, mark.end)
  const encoding = isUtf8(hidden) ? 'utf8' : 'latin1'
  const text = hidden.toString(encoding)
  const masked = hidePacked(
    masker.hideTraffic(text, own),
    (opened) => masker.hideTraffic(opened, own) !== opened,
  )
  // Where nothing more was hidden the bytes stay as they are.
  return masked === text ? hidden : Buffer.from(masked.replaceAll('•', '*'), encoding)
}
