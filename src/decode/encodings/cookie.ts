import { holdsAt } from '../../core/signs/holds-at.ts'
import { isPaddingInside } from '../base64-codec.ts'
import type { Piece } from '../encoding.ts'
import { nameText } from '../known-names.ts'
import { isTellingName } from '../telling-name.ts'
import { certainty, exactPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

/**
 * `name=value; name="value"`: cookies (RFC 6265 section 4.2.1), and parameters of other header fields and path
 * segments written the same way.
 */
export const encoding: Encoding = {
  name: 'cookie',
  kind: 'container',
  title: 'cookie',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.equals === 0) return certainty.no
    if (hint.role === 'header' && isCookieField(hint.key)) return certainty.declared
    // The padding of `data:…;base64,…=` marks no value (RFC 2397).
    if (holdsAt(bytes, shape.start, dataUri)) return certainty.no
    return shape.semicolons > 0 && shape.controls === 0 && shape.ampersands === 0 && shape.lineFeeds === 0
      ? certainty.parameters
      : certainty.no
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const step = hint.role === 'header' && isCookieField(hint.key) ? 'cookie' : 'parameter'
    const pieces: Piece[] = []
    let at = shape.start
    while (at < shape.end) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const first = skipBlanks(bytes, at, shape.end)
      let stop = first
      let split = -1
      let isQuoted = false
      for (; stop < shape.end; stop++) {
        const byte = bytes[stop] as number
        if (byte === 0x22 && split >= 0) isQuoted = !isQuoted
        if (byte === 0x3b && !isQuoted) break
        if (split < 0 && byte === 0x3d && !isPaddingInside(bytes, first, stop)) split = stop
      }
      // An unclosed quote would swallow the rest: read it as an ordinary character then.
      if (isQuoted) {
        const semicolon = bytes.indexOf(0x3b, first)
        stop = semicolon < 0 || semicolon > shape.end ? shape.end : semicolon
      }
      at = stop + 1
      let end = stop
      while (end > first && isBlank(bytes[end - 1] as number)) end--
      if (split < 0 || split >= end) {
        if (end > first && (split < 0 || split > end))
          pieces.push(exactPiece(step, '', '', bytes, first, end, 'value'))
        continue
      }
      const key = nameText(bytes, first, split, 'latin1').trim()
      if (isTellingName(bytes, first, split))
        pieces.push(exactPiece(step, 'name', '', bytes, first, split, 'value'))
      let start = skipBlanks(bytes, split + 1, end)
      if (end - start >= 2 && bytes[start] === 0x22 && bytes[end - 1] === 0x22) {
        start++
        end--
      }
      pieces.push(exactPiece(step, key, key, bytes, start, end, 'value'))
    }
    return { pieces, isWhole: true }
  },
}

const dataUri = Buffer.from('data:')

function isCookieField(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === 'cookie' || lower === 'set-cookie' || lower === 'cookie2'
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a
}

function skipBlanks(bytes: Buffer, start: number, end: number): number {
  let index = start
  while (index < end && isBlank(bytes[index] as number)) index++
  return index
}
