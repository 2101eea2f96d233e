import type { Node } from '../decode/types.ts'
import type { Detection } from './types.ts'

/**
 * What is found in several fields put together (`decode/joined-fields.ts`). Any two numbers make a longer one, so a short value
 * counts only where it lies in more than one of them, and without a profile only where all of them together are, under
 * a name that says so, of a kind whose values are all of one length: then no whole value is a part of it.
 */

/** Kinds whose values have one length, and a check digit, a form or a prefix beside it. */
const ofOneLength: ReadonlySet<string> = new Set([
  'imei',
  'imeisv',
  'imsi',
  'iccid',
  'eid',
  'meid',
  'wifi-mac',
  'bluetooth-mac',
  'bssid',
  'android-id',
  'advertising-id',
])

/** False where what was found stands in one of the fields that its node was put together of, or may be chance. */
export function isOfJoined(found: Detection, isAlone: boolean): boolean {
  const { node, identifier, by, start, end, writtenAs } = found
  const { seams } = node
  if (seams === undefined) return true
  if (!seams.some((seam) => start < seam && seam < end)) return false
  if (by === 'profile' || (isAllSure(node) && !isAlone)) return true
  return (
    !isAlone && writtenAs === '' && start === 0 && end === node.bytes.length && ofOneLength.has(identifier)
  )
}

/** Shorter pieces may be values of one length. */
const pieceBytesMin = 32
/** So many bytes at the end of a value are compared with those of what it was read from. */
const edgeBytes = 4

/** What is said of values that are the rest of a cut. */
export const cutOffReason = 'what a cut over fields left of a longer value'

/**
 * Whether what a typed recogniser found touches an end of a piece where another one goes on, and is not all of the piece: that
 * is what a cut left of a longer value, which is found where the pieces are put together.
 */
export function isCutOff({ node, start, end, by }: Detection): boolean {
  if (node.seams !== undefined || !by.startsWith('recogniser:')) return false
  let atStart = start === 0
  let atEnd = end === node.bytes.length
  const isWhole = atStart && atEnd
  for (let from: Node | null = node; from !== null && (atStart || atEnd); from = from.parent) {
    const { pieceOf, parent, bytes } = from
    if (pieceOf !== undefined && isSure(pieceOf.joined) && !(isWhole && from === node))
      return (atStart && !pieceOf.isFirst) || (atEnd && !pieceOf.isLast)
    if (parent === null) return false
    const isAll = parent.children.length === 1 && parent.explained === undefined
    atStart &&= isAll || parent.bytes.subarray(0, edgeBytes).equals(bytes.subarray(0, edgeBytes))
    atEnd &&= isAll || parent.bytes.subarray(-edgeBytes).equals(bytes.subarray(-edgeBytes))
  }
  return false
}

/** Several equal pieces with a rest are no values by themselves; nor is the head of a document, or what goes on in a field of a form. */
function isSure(joined: Node): boolean {
  if (isAllSure(joined)) return true
  const { bytes, seams, children } = joined
  const seam = seams?.[0] ?? 0
  if (seam < pieceBytesMin || children.length === 0) return false
  const step = children[0]?.step.step ?? ''
  if (step !== 'form') return step === 'json' || (seams?.length ?? 0) > 1
  return /^[^=&]*(?:&|$)/.test(bytes.toString('latin1', seam, seam + formNameMax))
}

/** In front of a sign of equality, a longer text is no name of a field. */
const formNameMax = 64

/** At least three, of one length, but for the last one. */
function isAllSure({ bytes, seams }: Node): boolean {
  if (seams === undefined || seams.length < 2 || (seams[0] as number) < pieceBytesMin) return false
  return bytes.length - (seams.at(-1) as number) < (seams[0] as number)
}
