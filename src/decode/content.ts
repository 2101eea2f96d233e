import { blank } from '../core/ascii-codes.ts'
import { limits } from '../core/limits.ts'
import type { Part } from '../message/types.ts'
import { base64End } from './base64-codec.ts'
import { isSignedChunk, joinAwsChunks } from './aws-chunks.ts'
import { parseCodings } from './coding.ts'
import { mayBeUnquoted, undoQuotedPrintable } from './quoted-printable-codec.ts'
import { gunzip, inflateRaw, inflateZlib, isDeflatedText, unbrotli, unzstd } from './inflate.ts'
import { keptGunzip } from './kept-gunzip.ts'
import type { Inflated } from './inflate.ts'
import { isGzip, isText, isZlib, isZstd } from './text.ts'

/** A body's content behind its content codings. `tolerated` says what was odd, '' where nothing was. */
export interface Content {
  readonly bytes: Buffer
  readonly tolerated: string
  /** Coded bytes that the content may not be all of: with something behind their end, or beside what is compressed. */
  readonly unaccounted: readonly Buffer[]
}

const allAccounted: readonly Buffer[] = []

/** True where `holds` says so of the content, or of bytes that it may not be all of. */
export function isInContent(
  content: Content,
  holds: (buf: Buffer, start: number, end: number) => boolean,
): boolean {
  const { bytes, unaccounted } = content
  return holds(bytes, 0, bytes.length) || unaccounted.some((coded) => holds(coded, 0, coded.length))
}

/** Codings on top of each other that are undone here; deeper ones are the tree's. */
const codingsMax = 3

/** True where `contentOf` would find something to undo; false: the content is the part's own bytes, and no view is needed. */
export function isCoded(body: Part, contentEncoding: string): boolean {
  if (contentEncoding !== '') return true
  const { buf, start } = body
  if (body.length < 4) return false
  const first = buf[start]
  if (first === 0x1f || first === 0x78 || first === 0x28) return true
  return isSignedChunk(buf, start, body.end)
}

/**
 * The content of a body: the fast way, used for every message that has a body. Where there is no coding `bytes` is a
 * view of the part (no copy), else it may be a view of a buffer that the next call overwrites. The bytes decide what is undone, the declaration only where bytes cannot tell (brotli,
 * headerless deflate): a body that is not what it declares is taken as it is, and `tolerated` says so. Bounded by
 * `limits.decode` and `expandedMax`; what was cut off is said in `tolerated`, and the prefix is given.
 */
export function contentOf(
  body: Part,
  contentEncoding: string,
  expandedMax: number = limits.decode.expandedBytesMax,
): Content {
  return undo(body, contentEncoding, expandedMax, true)
}

/** The same for who searches the content only: checksums are not looked at, so `tolerated` may leave out damage. */
export function contentToSearch(
  body: Part,
  contentEncoding: string,
  expandedMax: number = limits.decode.expandedBytesMax,
): Content {
  return undo(body, contentEncoding, expandedMax, false)
}

