/**
 * `npm run scope:accuracy`: on synthetic fleets with a known cause, how often the right attribute is found, how often the
 * exact intervals hold the truth, and how often something is named although nothing is the cause.
 */
import { clopperPearson, finiteBounds } from '../../src/correlate/exact.ts'
import { Random } from '../../src/correlate/random.ts'
import { scopeOf } from '../../src/assess/scope.ts'
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

causes()
nothing()
intervals()
process.exitCode = isKept ? 0 : 1
