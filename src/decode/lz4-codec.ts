import type { Budget } from './budget.ts'
import type { Inflated } from './inflate.ts'

const frameMagic = 0x184d2204

/** True where a frame of LZ4 begins. */
export function isLz4(bytes: Buffer, start = 0): boolean {
  return bytes.length >= start + 11 && bytes.readUInt32LE(start) === frameMagic
}

/** Frames of LZ4 with their blocks (frame format 1.6), one behind the other; null where nothing comes out of them. */
export function unlz4(bytes: Buffer, budget: Budget): Inflated | null {
  const out = readFrame(bytes, budget)
  return out === null ? null : { bytes: out, end: 'whole', used: bytes.length }
}

/** Blocks of LZ4 behind Apple's heads (the documents of its Compression framework); null where nothing comes out of them. */
export function unAppleLz4(bytes: Buffer, budget: Budget): Inflated | null {
  const outputMax = budget.outputMax(bytes.length)
  if (outputMax < 1) return null
  const parts: Buffer[] = []
  let total = 0
  let at = 0
  let end: Inflated['end'] = 'cut'
  while (end === 'cut' && at + appleStoredHeadBytes <= bytes.length) {
    const kind = bytes.toString('latin1', at, at + 4)
    if (kind === 'bv4$') break
    const isStored = kind === 'bv4-'
    if (!isStored && kind !== 'bv41') {
      end = 'damaged'
      break
    }
    const from = at + (isStored ? appleStoredHeadBytes : applePackedHeadBytes)
    if (from > bytes.length) break
    const to = from + bytes.readUInt32LE(isStored ? at + 4 : at + 8)
    const stop = Math.min(to, bytes.length)
    const part = isStored
      ? Buffer.from(bytes.subarray(from, stop))
      : readBlock(bytes, from, stop, budget, parts.at(-1))
    if (part === null) {
      if (to <= bytes.length) end = 'damaged'
      break
    }
    parts.push(part.subarray(0, outputMax - total))
    total += part.length
    at = stop
    if (total > outputMax) end = 'limit'
  }
  if (end !== 'limit' && bytes.toString('latin1', at, at + 4) === 'bv4$') {
    end = 'whole'
    at += 4
  }
  return parts.length === 0 ? null : { bytes: Buffer.concat(parts), end, used: at }
}

const appleStoredHeadBytes = 8
const applePackedHeadBytes = 12

function readFrame(bytes: Buffer, budget: Budget): Buffer | null {
  let flags = bytes[4] as number
  if (flags >> 6 !== 1) return null
  let at = headBytes(flags)
  const parts: Buffer[] = []
  let total = 0
  while (at + 4 <= bytes.length) {
    const head = bytes.readUInt32LE(at)
    at += 4
    if (head === 0) {
      at += (flags & 4) === 0 ? 0 : 4
      if (!isLz4(bytes, at) || (bytes[at + 4] as number) >> 6 !== 1) break
      flags = bytes[at + 4] as number
      at += headBytes(flags)
      continue
    }
    const end = Math.min(bytes.length, at + (head & 0x7fffffff))
    const before = parts.length === 0 ? Buffer.alloc(0) : (parts.at(-1) as Buffer)
    const part =
      head >>> 31 === 1 ? Buffer.from(bytes.subarray(at, end)) : readBlock(bytes, at, end, budget, before)
    if (part === null) break
    parts.push(part)
    total += part.length
    if (total > budget.outputMax(bytes.length)) {
      budget.reachOutputMax(bytes.length)
      break
    }
    at = end + ((flags & 16) === 0 ? 0 : 4)
  }
  return parts.length === 0 ? null : Buffer.concat(parts)
}

/** Bytes of a frame's head: with the length of its content and the number of a dictionary, where it has them. */
function headBytes(flags: number): number {
  return 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4)
}

/** One block, cut where the budget ends; null where it contradicts itself. `before`: what was given out in front, for blocks that reach back. */
export function readBlock(
  bytes: Buffer,
  start: number,
  end: number,
  budget: Budget,
  before: Buffer = Buffer.alloc(0),
): Buffer | null {
  const room = Math.min(budget.outputMax(end - start), (end - start) * 255)
  let out = Buffer.allocUnsafe(Math.min(room, Math.max(256, (end - start) * 4)))
  let used = 0
  let at = start
  let isCut = false
  const reserve = (count: number): boolean => {
    if (used + count > room) {
      isCut = room < (end - start) * 255
      return false
    }
    if (used + count <= out.length) return true
    const larger = Buffer.allocUnsafe(Math.min(room, Math.max(out.length * 2, used + count)))
    out.copy(larger, 0, 0, used)
    out = larger
    return true
  }
  const more = (count: number): number => {
    if (count !== 15) return count
    let sum = count
    for (;;) {
      const byte = at < end ? (bytes[at++] as number) : 0
      sum += byte
      if (byte !== 255) return sum
    }
  }
  while (at < end) {
    const token = bytes[at++] as number
    const literals = more(token >> 4)
    if (at + literals > end) return null
    if (!reserve(literals)) return cutBlock(isCut, out, used, budget, end - start)
    bytes.copy(out, used, at, at + literals)
    used += literals
    at += literals
    // The last sequence has literals only.
    if (at === end) return out.subarray(0, used)
    if (at + 2 > end) return null
    const offset = bytes.readUInt16LE(at)
    at += 2
    const length = more(token & 15) + 4
    if (offset === 0 || offset > used + before.length) return null
    if (!reserve(length)) return cutBlock(isCut, out, used, budget, end - start)
    for (let index = 0; index < length; index++) {
      const from = used - offset
      out[used++] = from >= 0 ? (out[from] as number) : (before[before.length + from] as number)
    }
  }
  return null
}

/** What there is of a block that is longer than the budget lets it be; null where it only contradicts itself. */
function cutBlock(
  isCut: boolean,
  out: Buffer,
  used: number,
  budget: Budget,
  inputBytes: number,
): Buffer | null {
  if (!isCut) return null
  budget.reachOutputMax(inputBytes)
  return out.subarray(0, used)
}
