import type { Side, SideRecipient, SideTransmission } from '../../assess/side.ts'
import { ObservedTime } from '../../correlate/observed.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import { signsOnce } from './phone-signs.ts'

/** Several sides as one: counts add up; times stay where all sides have them. */
export function joinSides(sides: readonly Side[]): Side {
  const [first] = sides
  if (first === undefined) throw new Error('no side to join')
  if (sides.length === 1) return first
  const total = sides.reduce((sum, side) => sum + side.observedSeconds, 0)
  const counts = new Map<DeviceEventKind, number>()
  for (const side of sides)
    for (const [kind, number] of side.eventCounts) counts.set(kind, (counts.get(kind) ?? 0) + number)
  return {
    files: sides.flatMap((side) => side.files),
    captures: sides.flatMap((side) => side.captures),
    ...joinRecordings(sides),
    observedSeconds: total,
    givenKinds: new Set(
      [...first.givenKinds].filter((kind) => sides.every((side) => side.givenKinds.has(kind))),
    ),
    ...(sides.some(({ isGivenUntold }) => isGivenUntold === true) ? { isGivenUntold: true as const } : {}),
    readShare:
      sides.reduce((sum, side) => sum + side.readShare * side.observedSeconds, 0) / Math.max(1, total),
    sumsHold: sides.every((side) => side.sumsHold),
    missingBytes: sides.reduce((sum, side) => sum + side.missingBytes, 0),
    lostFrames: sides.reduce((sum, side) => sum + (side.lostFrames ?? 0), 0),
    unseenContents: sides.reduce((sum, side) => sum + (side.unseenContents ?? 0), 0),
    unsearchedBytes: sides.reduce((sum, side) => sum + side.unsearchedBytes, 0),
    mediaBytes: sides.reduce((sum, side) => sum + side.mediaBytes, 0),
    phone: signsOnce(sides.flatMap(({ phone }) => phone)),
    serials: new Set(sides.flatMap(({ serials = [] }) => [...serials])),
    hasEvents: sides.every(({ hasEvents }) => hasEvents),
    ...sides.reduce<Pick<Side, 'suggestedOffsetS'>>(
      (kept, { suggestedOffsetS }) => (suggestedOffsetS === undefined ? kept : { suggestedOffsetS }),
      {},
    ),
    recipients: joinRecipients(sides.flatMap((side) => side.recipients)),
    transmissions: joinTransmissions(sides, ({ transmissions }) => transmissions),
    ...(sides.some(({ perhapsSent }) => perhapsSent !== undefined)
      ? { perhapsSent: joinTransmissions(sides, ({ perhapsSent = [] }) => perhapsSent) }
      : {}),
    triggers: [
      ...Map.groupBy(
        sides.flatMap((side) => side.triggers),
        (trigger) => `${trigger.host} ${trigger.event}`,
      ).values(),
    ].map((same) => ({
      ...(same[0] as (typeof same)[0]),
      hits: same.reduce((sum, one) => sum + one.hits, 0),
      exposures: same.reduce((sum, one) => sum + one.exposures, 0),
      toS: Math.max(...same.map((one) => one.toS)),
      ...(same.every(({ delays }) => delays !== undefined)
        ? { delays: same.flatMap(({ delays }) => delays ?? []) }
        : {}),
    })),
    dnsNames: new Set(sides.flatMap((side) => [...side.dnsNames])),
    eventCounts: counts,
    ...(sides.every(({ observed }) => observed !== undefined)
      ? { observed: new ObservedTime(sides.flatMap(({ observed }) => observed?.intervals ?? [])) }
      : {}),
    hide: (name) => sides.reduce((hidden, { hide }) => hide?.(hidden) ?? hidden, name),
    timing: null,
  }
}

/** The same with the places that they have among the files of all sides. */
function joinRecordings(sides: readonly Side[]): Pick<Side, 'recordings'> {
  let captures = 0
  const recordings = sides.flatMap(({ files, recordings: own = [] }) => {
    const first = captures
    captures += Math.max(1, files.length)
    return own.map((one) => ({ ...one, capture: first + one.capture }))
  })
  return recordings.length === 0 ? {} : { recordings }
}

/** With the numbers that their captures have among all of them. */
function joinTransmissions(
  sides: readonly Side[],
  of: (side: Side) => readonly SideTransmission[],
): SideTransmission[] {
  let captures = 0
  return sides.flatMap((side) => {
    const first = captures
    captures += Math.max(1, side.files.length)
    return of(side).map((one) => ({ ...one, capture: first + one.capture }))
  })
}

/** One entry for each host, as in a scan of all captures: what one of them saw encrypted is not read in the next. */
function joinRecipients(all: readonly SideRecipient[]): SideRecipient[] {
  return [...Map.groupBy(all, ({ host }) => host).values()].map((same) => {
    const sumOf = (value: (one: SideRecipient) => number): number =>
      same.reduce((sum, one) => sum + value(one), 0)
    return {
      ...(same[0] as SideRecipient),
      flows: sumOf((one) => one.flows),
      bytesToServer: sumOf((one) => one.bytesToServer),
      bytesToClient: sumOf((one) => one.bytesToClient),
      opaque: sumOf((one) => one.opaque),
      missing: sumOf((one) => one.missing ?? 0),
      ...(same.some(({ mayMiss }) => mayMiss === true) ? { mayMiss: true } : {}),
      isLocal: same.every((one) => one.isLocal),
      addresses: [...new Set(same.flatMap((one) => one.addresses ?? []))],
      protocols: [...new Set(same.flatMap((one) => one.protocols))],
      ...(same.every(({ ports }) => ports !== undefined)
        ? { ports: [...new Set(same.flatMap(({ ports }) => ports ?? []))] }
        : {}),
      countries: [...new Set(same.flatMap((one) => one.countries))],
    }
  })
}
