import { packingAt } from '../../core/signs/packed-signs.ts'
import type { Packing } from '../../core/signs/packed-signs.ts'
import type { Budget } from '../budget.ts'
import { unbzip2 } from '../bzip2-codec.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import { isLz4, unAppleLz4, unlz4 } from '../lz4-codec.ts'
import { inflateTolerant } from '../inflate-tolerant.ts'
import { gunzip, unzstd } from '../inflate.ts'
import type { Inflated } from '../inflate.ts'
import { unlzfse } from '../lzfse/stream.ts'
import { unlzma, unxz } from '../lzma-codec.ts'
import { unsnapFramed } from '../snappy-codec.ts'
import { isGzip, isText, isZip, isZlib, isZstd, mayBeInflatedFrom } from '../text.ts'

const triesMax = 16
const bytesMin = 12
const adlerBytes = 4
const zlibHeadBytes = 2
/** Of random bytes behind the two of zlib, 1 in 40,000 is deflate to its end if there are so many, and none for twice as many. */
const cutProofBytes = 64
const deflateProofBytes = 128
/** The empty block that a flush writes (RFC 1951, 3.2.4: no bytes, and the same inverted). */
const flushMark = Buffer.from('0000ffff', 'hex')
/** First bytes of what is looked for. */
const isFirst: Uint8Array = new Uint8Array(256)
for (const byte of [0x04, 0x1f, 0x28, 0x42, 0x50, 0x5d, 0x62, 0x78, 0x82, 0xfd, 0xff]) isFirst[byte] = 1

type Unpack = (bytes: Buffer, outputMax: number, budget: Budget) => Inflated | null

const unpack: Readonly<Record<Packing, Unpack>> = {
  bzip2: unbzip2,
  xz: unxz,
  lzma: unlzma,
  snappy: unsnapFramed,
  'snappy-java': unsnapFramed,
  lzfse: unlzfse,
  'apple-lz4': (bytes, _outputMax, budget) => unAppleLz4(bytes, budget),
}

/** Compressed bytes, or a ZIP archive, that begin inside other bytes: behind the head of an unknown protocol, or in a field of it. */
export const encoding: Encoding = {
  name: 'embedded',
  kind: 'transform',
  title: 'embedded compression',
  probe(bytes, hint) {
    if (bytes.length < bytesMin * 2 || hint.shape.controls + hint.shape.high === 0) return certainty.no
    return nextMagic(bytes, 1) > 0 ? certainty.percent + 1 : certainty.no
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    let tries = 0
    let next = 0
    for (let at = nextMagic(bytes, 1); at > 0 && tries < triesMax; at = nextMagic(bytes, next), tries++) {
      next = at + 1
      if (isZip(bytes, at)) {
        // Its members are told apart where it is decoded itself.
        pieces.push(exactPiece('embedded', 'ZIP', '', bytes, at, bytes.length, 'value'))
        break
      }
      if (!budget.takeTransform()) break
      const rest = bytes.subarray(at)
      const outputMax = budget.outputMax(rest.length)
      if (outputMax === 0) {
        budget.reachOutputMax(rest.length)
        break
      }
      const packing = packingAt(bytes, at, bytes.length)
      const inflated =
        packing !== null
          ? unpack[packing](rest, outputMax, budget)
          : isGzip(bytes, at)
            ? gunzip(rest, outputMax)
            : isZstd(bytes, at)
              ? unzstd(rest, outputMax, false)
              : isLz4(bytes, at)
                ? unlz4(rest, budget)
                : inflateTolerant(rest, 2, outputMax)
      // A header of LZMA is met by chance, the others' magic is not.
      if (inflated === null && packing !== null && packing !== 'lzma')
        budget.leave(`${packing} inside other bytes, damaged or cut`)
      // What comes out is charged whatever it proves to be: it was work.
      if (inflated === null || !budget.takeBytes(inflated.bytes.length)) continue
      if (inflated.bytes.length < bytesMin) continue
      // The two bytes of zlib stand in any data: what comes out has to be legible, to end as it should, or to go on for long.
      const isProved =
        isText(inflated.bytes, 0, inflated.bytes.length) || isNoChance(bytes, at, rest, inflated)
      if (!isProved) continue
      const name = packing ?? nameAt(bytes, at)
      if (inflated.end === 'limit') budget.reachOutputMax(rest.length)
      else if (inflated.end !== 'whole') budget.damage(`${name} inside other bytes ${inflated.end}`)
      // What stands behind it is not of it.
      const tailBytes = inflated.end === 'whole' && isZlib(bytes, at) ? adlerBytes : 0
      const isEnded = inflated.end === 'whole' || inflated.end === 'damaged'
      const end = isEnded ? Math.min(bytes.length, at + inflated.used + tailBytes) : bytes.length
      if (inflated.end === 'whole') next = end
      pieces.push(transformedPiece('embedded', name, inflated.bytes, at, end, 'value', '', hint.contentType))
    }
    return pieces.length === 0 ? 'nothing comes out of it' : { pieces, isWhole: false }
  },
}

/**
 * No chance, though it is no text: what has a longer magic, zlib that ends in its checksum, and deflate that goes on for so
 * long, as in streams that are flushed and not ended, or cut.
 */
function isNoChance(bytes: Buffer, at: number, rest: Buffer, inflated: Inflated): boolean {
  if (!isZlib(bytes, at)) return inflated.end === 'whole' || isGzip(bytes, at) || isZstd(bytes, at)
  if (inflated.end === 'whole' && hasAdler(rest, inflated)) return true
  const deflated = inflated.used - zlibHeadBytes
  if (inflated.end === 'cut' && rest.subarray(-flushMark.length).equals(flushMark)) return true
  const least = inflated.end === 'cut' ? cutProofBytes : deflateProofBytes
  return deflated >= least && mayBeInflatedFrom(inflated.bytes.length, deflated)
}

/** The checksum behind zlib's data (RFC 1950, section 2.2). */
function hasAdler(rest: Buffer, inflated: { readonly bytes: Buffer; readonly used?: number }): boolean {
  const at = inflated.used ?? rest.length
  if (at + 4 > rest.length) return false
  let low = 1
  let high = 0
  for (const byte of inflated.bytes) {
    low = (low + byte) % 65_521
    high = (high + low) % 65_521
  }
  return rest.readUInt32BE(at) === high * 65_536 + low
}

function nameAt(bytes: Buffer, at: number): string {
  return isGzip(bytes, at) ? 'gzip' : isZstd(bytes, at) ? 'zstd' : isLz4(bytes, at) ? 'LZ4' : 'zlib'
}

/** Next place from `from` on where compressed bytes may begin, -1 where there is none. */
function nextMagic(bytes: Buffer, from: number): number {
  for (let at = from; at + bytesMin < bytes.length; at++) {
    const byte = bytes[at]
    if (isFirst[byte as number] === 0) continue
    if (packingAt(bytes, at, bytes.length) !== null) return at
    if (isGzip(bytes, at) || isZlib(bytes, at) || isZip(bytes, at) || isZstd(bytes, at) || isLz4(bytes, at))
      return at
  }
  return -1
}
