import { readParquet } from './parquet.ts'

/** What the process is asked: a file, and which of its columns. */
export interface ReadRequest {
  readonly bytes: Uint8Array
  readonly names: readonly string[] | undefined
}

/** Process: columns of Parquet files, one file after the other, or why a file is none. It ends with who asks. */
process.on('message', ({ bytes, names }: ReadRequest) => {
  readParquet(bytes, names).then(
    (columns) => process.send?.({ columns }),
    (error: unknown) => process.send?.({ problem: error instanceof Error ? error.message : String(error) }),
  )
})
