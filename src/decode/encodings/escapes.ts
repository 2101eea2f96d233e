import { backslash } from '../../core/ascii-codes.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { bytesAsCharacters } from '../byte-characters.ts'
import { hexDigit } from '../../core/signs/digit-values.ts'
import { octalAt, octalBytes, octalRow } from '../../core/signs/octal-escape.ts'
import { codeUnit, escapedCharacter } from '../../core/signs/percent-escape.ts'

const escapedX = 0x78
const escapedU = 0x75

/** `\x69`, `\u0069` and `\151`, as programs print strings, outside of JSON (which undoes its own). */
export const encoding: Encoding = {
  name: 'escapes',
  kind: 'transform',
  title: '\\x and \\u escapes',
  probe(bytes, hint) {
    if (hint.shape.backslashes === 0) return certainty.no
    const at = bytes.indexOf(backslash)
    if (at < 0 || at + 3 >= bytes.length) return certainty.no
    let count = 0
    for (let next = at; next !== -1 && count < 3; next = bytes.indexOf(backslash, next + 1))
      if (lengthAt(bytes, next) > 0) count++
    if (count === 0) return certainty.no
    // Below the binary containers, whose texts have escapes of their own.
    if (hint.shape.controls > 0) return certainty.guess - 2
    // All of it is escaped: before anything reads its letters.
    return at === hint.shape.start && lengthAt(bytes, at) > 0 ? certainty.alphabet + 1 : certainty.percent - 2
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform(bytes.length) || !budget.takeBytes(bytes.length)) return 'budget'
    const out = Buffer.allocUnsafe(bytes.length)
    let used = 0
    let at = 0
    while (at < bytes.length) {
      const length = bytes[at] === backslash ? lengthAt(bytes, at) : 0
      if (length === 0) {
        out[used++] = bytes[at++] as number
        continue
      }
      const kind = bytes[at + 1]
      let end = at + length
      if (kind === escapedU) {
        const character = escapedCharacter(bytes, at, bytes.length)
        used += out.write(character, used, 'utf8')
        end = at + character.length * length
      } else if (kind === escapedX)
        out[used++] = hexDigit(bytes[at + 2] as number) * 16 + hexDigit(bytes[at + 3] as number)
      else for (; at < end; at += octalBytes) out[used++] = octalAt(bytes, at + 1)
      at = end
    }
    if (used === bytes.length) return 'no escape'
    const text = out.subarray(0, used)
    return transformedWhole('escapes', '', bytesAsCharacters(text, bytes) ?? text, bytes, hint)
  },
}

/** Length of the escape at `at`, of octal ones of all of the row; 0 where there is none. */
function lengthAt(bytes: Buffer, at: number): number {
  const kind = bytes[at + 1]
  if (kind === escapedX && at + 3 < bytes.length)
    return hexDigit(bytes[at + 2] as number) >= 0 && hexDigit(bytes[at + 3] as number) >= 0 ? 4 : 0
  if (kind === escapedU) return codeUnit(bytes, at + 2) >= 0 ? 6 : 0
  return octalRow(bytes, at, bytes.length) * octalBytes
}
