import { fisherGreater, upperBound } from '../../correlate/exact.ts'
import { grouped } from '../../core/grouped.ts'
import { boundText, count, probabilityText } from '../../correlate/words.ts'
import { conditionsText } from '../scope/conditions.ts'
import { confoundedText } from '../scope/separators.ts'
import type { Unit } from '../scope/unit.ts'
import type { Answer, Claim, Evidence } from './claim.ts'

/** By chance, were as many affected outside as inside, none of those outside may be affected so often at most. */
const significance = 0.05
/** So many units outside at least; more where few of those inside are affected. */
const outsideMin = 20
/** A number of units that nobody tests: then more affected ones are wanted. */
const outsideMax = 1_000_000

/** How many clean units outside show, beside so many inside, that fewer are affected there; null where no number does. */
function outsideNeeded(affected: number, clean: number): number | null {
  if (affected === 0) return null
  const isEnough = (outside: number): boolean => fisherGreater(affected, clean, 0, outside) <= significance
  let [few, many] = [outsideMin - 1, outsideMin]
  while (!isEnough(many)) {
    if (many > outsideMax) return null
    few = many
    many *= 2
  }
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2)
    if (isEnough(middle)) many = middle
    else few = middle
  }
  return many
}

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
  const inside = scope.units.filter(isInside)
  const affectedInside = inside.filter((unit) => unit.state === 'affected').length
  const countedInside = inside.filter((unit) => unit.isCounted)
  const hits = countedInside.filter((unit) => unit.state === 'affected').length
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
  const needed = outsideNeeded(hits, countedInside.length - hits)
  if (affectedInside === 0 || outside.length < outsideMin)
    return {
      verdict: 'not-testable',
      reason: `${count(affectedInside, 'affected unit')} inside and ${count(outside.length, 'tested unit')} outside of ${what} are too few.`,
      wouldTest: `At least ${grouped(needed ?? outsideMin)} units outside of ${what}, and some inside.`,
    }
  const p = probabilityText(fisherGreater(hits, countedInside.length - hits, 0, outside.length))
  // Where few are affected inside, that none of a few outside is was to be expected.
  if (needed === null || outside.length < needed)
    return {
      verdict: 'not-testable',
      reason: `${grouped(hits)} of ${count(countedInside.length, 'unit')} that ${countedInside.length === 1 ? 'was' : 'were'} tested enough inside of ${what} ${hits === 1 ? 'is' : 'are'} affected. That none of ${grouped(outside.length)} outside is may be chance (${p}).`,
      wouldTest: `${needed === null ? '' : `${grouped(needed)} tested units outside of ${what}, none of them affected; or `}${needed === null ? 'M' : 'm'}ore affected units inside, tested enough.`,
    }
  return {
    verdict: 'supported',
    reason: `${affectedInside === 1 ? 'The one affected unit is' : `All ${grouped(affectedInside)} affected units are`} inside of ${what}, and none of ${grouped(outside.length)} outside is (${p}): at most ${boundText(upperBound(0, outside.length), 'most')} of those outside may be (95 %).${best === undefined ? '' : ` What separates best: ${conditionsText(best.conditions)} (${probabilityText(best.pCorrected)}).${confoundedText(best.confoundedWith)}`}`,
  }
}
