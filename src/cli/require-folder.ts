import { statSync } from 'node:fs'
import { InputError } from '../core/errors.ts'

/** Throws an InputError that says what is wrong where `path` is no folder. */
export function requireFolder(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new InputError(`${path}: there is no such folder.`)
  if (!stat.isDirectory()) throw new InputError(`${path} is no folder.`)
}
