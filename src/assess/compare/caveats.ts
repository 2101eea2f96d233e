import { count, eventsText, secondsText } from '../../correlate/words.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import type { Side } from '../side.ts'
import type { Canary } from './canary.ts'
import type { CompareRow } from './compare-row.ts'
import { newcomersText } from './doubts.ts'
import { perhapsCaveats } from './perhaps.ts'
import { differingText, premiseDoubtOf } from './premises.ts'
import type { Premise } from './premises.ts'

/** What a reader of the first sentence alone has to know of it. */
export function caveatsOf(
  rows: readonly CompareRow[],
  before: Side,
  after: Side,
  premises: readonly Premise[],
  canary: Canary | null,
): string[] {
  const perhaps = perhapsCaveats(before, after)
  if (rows.length === 0) return perhaps
  const wrong = premiseDoubtOf(premises)
  const isUnknown = premises.some(({ what, answer }) => what === 'same phone' && answer === 'unknown')
  const differing = isUnknown ? differingText(before, after) : ''
  const hasGone = rows.some((one) => one.status === 'gone')
  const newcomers = rows.some((one) => one.isProven) ? newcomersText(before, after, canary) : null
  return [
    ...perhaps,
    ...(newcomers === null ? [] : [newcomers]),
    ...(hasGone ? [eventsDoubtOf(before, after)] : []).filter((text) => text !== null),
    ...(rows.some((one) => one.event !== null) ? clockDoubtsOf(before, after) : []),
    ...(rows.some((one) => one.isProven) && (before.timing === null || after.timing === null)
      ? [
          'Documents of results do not say when connections began and names were asked for: what only that shows against it, the captures tell.',
        ]
      : []),
    ...(wrong === null || rows.every((one) => one.status === 'gone')
      ? []
      : [`${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}.`]),
    ...(isUnknown && (hasGone || differing !== '')
      ? [`That both sides are of the same phone the captures do not show${differing}.`]
      : []),
  ]
}

/** That the times of events were moved on a side for no other reason than that sends follow them then. */
export function clockDoubtsOf(before: Side, after: Side): string[] {
  return [['before', before.suggestedOffsetS] as const, ['after', after.suggestedOffsetS] as const].flatMap(
    ([side, offset]) =>
      offset === undefined
        ? []
        : [
            `On the side ${side} ${secondsText(Math.abs(offset))} were ${offset > 0 ? 'added to' : 'taken from'} the times of the events, for no other reason than that sends follow them then: if the clocks agree, compare with --clock-offset 0.`,
          ],
  )
}

/** Why not all that may make a phone send was tested: nobody told what happened to it. Null where that was told. */
export function eventsDoubtOf(before: Side, after: Side): string | null {
  if (before.hasEvents && after.hasEvents) return null
  const which = before.hasEvents ? ' for the side after' : after.hasEvents ? ' for the side before' : ''
  const kinds = shownByTraffic.filter((kind) =>
    [before, after].some(({ eventCounts }) => (eventCounts.get(kind) ?? 0) > 0),
  )
  const shown = kinds.length === 0 ? '' : ` (${kinds.map(eventsText).join(', ')})`
  const tested =
    shown === '' && which === ''
      ? 'no event was tested as what makes it send'
      : `only what the traffic itself shows${shown} was tested as what makes it send`
  const unseen = [before, after].reduce(
    (sum, { hasEvents, eventsUnseen = 0 }) => sum + (hasEvents ? 0 : eventsUnseen),
    0,
  )
  return unseen === 0
    ? `No device events were given${which}: ${tested}.`
    : `None of the ${count(unseen, 'device event')} that ${unseen === 1 ? 'was' : 'were'} given${which} lies in the time that was observed: ${tested}.`
}

/** Events that traffic can show; that somebody unlocked the phone it never does. */
const shownByTraffic: readonly DeviceEventKind[] = ['network-up', 'boot']
