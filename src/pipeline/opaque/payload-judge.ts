import { judgedBytesMin } from '../../core/signs/entropy.ts'
import { areSignsNear } from '../../core/signs/random-signs.ts'
import type { AwaitedAnswers } from './awaited-answers.ts'
import { isCertificate, isSshKey } from './certificate.ts'
import { holdsMedia, isMedia } from './media-signs.ts'
import type { OpaqueContext } from './opaque-payload.ts'
import type { PayloadDrafts } from './payload-drafts.ts'
import { isInBody, wholeBody } from './payload-place.ts'
import type { PayloadPlace } from './payload-place.ts'
import { areDecimal } from './random-text.ts'
import type { RandomReader, RandomValue } from './random-value.ts'
import { isTokenName, tokenBytesMax } from './token-name.ts'
import { plainLength } from './undone-bytes.ts'

/** Bytes that are asked for of a value in a message. */
const shortBytesMin = 48

/** Whether the value at this place of a message is one whose random bytes are told; what random ones are named as tokens. */
export class PayloadJudge {
  /** Of values whose names say that they are tokens, bytes as they are written. */
  readonly named: { values: number; bytes: number } = { values: 0, bytes: 0 }
  /** Values that were taken for random bytes, whether they count or not. */
  private random = 0
  private readonly reader: RandomReader
  private readonly drafts: PayloadDrafts
  private readonly answers: AwaitedAnswers

  constructor(reader: RandomReader, drafts: PayloadDrafts, answers: AwaitedAnswers) {
    this.reader = reader
    this.drafts = drafts
    this.answers = answers
  }

  get randomValues(): number {
    return this.random
  }

  /** A whole body. True where it counts. */
  body(bytes: Buffer, context: OpaqueContext): boolean {
    const read = bytes.length < judgedBytesMin ? null : this.reader.randomOf(bytes)
    // Of a text of several parts each is judged first.
    return read !== null && read.written !== 'text' && this.value(bytes, wholeBody, '', context, read)
  }

  /** True where it was taken for random bytes, whether they count or not. */
  value(
    bytes: Buffer,
    part: PayloadPlace,
    field: string,
    context: OpaqueContext,
    read: RandomValue | null = this.reader.randomOf(bytes),
  ): boolean {
    if (read === null) return false
    const { written, value, random } = read
    if (value.length < (part === wholeBody ? judgedBytesMin : shortBytesMin)) return false
    if (written !== 'bytes' && written !== 'characters' && areSignsNear(bytes) && !areDecimal(bytes))
      return false
    if (isMedia(value, plainLength(bytes, written))) return false
    if (random !== value && holdsMedia(value, value.length >> 1)) return false
    this.random++
    const isToken = isTokenName(field) && (!isInBody(part) || value.length <= tokenBytesMax)
    if (isToken || isCertificate(value) || isSshKey(value)) {
      this.named.values++
      this.named.bytes += bytes.length
      return true
    }
    this.count(bytes, read, part, field, context)
    return true
  }

  /** Keeps a value that counts. */
  count(bytes: Buffer, read: RandomValue, part: PayloadPlace, field: string, context: OpaqueContext): void {
    const draft = this.drafts.add(bytes, read, part, field, context)
    if (draft !== null && !isInBody(part) && part !== 'name') this.answers.await(draft, context.exchange)
  }
}
