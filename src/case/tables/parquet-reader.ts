import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import type { ReadRequest } from './parquet-worker.ts'
import type { Cell } from './types.ts'

type ReadAnswer = { readonly columns: Map<string, Cell[]> } | { readonly problem: string }

/** What reading a file may take. */
export interface ReadBounds {
  readonly readSecondsMax: number
  readonly memoryBytesMax: number
}

/**
 * Reads Parquet files in a thread of its own: a case can come from anyone, and a damaged file can keep a reader busy
 * without end. There it is ended.
 */
export class ParquetReader {
  private worker: Worker | null = null
  private readonly bounds: ReadBounds

  constructor(bounds: ReadBounds = limits.query) {
    this.bounds = bounds
  }

  /**
   * Columns by their names, those of `names` that the file has. `what` names the file in the InputError that is thrown
   * where it cannot be read, or not in time.
   */
  async read(what: string, bytes: Uint8Array, names?: readonly string[]): Promise<Map<string, Cell[]>> {
    this.worker ??= startWorker(this.bounds)
    const { worker } = this
    const { readSecondsMax } = this.bounds
    const clock = AbortSignal.timeout(readSecondsMax * 1000)
    try {
      const request: ReadRequest = { bytes, names }
      worker.postMessage(request)
      const [answer] = (await once(worker, 'message', { signal: clock })) as [ReadAnswer]
      if ('columns' in answer) return answer.columns
      throw new InputError(`${what} is no table that can be read: ${oneLine(answer.problem)}.`)
    } catch (cause) {
      if (cause instanceof InputError) throw cause
      await this.close()
      const why = clock.aborted ? `it takes longer than ${readSecondsMax} s` : oneLine(String(cause))
      throw new InputError(`${what} is no table that can be read: ${why}.`, { cause })
    }
  }

  async close(): Promise<void> {
    const { worker } = this
    this.worker = null
    await worker?.terminate()
  }
}

function startWorker({ memoryBytesMax }: ReadBounds): Worker {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new Worker(new URL(`./parquet-worker.${ending}`, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryBytesMax / 1_048_576 },
  })
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replace(/\.$/, '')
}
