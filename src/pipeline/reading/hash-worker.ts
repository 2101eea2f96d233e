import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

/** Thread: the SHA-256 of the first bytes of a file, as hex. */
const hash = createHash('sha256')
const { path, size } = workerData as { readonly path: string; readonly size: number }
const file = openSync(path, 'r')
const buf = Buffer.allocUnsafe(1024 * 1024)
for (let at = 0; at < size; ) {
  const count = readSync(file, buf, 0, Math.min(buf.length, size - at), at)
  if (count === 0) break
  hash.update(buf.subarray(0, count))
  at += count
}
closeSync(file)
parentPort?.postMessage(hash.digest('hex'))
