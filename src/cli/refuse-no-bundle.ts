import type { ArchiveSource } from '../case/bundle/reading.ts'
import { caseArchiveKind, caseArchiveLine } from '../case/case-archive.ts'
import { textOfUtf8 } from '../case/bytes.ts'
import { ledgerName, manifestName, signatureName } from '../case/manifest.ts'
import { InputError } from '../core/errors.ts'
import { directoryIn } from './open-bundle.ts'

/** Of these every bundle has all, so that one that was changed is still known by two. */
const ownNames: ReadonlySet<string> = new Set([manifestName, signatureName, ledgerName])
/** Where the name of its first file stands in an archive, and how the record at its end begins (APPNOTE 4.3.7, 4.3.16). */
const nameStart = 30
const endBytes = 22
const endMark = 'PK\u0005\u0006'

/**
 * Throws an InputError that says what a file is in which nothing shows a bundle: who gave it took the wrong file, and no
 * evidence was damaged. What begins or ends as a bundle does is left to the check: there, damage is the finding.
 */
export function refuseNoBundle(source: ArchiveSource, path: string): void {
  const textAt = (start: number, bytes: number): string =>
    start < 0 || start >= source.size
      ? ''
      : textOfUtf8(source.read(start, Math.min(bytes, source.size - start)))
  // Of a download that stopped in the name, what there is of it.
  const begun = textAt(nameStart, manifestName.length)
  const isBegun = begun !== '' && manifestName.startsWith(begun)
  const directory = directoryIn(source)
  if (directory === null) {
    if (isBegun || textAt(source.size - endBytes, endMark.length) === endMark) return
    throw new InputError(`${path} is no zip archive, as every bundle is.`)
  }
  const names = directory.members.map(({ name }) => name)
  if (caseArchiveKind(names) === 'case')
    throw new InputError(caseArchiveLine(path, names, 'varde case verify FOLDER checks it'))
  if (new Set(names.filter((name) => ownNames.has(name))).size >= 2) return
  if (directory.isCut && isBegun) return
  throw new InputError(`${path} is a zip archive, but no bundle (varde case bundle makes one of a case).`)
}
