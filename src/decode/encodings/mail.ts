import { carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import { isAlnum, isLetter } from '../../core/ascii.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const headBytesMax = 16_384
const judgedBytesMax = 4_096
const nameBytesMax = 64
const letters = Buffer.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
const hyphen = 0x2d
const colon = 0x3a
const fieldStart = /^[A-Za-z][A-Za-z0-9-]{1,62}:/
/** A field that says what the body is, and how it is written. */
const contentField = /\n(?:content-transfer-encoding|content-type|mime-version):|^(?:content-|mime-version:)/i
const declaredType = /^\s*message\/(?:rfc822|global)\b/i
const quotedPrintable = 'quoted-printable'
/** Codings of transfer that leave bytes as they are (RFC 2045 section 6.2). */
const plainCodings: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary'])

/** A line of the head, with those into which it is folded. */
interface Field {
  readonly name: string
  /** Where its value stands. */
  readonly start: number
  readonly end: number
}

/** The fields up to the first empty line, and where that ends; null where there is none, or a line is no field. */
function headOf(
  bytes: Buffer,
  start: number,
): { readonly fields: readonly Field[]; readonly end: number } | null {
  const fields: Field[] = []
  const stop = Math.min(bytes.length, start + headBytesMax)
  for (let at = start; at < stop; ) {
    if (bytes[at] === lineFeed) return { fields, end: at + 1 }
    if (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed) return { fields, end: at + 2 }
    if (!fieldStart.test(bytes.toString('latin1', at, Math.min(stop, at + nameBytesMax)))) return null
    let next = lineBehind(bytes, at)
    while (bytes[next] === 0x20 || bytes[next] === 0x09) next = lineBehind(bytes, next)
    const nameEnd = bytes.indexOf(colon, at)
    let [from, to] = [nameEnd + 1, next]
    while (from < to && (bytes[from] as number) <= 0x20) from++
    while (to > from && (bytes[to - 1] as number) <= 0x20) to--
    fields.push({ name: bytes.toString('latin1', at, nameEnd), start: from, end: to })
    at = next
  }
  return null
}

function lineBehind(bytes: Buffer, at: number): number {
  const feed = bytes.indexOf(lineFeed, at)
  return feed < 0 ? bytes.length : feed + 1
}

/** The same as {@link fieldStart}, of bytes: most messages say no with their first few. */
function isFieldAt(bytes: Buffer, start: number, end: number): boolean {
  if (!isLetter(bytes[start])) return false
  let at = start + 1
  while (at < end && (isAlnum(bytes[at]) || bytes[at] === hyphen)) at++
  return at < end && at > start + 1 && bytes[at] === colon
}

/** A mail in another message (RFC 5322): its fields, and its body with what these say of it. */
export const encoding: Encoding = {
  name: 'mail',
  kind: 'container',
  title: 'mail',
  probe(bytes, hint) {
    const { start, colons, lineFeeds } = hint.shape
    if (colons === 0 || lineFeeds < 2) return certainty.no
    const text = bytes.toString('latin1', start, start + judgedBytesMax)
    if (!fieldStart.test(text)) return certainty.no
    return declaredType.test(hint.contentType) || contentField.test(text) ? certainty.declared : certainty.no
  },
  mayHide(bytes, start, end) {
    if (!isFieldAt(bytes, start, Math.min(end, start + nameBytesMax))) return false
    return bytes.subarray(start, Math.min(end, start + judgedBytesMax)).includes(quotedPrintable)
  },
  hidesIn: { firstBytes: letters, bytesMin: quotedPrintable.length },
  decode(bytes, hint, budget) {
    const head = headOf(bytes, hint.shape.start)
    if (head === null) return 'no head of fields'
    const isMail = declaredType.test(hint.contentType)
    if (!isMail && !head.fields.some(({ name }) => /^(?:content-|mime-version$)/i.test(name)))
      return 'no field of a mail'
    const pieces: Piece[] = []
    let contentType = ''
    let coding = ''
    for (const { name, start, end } of head.fields) {
      if (pieces.length + 1 >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const value = bytes.toString('latin1', start, end)
      if (/^content-type$/i.test(name)) contentType = value
      else if (/^content-transfer-encoding$/i.test(name)) coding = value.toLowerCase()
      if (start < end) pieces.push(exactPiece('mail', name, name, bytes, start, end, 'header'))
    }
    if (head.end < bytes.length) {
      const body = exactPiece('mail', 'body', '', bytes, head.end, bytes.length, 'value')
      pieces.push({ ...body, contentType, coding: plainCodings.has(coding) ? '' : coding })
    }
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}
