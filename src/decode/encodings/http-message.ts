import { carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const startBytesMax = 65_536
const nameBytesMax = 64
/** A request or the answer to one; what a type declares may lack the version, as in lists of requests of Google. */
const startLine = /^([A-Z][A-Z-]{2,19}) (\S+) HTTP\/\d(?:\.\d)?$|^HTTP\/\d(?:\.\d)? \d{3}(?: (.*))?$/d
const unversioned = /^([A-Z][A-Z-]{2,19}) (\S+)$/d
const declaredType = /^\s*(?:application|message)\/http\b/i

/** What stands in the first line, and where the next begins. */
interface Start {
  /** Of a request the target, of an answer the reason; null where it has none. */
  readonly text: readonly [start: number, end: number] | null
  readonly isRequest: boolean
  readonly end: number
}

/**
 * A message of HTTP inside another (`message/http`, RFC 9112, 10.1; `application/http`, as the parts of a list of requests have it
 * that are sent as one: Google, OData 4.01, 11.7.7; requests that a proxy or a log quotes): target, fields and body are
 * values of their own, with what the fields say of the body. Lines of the head that are no field are values, too: those that
 * follow each other are one, since what stands in several of them may belong together.
 */
export const encoding: Encoding = {
  name: 'http-message',
  kind: 'container',
  title: 'HTTP message',
  probe(bytes, { shape, contentType, role }) {
    if (role === 'target' || role === 'header' || shape.spaces === 0) return certainty.no
    if (shape.first < 0x41 || shape.first > 0x5a) return certainty.no
    return startOf(bytes, shape.start, declaredType.test(contentType)) === null
      ? certainty.no
      : certainty.declared
  },
  decode(bytes, { shape, contentType }, budget) {
    const start = startOf(bytes, shape.start, declaredType.test(contentType))
    if (start === null) return 'no first line'
    const pieces: Piece[] = []
    if (start.text !== null) {
      const [detail, role] = start.isRequest
        ? (['target', 'target'] as const)
        : (['reason', 'value'] as const)
      pieces.push(exactPiece('http-message', detail, '', bytes, ...start.text, role))
    }
    addRest(bytes, start.end, pieces, budget)
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}

function startOf(bytes: Buffer, start: number, isDeclared: boolean): Start | null {
  const [stop, next] = lineAt(bytes, start)
  if (next < 0 && !isDeclared) return null
  if (stop - start > startBytesMax) return null
  const line = bytes.toString('latin1', start, stop)
  const match = startLine.exec(line) ?? (isDeclared ? unversioned.exec(line) : null)
  if (match === null) return null
  const isRequest = match[1] !== undefined
  const at = isRequest ? match.indices?.[2] : match.indices?.[3]
  const text = at === undefined || at[1] === at[0] ? null : ([start + at[0], start + at[1]] as const)
  return { text, isRequest, end: next < 0 ? bytes.length : next }
}

/** Where the line at `at` ends without its end, and where the next begins; -1 where none does. */
function lineAt(bytes: Buffer, at: number): readonly [stop: number, next: number] {
  const feed = bytes.indexOf(lineFeed, at)
  if (feed < 0) return [bytes.length, -1]
  return [feed > at && bytes[feed - 1] === carriageReturn ? feed - 1 : feed, feed + 1]
}

/** Fields up to the first empty line, and the body behind it. Where nodes are used up, the rest is one value. */
function addRest(bytes: Buffer, start: number, pieces: Piece[], budget: Budget): void {
  let contentType = ''
  let coding = ''
  let at = start
  // Lines that are no field, up to here.
  let [linesStart, linesEnd] = [-1, -1]
  const endLines = (): void => {
    if (linesStart >= 0)
      pieces.push(exactPiece('http-message', 'line', '', bytes, linesStart, linesEnd, 'value'))
    linesStart = -1
  }
  while (at < bytes.length) {
    const [stop, next] = fieldAt(bytes, at)
    if (stop === at) {
      at = next < 0 ? bytes.length : next
      break
    }
    if (pieces.length + 2 >= budget.nodesLeft) {
      budget.reach('nodesMax')
      break
    }
    const colon = bytes.indexOf(0x3a, at)
    const isField = colon > at && colon < Math.min(stop, at + nameBytesMax) && isName(bytes, at, colon)
    const name = isField ? bytes.toString('latin1', at, colon) : ''
    let from = isField ? colon + 1 : at
    let to = stop
    while (from < to && (bytes[from] as number) <= 0x20) from++
    while (to > from && (bytes[to - 1] as number) <= 0x20) to--
    const lower = name.toLowerCase()
    if (lower === 'content-type') contentType = bytes.toString('latin1', from, to)
    else if (lower === 'content-encoding') coding = bytes.toString('latin1', from, to).toLowerCase()
    if (isField) endLines()
    if (isField && from < to) pieces.push(exactPiece('http-message', name, name, bytes, from, to, 'header'))
    if (!isField && from < to) {
      if (linesStart < 0) linesStart = from
      linesEnd = to
    }
    at = next < 0 ? bytes.length : next
  }
  endLines()
  if (at >= bytes.length) return
  const body = exactPiece('http-message', 'body', '', bytes, at, bytes.length, 'value')
  pieces.push({ ...body, contentType, coding })
}

/** As {@link lineAt}, with the lines into which a field is folded (RFC 9112, 5.2). */
function fieldAt(bytes: Buffer, at: number): readonly [stop: number, next: number] {
  let [stop, next] = lineAt(bytes, at)
  while (stop > at && next >= 0 && (bytes[next] === 0x20 || bytes[next] === 0x09))
    [stop, next] = lineAt(bytes, next)
  return [stop, next]
}

/** Letters, digits and dashes: what programs name fields by. */
function isName(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
    if (!isLetter && byte !== 0x2d && byte !== 0x5f && (byte < 0x30 || byte > 0x39)) return false
  }
  return true
}
