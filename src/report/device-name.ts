import { sharedKinds } from '../assess/shared-kinds.ts'
import type { ScanResult } from '../pipeline/scan.ts'

type Told = Pick<ScanResult, 'profile' | 'observations'>

/** The device as its profile calls it; '' where that is not known, or where the traffic may be of another. */
export function deviceName(told: Told): string {
  return isOfAnother(told) ? '' : (told.profile?.name ?? '')
}

/** What a report says first where the traffic may be of another device than its profile; '' elsewhere. */
export function profileDoubt(told: Told): string {
  return isOfAnother(told)
    ? 'Is it the profile of this phone? Other values of its kinds were sent, and none of its own.'
    : ''
}

/** Whether values of the profile's kinds were sent and none of them is the profile's: it may be that of another device. */
export function isOfAnother({ profile, observations }: Told): boolean {
  if (profile === null) return false
  const naming = observations.filter(({ identifier }) => !sharedKinds.has(identifier))
  return (
    naming.every(({ by }) => by !== 'profile') &&
    naming.some(
      ({ identifier, direction }) =>
        direction === 'sent' && (profile.identifiers.get(identifier) ?? []).length > 0,
    )
  )
}
