import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

/** Thread: the SHA-256 of the file named by `workerData`, as hex. */
const hash = createHash('sha256')
const file = openSync(String(workerData), 'r')
const buf = Buffer.allocUnsafe(1024 * 1024)
for (;;) {
  const count = readSync(file, buf, 0, buf.length, null)
  if (count === 0) break
  hash.update(buf.subarray(0, count))
}
closeSync(file)
parentPort?.postMessage(hash.digest('hex'))
