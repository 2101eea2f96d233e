import { createHash } from 'node:crypto'
import { entropyOf, judgedBytesMin, looksRandom } from '../../core/signs/entropy.ts'
import { base32Bytes } from '../../core/signs/digit-values.ts'
import { areSignsNear, areSignsRandom } from '../../core/signs/random-signs.ts'
import { limits } from '../../core/limits.ts'
import { holdsMedia, isMedia } from './media-signs.ts'
import type { Instant } from '../../core/time.ts'
import { latin1 } from '../../core/latin1.ts'
import { bytesOfCharacters } from '../../decode/byte-characters.ts'
import { isCertificate, isSshKey } from './certificate.ts'
import { decodeBase64 } from '../../decode/base64-codec.ts'
import type { Node } from '../../decode/types.ts'
import type { Message } from '../../message/types.ts'
import type { LongValue, ValuePlace } from './long-values.ts'
import { longSignRuns, longWords, shortCharsMin, textBytesMax } from './long-words.ts'
import { randomInLabels } from './carried-labels.ts'
import type { CarriedLabels } from './carried-labels.ts'
import { isTokenName, tokenBytesMax } from './token-name.ts'
import { signatureOr } from './token-signature.ts'
import { base32Of, endOfBase32, keptBytesMax, writtenAs } from './written-as.ts'
import type { Written } from './written-as.ts'

/**
 * Payloads that resist: bytes that no decoder claims and that look random, as encrypted ones do. Kept by recipient,
 * place and field, with what can be said of them without opening them: how many, how long, how random, and what stays
 * the same from one to the next. It changes no other count. Random values are in all traffic: tokens, signatures,
 * digests. What counts as a payload (docs/accuracy.md says so, too):
 *  - a whole body of 32 bytes and more, but media;
 *  - a value of 96 bytes and more in a body (also a word of a text), also where it is the same each time;
 *  - one of 48 bytes and more there, where it is another each time, three times at least;
 *  - the same outside of a body (query, path, header, cookie), where two are enough of 96 bytes and more;
 *  - what stands in front of the domain in a name that is asked for (DNS) or is the host: of 96 bytes and more, or of 32
 *    and more where it is another each time, three times at least;
 *  - no value under a name of a token, a signature, a digest, a key or a session (in a body up to 512 bytes), and no
 *    certificate or public key;
 *  - no text whose signs are near each other, as alphabets, colours and sound have them;
 *  - no cookie that the server sets, and nothing that a picture, a sound or a film was asked for with.
 */
export interface OpaquePayload {
  readonly capture: number
  readonly recipient: string
  readonly protocol: string
  /** `POST /v1/collect`, ids in it as `*`; '' where the protocol has no such place. */
  readonly place: string
  /** Name of the value (`path` for a part of the path); '' for a whole body, and where it has none. */
  readonly field: string
  /** How it is written: `text` is in an alphabet that is not known. */
  readonly written: Written | 'text'
  readonly count: number
  /** Of all of them together, as they are written; and of the shortest and the longest. */
  readonly bytes: number
  readonly bytesMin: number
  readonly bytesMax: number
  /** Bits per byte of all that is told, a head of its own as well, on average of those that were judged. */
  readonly entropyBits: number
  /** Different contents, behind a head of their own, among those that were judged; as many as were judged where none was the same twice. */
  readonly distinct: number
  readonly judged: number
  /** First bytes that all have in common: a version, a key's number, a vector that is no random one. */
  readonly sameFirstBytes: number
  readonly first: { readonly at: Instant; readonly frame: number }
  readonly last: { readonly at: Instant; readonly frame: number }
}

/** Where a payload stood: the recipient's id, the request's method and target, the time and frame of its first byte. */
export interface OpaqueContext {
  readonly recipient: string
  readonly protocol: string
  readonly method: string
  readonly target: string
  readonly at: Instant
  readonly frame: number
  /** What is answered by the response that comes. */
  readonly exchange: object
}

/** A body as a whole: less of it is asked for than of a value in one. */
const wholeBody = 'whole'

/** Where in a message a payload stands. */
type PayloadPlace = ValuePlace | typeof wholeBody

/** True of a body and of a value in one: where others stand of the same name is said beside them. */
function isInBody(part: PayloadPlace): boolean {
  return part === 'body' || part === wholeBody
}

