import { limits } from '../../core/limits.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'

const bytesMin = 8
const sequence = 0x30
const tags = { integer: 2, octets: 4, texts: new Set([12, 18, 19, 20, 22, 23, 24, 26, 27]), bits: 3 } as const

/** ASN.1 in BER or DER (ITU-T X.690): a sequence, set or constructed value that fills all bytes; values by their path of tags. */
export const encoding: Encoding = {
  name: 'asn1',
  kind: 'container',
  title: 'ASN.1',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls + hint.shape.high === 0) return certainty.no
    const first = bytes[0] as number
    if ((first & 0x20) === 0 || (first & 31) === 31) return certainty.no
    const head = headAt(bytes, 0, bytes.length)
    return head !== null && head.end === bytes.length ? certainty.guess + 4 : certainty.no
  },
  decode(bytes, _hint, budget) {
    const pieces: Piece[] = []
    if (!walk(bytes, 0, bytes.length, '', 0, pieces, budget)) return 'no ASN.1'
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}

interface Head {
  readonly tag: number
  readonly isConstructed: boolean
  readonly isUniversal: boolean
  readonly start: number
  readonly end: number
}

/** Tag and definite length at `at`; null where they do not fit. */
function headAt(bytes: Buffer, at: number, end: number): Head | null {
  if (at + 2 > end) return null
  const first = bytes[at] as number
  if ((first & 31) === 31) return null
  const short = bytes[at + 1] as number
  let start = at + 2
  let length = short
  if (short > 128) {
    const width = short - 128
    if (width > 4 || start + width > end) return null
    length = bytes.readUIntBE(start, width)
    start += width
  } else if (short === 128) return null
  if (start + length > end) return null
  return {
    tag: first & 31,
    isConstructed: (first & 32) !== 0,
    isUniversal: first >> 6 === 0,
    start,
    end: start + length,
  }
}

function walk(
  bytes: Buffer,
  start: number,
  end: number,
  path: string,
  depth: number,
  pieces: Piece[],
  budget: Budget,
): boolean {
  if (depth > limits.decode.jsonDepthMax) {
    budget.reach('jsonDepthMax')
    return true
  }
  let index = 0
  for (let at = start; at < end; ) {
    const head = headAt(bytes, at, end)
    if (head === null) return false
    if (pieces.length >= budget.nodesLeft) {
      budget.reach('nodesMax')
      return true
    }
    const name = path === '' ? String(index) : `${path}.${index}`
    if (head.isConstructed) {
      if (!walk(bytes, head.start, head.end, name, depth + 1, pieces, budget)) return false
    } else add(bytes, head, name, pieces, budget, depth)
    at = head.end
    index++
  }
  return true
}

function add(bytes: Buffer, head: Head, name: string, pieces: Piece[], budget: Budget, depth: number): void {
  const { tag, start, end } = head
  if (end === start) return
  if (!head.isUniversal || tags.texts.has(tag))
    pieces.push(exactPiece('asn1', name, '', bytes, start, end, 'value'))
  else if (tag === tags.integer && end - start <= 8) {
    const number = BigInt.asIntN((end - start) * 8, BigInt(`0x${bytes.toString('hex', start, end)}`))
    if (number > 9_999n)
      pieces.push(transformedPiece('asn1', name, Buffer.from(String(number)), start, end, 'value'))
  } else if (tag === tags.octets || tag === tags.bits) {
    // Octets often hold ASN.1 again.
    const from = tag === tags.bits ? start + 1 : start
    const inner: Piece[] = []
    if (bytes[from] === sequence && walk(bytes, from, end, name, depth + 1, inner, budget))
      pieces.push(...inner)
    else if (end > from) pieces.push(exactPiece('asn1', name, '', bytes, from, end, 'value'))
  }
}
