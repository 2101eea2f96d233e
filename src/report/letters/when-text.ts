import { isBeside } from '../../correlate/trigger-words.ts'
import type { DayTime, Period, Trigger, TriggerDoubt } from '../../correlate/types.ts'
import { momentText, probabilityText, secondsBoundText, secondsText } from '../../correlate/words.ts'
import { grouped } from '../../core/grouped.ts'
import { deviceEventKinds } from '../../device/events/types.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import type { Finding } from '../../assess/types.ts'
import { recipientOf } from '../phrases.ts'
import type { Given } from './letter-block.ts'
import { shortName, summary } from './shortened.ts'
import { fill } from './texts.ts'
import type { LetterTexts } from './texts.ts'

/** Kinds of events, and rhythms, that a letter tells of one recipient: the report has all. */
const toldMax = 3

/**
 * When and why the recipient of a finding was sent something: which events were followed by it, with numbers and doubts, and
 * how regularly. Told once of a recipient, with its first finding; nothing where no messages were seen. A summary, which is one
 * page, tells of one event in all, and of none with more than one doubt.
 */
export function whenTexts(given: Given, finding: Finding): string[] {
  const { result, options } = given
  const isSummary = options.kind === 'summary'
  const { triggers, periods } = result.correlation
  const isOf = (one: Trigger | Period, { recipient, transmissions }: Finding): boolean =>
    transmissions > 0 && one.recipient === recipient && one.flows === undefined
  const standing = triggers.filter(
    (one) => one.explainedBy === undefined && (!isSummary || isForSummary(one)),
  )
  const isFirst = isSummary
    ? result.findings.find((one) => standing.some((trigger) => isOf(trigger, one))) === finding
    : result.findings.find(
        ({ recipient, transmissions }) => recipient === finding.recipient && transmissions > 0,
      ) === finding
  if (!isFirst) return []
  const told = standing
    .filter((one) => isOf(one, finding))
    .toSorted(
      (left, right) => (isSummary ? doubtCount(left) - doubtCount(right) : 0) || byStrength(left, right),
    )
    .slice(0, isSummary ? summary.triggers : toldMax)
    .toSorted((left, right) => deviceEventKinds.indexOf(left.event) - deviceEventKinds.indexOf(right.event))
    .map((trigger) => triggerText(given, finding, trigger))
  const regular = isSummary ? [] : periods.filter((one) => isOf(one, finding)).slice(0, toldMax)
  return [...told, ...regular.map((period) => periodText(given, finding, period))].map(
    (text) => `${text} (${finding.id})`,
  )
}

function isForSummary(trigger: Trigger): boolean {
  return !trigger.isDerived && doubtCount(trigger) <= summary.doubts
}

function doubtCount(trigger: Trigger): number {
  return weightyDoubts(trigger).length
}

/** What the phone's own events show goes before what the traffic shows of them. */
function byStrength(left: Trigger, right: Trigger): number {
  return (
    Number(left.isDerived) - Number(right.isDerived) ||
    left.pValue - right.pValue ||
    right.hits - left.hits ||
    deviceEventKinds.indexOf(left.event) - deviceEventKinds.indexOf(right.event)
  )
}

function triggerText(given: Given, finding: Finding, trigger: Trigger): string {
  const { when } = given.texts
  const { latencyMs } = trigger
  const isTogether = isBeside(trigger)
  const isSummary = given.options.kind === 'summary'
  const events = when.events[trigger.event]
  const expected = trigger.hits / trigger.lift
  const number = (english: string): string => numberIn(given, english)
  const numbers = fill(isTogether ? when.numbersBeside : when.numbers, {
    median: number(secondsText(latencyMs.median / 1_000)),
    expected: number(expected < 0.1 ? '< 0.1' : expected.toFixed(1)),
    chance: number(probabilityText(trigger.pValue)),
  })
  const [from, until] = [latencyMs.first, latencyMs.last].map((ms) => secondsText(ms / 1_000)) as [
    string,
    string,
  ]
  const isLate = trigger.windowFromMs > 0
  const text = isLate ? (from === until ? when.followedAt : when.followedLate) : when.followed
  const said = fill(isTogether ? when.beside : text, {
    exposures: number(grouped(trigger.exposures)),
    hits: number(grouped(trigger.hits)),
    events: trigger.isDerived ? fill(when.derived, { events }) : events,
    host: hostOf(given, finding),
    from: number(from),
    until: number(isLate ? until : secondsBoundText(Math.max(latencyMs.last, 1) / 1_000)),
    numbers: isSummary ? '' : numbers,
  })
  const doubts = (isSummary ? weightyDoubts(trigger) : trigger.doubts).map((doubt) =>
    doubtText(given, trigger, doubt),
  )
  return [said, ...doubts].join(' ')
}