/** `POST /v1/collect`, ids in it as `*`; '' where there is no target. */
function placeOf({ method, target }: OpaqueContext): string {
  if (target === '') return ''
  const path = target.split(/[?#]/, 1)[0] ?? ''
  const plain = path
    .split('/')
    .map((part) => (/\d{5}|[0-9a-fA-F]{12}|.{40}/.test(part) ? '*' : part))
    .join('/')
  return `${method} ${plain}`.trim().slice(0, placeCharsMax)
}

const placeCharsMax = 120
/** So long is a value that may have a head of its own in front of what is random. */
const headedBytesMin = 128

/** All of the bytes where they look random, or what stands behind a head of its own: a key's number, an id, a version; null. */
function randomIn(value: Buffer): Buffer | null {
  if (looksRandom(value, 0, value.length)) return value
  const half = value.length >> 1
  if (half < headedBytesMin >> 1 || !looksRandom(value, half, value.length)) return null
  // Heads are short: then more of it is random.
  const from = looksRandom(value, headBytesMax, value.length) ? headBytesMax : half
  return value.subarray(from)
}

/** As long as most heads are; of longer ones half of the value is asked for. */
const headBytesMax = 64

/** Values as the bytes that they are written for, as far as these are judged. */
class UndoneBytes {
  /** Reused: what is made of base64 stands until the next is asked for. */
  private readonly decoded: Buffer = Buffer.alloc(keptBytesMax)

  /** The bytes that are `written` so; the value itself where it is none. */
  of(bytes: Buffer, written: Written): Buffer {
    if (written === 'bytes') return bytes
    if (written === 'characters')
      return bytesOfCharacters(bytes, 0, Math.min(bytes.length, keptBytesMax)) ?? bytes
    if (written === 'base64')
      return this.decoded.subarray(0, decodeBase64(bytes, 0, bytes.length, this.decoded))
    if (written === 'hex') return Buffer.from(bytes.toString('latin1', 0, keptBytesMax * 2), 'hex')
    const digits = base32Of(bytes)
    return digits === null ? bytes : base32Bytes(digits, bytes, 0, endOfBase32(bytes, digits))
  }
}

/** As many bytes as are behind what is written, of which no more than some are undone. */
function plainLength({ length }: Buffer, written: OpaquePayload['written']): number {
  if (written === 'bytes' || written === 'text') return length
  if (written === 'base32') return (length * 5) >> 3
  // Half of what is random has two bytes of UTF-8 each.
  if (written === 'characters') return Math.ceil((length * 2) / 3)
  return written === 'hex' ? length >> 1 : Math.ceil((length * 3) / 4)
}

/** Signs that show whether a value is text, and decimal. */
const seenSigns = 64

/** Hex without a letter is a whole number in decimals, whose signs are near each other always. */
function areDecimal(bytes: Buffer): boolean {
  return /^\d+$/.test(bytes.toString('latin1', 0, seenSigns))
}

/** Hex with a sign between its pairs, as programs print bytes. */
const pairsOfHex = /^[\da-f]{2}([-:., _|])(?:[\da-f]{2}\1)*[\da-f]{2}$/i

/** Text without blanks and signs of padding at its end, sought from there: a run of them inside of it may be long. */
function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && blankOrPadding.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

const blankOrPadding = /[\s=]/

/** Text in hex with signs between its pairs, or in an alphabet that is not known, where that looks random. */
function randomText(bytes: Buffer): RandomValue | null {
  if (bytes.length < shortCharsMin || !isPlainText(bytes)) return null
  const text = withoutEnd(bytes.toString('latin1', 0, keptBytesMax))
  if (pairsOfHex.test(text)) {
    const value = Buffer.from(text.replaceAll(/[^\da-f]/gi, ''), 'hex')
    const random = randomIn(value)
    return random === null ? null : { written: 'hex', value, random }
  }
  return areSignsRandom(bytes, 0, bytes.length) ? { written: 'text', value: bytes, random: bytes } : null
}

/** No control character but white space, and nothing beyond ASCII, at its beginning. */
function isPlainText(bytes: Buffer): boolean {
  const stop = Math.min(bytes.length, seenSigns)
  for (let at = 0; at < stop; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x80 || byte < 0x09) return false
  }
  return true
}

/** A value that looks random. */
interface RandomValue {
  readonly written: OpaquePayload['written']
  readonly value: Buffer
  /** All of it, or what stands behind a head. */
  readonly random: Buffer
}

/** Reads values that look random, in whatever they are written. */
class RandomReader {
  private readonly undone: UndoneBytes

  constructor(undone: UndoneBytes) {
    this.undone = undone
  }

  /** What is random in the bytes; null where they do not look so. */
  randomOf(bytes: Buffer): RandomValue | null {
    const written = writtenAs(bytes)
    const text = written === 'base64' ? longestPart(bytes) : bytes
    const value = this.undone.of(text, written)
    const random = randomIn(value)
    if (random !== null && hasDigitsOf(written, text, random === value ? 0 : text.length >> 1))
      return { written, value, random }
    const mayBeText = written === 'hex' ? areDecimal(bytes) : written !== 'characters'
    return mayBeText ? randomText(bytes) : null
  }

  /** Whether a reading of the bytes may be one by chance. */
  isRandom(bytes: Buffer): boolean {
    const read = this.randomOf(bytes)
    // Escapes look so, too.
    return read !== null && (read.written !== 'text' || areDecimal(bytes))
  }
}

/**
 * What may be base64 in a word: all of it, but the longest part of a path. One alphabet has strokes and the other hyphens
 * (RFC 4648, 4 and 5), none has both; and of random digits one in 64 is a stroke.
 */
function longestPart(word: Buffer): Buffer {
  const text = word.toString('latin1')
  const strokes = text.split('/')
  const expected = text.length / 64
  const isPath = strokes.length - 1 > expected + 4 * Math.sqrt(expected)
  if (!isPath && !(/[+/]/.test(text) && /[-_]/.test(text))) return word
  const parts = isPath ? strokes : [...text.split(/[+/]/), ...text.split(/[-_]/)]
  return Buffer.from(
    parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ''),
    'latin1',
  )
}

