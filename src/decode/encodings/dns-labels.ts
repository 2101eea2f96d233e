import { isDigit, isLetter } from '../../core/ascii.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { mayBeName, nameBytes, nameLabels } from '../name-labels.ts'
import type { Label } from '../name-labels.ts'

/** Labels of the domain that is asked, which holds nothing of the phone. */
const domainLabels = 2
/** Labels between what was cut and the domain: the name of a service, a counter. */
const serviceLabelsMax = 2
/** The shortest text that is worth being cut, and the shortest piece of one that counts. */
const charsMin = 14
const pieceCharsMin = 4
const piecesMin = 2
const none: readonly Label[] = []

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
    if (!mayBeName(hint)) return certainty.no
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
  hidesIn: nameBytes,
}

/** The labels in front of the domain of a name, where at least two look like pieces; else none. */
function labelsIn(bytes: Buffer, start: number, end: number): readonly Label[] {
  return pieced(bytes, nameLabels(bytes, start, end))
}

/** Those in front of the domain, where they look like pieces of something. */
function pieced(bytes: Buffer, labels: readonly Label[]): readonly Label[] {
  const dataLabels = labels.length - domainLabels
  // Most names have none or one in front of the domain.
  if (dataLabels < piecesMin) return none
  let count = 0
  let chars = 0
  for (let index = 0; index < dataLabels; index++) {
    const label = labels[index] as Label
    chars += label.end - label.start
    if (isPiece(bytes, label)) count++
  }
  return count >= piecesMin && chars >= charsMin ? labels.slice(0, dataLabels) : none
}

/** Letters and digits, with a digit: words have none, and names of machines have hyphens. */
function isPiece(bytes: Buffer, { start, end }: Label): boolean {
  if (end - start < pieceCharsMin) return false
  let hasDigit = false
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number
    if (isDigit(code)) hasDigit = true
    else if (!isLetter(code)) return false
  }
  return hasDigit
}
