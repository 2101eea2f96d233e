import { limits } from '../core/limits.ts'
import type { Part } from '../message/types.ts'
import { parseCodings } from './coding.ts'
import { gunzip, inflateRaw, inflateZlib, isDeflatedText, unbrotli, unzstd } from './inflate.ts'
import { keptGunzip } from './kept-gunzip.ts'
import type { Inflated } from './inflate.ts'
import { isGzip, isText, isZlib, isZstd } from './text.ts'

/** A body's content behind its content codings. `tolerated` says what was odd, '' where nothing was. */
export interface Content {
  readonly bytes: Buffer
  readonly tolerated: string
}

/** Codings on top of each other that are undone here; deeper ones are the tree's. */
const codingsMax = 3

/** True where `contentOf` would find something to undo; false: the content is the part's own bytes, and no view is needed. */
export function isCoded(body: Part, contentEncoding: string): boolean {
  if (contentEncoding !== '') return true
  const { buf, start } = body
  if (body.length < 4) return false
  const first = buf[start]
  return first === 0x1f || first === 0x78 || first === 0x28
}

/**
 * The content of a body: the fast way, used for every message that has a body. Where there is no coding `bytes` is a
 * view of the part (no copy), else it may be a view of a buffer that the next call overwrites. The bytes decide what is undone, the declaration only where bytes cannot tell (brotli,
 * headerless deflate): a body that is not what it declares is taken as it is, and `tolerated` says so. Bounded by
 * `limits.decode`; what was cut off is said in `tolerated`, and the prefix is given.
 */
export function contentOf(body: Part, contentEncoding: string): Content {
  let bytes = body.buf.subarray(body.start, body.end)
  if (bytes.length === 0) return { bytes, tolerated: '' }
  const isCompressed = isGzip(bytes) || isZlib(bytes) || isZstd(bytes)
  if (contentEncoding === '' && !isCompressed) return { bytes, tolerated: '' }
  const codings = contentEncoding === 'gzip' ? gzipOnly : parseCodings(contentEncoding)
  let left = codings.length
  let tolerated = ''
  for (let undone = 0; undone < codingsMax; undone++) {
    const declared = left > 0 ? (codings[left - 1] as string) : ''
    let name = nextCoding(bytes, declared)
    if (name === '') break
    // The kept buffer holds what the first coding gave: what lies in that needs another.
    const whole = name === 'gzip' && undone === 0 ? keptGunzip(bytes, outputMaxOf(bytes)) : null
    let inflated: Inflated | null = whole === null ? inflate(name, bytes) : { bytes: whole, end: 'whole' }
    if (name === 'br' && isDeflateInstead(bytes, inflated)) {
      name = 'deflate'
      inflated = inflateRaw(bytes, outputMaxOf(bytes))
    }
    if (inflated === null) break
    // zlib's magic is met by chance: undeclared, what ends in a fault was none.
    if (inflated.end === 'damaged' && name === 'zlib' && declared === '') break
    if (inflated.end !== 'whole') tolerated = describeEnd(name, inflated)
    else if (left === 0) tolerated = `${name} not declared`
    else if (!isSameCoding(name, declared)) tolerated = `${declared} declared but ${name}`
    if (left > 0) left--
    bytes = inflated.bytes
  }
  if (left > 0 && tolerated === '') tolerated = `${codings[left - 1] as string} declared but plain`
  return { bytes, tolerated }
}

const gzipOnly: readonly string[] = ['gzip']

/** True where a declared brotli gives nothing, or chance bytes up to a fault, and the bytes are headerless deflate. */
function isDeflateInstead(bytes: Buffer, inflated: Inflated | null): boolean {
  if (inflated !== null && (inflated.end === 'whole' || isText(inflated.bytes, 0, inflated.bytes.length)))
    return false
  return isDeflatedText(bytes, false)
}

/** The coding to undo: by magic, else the declared one where it has no magic; '' for none. */
function nextCoding(bytes: Buffer, declared: string): string {
  if (isGzip(bytes)) return 'gzip'
  if (isZstd(bytes)) return 'zstd'
  if (isZlib(bytes)) return 'zlib'
  if (declared === '' || isText(bytes, 0, Math.min(bytes.length, 512))) return ''
  return declared === 'br' || declared === 'deflate' ? declared : ''
}

function inflate(name: string, bytes: Buffer): Inflated | null {
  const outputMax = outputMaxOf(bytes)
  if (name === 'gzip') return gunzip(bytes, outputMax)
  if (name === 'zlib') return inflateZlib(bytes, outputMax)
  if (name === 'zstd') return unzstd(bytes, outputMax)
  return name === 'br' ? unbrotli(bytes, outputMax) : inflateRaw(bytes, outputMax)
}

function outputMaxOf(bytes: Buffer): number {
  return Math.min(limits.decode.expandedBytesMax, bytes.length * limits.decode.expansionRatioMax)
}

function isSameCoding(name: string, declared: string): boolean {
  return name === declared || (name === 'zlib' && declared === 'deflate')
}

function describeEnd(name: string, inflated: Inflated): string {
  if (inflated.end === 'limit')
    return `${name} longer than the limit: the first ${inflated.bytes.length} bytes are read`
  return inflated.end === 'cut' ? `${name} cut off` : `${name} damaged`
}
