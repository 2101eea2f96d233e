import { ampersand, backslash, comma, greater, less, lineFeed, quote, slash } from '../core/ascii-codes.ts'
import { isText } from './text.ts'
import type { Node } from './types.ts'

/** Where a part of a text stands in it. */
export interface TextPart {
  readonly start: number
  readonly end: number
}

/** A part has so many bytes, and is cut at the next good place behind them. */
const partBytes = 32_768
/** Shorter texts are not parted. */
const longBytes = partBytes * 2
/** Behind so many more, any place will do that is in no word. */
const lookBytes = 16_384

/** A text with so many is around none of them: what is left of it at the end, where there was no room for more, is one, too. */
const manyChildren = 1_024

/** Values of a message that are read once more, some of what is in them at a time. */
export interface LongValues {
  readonly texts: readonly Node[]
  /** Bytes that are no text, with many values side by side (MessagePack, Protocol Buffers). */
  readonly lists: readonly Node[]
}

/**
 * The values of a message that are so long that they are read in parts where the message holds more than is read at once: logs,
 * batches of events, lists. One around another (gzip, a part of a form) is none: the inner one is.
 */
export function longValuesOf(root: Node): LongValues {
  const texts: Node[] = []
  const lists: Node[] = []
  const waiting: Node[] = [...root.children]
  for (let at = 0; at < waiting.length; at++) {
    const node = waiting[at] as Node
    if (isLongText(node)) texts.push(node)
    else if (node.children.length >= manyChildren) lists.push(node)
    else for (const child of node.children) waiting.push(child)
  }
  return { texts, lists }
}

function isLongText({ bytes, children, seams }: Node): boolean {
  if (bytes.length < longBytes || seams !== undefined) return false
  const inside = children.reduce((sum, { bytes: { length } }) => sum + (length < longBytes ? 0 : length), 0)
  const isAround = children.length < manyChildren && inside * 2 > bytes.length
  return !isAround && isText(bytes, 0, bytes.length)
}

/**
 * Cuts a text into parts of some {@link partBytes}: of JSON and XML behind the value or the element that is the least deep,
 * of others behind a line, or a field. All of the text is in one of them.
 */
export function partsOf(text: Buffer): TextPart[] {
  const cut = cutterOf(text)
  const parts: TextPart[] = []
  let start = 0
  while (start < text.length) {
    let end = text.length
    if (text.length - start > partBytes + lookBytes) {
      const from = start + partBytes
      end = cut(text, start, from, from + lookBytes)
      if (end < 0) end = anyCut(text, from)
    }
    parts.push({ start, end })
    start = end
  }
  return parts
}

/** Where to cut `text` in `[from, to)`, of which `[start, from)` is the part in front; -1 for nowhere. */
type Cutter = (text: Buffer, start: number, from: number, to: number) => number

function cutterOf(text: Buffer): Cutter {
  let at = 0
  while (at < text.length && (text[at] as number) <= 0x20) at++
  return cutters.get(text[at] as number) ?? lineCut
}

/** Behind the bracket that leaves the fewest open, of those outside of texts. */
function bracketCut(text: Buffer, start: number, from: number, to: number): number {
  let depth = 0
  let least = Number.POSITIVE_INFINITY
  let best = -1
  for (let at = start; at < to; at++) {
    const byte = text[at] as number
    if (byte === quote) at = quoteEnd(text, at, to)
    else if (opening.has(byte)) depth++
    else if (closing.has(byte)) {
      depth--
      if (at < from || depth > least) continue
      least = depth
      best = text[at + 1] === comma ? at + 2 : at + 1
    }
  }
  return best
}

/** Behind the tag that leaves the fewest elements open. */
function tagCut(text: Buffer, start: number, from: number, to: number): number {
  const part = text.subarray(start, to)
  let depth = 0
  let least = Number.POSITIVE_INFINITY
  let best = -1
  for (let at = part.indexOf(less); at >= 0; at = part.indexOf(less, at + 1)) {
    const end = part.indexOf(greater, at)
    if (end < 0) break
    const isEnd = part[at + 1] === slash
    const isBehind = isEnd || part[end - 1] === slash
    if (isEnd) depth--
    else if (!isBehind && !declaring.has(part[at + 1] as number)) depth++
    if (!isBehind || start + end < from || depth > least) continue
    least = depth
    best = start + end + 1
  }
  return best
}

/** Behind the last line, or the last field of a form. */
function lineCut(text: Buffer, _start: number, from: number, to: number): number {
  const window = text.subarray(from, to)
  for (const mark of [lineFeed, ampersand]) {
    const at = window.lastIndexOf(mark)
    if (at >= 0) return from + at + 1
  }
  return -1
}

/** Behind the next line, field, item or word. */
function anyCut(text: Buffer, from: number): number {
  for (let at = from; at < text.length; at++) if (marks.has(text[at] as number)) return at + 1
  return text.length
}

/** The quote that ends the text at `at`, or the last byte in front of `to`. */
function quoteEnd(text: Buffer, at: number, to: number): number {
  for (let next = at + 1; next < to; next++) {
    const byte = text[next]
    if (byte === backslash) next++
    else if (byte === quote) return next
  }
  return to - 1
}

/** `<?xml …>`, `<!-- …`. */
const declaring: ReadonlySet<number> = new Set(Buffer.from('?!'))
const opening: ReadonlySet<number> = new Set(Buffer.from('{['))
const closing: ReadonlySet<number> = new Set(Buffer.from('}]'))
const marks: ReadonlySet<number> = new Set(Buffer.from('\n&,;|\t >}'))
/** By the first sign of a text. */
const cutters: ReadonlyMap<number, Cutter> = new Map([
  [0x7b, bracketCut],
  [0x5b, bracketCut],
  [less, tagCut],
])