/** Without events that were not seen whole: they change nothing in what was. */
function weightyDoubts({ doubts }: Trigger): TriggerDoubt[] {
  return doubts.filter(({ code }) => code !== 'cut')
}

/** A doubt in the letter's language. */
function doubtText(given: Given, { togetherWith }: Trigger, doubt: TriggerDoubt): string {
  const { doubts, events } = given.texts.when
  const number = (english: string): string => numberIn(given, english)
  const counted = (count: number): string => number(grouped(count))
  switch (doubt.code) {
    case 'use':
    case 'timetables':
      return doubts[doubt.code]
    case 'order':
      return fill(doubts.order, { seconds: number(secondsText(doubt.uncertaintyMs / 1_000)) })
    case 'uneven':
      return fill(doubts.uneven, {
        hits: counted(doubt.hits),
        events: counted(doubt.events),
        until: momentText(doubt.untilS),
        laterHits: counted(doubt.laterHits),
        laterEvents: counted(doubt.laterEvents),
        from: momentText(doubt.fromS),
      })
    case 'cut':
      return doubt.events === 1 ? doubts.cutOne : fill(doubts.cut, { count: counted(doubt.events) })
    case 'moved':
      return fill(doubts.moved, { seconds: number(secondsText(Math.abs(doubt.offsetMs) / 1_000)) })
    default:
      return fill(doubts.together, { kinds: togetherWith.map((kind) => events[kind]).join(', ') })
  }
}

function periodText(given: Given, finding: Finding, period: Period): string {
  const { when, quotedEnglish } = given.texts
  const { periodS, jitterS, stopsAfter, ladders, factor, until, everyDays, days } = period
  const spread = jitterS > 0.005 * periodS ? ` ± ${secondsText(jitterS)}` : ''
  const number = (value: number): string => numberIn(given, grouped(value))
  const text = rhythmText(period, when)
  if (text === null) return fill(quotedEnglish, { evidence: period.sentence })
  const said = fill(text, {
    host: hostOf(given, finding),
    interval: numberIn(given, `${secondsText(periodS)}${spread}`),
    count: number(period.count),
    ...(stopsAfter === undefined ? {} : { retries: number(stopsAfter) }),
    ...(ladders === undefined ? {} : { ladders: number(ladders) }),
    ...(factor === undefined ? {} : { factor: numberIn(given, factor.toFixed(1)) }),
    ...(everyDays === undefined ? {} : { rhythm: daysText(everyDays, when) }),
    ...(days === undefined ? {} : { days: number(days) }),
    ...(period.timeOfDay === undefined ? {} : { time: timeText(period.timeOfDay, when) }),
  })
  return until === undefined ? said : `${said} ${fill(when.returned, { events: when.events[until] })}`
}

type WhenTexts = LetterTexts['when']

/** The sentence of a rhythm; null where it lacks what a sentence needs, as a result of an earlier version may. */
function rhythmText(period: Period, when: WhenTexts): string | null {
  const { stopsAfter, ladders, factor, everyDays, days, timeOfDay } = period
  const isCounted = stopsAfter !== undefined && ladders !== undefined
  switch (period.law) {
    case 'constant':
    case 'jittered':
      return period.isOfBursts === true ? when.bursts : when.regular
    case 'retry-ladder':
      return stopsAfter === undefined ? when.again : isCounted ? when.ladder : null
    case 'back-off':
      return isCounted && factor !== undefined ? when.backOff : null
    default:
      if (timeOfDay === undefined) return null
      return everyDays !== undefined ? when.calendar : days !== undefined ? when.daily : null
  }
}

function daysText(days: number, when: WhenTexts): string {
  return days === 1 ? when.everyDay : days === 7 ? when.everyWeek : fill(when.everyDays, { days })
}

function timeText(time: DayTime, { times }: WhenTexts): string {
  switch (time.kind) {
    case 'at':
      return fill(times.at, { at: time.at })
    case 'between':
      return fill(time.isMostly ? times.mostly : times.between, { from: time.from, to: time.to })
    default: {
      const { at, until, later, from } = time
      return fill(times.changed, { at, until, later, from })
    }
  }
}

function hostOf(given: Given, finding: Finding): string {
  return shortName(recipientName(recipientOf(given.result, finding)), given)
}

/** A number as English writes it, in the letter's language: a comma is the decimal sign in the others. */
function numberIn({ options }: Given, english: string): string {
  if (options.language === 'en') return english
  return english.replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '').replaceAll(/(?<=\d)\.(?=\d)/g, ',')
}
