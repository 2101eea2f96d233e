import type { Inflated } from '../inflate.ts'
import { Output } from '../output.ts'
import { readEntropyBlock } from './entropy-block.ts'
import { readLzvn } from './lzvn.ts'

/** What the fourth byte of a block says of it, behind `bvx` (lzfse_internal.h of the reference implementation). */
const kinds = { end: 0x24, stored: 0x2d, tables: 0x31, packedTables: 0x32, lzvn: 0x6e } as const
const magic = 'bvx'
const magicBytes = 4
const storedHeadBytes = 8
const lzvnHeadBytes = 12

/** How a block ended, and where what was read of it does. */
export interface BlockEnd {
  readonly end: Inflated['end']
  readonly at: number
}

/** Blocks of LZFSE and of LZVN, one behind the other; null where nothing comes out of them. */
export function unlzfse(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1) return null
  const out = new Output(outputMax, bytes.length * 4)
  let last: BlockEnd = { end: 'whole', at: 0 }
  while (last.end === 'whole') {
    const { at } = last
    if (at + magicBytes > bytes.length) last = { end: 'cut', at }
    else if (bytes.toString('latin1', at, at + magic.length) !== magic) last = { end: 'damaged', at }
    else if (bytes[at + magic.length] === kinds.end) {
      last = { end: 'whole', at: at + magicBytes }
      break
    } else last = readBlock(bytes, at, out)
  }
  return out.length === 0 ? null : { bytes: out.bytes, end: last.end, used: last.at }
}

function readBlock(bytes: Buffer, at: number, out: Output): BlockEnd {
  switch (bytes[at + magic.length]) {
    case kinds.stored:
      return readStored(bytes, at, out)
    case kinds.lzvn:
      return readLzvnBlock(bytes, at, out)
    case kinds.tables:
    case kinds.packedTables:
      return readEntropyBlock(bytes, at, bytes[at + magic.length] === kinds.packedTables, out)
    default:
      return { end: 'damaged', at }
  }
}

function readStored(bytes: Buffer, at: number, out: Output): BlockEnd {
  const from = at + storedHeadBytes
  if (from > bytes.length) return { end: 'cut', at }
  const to = from + bytes.readUInt32LE(at + magicBytes)
  if (!out.append(bytes, from, Math.min(to, bytes.length))) return { end: 'limit', at }
  return to > bytes.length ? { end: 'cut', at: bytes.length } : { end: 'whole', at: to }
}

function readLzvnBlock(bytes: Buffer, at: number, out: Output): BlockEnd {
  const from = at + lzvnHeadBytes
  if (from > bytes.length) return { end: 'cut', at }
  const size = bytes.readUInt32LE(at + magicBytes)
  const to = from + bytes.readUInt32LE(at + storedHeadBytes)
  const end = readLzvn(bytes, from, Math.min(to, bytes.length), size, out)
  if (end === 'whole') return { end, at: to }
  return { end: end === 'cut' && to <= bytes.length ? 'damaged' : end, at }
}
