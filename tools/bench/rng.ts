import { createHash } from 'node:crypto'

/** Seeded random numbers (xorshift128): the same seed makes the same capture on every machine. Not for secrets. */
export class Rng {
  private a: number
  private b: number
  private c: number
  private d: number

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest()
    this.a = digest.readInt32LE(0)
    this.b = digest.readInt32LE(4)
    this.c = digest.readInt32LE(8)
    this.d = digest.readInt32LE(12) | 1
  }

  /** 32 random bits, unsigned. */
  next(): number {
    let t = this.d
    const s = this.a
    this.d = this.c
    this.c = this.b
    this.b = s
    t ^= t << 11
    t ^= t >>> 8
    this.a = t ^ s ^ (s >>> 19)
    return this.a >>> 0
  }

  /** From 0 up to, not including, 1. */
  fraction(): number {
    return this.next() / 4_294_967_296
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1))
  }

  chance(share: number): boolean {
    return this.fraction() < share
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)] as T
  }

  bytes(length: number): Buffer {
    const buf = Buffer.allocUnsafe(length)
    let index = 0
    for (; index + 4 <= length; index += 4) buf.writeInt32LE(this.next() | 0, index)
    for (; index < length; index++) buf[index] = this.next() & 0xff
    return buf
  }

  hex(length: number): string {
    return this.bytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length)
  }

  digits(length: number): string {
    let text = ''
    while (text.length < length) text += String(this.whole(0, 9))
    return text
  }

  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.fraction())
  }
}
