import { OtherSenders } from '../assess/other-senders.ts'
import { sharedKinds } from '../assess/shared-kinds.ts'
import type { Observation, Transmission } from '../assess/types.ts'
import { objectionOf, speaksFor } from '../core/objections.ts'
import { deviceKinds, deviceKindsOf } from '../detect/device-kinds.ts'
import { identifiers as types } from '../detect/identifiers.gen.ts'
import type { Profile } from '../device/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'

type Told = Pick<ScanResult, 'profile' | 'observations'>

/**
 * The device as its profile calls it; '' where that is not known, or where the traffic, or one of these transmissions, may be of
 * another.
 */
export function deviceName(
  told: Told & Pick<ScanResult, 'transmissions'>,
  transmissions: readonly Transmission[],
): string {
  const isOther = isOfAnother(told) || othersOf(told).countOf(transmissions) > 0
  return isOther ? '' : (told.profile?.name ?? '')
}

/** Kept for their transmissions: each finding of a letter asks. */
const othersKept = new WeakMap<readonly Transmission[], OtherSenders>()

function othersOf(told: Told & Pick<ScanResult, 'transmissions'>): OtherSenders {
  const { observations, profile, transmissions } = told
  const others =
    othersKept.get(transmissions) ?? new OtherSenders(transmissions, observations, deviceKindsOf(profile))
  othersKept.set(transmissions, others)
  return others
}

/** What a report says first where the traffic may be of another device than its profile; '' elsewhere. */
export function profileDoubt(told: Told): string {
  if (sendsOthersOnly(told))
    return 'Is it the profile of this phone? Other values of its kinds were sent, and none of its own.'
  return sendsOtherDevice(told)
    ? 'Is it the profile of this phone? Another IMEI or MEID was sent, and nothing by which the profile tells the device itself.'
    : ''
}

/** Whether the traffic may be of another device than the profile. */
export function isOfAnother(told: Told): boolean {
  return sendsOthersOnly(told) || sendsOtherDevice(told)
}

/** Whether values of the profile's kinds were sent and none of them is the profile's; of one that may be of another device or person, or is none, nothing follows. */
function sendsOthersOnly({ profile, observations }: Told): boolean {
  if (profile === null) return false
  const naming = observations.filter(({ identifier }) => !sharedKinds.has(identifier))
  const own = ownValues(profile)
  return (
    naming.every((one) => !isOwn(one, own)) &&
    naming.some(
      (one) =>
        one.direction === 'sent' &&
        (profile.identifiers.get(one.identifier) ?? []).length > 0 &&
        isOfThePhone(one),
    )
  )
}

/** Whether nothing speaks against a value but its form: a check digit that is wrong, as phones send it, says nothing of whose it is. */
function isOfThePhone({ identifier, normal, reasons }: Observation): boolean {
  const objections = reasons.filter((reason) => !speaksFor(reason))
  if (objections.length === 0) return true
  const fault = types.find(({ name }) => name === identifier)?.fault(normal) ?? ''
  return objections.every((one) => one === objectionOf(fault))
}

/** The values of a profile as they are compared, by kind. */
function ownValues({ identifiers }: Profile): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    Array.from(identifiers, ([kind, values]) => {
      const type = types.find(({ name }) => name === kind)
      return [kind, new Set(values.flatMap((value) => [value, ...(type?.readings(value) ?? [])]))]
    }),
  )
}

/** Whether a value is one of the profile: a short one is found by the name beside it only, and not as one that was looked for. */
function isOwn({ by, identifier, normal }: Observation, own: ReturnType<typeof ownValues>): boolean {
  return by === 'profile' || own.get(identifier)?.has(normal) === true
}

/** Kinds that every phone has of its own, whoever owns it and whatever card is in it. */
const phoneKinds = ['imei', 'meid']

/** Whether the owner's accounts or SIM card were sent by another phone than that of the profile. */
function sendsOtherDevice({ profile, observations }: Told): boolean {
  if (
    profile === null ||
    observations.some(
      ({ by, identifier }) => by === 'profile' && deviceKinds.has(identifier) && !sharedKinds.has(identifier),
    )
  )
    return false
  const known = phoneKinds.filter((kind) => (profile.identifiers.get(kind) ?? []).length > 0)
  return observations.some(
    ({ identifier, direction, confidence }) =>
      direction === 'sent' && confidence !== 'possible' && known.includes(identifier),
  )
}
