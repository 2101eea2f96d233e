/** BLAKE3 of short inputs (its specification, section 2): one chunk, which is all that an identifier needs. */
import { columns } from './blake-columns.ts'

const initial = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const
const order = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8] as const
const flags = { chunkStart: 1, chunkEnd: 2, root: 8 } as const
const blockBytes = 64
const rounds = 7

/** Longest input of one chunk. */
const blake3BytesMax = 1_024

function rotate(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

/** Order of the message's words in each round. */
const schedule: Uint8Array = new Uint8Array(rounds * 16)
for (let at = 0; at < 16; at++) schedule[at] = at
for (let at = 16; at < schedule.length; at++)
  schedule[at] = schedule[(at & ~15) - 16 + (order[at & 15] as number)] as number

const state: Int32Array = new Int32Array(16)

/** Mixes two words into a column (or diagonal) of the state: the function G of the specification. */
function mix(a: number, b: number, c: number, d: number, first: number, second: number): void {
  state[a] = (state[a] as number) + (state[b] as number) + first
  state[d] = rotate((state[d] as number) ^ (state[a] as number), 16)
  state[c] = (state[c] as number) + (state[d] as number)
  state[b] = rotate((state[b] as number) ^ (state[c] as number), 12)
  state[a] = (state[a] as number) + (state[b] as number) + second
  state[d] = rotate((state[d] as number) ^ (state[a] as number), 8)
  state[c] = (state[c] as number) + (state[d] as number)
  state[b] = rotate((state[b] as number) ^ (state[c] as number), 7)
}

/** Compresses one block into `chain`. */
function compress(chain: Int32Array, block: Int32Array, length: number, flag: number): void {
  state.set(chain)
  for (let at = 0; at < 4; at++) state[8 + at] = initial[at] as number
  state[12] = 0
  state[13] = 0
  state[14] = length
  state[15] = flag
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < 8; step++) {
      const at = round * 16 + step * 2
      const [a, b, c, d] = columns[step] as readonly [number, number, number, number]
      mix(a, b, c, d, block[schedule[at] as number] as number, block[schedule[at + 1] as number] as number)
    }
  }
  for (let at = 0; at < 8; at++) chain[at] = (state[at] as number) ^ (state[at + 8] as number)
}

/** The 32 bytes of BLAKE3; null where the input is longer than one chunk. */
export function blake3(bytes: Uint8Array): Buffer | null {
  if (bytes.length > blake3BytesMax) return null
  const chain = Int32Array.from(initial)
  const count = Math.max(1, Math.ceil(bytes.length / blockBytes))
  for (let index = 0; index < count; index++) {
    const piece = bytes.subarray(index * blockBytes, (index + 1) * blockBytes)
    const block = Buffer.alloc(blockBytes)
    block.set(piece)
    const words = Int32Array.from({ length: 16 }, (_, at) => block.readInt32LE(at * 4))
    const isLast = index === count - 1
    const flag = (index === 0 ? flags.chunkStart : 0) | (isLast ? flags.chunkEnd | flags.root : 0)
    compress(chain, words, piece.length, flag)
  }
  const out = Buffer.alloc(32)
  chain.forEach((word, at) => out.writeInt32LE(word, at * 4))
  return out
}
