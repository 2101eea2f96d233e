import { join } from 'node:path'
import type { ArchiveMember } from '../../case/bundle/archive.ts'
import type { ArchiveSource } from '../../case/bundle/reading.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { itemsOf } from '../../case/folder/case-items.ts'
import { FaultError, InputError } from '../../core/errors.ts'
import { writtenText } from '../../core/written-text.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import { parseProfile } from '../../device/profile.ts'
import type { KnownValues } from '../../report/masking/masked-name.ts'
import { WrittenValues } from '../../report/masking/written-values.ts'
import type { KnownIdentifiers } from '../../report/masking/written-values.ts'
import { readProfile } from '../scan-files.ts'

/** Longer profiles are not read for what they name. */
const profileBytesMax = 16_777_216

/** What the profiles of a case name, also those that were corrected since. A profile that cannot be read names nothing. */
export async function knownValues(files: CaseFiles): Promise<KnownValues> {
  const paths = files.isLocked ? [] : itemsOf(files, 'profile').map(({ path }) => join(files.folder, path))
  return knownOf(
    await Promise.all(paths.map((path) => named(async () => (await readProfile(path)).identifiers))),
  )
}

/** The same of a bundle that is checked. */
export async function knownInBundle(
  source: ArchiveSource,
  members: ReadonlyMap<string, ArchiveMember>,
): Promise<KnownValues> {
  const profiles = [...members.values()].filter(
    ({ name, bytes }) => name.startsWith('profile/') && bytes <= profileBytesMax,
  )
  return knownOf(
    await Promise.all(
      profiles.map(({ name, start, bytes }) =>
        named(
          () => parseProfile(writtenText(source.read(start, bytes), name), name, identifiers).identifiers,
        ),
      ),
    ),
  )
}

function knownOf(profiles: readonly KnownIdentifiers[]): KnownValues {
  const values = new Map<string, string[]>()
  for (const profile of profiles)
    for (const [kind, listed] of profile) values.set(kind, [...(values.get(kind) ?? []), ...listed])
  return { values: [...values.values()].flat(), written: new WrittenValues(values) }
}

async function named(read: () => KnownIdentifiers | Promise<KnownIdentifiers>): Promise<KnownIdentifiers> {
  try {
    return await read()
  } catch (cause) {
    // Names are shown beside what does not hold, too.
    if (cause instanceof InputError || cause instanceof FaultError) return new Map()
    throw cause
  }
}
