import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

/** Thread: the SHA-256 of the first bytes of an open file, which the thread that started this closes, as hex. */
const hash = createHash('sha256')
const { file, size } = workerData as { readonly file: number; readonly size: number }
const buf = Buffer.allocUnsafe(1024 * 1024)
for (let at = 0; at < size; ) {
  const count = readSync(file, buf, 0, Math.min(buf.length, size - at), at)
  if (count === 0) break
  hash.update(buf.subarray(0, count))
  at += count
}
parentPort?.postMessage(hash.digest('hex'))
