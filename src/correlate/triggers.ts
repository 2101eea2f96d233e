import type { DeviceEventKind } from '../device/events/types.ts'
import { isSeenAlone, judge, mayAdd } from './compete.ts'
import type { Contender } from './compete.ts'
import { shareBeside, shareOnOtherDays } from './beside.ts'
import { falseDiscoveryRates } from './exact.ts'
import { firstAfter } from './sorted.ts'
import type { ObservedTime } from './observed.ts'
import { testPair } from './pair-test.ts'
import type { PairTest } from './pair-test.ts'
import { quantile } from './quantile.ts'
import { hashOf, Random } from './random.ts'
import { doubtText, isBeside, triggerSentence } from './trigger-words.ts'
import type { EventSeries, Series, Trigger, TriggerDoubt } from './types.ts'
import { unevenDoubt } from './uneven.ts'
import type { Exposed } from './uneven.ts'
import { count, eventsText } from './words.ts'
import { windowSeconds } from './window-counts.ts'

/** The rate of false discoveries that is accepted among all triggers of a report. */
export const falseDiscoveryRate = 0.01
/** Less than this many exposures or sends can show nothing. */
export const exposuresMin = 2
const sendsMin = 2
/**
 * One event with a send behind it is an anecdote, however small the chance of just that moment; and so are several that
 * came close together before one burst of sends.
 */
const hitsMin = 2
/** A trigger is reported when events are followed by sends at least this much more often than by chance. */
const liftMin = 1.5
/** Seconds: times are floats, and a band begins and ends exactly at some send. */
const rounding = 1e-4
const shiftsFirst = 9_999
const shiftsMax = 499_999

/** What {@link findTriggers} compares: every kind of event with every series of sends. */
export interface TriggerInput {
  readonly series: readonly Series[]
  readonly events: readonly EventSeries[]
  readonly observed: ObservedTime
  /** Uncertainty of the alignment of the clocks, in seconds. */
  readonly slack: number
  /**
   * By so many seconds the events were moved because they meet sends best so, and nothing else compares the clocks; absent
   * or 0 where that is not so.
   */
  readonly movedS?: number
  readonly seed: number
}

/** The triggers that hold at {@link falseDiscoveryRate}. */
export interface TriggerTest {
  readonly triggers: readonly Trigger[]
  /** Pairs of event kind and series that were compared. */
  readonly pairs: number
}

interface Candidate {
  readonly series: Series
  readonly events: EventSeries
  /** Observed events, on the capture's clock and on the line of observed time. */
  times: Float64Array
  line: Float64Array
  readonly sendsLine: Float64Array
  readonly observed: ObservedTime
  test: PairTest
}

/**
 * Which kinds of event do the sends of which series follow? Every pair is tested (`testPair`), all pairs together are
 * held to one rate of false discoveries, and kinds that come together compete for each series (`judge`).
 */
export function findTriggers(input: TriggerInput): TriggerTest {
  const { slack, seed } = input
  const candidates: Candidate[] = []
  const linesIn = new Map<ObservedTime, OnLine[]>()
  for (const series of input.series) {
    const observed = series.observed ?? input.observed
    const lines = linesIn.get(observed) ?? input.events.map((events) => onLine(events.times, observed))
    linesIn.set(observed, lines)
    const sends = onLine(series.times, observed)
    if (sends.line.length < sendsMin) continue
    for (const [index, events] of input.events.entries()) {
      const own = lines[index] as OnLine
      if (own.line.length < exposuresMin) continue
      candidates.push({ series, events, ...own, sendsLine: sends.line, observed, test: untested })
    }
  }
  const run = (candidate: Candidate, shifts: number): PairTest => {
    const { observed } = candidate
    // Each round leaves out events; a longer window can be chosen at most so often.
    for (let round = 0; round <= windowSeconds.length; round++) {
      if (candidate.line.length < exposuresMin) return untested
      const test = testPair(
        { events: candidate.line, sends: candidate.sendsLine, total: observed.total, slack, shifts },
        // By names, since the number of a recipient depends on what else was found.
        new Random(
          seed,
          hashOf(`${candidate.events.kind} ${candidate.series.name} ${candidate.series.noun}`),
        ),
      )
      if (!leaveOutCut(candidate, test, slack)) return test
    }
    return untested
  }
  for (const candidate of candidates) candidate.test = run(candidate, shiftsFirst)
  refine(candidates, run)
  const rates = falseDiscoveryRates(candidates.map((candidate) => candidate.test.pValue))
  const kept: { candidate: Candidate; qValue: number }[] = []
  for (const [index, candidate] of candidates.entries()) {
    const qValue = rates[index] as number
    const { hits, expected } = candidate.test
    if (qValue > falseDiscoveryRate || hits < liftMin * expected) continue
    if (separateHits(candidate, slack) >= hitsMin) kept.push({ candidate, qValue })
  }
  const triggers: Trigger[] = []
  for (const rivals of Map.groupBy(kept, ({ candidate }) => candidate.series.key).values()) {
    const described = rivals.map(({ candidate, qValue }) => describe(candidate, qValue, input))
    triggers.push(
      ...compete(
        rivals.map(({ candidate }) => candidate),
        described,
        slack,
      ),
    )
  }
  return { triggers, pairs: candidates.length }
}

