/** Fleets with a known cause: units of several builds, regions and batches, some of them affected for one reason. */
import type { Condition } from '../../src/assess/scope/conditions.ts'
import type { Unit } from '../../src/assess/scope/unit.ts'
import { Random } from '../../src/correlate/random.ts'

export type Cause = 'build' | 'serialStart' | 'operatorFolder' | 'build and region' | 'none'

export interface FleetLaw {
  readonly seed: number
  readonly units: number
  readonly affected: number
  readonly cause: Cause
  readonly undetermined: number
}

const builds = ['00WW_3_22C', '00WW_3_22C_SP01', '00WW_3_39B', '00WW_2_88A']
const regions = ['NO', 'FI', 'SE', 'DE', 'IN']
const batches = ['B2NGAA84', 'B2NGAA85', 'B2NGAB12', 'B2NGAB19', 'B2NGAC03', 'B2NGAC41']
const folders = ['none', 'none', 'none', 'ctc', 'cmcc']

/** Units in a random order; those that meet the cause are exactly the affected ones. */
export function syntheticFleet(law: FleetLaw): { units: Unit[]; conditions: Condition[] } {
  const random = new Random(law.seed, 51)
  const pick = (values: readonly string[]): string => values[random.whole(values.length)] as string
  const drafts = Array.from({ length: law.units }, () => ({
    build: pick(builds),
    region: pick(regions),
    serialStart: pick(batches),
    operatorFolder: pick(folders),
    patch: `2018-${String(8 + random.whole(5)).padStart(2, '0')}`,
    shop: `shop ${random.whole(12) + 1}`,
    isAffected: false,
  }))
  const conditions: Condition[] = []
  const is = (attribute: string, value: string): void => {
    conditions.push({ attribute, relation: 'is', value })
  }
  if (law.cause === 'build') is('build', '00WW_3_22C')
  if (law.cause === 'serialStart') is('serialStart', 'B2NGAB12')
  if (law.cause === 'operatorFolder') is('operatorFolder', 'ctc')
  if (law.cause === 'build and region') {
    is('build', '00WW_3_22C')
    is('region', 'NO')
  }
  // Exactly as many units meet the cause as are to be affected: others that would meet it get another value.
  const others: Readonly<Record<string, readonly string[]>> = {
    build: builds.slice(1),
    serialStart: batches.filter((one) => one !== 'B2NGAB12'),
    operatorFolder: ['none', 'cmcc'],
    region: regions.slice(1),
  }
  const order = random.shuffle(drafts.map((_, index) => index))
  for (const [rank, index] of order.entries()) {
    const draft = drafts[index] as (typeof drafts)[0]
    draft.isAffected = rank < law.affected
    if (conditions.length === 0) continue
    const fields = draft as unknown as Record<string, string>
    if (draft.isAffected) for (const { attribute, value } of conditions) fields[attribute] = value
    else if (conditions.every(({ attribute, value }) => fields[attribute] === value)) {
      const { attribute } = conditions[random.whole(conditions.length)] as Condition
      fields[attribute] = pick(others[attribute] as readonly string[])
    }
  }
  const units = drafts.map(({ isAffected, ...attributes }, index): Unit => {
    const isUndetermined = !isAffected && order.indexOf(index) >= law.units - law.undetermined
    return {
      id: `unit-${String(index + 1).padStart(2, '0')}`,
      attributes: new Map(Object.entries(attributes)),
      state: isAffected ? 'affected' : isUndetermined ? 'undetermined' : 'clean',
      isCounted: !isUndetermined,
      exposures: isUndetermined ? 3 : 40,
      hits: isAffected ? 38 : 0,
      reason: '',
    }
  })
  return { units, conditions }
}
