import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guarded } from '../case/folder/durable.ts'
import { onEnding } from './on-ending.ts'

/**
 * Makes a folder of varde's own for `work` and removes it behind it, also where varde is told to end meanwhile: what lies
 * in it may name a person. `interrupted` tells the work of that, so that no program of its writes there any more.
 */
export async function withTemporaryFolder<T>(
  prefix: string,
  work: (folder: string, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  let folder: string | null = null
  const interrupt = new AbortController()
  const remove = (): void => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  // Before the folder is there: it must not outlive a signal that comes at once.
  const takeBack = onEnding(() => {
    interrupt.abort()
    remove()
  })
  try {
    const place = tmpdir()
    folder = guarded(`no folder can be made in ${place} for a while (TMPDIR names another place)`, () =>
      mkdtempSync(join(place, prefix)),
    )
    return await work(folder, interrupt.signal)
  } finally {
    takeBack()
    remove()
  }
}