const untested: PairTest = { from: 0, to: 0, hits: 0, expected: 0, pValue: 1, shifts: 0, exceedances: 0 }

/**
 * With many pairs a p-value must be smaller than 9,999 shifts can show. Pairs that no shift equalled get as many as it
 * takes; how many pairs there are does not depend on what they showed.
 */
function refine(
  candidates: readonly Candidate[],
  run: (candidate: Candidate, shifts: number) => PairTest,
): void {
  const taken = new Map<Candidate, number>()
  for (let round = 0; round < 4; round++) {
    // Those that are held back by the number of shifts alone.
    const strong = candidates.filter(
      (candidate) =>
        candidate.test.shifts > 0 &&
        candidate.test.exceedances === 0 &&
        candidate.test.pValue <= 2.002 / ((taken.get(candidate) ?? shiftsFirst) + 1),
    )
    if (strong.length === 0) return
    const needed = Math.min(
      shiftsMax,
      Math.ceil((2.4 * candidates.length) / (strong.length * falseDiscoveryRate)),
    )
    const open = strong.filter((candidate) => (taken.get(candidate) ?? shiftsFirst) < needed)
    if (open.length === 0) return
    for (const candidate of open) {
      candidate.test = run(candidate, needed)
      taken.set(candidate, needed)
    }
  }
}

/**
 * On the line of observed time the end of one capture meets the beginning of the next, days later: a send there answers no
 * event here. Where such a pair was taken for a hit, all events whose window was not observed whole are left out, and the
 * pair is tested anew; true where that is so. Elsewhere they count as events without a send, which promises less.
 */
function leaveOutCut(candidate: Candidate, test: PairTest, slack: number): boolean {
  const { times, line, sendsLine, observed } = candidate
  const from = test.from - slack
  const to = test.to + slack
  const isWhole = (at: number): boolean => observed.covers(at + Math.min(0, from), at + to)
  const first = sendsLine[0] as number
  const isHit = (at: number): boolean => {
    const next = sendsLine[firstAfter(sendsLine, at + from - rounding)] ?? first + observed.total
    return next <= at + to + rounding
  }
  if (!times.some((at, index) => !isWhole(at) && isHit(line[index] as number))) return false
  const kept = times.map((at) => (isWhole(at) ? 1 : 0))
  candidate.times = times.filter((_, index) => kept[index] === 1)
  candidate.line = line.filter((_, index) => kept[index] === 1)
  return true
}

/** Hits with windows that do not overlap: of events that a send may answer together one counts. */
function separateHits({ line, sendsLine, test }: Candidate, slack: number): number {
  let count = 0
  let until = Number.NEGATIVE_INFINITY
  for (const at of line) {
    const from = at + test.from - slack - rounding
    const to = at + test.to + slack + rounding
    const next = sendsLine[firstAfter(sendsLine, from)]
    if (from <= until || next === undefined || next > to) continue
    count++
    until = to
  }
  return count
}

/** Times in observed time, and where they lie on its line. */
interface OnLine {
  readonly times: Float64Array
  readonly line: Float64Array
}

function onLine(times: Float64Array, observed: ObservedTime): OnLine {
  const kept = new Float64Array(times.length)
  const line = new Float64Array(times.length)
  let size = 0
  for (const at of times) {
    const place = observed.line(at)
    if (Number.isNaN(place)) continue
    kept[size] = at
    line[size++] = place
  }
  return { times: kept.subarray(0, size), line: line.subarray(0, size) }
}

/** What the reader gets: exposed events only, the real latencies, and the sentence. */
function describe(candidate: Candidate, qValue: number, { slack, movedS = 0 }: TriggerInput): Trigger {
  const { series, events, times, observed, test } = candidate
  const latencies: number[] = []
  const exposed: Exposed[] = []
  for (const at of times) {
    if (!observed.covers(at, at + test.to + slack)) continue
    const next = series.times[firstAfter(series.times, at + test.from - slack - rounding)]
    const isHit = next !== undefined && next <= at + test.to + slack + rounding
    if (isHit) latencies.push(next - at)
    exposed.push({ at, isHit })
  }
  const exposures = exposed.length
  latencies.sort((left, right) => left - right)
  const hits = latencies.length
  const expected = (test.expected / Math.max(1, times.length)) * exposures
  const latencyMs = {
    first: millisecondsOf(latencies[0] ?? 0),
    median: Math.round(quantile(latencies, 0.5) * 1_000),
    p90: Math.round(quantile(latencies, 0.9) * 1_000),
    last: millisecondsOf(latencies.at(-1) ?? 0),
  }
  const answered = {
    events: times,
    sends: series.times,
    from: test.from - slack,
    to: test.to + slack,
    observed,
  }
  const cut = events.times.filter((at) => !Number.isNaN(observed.line(at))).length - exposures
  const doubts: (TriggerDoubt | null)[] = [
    isBeside({ latencyMs }) ? { code: 'order', uncertaintyMs: millisecondsOf(slack) } : null,
    useDoubt(latencyMs, !exceeds(hits, exposures, shareBeside(answered))),
    exceeds(hits, exposures, shareOnOtherDays(answered)) ? null : { code: 'timetables' },
    unevenDoubt(exposed, observed),
    cut === 0 ? null : { code: 'cut', events: cut },
    events.isDerived || movedS === 0 ? null : { code: 'moved', offsetMs: millisecondsOf(movedS) },
  ]
  const trigger = {
    event: events.kind,
    recipient: series.recipient,
    ...(series.size === undefined ? {} : { flows: series.size }),
    exposures,
    hits,
    windowFromMs: Math.round(test.from * 1_000),
    windowMs: Math.round(test.to * 1_000),
    latencyMs,
    histogram: histogramOf(latencies),
    lift: Math.round((hits / Math.max(expected, 0.01)) * 100) / 100,
    pValue: test.pValue,
    qValue,
    shifts: test.shifts,
    exceedances: test.exceedances,
    togetherWith: [],
    isDerived: events.isDerived,
    doubts: doubts.filter((doubt) => doubt !== null),
  }
  return { ...trigger, sentence: triggerSentence(trigger, series) }
}

