import { crc32 } from 'node:zlib'
import { beginsBinaryDocument } from '../core/signs/binary-document.ts'
import { mayBeDeflatedText } from '../core/signs/deflate-sniff.ts'
import { unpack } from '../core/one-shot.ts'
import type { PackedFormat } from '../core/one-shot.ts'
import { packingAt } from '../core/signs/packed-signs.ts'
import { gzipDataStart } from './gzip-head.ts'
import { inflateTolerant } from './inflate-tolerant.ts'
import type { InflateEnd, TolerantInflated } from './inflate-tolerant.ts'
import { hasPrintableRun, isGzip, isText, isZip, isZlib, isZstd, mayBeInflatedFrom } from './text.ts'

/**
 * The one place where compressed bytes are inflated, always bounded. zlib itself is tried first (see `core/one-shot.ts`); what
 * it refuses — cut tails, damage, bytes behind the end, more output than allowed — goes to a
 * tolerant way that keeps what can be had.
 */

/** What a decompression gave. */
export interface Inflated {
  readonly bytes: Buffer
  /** How it ended; `limit`: `bytes` is the prefix that was allowed. */
  readonly end: InflateEnd
  /** Input bytes that were read; what is behind them is not of the format, or lies beyond a fault or a limit. */
  readonly used: number
}

/** The checksum behind zlib's data (RFC 1950 section 2.2). */
const adlerBytes = 4

/** gzip, with members behind each other. null where nothing comes out of it. */
export function gunzip(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1) return null
  const whole = unpack('gzip', bytes, outputMax, false)
  if (typeof whole !== 'string') return { ...whole, end: 'whole' }
  // A stream whose tail is missing: zlib gives what there is when it is told not to wait for the end.
  const cut = whole === 'Z_BUF_ERROR' ? unpack('gzip', bytes, outputMax, true) : ''
  return typeof cut === 'string' ? gunzipTolerant(bytes, outputMax) : someOf({ ...cut, end: 'cut' })
}

/** zlib (RFC 1950). null where nothing comes out of it. */
export function inflateZlib(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1) return null
  const whole = unpack('zlib', bytes, outputMax, false)
  if (typeof whole !== 'string') return { ...whole, end: 'whole' }
  if (!isZlib(bytes)) return null
  const inflated = inflateTolerant(bytes, 2, outputMax)
  const used = inflated.end === 'whole' ? inflated.used + adlerBytes : inflated.used
  return someOf({ ...inflated, used: Math.min(bytes.length, used) })
}

/** Deflate without a header. null where nothing comes out of it; never throws inside, so a cheap probe too. */
export function inflateRaw(bytes: Buffer, outputMax: number): Inflated | null {
  return outputMax < 1 ? null : someOf(inflateTolerant(bytes, 0, outputMax))
}

/** Brotli (RFC 7932), which has no magic. */
export function unbrotli(bytes: Buffer, outputMax: number): Inflated | null {
  return longestPrefix(bytes, outputMax, 'brotli')
}

/** A stream of brotli that is whole and no shorter than this is no chance: of 20,000 random ones none is. */
export const brotliProvedBytesMin = 24

/** The same for bytes that only may be brotli: what ends in a fault is none. */
export function tryBrotli(bytes: Buffer, outputMax: number): Inflated | null {
  return longestPrefix(bytes, outputMax, 'brotli', false)
}

/** Zstandard (RFC 8878): frames one behind the other, and those between them that are to be skipped. A cut frame gives its whole blocks only. `mayBeDamaged`: what is in front of a fault is looked for, which takes many tries. */
export function unzstd(bytes: Buffer, outputMax: number, mayBeDamaged = true): Inflated | null {
  const outputs: Buffer[] = []
  let length = 0
  let end: InflateEnd = 'whole'
  let at = 0
  while (isZstd(bytes, at) && end === 'whole') {
    const frame = longestPrefix(bytes.subarray(at), outputMax - length, 'zstd', mayBeDamaged)
    if (frame === null && length >= outputMax) end = 'limit'
    if (frame === null) break
    outputs.push(frame.bytes)
    length += frame.bytes.length
    end = frame.end
    if (frame.used === 0) break
    at = behindSkipped(bytes, at + frame.used)
  }
  return length === 0
    ? null
    : {
        bytes: outputs.length === 1 ? (outputs[0] as Buffer) : Buffer.concat(outputs),
        end,
        used: Math.min(bytes.length, at),
      }
}

/** Behind the frames at `at` that hold nothing of the content (RFC 8878 section 3.1.2). */
function behindSkipped(bytes: Buffer, at: number): number {
  let next = at
  while (next + 8 <= bytes.length && (bytes.readUInt32LE(next) & 0xfffffff0) >>> 0 === 0x184d2a50)
    next += 8 + bytes.readUInt32LE(next + 4)
  return next
}

function someOf({ bytes, end, used }: Inflated): Inflated | null {
  return bytes.length === 0 ? null : { bytes, end, used }
}

