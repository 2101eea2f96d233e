import { closeSync, fstatSync, openSync } from 'node:fs'
import { readAt } from './read-at.ts'
import { isCase } from '../case/folder/open-case.ts'
import type { ArchiveSource } from '../case/bundle/reading.ts'
import { InputError } from '../core/errors.ts'
import { readError, reading } from '../core/read-error.ts'
import { shellWord } from '../core/shell-word.ts'
import { readZipDirectory } from '../source/archives/zip.ts'
import type { ZipDirectory } from '../source/archives/zip.ts'

/** Opens a bundle, gives it to `work`, and closes it. Throws an InputError for what is no file. */
export async function withBundle<T>(
  path: string,
  work: (source: ArchiveSource) => T | Promise<T>,
): Promise<T> {
  const file = openBundle(path)
  try {
    return await work(sourceOf(file, path))
  } finally {
    closeSync(file)
  }
}

/** Opens a file that may be a bundle. Throws an InputError for what is no file. */
export function openBundle(path: string): number {
  let isFolder = false
  try {
    const file = openSync(path, 'r')
    const stat = fstatSync(file)
    if (stat.isFile()) return file
    isFolder = stat.isDirectory()
    closeSync(file)
  } catch (cause) {
    throw readError(path, cause)
  }
  throw new InputError(
    isCase(path)
      ? `${path} is a case, not a bundle: varde case verify ${shellWord(path)} checks it.`
      : `${path} is ${isFolder ? 'a folder, and a bundle is one file' : 'no file'}.`,
  )
}

/** The bytes of an open file, for who checks a bundle. */
export function sourceOf(file: number, path: string): ArchiveSource {
  return {
    size: fstatSync(file).size,
    read: (offset, length) => reading(path, () => readAt(file, offset, length)),
  }
}

/** The directory of what may be a bundle, or another zip archive; null where it does not begin as one. */
export function directoryIn(source: ArchiveSource): ZipDirectory | null {
  return readZipDirectory({
    size: source.size,
    read: (offset, length) => Buffer.from(source.read(offset, length)),
  })
}
