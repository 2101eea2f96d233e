import type { Inflated } from './inflate.ts'
import { Output } from './output.ts'

/*
 * bzip2, of which no document but its programs exists: a stream of blocks, each sorted (Burrows-Wheeler), its bytes moved to the
 * front, runs of the first counted, all in Huffman codes that change every fifty symbols. A block gives nothing before
 * all of it is there.
 */

const streamHeadBytes = 4
const blockMagic = 0x314159265359
const endMagic = 0x177245385090
/** Sizes of a block are told in so many bytes. */
const blockUnitBytes = 100_000
const groupSymbols = 50
const codeLengthMax = 20
const symbolsMax = 258
/** Of runs that are counted four bytes stand as they are, and a fifth says how many more. */
const runBytes = 4

/** The tail of what is not there, or what contradicts itself. */
class Fault extends Error {
  readonly end: 'cut' | 'damaged' | 'limit'

  constructor(end: 'cut' | 'damaged' | 'limit') {
    super(end)
    this.end = end
  }
}

class Bits {
  private readonly bytes: Buffer
  at: number
  private held = 0
  private count = 0

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes
    this.at = at
  }

  /** So many bits, 24 at most, the highest first. */
  take(count: number): number {
    while (this.count < count) {
      if (this.at >= this.bytes.length) throw new Fault('cut')
      this.held = ((this.held << 8) | (this.bytes[this.at++] as number)) & 0x7fffffff
      this.count += 8
    }
    this.count -= count
    const value = (this.held >>> this.count) & ((1 << count) - 1)
    this.held &= (1 << this.count) - 1
    return value
  }

  word(): number {
    return this.take(16) * 65_536 + this.take(16)
  }

  /** To the next whole byte. */
  align(): void {
    this.count -= this.count % 8
    this.held &= (1 << this.count) - 1
  }

  /** Where the next byte is, once aligned. */
  get position(): number {
    return this.at - (this.count >> 3)
  }
}

/** Codes of one table: of each length the first code, and where its symbols are. */
interface Codes {
  readonly limits: Int32Array
  readonly bases: Int32Array
  readonly symbols: Uint16Array
}

/** Filled when it is first needed. */
const crcTable: Int32Array = new Int32Array(256)

function fillCrcTable(): void {
  for (let byte = 0; byte < crcTable.length; byte++) {
    let crc = byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
    crcTable[byte] = crc
  }
}

/** Streams one behind the other. null where nothing comes out of it. */
export function unbzip2(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1) return null
  if (crcTable[1] === 0) fillCrcTable()
  const out = new Output(outputMax, bytes.length * 4)
  let at = 0
  let end: Inflated['end'] = 'whole'
  try {
    do at = readStream(bytes, at, out)
    while (at + streamHeadBytes <= bytes.length && isStream(bytes, at))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    end = error.end
  }
  return out.length === 0 && end !== 'limit'
    ? null
    : { bytes: out.bytes, end, used: end === 'whole' ? at : bytes.length }
}

function isStream(bytes: Buffer, at: number): boolean {
  const level = (bytes[at + 3] as number) - 0x30
  return bytes[at] === 0x42 && bytes[at + 1] === 0x5a && bytes[at + 2] === 0x68 && level >= 1 && level <= 9
}

/** Returns where the stream ends. */
function readStream(bytes: Buffer, start: number, out: Output): number {
  const blockMax = ((bytes[start + 3] as number) - 0x30) * blockUnitBytes
  const bits = new Bits(bytes, start + streamHeadBytes)
  for (;;) {
    const magic = bits.take(24) * 0x1000000 + bits.take(24)
    if (magic !== blockMagic && magic !== endMagic) throw new Fault('damaged')
    const crc = bits.word()
    if (magic === endMagic) break
    if (readBlock(bits, blockMax, out) !== crc) throw new Fault('damaged')
  }
  bits.align()
  return bits.position
}

/** Gives out a block; returns its checksum. */
function readBlock(bits: Bits, blockMax: number, out: Output): number {
  // Blocks that were shuffled because they sorted badly: no program has written them since 1997.
  if (bits.take(1) === 1) throw new Fault('damaged')
  const first = bits.take(24)
  const used = readUsed(bits)
  const sorted = readSymbols(bits, used, blockMax, out)
  if (first >= sorted.length) throw new Fault('damaged')
  return giveOut(sorted, first, out)
}

/** Which bytes there are in the block. */
function readUsed(bits: Bits): number[] {
  const rows = bits.take(16)
  const used: number[] = []
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue
    const columns = bits.take(16)
    for (let column = 0; column < 16; column++)
      if (((columns >> (15 - column)) & 1) === 1) used.push(row * 16 + column)
  }
  if (used.length === 0) throw new Fault('damaged')
  return used
}

