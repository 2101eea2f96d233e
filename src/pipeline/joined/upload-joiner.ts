import { limits } from '../../core/limits.ts'
import type { Exchange, Message } from '../../message/types.ts'
import { isHttp } from '../../message/types.ts'
import { heldPart, joinedParts } from './joined-parts.ts'
import type { HeldPart, JoinedParts } from './joined-parts.ts'

import { uploadPlaceOf } from './upload-place.ts'
import type { UploadPlace } from './upload-place.ts'

/** Bytes of the part in front that a longer upload goes on with: all of a value that lies across both, and what tells what it is. */
const overlapBytes = 65_536

/**
 * Uploads in parts: a file that is sent in several requests, of which each says where it stands in all of it. Each part
 * is looked at as any request is; what lies across two of them, or is compressed as a whole, shows only when they are
 * put together. They may come in any order, since programs send several at a time. Of a long one as many parts as the limit
 * allows are put together at a time, each time with the end of the part in front: what is compressed as a whole is then not
 * found, but any value that lies across two parts is.
 */

interface UploadPart extends HeldPart {
  readonly place: UploadPlace
}

/** Values that were told of an upload, which are remembered where it goes on. */
const toldMax = 1_024

/** An upload of which some parts came. */
export class OpenUpload {
  readonly told: Set<string>
  /** As much of it as the limit allows was put together before, which was told. */
  readonly goesOn: boolean
  /** Where the part stands that is looked at. */
  place: UploadPlace
  private readonly parts: Map<number, UploadPart> = new Map()
  private first = Number.POSITIVE_INFINITY
  private length = 0
  private steps = 0

  /** `before`: the same upload, of which as many parts came as are put together at a time. */
  constructor(place: UploadPlace, before: OpenUpload | null = null) {
    this.place = place
    this.goesOn = before !== null
    // Of an upload without end names would be held without end; a value may be told of twice instead.
    this.told = before === null || before.told.size > toldMax ? new Set() : before.told
    if (before === null) return
    this.first = before.first
    this.steps = before.steps
    for (const part of before.parts.values())
      if (part.place.at + part.place.step === place.at) this.parts.set(part.place.at, endOf(part))
  }

  get isWhole(): boolean {
    return this.steps === this.place.total
  }

  /** The first of its parts came again: it is sent anew. */
  beginsAnew(at: number): boolean {
    return at === this.first
  }

  /** The end of the part in front does not count, so that no part is longer than there is room. */
  hasRoomFor({ start, end }: UploadPlace): boolean {
    return this.length + end - start <= limits.message.uploadBytesMax
  }

  /** Keeps a part. One that came before stays as it is. */
  add(exchange: Exchange, message: Message, order: number): void {
    const { place } = this
    if (this.parts.has(place.at)) return
    const part = heldPart(exchange, message, order, place)
    // The type of the body is that of the form around the part.
    if (place.start > message.body.start) part.message.contentTypeEnd = part.message.contentTypeStart
    this.parts.set(place.at, { place, ...part })
    this.first = Math.min(this.first, place.at)
    this.length += place.end - place.start
    this.steps += place.step
  }

  /** Runs of parts, each from the end of the one before. */
  *runs(): Generator<JoinedParts> {
    let run: UploadPart[] = []
    for (const part of [...this.parts.values()].sort((one, other) => one.place.at - other.place.at)) {
      const last = run.at(-1)
      if (last !== undefined && last.place.at + last.place.step !== part.place.at) {
        yield joinedParts(run, this.told)
        run = []
      }
      run.push(part)
    }
    if (run.length > 0) yield joinedParts(run, this.told)
  }
}

/** The last bytes of a part, in memory of their own. */
function endOf({ place, exchange, message, order }: UploadPart): UploadPart {
  const { body } = message
  const start = Math.max(body.start, body.end - overlapBytes)
  return { place, ...heldPart(exchange, message, order, { start, end: body.end }) }
}

/** Puts parts of uploads together; whole ones, and those that nothing more came of, are handed on where they have several. */
export class UploadJoiner {
  private readonly open: Map<string, OpenUpload> = new Map()
  private readonly onUpload: (upload: JoinedParts, isCut: boolean) => void

  /** `onUpload` is told, once for each upload, whether the limit cut the upload off. */
  constructor(onUpload: (upload: JoinedParts, isCut: boolean) => void) {
    this.onUpload = onUpload
  }

  /** The upload that a request is a part of; null for nearly all. Its bytes are taken by {@link take}. */
  partOf(exchange: Exchange, message: Message): OpenUpload | null {
    const { body } = message
    if (body.length === 0 || exchange.host < 0 || message.piece > 0 || !message.isComplete) return null
    if (!isHttp(message.protocol)) return null
    const place = uploadPlaceOf(message)
    if (place === null || place.total === place.step) return null
    const key = `${exchange.host} ${exchange.flow.clientAddress} ${place.key}`
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
    const taker = isCut ? new OpenUpload(upload.place, upload) : upload
    taker.add(exchange, message, order)
    if (!isCut && !taker.isWhole) return
    for (const [key, one] of this.open) {
      if (one !== upload) continue
      this.close(key, one, isCut && !one.goesOn)
      if (!isCut) return
      if (taker.isWhole) this.close(key, taker, false)
      else this.open.set(key, taker)
      return
    }
  }

  /** Nothing more comes. */
  end(): void {
    for (const [key, upload] of this.open) this.close(key, upload, false)
  }

  private close(key: string, open: OpenUpload, isCut: boolean): void {
    this.open.delete(key)
    let isToTell = isCut
    for (const upload of open.runs()) {
      if (upload.parts > 1 || isToTell) this.onUpload(upload, isToTell)
      isToTell = false
    }
  }
}
