import { createHash } from 'node:crypto'
import { limits } from '../../core/limits.ts'
import { entropyOf } from '../../core/signs/entropy.ts'
import type { OpaqueContext, OpaquePayload } from './opaque-payload.ts'
import { isInBody, wholeBody } from './payload-place.ts'
import type { PayloadPlace } from './payload-place.ts'
import type { RandomValue } from './random-value.ts'

/** Bytes that are asked for of a value that is a payload by itself, or by two of them. Random tokens of sessions are shorter. */
const longBytesMin = 96
/** Different contents that make it a payload: of long values outside of a body, and of short ones anywhere. */
const longFreshMin = 2
const shortFreshMin = 3
/** First bytes that are compared with those of the others. */
const comparedBytes = 64

/** What is the same of all payloads of one group; the place of the request is that of the first. */
type PayloadGroup = Pick<OpaquePayload, 'recipient' | 'protocol' | 'place' | 'field' | 'written'> & {
  readonly part: PayloadPlace
}

/** True where one alone is a payload: a whole body, or a long value in one or in a name. */
export function isCertainAlone(part: PayloadPlace, { length }: Buffer): boolean {
  return part === wholeBody || ((part === 'body' || part === 'name') && length >= longBytesMin)
}

/** Several places that are told together: `POST *`, and `*` where the protocol has no methods. */
export function anywhereBy(method: string): string {
  return `${method} *`.trimStart()
}

/** The payloads of one recipient, place and field, while a capture is read. */
export class PayloadDraft {
  readonly part: PayloadPlace
  private readonly recipient: string
  private readonly protocol: string
  private place: string
  readonly field: string
  private readonly written: OpaquePayload['written']
  count = 0
  /** How long they are together, as they are written. */
  bytes = 0
  private bytesMin: number
  private bytesMax: number
  private entropySum = 0
  private judged = 0
  private readonly contents: Set<string> = new Set()
  private readonly head: Buffer
  private sameFirstBytes: number
  private readonly first: OpaquePayload['first']
  private last: OpaquePayload['last']
  /** One alone was a payload by itself. */
  isCertain: boolean
  /** The shortest of it as bytes, without a head of its own. */
  private valueBytesMin: number
  /** The server gave it, or what it names. */
  isGiven = false
  /** It stands in the address of something that the phone has already. */
  isKept = false

  /** A group of which the first, `bytes` as it is written, is added next. */
  constructor(
    { part, recipient, protocol, place, field, written }: PayloadGroup,
    bytes: Buffer,
    { value, random }: RandomValue,
    isCertain: boolean,
    { at, frame }: Pick<OpaqueContext, 'at' | 'frame'>,
  ) {
    this.part = part
    this.recipient = recipient
    this.protocol = protocol
    this.place = place
    this.field = field
    this.written = written
    this.bytesMin = bytes.length
    this.bytesMax = bytes.length
    this.head = Buffer.from(value.subarray(0, comparedBytes))
    this.sameFirstBytes = Math.min(value.length, comparedBytes)
    this.first = { at, frame }
    this.last = this.first
    this.isCertain = isCertain
    this.valueBytesMin = random.length
  }

  /** One more stood at `place`: requests to several places are told by their method alone. */
  sawAt(place: string, method: string): void {
    if (this.place !== place) this.place = anywhereBy(method)
  }

  add(
    bytes: Buffer,
    { value, random }: RandomValue,
    { at, frame }: Pick<OpaqueContext, 'at' | 'frame'>,
  ): void {
    this.count++
    this.bytes += bytes.length
    this.bytesMin = Math.min(this.bytesMin, bytes.length)
    this.bytesMax = Math.max(this.bytesMax, bytes.length)
    this.valueBytesMin = Math.min(this.valueBytesMin, random.length)
    this.last = { at, frame }
    let same = 0
    const { head } = this
    while (same < this.sameFirstBytes && same < value.length && value[same] === head[same]) same++
    this.sameFirstBytes = same
    if (this.judged >= limits.report.opaqueJudgedMax) return
    this.judged++
    this.entropySum += entropyOf(value, 0, value.length)
    // A name is the same in letters of any case: resolvers change them from one question to the next.
    const content = this.part === 'name' ? bytes.toString('latin1').toLowerCase() : random
    this.contents.add(createHash('sha256').update(content).digest('base64'))
  }

  /** A group is one of payloads by the size of one of them, or since there is another each time: what stays is a token. */
  get isPayload(): boolean {
    const { isCertain, isGiven, part, valueBytesMin, contents, judged } = this
    if (isCertain) return true
    // A name is asked for several times: for addresses of each kind, and again where no answer comes.
    if (part === 'name') return contents.size >= shortFreshMin
    const least = !isInBody(part) && valueBytesMin >= longBytesMin ? longFreshMin : shortFreshMin
    return !isGiven && contents.size >= least && contents.size * 2 > judged
  }

  /** An encrypted value that is kept and sent again may name whoever sends it as well as what it holds. */
  get isSteady(): boolean {
    const { isPayload, isGiven, isKept, valueBytesMin, contents, count } = this
    return (
      !isPayload && !isGiven && !isKept && count > 1 && contents.size === 1 && valueBytesMin >= longBytesMin
    )
  }

  /** What is told of it, in the capture of this number. */
  told(capture: number): OpaquePayload {
    return {
      capture,
      recipient: this.recipient,
      protocol: this.protocol,
      place: this.place,
      field: this.field,
      written: this.written,
      count: this.count,
      bytes: this.bytes,
      bytesMin: this.bytesMin,
      bytesMax: this.bytesMax,
      entropyBits: Number((this.entropySum / this.judged).toFixed(2)),
      distinct: this.contents.size,
      judged: this.judged,
      // Of one alone nothing stays the same.
      sameFirstBytes: this.count > 1 ? this.sameFirstBytes : 0,
      first: this.first,
      last: this.last,
    }
  }
}
