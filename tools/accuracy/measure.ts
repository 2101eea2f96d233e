import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAttribution } from '../../src/attribute/attribution.ts'
import type { Observation } from '../../src/assess/types.ts'
import { readData } from '../../src/cli/data-files.ts'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import { Probe } from '../../src/detect/probe/probe.ts'
import { parseProfile } from '../../src/device/profile.ts'
import { scan } from '../../src/pipeline/scan.ts'
import type { Case, World } from './cases.ts'
import { isSameKind, isSameValue } from './values.ts'
import { firstSecond, harOf, pcapngOf } from './write.ts'

/** What one case gave. */
export interface Outcome {
  readonly one: Case
  readonly isFound: boolean
  /** Observations of the case that are not true: `kind value (by)`. */
  readonly wrong: readonly string[]
  readonly reason: string
}

/**
 * Scans a world as a user would, and says for every case what was found. What was missed is scanned again with every
 * message read in full, to tell what the quick look passed over from what nothing finds.
 */
export async function outcomesOf(
  world: World,
  hasProfile: boolean,
  form: 'pcapng' | 'har' = 'pcapng',
): Promise<Outcome[]> {
  const outcomes = await scanned(world, hasProfile, form)
  const missed = outcomes.filter(({ one, isFound }) => one.identifier !== '' && !isFound)
  if (missed.length === 0) return outcomes
  const closer = await readInFull(() =>
    scanned({ ...world, cases: missed.map(({ one }) => one) }, hasProfile, form),
  )
  const passedOver = new Set(closer.filter(({ isFound }) => isFound).map(({ one }) => one.number))
  return outcomes.map((outcome) =>
    passedOver.has(outcome.one.number) ? { ...outcome, reason: 'passed over by the quick look' } : outcome,
  )
}

async function readInFull<T>(work: () => Promise<T>): Promise<T> {
  const kept = Object.getOwnPropertyDescriptors(Probe.prototype)
  const always = { value: (): boolean => true, configurable: true, writable: true }
  Object.defineProperties(Probe.prototype, { isWorthDecoding: always, isFramedWorthDecoding: always })
  try {
    return await work()
  } finally {
    Object.defineProperties(Probe.prototype, kept)
  }
}

/** What became of the cases of a world, without the reasons why some were missed: these take another scan, in full. */
export async function scanned(
  world: World,
  hasProfile: boolean,
  form: 'pcapng' | 'har' = 'pcapng',
): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-accuracy-'))
  try {
    const path = join(folder, `world.${form}`)
    writeFileSync(path, form === 'har' ? harOf(world) : pcapngOf(world))
    const profile = hasProfile ? parseProfile(world.phone.yaml, 'phone.yaml', identifiers) : null
    const result = await scan([path], {
      profile,
      attribution: openAttribution(readData),
      wantsHash: false,
      onProgress: () => undefined,
    })
    const byCase = Map.groupBy(result.observations, ({ at }) => at.sec - firstSecond)
    return world.cases.map((one) => judge(one, byCase.get(one.number) ?? [], hasProfile))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function judge(one: Case, observations: readonly Observation[], hasProfile: boolean): Outcome {
  const isTrue = (seen: Observation): boolean =>
    one.identifier !== '' && isSameKind(one.identifier, seen.identifier) && isTold(one, seen)
  const isFound = observations.some(isTrue)
  const wrong = observations
    .filter((seen) => !isTrue(seen) && (!hasProfile || seen.by === 'profile'))
    .map(({ identifier, value, by }) => `${identifier} ${value} (${by})`)
  const other = observations.find((seen) => !isTrue(seen))
  const reason =
    isFound || one.identifier === ''
      ? ''
      : other === undefined
        ? 'read in full, nothing found'
        : `found ${other.identifier} instead`
  return { one, isFound, wrong, reason }
}

/** Half the height of the coarsest cell that is sent. */
const cellDegrees = 0.1

function isTold(one: Case, seen: Observation): boolean {
  if (one.identifier !== 'location') return isSameValue(one.identifier, one.value, seen.normal)
  const [lat, lon] = one.value.split(',').map(Number) as [number, number]
  const [seenLat, seenLon] = seen.normal.split(',').map(Number) as [number, number]
  // Of a known place the cell that was sent says where it is as far as it can.
  const [north, east] = seen.by === 'profile' ? [cellDegrees, cellDegrees * 2] : [1e-6, 1e-6]
  return Math.abs(lat - seenLat) < north && Math.abs(lon - seenLon) < east
}

export interface Tally {
  sent: number
  found: number
  wrong: number
}

/** Wilson's interval at 95 %: sound for shares near 1, where the usual one is not. */
export function interval(hits: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1]
  const z = 1.96
  const share = hits / of
  const centre = share + (z * z) / (2 * of)
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const scale = 1 + (z * z) / of
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}

/** Counts by group; a case of several groups counts in each. In the order of their names. */
export function tallies(
  outcomes: readonly Outcome[],
  groupOf: (one: Case) => string | readonly string[],
): Map<string, Tally> {
  const groups = new Map<string, Tally>()
  for (const { one, isFound, wrong } of outcomes) {
    const names = groupOf(one)
    for (const name of typeof names === 'string' ? [names] : new Set(names)) {
      const tally = groups.get(name) ?? { sent: 0, found: 0, wrong: 0 }
      if (one.identifier !== '') tally.sent++
      if (isFound) tally.found++
      tally.wrong += wrong.length > 0 ? 1 : 0
      groups.set(name, tally)
    }
  }
  return new Map([...groups].sort(([left], [right]) => (left < right ? -1 : 1)))
}

export function recall({ found, sent }: Tally): number {
  return sent === 0 ? 1 : found / sent
}

export function precision({ found, wrong }: Tally): number {
  return found + wrong === 0 ? 1 : found / (found + wrong)
}

export function f1(tally: Tally): number {
  return harmonic(precision(tally), recall(tally))
}

/** From both ends of the intervals of recall and precision: wider than it need be, and right. */
export function f1Interval({ sent, found, wrong }: Tally): readonly [number, number] {
  const [recallFrom, recallTo] = interval(found, sent)
  const [precisionFrom, precisionTo] = interval(found, found + wrong)
  return [harmonic(recallFrom, precisionFrom), harmonic(recallTo, precisionTo)]
}

function harmonic(one: number, other: number): number {
  return one + other === 0 ? 0 : (2 * one * other) / (one + other)
}
