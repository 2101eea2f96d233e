import { mayBeUtf32 } from '../../core/signs/wide-text.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import type { Encoding, Written } from '../encoding.ts'
import { isText } from '../text.ts'

const markCode = 0xfeff
const codeMax = 0x10ffff

/** UTF-32 in either byte order, of text that is mostly western: `wchar_t` as native code of Android and Linux has it. */
export const encoding: Encoding = {
  name: 'utf32',
  kind: 'transform',
  title: 'UTF-32',
  probe(bytes, hint) {
    if (hint.shape.controls === 0) return certainty.no
    // Above UTF-16, for which it could be taken where a mark stands in front.
    return mayBeUtf32(bytes, 0, bytes.length) ? certainty.magic : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform() || !budget.takeBytes(bytes.length)) return 'budget'
    const isBig = bytes[0] === 0
    const chars: string[] = []
    for (let at = 0; at + 3 < bytes.length; at += 4) {
      const code = isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
      if (at === 0 && code === markCode) continue
      if (code > codeMax || (code >= 0xd800 && code < 0xe000)) return 'a number that is no character'
      chars.push(String.fromCodePoint(code))
    }
    const out = Buffer.from(chars.join(''))
    if (!isText(out, 0, out.length)) return 'no text comes out of it'
    return transformedWhole('utf32', isBig ? 'high byte first' : '', out, bytes, hint)
  },
}

/** The low byte first, without a mark. */
export const written: Written = {
  name: 'UTF-32',
  family: 'E4',
  gives: 'binary',
  isForDocuments: false,
  encode: (bytes) =>
    Buffer.concat(
      Array.from(bytes.toString('utf8'), (char) => {
        const unit = Buffer.alloc(4)
        unit.writeUInt32LE(char.codePointAt(0) as number)
        return unit
      }),
    ),
}
