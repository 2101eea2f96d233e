import { limits } from '../../core/limits.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'

const bytesMin = 8
/** Types of the binary protocol, and the bytes of those whose size is fixed (Apache Thrift, thrift-binary-protocol). */
const types = { stop: 0, string: 11, struct: 12, map: 13, set: 14, list: 15 } as const
const fixedBytes: ReadonlyMap<number, number> = new Map([
  [2, 1],
  [3, 1],
  [4, 8],
  [6, 2],
  [8, 4],
  [10, 8],
])

/**
 * Apache Thrift's binary protocol: a struct, or a message with its name in front, also behind the length of a framed
 * transport. The compact protocol has no shape of its own: its texts are read as runs of other bytes.
 */
export const encoding: Encoding = {
  name: 'thrift',
  kind: 'container',
  title: 'Thrift',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls === 0) return certainty.no
    const start = startOf(bytes)
    return start >= 0 ? certainty.guess + 2 : certainty.no
  },
  decode(bytes, _hint, budget) {
    const reader = new Reader(bytes, budget)
    reader.at = startOf(bytes)
    reader.struct('', 0)
    if (reader.isBroken || bytes.length - reader.at > 8 || reader.pieces.length === 0) return 'no Thrift'
    return { pieces: reader.pieces, isWhole: true }
  },
}

/** Where the struct starts: behind a frame's length and a message's head; -1 where there is none. */
function startOf(bytes: Buffer): number {
  let at = 0
  if (bytes.readUInt32BE(0) === bytes.length - 4) at = 4
  // Version 1, kind of message, then its name and number.
  if (at + 12 <= bytes.length && bytes.readUInt16BE(at) === 0x8001) {
    const nameBytes = bytes.readUInt32BE(at + 4)
    at += 12 + nameBytes
    return nameBytes < 256 && at + 3 < bytes.length ? at : -1
  }
  const type = bytes[at] as number
  const isField =
    type === types.string || type === types.struct || type === types.list || fixedBytes.has(type)
  return isField && bytes[at + 1] === 0 ? at : -1
}

class Reader {
  at = 0
  isBroken = false
  readonly pieces: Piece[] = []
  private readonly bytes: Buffer
  private readonly budget: Budget

  constructor(bytes: Buffer, budget: Budget) {
    this.bytes = bytes
    this.budget = budget
  }

  struct(path: string, depth: number): void {
    while (!this.isBroken) {
      const type = this.bytes[this.at++]
      if (type === types.stop) return
      if (type === undefined || this.at + 2 > this.bytes.length) break
      const number = this.bytes.readUInt16BE(this.at)
      this.at += 2
      this.value(type, path === '' ? String(number) : `${path}.${number}`, depth)
    }
    this.isBroken = true
  }

  private value(type: number, path: string, depth: number): void {
    const { bytes, budget } = this
    if (depth > limits.decode.jsonDepthMax || this.pieces.length >= budget.nodesLeft) {
      budget.reach(depth > limits.decode.jsonDepthMax ? 'jsonDepthMax' : 'nodesMax')
      this.isBroken = true
      return
    }
    const fixed = fixedBytes.get(type)
    if (fixed !== undefined) {
      const at = this.at
      this.at += fixed
      if (this.at > bytes.length) this.isBroken = true
      else if (type === 10 || type === 4) {
        const text =
          type === 10 ? String(bytes.readBigInt64BE(at)) : String(Number(bytes.readDoubleBE(at).toFixed(7)))
        this.pieces.push(transformedPiece('thrift', path, Buffer.from(text), at, this.at, 'value'))
      }
    } else if (type === types.string) {
      const size = this.size()
      const start = this.at
      this.at += size
      if (this.at > bytes.length) this.isBroken = true
      else if (size > 0) this.pieces.push(exactPiece('thrift', path, '', bytes, start, this.at, 'value'))
    } else if (type === types.struct) this.struct(path, depth + 1)
    else if (type === types.list || type === types.set) {
      const element = bytes[this.at++] ?? 0
      const count = this.size()
      for (let index = 0; index < count && !this.isBroken; index++)
        this.value(element, `${path}[${index}]`, depth + 1)
    } else if (type === types.map) {
      const key = bytes[this.at++] ?? 0
      const element = bytes[this.at++] ?? 0
      const count = this.size()
      for (let index = 0; index < count && !this.isBroken; index++) {
        this.value(key, `${path} name`, depth + 1)
        this.value(element, `${path}[${index}]`, depth + 1)
      }
    } else this.isBroken = true
  }

  private size(): number {
    if (this.at + 4 > this.bytes.length) {
      this.isBroken = true
      return 0
    }
    const size = this.bytes.readUInt32BE(this.at)
    this.at += 4
    if (size > this.bytes.length - this.at) this.isBroken = true
    return size
  }
}
