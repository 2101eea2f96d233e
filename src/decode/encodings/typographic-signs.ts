import { formLeads, replaceForms, typographyAt } from '../../core/signs/unicode-forms.ts'
import { isAlnum } from '../../core/ascii.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding, Written } from '../encoding.ts'

/**
 * Text with marks that nobody sees (soft hyphens, joiners, marks of direction around numbers of contacts), blanks that do
 * not break and hyphens of typography, as it comes out of forms, chats and lists of contacts: the marks are left out, and
 * the others become those of ASCII.
 */
export const encoding: Encoding = {
  name: 'typographic-signs',
  kind: 'transform',
  title: 'typographic signs',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.high < 2 || shape.controls > 0) return certainty.no
    // Behind those for which letters and digits stand, which see through none of these.
    return hasSign(bytes) ? certainty.run + 1 : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform(bytes.length) || !budget.takeBytes(bytes.length)) return 'budget'
    const out = replaceForms(bytes, typographyAt)
    if (out.length === bytes.length) return 'no such sign'
    return transformedWhole('typographic-signs', '', out, bytes, hint)
  },
}

const zeroWidthSpace = '\u200b'

/** A break that nobody sees inside of numbers: nobody has them in names of fields. */
export const written: Written = {
  name: 'marks that nobody sees',
  family: 'E2',
  gives: 'text',
  isForDocuments: false,
  encode: (bytes) =>
    Buffer.from(bytes.toString('utf8').replace(/\d{3}(?=\d)|[\da-f]{2}(?=\d)/gi, `$&${zeroWidthSpace}`)),
}

/** One that a letter or digit stands beside: those among other scripts belong to them. */
function hasSign(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const length = formLeads[bytes[at] as number] as number
    if (length === 0 || typographyAt(bytes, at, bytes.length) === 0) continue
    if (isAlnum(bytes[at - 1]) || isAlnum(bytes[at + length])) return true
  }
  return false
}