/** Whether about as many of the digits from `start` on are letters of each case and numbers as of random ones: words and decimal numbers differ. */
function hasDigitsOf(written: Written, text: Buffer, start: number): boolean {
  if (written !== 'base64' && written !== 'hex') return true
  let [upper, lower, numbers] = [0, 0, 0]
  const end = Math.min(text.length, start + keptBytesMax)
  for (let at = start; at < end; at++) {
    const code = text[at] as number
    if (code >= 48 && code < 58) numbers++
    else if (code >= 97 && code < 123) lower++
    else if (code >= 65 && code < 91) upper++
  }
  const length = end - start
  // Of 64 random digits fewer are met once in several thousand times.
  if (written === 'hex') return (upper + lower) * 6 >= length && numbers * 6 >= length
  if (upper * 6 >= length && lower * 6 >= length) return numbers * 32 >= length
  // Other alphabets have letters of one case, and more numbers than words have.
  return numbers * 7 >= length
}

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
function isCertainAlone(part: PayloadPlace, { length }: Buffer): boolean {
  return part === wholeBody || ((part === 'body' || part === 'name') && length >= longBytesMin)
}

/** The payloads of one recipient, place and field, while a capture is read. */
class PayloadDraft {
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
    if (this.place !== place) this.place = `${method} *`
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

/** Stands for the targets beyond the room. */
const anyPlace = '*'

/** The groups of payloads of one capture, up to a limit of places. */
class PayloadDrafts {
  /** Called for each payload that there is no room for. */
  private readonly onLeft: (frame: number) => void
  private readonly drafts: Map<string, PayloadDraft> = new Map()
  /** How many of them are certain, and how many depend on what comes. */
  private readonly held: { certain: number; awaited: number } = { certain: 0, awaited: 0 }

  constructor(onLeft: (frame: number) => void) {
    this.onLeft = onLeft
  }

  /** Adds a value, `bytes` as it is written, to its group, which it gives; null where there is no room for another one. */
  add(
    bytes: Buffer,
    read: RandomValue,
    part: PayloadPlace,
    field: string,
    context: OpaqueContext,
  ): PayloadDraft | null {
    const isCertain = isCertainAlone(part, read.random)
    const draft = this.draftOf(bytes, read, part, field, isCertain, context)
    if (draft === null) return null
    if (isCertain && !draft.isCertain) {
      draft.isCertain = true
      this.held.awaited--
      this.held.certain++
    }
    draft.add(bytes, read, context)
    return draft
  }

