import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

/** Global tokens (WAP-192, section 7.1). */
const tokens = {
  switchPage: 0x00,
  end: 0x01,
  entity: 0x02,
  inlineString: 0x03,
  literal: 0x04,
  tableString: 0x83,
  opaque: 0xc3,
} as const
const knownCharsets = new Set([0x6a, 0x03, 0x04, 0x00])
const bytesMin = 8

/**
 * WBXML 1.1 to 1.3, in which SyncML and device management write XML. Names of elements are numbers whose meaning
 * depends on the document type: values go by them.
 */
export const encoding: Encoding = {
  name: 'wbxml',
  kind: 'container',
  title: 'WBXML',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls === 0) return certainty.no
    const version = bytes[0] as number
    if (version < 1 || version > 3) return certainty.no
    const isDeclared = /wbxml/i.test(hint.contentType)
    // Version, public id in one byte, character set, length of the string table.
    const at = bytes[1] === 0 ? 3 : 2
    return isDeclared || knownCharsets.has(bytes[at] as number) ? certainty.guess + 5 : certainty.no
  },
  decode(bytes, _hint, budget) {
    const pieces: Piece[] = []
    const at = bytes[1] === 0 ? 3 : 2
    const tableBytes = bytes[at + 1] as number
    let position = at + 2 + tableBytes
    const open: number[] = []
    if (tableBytes > 0 && position <= bytes.length)
      pieces.push(exactPiece('wbxml', 'string table', '', bytes, at + 2, position, 'value'))
    while (position < bytes.length) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const token = bytes[position++] as number
      if (token === tokens.inlineString || token === tokens.opaque) {
        let start = position
        let end: number
        if (token === tokens.inlineString) end = bytes.indexOf(0, start)
        else {
          const length = multiByte(bytes, position)
          start = length.end
          end = start + length.value
        }
        if (end < 0 || end > bytes.length) return 'a value reaches behind the end'
        const path = open.map((tag) => tag.toString(16)).join('.')
        if (end > start) pieces.push(exactPiece('wbxml', path, '', bytes, start, end, 'value'))
        position = token === tokens.inlineString ? end + 1 : end
      } else if (token === tokens.end) open.pop()
      else if (token === tokens.switchPage) position++
      else if (token === tokens.entity || token === tokens.tableString)
        position = multiByte(bytes, position).end
      else if ((token & 0x40) !== 0) {
        if (open.length > 64) return 'too deep'
        open.push(token & 0x3f)
      }
    }
    return pieces.length === 0 || open.length > 1 ? 'no WBXML' : { pieces, isWhole: true }
  },
}

function multiByte(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0
  let at = start
  for (let count = 0; count < 4 && at < bytes.length; count++) {
    const byte = bytes[at++] as number
    value = value * 128 + (byte & 127)
    if (byte < 128) break
  }
  return { value, end: at }
}
