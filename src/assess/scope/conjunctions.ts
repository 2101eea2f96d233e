import type { Condition } from './conditions.ts'
import { conditionsOf, conditionsText, holds } from './conditions.ts'
import type { Unit } from './unit.ts'

/** Distinct conjunctions that are looked at: bounds the search. */
const conjunctionsMax = 60_000

/** A conjunction while it is searched: which known units it holds, as bits. */
export interface Conjunction {
  readonly conditions: readonly Condition[]
  readonly inside: Uint32Array
  readonly size: number
}

/** Conjunctions of up to `most` conditions that hold some of the units and not all; of those that hold the same, a shortest. */
export function conjunctionsOf(known: readonly Unit[], most: number): Conjunction[] {
  const bySet = new Map<string, Conjunction>()
  const add = (one: Conjunction): boolean => {
    if (one.size === 0 || one.size === known.length) return false
    const key = one.inside.join(',')
    if (bySet.has(key)) return false
    bySet.set(key, one)
    return true
  }
  const singles = conditionsOf(known).map((condition) => conjunction([condition], known))
  let level = singles.filter(add)
  for (let length = 2; length <= most && bySet.size < conjunctionsMax; length++) {
    const next: Conjunction[] = []
    for (const one of level) {
      for (const single of singles) {
        if (bySet.size >= conjunctionsMax) break
        const [condition] = single.conditions as [Condition]
        if (one.conditions.some(({ attribute }) => attribute === condition.attribute)) continue
        const inside = one.inside.map((word, index) => word & (single.inside[index] as number))
        const joined = { conditions: [...one.conditions, condition], inside, size: overlap(inside, inside) }
        if (add(joined)) next.push(joined)
      }
    }
    level = next
  }
  return [...bySet.values()]
}

/** Other conjunctions, no longer than this one, that hold exactly the same known units. */
export function conjunctionsEqual(one: Conjunction, known: readonly Unit[], _most: number): Condition[][] {
  const singles = conditionsOf(known).map((condition) => conjunction([condition], known))
  const own = new Set(one.conditions.map((condition) => conditionsText([condition])))
  return singles
    .filter((single) => isEqual(single.inside, one.inside) && !own.has(conditionsText(single.conditions)))
    .map((single) => [...single.conditions])
}

function conjunction(conditions: readonly Condition[], known: readonly Unit[]): Conjunction {
  const inside = bitsOf(known, (unit) => conditions.every((condition) => holds(unit, condition)))
  return { conditions, inside, size: overlap(inside, inside) }
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
