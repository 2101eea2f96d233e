import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
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
 * Reads Parquet files in a process of its own: a case can come from anyone, and a damaged file can keep a reader busy without
 * end, or make it fill all memory at once, which no thread of ours would outlive. There it is ended.
 */
export class ParquetReader {
  private child: ChildProcess | null = null
  private readonly bounds: ReadBounds

  constructor(bounds: ReadBounds = limits.query) {
    this.bounds = bounds
  }

  /**
   * Columns by their names, those of `names` that the file has. `what` names the file in the InputError that is thrown
   * where it cannot be read, or not in time.
   */
  async read(what: string, bytes: Uint8Array, names?: readonly string[]): Promise<Map<string, Cell[]>> {
    this.child ??= startProcess(this.bounds)
    const { child } = this
    const { readSecondsMax } = this.bounds
    const clock = AbortSignal.timeout(readSecondsMax * 1000)
    try {
      const request: ReadRequest = { bytes, names }
      child.send(request)
      const answer = await answerOf(child, clock)
      if (answer !== null && 'columns' in answer) return answer.columns
      if (answer !== null)
        throw new InputError(`${what} is no table that can be read: ${oneLine(answer.problem)}.`)
      throw new Error(fullText)
    } catch (cause) {
      if (cause instanceof InputError) throw cause
      await this.close()
      const why = clock.aborted ? `it takes longer than ${readSecondsMax} s` : oneLine(messageOf(cause))
      throw new InputError(`${what} is no table that can be read: ${why}.`, { cause })
    }
  }

  async close(): Promise<void> {
    const { child } = this
    this.child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}

const fullText = 'it takes more memory than a table may'

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What the process says; null where it ends before. */
async function answerOf(child: ChildProcess, clock: AbortSignal): Promise<ReadAnswer | null> {
  const over = new AbortController()
  const signal = AbortSignal.any([clock, over.signal])
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]) => answer as ReadAnswer),
      once(child, 'exit', { signal }).then(() => null),
    ])
  } finally {
    over.abort()
  }
}

function startProcess({ memoryBytesMax }: ReadBounds): ChildProcess {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const { fork } = process.getBuiltinModule('node:child_process')
  return fork(new URL(`./parquet-worker.${ending}`, import.meta.url), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryBytesMax / 1_048_576}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replace(/\.$/, '')
}
