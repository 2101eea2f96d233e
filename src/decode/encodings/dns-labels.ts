import { dot } from '../../core/ascii-codes.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding, Piece } from '../encoding.ts'

/** A message of DNS: its head, and the longest that a question with one name has (RFC 1035, 4.1 and 2.3.4). */
const headBytes = 12
const questionBytesMax = 512
const labelBytesMax = 63
/** Labels of the domain that is asked, which holds nothing of the phone. */
const domainLabels = 2
/** Labels between what was cut and the domain: the name of a service, a counter. */
const serviceLabelsMax = 2
/** The shortest text that is worth being cut, and the shortest piece of one that counts. */
const charsMin = 14
const pieceCharsMin = 4

interface Label {
  readonly start: number
  readonly end: number
}

/** Headers that name the server. */
const hostNames: ReadonlySet<string> = new Set(['host', ':authority'])
/** The longest name (RFC 1035, 2.3.4), with a port behind it. */
const hostCharsMax = 259

/**
 * Text that was cut over the labels of a name, as tunnels through DNS and beacons do whose text is longer than a label:
 * `gm3dqnrr.ge3tcmbz.t.example.net`, in a question of DNS, in the name of the server of a hello, and as the host of a
 * request. The labels in front of the domain are joined, also without those that may be of the service.
 */
export const encoding: Encoding = {
  name: 'dns-labels',
  kind: 'container',
  title: 'labels of a DNS name',
  probe(bytes, hint) {
    if (hint.role !== 'body' && !(hint.role === 'header' && hostNames.has(hint.key.toLowerCase())))
      return certainty.no
    return labelsIn(bytes, 0, bytes.length).length > 0 ? certainty.run : certainty.no
  },
  decode(bytes, _hint, budget) {
    const labels = labelsIn(bytes, 0, bytes.length)
    const pieces: Piece[] = []
    for (let count = labels.length; count > 1 && count >= labels.length - serviceLabelsMax; count--) {
      if (!budget.takeTransform()) return 'budget'
      const joined = labels.slice(0, count)
      const text = Buffer.concat(joined.map(({ start, end }) => bytes.subarray(start, end)))
      if (text.length < charsMin) break
      if (!budget.takeBytes(text.length)) return 'budget'
      const [first, last] = [joined[0] as Label, joined.at(-1) as Label]
      pieces.push(transformedPiece('dns-labels', `${count} joined`, text, first.start, last.end, 'value'))
    }
    return pieces.length === 0 ? 'no labels to be joined' : { pieces, isWhole: false }
  },
  mayHide: (bytes, start, end) => labelsIn(bytes, start, end).length > 0,
}

/** The labels in front of the domain of a question, where at least two look like pieces; else none. */
function labelsIn(bytes: Buffer, start: number, end: number): readonly Label[] {
  const length = end - start
  if (length <= headBytes || length > questionBytesMax) return []
  const written = writtenLabels(bytes, start, end)
  if (written !== null) return pieced(bytes, written)
  // One question and no answer: the counts behind the flags.
  if (bytes[start + 4] !== 0 || bytes[start + 5] !== 1 || bytes[start + 6] !== 0 || bytes[start + 7] !== 0)
    return []
  const labels: Label[] = []
  let at = start + headBytes
  for (let size = bytes[at] as number; size !== 0; size = bytes[at] as number) {
    if (size > labelBytesMax || at + 1 + size >= end) return []
    labels.push({ start: at + 1, end: at + 1 + size })
    at += 1 + size
  }
  return pieced(bytes, labels)
}

/** The labels of a name as people write it; null where other signs than those of names are met. */
function writtenLabels(bytes: Buffer, start: number, end: number): readonly Label[] | null {
  if (end - start > hostCharsMax) return null
  // Nearly all messages end the question with their first bytes.
  let stop = start
  while (stop < end && (isSign[bytes[stop] as number] !== 0 || bytes[stop] === dot)) stop++
  if (stop < end) return null
  const labels: Label[] = []
  let from = start
  for (let at = start; at < end; at++) {
    if (bytes[at] === dot) {
      labels.push({ start: from, end: at })
      from = at + 1
    }
  }
  labels.push({ start: from, end })
  return labels
}

/** Letters, digits, hyphens and underscores; the colon in front of a port. */
const isSign: Uint8Array = new Uint8Array(256)
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:')
  isSign[char.charCodeAt(0)] = 1

/** Those in front of the domain, where they look like pieces of something. */
function pieced(bytes: Buffer, labels: readonly Label[]): readonly Label[] {
  let [count, chars] = [0, 0]
  const data = labels.slice(0, -domainLabels)
  for (const label of data) {
    chars += label.end - label.start
    if (isPiece(bytes, label)) count++
  }
  return count > 1 && chars >= charsMin ? data : []
}

/** Letters and digits, with a digit: words have none, and names of machines have hyphens. */
function isPiece(bytes: Buffer, { start, end }: Label): boolean {
  return (
    end - start >= pieceCharsMin && /^[A-Za-z]*\d[0-9A-Za-z]*$/.test(bytes.toString('latin1', start, end))
  )
}
