import type { Budget } from './budget.ts'
import { exactPiece, transformedPiece } from './encoding.ts'
import type { Decoded, Hint } from './encoding.ts'
import type { Inflated } from './inflate.ts'

/**
 * `Content-Encoding` is a list in the order applied (RFC 9110 section 8.4); `x-gzip` is gzip; `identity` is none. Wherever S3's
 * own chunks are named (its documents say first), they are laid around last.
 */
export function parseCodings(contentEncoding: string): string[] {
  if (contentEncoding === '') return []
  const codings = contentEncoding
    .toLowerCase()
    .split(',', codingsMax)
    .map((coding) => coding.trim().replace(/^x-/, ''))
    .filter((coding) => coding !== '' && coding !== 'identity' && coding !== 'none')
  const chunks = codings.indexOf('aws-chunked')
  if (chunks >= 0) codings.push(...codings.splice(chunks, 1))
  return codings
}

/** More codings than this are not declared by anything that is honest. */
const codingsMax = 8

/** What `Content-Encoding` calls what a step undoes, where that is not its own name. */
const declaredAs: Readonly<Record<string, string>> = {
  zlib: 'deflate',
  'snappy-framed': 'snappy',
  bzip: 'bzip2',
}

/** The name of a step or of a declared coding under which both are compared. */
export function codingName(name: string): string {
  // The name is the sender's word: `constructor` is no coding.
  return Object.hasOwn(declaredAs, name) ? (declaredAs[name] as string) : name
}

/** True where the coding to be undone next, the last of `codings`, is `name`. */
export function isDeclared(codings: string, name: string): boolean {
  if (codings === '') return false
  return codings === name || codings.endsWith(`, ${name}`)
}

/** `codings` without the one that was undone; as it is, where that was not declared. */
function undo(codings: string, name: string): string {
  const at = codings.lastIndexOf(', ')
  const last = at === -1 ? codings : codings.slice(at + 2)
  return at === -1 || codingName(last) !== codingName(name) ? '' : codings.slice(0, at)
}

type Inflate = (bytes: Buffer, outputMax: number) => Inflated | null

/** What all compressions share: the budget, the detail, and what remains declared for what comes out. */
export function transformInflated(
  name: string,
  inflate: Inflate,
  bytes: Buffer,
  hint: Hint,
  budget: Budget,
): Decoded | string {
  if (!budget.takeTransform()) return 'budget'
  const outputMax = budget.outputMax(bytes.length)
  const inflated = inflate(bytes, outputMax)
  if (inflated === null) {
    if (outputMax === 0) budget.reachOutputMax(bytes.length)
    return 'nothing comes out of it'
  }
  if (inflated.end === 'limit') budget.reachOutputMax(bytes.length)
  budget.takeBytes(inflated.bytes.length)
  const detail = inflated.end === 'whole' ? '' : inflated.end === 'limit' ? 'cut by a limit' : inflated.end
  const coding = undo(hint.coding, name)
  const { used } = inflated
  const isEnded = inflated.end === 'whole' || inflated.end === 'damaged'
  const end = isEnded ? used : bytes.length
  const piece = transformedPiece(name, detail, inflated.bytes, 0, end, hint.role, coding, hint.contentType)
  if (end === bytes.length) return { pieces: [piece], isWhole: true }
  // No reader of the format looks there, so whatever stands there is for somebody else.
  const behind = exactPiece('behind', name, '', bytes, end, bytes.length, hint.role)
  return { pieces: [piece, behind], isWhole: true }
}
