/**
 * Packets of one connection that wait to be opened together. Node makes a cipher object for each GCM message, and that
 * costs more than the work (12 of 20 µs for a packet, measured, Node 24.21); here three calls do for all packets of a
 * side. Nothing is handed on before its tag was checked.
 *
 * All tags are checked by one GMAC. GHASH takes blocks X by Y := (Y ^ X) * H, from Y = 0, and gives S for a packet's
 * header, content and lengths; the packet's tag is S ^ E(J0) (NIST SP 800-38D, 7.1). So where the tag is right, the block
 * tag ^ E(J0) behind these brings Y back to 0, and the next packet may follow. At the end Y is 0 if all tags are right,
 * and the GMAC is that of as many zeros. If it is another, each packet is opened by itself.
 */
import type { Direction } from '../../core/verdict.ts'
import type { ContentKeys, HeaderMask } from './packet-keys.ts'
import { packetNumber } from './packet-keys.ts'

/** Packets, and bytes of them, that wait together. */
export const batchPacketsMax = 32
export const batchBytesMax = 40_960
/** Connections of a capture with packets that wait: those of others are opened one by one. */
export const batchesMax = 256
/** Longest packet that waits: longer ones may be several in one. */
export const batchPacketBytesMax = 1_500

const blockBytes = 16
const tagBytes = 16
const phaseBit = 0x04
const sampleOffset = 4

/** Two lengths of what is checked, so that few short packets cost little: the packets with their paddings. */
const checkedShortBytes = 4_096
const checkedBytes = batchBytesMax + batchPacketsMax * 6 * blockBytes

const checked: Buffer = Buffer.alloc(checkedBytes)
const checkedWords: Uint32Array = new Uint32Array(checked.buffer, checked.byteOffset, checkedBytes / 4)
const counters: Buffer = Buffer.alloc(batchBytesMax + batchPacketsMax * 2 * blockBytes)
const counterWords: Uint32Array = new Uint32Array(counters.buffer, counters.byteOffset, counters.length / 4)
const samples: Buffer = Buffer.alloc(batchPacketsMax * blockBytes)
const nonce: Buffer = Buffer.alloc(12)
const nonceWords: Uint32Array = new Uint32Array(nonce.buffer, nonce.byteOffset, 3)

/** Each count of a packet's blocks as a counter block ends with it: four bytes, the highest first. */
const counts: Uint32Array = new Uint32Array(batchPacketBytesMax / blockBytes + 3)
const countBytes = new DataView(counts.buffer)
for (let count = 0; count < counts.length; count++) countBytes.setUint32(count * 4, count)

/** What is checked where nothing is wrong. */
export const checkedZeros: { readonly short: Buffer; readonly long: Buffer } = {
  short: Buffer.alloc(checkedShortBytes),
  long: Buffer.alloc(checkedBytes),
}

/** By packet of the side that is being opened. */
const picks: Int32Array = new Int32Array(batchPacketsMax)
const headerLengths: Int32Array = new Int32Array(batchPacketsMax)
const firstBytes: Uint8Array = new Uint8Array(batchPacketsMax)

export class PacketBatch {
  count = 0
  private bytes = 0
  readonly buf: Buffer = Buffer.allocUnsafeSlow(batchBytesMax)
  readonly starts: Int32Array = new Int32Array(batchPacketsMax)
  readonly ends: Int32Array = new Int32Array(batchPacketsMax)
  readonly directions: Uint8Array = new Uint8Array(batchPacketsMax)
  readonly frames: Float64Array = new Float64Array(batchPacketsMax)
  readonly offsets: Int32Array = new Int32Array(batchPacketsMax)
  readonly secs: Float64Array = new Float64Array(batchPacketsMax)
  readonly nsecs: Int32Array = new Int32Array(batchPacketsMax)
  /** Where packet numbers start in `buf`, as whoever opens them finds out. */
  readonly numberStarts: Int32Array = new Int32Array(batchPacketsMax)
  /** What came of each packet: its content and number, and where the content starts in `buf`. Null: open it by itself. */
  readonly contents: (Buffer | null)[] = []
  readonly numbers: Float64Array = new Float64Array(batchPacketsMax)
  readonly contentStarts: Int32Array = new Int32Array(batchPacketsMax)

