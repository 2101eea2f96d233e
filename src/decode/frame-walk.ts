import { beginsBinaryDocument } from '../core/signs/binary-document.ts'
import { isGzip, isText, isZlib, isZstd } from './text.ts'

/** What stands between two lengths of one stream at most: flags, types, a number of the message. */
const leadMax = 12
/** A content from here on is no chance where it begins as a document does. */
const documentMin = 12
/** Of two bytes more lengths fit by chance: frames are longer, and less stands in front. */
const wordContentMin = 8
const wordLeadMax = 4
/** Bytes that may follow the content of a message that stands alone: a checksum. */
const tailMax = 8
/** More messages of one body or stream are left joined, as what follows them. */
const framesMax = 4_096

/** Where the content of a frame stands. */
export type FrameRange = readonly [start: number, end: number]

/** Frames in a row. */
interface Frames {
  readonly ranges: readonly FrameRange[]
  /** Where the last whole frame ends; what follows is cut, or no frame. */
  readonly end: number
  /** Frames whose content is a document. */
  readonly documents: number
}

/** How the frames of one stream tell their lengths. */
interface Form {
  readonly read: (bytes: Buffer, at: number) => number
  readonly width: number
  readonly lead: number
  /** Bytes of the head that the length counts. */
  readonly counted: number
}

const reads = [
  { width: 4, read: (bytes: Buffer, at: number): number => bytes.readUInt32BE(at) },
  { width: 4, read: (bytes: Buffer, at: number): number => bytes.readUInt32LE(at) },
  { width: 2, read: (bytes: Buffer, at: number): number => bytes.readUInt16BE(at) },
  { width: 2, read: (bytes: Buffer, at: number): number => bytes.readUInt16LE(at) },
] as const

/**
 * Contents of messages that follow each other, each behind its length (four or two bytes in either order, that may count
 * its own head, behind up to twelve bytes of flags and numbers): two and more that fill all bytes, or documents, of which
 * the last may be cut. What follows the last whole one is given as the last range. Null where `bytes` are no such row.
 */
export function framesIn(bytes: Buffer): readonly FrameRange[] | null {
  let best: Frames | null = null
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  for (const { width, read } of reads)
    for (let lead = 0; lead <= (width === 4 ? leadMax : wordLeadMax); lead++)
      for (const counted of new Set([0, width, lead + width])) {
        const frames = walk(bytes, { width, read, lead, counted }, zeros)
        if (frames === null || !isProved(frames, bytes, width)) continue
        if (best === null || frames.documents > best.documents) best = frames
      }
  if (best === null || isText(bytes, 0, bytes.length)) return null
  return best.end < bytes.length ? [...best.ranges, [best.end, bytes.length]] : best.ranges
}

function isProved({ ranges, end, documents }: Frames, bytes: Buffer, width: number): boolean {
  if (end < bytes.length)
    return documents > 0 && documents * 2 >= ranges.length && bytes.length - end > tailMax
  return ranges.length > 1 && (width === 4 || ranges.every((range) => range[1] - range[0] >= wordContentMin))
}

/** `zeros`: so many bytes of zero are in front; the frames without content in them need no look each. */
function walk(bytes: Buffer, form: Form, zeros: number): Frames | null {
  const empty = emptyFrames(form, zeros)
  let end = empty * (form.lead + form.width)
  let range = empty === 0 ? contentAt(bytes, 0, form, form.lead) : nextContent(bytes, end, form)
  if (empty === 0 && range === null) return null
  const ranges: FrameRange[] = []
  let documents = 0
  for (let count = empty; range !== null && count < framesMax; count++) {
    if (range[1] > range[0]) ranges.push(range)
    if (isDocument(bytes, ...range)) documents++
    end = range[1]
    range = end < bytes.length ? nextContent(bytes, end, form) : null
  }
  return { ranges, end, documents }
}

/** How many frames of a form stand in bytes of zero, up to where a look ahead of the next one meets other bytes. */
function emptyFrames({ width, lead, counted }: Form, zeros: number): number {
  if (counted > 0) return 0
  return Math.min(framesMax, Math.max(0, Math.floor((zeros - leadMax - width) / (lead + width))))
}

/** A frame of the same form, unless one with another lead has a document, as behind a message without content. */
function nextContent(bytes: Buffer, at: number, form: Form): FrameRange | null {
  const usual = contentAt(bytes, at, form, form.lead)
  if (usual !== null && isDocument(bytes, ...usual)) return usual
  for (let lead = 0; lead <= leadMax; lead++) {
    const other = contentAt(bytes, at, form, lead)
    if (other !== null && isDocument(bytes, ...other)) return other
  }
  return usual
}

function contentAt(bytes: Buffer, at: number, form: Form, lead: number): FrameRange | null {
  const { width, counted, read } = form
  const start = at + lead + width
  if (start > bytes.length) return null
  const end = start + read(bytes, start - width) - counted
  return end >= start && end <= bytes.length ? [start, end] : null
}

/** It begins as a document or compressed bytes do, and text ends as it began. */
function isDocument(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < documentMin) return false
  const closer = closers.get(bytes[start] as number)
  if (closer !== undefined && bytes[end - 1] === closer) return isText(bytes, start, end)
  if (isGzip(bytes, start) || isZlib(bytes, start) || isZstd(bytes, start)) return true
  return beginsBinaryDocument(bytes, start, end)
}

const closers: ReadonlyMap<number, number> = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
  [0x3c, 0x3e],
])
