import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { canonicalJson } from '../canonical-json.ts'
import type { CaseFiles } from './case-files.ts'
import { flushFolder, guarded } from './durable.ts'
import type { CustodyRecord } from '../ledger.ts'
import { markPattern, ownMark } from './lock.ts'
import type { Acting } from './custody.ts'
import { appendRecord, recordsOf } from './custody.ts'

/** How the name of a file begins whose act is recorded, or about to be. */
export const pendingPattern: RegExp = new RegExp(`^\\.pending-${markPattern}-`)

/**
 * Puts what was written at `temporary` in its place and records the act: first the record, then the place, so that
 * nothing stands in the case that the ledger does not know. A machine that stops between the two leaves a file that
 * `sweepUnfinished` puts in its place. False where this recorded nothing: the ledger knew it, or another command brought
 * it at the same time (what that recorded stays, and nothing else is put in its place), or it is not due any more: `isDue`
 * is asked with the records behind which it would come.
 */
export function placeRecorded(
  files: CaseFiles,
  temporary: string,
  path: string,
  acting: Acting,
  act: string,
  details: Readonly<Record<string, unknown>>,
  secret: Readonly<Record<string, unknown>> = {},
  isDue: (records: readonly CustodyRecord[]) => boolean = () => true,
): boolean {
  const { folder } = files
  const place = join(folder, act === 'scan' ? path : files.stored(path))
  const name = basename(place)
  const isKnown = existsSync(place) && isRecorded(folder, name)
  const pending = join(dirname(place), `.pending-${ownMark()}-${name}`)
  guarded(`${place} cannot be written`, () => {
    if (isKnown) rmSync(temporary, { recursive: true })
    else {
      renameSync(temporary, pending)
      // The ledger must not know of what a power cut can take away.
      flushFolder(dirname(place))
    }
  })
  if (isKnown) return false
  let isNew = true
  let isSame = true
  try {
    appendRecord(files, act, details, acting, secret, (records) => {
      // Two commands may bring the same: one record is enough.
      const other = records.find((one) => isAbout(one, name))
      isNew = other === undefined && isDue(records)
      isSame = isNew || (other !== undefined && says(other, details) && !isComing(pending, other))
      return !isNew
    })
  } catch (cause) {
    // Where the ledger has the record nevertheless, what belongs to it stays.
    if (!isRecorded(folder, name)) rmSync(pending, { recursive: true, force: true })
    throw cause
  }
  guarded(`${place} cannot be written`, () => {
    if (isSame) putInPlace(pending, place)
    else rmSync(pending, { recursive: true, force: true })
  })
  return isNew
}

/** Whether what was added by a record is there, or is just brought by another command, under whatever ending. */
function isComing(pending: string, { act, details }: CustodyRecord): boolean {
  const digest = digestOfRecord(details)
  return (
    act === 'add' &&
    readdirSync(dirname(pending)).some(
      (entry) => entry !== basename(pending) && entry.replace(pendingPattern, '').startsWith(String(digest)),
    )
  )
}

/** Whether a record tells of the same bytes as these details: what is added goes by its digest, of others all is told. */
function says(record: CustodyRecord, details: Readonly<Record<string, unknown>>): boolean {
  return (
    record.act === 'add' ||
    Object.entries(details).every(
      ([name, value]) => canonicalJson(record.details[name] ?? null) === canonicalJson(value),
    )
  )
}

/** Gives what is recorded its name, unless something has it already. */
export function putInPlace(pending: string, place: string): void {
  if (existsSync(place)) rmSync(pending, { recursive: true, force: true })
  else {
    try {
      renameSync(pending, place)
    } catch (cause) {
      // Another command that opens the case may have put it there meanwhile.
      if (!existsSync(place)) throw cause
    }
  }
  flushFolder(dirname(place))
}

/** Whether the ledger knows a file (by its digest or name) or a result (by its key). */
export function isRecorded(folder: string, name: string): boolean {
  return recordsOf(folder).some((record) => isAbout(record, name))
}

function isAbout({ act, details }: CustodyRecord, name: string): boolean {
  return (
    (act === 'add' && digestOfRecord(details) === name.slice(0, 64)) ||
    (act === 'scan' && details['key'] === name) ||
    details['file'] === name.replace(/\.enc$/, '')
  )
}

/** The digest that an `add` names. Ledgers of the first form say `sha256`. */
function digestOfRecord(details: Readonly<Record<string, unknown>>): unknown {
  return details['digest'] ?? details['sha256']
}
