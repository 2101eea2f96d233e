import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onEnding } from './on-ending.ts'

/**
 * Makes a folder of varde's own for `work` and removes it behind it, also where varde is told to end meanwhile: what lies
 * in it may name a person. `interrupted` tells the work of that, so that no program of its writes there any more.
 */
export async function withTemporaryFolder<T>(
  prefix: string,
  work: (folder: string, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  const interrupt = new AbortController()
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  const takeBack = onEnding(() => {
    interrupt.abort()
    remove()
  })
  try {
    return await work(folder, interrupt.signal)
  } finally {
    takeBack()
    remove()
  }
}
