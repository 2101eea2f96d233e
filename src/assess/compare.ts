import { canaryOf } from './compare/canary.ts'
import type { Canary } from './compare/canary.ts'
import { caveatsOf } from './compare/caveats.ts'
import { comparabilityOf } from './compare/comparability.ts'
import type { Comparability } from './compare/comparability.ts'
import type { CompareRow } from './compare/compare-row.ts'
import { doubtThat } from './compare/doubt.ts'
import { doubtOf, rowDoubtOf } from './compare/doubts.ts'
import { carries, pairsOf, stimuliOf } from './compare/exposure.ts'
import { whereHeard } from './compare/heard.ts'
import { knownRow } from './compare/known-row.ts'
import { newHome } from './compare/new-home.ts'
import { newRow } from './compare/new-row.ts'
import { perhapsDoubtOf } from './compare/perhaps.ts'
import { premiseDoubtOf, premisesOf } from './compare/premises.ts'
import type { Premise } from './compare/premises.ts'
import { summaryOf } from './compare/summary.ts'
import { sentTo } from './side.ts'
import type { Side } from './side.ts'

/**
 * The answer of {@link compareSides}: a row for each recipient, identifier and trigger, what the comparison rests on and
 * what makes the sides comparable or not, whether the planted request was seen on each side, and the sentence that sums it up.
 */
export interface Comparison {
  readonly rows: readonly CompareRow[]
  /** That both sides are of one phone, and in this order. */
  readonly premises: readonly Premise[]
  readonly comparability: readonly Comparability[]
  readonly canary: Canary | null
  /** What was not tested of all of it: the sentence ends with them. */
  readonly caveats: readonly string[]
  readonly sentence: string
}

/** What the user decides of a comparison. */
export interface CompareOptions {
  /** Name of a host that a planted request goes to; null where none was planted. */
  readonly canary: string | null
  /** Greatest remainder with which "gone" counts as shown. */
  readonly boundMax: number
}

/**
 * Is it fixed? Each recipient × identifier × trigger of the side before is looked for after, under the same stimuli; and
 * the reverse, for what is new.
 */
export function compareSides(before: Side, given: Side, options: CompareOptions): Comparison {
  // What shows that something is absent was heard: after for what is gone, before for what is new.
  const after = whereHeard(given, before)
  const earlier = whereHeard(before, given)
  const premises = premisesOf(before, given)
  const comparability = comparabilityOf(before, after)
  const canary = canaryOf(before, after, options.canary)
  const wrong = premiseDoubtOf(premises)
  const doubt = wrong === null ? doubtOf(before, after, comparability, canary) : doubtThat(wrong)
  const rows: CompareRow[] = []
  for (const pair of pairsOf(before)) {
    const stimuli = stimuliOf(before, pair.host)
    const isSent = sentTo(after, pair.host).some((one) => carries(one, pair))
    const movedTo = isSent ? null : newHome(before, after, pair, stimuli)
    for (const stimulus of stimuli)
      rows.push(
        knownRow(before, after, pair, stimulus, {
          boundMax: options.boundMax,
          isSent,
          movedTo,
          doubtOfRow: () =>
            doubt ??
            perhapsDoubtOf(given, pair) ??
            rowDoubtOf(before, after, pair, stimulus, stimuli, canary),
        }),
      )
  }
  const known = new Set(pairsOf(before).map(({ host, identifier }) => `${host} ${identifier}`))
  const moved = new Set(
    rows.flatMap((one) => (one.movedTo === undefined ? [] : [`${one.movedTo} ${one.identifier}`])),
  )
  for (const pair of pairsOf(given)) {
    const name = `${pair.host} ${pair.identifier}`
    if (known.has(name) || moved.has(name)) continue
    for (const stimulus of stimuliOf(given, pair.host))
      rows.push(newRow(earlier, given, pair, stimulus, wrong))
  }
  const caveats = caveatsOf(rows, before, after, premises, canary)
  const sentence = [summaryOf(rows), ...caveats].join(' ')
  return { rows, premises, comparability, canary, caveats, sentence }
}