/** The sorted bytes of a block. */
function readSymbols(bits: Bits, used: number[], blockMax: number, out: Output): Uint32Array {
  const tables = bits.take(3)
  const selectors = bits.take(15)
  if (tables < 2 || tables > 6 || selectors === 0) throw new Fault('damaged')
  const order = Array.from({ length: tables }, (_, index) => index)
  const chosen = new Uint8Array(selectors)
  for (let index = 0; index < selectors; index++) {
    let place = 0
    while (bits.take(1) === 1) if (++place >= tables) throw new Fault('damaged')
    const [table] = order.splice(place, 1) as [number]
    order.unshift(table)
    chosen[index] = table
  }
  const symbolCount = used.length + 2
  const codes = Array.from({ length: tables }, () => readCodes(bits, symbolCount))
  // More than what may come out is not worth sorting.
  const bytesMax = Math.min(blockMax, out.roomFor(runBytes + 1))
  let sorted = new Uint32Array(Math.min(bytesMax, 4_096))
  let length = 0
  let runLength = 0
  let runUnit = 1
  const take = (byte: number, count: number): void => {
    if (length + count > bytesMax) throw new Fault(bytesMax < blockMax ? 'limit' : 'damaged')
    if (length + count > sorted.length) {
      const larger = new Uint32Array(Math.min(bytesMax, Math.max(length + count, sorted.length * 2)))
      larger.set(sorted.subarray(0, length))
      sorted = larger
    }
    sorted.fill(byte, length, length + count)
    length += count
  }
  for (let group = 0; ; group++) {
    if (group >= selectors) throw new Fault('damaged')
    const table = codes[chosen[group] as number] as Codes
    for (let index = 0; index < groupSymbols; index++) {
      const symbol = nextSymbol(bits, table)
      if (symbol <= 1) {
        runLength += runUnit << symbol
        runUnit *= 2
        if (runLength > blockMax) throw new Fault('damaged')
        continue
      }
      if (runLength > 0) {
        take(used[0] as number, runLength)
        runLength = 0
        runUnit = 1
      }
      if (symbol === symbolCount - 1) return sorted.subarray(0, length)
      const [byte] = used.splice(symbol - 1, 1) as [number]
      used.unshift(byte)
      take(byte, 1)
    }
  }
}

/** The lengths of a table's codes, each told by its distance from the one before, and what follows from them. */
function readCodes(bits: Bits, symbolCount: number): Codes {
  const lengths = new Uint8Array(symbolCount)
  const counts = new Int32Array(codeLengthMax + 2)
  let length = bits.take(5)
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    for (;;) {
      if (length < 1 || length > codeLengthMax) throw new Fault('damaged')
      if (bits.take(1) === 0) break
      length += bits.take(1) === 0 ? 1 : -1
    }
    lengths[symbol] = length
    counts[length] = (counts[length] as number) + 1
  }
  const symbols = new Uint16Array(symbolsMax)
  const limits = new Int32Array(codeLengthMax + 2).fill(-1)
  const bases = new Int32Array(codeLengthMax + 2)
  let code = 0
  let place = 0
  for (let size = 1; size <= codeLengthMax; size++) {
    bases[size] = place - code
    for (let symbol = 0; symbol < symbolCount; symbol++)
      if (lengths[symbol] === size) symbols[place++] = symbol
    code += counts[size] as number
    if ((counts[size] as number) > 0) limits[size] = code - 1
    code <<= 1
  }
  return { limits, bases, symbols }
}

function nextSymbol(bits: Bits, { limits, bases, symbols }: Codes): number {
  let code = 0
  for (let size = 1; size <= codeLengthMax; size++) {
    code = (code << 1) | bits.take(1)
    if (code <= (limits[size] as number)) {
      const symbol = symbols[code + (bases[size] as number)]
      if (symbol === undefined) break
      return symbol
    }
  }
  throw new Fault('damaged')
}

/** Undoes the sorting, and the runs that were counted before it. */
function giveOut(sorted: Uint32Array, first: number, out: Output): number {
  const places = new Int32Array(256)
  for (const byte of sorted) places[byte] = (places[byte] as number) + 1
  let sum = 0
  for (let byte = 0; byte < 256; byte++) {
    const count = places[byte] as number
    places[byte] = sum
    sum += count
  }
  // Beside each byte, in the upper bits, the place of the one behind it.
  for (let at = 0; at < sorted.length; at++) {
    const byte = (sorted[at] as number) & 255
    const place = places[byte] as number
    places[byte] = place + 1
    sorted[place] = ((sorted[place] as number) | (at << 8)) >>> 0
  }
  let crc = -1
  let entry = sorted[first] as number
  let last = -1
  let run = 0
  for (let left = sorted.length; left > 0; left--) {
    entry = sorted[entry >>> 8] as number
    const byte = entry & 255
    let count = 1
    if (run === runBytes) {
      count = byte
      run = 0
    } else {
      run = byte === last ? run + 1 : 1
      last = byte
    }
    for (; count > 0; count--) {
      if (!out.push(last)) throw new Fault('limit')
      crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ last] as number)
    }
    if (run === 0) last = -1
  }
  return ~crc >>> 0
}
