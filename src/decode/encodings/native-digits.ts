import { formLeads, nativeDigitAt, replaceForms } from '../../core/signs/unicode-forms.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding, Written } from '../encoding.ts'
import { isText } from '../text.ts'

/** U+0660. */
const zero = 0x0660

/** Numbers in the digits of another script, as programs print them that ask the phone for its language: `٥٩٫٩١٣٩`. */
export const encoding: Encoding = {
  name: 'native-digits',
  kind: 'transform',
  title: 'digits of another script',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.high < 2 || shape.controls > 0) return certainty.no
    // Below all that splits a document: its values are what is written so.
    // Of bytes that are no text two look like a digit by chance.
    return hasDigit(bytes) && isText(bytes, 0, bytes.length) ? certainty.run + 1 : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform(bytes.length) || !budget.takeBytes(bytes.length)) return 'budget'
    const out = replaceForms(bytes, nativeDigitAt)
    if (out.length === bytes.length) return 'no digit of another script'
    return transformedWhole('native-digits', '', out, bytes, hint)
  },
}

/** With the digits of Arabic. */
export const written: Written = {
  name: 'digits of another script',
  family: 'E2',
  gives: 'text',
  isForDocuments: false,
  encode: (bytes) =>
    Buffer.from(
      bytes.toString('utf8').replace(/\d/g, (digit) => String.fromCharCode(zero + digit.charCodeAt(0) - 48)),
    ),
}

/** A digit: signs alone are of other texts. */
function hasDigit(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if (formLeads[bytes[at] as number] === 0) continue
    const code = nativeDigitAt(bytes, at, bytes.length)
    if (code >= 0x30 && code <= 0x39) return true
  }
  return false
}
