import { readSync } from 'node:fs'

/** Up to `length` bytes of an open file from `offset` on; fewer only where it ends. */
export function readAt(file: number, offset: number, length: number): Buffer {
  const buf = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const count = readSync(file, buf, done, length - done, offset + done)
    if (count === 0) break
    done += count
  }
  return buf.subarray(0, done)
}
