import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseFiles } from './case-files.ts'
import type { Content } from './case-files.ts'
import { flushFolder, guarded, makeFolders } from './durable.ts'
import type { Acting } from './custody.ts'
import { isRecorded, placeRecorded } from './place-recorded.ts'

/** A result: derived once, never changed. */
export interface CaseResult {
  /** Path in the case, `results/<key>/scan.json`. */
  readonly path: string
  readonly key: string
}

/**
 * Keeps a result under its key: `contents` by the names of its files. Doing it twice is a no-op: the first one stays.
 * Contents that are large are given piece by piece.
 */
export function keepResult(
  files: CaseFiles,
  key: string,
  contents: Readonly<Record<string, Content>>,
  details: Readonly<Record<string, unknown>>,
  acting: Acting,
): CaseResult {
  const { folder } = files
  const path = `results/${key}`
  if (existsSync(join(folder, path)) && isRecorded(folder, key)) return { path: `${path}/scan.json`, key }
  const temporary = join(folder, 'results', `.writing-${process.pid}-${key}`)
  rmSync(temporary, { recursive: true, force: true })
  const digests: Record<string, string> = {}
  try {
    guarded(`${path} cannot be written`, () => makeFolders(temporary))
    for (const [name, content] of Object.entries(contents)) {
      const hash = createHash('sha256')
      files.writeAt(
        join(temporary, files.stored(`${path}/${name}`).slice(path.length + 1)),
        `${path}/${name}`,
        (write) => {
          const put = (bytes: Uint8Array): void => {
            hash.update(bytes)
            write(bytes)
          }
          if (typeof content === 'function') content(put)
          else put(typeof content === 'string' ? Buffer.from(content) : content)
        },
      )
      digests[name] = files.knownDigest('results', hash.digest('hex'))
    }
    guarded(`${path} cannot be written`, () => flushFolder(temporary))
  } catch (cause) {
    rmSync(temporary, { recursive: true, force: true })
    throw cause
  }
  placeRecorded(files, temporary, path, acting, 'scan', { key, files: digests, ...details })
  return { path: `${path}/scan.json`, key }
}

/** The case's results, in the order of their keys. */
export function resultsOf(files: CaseFiles): CaseResult[] {
  return files
    .namesIn('results')
    .filter((key) => files.isFolder(`results/${key}`))
    .map((key) => ({ key, path: `results/${key}/scan.json` }))
}
