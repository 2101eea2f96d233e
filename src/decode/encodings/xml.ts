import { greater, less } from '../../core/ascii-codes.ts'
import { holdsAt } from '../../core/signs/holds-at.ts'
import type { Range } from '../binary-values.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { archivedPieces, archiverName } from '../keyed-archive.ts'
import { certainty, exactPiece } from '../encoding.ts'

const nameBytesMax = 128
const depthMax = 64
/** Of the declaration of an entity. */
const declarationBytesMax = 512

/**
 * XML and HTML as tags and text (no document is built): attributes, text by the name of its element, CDATA, comments; what it
 * says that names stand for (entities) is put in their place, once.
 */
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
    const { start, end } = hint.shape
    const archived = bytes.includes(archiverName) ? archivedPieces(bytes, start, end, 'xml', budget) : null
    if (archived !== null) return { pieces: archived, isWhole: true }
    const texts = new Texts(bytes, budget)
    const { pieces } = texts
    let at = start
    while (at < end) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      if (bytes[at] !== less) {
        let stop = bytes.indexOf(less, at)
        if (stop < 0 || stop > end) stop = end
        texts.add(at, stop)
        at = stop
        continue
      }
      at = readTag(at, end, texts)
    }
    texts.end()
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
  /** Where a comment or a part that is written as it is cuts a text, or the document says what stands for one, or names and values stand in lists of their own. */
  mayHide: (bytes, start, end) => bytes[start] === less && hidesText(bytes, start, end),
  hidesIn: { firstBytes: [less], bytesMin: 2 },
}

const commentHead = Buffer.from('<!--')
const commentTail = Buffer.from('-->')
const cdataHead = Buffer.from('<![CDATA[')
const cdataTail = Buffer.from(']]>')
const declaration = Buffer.from('<!ENTITY')

function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte !== less && byte !== greater
}

function hidesText(bytes: Buffer, start: number, end: number): boolean {
  const range = bytes.subarray(start, end)
  if (range.includes(archiverName)) return true
  for (let at = range.indexOf('<!'); at !== -1; at = range.indexOf('<!', at + 2)) {
    if (holdsAt(range, at, declaration)) return true
    if (holdsAt(range, at, commentHead) && isWordByte(range[at - 1])) return true
    if (holdsAt(range, at, cdataHead) && (isWordByte(range[at - 1]) || range[at - 1] === greater)) return true
  }
  return false
}

