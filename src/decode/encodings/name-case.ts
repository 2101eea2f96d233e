import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { mayBeName, nameBytes, nameLabels } from '../name-labels.ts'
import type { Label } from '../name-labels.ts'

/**
 * A name of DNS with capitals among small letters: names have no case (RFC 4343), and resolvers change that of each letter
 * at random, so that answers are harder to forge (draft-vixie-dnsext-dns0x20). Small letters are what is meant: in a
 * question of DNS, in the name of the server of a hello, and as the host of a request.
 */
export const encoding: Encoding = {
  name: 'name-case',
  kind: 'transform',
  title: 'case of a DNS name',
  // Labels that are joined are read from the small letters, too.
  probe: (bytes, hint) =>
    mayBeName(hint) && mixedLabels(bytes, 0, bytes.length).length > 0 ? certainty.run : certainty.no,
  decode(bytes, hint, budget) {
    const labels = mixedLabels(bytes, 0, bytes.length)
    const [first, last] = [labels[0], labels.at(-1)]
    if (first === undefined || last === undefined) return 'no capital among small letters'
    const { start } = first
    const { end } = last
    if (!budget.takeTransform() || !budget.takeBytes(end - start)) return 'budget'
    const text = labels.map((label) => bytes.toString('latin1', label.start, label.end).toLowerCase())
    const name = Buffer.from(text.join('.'), 'latin1')
    return {
      pieces: [transformedPiece('name-case', '', name, start, end, hint.role)],
      isWhole: false,
    }
  },
  mayHide: (bytes, start, end) => mixedLabels(bytes, start, end).length > 0,
  hidesIn: nameBytes,
}

/** The labels of a name, where one of them has letters of both cases; else none. */
function mixedLabels(bytes: Buffer, start: number, end: number): readonly Label[] {
  const labels = nameLabels(bytes, start, end)
  const top = labels.at(-1)
  // A text with dots in it is no name: that ends in letters, behind which a port may stand.
  if (top === undefined || labels.length < 2 || !isAnyMixed(bytes, labels)) return none
  return isTop.test(bytes.toString('latin1', top.start, top.end)) ? labels : none
}

const isTop = /^(?:[A-Za-z]{2,24}|xn--[0-9A-Za-z-]{1,59})(?::\d{1,5})?$/i

const none: readonly Label[] = []

function isAnyMixed(bytes: Buffer, labels: readonly Label[]): boolean {
  for (const label of labels) if (isMixed(bytes, label)) return true
  return false
}

function isMixed(bytes: Buffer, { start, end }: Label): boolean {
  let hasSmall = false
  let hasCapital = false
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    hasSmall ||= byte >= 0x61 && byte <= 0x7a
    hasCapital ||= byte >= 0x41 && byte <= 0x5a
    if (hasSmall && hasCapital) return true
  }
  return false
}
