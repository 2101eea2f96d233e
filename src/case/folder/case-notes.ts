import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { entriesOf, folders } from './case-folder.ts'
import type { CaseFiles } from './case-files.ts'
import { factsName, marksName } from '../case-facts.ts'
import { keyName } from '../keys/case-key.ts'
import { ledgerName } from '../manifest.ts'
import { isOnItsWay } from './sweep-unfinished.ts'

/** Places whose names are what an act was told of: reports are laid there by people. */
const told = folders.filter((name) => name !== 'reports')

/**
 * What holds, and is to be known before a case is copied or zipped, a sentence without a stop for each: links, behind which a
 * copy may have nothing, and hidden files, which nothing reads.
 */
export function caseNotes({ folder }: Pick<CaseFiles, 'folder'>): string[] {
  const inside = told.flatMap((place) => {
    const names = entriesOf(join(folder, place)).sort()
    return names.map((name) => `${place}/${name}`)
  })
  const own = [marksName, ledgerName, factsName, keyName, ...folders]
  return [
    ...[...own, ...inside]
      .filter((path) => isLink(join(folder, path)))
      .map(
        (path) => `${path} is a link: what it leads to is not in the case, and a copy of it may come without`,
      ),
    ...inside
      .filter((path) => path.includes('/.') && !isOnItsWay(path.slice(path.indexOf('/') + 1)))
      .map((path) => `${path} is hidden, and in no act: nothing reads it`),
  ]
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}