/** Longer ones are whole documents. */
const entityBytesMax = 256
const entitiesMax = 64
const entityPattern = /^!ENTITY\s+([^\s%&;]{1,64})\s+(["'])([^]*?)\2\s*$/
const reference = /&([^\s&;]{1,64});/g

/** Collects texts and attributes. A text that comments and the like cut is put together, as programs read it. */
class Texts {
  readonly pieces: Piece[] = []
  readonly open: string[] = []
  readonly bytes: Buffer
  readonly budget: Budget
  /** What the document says that names of it stand for (XML 1.0, 4.2.1). */
  private readonly entities: Map<string, string> = new Map()
  /** The parts of the text so far that nothing but comments stands between; where it is among the pieces. */
  private parts: Range[] = []
  private place = 0

  constructor(bytes: Buffer, budget: Budget) {
    this.bytes = bytes
    this.budget = budget
  }

  /** Text, or what is written as it is, in `[start, end)`. */
  add(start: number, end: number): void {
    const { bytes } = this
    if (start === end) return
    const last = this.parts.at(-1)
    const isGoingOn =
      last !== undefined && (bytes[last.end - 1] as number) > 0x20 && (bytes[start] as number) > 0x20
    if (isGoingOn) {
      this.parts.push({ start, end })
      return
    }
    this.end()
    this.place = this.pieces.length
    this.addApart(start, end)
    if (this.pieces.length > this.place) this.parts.push({ start, end })
  }

  /** A text that is none of those around it. */
  addApart(start: number, end: number): void {
    const { bytes, open } = this
    let first = start
    let last = end
    while (first < last && (bytes[first] as number) <= 0x20) first++
    while (last > first && (bytes[last - 1] as number) <= 0x20) last--
    if (first < last) this.value(open.join('/'), open.at(-1) ?? '', first, last)
  }

  value(path: string, key: string, start: number, end: number): void {
    const piece = exactPiece('xml', path, key, this.bytes, start, end, 'value')
    this.pieces.push(this.entities.size === 0 ? piece : this.expanded(piece))
  }

  /** A tag ends the text: its parts become one. */
  end(): void {
    const { bytes, parts, pieces } = this
    const [first] = parts
    const last = parts.at(-1)
    this.parts = []
    if (first === undefined || last === undefined || first === last) return
    const size = parts.reduce((sum, { start, end }) => sum + end - start, 0)
    if (!this.budget.takeBytes(size)) return
    const joined = Buffer.concat(parts.map(({ start, end }) => bytes.subarray(start, end)))
    const before = pieces[this.place]
    if (before === undefined) return
    const text = Buffer.from(joined.toString('latin1').trim(), 'latin1')
    pieces[this.place] = this.expanded({
      ...before,
      bytes: text,
      start: first.start,
      end: last.end,
      isExact: false,
    })
  }

  /** Keeps what a name stands for, of which the first counts (XML 1.0, 4.2); names inside of it are left as they are. */
  declare(tag: string): void {
    const [, name = '', , text = ''] = entityPattern.exec(tag) ?? []
    if (name === '' || text.length > entityBytesMax || this.entities.size >= entitiesMax) return
    if (!this.entities.has(name)) this.entities.set(name, text)
  }

  /** The budget is asked before anything is built: a short text may stand for one that is a hundred times as long. */
  private expanded(piece: Piece): Piece {
    const { bytes } = piece
    if (!bytes.includes('&')) return piece
    const written = bytes.toString('latin1')
    let size = written.length
    let isNamed = false
    for (const { whole, text } of this.named(written)) {
      isNamed = true
      size += text.length - whole.length
    }
    if (!isNamed || !this.budget.takeBytes(size)) return piece
    const out = Buffer.allocUnsafe(size)
    let from = 0
    let to = 0
    for (const { whole, text, at } of this.named(written)) {
      to += bytes.copy(out, to, from, at)
      to += out.write(text, to, 'latin1')
      from = at + whole.length
    }
    bytes.copy(out, to, from)
    return { ...piece, bytes: out, isExact: false }
  }

  /** The names in a text that the document says the meaning of. */
  private *named(written: string): Generator<{ whole: string; text: string; at: number }> {
    for (const { 0: whole, 1: name = '', index: at } of written.matchAll(reference)) {
      const text = this.entities.get(name)
      if (text !== undefined) yield { whole, text, at }
    }
  }
}

/** Reads the tag at `at`; returns where it ends. */
function readTag(at: number, end: number, texts: Texts): number {
  const { bytes, open } = texts
  const isComment = holdsAt(bytes, at, commentHead)
  if (isComment || holdsAt(bytes, at, cdataHead)) {
    const [head, tail] = isComment ? [commentHead, commentTail] : [cdataHead, cdataTail]
    const stop = bytes.indexOf(tail, at + head.length)
    const last = stop < 0 || stop > end ? end : stop
    if (isComment) texts.addApart(at + head.length, last)
    else texts.add(at + head.length, last)
    return Math.min(end, last + tail.length)
  }
  // Declarations stand in that of the document, in brackets.
  const isDeclaration = bytes[at + 1] === 0x21
  let stop = at + 1
  let quote = 0
  for (; stop < end; stop++) {
    const byte = bytes[stop] as number
    if (quote !== 0) {
      if (byte === quote) quote = 0
    } else if (byte === 0x22 || byte === 0x27) quote = byte
    else if (byte === greater || (isDeclaration && byte === less)) break
  }
  const text = bytes.toString('latin1', at + 1, Math.min(stop, at + 1 + nameBytesMax))
  const isInstruction = text.startsWith('?')
  if (!isInstruction) texts.end()
  if (text.startsWith('/')) {
    open.pop()
    return stop + 1
  }
  const name = /^[?!]?([^\s/>]+)/.exec(text)?.[1] ?? ''
  if (holdsAt(bytes, at, declaration))
    texts.declare(bytes.toString('latin1', at + 1, Math.min(stop, at + declarationBytesMax)))
  addAttributes(at + 1, stop, name, texts)
  const isClosed = bytes[stop - 1] === 0x2f || isInstruction || text.startsWith('!')
  if (!isClosed && open.length < depthMax) open.push(name)
  return stop + (bytes[stop] === less ? 0 : 1)
}

function addAttributes(start: number, end: number, element: string, texts: Texts): void {
  const { bytes, open, pieces, budget } = texts
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
    if (last > from) texts.value(`${[...open, element].join('/')}/@${key}`, key, from, last)
    at = last + 1
  }
}
