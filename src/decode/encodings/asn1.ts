import { limits } from '../../core/limits.ts'
import { cardTag, isCardMessage } from '../../core/signs/document-signs.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'

const bytesMin = 8
const sequence = 0x30
const set = 0x31
const tags = { integer: 2, octets: 4, texts: new Set([12, 18, 19, 20, 22, 23, 24, 26, 27]), bits: 3 } as const

/** Of a number: longer ones are keys. */
const numberBytesMax = 16

/** All bits of a tag's number in the first byte: it stands in the next one. */
const longTag = 31

/** What a length is that is not told: the end is marked by two bytes of zero (X.690, 8.1.3.6). */
const untold = 0x80
const endBytes = 2

/**
 * ASN.1 in BER or DER (ITU-T X.690): a sequence, set or constructed value that fills all bytes, its length told or not; values
 * by their path of tags, and those that are written in segments put together. Of eSIMs the numbers that are no text are named,
 * of requests for a certificate what their subject says of a device or person.
 */
export const encoding: Encoding = {
  name: 'asn1',
  kind: 'container',
  title: 'ASN.1',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls + hint.shape.high === 0) return certainty.no
    const first = bytes[0] as number
    if ((first & 0x20) === 0) return certainty.no
    const head = headAt(bytes, 0, bytes.length)
    if (head === null) return certainty.no
    const isAll = head.isEndTold ? head.end === bytes.length : isEnd(bytes, bytes.length - endBytes)
    return isAll ? certainty.guess + 4 : certainty.no
  },
  decode(bytes, _hint, budget) {
    const pieces: Piece[] = []
    if (walk(bytes, whole(bytes), '', 0, pieces, budget) !== bytes.length) return 'no ASN.1'
    if (pieces.length === 0) return 'nothing in it'
    return {
      pieces: isRequest(bytes) ? pieces.map((piece) => subjectNamed(bytes, piece)) : pieces,
      isWhole: true,
    }
  },
  /** Of eSIMs, whose numbers are no text; other texts in it the probe sees. */
  mayHide: (bytes, start, end) =>
    bytes[start] === cardTag && isCardMessage(bytes.subarray(start, end), end - start),
  hidesIn: { firstBytes: [cardTag], bytesMin },
}

interface Range {
  readonly start: number
  /** Behind the content; where its end is not told, the farthest that it may be. */
  readonly end: number
  readonly isEndTold: boolean
}

interface Head extends Range {
  readonly tag: number
  readonly isConstructed: boolean
  /** 0 for what X.690 itself names, 1 for an application, 2 for the place where it stands. */
  readonly tagClass: number
  readonly isUniversal: boolean
}

function whole(bytes: Buffer): Range {
  return { start: 0, end: bytes.length, isEndTold: true }
}

function isEnd(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0
}

/** Tag and length at `at`; null where they do not fit. */
function headAt(bytes: Buffer, at: number, end: number): Head | null {
  if (at + 2 > end) return null
  const first = bytes[at] as number
  const isLong = (first & longTag) === longTag
  const tag = isLong ? (bytes[at + 1] as number) : first & longTag
  // Numbers of more than seven bits are met nowhere.
  if (isLong && (tag < longTag || tag > 0x7f || at + 3 > end)) return null
  const isConstructed = (first & 32) !== 0
  let start = at + (isLong ? 3 : 2)
  const short = bytes[start - 1] as number
  let length = short
  if (short > untold) {
    const width = short - untold
    if (width > 4 || start + width > end) return null
    length = bytes.readUIntBE(start, width)
    start += width
  } else if (short === untold) {
    if (!isConstructed) return null
    length = end - start
  }
  if (start + length > end) return null
  return {
    tag,
    isConstructed,
    tagClass: first >> 6,
    isUniversal: first >> 6 === 0,
    start,
    end: start + length,
    isEndTold: short !== untold,
  }
}