function undo(body: Part, contentEncoding: string, expandedMax: number, isChecked: boolean): Content {
  let bytes = body.buf.subarray(body.start, body.end)
  if (bytes.length === 0) return { bytes, tolerated: '', unaccounted: allAccounted }
  if (contentEncoding === '' && nextCoding(bytes, '') === '')
    return { bytes, tolerated: '', unaccounted: allAccounted }
  const codings = contentEncoding === 'gzip' ? gzipOnly : parseCodings(contentEncoding)
  let left = codings.length
  let tolerated = ''
  let unaccounted = allAccounted
  for (let undone = 0; undone < codingsMax; undone++) {
    const declared = left > 0 ? (codings[left - 1] as string) : ''
    let name = nextCoding(bytes, declared)
    if (name === '') break
    // The kept buffer holds what the first coding gave: what lies in that needs another.
    const isKept = name === 'gzip' && undone === 0
    const whole = isKept ? keptGunzip(bytes, outputMaxOf(bytes, expandedMax), isChecked) : null
    let inflated: Inflated | null =
      whole === null ? inflate(name, bytes, expandedMax) : { bytes: whole, end: 'whole', used: bytes.length }
    if (name === 'br' && isDeflateInstead(bytes, inflated)) {
      name = 'deflate'
      inflated = inflateRaw(bytes, outputMaxOf(bytes, expandedMax))
    }
    if (inflated === null) break
    // zlib's magic is met by chance: undeclared, what ends in a fault was none.
    if (inflated.end === 'damaged' && name === 'zlib' && declared === '') break
    if (inflated.end !== 'whole') tolerated = describeEnd(name, inflated)
    else if (left === 0) tolerated = `${name} not declared`
    else if (!isSameCoding(name, declared)) tolerated = `${declared} declared but ${name}`
    if (left > 0) left--
    if (inflated.used < bytes.length || hasMore(name, bytes)) unaccounted = [...unaccounted, bytes]
    bytes = inflated.bytes
  }
  if (left > 0 && tolerated === '') tolerated = `${codings[left - 1] as string} declared but plain`
  return { bytes, tolerated, unaccounted }
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
  if (declared === 'quoted-printable') return declared
  if (declared === 'base64' && base64End(bytes, 0, bytes.length) > 0) return declared
  if (isZlib(bytes)) return 'zlib'
  if (declared === 'aws-chunked' || isSignedChunk(bytes, 0, bytes.length)) return 'aws-chunked'
  if (declared === '' || isText(bytes, 0, Math.min(bytes.length, 512))) return ''
  return declared === 'br' || declared === 'deflate' ? declared : ''
}

/** Whether coded bytes have room for more than what they give: names, comments, frames to be skipped, a text that is not coded. */
function hasMore(name: string, bytes: Buffer): boolean {
  if (name === 'gzip') return ((bytes[3] as number) & gzipExtras) !== 0 || bytes.indexOf(gzipMagic, 1) !== -1
  if (name === 'quoted-printable') return mayBeUnquoted(bytes)
  return name === 'zstd' && bytes.indexOf(zstdSkippable, 1) !== -1
}

/** Extra bytes, a name, a comment (RFC 1952 section 2.3.1). */
const gzipExtras = 4 | 8 | 16
const gzipMagic = Buffer.from('1f8b08', 'hex')
/** What the magic of each frame to be skipped ends with (RFC 8878 section 3.1.2). */
const zstdSkippable = Buffer.from('2a4d18', 'hex')

function inflate(name: string, bytes: Buffer, expandedMax: number): Inflated | null {
  const outputMax = outputMaxOf(bytes, expandedMax)
  if (name === 'gzip') return gunzip(bytes, outputMax)
  if (name === 'zlib') return inflateZlib(bytes, outputMax)
  if (name === 'zstd') return unzstd(bytes, outputMax)
  if (name === 'aws-chunked') return joinAwsChunks(bytes, outputMax)
  if (name === 'quoted-printable')
    return { bytes: undoQuotedPrintable(bytes, true), end: 'whole', used: bytes.length }
  if (name === 'base64') return unbase64(bytes)
  return name === 'br' ? unbrotli(bytes, outputMax) : inflateRaw(bytes, outputMax)
}

/** Declared base64, up to where it ends: programs on the way put lines of their own behind it. */
function unbase64(bytes: Buffer): Inflated {
  const used = base64End(bytes, 0, bytes.length)
  const undone = Buffer.from(bytes.toString('latin1', 0, used), 'base64')
  const isAll = bytes.subarray(used).every((byte) => byte <= blank)
  return { bytes: undone, end: 'whole', used: isAll ? bytes.length : used }
}

function outputMaxOf(bytes: Buffer, expandedMax: number): number {
  return Math.min(expandedMax, bytes.length * limits.decode.expansionRatioMax)
}

function isSameCoding(name: string, declared: string): boolean {
  return name === declared || (name === 'zlib' && declared === 'deflate')
}

function describeEnd(name: string, inflated: Inflated): string {
  if (inflated.end === 'limit')
    return `${name} longer than the limit: the first ${inflated.bytes.length} bytes are read`
  return inflated.end === 'cut' ? `${name} cut off` : `${name} damaged`
}