/** Seconds as milliseconds, to the microsecond: a difference of moments of today is no more exact. */
function millisecondsOf(seconds: number): number {
  return Math.round(seconds * 1e6) / 1_000
}

/** From this delay on, use of the phone explains sends at any time of it as well as an answer does. */
const lateMs = 30_000

function useDoubt(
  { first, median, p90 }: Trigger['latencyMs'],
  isAsOftenBeside: boolean,
): TriggerDoubt | null {
  if (median >= lateMs && p90 - first > median) return { code: 'use', shownBy: 'delay' }
  return isAsOftenBeside ? { code: 'use', shownBy: 'beside' } : null
}

/** Whether so many hits are more than such a share gives, by as much as is asked of a trigger. */
function exceeds(hits: number, exposures: number, share: number): boolean {
  return hits >= liftMin * share * exposures
}

/** Upper bounds of the classes of delay that a histogram counts, in seconds. */
export const latencyEdges: readonly number[] = [0.25, 0.5, ...windowSeconds]

function histogramOf(latencies: readonly number[]): { untilMs: number; count: number }[] {
  const bars: { untilMs: number; count: number }[] = []
  let done = 0
  for (const seconds of latencyEdges) {
    const until = latencies.filter((one) => one <= seconds).length
    if (until > done) bars.push({ untilMs: seconds * 1_000, count: until - done })
    done = until
  }
  return bars
}

/** Kinds that come together: who explains whom. */
function compete(candidates: readonly Candidate[], triggers: readonly Trigger[], slack: number): Trigger[] {
  const contenders: Contender[] = candidates.map((candidate) => ({
    events: candidate.times,
    from: candidate.test.from - slack,
    to: candidate.test.to + slack,
    chance: Math.min(0.99, Math.max(0.5, candidate.test.expected) / Math.max(1, candidate.times.length)),
  }))
  return triggers.map((trigger, index) => {
    const own = contenders[index] as Contender
    let explainedBy: DeviceEventKind | null = null
    let explainedWith = 0
    let seen = ''
    let isOpen = false
    const togetherWith: DeviceEventKind[] = []
    for (const [other, rival] of triggers.entries()) {
      if (other === index) continue
      const { times } = (candidates[index] as Candidate).series
      const verdict = judge(own, contenders[other] as Contender, times)
      if (verdict === 'together') togetherWith.push(rival.event)
      if (verdict !== 'explained') continue
      // Of several explanations the one that answers most often.
      const share = rival.hits / Math.max(1, rival.exposures)
      if (share > explainedWith) {
        explainedWith = share
        explainedBy = rival.event
        const isAlone = isSeenAlone(own, contenders[other] as Contender)
        isOpen = !isAlone && mayAdd(own, contenders[other] as Contender, times)
        seen = isAlone
          ? 'without one near it, there is no more than chance'
          : 'about as many sends follow those that came alone'
      }
    }
    if (explainedBy !== null) {
      return {
        ...trigger,
        explainedBy,
        ...(isOpen ? { mayAdd: true as const } : {}),
        sentence: `${trigger.sentence} ${isOpen ? 'It is not shown to add' : 'It adds nothing'} to ${eventsText(explainedBy)}: ${seen}${isOpen ? ', but these events are too few to say that it adds nothing' : ''}.`,
      }
    }
    if (togetherWith.length === 0) return trigger
    const together: TriggerDoubt = { code: 'together' }
    return {
      ...trigger,
      togetherWith,
      doubts: [...trigger.doubts, together],
      sentence: `${trigger.sentence} ${doubtText(together, { ...trigger, togetherWith })}`,
    }
  })
}

/** For reports: how many pairs were compared, and what that means. */
export function comparisonText(pairs: number): string {
  return `${count(pairs, 'pair')} of event and recipient compared; of what is listed at most ${falseDiscoveryRate * 100} % is expected to be chance (Benjamini–Hochberg)`
}