/** Reads what stands in the range, and gives the place behind it, and behind the mark of its end; -1 where it is no ASN.1. */
function walk(
  bytes: Buffer,
  { start, end, isEndTold }: Range,
  path: string,
  depth: number,
  pieces: Piece[],
  budget: Budget,
): number {
  if (depth > limits.decode.jsonDepthMax) {
    budget.reach('jsonDepthMax')
    return isEndTold ? end : -1
  }
  let index = 0
  let at = start
  let before: Head | null = null
  while (at < end) {
    if (!isEndTold && isEnd(bytes, at)) return at + endBytes
    const head = headAt(bytes, at, end)
    if (head === null) return -1
    if (pieces.length >= budget.nodesLeft) {
      budget.reach('nodesMax')
      return isEndTold ? end : -1
    }
    const name = path === '' ? String(index) : `${path}.${index}`
    at = head.end
    if (!head.isConstructed) {
      const number = cardNumber(bytes, head, before, name)
      if (number !== null) pieces.push(number)
      else add(bytes, head, name, pieces, budget, depth)
      if (isTypeCode(head)) before = head
    } else if (isSegmented(head)) at = addSegments(bytes, head, name, pieces, budget, depth)
    else at = walk(bytes, head, name, depth + 1, pieces, budget)
    if (at === -1) return -1
    index++
  }
  return isEndTold ? at : -1
}

/**
 * What a subject is called by, as it stands in front of the value: object identifiers of X.520 (6.2.9, 6.2.3, 6.2.16) and of RFC
 * 4519 (2.39), in DER.
 */
const subjectNames: readonly (readonly [type: Buffer, key: string])[] = (
  [
    ['0603550405', 'serialNumber'],
    ['0603550404', 'surname'],
    ['060355042a', 'givenName'],
    ['060a0992268993f22c640101', 'userid'],
  ] as const
).map(([hex, key]) => [Buffer.from(hex, 'hex'), key])
/** Where the subject of a request stands, behind its version. */
const subjectPath = '0.0.1.'
/** Tag and length of a text that is no longer than a subject says (RFC 5280, appendix A.1: 64 characters). */
const textHeadBytes = 2

/**
 * True for a request for a certificate (PKCS #10, RFC 2986, 4.1): who asks names himself. In a certificate the same names are
 * as often those of a company, of a server or of a batch of phones, so there they are not taken.
 */
function isRequest(bytes: Buffer): boolean {
  const outer = bytes[0] === sequence ? headAt(bytes, 0, bytes.length) : null
  const inner =
    outer === null || bytes[outer.start] !== sequence ? null : headAt(bytes, outer.start, outer.end)
  const version = inner === null ? null : headAt(bytes, inner.start, inner.end)
  if (inner === null || version?.tag !== tags.integer || version.end !== version.start + 1) return false
  const subject = headAt(bytes, version.end, inner.end)
  return (
    bytes[version.start] === 0 &&
    bytes[version.end] === sequence &&
    subject !== null &&
    isNameList(bytes, subject)
  )
}

/** A name is a list of sets. */
function isNameList(bytes: Buffer, { start, end }: Head): boolean {
  return end > start && bytes[start] === set
}

/** A value of the subject under the name that stands in front of it. */
function subjectNamed(bytes: Buffer, piece: Piece): Piece {
  if (!piece.detail.startsWith(subjectPath) || !piece.isExact) return piece
  const end = piece.start - textHeadBytes
  const named = subjectNames.find(
    ([type]) => end >= type.length && type.equals(bytes.subarray(end - type.length, end)),
  )
  return named === undefined ? piece : { ...piece, key: named[1] }
}

/** What numbers an eSIM and its phone by, in BCD (GSMA SGP.22, 2.4a.1.3, 4.2 and 5.7.20; ISO 7816-6): tag and length. */
const cardNumbers = {
  eid: { tagClass: 1, tag: 26, size: 16 },
  iccid: { tagClass: 1, tag: 26, size: 10 },
  imei: { tagClass: 2, tag: 2, size: 8 },
  typeCode: { tagClass: 2, tag: 0, size: 4 },
} as const

function isOf(head: Head, { tagClass, tag, size }: (typeof cardNumbers)[keyof typeof cardNumbers]): boolean {
  return head.tagClass === tagClass && head.tag === tag && head.end - head.start === size
}

/** What fills up the last byte: above the digit as TBCD has it (TS 29.002, 17.7.8), of an IMEI below it (SGP.22, 4.2: in the low bits). */
const lastFiller = /f(?=.?$)/

/** What may be the type allocation code of a phone, with which its IMEI begins. */
function isTypeCode(head: Head): boolean {
  return isOf(head, cardNumbers.typeCode)
}

