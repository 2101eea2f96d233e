import type { Budget } from '../budget.ts'
import type { Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { base64Values } from '../../core/signs/digit-values.ts'
import { addPairs } from '../pairs.ts'

/** A scheme longer than this is none. */
const schemeBytesMax = 24

/**
 * A URL (RFC 3986): a request target, an absolute URL inside a value, or a path with a query there, as lists of requests have
 * them. Path segments, query pairs and pairs behind
 * `#` (single-page apps route there) are values; a segment goes by the name of the segment before it, as in
 * `/device/490154203237518`.
 */
export const encoding: Encoding = {
  name: 'url',
  kind: 'container',
  title: 'URL',
  probe(bytes, hint) {
    if (hint.role === 'target') return certainty.magic
    const { shape } = hint
    if (shape.spaces > 0 || shape.controls > 0) return certainty.no
    if (shape.colons > 0 && authorityStart(bytes, shape.start) > 0) return certainty.url
    return shape.equals > 0 && isPathWithQuery(bytes, shape.start, shape.end) ? certainty.url : certainty.no
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const pieces: Piece[] = []
    const authority = authorityStart(bytes, shape.start)
    let at = authority > 0 ? authority : shape.start
    if (authority > 0) {
      const stop = firstOf(bytes, at, shape.end, '/?#')
      if (stop > at) pieces.push(exactPiece('url', 'host', 'host', bytes, at, stop, 'value'))
      at = stop
    }
    const pathEnd = firstOf(bytes, at, shape.end, '?#')
    addSegments(bytes, at, pathEnd, pieces, budget)
    at = pathEnd
    if (bytes[at] === 0x3f && at < shape.end) {
      const stop = firstOf(bytes, at, shape.end, '#')
      addPairs(bytes, at + 1, stop, 'query', pieces, budget)
      at = stop
    }
    if (bytes[at] === 0x23 && at < shape.end) addPairs(bytes, at + 1, shape.end, 'fragment', pieces, budget)
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}

/** Behind `scheme://`, or -1. */
function authorityStart(bytes: Buffer, start: number): number {
  const stop = Math.min(bytes.length, start + schemeBytesMax)
  let index = start
  while (index < stop && isSchemeByte(bytes[index] as number)) index++
  return index > start + 1 && bytes[index] === 0x3a && bytes[index + 1] === 0x2f && bytes[index + 2] === 0x2f
    ? index + 3
    : -1
}

/** A path, `?`, and a name with its `=` (RFC 3986, 4.2). */
function isPathWithQuery(bytes: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && isPathByte(bytes[at] as number)) at++
  if (at === start || at === end || bytes[at] !== 0x3f) return false
  const first = ++at
  while (at < end && isNameByte(bytes[at] as number)) at++
  return at > first && at < end && bytes[at] === 0x3d
}

/** Letters, digits, and `- . / : @ _ ~ %`. */
function isPathByte(byte: number): boolean {
  return isNameByte(byte) || byte === 0x2f || byte === 0x3a || byte === 0x40 || byte === 0x7e
}

/** Letters, digits, and `- . [ ] _ $ %`. */
function isNameByte(byte: number): boolean {
  const lower = byte | 0x20
  if ((lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39)) return true
  return (
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x5b ||
    byte === 0x5d ||
    byte === 0x5f ||
    byte === 0x24 ||
    byte === 0x25
  )
}

function isSchemeByte(byte: number): boolean {
  const lower = byte | 0x20
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x2b && byte <= 0x2e)
}

function firstOf(bytes: Buffer, start: number, end: number, stops: string): number {
  let index = start
  while (index < end && !stops.includes(String.fromCharCode(bytes[index] as number))) index++
  return index
}

/** How gzip and zstd begin in base64; the first six bits of a dictionary's number follow the latter. */
const compressedStarts: readonly Buffer[] = ['H4sI', 'KLUv/'].map((text) => Buffer.from(text))

/**
 * Where compressed bytes in base64 end that begin at `start`: their `/` stand between no segments, since a part of them says
 * nothing. `start` where none begin.
 */
function compressedEnd(bytes: Buffer, start: number, end: number): number {
  const isBegun = compressedStarts.some(
    (text) =>
      start + text.length <= end && bytes.compare(text, 0, text.length, start, start + text.length) === 0,
  )
  if (!isBegun) return start
  let at = start
  while (at < end && (base64Values[bytes[at] as number] as number) < 64) at++
  return at
}

function addSegments(bytes: Buffer, start: number, end: number, pieces: Piece[], budget: Budget): void {
  let at = start
  let number = 0
  let before = ''
  while (at < end) {
    if (bytes[at] === 0x2f) {
      at++
      continue
    }
    if (pieces.length >= budget.nodesLeft) {
      budget.reach('nodesMax')
      return
    }
    let stop = compressedEnd(bytes, at, end)
    while (stop < end && bytes[stop] !== 0x2f) stop++
    pieces.push(exactPiece('path', `[${number++}]`, before, bytes, at, stop, 'path'))
    before = stop - at <= 32 ? bytes.toString('latin1', at, stop) : ''
    if (!/^[a-zA-Z][a-zA-Z_-]+$/.test(before)) before = ''
    at = stop
  }
}
