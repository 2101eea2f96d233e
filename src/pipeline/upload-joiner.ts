import { limits } from '../core/limits.ts'
import { latin1 } from '../core/latin1.ts'
import { Message } from '../message/types.ts'
import type { Exchange } from '../message/types.ts'
import { isHttp } from './message-fields.ts'

/**
 * Uploads in parts: a file that is sent in several requests, of which each says where its bytes stand in all of it
 * (`Content-Range` of RFC 9110, 14.5; `Upload-Offset` of tus and `X-Goog-Upload-Offset`). Each part is looked at as any
 * request is; what lies across two of them, or is compressed as a whole, shows only when they are put together.
 */

/** An upload of which some parts came, in order and without a hole. */
export class Upload {
  /** What the parts showed each by itself. */
  readonly told: Set<string> = new Set()
  readonly message: Message = new Message()
  parts = 0
  order = 0
  private readonly total: number
  private last: Exchange

  constructor(first: Exchange, total: number) {
    this.last = first
    this.total = total
  }

  /** That of the last part, which is answered when all came. */
  get exchange(): Exchange {
    return this.last
  }

  get length(): number {
    return this.message.body.length
  }

  get isWhole(): boolean {
    return this.length === this.total
  }

  /** Doubles, so that many small parts are not copied again and again. */
  private roomFor(needed: number): number {
    const most = this.total > 0 ? this.total : limits.message.uploadBytesMax
    return Math.max(needed, Math.min(needed * 2, most))
  }

  /** Takes the bytes of the next part, and its head in place of that before it. */
  add(exchange: Exchange, part: Message, order: number): void {
    const { message } = this
    const { head, body } = part
    const kept = message.body
    const length = kept.length
    const needed = length + body.length
    if (kept.buf.length < needed) {
      const larger = Buffer.allocUnsafeSlow(this.roomFor(needed))
      kept.buf.copy(larger, 0, 0, length)
      kept.buf = larger
    }
    body.buf.copy(kept.buf, length, body.start, body.end)
    kept.end = needed
    kept.runs.addRange(length, body.runs, 0, body.length)
    message.copyFacts(part, 0 - head.start)
    message.head.buf = Buffer.from(head.buf.subarray(head.start, head.end))
    message.head.end = head.length
    message.head.runs.fillFrom(head.runs)
    this.last = exchange
    this.order = order
    this.parts++
  }
}

/** Where a part stands. */
interface Place {
  readonly start: number
  /** Bytes of all parts; -1 where they are not told. */
  readonly total: number
}

/** Ends of field names and what follows, in either case of their first letters; found at once in heads that have none. */
const rangeEnd = 'ange: bytes '
const offsetEnd = 'ffset: '
const range = /content-range: bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i
const offset = /upload-offset: (\d{1,15})\s*$/i
const fieldBytesMax = 96

/** Puts parts of uploads together; whole ones, and those that nothing more came of, are handed on where they have several. */
export class UploadJoiner {
  private readonly open: Map<string, Upload> = new Map()
  private readonly onUpload: (upload: Upload, isCut: boolean) => void

  /** `onUpload` is told whether the limit cut the upload off. */
  constructor(onUpload: (upload: Upload, isCut: boolean) => void) {
    this.onUpload = onUpload
  }

  /** The upload that a request is a part of; null for nearly all. Its bytes are taken by {@link take}. */
  partOf(exchange: Exchange, message: Message): Upload | null {
    const { body, head } = message
    if (body.length === 0 || exchange.host < 0 || message.piece > 0 || !message.isComplete) return null
    if (!isHttp(message.protocol)) return null
    const place = placeOf(head.buf.subarray(head.start, head.end), body.length)
    if (place === null) return null
    const key = keyOf(exchange, message, place)
    const known = this.open.get(key)
    if (known !== undefined && known.length === place.start) return known
    if (place.start !== 0 || place.total === body.length) return null
    if (known !== undefined) this.close(key, known, false)
    for (const [oldest, upload] of this.open) {
      if (this.open.size < limits.message.uploadsMax) break
      this.close(oldest, upload, true)
    }
    const upload = new Upload(exchange, place.total)
    this.open.set(key, upload)
    return upload
  }

  /** Takes the bytes of a part, once it was looked at. */
  take(upload: Upload, exchange: Exchange, message: Message, order: number): void {
    const isCut = upload.length + message.body.length > limits.message.uploadBytesMax
    if (!isCut) upload.add(exchange, message, order)
    if (!isCut && !upload.isWhole) return
    for (const [key, one] of this.open) if (one === upload) this.close(key, one, isCut)
  }

  /** Nothing more comes. */
  end(): void {
    for (const [key, upload] of this.open) this.close(key, upload, false)
  }

  private close(key: string, upload: Upload, isCut: boolean): void {
    this.open.delete(key)
    if (upload.parts > 1 || isCut) this.onUpload(upload, isCut)
  }
}

function placeOf(head: Buffer, length: number): Place | null {
  const ranged = fieldAt(head, rangeEnd, range)
  if (ranged !== null) {
    const [start, last, total] = [Number(ranged[1]), Number(ranged[2]), Number(ranged[3])]
    return last - start + 1 === length ? { start, total: Number.isNaN(total) ? -1 : total } : null
  }
  const told = fieldAt(head, offsetEnd, offset)
  return told === null ? null : { start: Number(told[1]), total: -1 }
}

/** The line that holds `end`, as `form` takes it apart. */
function fieldAt(head: Buffer, end: string, form: RegExp): RegExpExecArray | null {
  const at = head.indexOf(end, 0, 'latin1')
  if (at === -1) return null
  const stop = head.indexOf('\n', at, 'latin1')
  return form.exec(latin1(head, Math.max(0, at - fieldBytesMax), stop === -1 ? head.length : stop))
}

/** Parts of one upload go to one place of a host, and tell the same length of the whole. */
function keyOf(exchange: Exchange, message: Message, { total }: Place): string {
  const target = latin1(message.head.buf, message.targetStart, message.targetEnd)
  return `${exchange.host} ${total} ${target.replace(/\?.*$/s, '')}`
}
