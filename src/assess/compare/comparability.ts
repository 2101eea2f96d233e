import { grouped } from '../../core/grouped.ts'
import { eventsText, percentText } from '../../correlate/words.ts'
import { hasReadRequests, readRecipients } from '../side.ts'
import type { Side } from '../side.ts'
import { followersOf } from './followers.ts'

/** One thing in which two sides must be alike, as text of each side; where it is not comparable, "gone" is not shown. */
export interface Comparability {
  readonly what: string
  readonly before: string
  readonly after: string
  readonly isComparable: boolean
}

/** The side after must have been read at least so well as this share of the side before. */
const readShareMin = 0.5
const secondsShareMin = 0.25

function readText(side: Side): string {
  const { read, all } = readRecipients(side)
  return `${grouped(read)} of ${grouped(all)}`
}

/** In what two sides are alike, as far as that matters to what is gone. */
export function comparabilityOf(before: Side, after: Side): Comparability[] {
  const observed = ({ observedSeconds }: Side): string =>
    observedSeconds < 7_200
      ? `${Math.round(observedSeconds / 60)} min`
      : `${(observedSeconds / 3_600).toFixed(1)} h`
  const followers = followersOf(before, after)
  const kinds = [...before.eventCounts].filter(([, number]) => number > 0)
  return [
    {
      what: 'time that was observed',
      before: observed(before),
      after: observed(after),
      // Beside nothing everything is new.
      isComparable:
        before.observedSeconds > 0 && after.observedSeconds >= secondsShareMin * before.observedSeconds,
    },
    {
      what: 'share of the traffic that could be read',
      before: percentText(before.readShare),
      after: percentText(after.readShare),
      isComparable: before.readShare > 0 && after.readShare >= readShareMin * before.readShare,
    },
    // What was read of a capture may be hellos, names and answers alone.
    ...(hasReadRequests(after)
      ? []
      : [
          {
            what: 'recipients of which anything that they were sent could be read',
            before: readText(before),
            after: readText(after),
            isComparable: false,
          },
        ]),
    {
      what: 'sums of the coverage statement hold',
      before: before.sumsHold ? 'all' : 'not all',
      after: after.sumsHold ? 'all' : 'not all',
      isComparable: before.sumsHold && after.sumsHold,
    },
    ...(followers === null ? [] : [followers]),
    ...kinds
      .filter(([kind]) => before.triggers.some((trigger) => trigger.event === kind && !trigger.isExplained))
      .map(([kind, number]) => ({
        what: eventsText(kind),
        before: grouped(number),
        after: grouped(after.eventCounts.get(kind) ?? 0),
        isComparable: (after.eventCounts.get(kind) ?? 0) >= Math.max(1, 0.25 * number),
      })),
  ]
}
