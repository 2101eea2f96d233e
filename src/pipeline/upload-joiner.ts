import { limits } from '../core/limits.ts'
import { Message } from '../message/types.ts'
import type { Exchange } from '../message/types.ts'
import { isHttp } from './message-fields.ts'
import { uploadPlaceOf } from './upload-place.ts'
import type { UploadPlace } from './upload-place.ts'

/**
 * Uploads in parts: a file that is sent in several requests, of which each says where it stands in all of it. Each part
 * is looked at as any request is; what lies across two of them, or is compressed as a whole, shows only when they are
 * put together. They may come in any order, since programs send several at a time.
 */

/** Parts of an upload that follow each other without a hole. */
export interface Upload {
  /** What the parts showed each by itself. */
  readonly told: Set<string>
  readonly message: Message
  /** That of the last part, which is answered when all came. */
  readonly exchange: Exchange
  readonly parts: number
  readonly order: number
}

interface HeldPart {
  readonly place: UploadPlace
  readonly exchange: Exchange
  readonly message: Message
  readonly order: number
}

/** An upload of which some parts came. */
export class OpenUpload {
  readonly told: Set<string> = new Set()
  /** Where the part stands that is looked at. */
  place: UploadPlace
  private readonly parts: Map<number, HeldPart> = new Map()
  private first = Number.POSITIVE_INFINITY
  private length = 0
  private steps = 0

  constructor(place: UploadPlace) {
    this.place = place
  }

  get isWhole(): boolean {
    return this.steps === this.place.total
  }

  /** The first of its parts came again: it is sent anew. */
  beginsAnew(at: number): boolean {
    return at === this.first
  }

  hasRoomFor({ start, end }: UploadPlace): boolean {
    return this.length + end - start <= limits.message.uploadBytesMax
  }

  /** Keeps a part. One that came before stays as it is. */
  add(exchange: Exchange, message: Message, order: number): void {
    const { place } = this
    if (this.parts.has(place.at)) return
    this.parts.set(place.at, { place, exchange, message: partAlone(message, place), order })
    this.first = Math.min(this.first, place.at)
    this.length += place.end - place.start
    this.steps += place.step
  }

  /** Runs of parts, each from the end of the one before. */
  *runs(): Generator<Upload> {
    let run: HeldPart[] = []
    for (const part of [...this.parts.values()].sort((one, other) => one.place.at - other.place.at)) {
      const last = run.at(-1)
      if (last !== undefined && last.place.at + last.place.step !== part.place.at) {
        yield this.joined(run)
        run = []
      }
      run.push(part)
    }
    if (run.length > 0) yield this.joined(run)
  }

  private joined(run: readonly HeldPart[]): Upload {
    const latest = run.reduce((one, other) => (other.order > one.order ? other : one))
    const message = new Message()
    const { body } = message
    body.buf = Buffer.concat(run.map((part) => part.message.body.buf))
    body.end = body.buf.length
    let at = 0
    for (const { message: part } of run) {
      body.runs.addRange(at, part.body.runs, 0, part.body.length)
      at += part.body.length
    }
    const { head } = latest.message
    message.copyFacts(latest.message, 0)
    message.head.buf = head.buf
    message.head.end = head.length
    message.head.runs.fillFrom(head.runs)
    return { told: this.told, message, exchange: latest.exchange, parts: run.length, order: latest.order }
  }
}

/** Head and bytes of a part, in memory of their own. */
function partAlone(message: Message, { start, end }: UploadPlace): Message {
  const { head, body } = message
  const alone = new Message()
  alone.copyFacts(message, 0 - head.start)
  alone.head.buf = Buffer.from(head.buf.subarray(head.start, head.end))
  alone.head.end = head.length
  alone.head.runs.fillFrom(head.runs)
  alone.body.buf = Buffer.from(body.buf.subarray(start, end))
  alone.body.end = alone.body.buf.length
  alone.body.runs.addRange(0, body.runs, start - body.start, end - body.start)
  // It is of the form around the part.
  if (start > body.start) alone.contentTypeEnd = alone.contentTypeStart
  return alone
}

/** Puts parts of uploads together; whole ones, and those that nothing more came of, are handed on where they have several. */
export class UploadJoiner {
  private readonly open: Map<string, OpenUpload> = new Map()
  private readonly onUpload: (upload: Upload, isCut: boolean) => void

  /** `onUpload` is told whether the limit cut the upload off. */
  constructor(onUpload: (upload: Upload, isCut: boolean) => void) {
    this.onUpload = onUpload
  }

  /** The upload that a request is a part of; null for nearly all. Its bytes are taken by {@link take}. */
  partOf(exchange: Exchange, message: Message): OpenUpload | null {
    const { body } = message
    if (body.length === 0 || exchange.host < 0 || message.piece > 0 || !message.isComplete) return null
    if (!isHttp(message.protocol)) return null
    const place = uploadPlaceOf(message)
    if (place === null || place.total === place.step) return null
    const key = `${exchange.host} ${place.key}`
    const known = this.open.get(key)
    if (known !== undefined && !known.beginsAnew(place.at)) {
      known.place = place
      return known
    }
    if (known !== undefined) this.close(key, known, false)
    for (const [oldest, upload] of this.open) {
      if (this.open.size < limits.message.uploadsMax) break
      this.close(oldest, upload, true)
    }
    const upload = new OpenUpload(place)
    this.open.set(key, upload)
    return upload
  }

  /** Takes the bytes of a part, once it was looked at. */
  take(upload: OpenUpload, exchange: Exchange, message: Message, order: number): void {
    const isCut = !upload.hasRoomFor(upload.place)
    if (!isCut) upload.add(exchange, message, order)
    if (!isCut && !upload.isWhole) return
    for (const [key, one] of this.open) if (one === upload) this.close(key, one, isCut)
  }

  /** Nothing more comes. */
  end(): void {
    for (const [key, upload] of this.open) this.close(key, upload, false)
  }

  private close(key: string, open: OpenUpload, isCut: boolean): void {
    this.open.delete(key)
    for (const upload of open.runs()) if (upload.parts > 1 || isCut) this.onUpload(upload, isCut)
  }
}
