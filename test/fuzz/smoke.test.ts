import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { times } from '../support/depth.ts'
import { canary, targets } from './targets.ts'

const crashes = fileURLToPath(new URL('crashes/', import.meta.url))

test('the alarm works: the canary is found', () => {
  expect(fuzz(canary, 'smoke', (runs) => runs >= 5_000).fault?.error.message).toBe(
    'the canary died, as it must',
  )
})

for (const one of targets) {
  const { smokeRuns = times(200, 500) } = one
  let seeds: Buffer[] | undefined
  const target = { ...one, seeds: () => (seeds ??= one.seeds()) }
  test(`${target.name} holds on ${smokeRuns} damaged inputs`, () => {
    const { fault } = fuzz(target, 'smoke', (runs) => runs >= smokeRuns)
    expect(fault === null ? null : `run ${fault.run}: ${fault.error.stack ?? fault.error.message}`).toBeNull()
  })

  test(`${target.name} holds on every input that once broke it`, () => {
    const kept = existsSync(crashes)
      ? readdirSync(crashes).filter((name) => name.startsWith(`${target.name}-`))
      : []
    for (const name of kept) expect(() => target.check(readFileSync(crashes + name)), name).not.toThrow()
    expect(() => target.check(target.seeds()[0] as Buffer)).not.toThrow()
  })
}