  hasRoom(length: number): boolean {
    return this.count < batchPacketsMax && this.bytes + length <= batchBytesMax
  }

  /** Adds the packet `buf[start, end)`, for which there is room. */
  add(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: { readonly frame: number; readonly offset: number; readonly sec: number; readonly nsec: number },
  ): void {
    const index = this.count++
    this.starts[index] = this.bytes
    this.bytes += buf.copy(this.buf, this.bytes, start, end)
    this.ends[index] = this.bytes
    this.directions[index] = direction
    this.frames[index] = origin.frame
    this.offsets[index] = origin.offset
    this.secs[index] = origin.sec
    this.nsecs[index] = origin.nsec
    this.contents[index] = null
  }

  clear(): void {
    this.count = 0
    this.bytes = 0
    // Contents may be long: they are not kept alive.
    this.contents.fill(null)
  }

  /**
   * Opens all packets of one direction, whose number starts are known (0: it is not). Those that are not of this key
   * phase, and all if one tag is wrong, are left to be opened by themselves.
   */
  open(direction: Direction, mask: HeaderMask, content: ContentKeys, phase: number, largest: number): void {
    const count = this.pick(direction)
    if (count < 2) return
    const { buf, starts, ends, numberStarts, contentStarts, numbers } = this
    const masks = mask.many(samples, count)
    let seen = largest
    let kept = 0
    let total = 0
    let blocks = 0
    for (let pick = 0; pick < count; pick++) {
      const index = picks[pick] as number
      const start = starts[index] as number
      const at = pick * blockBytes
      const first = (buf[start] as number) ^ ((masks[at] as number) & 0x1f)
      const numberBytes = (first & 3) + 1
      const numberStart = numberStarts[index] as number
      const contentStart = numberStart + numberBytes
      const contentBytes = (ends[index] as number) - tagBytes - contentStart
      if ((first & phaseBit) >> 2 !== (phase & 1) || contentBytes < 0) continue
      let truncated = 0
      for (let byte = 0; byte < numberBytes; byte++)
        truncated = truncated * 256 + ((buf[numberStart + byte] as number) ^ (masks[at + 1 + byte] as number))
      const number = packetNumber(seen, truncated, numberBytes)
      if (number > seen) seen = number
      numbers[index] = number
      contentStarts[index] = contentStart
      picks[kept] = index
      firstBytes[kept] = first
      headerLengths[kept] = contentStart - start
      kept++
      total += padded(contentStart - start) + padded(contentBytes) + 2 * blockBytes
      blocks += padded(contentBytes) / blockBytes + 1
    }
    if (kept < 2 || total > checkedBytes) return
    this.decrypt(kept, total, blocks, content)
  }

  /** The packets of the direction, and the samples of their header protection. */
  private pick(direction: Direction): number {
    const { buf, ends, numberStarts, directions } = this
    let count = 0
    for (let index = 0; index < this.count; index++) {
      const numberStart = numberStarts[index] as number
      const sampleStart = numberStart + sampleOffset
      if (directions[index] !== direction || numberStart === 0) continue
      if (sampleStart + blockBytes > (ends[index] as number)) continue
      buf.copy(samples, count * blockBytes, sampleStart, sampleStart + blockBytes)
      picks[count++] = index
    }
    return count
  }