/** Members one after another (RFC 1952 section 2.2); what is behind the last and is no member is left. */
function gunzipTolerant(bytes: Buffer, outputMax: number): Inflated | null {
  const outputs: Buffer[] = []
  let length = 0
  let at = 0
  let end: InflateEnd = 'whole'
  while (isGzip(bytes, at) && end === 'whole' && length < outputMax) {
    const start = gzipDataStart(bytes, at)
    if (start < 0) {
      end = 'cut'
      break
    }
    const member = inflateTolerant(bytes, start, outputMax - length)
    outputs.push(member.bytes)
    length += member.bytes.length
    end = member.end
    at = member.used + 8
    if (end === 'whole' && at > bytes.length) end = 'cut'
    else if (end === 'whole' && !isOfTrailer(bytes, at, member.bytes)) end = 'damaged'
  }
  if (end === 'whole' && isGzip(bytes, at)) end = 'limit'
  return length === 0
    ? null
    : {
        bytes: outputs.length === 1 ? (outputs[0] as Buffer) : Buffer.concat(outputs),
        end,
        used: Math.min(bytes.length, at),
      }
}

/** True where the checksum and the length that end at `end` are those of the content (RFC 1952 section 2.3.1). */
function isOfTrailer(bytes: Buffer, end: number, content: Buffer): boolean {
  return bytes.readUInt32LE(end - 4) === content.length && bytes.readUInt32LE(end - 8) === crc32(content)
}

/**
 * For the formats without a tolerant reader: the whole, else as if cut, else the longest prefix of the input that
 * gives something within the bound, by halving (at most `halvingsMax` calls, each bounded by `outputMax`).
 */
function longestPrefix(
  bytes: Buffer,
  outputMax: number,
  format: PackedFormat,
  mayBeDamaged = true,
): Inflated | null {
  if (outputMax < 1) return null
  let end: InflateEnd = 'damaged'
  for (const isCut of [false, true]) {
    const unpacked = unpack(format, bytes, outputMax, isCut)
    if (typeof unpacked !== 'string') return someOf({ ...unpacked, end: isCut ? 'cut' : 'whole' })
    if (unpacked === 'ERR_BUFFER_TOO_LARGE') end = 'limit'
    if (unpacked !== 'Z_BUF_ERROR') break
  }
  if (end === 'damaged' && !mayBeDamaged) return null
  let low = 0
  let high = bytes.length
  let best: Inflated | null = null
  for (let halving = 0; halving < halvingsMax && low + 1 < high; halving++) {
    const middle = (low + high) >>> 1
    const unpacked = unpack(format, bytes.subarray(0, middle), outputMax, true)
    if (typeof unpacked === 'string') high = middle
    else {
      best = { ...unpacked, end }
      low = middle
    }
  }
  return best === null ? null : someOf(best)
}

const halvingsMax = 24

/**
 * True where bytes that came out of base64 or hex are of a compressed format. The two bytes that zlib starts with are
 * met by chance, so it is tried. `isPrefix`: there is more behind them.
 */
export function isCompressed(bytes: Buffer, isPrefix: boolean): boolean {
  if (isGzip(bytes) || isZstd(bytes) || isZip(bytes)) return true
  if (packingAt(bytes, 0, bytes.length) !== null) return true
  if (!isZlib(bytes)) return false
  const tried = inflateTolerant(bytes, 2, triedBytesMax)
  if (tried.end === 'damaged') return false
  if (tried.end === 'cut' && !isPrefix) return isText(tried.bytes, 0, tried.bytes.length)
  return true
}

const triedBytesMax = 4_096

/** Shorter bytes would give text by chance. */
const deflateBytesMin = 24

/** Bytes that may follow the end of the deflate: a checksum. */
const deflateTailMax = 8

/**
 * True where what came out of headerless deflate says that `input` was deflate: text, what ends with its last byte, or,
 * where nearly all of it was read to its end, bytes with a text in them (a message of protobuf) or a document that is none, that also begin so, as the probe asks.
 */
export function isProvedDeflate(inflated: TolerantInflated, input: Buffer): boolean {
  const { bytes, end, used } = inflated
  if (!mayBeInflatedFrom(bytes.length, input.length)) return false
  if (isText(bytes, 0, bytes.length)) return true
  // No chance ends a block with the last byte: what comes out may be anything.
  if (end === 'whole' && used === input.length && input.length >= deflateBytesMin)
    return mayBeDeflatedText(input, 0, input.length)
  return (
    end === 'whole' &&
    used + deflateTailMax >= input.length &&
    (hasPrintableRun(bytes, 0, bytes.length) || beginsBinaryDocument(bytes, 0, bytes.length)) &&
    mayBeDeflatedText(input, 0, input.length)
  )
}

/** Bytes that are looked at for each that goes in. */
const provedRatio = 64

/** True where bytes are headerless deflate of text, or of a message with texts in it: it has no magic, so it is tried. `isPrefix`: there is more behind them. */
export function isDeflatedText(bytes: Buffer, isPrefix: boolean): boolean {
  const head = (bytes[0] as number) & 7
  if (bytes.length < deflateBytesMin || (head !== 3 && head !== 5)) return false
  // So much of what comes out proves it; short runs stand in a message by the thousand.
  const inflated = inflateTolerant(bytes, 0, Math.min(triedBytesMax * 2, bytes.length * provedRatio))
  const { end } = inflated
  return (
    (end === 'whole' || end === 'limit' || (isPrefix && end === 'cut')) && isProvedDeflate(inflated, bytes)
  )
}
