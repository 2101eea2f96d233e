import { linkSync, openSync, closeSync, fsyncSync, rmSync, writeSync } from 'node:fs'
import { FaultError, InputError } from '../core/errors.ts'

/**
 * Writes a file that is not there yet, whole or not at all, readable by its owner only. Throws an InputError where it is
 * there, a FaultError where the disk will not take it.
 */
export function writeNewFile(path: string, content: Uint8Array): void {
  const temporary = `${path}.writing-${process.pid}`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      for (let written = 0; written < content.length; ) written += writeSync(file, content, written)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    // A link, unlike a rename, never takes the place of a file that came meanwhile.
    linkSync(temporary, path)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    if (code === 'EEXIST')
      throw new InputError(`${path} is there already: it is never written over.`, { cause })
    if (code === 'ENOENT') throw new InputError(`${path}: there is no such folder.`, { cause })
    const why = { ENOSPC: 'the disk is full', EACCES: 'no permission', EROFS: 'the disk is read-only' }[code]
    throw new FaultError(`${path} cannot be written: ${why ?? code}.`, { cause })
  } finally {
    rmSync(temporary, { force: true })
  }
}
