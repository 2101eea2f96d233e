import { trialsNeeded, upperBound } from '../../correlate/exact.ts'
import { presenceOf, recipientOf } from '../side.ts'
import type { Side } from '../side.ts'
import { boundWanted } from './compare-row.ts'
import type { CompareRow, CompareStatus } from './compare-row.ts'
import type { Doubt } from './doubt.ts'
import { chanceOfFewer, contrastOf, exposureOf, sideShareText, windowAfter } from './exposure.ts'
import type { Pair, Stimulus } from './exposure.ts'
import { perhapsOf } from './perhaps.ts'
import { sentenceOf } from './row-sentence.ts'
import { significance } from './significance.ts'

/** What was seen before: what became of it. */
export function knownRow(
  before: Side,
  after: Side,
  pair: Pair,
  given: Stimulus,
  options: { boundMax: number; isSent: boolean; movedTo: string | null; doubtOfRow: () => Doubt | null },
): CompareRow {
  const { host, family, identifier } = pair
  const presence = presenceOf(after, host)
  const { isSent, movedTo } = options
  const status: CompareStatus = isSent
    ? 'present'
    : movedTo !== null || presence !== 'absent'
      ? 'changed'
      : 'gone'
  const doubt = status === 'gone' ? options.doubtOfRow() : null
  const contrast = contrastOf(before, after, pair, given)
  const pValue = chanceOfFewer(contrast)
  const bound = upperBound(contrast.after.hits, contrast.after.exposures)
  const isCompared = contrast.after.exposures > 0
  const window = windowAfter(after, host, given)
  // What still is sent was seen, at whatever time; what is gone was looked for at times that both sides observed.
  const { before: earlier, after: later } =
    status === 'gone' && isCompared
      ? contrast
      : {
          before: exposureOf(before, pair, given),
          after: exposureOf(after, pair, window),
        }
  const isProven =
    status === 'gone' && doubt === null && isCompared && pValue <= significance && bound <= options.boundMax
  const more = {
    events: Math.max(0, trialsNeeded(boundWanted) - contrast.after.exposures),
    bound: boundWanted,
  }
  const facts = {
    host,
    identifier,
    event: given.event,
    later,
    counts: `${sideShareText(before, earlier, given.event)} before, ${sideShareText(after, later, given.event)} after`,
    window,
    isCompared,
    isPart: contrast.isPart,
    status,
    presence,
    recipient: recipientOf(after, host),
    perhaps: perhapsOf(after, pair),
    movedTo,
    pValue,
    bound,
    isProven,
    more,
    doubt,
  }
  return {
    recipient: host,
    family,
    identifier,
    event: given.event,
    status,
    presence,
    before: earlier,
    after: later,
    pValue,
    upperBound: bound,
    isProven,
    moreNeeded: more,
    ...(movedTo === null ? {} : { movedTo }),
    doubt: doubt?.text ?? null,
    ...(doubt?.host == null ? {} : { maybeMovedTo: doubt.host }),
    sentence: sentenceOf(facts),
  }
}
