import type { Profile } from '../device/types.ts'
import { identifiers } from './identifiers.gen.ts'

/** What apps know a device by, and take along to the next one. */
const carriedKind = 'device-id'

/** Kinds of identifiers that are the device's, and not its owner's. */
export const deviceKinds: ReadonlySet<string> = new Set(
  identifiers.flatMap(({ name, subject }) => (subject === 'device' && name !== carriedKind ? name : [])),
)

/** Those of them of which a profile has a value. */
export function deviceKindsOf(profile: Pick<Profile, 'identifiers'> | null): ReadonlySet<string> {
  return new Set(
    [...(profile?.identifiers ?? [])].flatMap(([kind, values]) =>
      values.length > 0 && deviceKinds.has(kind) ? kind : [],
    ),
  )
}
