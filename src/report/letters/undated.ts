import { isImpossibleDay } from '../../assess/law/impossible-day.ts'
import type { Finding } from '../../assess/types.ts'
import type { Instant } from '../../core/time.ts'
import { utc, zonedDay } from '../../core/zoned-time.ts'
import { dayIn } from './date-words.ts'
import { zoneOf } from './letter-block.ts'
import type { Given } from './letter-block.ts'
import { fill } from './texts.ts'

/** Whether a recording dates something to a day on which it can not have been: then it is not known when it was. */
export function isUndated(at: Instant, { assessment }: Pick<Given, 'assessment'>): boolean {
  const { setting } = assessment
  return isImpossibleDay(zonedDay(at, setting.dayZone ?? utc), setting)
}

/** Whether something of a finding is dated so: a clock that jumped was wrong for what it says before, too. */
export function isPartUndated(
  finding: Pick<Finding, 'first' | 'last'>,
  given: Pick<Given, 'assessment'>,
): boolean {
  return isUndated(finding.first, given) || isUndated(finding.last, given)
}

/** Says so of the first finding that is dated wrongly. */
export function wrongClock(given: Given): string[] {
  const { result, texts, options } = given
  const [wrong] = result.findings.flatMap(({ first, last }) =>
    [first, last].filter((at) => isUndated(at, given)),
  )
  if (wrong === undefined) return []
  return [fill(texts.wrongClock, { day: dayIn(options.language, zonedDay(wrong, zoneOf(options))) })]
}