/**
 * The digits of an EID or ICCID, which begin with 89, or of an IMEI behind its type allocation code `before`, under its name;
 * null where the value is none.
 */
function cardNumber(bytes: Buffer, head: Head, before: Head | null, path: string): Piece | null {
  const { start, end } = head
  const hex = (): string => bytes.toString('hex', start, end)
  const swapped = (): string =>
    hex()
      .replace(/(.)(.)/g, '$2$1')
      .replace(lastFiller, '')
  if (isOf(head, cardNumbers.eid) && bytes[start] === 0x89) return digitsPiece('EID', hex(), head, path)
  if (isOf(head, cardNumbers.iccid) && bytes[start] === 0x98)
    return digitsPiece('ICCID', swapped(), head, path)
  if (before === null || !isOf(head, cardNumbers.imei)) return null
  const isOfType = bytes.compare(bytes, before.start, before.end, start, start + 4) === 0
  return isOfType ? digitsPiece('IMEI', swapped(), head, path) : null
}

function digitsPiece(key: string, digits: string, { start, end }: Head, path: string): Piece | null {
  if (!/^\d+$/.test(digits)) return null
  return { ...transformedPiece('asn1', path, Buffer.from(digits), start, end, 'value'), key }
}

/** A text or octets, which may be written as several in a row; bits are not put together. */
function isSegmented({ tag, isUniversal }: Head): boolean {
  return isUniversal && (tag === tags.octets || tags.texts.has(tag))
}

function addSegments(
  bytes: Buffer,
  head: Head,
  name: string,
  pieces: Piece[],
  budget: Budget,
  depth: number,
): number {
  const segments: Head[] = []
  const behind = segmentsOf(bytes, head, depth + 1, segments)
  const [first, second] = segments
  if (behind === -1 || first === undefined) return behind
  if (second === undefined) {
    add(bytes, { ...first, tag: head.tag }, name, pieces, budget, depth)
    return behind
  }
  const { start } = first
  const end = segments.at(-1)?.end ?? first.end
  if (!budget.takeBytes(end - start)) return behind
  const joined = Buffer.concat(segments.map((segment) => bytes.subarray(segment.start, segment.end)))
  const inner: Piece[] = []
  const whole = { ...head, start: 0, end: joined.length, isEndTold: true, isConstructed: false }
  add(joined, whole, name, inner, budget, depth)
  // What came from several places stands where all of them do.
  for (const piece of inner) pieces.push({ ...piece, start, end, isExact: false })
  return behind
}

/** The same as {@link walk}, of segments, which may be of segments again. */
function segmentsOf(
  bytes: Buffer,
  { start, end, isEndTold }: Range,
  depth: number,
  segments: Head[],
): number {
  if (depth > limits.decode.jsonDepthMax) return -1
  let at = start
  while (at < end) {
    if (!isEndTold && isEnd(bytes, at)) return at + endBytes
    const head = headAt(bytes, at, end)
    if (head === null || !isSegmented(head)) return -1
    if (head.isConstructed) at = segmentsOf(bytes, head, depth + 1, segments)
    else {
      if (head.end > head.start) segments.push(head)
      at = head.end
    }
    if (at === -1) return -1
  }
  return isEndTold ? at : -1
}

function add(bytes: Buffer, head: Head, name: string, pieces: Piece[], budget: Budget, depth: number): void {
  const { tag, start, end } = head
  if (end === start) return
  if (!head.isUniversal || tags.texts.has(tag))
    pieces.push(exactPiece('asn1', name, '', bytes, start, end, 'value'))
  else if (tag === tags.integer && end - start <= numberBytesMax) {
    const number = BigInt.asIntN((end - start) * 8, BigInt(`0x${bytes.toString('hex', start, end)}`))
    if (number > 9_999n)
      pieces.push(transformedPiece('asn1', name, Buffer.from(String(number)), start, end, 'value'))
  } else if (tag === tags.octets || tag === tags.bits) {
    // Octets often hold ASN.1 again.
    const from = tag === tags.bits ? start + 1 : start
    const inner: Piece[] = []
    const content = { start: from, end, isEndTold: true }
    if (bytes[from] === sequence && walk(bytes, content, name, depth + 1, inner, budget) === end)
      pieces.push(...inner)
    else if (end > from) pieces.push(exactPiece('asn1', name, '', bytes, from, end, 'value'))
  }
}
