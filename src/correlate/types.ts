import type { DeviceEventKind } from '../device/events/types.ts'
import type { ObservedTime } from './observed.ts'

/** What one recipient was sent, in time: the times of transmissions, or of flows where nothing can be read. */
export interface Series {
  /** Unique among the series of a test. */
  readonly key: string
  /** The recipient's id. */
  readonly recipient: string
  /** How sentences call the sends: "send", "encrypted flow" … */
  readonly noun: string
  /** How sentences call the recipient. */
  readonly name: string
  /** Seconds since 1970-01-01T00:00:00Z on the capture's clock, ascending. */
  readonly times: Float64Array
  /** Flows of one size class only: the bytes they sent; absent where the series is all of the recipient. */
  readonly size?: { readonly bytesMin: number; readonly bytesMax: number }
  /** When these sends would have been seen; absent where that is all of the observed time. */
  readonly observed?: ObservedTime
}

/** All events of one kind, aligned to the capture's clock. */
export interface EventSeries {
  readonly kind: DeviceEventKind
  /** Seconds since 1970-01-01T00:00:00Z on the capture's clock, ascending. */
  readonly times: Float64Array
  /** True where all of them were read from the traffic itself. */
  readonly isDerived: boolean
}

/** A kind of event that sends follow, with the numbers behind the sentence. */
export interface Trigger {
  readonly event: DeviceEventKind
  readonly recipient: string
  /** Set where the series is one size class of the recipient's flows. */
  readonly flows?: { readonly bytesMin: number; readonly bytesMax: number }
  /** Events whose window was observed whole; and those of them with a send in it. */
  readonly exposures: number
  readonly hits: number
  /** Where the window starts (0, or the delay of a band) and ends, in milliseconds after the event. */
  readonly windowFromMs: number
  readonly windowMs: number
  /** When the sends of the hits came, in milliseconds after their events; below 0 before them, as far as the clocks may be apart. */
  readonly latencyMs: {
    readonly first: number
    readonly median: number
    readonly p90: number
    readonly last: number
  }
  /** How many hits of all were how late: upper bounds in milliseconds, and counts. */
  readonly histogram: readonly { readonly untilMs: number; readonly count: number }[]
  /** Hits against what chance gives: hits / expected. */
  readonly lift: number
  readonly pValue: number
  readonly qValue: number
  /** Random shifts of the events that were compared with, and those that did as well. */
  readonly shifts: number
  readonly exceedances: number
  /** Another kind of event that explains these sends, so that this one adds nothing. */
  readonly explainedBy?: DeviceEventKind
  /** Set where it may add to that one: too few events show that it does not. */
  readonly mayAdd?: true
  /** Other kinds that happen together with this one, so that the data can not tell which of them is the cause. */
  readonly togetherWith: readonly DeviceEventKind[]
  readonly isDerived: boolean
  /** In the order in which the sentence tells them; none of these says what `explainedBy` does. */
  readonly doubts: readonly TriggerDoubt[]
  readonly sentence: string
}

/** What may be said against a trigger, with its numbers. */
export type TriggerDoubt =
  /** The sends come late and at no fixed `delay`, or nearly as often just `beside` the window, as those of apps in use do. */
  | { readonly code: 'use'; readonly shownBy: 'delay' | 'beside' }
  /** The clocks are compared to so much only, so that it is not sure which came first. */
  | { readonly code: 'order'; readonly uncertaintyMs: number }
  /** At the same times of other days nearly as many see a send: fourteen days with an alarm clock and a send of each day beside it are one coincidence, not fourteen. */
  | { readonly code: 'timetables' }
  /** It does not hold all along; `untilS` ends a stretch that was captured and `fromS` begins the next, in seconds since 1970. */
  | {
      readonly code: 'uneven'
      readonly hits: number
      readonly events: number
      readonly untilS: number
      readonly laterHits: number
      readonly laterEvents: number
      readonly fromS: number
    }
  /** So many events more, whose window nobody saw whole and which are no exposures: a send may have followed them in the next capture, or in none. */
  | { readonly code: 'cut'; readonly events: number }
  /** The events were moved by so much because they meet the sends best so, and nothing else compares the clocks. */
  | { readonly code: 'moved'; readonly offsetMs: number }
  /** The events come together with those of `togetherWith`. */
  | { readonly code: 'together' }

/** A time of day (UTC): one, a stretch of the day, or one that changed on a day. Times are `07:00`, days `2026-03-28`. */
export type DayTime =
  | { readonly kind: 'at'; readonly at: string }
  /** `isMostly`: some sends lie outside. */
  | { readonly kind: 'between'; readonly from: string; readonly to: string; readonly isMostly: boolean }
  /** At `at` up to the day `until`, at `later` from the day `from` on. */
  | {
      readonly kind: 'changed'
      readonly at: string
      readonly until: string
      readonly later: string
      readonly from: string
    }

/** Sends at regular intervals. */
export interface Period {
  readonly recipient: string
  readonly flows?: { readonly bytesMin: number; readonly bytesMax: number }
  readonly law: 'constant' | 'jittered' | 'retry-ladder' | 'back-off' | 'calendar'
  readonly periodS: number
  /** Half the width of the interval that holds the middle two thirds of the deviations, in seconds. */
  readonly jitterS: number
  /** Intervals that were seen. */
  readonly count: number
  /** Retry ladders and back-off: how many sends follow the first before there is silence. */
  readonly stopsAfter?: number
  /** How many such ladders were seen. */
  readonly ladders?: number
  /** Back-off: how many times as long as the last one each wait is, about. */
  readonly factor?: number
  /** Constant and jittered: several sends come each time, and the intervals are those between such bursts. */
  readonly isOfBursts?: true
  /** Retry ladders that stop: the kind of event that came last before sending began again. */
  readonly until?: DeviceEventKind
  /** Calendar: days from one send to the next; absent where days with a send are counted. */
  readonly everyDays?: number
  /** Calendar: the days on which a send would have been seen, of which `count` have one; absent where intervals are counted. */
  readonly days?: number
  /** Calendar: when in the day. */
  readonly timeOfDay?: DayTime
  readonly pValue: number
  readonly sentence: string
}

/** How far the phone's clock is from the capture's. */
export interface ClockAlignment {
  /** Add to the phone's times to get the capture's, in milliseconds. */
  readonly offsetMs: number
  readonly uncertaintyMs: number
  /** Milliseconds that the phone's clock gains on the capture's in a day. */
  readonly driftMsPerDay: number
  /** When the offset holds exactly, in seconds since 1970 on the capture's clock: the drift counts from there. */
  readonly referenceS: number
  readonly method: 'anchor' | 'same-events' | 'cross-correlation' | 'assumed-equal'
  /** Set where other offsets make about as many of the same events meet: then this is the smallest of them. */
  readonly isOneOfSeveral?: true
  readonly sentence: string
}

/**
 * A kind of event and the sends that are thought to follow it: both in seconds since 1970, ascending, each on its own
 * clock.
 */
export interface Relation {
  readonly events: Float64Array
  readonly sends: Float64Array
  /** A reaction to such events may take up to so many seconds where the clocks agree; ten where it is absent. */
  readonly reactionSeconds?: number
}
