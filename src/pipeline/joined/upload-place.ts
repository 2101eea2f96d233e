import { latin1 } from '../../core/latin1.ts'
import type { Message } from '../../message/types.ts'

/**
 * Where a part of an upload says that it stands: in a field of the head (`Content-Range` of RFC 9110, 14.5;
 * `Upload-Offset` of tus, `X-Goog-Upload-Offset`), or by its number in the query (`partNumber` of S3), in a field of the
 * head (`X-Chunk-Index`), or in a field of the form that carries it (resumable.js, flow.js, Dropzone, Plupload).
 */
export interface UploadPlace {
  /** Parts of one upload from one address to one host have the same. */
  readonly key: string
  /** Its first byte, or its number. */
  readonly at: number
  /** How much further on the next part stands: its bytes, or 1. */
  readonly step: number
  /** Bytes or parts of all; -1 where it is not told. */
  readonly total: number
  /** What of the body's memory it is. */
  readonly start: number
  readonly end: number
}

/** Ends of field names and what follows, in either case of their first letters; found at once in heads that have none. */
const rangeEnd = 'ange: bytes '
const offsetEnd = 'ffset: '
const range = /content-range: bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i
const offset = /upload-offset: (\d{1,15})\s*$/i
const fieldBytesMax = 96

/** Whether a query or a form may number parts, at one look. */
const sign = /chunk|part|block|slice|piece|segment|offset/i
const queryCharsMax = 2_048
/** Fields of a form stand in front of the file, or behind it. */
const formBytesMax = 4_096
const formType = 'multipart/form-data'
const firstOfFormType = 0x6d
const formField =
  /\bname="([^"]{1,64})"\r\n(?:[A-Za-z-]{1,32}:[^\r\n]{0,200}\r\n){0,4}\r\n([^\r\n]{0,256})\r\n--/g
const formFile = /\bfilename(?:\*?=)[^\r\n]{0,512}\r\n(?:[A-Za-z-]{1,32}:[^\r\n]{0,200}\r\n){0,4}\r\n/
const headField = /^([A-Za-z-]{1,40}): ?([!-~]{1,256})\s*$/gm

/** What in a head may tell of a place: the end of the name of a field with one, and of a field with a number, both as bits. */
export const headMarks = { place: 1, number: 2 } as const

/**
 * What of {@link headMarks} is in `[start, end)`. One pass that all heads with a body take: `place` wherever a name ends in
 * `nge:` or `set:`, as {@link rangeEnd} and {@link offsetEnd} do; `number` where `art-` or `hunk-` stands, as in the names of
 * parts and chunks.
 */
export function headMarksOf(buf: Buffer, start: number, end: number): number {
  let found = 0
  for (let at = start + shortestMark - 1; at < end; at++) {
    const byte = buf[at]
    if (byte !== colon && byte !== hyphen) continue
    const last = buf[at - 1]
    if (byte === colon) {
      if (last === e && buf[at - 2] === g && buf[at - 3] === n) found |= headMarks.place
      else if (last === t && buf[at - 2] === e && buf[at - 3] === s) found |= headMarks.place
    } else if (last === t) {
      if (buf[at - 2] === r && buf[at - 3] === a) found |= headMarks.number
    } else if (last === k && at - start >= shortestMark) {
      if (buf[at - 2] === n && buf[at - 3] === u && buf[at - 4] === h) found |= headMarks.number
    }
  }
  return found
}

const shortestMark = 4
const colon = 0x3a
const hyphen = 0x2d
const [a, e, g, h, k, n, r, s, t, u] = [0x61, 0x65, 0x67, 0x68, 0x6b, 0x6e, 0x72, 0x73, 0x74, 0x75] as const

/** Where the body of a request stands in an upload; null for nearly all, after a few looks. */
export function uploadPlaceOf(message: Message): UploadPlace | null {
  const { head, body } = message
  const marks = headMarksOf(head.buf, head.start, head.end)
  if ((marks & headMarks.place) !== 0) {
    const ranged = rangeOf(head.buf.subarray(head.start, head.end), body.length)
    if (ranged !== null) {
      const { start, end } = body
      return { key: `${ranged.total} ${pathOf(message)}`, step: body.length, ...ranged, start, end }
    }
  }
  const query = queryOf(message)
  const isInQuery = query !== '' && sign.test(query)
  const isInHead = (marks & headMarks.number) !== 0
  const file = formFileOf(message)
  if (!isInQuery && !isInHead && file === null) return null
  const pairs = [
    ...(isInQuery ? new URLSearchParams(query) : []),
    ...(isInHead ? headPairs(head) : []),
    ...(file?.pairs ?? []),
  ]
  if (pairs.length === 0) return null
  const told = numberOf(pairs, file === null ? body.length : file.end - file.start)
  if (told === null) return null
  const { key, ...place } = told
  const { start, end } = file ?? body
  return { key: `${pathOf(message)} ${key}`, ...place, start, end }
}

function pathOf({ head, targetStart, targetEnd }: Message): string {
  return latin1(head.buf, targetStart, targetEnd).replace(/\?.*$/s, '')
}

function queryOf({ head, targetStart, targetEnd }: Message): string {
  const { buf } = head
  // Not by indexOf: it would look through all that is behind a target without a query.
  let at = targetStart
  while (at < targetEnd && buf[at] !== 0x3f) at++
  return at === targetEnd ? '' : latin1(buf, at + 1, Math.min(targetEnd, at + 1 + queryCharsMax))
}

