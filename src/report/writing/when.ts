import type { Period, Trigger } from '../../correlate/types.ts'
import { unsentText } from '../../assess/may-be-unsent.ts'
import { comparisonText } from '../../correlate/triggers.ts'
import { count } from '../../correlate/words.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { eventCounts, noTriggerText } from '../event-counts.ts'
import { printable } from './printable.ts'
import { whenOfFindings } from './when-of-findings.ts'
import { wrap } from './wrap.ts'

const othersMax = 5
/** What becomes of what may never have been sent. */
export const notCounted = 'not counted as sent here'

/**
 * When and why: what happened before the sends, and how regular they are. Recipients with findings first; of the others
 * the strongest. Empty where nothing is known of it.
 */
export function whenLines(result: ScanResult, width: number, dim: (text: string) => string): string[] {
  const { triggers, periods, clock, events, pairs, outside } = result.correlation
  const hasGiven = events.some((one) => one.given > 0)
  if (!hasGiven && triggers.length === 0 && periods.length === 0) return []
  const lines: string[] = []
  const found = new Set(result.findings.map((finding) => finding.recipient))
  const say = (text: string, indent = '      '): void => {
    lines.push(...wrap(`  ${printable(text)}`, width, indent))
  }
  const own = (one: Trigger | Period): boolean => found.has(one.recipient)
  if (outside !== null && outside.outside === outside.given) say(outside.sentence, '    ')
  const standing = triggers.filter((trigger) => trigger.explainedBy === undefined)
  const told = whenOfFindings(result)
  for (const trigger of told.triggers) say(`• ${trigger.sentence}`, '    ')
  for (const trigger of triggers.filter((one) => own(one) && one.explainedBy !== undefined))
    say(`· ${trigger.sentence}`, '    ')
  for (const period of told.periods) say(`• ${period.sentence}`, '    ')
  const others = standing.filter((one) => !own(one)).toSorted(byStrength)
  const regular = periods.filter((one) => !own(one))
  if (others.length > 0 || regular.length > 0) {
    say('Other recipients, most of them what apps do when they are used:', '    ')
    for (const trigger of others.slice(0, othersMax)) say(`  · ${trigger.sentence}`)
    if (others.length > othersMax)
      say(`  … and ${count(others.length - othersMax, 'more trigger')}: see --json`)
    for (const period of regular.slice(0, othersMax)) say(`  · ${period.sentence}`)
    if (regular.length > othersMax)
      say(`  … and ${count(regular.length - othersMax, 'more period')}: see --json`)
  }
  if (hasGiven && triggers.length === 0) say(noTriggerText(result.correlation), '    ')
  const kinds = eventCounts(result.correlation)
  const { seriesLeftOut, mayBeUnsent } = result.correlation
  const notes = [
    ...(pairs > 0 ? [`${comparisonText(pairs)}.`] : []),
    ...(seriesLeftOut === 0
      ? []
      : [
          `${count(seriesLeftOut, 'series', 'series')} of few sends were too many to compare: not looked at.`,
        ]),
    ...(mayBeUnsent === 0 ? [] : [unsentText(mayBeUnsent, notCounted)]),
    ...(kinds.length === 0 ? [] : [`Events: ${kinds.join(', ')}.`]),
    ...(outside !== null && outside.outside < outside.given ? [outside.sentence] : []),
    ...(hasGiven ? [clock.sentence] : []),
  ]
  for (const note of notes) lines.push(...wrap(`  ${printable(note)}`, width, '    ').map(dim))
  return lines
}

function byStrength(left: Trigger, right: Trigger): number {
  return left.pValue - right.pValue || right.hits - left.hits || (left.event < right.event ? -1 : 1)
}
