import type { Period, Trigger } from '../../correlate/types.ts'
import { probabilityText, secondsText } from '../../correlate/words.ts'
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
  const { windowFromMs, windowMs, latencyMs } = trigger
  const isBeside = latencyMs.median < 0
  const isSummary = given.options.kind === 'summary'
  const events = when.events[trigger.event]
  const expected = trigger.hits / trigger.lift
  const number = (english: string): string => numberIn(given, english)
  const came = cameWithin.exec(trigger.sentence)?.groups
  const numbers = fill(isBeside ? when.numbersBeside : when.numbers, {
    median: number(secondsText(latencyMs.median / 1_000)),
    expected: number(expected < 0.1 ? '< 0.1' : expected.toFixed(1)),
    chance: number(probabilityText(trigger.pValue)),
  })
  const said = fill(isBeside ? when.beside : windowFromMs > 0 ? when.followedLate : when.followed, {
    exposures: number(grouped(trigger.exposures)),
    hits: number(grouped(trigger.hits)),
    events: trigger.isDerived ? fill(when.derived, { events }) : events,
    host: hostOf(given, finding),
    from: number(came?.['from'] ?? secondsText(windowFromMs / 1_000)),
    until: number(came?.['within'] ?? came?.['to'] ?? secondsText(windowMs / 1_000)),
    numbers: isSummary ? '' : numbers,
  })
  const doubts = (isSummary ? weightyDoubts(trigger) : doubtsOf(trigger)).map((doubt) =>
    doubtText(given, trigger, doubt),
  )
  return [said, ...doubts].join(' ')
}

/** When the messages came, by the sentence of a trigger: the window that was tested may end before the last that both clocks allow. */
const cameWithin =
  / (?:within (?<within>[\d.,]+ s)|between (?<from>[\d.,]+ s) and (?<to>[\d.,]+ s) later) \(median /

/** What the sentence of a trigger says behind its numbers, sentence by sentence. */
function doubtsOf({ sentence }: Trigger): string[] {
  const [, rest = ''] = /\(median [^]*?\)\.(?: ([^]*))?$/.exec(sentence) ?? []
  return rest === '' ? [] : rest.split(/(?<=\.) (?=[A-Z\d])/)
}

/** Without events that were not seen whole: they change nothing in what was. */
function weightyDoubts(trigger: Trigger): string[] {
  const { cut, cutOne } = doubtPatterns
  return doubtsOf(trigger).filter((doubt) => !cut.test(doubt) && !cutOne.test(doubt))
}

/** Doubts about triggers, as `src/correlate/triggers.ts` writes them. */
const doubtPatterns: Readonly<Record<keyof LetterTexts['when']['doubts'], RegExp>> = {
  use: /: they may also be of apps that send only while the phone is used\.$|, they may also be of apps/,
  timetables: /^At the same times of other days nearly as many see one: /,
  uneven:
    /^Not all along: (?<hits>[\d,]+) of (?<events>[\d,]+) until (?<until>[^,]+), (?<laterHits>[\d,]+) of (?<laterEvents>[\d,]+) from (?<from>.+) on\.$/,
  cut: /^(?<count>[\d,]+) more lie so near the end of a stretch that was captured /,
  cutOne: /^1 more lies so near the end of a stretch that was captured /,
  moved: /^This holds if the clocks differ by (?<seconds>.+? s), which only the sends themselves suggest;/,
  order: /^Both clocks are compared to (?<seconds>.+? s) only: /,
  together: /^It comes together with /,
}

/** A doubt in the letter's language; what has no sentence there is quoted as English. */
function doubtText(given: Given, { togetherWith }: Trigger, doubt: string): string {
  const { when, quotedEnglish } = given.texts
  const kinds = togetherWith.map((kind) => when.events[kind]).join(', ')
  for (const [name, text] of Object.entries(when.doubts)) {
    const found = doubtPatterns[name as keyof typeof doubtPatterns].exec(doubt)
    if (found === null) continue
    const told = Object.entries(found.groups ?? {}).map(([group, value]) => [group, numberIn(given, value)])
    return fill(text, { kinds, ...(Object.fromEntries(told) as Record<string, string>) })
  }
  return fill(quotedEnglish, { evidence: doubt })
}

function periodText(given: Given, finding: Finding, period: Period): string {
  const { when, quotedEnglish } = given.texts
  const { law, periodS, jitterS, count, stopsAfter } = period
  const isAgain = law === 'retry-ladder' && stopsAfter === undefined
  if (law !== 'constant' && law !== 'jittered' && !isAgain)
    return fill(quotedEnglish, { evidence: period.sentence })
  const interval = secondsText(periodS) + (jitterS > 0.005 * periodS ? ` ± ${secondsText(jitterS)}` : '')
  return fill(isAgain ? when.again : when.regular, {
    host: hostOf(given, finding),
    interval: numberIn(given, interval),
    count: numberIn(given, grouped(count)),
  })
}

function hostOf(given: Given, finding: Finding): string {
  return shortName(recipientName(recipientOf(given.result, finding)), given)
}

/** A number as English writes it, in the letter's language: a comma is the decimal sign in the others. */
function numberIn({ options }: Given, english: string): string {
  if (options.language === 'en') return english
  return english.replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '').replaceAll(/(?<=\d)\.(?=\d)/g, ',')
}
