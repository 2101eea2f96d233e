import { statSync } from 'node:fs'
import { caseArchiveLine } from '../case/case-archive.ts'
import { InputError } from '../core/errors.ts'
import { reading } from '../core/read-error.ts'
import { directoryIn, withBundle } from './open-bundle.ts'

/**
 * Throws an InputError that says how to go on where a folder of cases is wanted and `path` is a bundle, or a case that was
 * zipped. What else is no folder is left to whoever wants one. `next`: what to do with a case once it is unpacked.
 */
export async function refuseArchivedCase(path: string, next: string): Promise<void> {
  if (!isFile(path)) return
  const directory = await withBundle(path, directoryIn)
  const names = directory?.members.map(({ name }) => name) ?? []
  const line = caseArchiveLine(path, names, next)
  if (line !== '') throw new InputError(line)
}

function isFile(path: string): boolean {
  return reading(path, () => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
}