  /** All groups, in the order in which they were first met. */
  all(): PayloadDraft[] {
    return [...this.drafts.values()]
  }

  private draftOf(
    bytes: Buffer,
    read: RandomValue,
    part: PayloadPlace,
    field: string,
    isCertain: boolean,
    context: OpaqueContext,
  ): PayloadDraft | null {
    const { recipient, protocol, method, target, frame } = context
    const { written } = read
    const place = target === anyPlace ? `${method} *`.trim() : placeOf(context)
    // What stands outside of a body is told by its name: of places there are too many.
    const key = [
      // Hosts of one domain are of one who is told.
      part === 'name' && protocol !== 'dns' ? '' : recipient,
      protocol,
      part,
      isInBody(part) ? place : '',
      field,
      written,
    ].join('\0')
    const known = this.drafts.get(key)
    if (known !== undefined) {
      known.sawAt(place, method)
      return known
    }
    const kind = isCertain ? 'certain' : 'awaited'
    if (this.held[kind] >= limits.report.opaquePayloadsMax) {
      // Beyond the room for places those of one field are told together.
      if (isInBody(part) && target !== anyPlace)
        return this.draftOf(bytes, read, part, field, isCertain, { ...context, target: anyPlace })
      if (this.held[kind] >= limits.report.opaquePayloadsMax * 2 || !isInBody(part)) {
        this.onLeft(frame)
        return null
      }
    }
    this.held[kind]++
    const group = { part, recipient, protocol, place, field, written }
    const draft = new PayloadDraft(group, bytes, read, isCertain, context)
    this.drafts.set(key, draft)
    return draft
  }
}

/** What is asked for is no point that counts who sees it. */
const mediaBytesMin = 1_024

/** Groups of payloads outside of bodies, by what is answered: the answer may show that the server gave them. */
class AwaitedAnswers {
  private readonly asked: WeakMap<object, PayloadDraft[]> = new WeakMap()
  private hasAsked = false

  /** One of `draft` was sent with what this `exchange` asks. */
  await(draft: PayloadDraft, exchange: object): void {
    if (draft.isGiven) return
    this.hasAsked = true
    const drafts = this.asked.get(exchange)
    if (drafts === undefined) this.asked.set(exchange, [draft])
    else if (!drafts.includes(draft)) drafts.push(draft)
  }

  /** A response came: a cookie that it sets is the server's, and so is the name of a picture that it sends, or of what it sent before. */
  answered(exchange: object, { head, body, bodyBytesLeftOut, status }: Message): void {
    if (!this.hasAsked) return
    const drafts = this.asked.get(exchange)
    if (drafts === undefined) return
    const text = latin1(head.buf, head.start, head.end)
    const isOfMedia =
      body.length + bodyBytesLeftOut >= mediaBytesMin &&
      /^content-type:\s*(?:image|audio|video|font)\//im.test(text)
    const isNotModified = status === 304
    for (const draft of drafts) {
      if (isNotModified && draft.part === 'path') draft.isKept = true
      if (draft.part === 'cookie') draft.isGiven ||= setsCookie(text, draft.field)
      else if (isOfMedia && draft.part !== 'header') draft.isGiven = true
    }
  }
}

function setsCookie(head: string, name: string): boolean {
  const lower = `${name.toLowerCase()}=`
  return head.split('\n').some(
    (line) =>
      /^set-cookie:/i.test(line) &&
      line
        .slice(line.indexOf(':') + 1)
        .trim()
        .toLowerCase()
        .startsWith(lower),
  )
}

/** Bytes that are asked for of a value in a message. */
const shortBytesMin = 48

/** Whether the value at this place of a message is one whose random bytes are told; what random ones are named as tokens. */
class PayloadJudge {
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

/** What decoding left as it is: bodies that nothing explains, and long values inside documents. */
class LeftNodes {
  private readonly judge: PayloadJudge
  private readonly reader: RandomReader
  private readonly undone: UndoneBytes

  constructor(judge: PayloadJudge, reader: RandomReader, undone: UndoneBytes) {
    this.judge = judge
    this.reader = reader
    this.undone = undone
  }

