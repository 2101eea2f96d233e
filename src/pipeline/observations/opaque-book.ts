import { createHash } from 'node:crypto'
import { entropyOf, judgedBytesMin, looksRandom } from '../../core/entropy.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { decodeBase64 } from '../../decode/base64-codec.ts'
import type { Node } from '../../decode/types.ts'

/**
 * Payloads that resist: bytes that no decoder claims and that look random, as encrypted ones do. Kept by recipient,
 * place and field, with what can be said of them without opening them: how many, how long, how random, and what stays
 * the same from one to the next. It changes no other count.
 */
export interface OpaquePayload {
  readonly capture: number
  readonly recipient: string
  readonly protocol: string
  /** `POST /v1/collect`, ids in it as `*`; '' where the protocol has no such place. */
  readonly place: string
  /** Name of the value in a message that was read in full; '' for a whole body. */
  readonly field: string
  /** How it is written: `bytes`, `base64`, `hex`. */
  readonly written: 'bytes' | 'base64' | 'hex'
  readonly count: number
  /** Of all of them together, as they are written; and of the shortest and the longest. */
  readonly bytes: number
  readonly bytesMin: number
  readonly bytesMax: number
  /** Bits per byte, on average of those that were judged. */
  readonly entropyBits: number
  /** Different contents among those that were judged; as many as were judged where none was the same twice. */
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
}

/** Bytes of a field that are asked for: random tokens of sessions are shorter. */
const fieldBytesMin = 128
const comparedBytes = 64
const keptBytesMax = 4_096

/** Beginnings of media and archives: as random as what is encrypted, and no secret. */
const mediaHeads = [
  'ffd8ff',
  '89504e47',
  '47494638',
  '52494646',
  '504b0304',
  '25504446',
  '4f676753',
  '494433',
  '1f8b',
  '28b52ffd',
  '377abcaf',
  '425a68',
  'fd377a58',
  '664c6143',
  '1a45dfa3',
  '00000100',
].map((hex) => Buffer.from(hex, 'hex'))

interface Draft {
  readonly recipient: string
  readonly protocol: string
  readonly place: string
  readonly field: string
  readonly written: OpaquePayload['written']
  count: number
  bytes: number
  bytesMin: number
  bytesMax: number
  entropySum: number
  judged: number
  readonly contents: Set<string>
  readonly head: Buffer
  sameFirstBytes: number
  readonly first: OpaquePayload['first']
  last: OpaquePayload['last']
}

/** The payloads of one capture that resist, up to a limit of places. */
export class OpaqueBook {
  private readonly capture: number
  /** Called for each payload that there is no room for. */
  private readonly onLeft: (frame: number) => void
  private readonly drafts: Map<string, Draft> = new Map()
  private readonly decoded: Buffer = Buffer.alloc(keptBytesMax)

  constructor(capture: number, onLeft: (frame: number) => void) {
    this.capture = capture
    this.onLeft = onLeft
  }

  /** A whole body that was not decoded. */
  body(bytes: Buffer, context: OpaqueContext): void {
    if (bytes.length >= judgedBytesMin) this.judge(bytes, '', context)
  }

  /** What decoding left as it is: a body that nothing explains, and long values inside documents that are not `told`. */
  leaves(root: Node, told: ReadonlySet<Node>, context: OpaqueContext): void {
    const open: Node[] = root.children.filter(({ part }) => part === 'body')
    for (const node of open) {
      // Text behind lengths is a guess that explains nothing.
      const children = node.children.filter(({ step }) => step.step !== 'sized-text')
      if (children.length > 0) open.push(...children)
      else if (node.step.step === 'body') this.body(node.bytes, context)
      else if (node.bytes.length >= fieldBytesMin && !told.has(node))
        this.judge(node.bytes, node.key, context)
    }
  }

  private judge(bytes: Buffer, field: string, context: OpaqueContext): void {
    const written = writtenAs(bytes)
    const value = written === 'bytes' ? bytes : this.undo(bytes, written)
    if (value.length < (field === '' ? judgedBytesMin : (fieldBytesMin * 3) >> 2)) return
    if (written === 'bytes' && isMedia(bytes)) return
    if (!looksRandom(value, 0, value.length)) return
    const draft = this.draftOf(bytes.length, value, written, field, context)
    if (draft === null) return
    draft.count++
    draft.bytes += bytes.length
    draft.bytesMin = Math.min(draft.bytesMin, bytes.length)
    draft.bytesMax = Math.max(draft.bytesMax, bytes.length)
    draft.last = { at: context.at, frame: context.frame }
    let same = 0
    const { head } = draft
    while (same < draft.sameFirstBytes && same < value.length && value[same] === head[same]) same++
    draft.sameFirstBytes = same
    if (draft.judged >= limits.report.opaqueJudgedMax) return
    draft.judged++
    draft.entropySum += entropyOf(value, 0, value.length)
    draft.contents.add(createHash('sha256').update(value).digest('base64'))
  }

  private undo(bytes: Buffer, written: 'base64' | 'hex'): Buffer {
    if (written === 'base64')
      return this.decoded.subarray(0, decodeBase64(bytes, 0, bytes.length, this.decoded))
    return Buffer.from(bytes.toString('latin1', 0, keptBytesMax * 2), 'hex')
  }

  private draftOf(
    length: number,
    value: Buffer,
    written: OpaquePayload['written'],
    field: string,
    context: OpaqueContext,
  ): Draft | null {
    const place = placeOf(context)
    const key = [context.recipient, context.protocol, place, field, written].join('\0')
    const known = this.drafts.get(key)
    if (known !== undefined) return known
    if (this.drafts.size >= limits.report.opaquePayloadsMax) {
      this.onLeft(context.frame)
      return null
    }
    const seen = { at: context.at, frame: context.frame }
    const draft: Draft = {
      recipient: context.recipient,
      protocol: context.protocol,
      place,
      field,
      written,
      count: 0,
      bytes: 0,
      bytesMin: length,
      bytesMax: length,
      entropySum: 0,
      judged: 0,
      contents: new Set(),
      head: Buffer.from(value.subarray(0, comparedBytes)),
      sameFirstBytes: Math.min(value.length, comparedBytes),
      first: seen,
      last: seen,
    }
    this.drafts.set(key, draft)
    return draft
  }

  /** All groups, in the order in which they were first met. */
  all(): OpaquePayload[] {
    return [...this.drafts.values()].map(({ entropySum, contents, head: _head, ...rest }) => ({
      capture: this.capture,
      ...rest,
      entropyBits: Number((entropySum / rest.judged).toFixed(2)),
      distinct: contents.size,
      // Of one alone nothing stays the same.
      sameFirstBytes: rest.count > 1 ? rest.sameFirstBytes : 0,
    }))
  }
}

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

function isMedia(bytes: Buffer): boolean {
  return (
    mediaHeads.some((head) => bytes.subarray(0, head.length).equals(head)) ||
    bytes.toString('latin1', 4, 8) === 'ftyp'
  )
}

function writtenAs(bytes: Buffer): OpaquePayload['written'] {
  const head = bytes.toString('latin1', 0, Math.min(bytes.length, 256)).trim()
  if (head.length < judgedBytesMin) return 'bytes'
  if (/^[0-9a-fA-F]+$/.test(head)) return 'hex'
  return /^[0-9A-Za-z+/_-]+[=\r\n0-9A-Za-z+/_-]*$/.test(head) ? 'base64' : 'bytes'
}

/** A first look at the bytes of a body that was not decoded: bytes that are no text, or one long word. */
export function mayBeOpaque(buf: Buffer, start: number, end: number): boolean {
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
