import { blank } from '../../core/ascii-codes.ts'
import { isAlnum } from '../../core/ascii.ts'
import { splitAtDocuments, sureOfDocuments } from '../documents-in-text.ts'
import type { Documents } from '../documents-in-text.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

const [less, greater, slash, question] = [0x3c, 0x3e, 0x2f, 0x3f]
/** A longer tag begins no document. */
const tagBytesMax = 512
const nameBytesMax = 64
const declaration = Buffer.from('<?xml')

/**
 * XML behind a word or some (`SEND: <iq><query>…`), as logs of SOAP, XMPP and device management have it: an element with others in
 * it, or a declaration, also with lines of a log behind the first one. One that holds a text alone is a mark within a sentence.
 */
export const encoding: Encoding = {
  name: 'xml-behind-text',
  kind: 'container',
  title: 'XML behind text',
  probe: (bytes, { shape }) =>
    shape.first === less && shape.last === greater ? certainty.no : sureOfDocuments(bytes, shape, documents),
  decode: (bytes, { shape }, budget) => splitAtDocuments(bytes, shape, budget, 'xml-behind-text', documents),
}

const documents: Documents = {
  nextStart(bytes, from, end) {
    for (let at = bytes.indexOf(less, from); at !== -1 && at < end; at = bytes.indexOf(less, at + 1))
      if (rootAt(bytes, at, end) !== -1) return at
    return -1
  },
  endOf(bytes, start, end) {
    const root = rootAt(bytes, start, end)
    const name = bytes.subarray(root + 1, nameEnd(bytes, root, end))
    let depth = 0
    for (let at = root; at !== -1 && at < end; at = bytes.indexOf(less, at + 1)) {
      const isEnd = bytes[at + 1] === slash
      const from = at + (isEnd ? 2 : 1)
      const stop = from + name.length
      if (!bytes.subarray(from, stop).equals(name) || isNameByte(bytes[stop] as number)) continue
      const close = bytes.indexOf(greater, stop)
      if (close === -1 || close >= end) return -1
      if (isEnd) depth--
      else if (bytes[close - 1] !== slash) depth++
      if (depth === 0) return close + 1
    }
    return -1
  },
}

/** Where the root of a document begins that starts at `at`; -1 where none does. */
function rootAt(bytes: Buffer, at: number, end: number): number {
  if (bytes[at + 1] === question) {
    if (!bytes.subarray(at, at + declaration.length).equals(declaration)) return -1
    const close = tagEnd(bytes, at, end)
    const root = close === -1 ? -1 : behindBlanks(bytes, close + 1, end)
    return root !== -1 && nameEnd(bytes, root, end) !== -1 ? root : -1
  }
  if (nameEnd(bytes, at, end) === -1) return -1
  const close = tagEnd(bytes, at, end)
  if (close === -1 || bytes[close - 1] === slash) return -1
  return nameEnd(bytes, behindBlanks(bytes, close + 1, end), end) === -1 ? -1 : at
}

/** The `>` of the tag at `at`; -1 where none comes soon. */
function tagEnd(bytes: Buffer, at: number, end: number): number {
  const close = bytes.subarray(at, Math.min(end, at + tagBytesMax)).indexOf(greater)
  return close === -1 ? -1 : at + close
}

/** Behind the name of the element that begins at `at`; -1 where none does. */
function nameEnd(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] !== less) return -1
  const stop = Math.min(end, at + nameBytesMax)
  let next = at + 1
  while (next < stop && isNameByte(bytes[next] as number)) next++
  const first = (bytes[at + 1] as number) | 0x20
  return next === at + 1 || first < 0x61 || first > 0x7a ? -1 : next
}

/** Letters, digits, `:`, `_`, `-`, `.` (XML 1.0, 2.3). */
function isNameByte(byte: number): boolean {
  return isAlnum(byte) || byte === 0x3a || byte === 0x5f || byte === 0x2d || byte === 0x2e
}

function behindBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && (bytes[at] as number) <= blank) at++
  return at
}
