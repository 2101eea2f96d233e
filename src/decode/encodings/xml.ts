import { greater, less } from '../../core/ascii-codes.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const nameBytesMax = 128
const depthMax = 64

/** XML and HTML as tags and text (no document is built): attributes, text by the name of its element, CDATA, comments. */
export const encoding: Encoding = {
  name: 'xml',
  kind: 'container',
  title: 'XML',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.first !== less || shape.last !== greater) return certainty.no
    const second = bytes[shape.start + 1] as number
    // A letter, `?`, `!`; and not the marks of ASCII85.
    return second === 0x3f || second === 0x21 || ((second | 0x20) >= 0x61 && (second | 0x20) <= 0x7a)
      ? certainty.json
      : certainty.no
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const open: string[] = []
    const { start, end } = hint.shape
    let at = start
    while (at < end) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      if (bytes[at] !== less) {
        let stop = bytes.indexOf(less, at)
        if (stop < 0 || stop > end) stop = end
        addText(bytes, at, stop, open, pieces)
        at = stop
        continue
      }
      at = readTag(bytes, at, end, open, pieces, budget)
    }
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}

function addText(bytes: Buffer, start: number, end: number, open: readonly string[], pieces: Piece[]): void {
  let first = start
  let last = end
  while (first < last && (bytes[first] as number) <= 0x20) first++
  while (last > first && (bytes[last - 1] as number) <= 0x20) last--
  if (first < last)
    pieces.push(exactPiece('xml', open.join('/'), open.at(-1) ?? '', bytes, first, last, 'value'))
}

/** Reads the tag at `at`; returns where it ends. */
function readTag(
  bytes: Buffer,
  at: number,
  end: number,
  open: string[],
  pieces: Piece[],
  budget: Budget,
): number {
  const special = bytes.toString('latin1', at, Math.min(end, at + 9))
  if (special.startsWith('<!--') || special === '<![CDATA[') {
    const [head, tail] = special === '<![CDATA[' ? [9, ']]>'] : [4, '-->']
    const stop = bytes.indexOf(tail, at + head, 'latin1')
    const last = stop < 0 || stop > end ? end : stop
    addText(bytes, at + head, last, open, pieces)
    return Math.min(end, last + 3)
  }
  let stop = at + 1
  let quote = 0
  for (; stop < end; stop++) {
    const byte = bytes[stop] as number
    if (quote !== 0) {
      if (byte === quote) quote = 0
    } else if (byte === 0x22 || byte === 0x27) quote = byte
    else if (byte === greater) break
  }
  const text = bytes.toString('latin1', at + 1, Math.min(stop, at + 1 + nameBytesMax))
  if (text.startsWith('/')) {
    open.pop()
    return stop + 1
  }
  const name = /^[?!]?([^\s/>]+)/.exec(text)?.[1] ?? ''
  addAttributes(bytes, at + 1, stop, open, name, pieces, budget)
  const isClosed = bytes[stop - 1] === 0x2f || text.startsWith('?') || text.startsWith('!')
  if (!isClosed && open.length < depthMax) open.push(name)
  return stop + 1
}

function addAttributes(
  bytes: Buffer,
  start: number,
  end: number,
  open: readonly string[],
  element: string,
  pieces: Piece[],
  budget: Budget,
): void {
  let at = start
  while (at < end && pieces.length < budget.nodesLeft) {
    // Not by indexOf: it would look through all that is behind a tag without attributes, for each such tag.
    let equals = at
    while (equals < end && bytes[equals] !== 0x3d) equals++
    if (equals === end) return
    let nameEnd = equals
    while (nameEnd > at && (bytes[nameEnd - 1] as number) <= 0x20) nameEnd--
    let nameStart = nameEnd
    while (nameStart > at && (bytes[nameStart - 1] as number) > 0x20) nameStart--
    let first = equals + 1
    while (first < end && (bytes[first] as number) <= 0x20) first++
    const quote = bytes[first]
    const isQuoted = quote === 0x22 || quote === 0x27
    let last = isQuoted ? bytes.indexOf(quote, first + 1) : first
    if (!isQuoted) while (last < end && (bytes[last] as number) > 0x20) last++
    if (last < 0 || last > end) last = end
    const from = isQuoted ? first + 1 : first
    const key = bytes.toString('latin1', nameStart, Math.min(nameEnd, nameStart + nameBytesMax))
    if (last > from)
      pieces.push(
        exactPiece('xml', `${[...open, element].join('/')}/@${key}`, key, bytes, from, last, 'value'),
      )
    at = last + 1
  }
}
