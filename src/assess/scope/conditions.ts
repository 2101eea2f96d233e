import type { Unit } from './unit.ts'

/** One condition on units: an attribute has a value, or lies at or below (above) a border. */
export interface Condition {
  readonly attribute: string
  readonly relation: 'is' | 'at most' | 'at least'
  readonly value: string
}

/** Distinct conditions that are looked at: bounds the search. */
const conditionsMax = 400
/** An attribute with more values than this is a number of its own for nearly every unit. */
export const valuesPerAttributeMax = 60

/** Conditions as a reader reads them: `model is TA-1055 and build at most 00WW_3_22B`. */
export function conditionsText(conditions: readonly Condition[]): string {
  return conditions.map(({ attribute, relation, value }) => `${attribute} ${relation} ${value}`).join(' and ')
}

/** True where a unit fulfils a condition; one that lacks the attribute does not. */
export function holds(unit: Unit, { attribute, relation, value }: Condition): boolean {
  const own = unit.attributes.get(attribute)
  if (own === undefined) return false
  if (relation === 'is') return own === value
  const order = compareValues(own, value)
  return relation === 'at most' ? order <= 0 : order >= 0
}

/** True where whatever fulfils all of `conditions` fulfils all of `others`, too. */
export function imply(conditions: readonly Condition[], others: readonly Condition[]): boolean {
  return others.every((other) => conditions.some((condition) => implies(condition, other)))
}

function implies(one: Condition, other: Condition): boolean {
  if (one.attribute !== other.attribute) return false
  if (other.relation === 'is') return one.relation === 'is' && one.value === other.value
  const order = compareValues(one.value, other.value)
  return other.relation === 'at most'
    ? one.relation !== 'at least' && order <= 0
    : one.relation !== 'at most' && order >= 0
}

/** Numbers by size, dates and all else by their letters. */
function compareValues(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)]
  if (left !== '' && right !== '' && Number.isFinite(a) && Number.isFinite(b)) return a - b
  return left < right ? -1 : left > right ? 1 : 0
}

const isOrdered = /^(-?\d+(\.\d+)?|\d{4}-\d\d(-\d\d)?)$/

/** Single conditions over the known units: every value, and borders of values that have an order. */
export function conditionsOf(known: readonly Unit[]): Condition[] {
  return [...conditionsByAttribute(known).values()].flat().slice(0, conditionsMax)
}

/** Attributes of which the conditions are not tried, or not all: they have too many values, or those before them do. */
export function attributesLeftOut(known: readonly Unit[]): string[] {
  let tried = 0
  return [...conditionsByAttribute(known)].flatMap(([attribute, conditions]) => {
    tried += conditions.length
    return conditions.length === 0 || tried > conditionsMax ? [attribute] : []
  })
}

/** Of each attribute with several values. */
function conditionsByAttribute(known: readonly Unit[]): Map<string, Condition[]> {
  const byAttribute = new Map<string, Condition[]>()
  for (const attribute of new Set(known.flatMap((unit) => [...unit.attributes.keys()]))) {
    const values = [...new Set(known.flatMap((unit) => unit.attributes.get(attribute) ?? []))].sort(
      compareValues,
    )
    if (values.length < 2) continue
    const conditions: Condition[] = []
    byAttribute.set(attribute, conditions)
    if (values.length <= valuesPerAttributeMax)
      for (const value of values) conditions.push({ attribute, relation: 'is', value })
    if (values.every((value) => isOrdered.test(value))) {
      const step = Math.max(1, Math.floor(values.length / valuesPerAttributeMax))
      for (let at = 1; at < values.length - 1; at += step) {
        const value = values[at] as string
        conditions.push({ attribute, relation: 'at most', value }, { attribute, relation: 'at least', value })
      }
    }
  }
  return byAttribute
}
