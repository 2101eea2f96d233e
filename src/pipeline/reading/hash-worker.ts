import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * Thread: the SHA-256 of the first bytes of each open file that it is told, as hex; the files are closed by who tells it of
 * them. Where all are one recording (`isRecording`), asked with null it gives the digest of all of them in their order, too.
 */
const { isRecording } = workerData as { readonly isRecording: boolean }
const all = createHash('sha256')
const buf = Buffer.allocUnsafe(1024 * 1024)

parentPort?.on('message', (asked: { readonly file: number; readonly size: number } | null) => {
  parentPort?.postMessage(asked === null ? all.digest('hex') : digestOf(asked.file, asked.size))
})

function digestOf(file: number, size: number): string {
  const hash = createHash('sha256')
  for (let at = 0; at < size; ) {
    const count = readSync(file, buf, 0, Math.min(buf.length, size - at), at)
    if (count === 0) break
    const piece = buf.subarray(0, count)
    hash.update(piece)
    if (isRecording) all.update(piece)
    at += count
  }
  return hash.digest('hex')
}