  private decrypt(count: number, total: number, blocks: number, content: ContentKeys): void {
    const { buf, ends, contentStarts, contents } = this
    writeCounters(this, count, content)
    const given = content.blocks(counters, blocks * blockBytes)
    // Memory of its own, which starts at a word: else it would be made so.
    const stream = given.byteOffset % 4 === 0 ? given : Buffer.from(given)
    const streamWords = new Uint32Array(stream.buffer, stream.byteOffset, blocks * 4)
    const isShort = total <= checkedShortBytes
    const length = isShort ? checkedShortBytes : checkedBytes
    let at = length - total
    checked.fill(0, 0, at)
    let block = 0
    for (let pick = 0; pick < count; pick++) {
      const index = picks[pick] as number
      const contentStart = contentStarts[index] as number
      const tagStart = (ends[index] as number) - tagBytes
      const headerBytes = headerLengths[pick] as number
      at = writeHeader(this, pick, index, at)
      const contentBytes = tagStart - contentStart
      const paddedEnd = at + padded(contentBytes)
      buf.copy(checked, at, contentStart, tagStart)
      checked.fill(0, at + contentBytes, paddedEnd)
      // In place, behind the first block of the stream, which is for the tag.
      const words = padded(contentBytes) / 4
      const fromWord = at / 4
      const streamWord = (block + 1) * 4
      for (let word = 0; word < words; word++)
        streamWords[streamWord + word] =
          (streamWords[streamWord + word] as number) ^ (checkedWords[fromWord + word] as number)
      at = paddedEnd
      checked.fill(0, at, at + blockBytes)
      checked.writeUInt32BE(headerBytes * 8, at + 4)
      checked.writeUInt32BE(contentBytes * 8, at + 12)
      at += blockBytes
      for (let byte = 0; byte < tagBytes; byte++)
        checked[at + byte] = (buf[tagStart + byte] as number) ^ (stream[block * blockBytes + byte] as number)
      at += blockBytes
      block += words / 4 + 1
    }
    if (!content.areAllRight(checked, length, isShort)) return
    block = 0
    for (let pick = 0; pick < count; pick++) {
      const index = picks[pick] as number
      const contentBytes = (ends[index] as number) - tagBytes - (contentStarts[index] as number)
      const from = (block + 1) * blockBytes
      contents[index] = stream.subarray(from, from + contentBytes)
      block += padded(contentBytes) / blockBytes + 1
    }
  }
}

function padded(length: number): number {
  return (length + blockBytes - 1) & ~(blockBytes - 1)
}

/** Counter blocks: for each packet the one that its tag is hidden by, and those of its content. */
function writeCounters(batch: PacketBatch, count: number, content: ContentKeys): void {
  const { ends, contentStarts, numbers } = batch
  let block = 0
  for (let pick = 0; pick < count; pick++) {
    const index = picks[pick] as number
    content.nonceOf(numbers[index] as number, nonce)
    const word0 = nonceWords[0] as number
    const word1 = nonceWords[1] as number
    const word2 = nonceWords[2] as number
    const last =
      padded((ends[index] as number) - tagBytes - (contentStarts[index] as number)) / blockBytes + 1
    for (let counter = 1; counter <= last; counter++, block++) {
      const word = block * 4
      counterWords[word] = word0
      counterWords[word + 1] = word1
      counterWords[word + 2] = word2
      counterWords[word + 3] = counts[counter] as number
    }
  }
}

/** Writes the header in clear, padded with zeros. Returns where it ends. */
function writeHeader(batch: PacketBatch, pick: number, index: number, at: number): number {
  const { buf, starts, numbers } = batch
  const start = starts[index] as number
  const length = headerLengths[pick] as number
  const end = at + padded(length)
  buf.copy(checked, at, start, start + length)
  const first = firstBytes[pick] as number
  checked[at] = first
  let rest = numbers[index] as number
  for (let byte = 0, to = at + length - 1; byte <= (first & 3); byte++, to--) {
    checked[to] = rest % 256
    rest = Math.floor(rest / 256)
  }
  checked.fill(0, at + length, end)
  return end
}

/** Batches that are empty, for the next packets that wait: each holds 40 KiB. */
const idle: PacketBatch[] = []
const idleMax = 16

export function takeBatch(): PacketBatch {
  return idle.pop() ?? new PacketBatch()
}

/** Gives a batch back, empty. */
export function giveBatch(batch: PacketBatch): void {
  batch.clear()
  if (idle.length < idleMax) idle.push(batch)
}
