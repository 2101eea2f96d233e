import { statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from '../case/folder/durable.ts'
import { InputError } from '../core/errors.ts'
import { readError } from '../core/read-error.ts'
import { refuseCasePlace } from './case-place.ts'

/** Throws an InputError that says what is wrong where `path` is no folder. */
export function requireFolder(path: string): void {
  const stat = statusOf(path)
  if (stat === null) throw new InputError(`${path}: there is no such folder.`)
  if (!stat.isDirectory()) throw new InputError(`${path} is no folder.`)
}

/** Null where nothing is there, or where a file stands in the way. */
function statusOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    throw readError(path, cause)
  }
}

/**
 * Throws an InputError where a name is the sign for standard input, which no command takes for its output, is the next
 * option, or is not the one that was typed: Node puts a sign in the place of every byte that is no UTF-8.
 */
export function refuseName(path: string): void {
  // An option that wants a file takes the next word, also where that was meant as an option.
  if (path.startsWith('--'))
    throw new InputError(`${path} is no file name: give the file behind the option before it.`)
  if (path === '-')
    throw new InputError(
      '- is no file to write: name one (./- is a file of that name), or leave the option out.',
    )
  if (path.includes('\ufffd'))
    throw new InputError(`${path}: a name that is not UTF-8 cannot be given: choose another name.`)
}

/** Throws an InputError where the folder is not there that the file `path` is to be written into. */
export function requirePlace(path: string): void {
  refuseName(path)
  requireFolder(dirname(path))
  refuseCasePlace(path)
}
