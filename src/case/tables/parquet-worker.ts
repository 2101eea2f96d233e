import { parentPort } from 'node:worker_threads'
import { readParquet } from './parquet.ts'

/** What the thread is asked: a file, and which of its columns. */
export interface ReadRequest {
  readonly bytes: Uint8Array
  readonly names: readonly string[] | undefined
}

/** Thread: columns of Parquet files, one file after the other, or why a file is none. */
parentPort?.on('message', ({ bytes, names }: ReadRequest) => {
  readParquet(bytes, names).then(
    (columns) => parentPort?.postMessage({ columns }),
    (error: unknown) =>
      parentPort?.postMessage({ problem: error instanceof Error ? error.message : String(error) }),
  )
})
