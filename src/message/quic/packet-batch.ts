/**
 * Packets of one connection that wait to be opened together. Node makes a cipher object for each GCM message, and that
 * costs more than the work (12 of 20 µs for a packet, measured, Node 24.21); here three calls do for all packets of a
 * side. Nothing is handed on before its tag was checked.
 *
 * All tags are checked by one GMAC. GHASH takes blocks X by Y := (Y ^ X) * H, from Y = 0, and gives S for a packet's
 * header, content and lengths; the packet's tag is S ^ E(J0) (NIST SP 800-38D, 7.1). So where the tag is right, the block
 * tag ^ E(J0) behind these brings Y back to 0, and the next packet may follow. At the end Y is 0 if all tags are right,
 * and the GMAC is that of as many zeros (../crypto/ghash.ts). If it is another, each packet is opened by itself.
 */
import type { Direction } from '../../core/verdict.ts'
import type { ContentKeys, HeaderMask } from './packet-keys.ts'
import { packetNumber } from './packet-keys.ts'
import { ivBytes, phaseBit, sampleOffset, tagBytes } from './protection.ts'

/** Packets, and bytes of them, that wait together. */
export const batchPacketsMax = 32
/** Bytes of packets that wait together at most. */
export const batchBytesMax = 40_960
/** Connections of a capture with packets that wait: those of others are opened one by one. */
export const batchesMax = 256
/** Longest packet that waits: longer ones may be several in one. */
export const batchPacketBytesMax = 1_500

const blockBytes = 16

/** What is checked: the packets with their paddings. */
const checkedBytes = batchBytesMax + batchPacketsMax * 6 * blockBytes

const checked: Buffer = Buffer.alloc(checkedBytes)
const checkedWords: Uint32Array = new Uint32Array(checked.buffer, checked.byteOffset, checkedBytes / 4)
const counters: Buffer = Buffer.alloc(batchBytesMax + batchPacketsMax * 2 * blockBytes)
const counterWords: Uint32Array = new Uint32Array(counters.buffer, counters.byteOffset, counters.length / 4)
const masks: Buffer = Buffer.alloc(batchPacketsMax * blockBytes)
const nonce: Buffer = Buffer.alloc(ivBytes)
const nonceWords: Uint32Array = new Uint32Array(nonce.buffer, nonce.byteOffset, 3)

/** Each count of a packet's blocks as a counter block ends with it: four bytes, the highest first. */
const counts: Uint32Array = new Uint32Array(batchPacketBytesMax / blockBytes + 3)
const countBytes = new DataView(counts.buffer)
for (let count = 0; count < counts.length; count++) countBytes.setUint32(count * 4, count)

/** By packet of the side that is being opened. */
const picks: Int32Array = new Int32Array(batchPacketsMax)
const headerLengths: Int32Array = new Int32Array(batchPacketsMax)
const firstBytes: Uint8Array = new Uint8Array(batchPacketsMax)

/**
 * The packets that wait, one behind the other in `buf`; the arrays say of each, by index, where it stands and where it
 * came from.
 */
export class PacketBatch {
  count = 0
  private bytes = 0
  readonly buf: Buffer = Buffer.allocUnsafeSlow(batchBytesMax)
  readonly starts: Int32Array = new Int32Array(batchPacketsMax)
  readonly ends: Int32Array = new Int32Array(batchPacketsMax)
  readonly directions: Uint8Array = new Uint8Array(batchPacketsMax)
  /** Bytes of its datagram that stand before a packet. */
  readonly leads: Int32Array = new Int32Array(batchPacketsMax)
  readonly frames: Float64Array = new Float64Array(batchPacketsMax)
  readonly offsets: Int32Array = new Int32Array(batchPacketsMax)
  readonly secs: Float64Array = new Float64Array(batchPacketsMax)
  readonly nsecs: Int32Array = new Int32Array(batchPacketsMax)
  /** Where packet numbers start in `buf`, as whoever opens them finds out. */
  readonly numberStarts: Int32Array = new Int32Array(batchPacketsMax)
  /** By direction: holds the contents of its packets. */
  readonly contents: [Buffer | null, Buffer | null] = [null, null]
  /** What came of each packet: where its content lies there (0, 0: open it by itself), its number, and where the content starts in `buf`. */
  readonly contentFroms: Int32Array = new Int32Array(batchPacketsMax)
  readonly contentTos: Int32Array = new Int32Array(batchPacketsMax)
  readonly numbers: Float64Array = new Float64Array(batchPacketsMax)
  readonly contentStarts: Int32Array = new Int32Array(batchPacketsMax)

  hasRoom(length: number): boolean {
    return this.count < batchPacketsMax && this.bytes + length <= batchBytesMax
  }

  /** Adds the packet `buf[start, end)`, for which there is room. `lead`: see `leads`. */
  add(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: { readonly frame: number; readonly offset: number; readonly sec: number; readonly nsec: number },
    lead: number,
  ): void {
    const index = this.count++
    this.starts[index] = this.bytes
    this.bytes += buf.copy(this.buf, this.bytes, start, end)
    this.ends[index] = this.bytes
    this.directions[index] = direction
    this.leads[index] = lead
    this.frames[index] = origin.frame
    this.offsets[index] = origin.offset
    this.secs[index] = origin.sec
    this.nsecs[index] = origin.nsec
    this.contentFroms[index] = 0
    this.contentTos[index] = 0
  }