  /** Judges what is left of a tree, but for what is `told`. True where any was taken for random bytes. */
  look(root: Node, told: ReadonlySet<Node>, context: OpaqueContext): boolean {
    const { randomValues } = this.judge
    const open: Node[] = [...root.children]
    // What was cut over fields is one payload, and not each piece another one beside it.
    const pieces = new Set<Node>()
    for (const node of open) {
      if (pieces.has(node)) continue
      for (const child of node.children) for (const piece of child.pieces ?? []) pieces.add(piece)
      // Text behind lengths is a guess that explains nothing.
      const children = node.children.filter(({ step }) => step.step !== 'sized-text')
      const isBody = node.step.step === 'body'
      const isExplained =
        children.length > 0 && !(children.every(isGuess) && this.reader.isRandom(node.bytes))
      const mayHold = node.bytes.length >= shortCharsMin && !told.has(node)
      if (isExplained && !(isBody && isRandomBehind(node))) {
        open.push(...children)
        if (mayHold && node.explained !== undefined) this.words(node, node.explained, context)
      } else if (told.has(node)) continue
      else if (isBody) {
        if (!this.judge.body(node.bytes, context) && mayHold && !this.isInMedia(node))
          this.words(node, [], context)
      } else if (mayHold && !this.isInMedia(node)) this.leaf(node, context)
    }
    return this.judge.randomValues > randomValues
  }

  /** A part of a picture, as a reading by chance cuts it. */
  private isInMedia(node: Node): boolean {
    let child = node
    for (let at: Node | null = node; at !== null; at = at.parent) {
      // What a coding of its own was undone of begins as such, and is no picture.
      if (at === node || guesses.has(child.step.step)) {
        const isLong = at.bytes.length >= longCharsMin && writtenAs(at.bytes) === 'base64'
        const written = isLong ? 'base64' : 'bytes'
        const value = isLong ? this.undone.of(at.bytes, 'base64') : at.bytes
        if (isMedia(value, plainLength(at.bytes, written))) return true
      }
      child = at
    }
    return false
  }

  private leaf(node: Node, context: OpaqueContext): void {
    if (node.part !== 'body' || writtenAs(node.bytes) !== 'bytes' || isPlainText(node.bytes))
      this.words(node, [], context)
    else this.judge.value(node.bytes, 'body', node.key, context)
  }

  /** The long words of a text, where no decoder claims them: `explained` are the ranges that one does. */
  private words(node: Node, explained: readonly number[], context: OpaqueContext): void {
    const { place, field } =
      node.part === 'body' ? { place: 'body' as const, field: node.key } : placeInHead(node)
    if (place === 'header' && isReferrer(field)) return
    const { bytes } = node
    const isWhole = explained.length === 0 && bytes.length <= textBytesMax
    const placeOfAll = node.step.step === 'body' ? wholeBody : place
    if (isWhole && !bytes.includes(dot) && this.judge.value(bytes, placeOfAll, field, context)) return
    let isAny = false
    for (const { word, at } of longWords(bytes, explained))
      isAny = this.judge.value(word, place, signatureOr(field, bytes, 0, bytes.length, at), context) || isAny
    if (isAny || !isWhole) return
    for (const word of longSignRuns(bytes)) this.judge.value(word, place, field, context, randomText(word))
  }
}

/** Characters of a value that may be a medium in base64. */
const longCharsMin = 128
const dot = 46

/** Readings that random bytes, and what they are written as, allow by chance: they do not make them less random. */
const guesses: ReadonlySet<string> = new Set(
  'percent utf16 framed quoted-printable protobuf base32 base64 base85 hex'.split(' '),
)

function isGuess({ step, children }: Node): boolean {
  return guesses.has(step.step) && children.every(isGuess)
}

/** Random bytes behind all that a reading accounts for. */
function isRandomBehind({ bytes, explained }: Node): boolean {
  const from = explained?.at(-1) ?? bytes.length
  return (
    bytes.length - from >= judgedBytesMin * 2 &&
    from * 2 <= bytes.length &&
    looksRandom(bytes, from, bytes.length)
  )
}

/** What a value in a head is called, and where it stands: by the step in front of which nothing is but the head. */
function placeInHead(node: Node): { place: ValuePlace; field: string } {
  for (let at: Node | null = node; at !== null; at = at.parent) {
    const [kind, name] = [at.step.step, at.key]
    if (kind === 'query' || kind === 'header' || kind === 'cookie') return { place: kind, field: name }
    if (kind === 'path') return { place: 'path', field: 'path' }
  }
  return { place: 'header', field: node.key }
}

function isReferrer(name: string): boolean {
  return /^refer(?:r?er)$/i.test(name)
}

/** The payloads of one capture that resist, up to a limit of places. */
export class OpaqueBook {
  private readonly capture: number
  private readonly drafts: PayloadDrafts
  private readonly answers: AwaitedAnswers = new AwaitedAnswers()
  private readonly judge: PayloadJudge
  private readonly left: LeftNodes

