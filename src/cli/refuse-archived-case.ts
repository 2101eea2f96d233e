import { statSync } from 'node:fs'
import { caseArchiveLine } from '../case/case-archive.ts'
import { InputError } from '../core/errors.ts'
import { readZipDirectory } from '../source/archives/zip.ts'
import { withBundle } from './open-bundle.ts'

/**
 * Throws an InputError that says how to go on where a folder of cases is wanted and `path` is a bundle, or a case that was
 * zipped. What else is no folder is left to whoever wants one. `next`: what to do with a case once it is unpacked.
 */
export async function refuseArchivedCase(path: string, next: string): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return
  const line = await withBundle(path, ({ size, read }) => {
    const directory = readZipDirectory({
      size,
      read: (offset, length) => Buffer.from(read(offset, length)),
    })
    return directory === null
      ? ''
      : caseArchiveLine(
          path,
          directory.members.map(({ name }) => name),
          next,
        )
  })
  if (line !== '') throw new InputError(line)
}
