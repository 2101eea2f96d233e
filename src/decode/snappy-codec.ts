import { packingAt } from '../core/signs/packed-signs.ts'
import type { Inflated } from './inflate.ts'
import { Output } from './output.ts'

/** Kinds of the chunks of a framed stream (framing_format.txt); those from 0x80 on may be passed over. */
const chunks = { compressed: 0, stored: 1, skippableFrom: 0x80 } as const
const chunkHeadBytes = 4
const checksumBytes = 4
/** snappy-java: its magic, a version and the least version that reads it. */
const javaHeadBytes = 16

/** A block (format_description.txt): the length of its content, then literals and copies. null where nothing comes out of it. */
export function unsnapBlock(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1) return null
  const out = new Output(outputMax, bytes.length * 4)
  const end = readBlock(bytes, 0, bytes.length, out)
  return out.length === 0 ? null : { bytes: out.bytes, end, used: bytes.length }
}

/** A stream of chunks, or of blocks behind their lengths as snappy-java writes them. null where nothing comes out of it. */
export function unsnapFramed(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1) return null
  const out = new Output(outputMax, bytes.length * 4)
  const isJava = packingAt(bytes, 0, bytes.length) === 'snappy-java'
  let at = isJava ? javaHeadBytes : 0
  let end: Inflated['end'] = 'whole'
  while (at < bytes.length && end === 'whole') {
    if (at + chunkHeadBytes > bytes.length) {
      end = 'cut'
      break
    }
    const kind = isJava ? chunks.compressed : (bytes[at] as number)
    const size = isJava ? bytes.readUInt32BE(at) : bytes.readUIntLE(at + 1, 3)
    const from = at + chunkHeadBytes + (isJava || kind >= chunks.skippableFrom ? 0 : checksumBytes)
    const stop = Math.min(bytes.length, at + chunkHeadBytes + size)
    const isCut = stop < at + chunkHeadBytes + size
    if (kind === chunks.compressed) end = readBlock(bytes, from, stop, out)
    else if (kind === chunks.stored) end = out.append(bytes, Math.min(from, stop), stop) ? 'whole' : 'limit'
    else if (kind < chunks.skippableFrom) end = 'damaged'
    if (end === 'whole' && isCut) end = 'cut'
    if (end === 'whole') at = stop
  }
  return out.length === 0 ? null : { bytes: out.bytes, end, used: end === 'damaged' ? at : bytes.length }
}

function readBlock(bytes: Buffer, start: number, end: number, out: Output): Inflated['end'] {
  let at = start
  let size = 0
  for (let shift = 0; ; shift += 7) {
    if (at >= end) return 'cut'
    if (shift > 28) return 'damaged'
    const byte = bytes[at++] as number
    size += (byte & 127) * 2 ** shift
    if (byte < 128) break
  }
  const from = out.length
  while (at < end && out.length - from < size) {
    const tag = bytes[at++] as number
    const kind = tag & 3
    let length = (tag >> 2) + 1
    if (kind === 0) {
      if (length > 60) {
        const width = length - 60
        if (at + width > end) return 'cut'
        length = bytes.readUIntLE(at, width) + 1
        at += width
      }
      if (!out.append(bytes, at, Math.min(end, at + length))) return 'limit'
      at += length
      if (at > end) return 'cut'
      continue
    }
    const width = kind === 3 ? 4 : kind
    if (at + width > end) return 'cut'
    const low = bytes.readUIntLE(at, width)
    const distance = kind === 1 ? ((tag >> 5) << 8) | low : low
    if (kind === 1) length = ((tag >> 2) & 7) + 4
    at += width
    if (distance === 0 || distance > out.length - from) return 'damaged'
    if (!out.copy(distance, length)) return 'limit'
  }
  return out.length - from === size && at === end ? 'whole' : at < end ? 'damaged' : 'cut'
}
