import { createHash } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import { readError } from '../../core/read-error.ts'
import type { OpenFile } from './open-file.ts'

/** Below this size a digest costs less than starting a thread for it. */
const inlineHashBytesMax = 32 * 1024 * 1024

/** A digest that is being taken. */
export interface Digest {
  readonly hex: Promise<string>
  /** Stops the work, if it is still going on. */
  cancel(): Promise<unknown>
}

/** Takes digests of files, one after the other. */
export interface Digests {
  /** SHA-256 of a file as large as it was found. `descriptor`: its own on the disk, null where it has none. */
  of(file: OpenFile, descriptor: number | null, path: string): Promise<Digest>
}

/** The SHA-256 of a single file, on a thread of its own where it is large: the digest is slower than the scan. */
export const singleDigest: Digests = {
  async of(file, descriptor, path) {
    const { size } = file
    if (size <= inlineHashBytesMax || descriptor === null) {
      const hash = createHash('sha256')
      eachPiece(file, (piece) => void hash.update(piece))
      return { hex: Promise.resolve(hash.digest('hex')), cancel: () => Promise.resolve() }
    }
    const worker = await startWorker(false)
    return { hex: answer(worker, { file: descriptor, size }, path), cancel: () => worker.terminate() }
  },
}

/** The SHA-256 of each file of a recording, and that of the bytes of all in their order. */
export class RecordingDigests implements Digests {
  private readonly hash = createHash('sha256')
  private readonly isLarge: boolean
  private worker: Worker | null = null

  /** `size`: bytes of all files; `haveDescriptors`: whether each lies on the disk, where a thread can read it. */
  constructor(size: number, haveDescriptors: boolean) {
    this.isLarge = size > inlineHashBytesMax && haveDescriptors
  }

  async of(file: OpenFile, descriptor: number | null, path: string): Promise<Digest> {
    const cancel = (): Promise<unknown> => Promise.resolve()
    if (this.isLarge && descriptor !== null) {
      this.worker ??= await startWorker(true)
      return { hex: answer(this.worker, { file: descriptor, size: file.size }, path), cancel }
    }
    const own = createHash('sha256')
    eachPiece(file, (piece) => {
      own.update(piece)
      this.hash.update(piece)
    })
    return { hex: Promise.resolve(own.digest('hex')), cancel }
  }

  /** The digest of all that was taken. */
  all(path: string): Promise<string> {
    return this.worker === null ? Promise.resolve(this.hash.digest('hex')) : answer(this.worker, null, path)
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    await this.worker?.terminate()
  }
}

function eachPiece(file: OpenFile, take: (piece: Buffer) => void): void {
  const { size } = file
  const buf = Buffer.allocUnsafe(Math.max(1, Math.min(size, 4 * 1024 * 1024)))
  for (let at = 0; at < size; ) {
    const count = file.read(buf, 0, buf.length, at)
    if (count === 0) break
    take(buf.subarray(0, count))
    at += count
  }
}

async function startWorker(isRecording: boolean): Promise<Worker> {
  const { Worker: Thread } = await import('node:worker_threads')
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new Thread(new URL(`./hash-worker.${ending}`, import.meta.url), { workerData: { isRecording } })
}

/** Files are named by their descriptors: by its name, another one may be read meanwhile. */
function answer(
  worker: Worker,
  asked: { readonly file: number; readonly size: number } | null,
  path: string,
): Promise<string> {
  const hex = new Promise<string>((resolve, reject) => {
    const onError = (cause: unknown): void => reject(readError(path, cause))
    worker.once('error', onError)
    worker.once('message', (digest: string) => {
      worker.off('error', onError)
      resolve(digest)
    })
  })
  worker.postMessage(asked)
  return hex
}
