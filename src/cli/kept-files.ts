import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { codeOf } from '../case/folder/durable.ts'
import { InputError } from '../core/errors.ts'
import { readError } from '../core/read-error.ts'
import { readHead } from '../pipeline/reading/open-file.ts'
import { requirePlace } from './require-folder.ts'
import { placeOf } from './same-file.ts'

/** A file that is written again and again, each time in place of the one before or behind what it holds. */
export interface EarlierKind {
  readonly name: string
  /** How one begins; a file of no bytes is one of every kind. */
  readonly beginning: RegExp
  /** How its name ends, where that tells. */
  readonly ending?: RegExp
}

/** A file that a command will write. `earlier`: what it may take the place of, or be added to; absent where that may be anything. */
export interface PlannedFile {
  readonly option: string
  readonly path: string
  readonly earlier?: EarlierKind
}

/** Throws an InputError where `path` is no place for a new file; `hint`: what is said where a file is there. */
export function requireNewFile(path: string, hint = 'name a new file'): void {
  if (path === '') throw new InputError('the name of the file to write is empty.')
  if (isThere(path)) throw new InputError(`${path} is there already: ${hint}.`)
  requirePlace(path)
}

/** Also a link that leads nowhere is there: a file that is given its name would take its place. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (cause) {
    // Where a file stands in the place of a folder, the folder is what is missed.
    if (codeOf(cause) === 'ENOTDIR') return false
    throw readError(path, cause)
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/**
 * Throws an InputError where one of `planned` would be written over what the command reads (`read`: files, and folders
 * with all that is in them), over a file that is no earlier one of its kind, or over each other.
 */
export function keepFiles(planned: readonly PlannedFile[], read: readonly string[]): void {
  const inputs = new Set(read.map(placeOf).filter((place) => place !== null))
  const folders = read.filter(isFolder).map((path) => realpathSync(path))
  const named = new Set<string>()
  for (const { option, path, earlier } of planned) {
    requirePlace(path)
    if (isFolder(path)) throw new InputError(`${option} ${path}: it is a folder, and no file to write.`)
    const place = placeOf(path)
    const own = join(realpathSync(dirname(path)), sep)
    if ((place !== null && inputs.has(place)) || folders.some((folder) => own.startsWith(join(folder, sep))))
      throw new InputError(`${option} ${path}: it is read by this command, and never written over.`)
    const key = place ?? join(own, basename(path))
    if (named.has(key)) throw new InputError(`${path} is named twice: each file needs a name of its own.`)
    named.add(key)
    if (earlier === undefined || !existsSync(path)) continue
    if (place === null) throw new InputError(`${option} ${path}: it is no file.`)
    const head = readHead(path).toString('utf8')
    const isEarlier = earlier.beginning.test(head) && earlier.ending?.test(path) !== false
    if (head !== '' && !isEarlier)
      throw new InputError(`${path} is there already, and is no ${earlier.name}: name another file.`)
  }
}
