import { join } from 'node:path'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { itemsOf } from '../../case/folder/case-items.ts'
import { FaultError, InputError } from '../../core/errors.ts'
import type { KnownValues } from '../../report/masking/masked-name.ts'
import { WrittenValues } from '../../report/masking/written-values.ts'
import { readProfile } from '../scan-files.ts'

/** What the profiles of a case name, also those that were corrected since. A profile that cannot be read names nothing. */
export async function knownValues(files: CaseFiles): Promise<KnownValues> {
  const values = new Map<string, string[]>()
  for (const { path } of files.isLocked ? [] : itemsOf(files, 'profile'))
    for (const [kind, listed] of await identifiersOf(join(files.folder, path)))
      values.set(kind, [...(values.get(kind) ?? []), ...listed])
  return { values: [...values.values()].flat(), written: new WrittenValues(values) }
}

async function identifiersOf(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    return (await readProfile(path)).identifiers
  } catch (cause) {
    // Names are shown beside what does not hold, too.
    if (cause instanceof InputError || cause instanceof FaultError) return new Map()
    throw cause
  }
}
