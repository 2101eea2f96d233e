/**
 * A case: a folder that a person can read, copy and zip. Evidence never changes; results are added, never changed; every
 * act is a record in the chained ledger. Nothing is half-written: files are written beside their place, flushed and
 * renamed, and an act counts once its record is flushed to the ledger.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { join } from 'node:path'
import { codeOf, guarded } from './durable.ts'
import { DamagedFileError } from '../keys/sealed-file.ts'

/** Name of the case's signing key. */
export const signingKeyName = 'keys/signing.pem'

/** The folders that a case has from its beginning. */
export const folders = ['evidence', 'results', 'events', 'reports', 'keys', 'profile', 'seals'] as const

/** What lies in a folder; nothing where it is missing, or no folder any more. */
export function entriesOf(path: string): string[] {
  return statsOf(path)?.isDirectory() === true ? readdirSync(path) : []
}

/** What lies at a path; null where nothing does, or where links lead back to themselves. */
export function statsOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch (cause) {
    if (codeOf(cause) === 'ELOOP') return null
    throw cause
  }
}

/**
 * The text of a file of the case that is never encrypted. Throws a DamagedFileError where a folder or pipe stands in its place, for
 * which nothing must wait.
 */
export function plainText(folder: string, name: string): string {
  const path = join(folder, name)
  return guarded(`${path} cannot be read`, () => {
    if (statsOf(path)?.isFile() === false) throw new DamagedFileError(`${path} is no file any more.`)
    return readFileSync(path, 'utf8')
  })
}
