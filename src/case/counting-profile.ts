import type { CaseFiles } from './folder/case-files.ts'
import { itemsOf } from './folder/case-items.ts'
import { record, recordsOf } from './folder/custody.ts'
import type { EvidenceItem } from './folder/case-items.ts'
import type { Acting } from './folder/custody.ts'

/** The act that lets a profile count again that the case had already. */
export const profileAct = 'profile'

/**
 * The profile of the case that counts, null where there is none. A case is about one phone: where there are several, one
 * corrects the other, and the one that the ledger names last counts.
 */
export function countingProfile(files: CaseFiles): EvidenceItem | null {
  const profiles = itemsOf(files, 'profile')
  if (profiles.length < 2) return profiles[0] ?? null
  const named = recordsOf(files.folder)
    .filter(({ act, details }) => act === profileAct || (act === 'add' && details['kind'] === 'profile'))
    .map(({ details }) => details['digest'] ?? details['sha256'])
  const last = named.findLast((digest) => profiles.some((one) => one.digest === digest))
  return profiles.find(({ digest }) => digest === last) ?? profiles.at(-1) ?? null
}

/** Records that a profile counts that the case has, where another counted until now. */
export function keepProfile(files: CaseFiles, { digest }: EvidenceItem, acting: Acting): void {
  const before = countingProfile(files)
  if (before?.digest !== digest)
    record(files, profileAct, { digest }, acting, before === null ? {} : { replaces: before.path })
}
