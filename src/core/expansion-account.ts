import { limits } from './limits.ts'

/**
 * What the messages of one capture may expand to in all: each earns so many times its bytes, and whoever expands to more
 * takes it from a stock. A single bomb is only cut at the limits of a message, but a capture that is full of them is read
 * in time that its size bounds; and no message is cut that expands to what it earns itself.
 */
export class ExpansionAccount {
  private readonly ratio: number
  private stock: number

  /** What a message earns for each of its bytes, and the stock. */
  constructor(
    ratio: number = limits.decode.captureExpansionRatioMax,
    stock: number = limits.decode.captureExpandedBytesMax,
  ) {
    this.ratio = ratio
    this.stock = stock
  }

  /** Bytes that a message of `length` may expand to. */
  allow(length: number): number {
    return Math.min(limits.decode.expandedBytesMax, Math.max(length * this.ratio, this.stock))
  }

  /** A message of `length` was read, and expanded to so many bytes. */
  settle(length: number, expandedBytes: number): void {
    this.stock += length * this.ratio - expandedBytes
  }
}
