/**
 * Keccak as it was before it became SHA-3 (the Keccak reference, version 3.0): the same permutation, and another byte
 * behind the message. What many libraries of JavaScript call SHA-3, and the hash of Ethereum.
 */

const rounds = 24
const lanes = 25
const stateBytes = 200
/** SHA-3 has 0x06 here (FIPS 202, B.2). */
const domainByte = 0x01
const lastByte = 0x80

/** Where each lane goes, and by how many bits it is turned on its way (steps rho and pi). */
const target = new Uint8Array(lanes)
const turn = new Uint8Array(lanes)
for (let x = 1, y = 0, step = 0; step < 24; step++) {
  turn[x + 5 * y] = (((step + 1) * (step + 2)) / 2) % 64
  ;[x, y] = [y, (2 * x + 3 * y) % 5]
}
for (let y = 0; y < 5; y++) for (let x = 0; x < 5; x++) target[x + 5 * y] = y + 5 * ((2 * x + 3 * y) % 5)

/** Constants of the rounds, low and high half: bits of a shift register (step iota). */
const constants = new Uint32Array(rounds * 2)
for (let round = 0, register = 1; round < rounds; round++)
  for (let bit = 0; bit < 7; bit++) {
    const place = 2 ** bit - 1
    if ((register & 1) !== 0)
      constants[round * 2 + (place >> 5)] =
        ((constants[round * 2 + (place >> 5)] as number) | (1 << (place & 31))) >>> 0
    register = (register << 1) ^ ((register >> 7) * 0x171)
  }

const low = new Int32Array(lanes)
const high = new Int32Array(lanes)
const nextLow = new Int32Array(lanes)
const nextHigh = new Int32Array(lanes)
const parityLow = new Int32Array(5)
const parityHigh = new Int32Array(5)

function permute(): void {
  for (let round = 0; round < rounds; round++) {
    mixColumns()
    for (let lane = 0; lane < lanes; lane++) turnLane(lane)
    for (let at = 0; at < lanes; at++) {
      const row = at - (at % 5)
      const [one, two] = [row + ((at + 1) % 5), row + ((at + 2) % 5)]
      low[at] = (nextLow[at] as number) ^ (~(nextLow[one] as number) & (nextLow[two] as number))
      high[at] = (nextHigh[at] as number) ^ (~(nextHigh[one] as number) & (nextHigh[two] as number))
    }
    low[0] = (low[0] as number) ^ (constants[round * 2] as number)
    high[0] = (high[0] as number) ^ (constants[round * 2 + 1] as number)
  }
}

/** Step theta: each lane with the columns on both sides. */
function mixColumns(): void {
  parityLow.fill(0)
  parityHigh.fill(0)
  for (let lane = 0; lane < lanes; lane++) {
    parityLow[lane % 5] = (parityLow[lane % 5] as number) ^ (low[lane] as number)
    parityHigh[lane % 5] = (parityHigh[lane % 5] as number) ^ (high[lane] as number)
  }
  for (let lane = 0; lane < lanes; lane++) {
    const [left, right] = [(lane + 4) % 5, (lane + 1) % 5]
    const [rightLow, rightHigh] = [parityLow[right] as number, parityHigh[right] as number]
    low[lane] = (low[lane] as number) ^ (parityLow[left] as number) ^ ((rightLow << 1) | (rightHigh >>> 31))
    high[lane] =
      (high[lane] as number) ^ (parityHigh[left] as number) ^ ((rightHigh << 1) | (rightLow >>> 31))
  }
}

function turnLane(lane: number): void {
  const bits = turn[lane] as number
  const to = target[lane] as number
  // Turned by half a lane the halves change places.
  const [one, two] =
    bits < 32 ? [low[lane] as number, high[lane] as number] : [high[lane] as number, low[lane] as number]
  const by = bits & 31
  nextLow[to] = by === 0 ? one : (one << by) | (two >>> (32 - by))
  nextHigh[to] = by === 0 ? two : (two << by) | (one >>> (32 - by))
}

/** Keccak of `bits` bits: 224, 256, 384 or 512. */
export function keccak(bytes: Uint8Array, bits: number): Buffer {
  const rate = stateBytes - bits / 4
  const padded = Buffer.alloc((Math.floor(bytes.length / rate) + 1) * rate)
  padded.set(bytes)
  padded[bytes.length] = domainByte
  padded[padded.length - 1] = (padded.at(-1) as number) | lastByte
  low.fill(0)
  high.fill(0)
  for (let block = 0; block < padded.length; block += rate) {
    for (let lane = 0; lane * 8 < rate; lane++) {
      low[lane] = (low[lane] as number) ^ padded.readInt32LE(block + lane * 8)
      high[lane] = (high[lane] as number) ^ padded.readInt32LE(block + lane * 8 + 4)
    }
    permute()
  }
  const digest = Buffer.alloc(stateBytes)
  for (let lane = 0; lane < lanes; lane++) {
    digest.writeInt32LE(low[lane] as number, lane * 8)
    digest.writeInt32LE(high[lane] as number, lane * 8 + 4)
  }
  return digest.subarray(0, bits / 8)
}