function rangeOf(head: Buffer, length: number): Pick<UploadPlace, 'at' | 'total'> | null {
  const ranged = fieldAt(head, rangeEnd, range)
  if (ranged !== null) {
    const [at, last, total] = [Number(ranged[1]), Number(ranged[2]), Number(ranged[3])]
    return last - at + 1 === length ? { at, total: Number.isNaN(total) ? -1 : total } : null
  }
  const told = fieldAt(head, offsetEnd, offset)
  return told === null ? null : { at: Number(told[1]), total: -1 }
}

/** The line that holds `end`, as `form` takes it apart. */
function fieldAt(head: Buffer, end: string, form: RegExp): RegExpExecArray | null {
  const at = head.indexOf(end, 0, 'latin1')
  if (at === -1) return null
  const stop = head.indexOf('\n', at, 'latin1')
  return form.exec(latin1(head, Math.max(0, at - fieldBytesMax), stop === -1 ? head.length : stop))
}

type Pairs = readonly (readonly [name: string, value: string])[]

function headPairs({ buf, start, end }: Message['head']): Pairs {
  return [...latin1(buf, start, end).matchAll(headField)].map(([, name = '', value = '']) => [name, value])
}

interface FormFile {
  readonly pairs: Pairs
  readonly start: number
  readonly end: number
}

/** The file of a form that may number parts, with the fields around it; null for other bodies. */
function formFileOf({ head, body, contentTypeStart, contentTypeEnd }: Message): FormFile | null {
  if (contentTypeEnd - contentTypeStart < formType.length) return null
  // Nearly all bodies say with the first letter that they are something else.
  if (((head.buf[contentTypeStart] as number) | 0x20) !== firstOfFormType) return null
  const type = latin1(head.buf, contentTypeStart, contentTypeStart + formType.length)
  if (type.toLowerCase() !== formType) return null
  const { buf, start: bodyStart } = body
  const first = latin1(buf, bodyStart, Math.min(body.end, bodyStart + formBytesMax))
  if (!sign.test(first)) return null
  const opening = /^--[^\r\n]{1,72}(?=\r\n)/.exec(first)?.[0]
  const named = formFile.exec(first)
  if (opening === undefined || named === null) return null
  const start = bodyStart + named.index + named[0].length
  const end = buf.subarray(0, body.end).indexOf(`\r\n${opening}`, start, 'latin1')
  if (end === -1) return null
  const before = first.slice(0, named.index)
  const behind = latin1(buf, end, Math.min(body.end, end + formBytesMax))
  const pairs = [before, behind].flatMap((text) =>
    [...text.matchAll(formField)].map(([, name = '', value = '']): [string, string] => [name, value]),
  )
  return { pairs, start, end }
}

/** What programs call a part. */
const unit = '(?:chunk|part|block|slice|piece|segment)'
const numberName = new RegExp(`^(?:current)?${unit}(?:number|num|no|index|idx|seq|id)?$`)
const countName = new RegExp(
  `^(?:total|num)?${unit}s(?:count|num|total)?$|^total${unit}(?:num|count)?$|^${unit}(?:num)?(?:count|total|totalcount)$`,
)
const offsetName = new RegExp(`^(?:${unit}?(?:byte)?offset|${unit}start|startoffset)$`)
const uploadName = /upload|identifier|uuid|guid|session|^fid$|file(?:id|name|md5|hash|key)?$|^name$|^key$/
/** Blocks are of what the target names. */
const blockName = 'blockid'
const partNumberMax = 100_000
/** What makes of the names of one program those of others: `flowChunkNumber`, `dzchunkindex`, `qqpartindex`, `X-Chunk-Index`. */
const ownPrefix = /^(?:x|resumable|flow|dz|qq|upload|file)(?=chunk|total|part|block|current)/

type Numbered = Pick<UploadPlace, 'key' | 'at' | 'step' | 'total'>

/** The number or place of a part among fields that say so; null where they do not say of what it is a part. */
function numberOf(pairs: Pairs, length: number): Numbered | null {
  const told = { number: -1, count: -1, offset: -1 }
  const upload: string[] = []
  for (const [written, value] of pairs) {
    const name = written
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replace(ownPrefix, '')
    const digits = /^\d{1,15}$/.test(value) ? Number(value) : -1
    if (name === blockName) {
      told.number = digits === -1 ? numberOfBlock(value) : digits
      upload.push(name)
    } else if (numberName.test(name)) told.number = digits
    else if (countName.test(name)) told.count = digits
    else if (offsetName.test(name)) told.offset = digits
    else if (uploadName.test(name)) upload.push(value)
  }
  const { number, count } = told
  // One of several, or of something that has a name.
  if (count === 1 || (count === -1 && upload.length === 0)) return null
  const key = `${count} ${upload.join(' ')}`
  if (number !== -1 && number <= partNumberMax) return { key, at: number, step: 1, total: count }
  return told.offset === -1 ? null : { key, at: told.offset, step: length, total: -1 }
}

/** The number at the end of the name of a block, which Azure has in base64. */
function numberOfBlock(value: string): number {
  const digits = /\d{1,6}$/.exec(Buffer.from(value, 'base64').toString('latin1'))?.[0]
  return digits === undefined ? -1 : Number(digits)
}
