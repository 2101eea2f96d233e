import { InputError } from '../core/errors.ts'
import { shellWord } from '../core/shell-word.ts'
import { marksName } from './case-facts.ts'
import { ledgerName, manifestName, signatureName } from './manifest.ts'

/** A case that was zipped, in place of a file to read. A bundle is none of these: some commands open it later. */
export class ZippedCaseError extends InputError {}

/** What an archive is by the names of the files in it: an evidence bundle, a case that somebody zipped, or neither. */
export function caseArchiveKind(names: readonly string[]): 'bundle' | 'case' | 'other' {
  const known = new Set(names)
  // A folder may have been zipped with its name or without.
  const ledger = names.find((name) => name === ledgerName || name.endsWith(`/${ledgerName}`))
  if (ledger === undefined) return 'other'
  // Where one of both has another name, it is a damaged bundle: a case has neither.
  if (known.has(manifestName) || known.has(signatureName)) return 'bundle'
  return known.has(`${ledger.slice(0, -ledgerName.length)}${marksName}`) ? 'case' : 'other'
}

/**
 * What such an archive is and how to go on, in one line, for who gave it in place of a file to read; '' for others. `next`:
 * what to do with the case once it is unpacked.
 */
export function caseArchiveLine(
  path: string,
  names: readonly string[],
  next = 'varde case show FOLDER says what is in it',
): string {
  const word = shellWord(path)
  const kind = caseArchiveKind(names)
  if (kind === 'bundle')
    return `${path} is an evidence bundle: varde report, letter, assess, export, gate, compare, claims and scope read it as it is, and varde verify ${word} checks it and derives its results again; for all else unpack a copy (unzip ${word} -d FOLDER), and give FOLDER in its place.`
  if (kind === 'case')
    return `${path} is a case that was zipped: unpack it (unzip ${word} -d FOLDER), then ${next}.`
  return ''
}
