import { holdsAt } from '../../core/signs/holds-at.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const magic = Buffer.from('Obj\x01', 'latin1')
const markerBytes = 16
const numberBytesMax = 10
/** A map of what the file says of itself has a few members. */
const membersMax = 256
/** Behind each block of Snappy. */
const checksumBytes = 4

/** What the codecs of Avro are called as content codings. */
const codings: Readonly<Record<string, string>> = {
  deflate: 'deflate',
  snappy: 'snappy',
  zstandard: 'zstd',
  bzip2: 'bzip2',
  xz: 'xz',
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Bytes of a file from its beginning on; `isBroken` once they contradict the format or end. */
class Reader {
  at = magic.length
  isBroken = false
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** A whole number in zig-zag (Avro 1.11, Binary Encoding); -1 and broken where there is none. */
  number(): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < numberBytesMax && this.at < this.bytes.length; count++) {
      const byte = this.bytes[this.at++] as number
      value += (byte & 0x7f) * scale
      scale *= 128
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      }
    }
    this.isBroken = true
    return -1
  }

  /** Bytes behind their length. */
  sized(): Range {
    const length = this.number()
    const start = this.at
    if (length < 0 || start + length > this.bytes.length) this.isBroken = true
    else this.at += length
    return { start, end: this.at }
  }
}

/**
 * Container files of Avro (Avro 1.11, Object Container Files): what the file says of itself, and its blocks, each with the
 * codec that it names.
 */
export const encoding: Encoding = {
  name: 'avro',
  kind: 'container',
  title: 'Avro',
  probe: (bytes) => (holdsAt(bytes, 0, magic) ? certainty.magic : certainty.no),
  decode(bytes, _hint, budget) {
    const reader = new Reader(bytes)
    const pieces: Piece[] = []
    let codec = ''
    let members = 0
    for (let count = reader.number(); count !== 0 && !reader.isBroken; count = reader.number()) {
      // A count below zero has the bytes of its members behind it.
      if (count < 0) reader.number()
      members += Math.abs(count)
      if (members > membersMax) return 'no head of Avro'
      for (let index = 0; index < Math.abs(count) && !reader.isBroken; index++) {
        const name = reader.sized()
        const value = reader.sized()
        if (reader.isBroken) break
        const key = bytes.toString('latin1', name.start, name.end)
        if (key === 'avro.codec') codec = bytes.toString('latin1', value.start, value.end)
        if (value.start < value.end)
          pieces.push(exactPiece('avro', key, key, bytes, value.start, value.end, 'value'))
      }
    }
    const marker = { start: reader.at, end: reader.at + markerBytes }
    if (reader.isBroken || marker.end > bytes.length) return 'no head of Avro'
    reader.at = marker.end
    const coding = Object.hasOwn(codings, codec) ? (codings[codec] as string) : ''
    for (let block = 0; reader.at < bytes.length; block++) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const from = reader.at
      const count = reader.number()
      const size = reader.number()
      // Behind damage, and where the file is cut: the rest as it is.
      const isOne = !reader.isBroken && count >= 0 && size >= 0
      const start = isOne ? reader.at : from
      const end = isOne ? Math.min(bytes.length, start + size) : bytes.length
      const isWhole = isOne && holdsAt(bytes, end, bytes.subarray(marker.start, marker.end))
      const stop = isWhole && coding === 'snappy' ? Math.max(start, end - checksumBytes) : end
      if (start < stop) {
        const piece = exactPiece('avro', `block ${block + 1}`, '', bytes, start, stop, 'value')
        pieces.push({ ...piece, coding: isOne ? coding : '' })
      }
      reader.at = end + markerBytes
      if (isWhole) continue
      if (isOne && end < bytes.length)
        pieces.push(exactPiece('avro', 'rest', '', bytes, end, bytes.length, 'value'))
      break
    }
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}