  clear(): void {
    this.count = 0
    this.bytes = 0
    // Contents may be long: they are not kept alive.
    this.contents[0] = null
    this.contents[1] = null
  }

  /**
   * Opens all packets of one direction, whose number starts are known (0: it is not). Those that are not of this key
   * phase, and all if one tag is wrong, are left to be opened by themselves. Returns whether any was opened.
   */
  open(
    direction: Direction,
    mask: HeaderMask,
    content: ContentKeys,
    phase: number,
    largest: number,
  ): boolean {
    const count = this.pick(direction, mask)
    if (count < 2) return false
    const { buf, starts, ends, numberStarts, contentStarts, numbers } = this
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
    return kept >= 2 && total <= checkedBytes && this.decrypt(direction, kept, total, blocks, content)
  }

  /** The packets of the direction, and the masks of their headers. */
  private pick(direction: Direction, mask: HeaderMask): number {
    const { buf, ends, numberStarts, directions } = this
    let count = 0
    for (let index = 0; index < this.count; index++) {
      const numberStart = numberStarts[index] as number
      const sampleStart = numberStart + sampleOffset
      if (directions[index] !== direction || numberStart === 0) continue
      if (sampleStart + blockBytes > (ends[index] as number)) continue
      mask.fill(buf, sampleStart, masks, count * blockBytes)
      picks[count++] = index
    }
    return count
  }

  private decrypt(
    direction: Direction,
    count: number,
    total: number,
    blocks: number,
    content: ContentKeys,
  ): boolean {
    const { buf, ends, contentStarts, contentFroms, contentTos } = this
    writeCounters(this, count, content)
    const given = content.blocks(counters, blocks * blockBytes)
    // Memory of its own, which starts at a word: else it would be made so.
    const stream = given.byteOffset % 4 === 0 ? given : Buffer.from(given)
    const streamWords = new Uint32Array(stream.buffer, stream.byteOffset, blocks * 4)
    let at = 0
    let block = 0
    for (let pick = 0; pick < count; pick++) {
      const index = picks[pick] as number
      const contentStart = contentStarts[index] as number
      const tagStart = (ends[index] as number) - tagBytes
      at = writeHeader(this, pick, index, at)
      const contentBytes = tagStart - contentStart
      const paddedEnd = at + padded(contentBytes)
      // The last block first, of which content may be but a part.
      if (paddedEnd > at) clearBlock(paddedEnd / 4 - 4)
      buf.copy(checked, at, contentStart, tagStart)
      // In place, behind the first block of the stream, which is for the tag.
      const words = padded(contentBytes) / 4
      const fromWord = at / 4
      const streamWord = (block + 1) * 4
      for (let word = 0; word < words; word++)
        streamWords[streamWord + word] =
          (streamWords[streamWord + word] as number) ^ (checkedWords[fromWord + word] as number)
      at = paddedEnd
      // Lengths in bits, which fit 16 of their 64.
      clearBlock(at / 4)
      const headerBits = (headerLengths[pick] as number) * 8
      checked[at + 6] = headerBits >> 8
      checked[at + 7] = headerBits
      checked[at + 14] = (contentBytes * 8) >> 8
      checked[at + 15] = contentBytes * 8
      at += blockBytes
      for (let byte = 0; byte < tagBytes; byte++)
        checked[at + byte] = (buf[tagStart + byte] as number) ^ (stream[block * blockBytes + byte] as number)
      at += blockBytes
      block += words / 4 + 1
    }
    if (!content.areAllRight(checked, total)) return false
    this.contents[direction] = stream
    block = 0
    for (let pick = 0; pick < count; pick++) {
      const index = picks[pick] as number
      const contentBytes = (ends[index] as number) - tagBytes - (contentStarts[index] as number)
      const from = (block + 1) * blockBytes
      contentFroms[index] = from
      contentTos[index] = from + contentBytes
      block += padded(contentBytes) / blockBytes + 1
    }
    return true
  }
}

function clearBlock(word: number): void {
  checkedWords[word] = 0
  checkedWords[word + 1] = 0
  checkedWords[word + 2] = 0
  checkedWords[word + 3] = 0
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
  for (let word = at / 4; word < end / 4; word += 4) clearBlock(word)
  const first = firstBytes[pick] as number
  checked[at] = first
  const numberAt = length - 1 - (first & 3)
  for (let byte = 1; byte < numberAt; byte++) checked[at + byte] = buf[start + byte] as number
  let rest = numbers[index] as number
  for (let to = at + length - 1; to >= at + numberAt; to--) {
    checked[to] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return end
}

/** Batches that are empty, for the next packets that wait: each holds 40 KiB. */
const idle: PacketBatch[] = []
const idleMax = 16

/** An empty batch; {@link giveBatch} takes it back. */
export function takeBatch(): PacketBatch {
  return idle.pop() ?? new PacketBatch()
}

/** Gives a batch back, empty. */
export function giveBatch(batch: PacketBatch): void {
  batch.clear()
  if (idle.length < idleMax) idle.push(batch)
}
