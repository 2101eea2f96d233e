/**
 * Buffers by size class, shared by all flows: a message that lies in one chunk needs none, and a flow that waits
 * holds none. Classes grow by four, so that a growing body is copied at most a third more than its length.
 * What is given back is kept up to a bound, the rest is left to the garbage collector.
 */
import { limits } from '../core/limits.ts'

const smallestBits = 11
const stepBits = 2
const classes = 7

/** Size of the largest class: 8 MiB. Larger buffers are made to measure and not kept. */
const largestBytes = 1 << (smallestBits + stepBits * (classes - 1))

function classOf(bytes: number): number {
  let index = 0
  while (1 << (smallestBits + stepBits * index) < bytes) index++
  return index
}

/** The pool of one scan. */
export class BufferPool {
  /** Bytes that lie ready. */
  idleBytes = 0
  private readonly idle: Buffer[][] = Array.from({ length: classes }, () => [])

  /** A buffer of at least `bytes` bytes, with old content. */
  take(bytes: number): Buffer {
    if (bytes > largestBytes) return Buffer.allocUnsafeSlow(bytes)
    const index = classOf(bytes)
    const kept = (this.idle[index] as Buffer[]).pop()
    if (kept === undefined) return Buffer.allocUnsafeSlow(1 << (smallestBits + stepBits * index))
    this.idleBytes -= kept.length
    return kept
  }

  /** Takes back what `take` gave; whoever gives it must not use it again. */
  give(buffer: Buffer): void {
    if (buffer.length > largestBytes) return
    if (this.idleBytes + buffer.length > limits.message.poolIdleBytesMax) return
    this.idleBytes += buffer.length
    ;(this.idle[classOf(buffer.length)] as Buffer[]).push(buffer)
  }
}

/** The pool of this thread. */
export const bufferPool: BufferPool = new BufferPool()
