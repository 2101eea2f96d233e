import type { Period, Trigger } from '../../correlate/types.ts'
import { comparisonText } from '../../correlate/triggers.ts'
import { grouped } from '../../core/grouped.ts'
import { deviceEventKinds } from '../../device/events/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { noTriggerText } from '../event-counts.ts'
import { printable } from './printable.ts'
import { wrap } from './wrap.ts'

/** When and why the recipients of findings were sent something. */
export interface WhenOfFindings {
  /** Kinds of event that sends follow, in the order of kinds; without those that another one explains. */
  readonly triggers: readonly Trigger[]
  readonly periods: readonly Period[]
  /** What to know of both: sentences. */
  readonly notes: readonly string[]
}

/** Sentences of a section that is read beside others; `--json` has all. */
const sentencesMax = 20

/** What is known of when and why the recipients of findings were sent something. */
export function whenOfFindings({ findings, correlation }: ScanResult): WhenOfFindings {
  const { triggers, periods, clock, events, pairs, outside } = correlation
  const found = new Set(findings.map(({ recipient }) => recipient))
  const own = (one: Trigger | Period): boolean => found.has(one.recipient)
  const standing = triggers.filter((one) => own(one) && one.explainedBy === undefined)
  const hasGiven = found.size > 0 && events.some(({ given }) => given > 0)
  return {
    triggers: standing.toSorted(
      (left, right) => deviceEventKinds.indexOf(left.event) - deviceEventKinds.indexOf(right.event),
    ),
    periods: periods.filter(own),
    notes: [
      ...(hasGiven && outside !== null ? [outside.sentence] : []),
      ...(hasGiven && triggers.length === 0 ? [noTriggerText(correlation)] : []),
      ...(standing.length > 0 ? [`${comparisonText(pairs)}.`] : []),
      ...(hasGiven && standing.length > 0 ? [clock.sentence] : []),
    ],
  }
}

/** The same as lines, each no wider than `width`; none where nothing is known. */
export function whenOfFindingsLines(
  result: ScanResult,
  width: number,
  dim: (text: string) => string,
): string[] {
  const { triggers, periods, notes } = whenOfFindings(result)
  const sentences = [...triggers, ...periods].map(({ sentence }) => sentence)
  const more = sentences.length - sentencesMax
  return [
    ...sentences
      .slice(0, sentencesMax)
      .flatMap((sentence) => wrap(`  • ${printable(sentence)}`, width, '    ')),
    ...(more > 0 ? [`  … and ${grouped(more)} more: see --json`] : []),
    ...notes.flatMap((note) => wrap(`  ${printable(note)}`, width, '    ').map(dim)),
  ]
}
