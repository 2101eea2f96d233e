import type { Condition } from './conditions.ts'
import { conditionsOf, holds } from './conditions.ts'
import type { Unit } from './unit.ts'

/** Distinct conjunctions that are looked at: bounds the search. */
const conjunctionsMax = 60_000

/** Of conjunctions that hold the same units so many are kept beside the first. */
const equalsMax = 20

/** A conjunction while it is searched: which known units it holds, as bits. */
export interface Conjunction {
  readonly conditions: readonly Condition[]
  readonly inside: Uint32Array
  readonly size: number
  /** Others, no longer than this one, that hold exactly the same known units. */
  readonly equals: (readonly Condition[])[]
}

/** Conjunctions of up to `most` conditions that hold some of the units and not all; of those that hold the same, a shortest. */
export function conjunctionsOf(known: readonly Unit[], most: number): Conjunction[] {
  const bySet = new Map<string, Conjunction>()
  const add = (one: Conjunction): boolean => {
    if (one.size === 0 || one.size === known.length) return false
    const key = one.inside.join(',')
    const same = bySet.get(key)
    if (same === undefined) bySet.set(key, one)
    else addEqual(same, one.conditions)
    return same === undefined
  }
  const singles = conditionsOf(known).map((condition) => {
    const inside = bitsOf(known, (unit) => holds(unit, condition))
    return { conditions: [condition], inside, size: overlap(inside, inside), equals: [] }
  })
  let level: Conjunction[] = singles.filter(add)
  for (let length = 2; length <= most && bySet.size < conjunctionsMax; length++) {
    const next: Conjunction[] = []
    for (const one of level) {
      for (const single of singles) {
        if (bySet.size >= conjunctionsMax) break
        const [condition] = single.conditions as [Condition]
        if (one.conditions.some(({ attribute }) => attribute === condition.attribute)) continue
        const inside = one.inside.map((word, index) => word & (single.inside[index] as number))
        const conditions = [...one.conditions, condition]
        const joined = { conditions, inside, size: overlap(inside, inside), equals: [] }
        if (add(joined)) next.push(joined)
      }
    }
    level = next
  }
  return [...bySet.values()]
}

/** The same conditions in another order are the same conjunction; more of them than are needed say nothing. */
function addEqual(one: Conjunction, conditions: readonly Condition[]): void {
  if (conditions.length > one.conditions.length || one.equals.length === equalsMax) return
  const isSame = (other: readonly Condition[]): boolean =>
    conditions.every((condition) => other.some((own) => isEqualCondition(own, condition)))
  if (!isSame(one.conditions) && !one.equals.some(isSame)) one.equals.push(conditions)
}

function isEqualCondition(left: Condition, right: Condition): boolean {
  return left.attribute === right.attribute && left.relation === right.relation && left.value === right.value
}

/** A bit for each unit, set where it is in. */
export function bitsOf(units: readonly Unit[], isIn: (unit: Unit) => boolean): Uint32Array {
  const bits = new Uint32Array(Math.ceil(units.length / 32))
  for (const [index, unit] of units.entries()) if (isIn(unit)) setBit(bits, index)
  return bits
}

/** Sets the bit of the unit at `index`. */
export function setBit(bits: Uint32Array, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] as number) | (1 << (index & 31))
}

/** How many units are in both. */
export function overlap(left: Uint32Array, right: Uint32Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) {
    let word = (left[at] as number) & (right[at] as number)
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    sum += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return sum
}

/** True where the same units are in both. */
export function isEqual(left: Uint32Array, right: Uint32Array): boolean {
  return left.every((word, index) => word === right[index])
}