  /** `onLeft` is called for each payload that there is no room for. */
  constructor(capture: number, onLeft: (frame: number) => void) {
    this.capture = capture
    const undone = new UndoneBytes()
    const reader = new RandomReader(undone)
    this.drafts = new PayloadDrafts(onLeft)
    this.judge = new PayloadJudge(reader, this.drafts, this.answers)
    this.left = new LeftNodes(this.judge, reader, undone)
  }

  /** A whole body that was not decoded. True where it counts. */
  body(bytes: Buffer, context: OpaqueContext): boolean {
    return this.judge.body(bytes, context)
  }

  /** Long values of a message that was not decoded. */
  values(values: readonly LongValue[], context: OpaqueContext): void {
    for (const { place, field, bytes } of values) this.judge.value(bytes, place, field, context)
  }

  /**
   * What decoding left as it is: a body that nothing explains, and long values inside documents that are not `told`. True
   * where any was taken for random bytes.
   */
  leaves(root: Node, told: ReadonlySet<Node>, context: OpaqueContext): boolean {
    return this.left.look(root, told, context)
  }

  /** What stands in front of the domain of a name. */
  labels({ text, domain }: CarriedLabels, context: OpaqueContext): void {
    const found = randomInLabels(text)
    if (found !== null) this.judge.count(text, { ...found, random: found.value }, 'name', domain, context)
  }

  /** A response came: it may show that the server gave what was sent, or what it names. */
  answered(exchange: object, message: Message): void {
    this.answers.answered(exchange, message)
  }

  /** Random values that are no payloads: by their names, or since nothing makes them one; bytes as they are written. */
  takenForTokens(): { readonly values: number; readonly bytes: number } {
    let { values, bytes } = this.judge.named
    for (const draft of this.drafts.all()) {
      if (draft.isPayload) continue
      values += draft.count
      bytes += draft.bytes
    }
    return { values, bytes }
  }

  /** All groups that count, in the order in which they were first met. */
  all(): OpaquePayload[] {
    return this.told((draft) => draft.isPayload)
  }

  /** Those that do not count as they are the same each time, long, and nothing shows that the server gave them. */
  steady(): OpaquePayload[] {
    return this.told((draft) => draft.isSteady)
  }

  private told(counts: (draft: PayloadDraft) => boolean): OpaquePayload[] {
    return this.drafts
      .all()
      .filter(counts)
      .map((draft) => draft.told(this.capture))
  }
}

/** A first look at the bytes of a body that was not decoded: bytes that are no text, or one long word. */
export function mayBeOpaque(buf: Buffer, start: number, end: number): boolean {
  return (
    mayBegin(buf, start, end) ||
    (end - start >= headedBytesMin && hasOddBytes(buf, start + ((end - start) >> 1)))
  )
}

/** The middle of a longer body is no text: behind a head of its own. */
function hasOddBytes(buf: Buffer, from: number): boolean {
  let odd = 0
  for (let at = from; at < from + judgedBytesMin; at++) {
    const byte = buf[at] as number
    if (byte >= 0x80 || byte < 0x09) odd++
  }
  return odd >= oddBytesMin
}

function mayBegin(buf: Buffer, start: number, end: number): boolean {
  let odd = 0
  let signs = 0
  const stop = Math.min(end, start + judgedBytesMin)
  for (let at = start; at < stop; at++) {
    const byte = buf[at] as number
    const lower = byte | 0x20
    if (byte >= 0x80 || byte < 0x09) odd++
    else if (!((lower >= 0x61 && lower <= 0x7a) || (byte >= 0x2b && byte <= 0x39) || byte === 0x5f)) signs++
  }
  return odd >= oddBytesMin || (odd === 0 && signs === 0)
}

/** Of 32 random bytes 17 are odd ones on average, and fewer than 8 once in two thousand times. */
const oddBytesMin = 8
