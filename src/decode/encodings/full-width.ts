import {
  formLeads,
  hasFormRow,
  nativeDigitAt,
  replaceForms,
  wideCharacterAt,
} from '../../core/signs/unicode-forms.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding, Written } from '../encoding.ts'

/** U+FF01 stands for U+0021. */
const distance = 0xfee0

/**
 * Letters, digits and signs of full width, as keyboards of East Asia write them (`ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ`), and raised and
 * lowered digits. A row of them has to be there: `m²` is a text like others.
 */
export const encoding: Encoding = {
  name: 'full-width',
  kind: 'transform',
  title: 'letters of full width',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.high < 6 || shape.controls > 0) return certainty.no
    // As digits of other scripts, which it undoes with them.
    return hasRow(bytes) ? certainty.run + 2 : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform(bytes.length) || !budget.takeBytes(bytes.length)) return 'budget'
    const out = replaceForms(bytes, wideCharacterAt)
    if (out.length === bytes.length) return 'no letter of full width'
    return transformedWhole('full-width', '', out, bytes, hint)
  },
}

/** Every character but blanks. */
export const written: Written = {
  name: 'letters of full width',
  family: 'E2',
  gives: 'text',
  isForDocuments: false,
  encode: (bytes) =>
    Buffer.from(
      bytes.toString('utf8').replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + distance)),
    ),
}

/** A row of them, and a letter somewhere: digits alone are those of another script. */
function hasRow(bytes: Buffer): boolean {
  const end = bytes.length
  let isRow = false
  let hasLetter = false
  for (let at = 0; at < end; at++) {
    if (formLeads[bytes[at] as number] === 0 || wideCharacterAt(bytes, at, end) === 0) continue
    hasLetter ||= nativeDigitAt(bytes, at, end) === 0
    isRow ||= hasFormRow(bytes, at, end)
    if (isRow && hasLetter) return true
  }
  return false
}
