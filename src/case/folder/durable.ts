/** Writing that survives: a file is there whole or not at all, and what the machine will not do is said in one line. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { FaultError, InputError } from '../../core/errors.ts'
import { writeReason } from '../../core/write-reason.ts'

/** Does `work`; what the system refuses becomes a FaultError of one line: `what`, and why. */
export function guarded<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof FaultError) throw cause
    const code = codeOf(cause)
    throw new FaultError(`${what}: ${code === '' ? String(cause) : writeReason(code)}.`, { cause })
  }
}

/** Code of a system error, as `ENOENT`; '' for other errors. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

/**
 * Makes a folder for its owner alone, and those above it that are missing. Node's own way tries for ever where the system
 * says of every name that it is not there, as in /proc.
 */
export function makeFolders(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(path).isDirectory()) return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    makeFolders(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}

/** Writes all of `bytes`, however little the system takes at once. */
export function writeFully(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
}

/** Opens a file with `flags`, and closes it behind `work`. */
function withFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags, 0o600)
  try {
    return work(file)
  } finally {
    closeSync(file)
  }
}

/** Writes a file beside its place, flushes and renames it: it is there whole, or not at all. */
export function writeWhole(path: string, text: string | Uint8Array, mode = 0o600): void {
  guarded(`${path} cannot be written`, () => {
    const temporary = `${path}.writing-${process.pid}`
    try {
      const file = openSync(temporary, 'w', mode)
      try {
        writeFully(file, typeof text === 'string' ? Buffer.from(text) : text)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, path)
    } catch (cause) {
      rmSync(temporary, { force: true })
      throw cause
    }
    flushFolder(dirname(path))
  })
}

/** Flushes the names in a folder. */
export function flushFolder(folder: string): void {
  withFile(folder, 'r', fsyncSync)
}
