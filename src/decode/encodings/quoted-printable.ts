import { dumpRow } from '../dump-row.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { mayBeUnquoted, undoQuotedPrintable } from '../quoted-printable-codec.ts'
import { isText } from '../text.ts'
import { hexDigit } from '../../core/signs/digit-values.ts'

const undeclaredBytesMin = 12

/** Lines are cut at 76 characters; what ends in `=` earlier, or is base64 up to there, ends in padding. */
const lineBytesMin = 60
const lineBytesMax = 78

/** Above everything that would take the text as a whole. */
const shortCertainty = certainty.declared - 1

/** The last word of a line, as long as base64 is with one sign of padding behind it. */
function isPaddedWord(line: string): boolean {
  const word = /(?<![0-9A-Za-z+/_-])[0-9A-Za-z+/_-]{15,}$/.exec(line)?.[0] ?? ''
  return word.length % 4 === 3 && isText(Buffer.from(word, 'base64'), 0, (word.length >> 2) * 3 + 2)
}

function hasSoftBreak(bytes: Buffer): boolean {
  let start = 0
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    const end = bytes[at - 1] === 0x0d ? at - 1 : at
    const length = end - start
    if (
      bytes[end - 1] === 0x3d &&
      bytes[end - 2] !== 0x3d &&
      length >= lineBytesMin &&
      length <= lineBytesMax
    ) {
      const line = bytes.toString('latin1', start, end - 1)
      // A name may stand in front of a value that ends in padding.
      const value = line.replace(/^\s*(?:[\w.-]{1,32}\s?[:=]\s?)?/, '')
      // All of a line is printable (section 6.7): in binary bytes `=` and a line end meet by chance.
      const isPadding = !/[^0-9A-Za-z+/_-]/.test(value) || isPaddedWord(line)
      // A row of a dump ends in the characters of its bytes, whatever they are.
      if (!isPadding && !dumpRow.test(line) && !/[^\t\x20-\x7e]/.test(line)) return at + 1 < bytes.length
    }
    start = at + 1
  }
  return false
}

/**
 * A soft break inside a value: `=` at the end of a line between letters or digits, and behind it a line that is no name
 * and value of its own. Empty values of forms end so, too, so that this is one reading beside others.
 */
const shortBreak = /[0-9A-Za-z]=\r?\n[0-9A-Za-z](?:[^=:\r\n]|:(?! )){0,76}(?:\r?\n|$)/g

function hasShortBreak(bytes: Buffer): boolean {
  if (!bytes.includes('=\n') && !bytes.includes('=\r\n')) return false
  const text = bytes.toString('latin1')
  for (const { index } of text.matchAll(shortBreak))
    if (!isPadded(text.slice(text.lastIndexOf('\n', index) + 1, index + 1))) return true
  return false
}

/** A line that is base64 with one sign of padding behind it: its last two bits are of nothing. */
function isPadded(line: string): boolean {
  const word = line.trimStart()
  return (
    word.length % 4 === 3 &&
    /^[0-9A-Za-z+/]*[AEIMQUYcgkosw048]$/.test(word) &&
    /[a-z]/.test(word) &&
    /[A-Z]/.test(word)
  )
}

/** True where `=33` follows upon `=33` from the first byte on. */
function isAllEscaped(bytes: Buffer, start: number, end: number): boolean {
  let escapes = 0
  for (let at = start; at + 2 < end; at += 3) {
    if (bytes[at] !== 0x3d || hexDigit(bytes[at + 1] as number) < 0 || hexDigit(bytes[at + 2] as number) < 0)
      break
    escapes++
  }
  return escapes >= 4
}

/** True where each `=` begins an escape or ends a line softly, and several of them that of `=` itself: no form is written so. */
function hasOnlyEscapes(bytes: Buffer): boolean {
  let ofEquals = 0
  for (let at = bytes.indexOf(0x3d); at !== -1; at = bytes.indexOf(0x3d, at + 1)) {
    if (at + 2 >= bytes.length) return false
    if (bytes[at + 1] === 0x0a || (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a)) continue
    if (hexDigit(bytes[at + 1] as number) < 0 || hexDigit(bytes[at + 2] as number) < 0) return false
    if (bytes[at + 1] === 0x33 && bytes[at + 2] === 0x44) ofEquals++
  }
  return ofEquals >= 2
}

/** The only `=` of a text is escaped, behind a name and in front of what is no hex with `3D` before it. */
const escapedPair = /^[\w.-]{2,64}=3D(?:\d{8,40}|[^=\s]{0,64}[-:.@][^=\s]{0,64})\s*$/
/** Escapes of characters in a row, inside other text. */
const escapedRun = /(?:=[2-7][0-9A-F]){8}/
const judgedBytesMax = 65_536

/** Signs of it beside which the text may still be something else. */
function mayBeEscaped(bytes: Buffer): boolean {
  if (bytes.length > judgedBytesMax) return false
  const text = bytes.toString('latin1')
  return escapedPair.test(text) || escapedRun.test(text)
}

/**
 * Quoted-printable (RFC 2045 section 6.7), where a part of a multipart body declares it, and where soft line breaks or
 * escapes without end show it.
 */
export const encoding: Encoding = {
  name: 'quoted-printable',
  kind: 'transform',
  title: 'quoted-printable',
  probe(bytes, hint) {
    if (hint.coding === 'quoted-printable') return certainty.declared
    const { shape } = hint
    if (shape.equals === 0 || shape.length < undeclaredBytesMin) return certainty.no
    // Undeclared: a soft line break, or nearly nothing but escapes.
    if (hasSoftBreak(bytes)) return certainty.declared - 2
    if (isAllEscaped(bytes, shape.start, shape.end) || hasOnlyEscapes(bytes)) return certainty.declared - 2
    return (shape.lineFeeds > 0 && hasShortBreak(bytes)) || mayBeEscaped(bytes)
      ? shortCertainty
      : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform(bytes.length) || !budget.takeBytes(bytes.length)) return 'budget'
    // Where a short break is the only sign, `=35` may as well be a name's value.
    const isSure =
      hint.coding === 'quoted-printable' ||
      hasSoftBreak(bytes) ||
      isAllEscaped(bytes, hint.shape.start, hint.shape.end) ||
      hasOnlyEscapes(bytes)
    const text = undoQuotedPrintable(bytes, isSure || mayBeEscaped(bytes))
    const piece = transformedPiece(
      'quoted-printable',
      '',
      text,
      0,
      bytes.length,
      'value',
      '',
      hint.contentType,
    )
    // What is declared and not done is read as it stands, too.
    return {
      pieces: [piece],
      isWhole: isSure && !(hint.coding === 'quoted-printable' && mayBeUnquoted(bytes)),
    }
  },
}
