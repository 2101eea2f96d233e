import { latin1 } from './latin1.ts'

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

  /** Number of `buf[start, end)`; new ones are numbered in order of first sight, up to `sizeMax`, and then -1. */
  intern(buf: Buffer, start: number, end: number, sizeMax: number = Number.POSITIVE_INFINITY): number {
    let hash = 0x811c9dc5 | 0
    for (let index = start; index < end; index++)
      hash = Math.imul(hash ^ fold(buf[index] as number), 0x01000193)
    const mask = this.slots.length - 1
    let slot = hash & mask
    for (;;) {
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
    if (this.size * 2 > this.slots.length) this.grow()
    return id
  }

  text(id: number): string {
    return this.texts[id] ?? ''
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1)
    const mask = this.slots.length - 1
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
