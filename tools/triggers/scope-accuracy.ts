/**
 * `npm run scope:accuracy`: on synthetic fleets with a known cause, how often the right attribute is found, how often the
 * exact intervals hold the truth, and how often something is named although nothing is the cause.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clopperPearson, finiteBounds } from '../../src/correlate/exact.ts'
import { Random } from '../../src/correlate/random.ts'
import { scopeOf } from '../../src/assess/scope.ts'
import { readFleet } from '../../src/pipeline/sides/fleet/read-fleet.ts'
import { syntheticFleet } from '../../test/support/synthetic-fleet.ts'

const isSmall = process.argv.includes('--small')
let isKept = true

function line(what: string, part: number, whole: number, promise: string, isGood: boolean): void {
  if (!isGood) isKept = false
  const value = `${part} of ${whole} (${((100 * part) / whole).toFixed(2)} %)`
  process.stdout.write(`${isGood ? 'ok  ' : 'MISS'}  ${what.padEnd(66)} ${value.padStart(24)}   ${promise}\n`)
}

function causes(): void {
  for (const cause of ['build', 'serialStart', 'operatorFolder', 'build and region'] as const) {
    let right = 0
    const total = isSmall ? 20 : 100
    for (let seed = 1; seed <= total; seed++) {
      const { units, conditions } = syntheticFleet({ seed, units: 60, affected: 5, cause, undetermined: 4 })
      const [best] = scopeOf(units, { population: null, seed, conditionsMax: 2 }).separating
      const named = [best?.conditions ?? [], ...(best?.confoundedWith ?? [])]
      const isRight = named.some(
        (one) =>
          one.length === conditions.length &&
          conditions.every((truth) =>
            one.some((found) => found.attribute === truth.attribute && found.value === truth.value),
          ),
      )
      if (isRight) right++
    }
    line(`cause “${cause}” found, 5 affected of 60`, right, total, '≥ 95 %', right >= 0.95 * total)
  }
}

function nothing(): void {
  let named = 0
  const total = isSmall ? 20 : 200
  for (let seed = 1; seed <= total; seed++) {
    const { units } = syntheticFleet({ seed, units: 60, affected: 5, cause: 'none', undetermined: 4 })
    if (scopeOf(units, { population: null, seed, conditionsMax: 2 }).separating.length > 0) named++
  }
  line(
    'a cause is named although affected units are random',
    named,
    total,
    '≤ 5 % (nominal)',
    named <= Math.max(2, 0.08 * total),
  )
}

function intervals(): void {
  const random = new Random(1, 41)
  const total = isSmall ? 2_000 : 20_000
  let held = 0
  for (let round = 0; round < total; round++) {
    const n = 20 + random.whole(100)
    const p = random.next() * 0.5
    let k = 0
    for (let unit = 0; unit < n; unit++) if (random.chance(p)) k++
    const { low, high } = clopperPearson(k, n)
    if (low <= p && p <= high) held++
  }
  line('intervals hold the true share', held, total, '≥ 94 %', held >= 0.94 * total)
  let finite = 0
  for (let round = 0; round < total; round++) {
    const population = 60 + random.whole(140)
    const marked = random.whole(Math.floor(population / 2))
    const n = 10 + random.whole(50)
    const fleet = random.shuffle(Array.from({ length: population }, (_, index) => index < marked))
    const k = fleet.slice(0, n).filter(Boolean).length
    const { low, high } = finiteBounds(k, n, population)
    if (low <= marked && marked <= high) finite++
  }
  line('intervals of finite fleets hold the true number', finite, total, '≥ 94 %', finite >= 0.94 * total)
}

/** So many events a unit is watched for in one region, and in the other: too few to be called clean. */
const [watchedLong, watchedBriefly] = [40, 12]

/** The table of a fleet of which a share is affected by lot, of two regions and three models, each unit watched for so long. */
function watchedTable(random: Random, share: number, watched: (region: string) => number): string {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const region = random.chance(0.5) ? 'north' : 'south'
    const exposures = watched(region)
    let hits = 0
    if (random.chance(share)) for (let event = 0; event < exposures; event++) if (random.chance(0.9)) hits++
    return `u${index},${hits > 0 ? 'yes' : 'no'},${exposures},${hits},${region},m${random.whole(3)}`
  })
  return `unit,affected,exposures,hits,region,model\n${rows.join('\n')}\n`
}

async function watchedUnequally(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-scope-'))
  const table = join(folder, 'fleet.csv')
  const total = isSmall ? 20 : 200
  for (const by of ['region', 'lot'] as const) {
    let named = 0
    let held = 0
    for (let seed = 1; seed <= total; seed++) {
      const random = new Random(seed, 43)
      const share = random.between(0.1, 0.3)
      const isLong = (region: string): boolean => (by === 'region' ? region === 'north' : random.chance(0.5))
      writeFileSync(
        table,
        watchedTable(random, share, (region) => (isLong(region) ? watchedLong : watchedBriefly)),
      )
      const fleet = await readFleet(table, {
        exposuresMin: 20,
        readSide: () => Promise.reject(new Error('no unit has a capture')),
      })
      const { separating, prevalence } = scopeOf(fleet(null), { population: null, seed, conditionsMax: 2 })
      if (separating.length > 0) named++
      if (prevalence.low <= share && share <= prevalence.high) held++
    }
    const what = `half watched too briefly, by ${by}`
    line(`a cause is named, ${what}`, named, total, '≤ 5 % (nominal)', named <= Math.max(2, 0.08 * total))
    line(`intervals hold the true share, ${what}`, held, total, '≥ 94 %', held >= 0.93 * total)
  }
  rmSync(folder, { recursive: true })
}

causes()
nothing()
intervals()
await watchedUnequally()
process.exitCode = isKept ? 0 : 1
