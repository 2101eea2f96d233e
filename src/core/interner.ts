import { latin1 } from './latin1.ts'

/** A probe longer than this is no chance: the hash is given another seed (names made to collide must not hang us). */
const probesMax = 128

/**
 * Turns byte strings into small numbers without making JavaScript strings: host names recur thousands of times in
 * a capture, and a string for each would be the first cost of the hot path. ASCII letters are folded to lower case.
 */
export class Interner {
  size = 0
  private readonly texts: string[] = []
  private readonly bytes: Buffer[] = []
  private slots = new Int32Array(256).fill(-1)
  private hashes: number[] = []
  /** Where hashes begin (FNV-1a). Which one it is shows in no result. */
  private seed = 0x811c9dc5 | 0
  private addedSinceReseed = 0

  /** Number of `buf[start, end)`; new ones are numbered in order of first sight, up to `sizeMax`, and then -1. */
  intern(buf: Buffer, start: number, end: number, sizeMax: number = Number.POSITIVE_INFINITY): number {
    let hash = this.seed
    for (let index = start; index < end; index++)
      hash = Math.imul(hash ^ fold(buf[index] as number), 0x01000193)
    const mask = this.slots.length - 1
    let slot = hash & mask
    let probes = 0
    for (; ; probes++) {
      const id = this.slots[slot] as number
      if (id < 0) break
      if (this.hashes[id] === hash && equal(this.bytes[id] as Buffer, buf, start, end)) return id
      slot = (slot + 1) & mask
    }
    if (this.size >= sizeMax) return -1
    const id = this.size++
    const copy = Buffer.allocUnsafe(end - start)
    for (let index = start; index < end; index++) copy[index - start] = fold(buf[index] as number)
    this.bytes.push(copy)
    this.texts.push(latin1(copy, 0, copy.length))
    this.hashes.push(hash)
    this.slots[slot] = id
    this.addedSinceReseed++
    if (this.size * 2 > this.slots.length) this.place(this.slots.length * 2)
    // Who knows all seeds has to write as many names again for each: so a probe is never much longer than twice that.
    else if (probes > probesMax && this.addedSinceReseed > probesMax) this.reseed()
    return id
  }

  text(id: number): string {
    return this.texts[id] ?? ''
  }

  private reseed(): void {
    this.addedSinceReseed = 0
    this.seed = (Math.imul(this.seed ^ this.size, 0x2c1b3c6d) + 0x297a2d39) | 0
    this.hashes = this.bytes.map((bytes) => {
      let hash = this.seed
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
      return hash
    })
    this.place(this.slots.length)
  }

  /** Places all names anew, in so many slots. */
  private place(length: number): void {
    this.slots = new Int32Array(length).fill(-1)
    const mask = length - 1
    for (let id = 0; id < this.size; id++) {
      let slot = (this.hashes[id] as number) & mask
      while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask
      this.slots[slot] = id
    }
  }
}

function fold(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte
}

function equal(known: Buffer, buf: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false
  for (let index = 0; index < known.length; index++) {
    if (known[index] !== fold(buf[start + index] as number)) return false
  }
  return true
}
