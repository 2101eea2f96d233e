import { holdsAt } from '../../core/signs/holds-at.ts'
import type { Encoding, Piece, Written } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const blockBytes = 512
/** Where a header (POSIX.1-1988, ustar) has its fields: name, size in octal digits, magic. */
const fields = { nameBytes: 100, sizeAt: 124, sizeBytes: 12, magicAt: 257 } as const
const magic = Buffer.from('ustar')

/** A tar archive, as logs and dumps are sent: each member, and its name. A cut one gives what there is. */
export const encoding: Encoding = {
  name: 'tar',
  kind: 'container',
  title: 'tar archive',
  probe: (bytes) => (isHeader(bytes, 0) ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    for (let at = 0, count = 0; isHeader(bytes, at); count++) {
      if (!budget.hasRoomForMember(count, pieces.length)) break
      const size = sizeAt(bytes, at)
      if (size < 0) break
      const start = at + blockBytes
      const end = Math.min(bytes.length, start + size)
      const nameEnd = textEnd(bytes, at, at + fields.nameBytes)
      const name = bytes.toString('utf8', at, nameEnd)
      if (end > start)
        pieces.push({
          ...exactPiece('tar', name, '', bytes, start, end, 'value'),
          contentType: hint.contentType,
        })
      if (nameEnd > at)
        pieces.push(exactPiece('tar', `file name of [${count}]`, 'filename', bytes, at, nameEnd, 'value'))
      at = start + Math.ceil(size / blockBytes) * blockBytes
    }
    return pieces.length === 0 ? 'no member' : { pieces, isWhole: true }
  },
}

function isHeader(bytes: Buffer, at: number): boolean {
  const from = at + fields.magicAt
  return at + blockBytes <= bytes.length && bytes[from] === magic[0] && holdsAt(bytes, from, magic)
}

/** -1 where it is none, or of more than octal digits can say. */
function sizeAt(bytes: Buffer, at: number): number {
  const from = at + fields.sizeAt
  const text = bytes
    .toString('latin1', from, from + fields.sizeBytes)
    .replace(/\0.*$/s, '')
    .trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : -1
}

function textEnd(bytes: Buffer, start: number, end: number): number {
  const zero = bytes.indexOf(0, start)
  return zero === -1 || zero > end ? end : zero
}

/** An archive of one file. */
export const written: Written = {
  name: 'tar archive',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  encode(bytes) {
    const head = Buffer.alloc(blockBytes)
    head.write('logs/a.txt')
    head.write('0000644\x000001750\x000001750\0', 100, 'latin1')
    head.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, fields.sizeAt, 'latin1')
    head.write('14721204211\0        0', 136, 'latin1')
    head.write('ustar\x0000', fields.magicAt, 'latin1')
    const sum = head.reduce((total, byte) => total + byte, 0)
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    const fill = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes)
    return Buffer.concat([head, bytes, fill, Buffer.alloc(blockBytes * 2)])
  },
}
