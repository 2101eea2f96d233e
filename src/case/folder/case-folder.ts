/**
 * A case: a folder that a person can read, copy and zip. Evidence never changes; results are added, never changed; every
 * act is a record in the chained ledger. Nothing is half-written: files are written beside their place, flushed and
 * renamed, and an act counts once its record is flushed to the ledger.
 */
import { readdirSync, statSync } from 'node:fs'

/** Name of the case's signing key. */
export const signingKeyName = 'keys/signing.pem'

/** The folders that a case has from its beginning. */
export const folders = ['evidence', 'results', 'events', 'reports', 'keys', 'profile', 'seals'] as const

/** What lies in a folder; nothing where it is missing, or no folder any more. */
export function entriesOf(path: string): string[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(path) : []
}
