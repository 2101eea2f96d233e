import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { isCase } from '../case/folder/open-case.ts'
import { signingKeyName } from '../case/folder/case-folder.ts'
import { itemKinds } from '../case/folder/case-items.ts'
import { guarded } from '../case/folder/durable.ts'
import { InputError } from '../core/errors.ts'

/** Folders of a case that hold what its ledger knows, and nothing else. */
const knownPlaces: ReadonlySet<string> = new Set([...itemKinds, 'results', 'seals'])

/** The one folder of a case that holds what people put there, and not only what its ledger knows. */
const freePlace = 'reports'

/** Whether the folder is a case that goes on: a bundle that was unpacked, into a folder with other things, looks like one. */
function hasSigningKey(folder: string): boolean {
  return ['', '.enc'].some((ending) => existsSync(join(folder, `${signingKeyName}${ending}`)))
}

/** Throws an InputError where a file that is to be written would stand among those of a case, which would not hold any more. */
export function refuseCasePlace(path: string): void {
  let folder: string
  try {
    folder = realpathSync(dirname(path))
  } catch {
    // That there is no such folder is said by whoever writes.
    return
  }
  let below = ''
  for (let above = folder; ; below = basename(above), above = dirname(above)) {
    const isOfCase = knownPlaces.has(below) || (below !== freePlace && hasSigningKey(above))
    if (isOfCase && isCase(above))
      throw new InputError(
        `${path} would stand among the files of a case, which then does not hold: write it elsewhere, or into ${above}/${freePlace}.`,
      )
    if (above === dirname(above)) return
  }
}

/** Throws an InputError where a new folder would lie in a case, at any depth: most of its places hold what its ledger knows. */
export function refuseInsideCase(folder: string): void {
  let above = guarded(`${folder} cannot be made`, () => dirname(resolve(folder)))
  while (!existsSync(above) && above !== dirname(above)) above = dirname(above)
  for (let at = realpathSync(above), below = ''; at !== below; below = at, at = dirname(at))
    if (isCase(at)) throw new InputError(`${folder} would lie in the case ${at}: make it beside that one.`)
}
