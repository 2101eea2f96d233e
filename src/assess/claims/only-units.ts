import { upperBound } from '../../correlate/exact.ts'
import { boundText, count, probabilityText } from '../../correlate/words.ts'
import { conditionsText } from '../scope/conditions.ts'
import { confoundedText } from '../scope/separators.ts'
import type { Unit } from '../scope/unit.ts'
import type { Answer, Claim, Evidence } from './claim.ts'

/** “Only such units are affected”: held against the table of tested units. */
export function onlyUnits(claim: Claim, { scope: scopeAsTo }: Evidence): Answer {
  if (scopeAsTo === null)
    return {
      verdict: 'not-testable',
      reason: 'One phone says nothing of others.',
      wouldTest:
        'A table of units with their attributes and captures (--fleet): affected and clean ones, inside and outside of what is claimed.',
    }
  const scope = scopeAsTo(claim.sender)
  const absent = [...claim.units.keys()].find(
    (name) => !scope.units.some((unit) => unit.attributes.has(name)),
  )
  if (absent !== undefined)
    return {
      verdict: 'not-testable',
      reason: `The table of units says nothing of “${absent}”.`,
      wouldTest: `A table with a column ${absent}, written like this.`,
    }
  const isInside = (unit: Unit): boolean =>
    [...claim.units].every(([name, values]) => values.includes(unit.attributes.get(name) ?? ''))
  // A unit of which the table does not say it lies neither inside nor outside.
  const isOutside = (unit: Unit): boolean =>
    [...claim.units].some(
      ([name, values]) => unit.attributes.has(name) && !values.includes(unit.attributes.get(name) ?? ''),
    )
  const outside = scope.units.filter((unit) => isOutside(unit) && unit.state !== 'undetermined')
  const affected = outside.filter((unit) => unit.state === 'affected')
  const what = [...claim.units].map(([name, values]) => `${name} ${values.join(' or ')}`).join(' and ')
  if (affected.length > 0)
    return {
      verdict: 'contradicted',
      reason: `${count(affected.length, 'unit')} outside of ${what} ${affected.length === 1 ? 'is' : 'are'} affected: ${affected
        .slice(0, 5)
        .map((unit) => unit.id)
        .join(', ')}.`,
    }
  const inside = scope.units.filter((unit) => isInside(unit) && unit.state === 'affected').length
  const [best] = scope.separating
  const unplaced = scope.units.filter(
    (unit) => unit.state === 'affected' && !isInside(unit) && !isOutside(unit),
  )
  if (unplaced.length > 0)
    return {
      verdict: 'not-testable',
      reason: `${count(unplaced.length, 'affected unit')} may be outside of ${what}: the table does not say (${unplaced
        .slice(0, 5)
        .map((unit) => unit.id)
        .join(', ')}).`,
      wouldTest: `The missing ${[...claim.units.keys()].join(', ')} of ${unplaced.length === 1 ? 'that unit' : 'these units'}.`,
    }
  if (inside === 0 || outside.length < 20)
    return {
      verdict: 'not-testable',
      reason: `${inside} affected units inside and ${outside.length} tested units outside of ${what} are too few.`,
      wouldTest: `At least 20 units outside of ${what}, and some inside.`,
    }
  return {
    verdict: 'supported',
    reason: `All ${count(inside, 'affected unit')} are inside of ${what}, and none of ${outside.length} outside is: at most ${boundText(upperBound(0, outside.length), 'most')} of those outside may be (95 %).${best === undefined ? '' : ` What separates best: ${conditionsText(best.conditions)} (${probabilityText(best.pCorrected)}).${confoundedText(best.confoundedWith)}`}`,
  }
}
