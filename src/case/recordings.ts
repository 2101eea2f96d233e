import { InputError } from '../core/errors.ts'
import { itemsOf } from './folder/case-items.ts'
import type { EvidenceItem } from './folder/case-items.ts'
import type { CaseFiles } from './folder/case-files.ts'
import { appendRecord, recordsOf } from './folder/custody.ts'
import type { Acting } from './folder/custody.ts'
import { joinAct, recordingsIn } from './ledger.ts'

/** The recordings of a case by the paths of their files. */
export function recordingsOf(files: CaseFiles): string[][] {
  const paths = new Map(itemsOf(files, 'evidence').map(({ digest, path }) => [digest, path]))
  return recordingsIn(recordsOf(files.folder)).map((own) => own.flatMap((digest) => paths.get(digest) ?? []))
}

/** Of recordings what is left of them among the captures that are read: one of which one file is read is no recording. */
export function readRecordings(
  recordings: readonly (readonly string[])[],
  captures: readonly string[],
): string[][] {
  const read = new Set(captures)
  return recordings.map((own) => own.filter((path) => read.has(path))).filter((own) => own.length > 1)
}

/** Whether a case knows evidence with these digests as one recording. Throws an InputError where some of it is in another one. */
export function isJoined(recordings: readonly (readonly string[])[], digests: readonly string[]): boolean {
  const own = new Set(digests)
  const known = recordings.find((recording) => recording.some((digest) => own.has(digest)))
  if (known === undefined) return false
  if (known.length === own.size && known.every((digest) => own.has(digest))) return true
  const shared = known.find((digest) => own.has(digest)) ?? ''
  throw new InputError(
    `evidence/${shared} is in the case as a file of another recording (${known.length} files), and a recording stays as it was added: what was recorded since is a recording of its own, and for all of it as one make a new case (varde case init).`,
  )
}

/** Records that evidence is one recording. False where the case knew it. Throws an InputError as {@link isJoined}. */
export function joinEvidence(files: CaseFiles, items: readonly EvidenceItem[], acting: Acting): boolean {
  const digests = items.map(({ digest }) => digest)
  let wasKnown = false
  appendRecord(files, joinAct, { digests }, acting, {}, (records) => {
    wasKnown = isJoined(recordingsIn(records), digests)
    return wasKnown
  })
  return !wasKnown
}
