import { count } from '../../correlate/words.ts'
import type { Condition } from './conditions.ts'
import { conditionsText, holds, imply } from './conditions.ts'
import type { Separator } from './separators.ts'
import type { Unit } from './unit.ts'

/** What to test next, and why. */
export interface NextTest {
  readonly conditions: readonly Condition[]
  readonly without: readonly Condition[]
  readonly units: number
  readonly reason: string
}

/** An explanation, and how many units with it, clean one and all, would refute it. */
interface Rival {
  readonly conditions: readonly Condition[]
  readonly needed: number
}

/** With the share of units that are affected inside, so many clean ones in a row would be seen in 5 % of cases at most. */
function cleanToRefute({ affectedInside, cleanInside }: Separator): number {
  const rate = affectedInside / (affectedInside + cleanInside)
  // Where all are affected, one alone does not refute it all the same.
  return Math.max(2, Math.ceil(Math.log(0.05) / Math.log1p(-rate)))
}

/** So many units, clean one and all, show at 95 % that at most 5 % are affected: 0.95 to the 59th power is below 5 %. */
const cleanOutsideMin = 59

/** Where affected units were all tested too little to be counted, nothing can be held against the clean ones. */
function affectedTests(units: readonly Unit[]): NextTest[] {
  const affected = units.filter((unit) => unit.state === 'affected')
  if (affected.length === 0 || affected.some((unit) => unit.isCounted)) return []
  const timesText = units.some(({ isAtOtherTimes }) => isAtOtherTimes === true)
    ? ', and show at which times of day such units send'
    : ''
  const those = affected.length === 1 ? 'The affected unit' : count(affected.length, 'affected unit')
  return [
    {
      conditions: [],
      without: [],
      units: affected.length,
      reason: `${those} again, as long and as well as a clean one is tested: none that is affected counts so far; then ${affected.length === 1 ? 'it can' : 'they can'} be held against the clean ones${timesText}.`,
    },
  ]
}

/**
 * Affected units that do not count yet; and units that would tell rival explanations apart: those for which two of them say
 * different things.
 */
export function nextTests(units: readonly Unit[], separating: readonly Separator[]): NextTest[] {
  const tests = affectedTests(units)
  const [first] = separating
  if (first === undefined) return tests
  const ofFirst: Rival = { conditions: first.conditions, needed: cleanToRefute(first) }
  const rivals: Rival[] = [
    ...first.confoundedWith.map((conditions) => ({ ...ofFirst, conditions })),
    ...separating.slice(1, 4).map((one) => ({ conditions: one.conditions, needed: cleanToRefute(one) })),
  ]
  for (const rival of rivals) {
    for (const [{ conditions: inside, needed }, { conditions: other }] of [
      [ofFirst, rival],
      [rival, ofFirst],
    ] as const) {
      // What all units inside fulfil anyway tells none of them apart; where that is all, there is no such unit.
      const outside = other.filter((condition) => !imply(inside, [condition]))
      if (outside.length === 0) continue
      const waiting = units.filter(
        (unit) =>
          unit.state === 'undetermined' &&
          inside.every((condition) => holds(unit, condition)) &&
          !outside.every((condition) => holds(unit, condition)),
      ).length
      tests.push({
        conditions: inside,
        without: outside,
        units: needed,
        reason: `${count(needed, 'unit')} with ${conditionsText(inside)} but not ${conditionsText(outside)}: if all are clean, “${conditionsText(inside)}” is not the cause${waiting === 0 ? '' : ` (${count(waiting, 'such unit')} in the table wait to be tested)`}.`,
      })
    }
  }
  const affectedOutside = first.affectedOutside + first.affectedOutsideUncounted
  if (rivals.length === 0 && affectedOutside === 0 && first.cleanOutside < cleanOutsideMin) {
    const more = cleanOutsideMin - first.cleanOutside
    tests.push({
      conditions: [],
      without: first.conditions,
      units: more,
      reason: `${count(more, 'more unit')} without ${conditionsText(first.conditions)}: if all are clean, at most 5 % of the units outside are affected (95 %).`,
    })
  }
  return tests.slice(0, 8)
}
