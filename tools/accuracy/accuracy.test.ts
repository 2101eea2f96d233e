import { describe, expect, test } from 'vitest'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import { hasCorpus } from '../../test/support/corpus.ts'
import { times } from '../../test/support/depth.ts'
import { carriers } from './carriers.ts'
import { knownWorld, unknownWorld } from './cases.ts'
import { corpusRows } from './corpus.ts'
import { differencing } from './differencing.ts'
import { endpoints } from './endpoints.ts'
import { kinds } from './kinds.ts'
import { f1, f1Interval, interval, precision, recall, scanned, tallies } from './measure.ts'
import type { Outcome } from './measure.ts'
import { harOf, pcapngOf } from './write.ts'

/** The short form of the benchmark: its full form is `npm run accuracy`. Half of the unknown world tells nothing. */
const known = knownWorld('test', times(160, 300))
const unknown = unknownWorld('test', times(240, 300))
let inCapture: Promise<Outcome[]> | undefined

/** Of the known values, in packets: scanned once for two tests. */
function knownOutcomes(): Promise<Outcome[]> {
  inCapture ??= scanned(known, true)
  return inCapture
}

test('without a profile typed identifiers are told from look-alikes', async () => {
  const outcomes = await scanned(unknown, false)
  const all = tallies(outcomes, () => 'all').get('all')
  expect(all).toBeDefined()
  if (all === undefined) return
  expect(all.sent).toBeGreaterThan(100)
  expect(f1(all)).toBeGreaterThan(0.9)
})

test('with a profile no look-alike is taken for a known value', async () => {
  const outcomes = await knownOutcomes()
  const all = tallies(outcomes, () => 'all').get('all')
  expect(all).toBeDefined()
  if (all === undefined) return
  expect(precision(all)).toBeGreaterThan(0.99)
  expect(recall(all)).toBeGreaterThan(0.95)
})

test('the same seed makes the same world', () => {
  const [one, other] = [knownWorld('a', 50), knownWorld('a', 50)]
  expect(pcapngOf(one).equals(pcapngOf(other))).toBe(true)
  expect(harOf(one)).toBe(harOf(other))
  expect(pcapngOf(knownWorld('b', 50)).equals(pcapngOf(one))).toBe(false)
})

test("Wilson's interval holds the share and stays within 0 and 1", () => {
  expect(interval(0, 0)).toEqual([0, 1])
  const [from, to] = interval(50, 50)
  expect(from).toBeGreaterThan(0.92)
  expect(to).toBe(1)
})

test('the interval of F1 holds it, and is that of recall where precision is the same', () => {
  for (const tally of [
    { sent: 100, found: 90, wrong: 5 },
    { sent: 40, found: 40, wrong: 0 },
    { sent: 7, found: 0, wrong: 3 },
  ]) {
    const [from, to] = f1Interval(tally)
    expect(from).toBeLessThanOrEqual(f1(tally))
    expect(to).toBeGreaterThanOrEqual(f1(tally))
  }
  expect(f1Interval({ sent: 50, found: 50, wrong: 0 })).toEqual(interval(50, 50))
})

test('eight runs show which fields carry the value that was changed', async () => {
  const tally = await differencing('test', 8, 60)
  expect(tally.sent).toBeGreaterThan(2)
  expect(recall(tally)).toBeGreaterThanOrEqual(0.9)
  expect(precision(tally)).toBeGreaterThanOrEqual(0.9)
})

describe('what the worlds hold', () => {
  const worlds = [knownWorld('test', 1_500), unknownWorld('test', 1_500)]

  test('every kind of identifier that there is', () => {
    // Places are made by themselves.
    const made = new Set([...kinds.keys(), 'location'])
    expect(identifiers.map(({ name }) => name).filter((name) => !made.has(name))).toEqual([])
    const [known, unknown] = worlds.map(({ cases }) => new Set(cases.map(({ identifier }) => identifier)))
    expect([...made].filter((name) => kinds.get(name)?.isList !== true && !known?.has(name))).toEqual([])
    expect([...made].filter((name) => kinds.get(name)?.isKnownOnly !== true && !unknown?.has(name))).toEqual(
      [],
    )
  })

  test('every carrier, and no server that is held out, unless it is asked for', () => {
    const used = new Set(worlds.flatMap(({ cases }) => cases.map(({ carrier }) => carrier)))
    expect([...carriers.keys()].filter((name) => !used.has(name))).toEqual([])
    const spoken = worlds.flatMap(({ cases }) => cases.map(({ endpoint }) => endpoint))
    expect(spoken.filter(({ isHeldOut }) => isHeldOut)).toEqual([])
    expect(knownWorld('test', 300, true).cases.some(({ endpoint }) => endpoint.isHeldOut)).toBe(true)
    expect(endpoints.filter(({ isHeldOut }) => isHeldOut)).toHaveLength(endpoints.length / 4)
  })

  test('the HAR says of the same messages what the capture holds, and gives the same', async () => {
    const recorded = known.cases.filter(({ carried }) => carried.http !== null)
    const isRecorded = new Set(recorded.map(({ number }) => number))
    const inPackets = (await knownOutcomes()).filter(({ one }) => isRecorded.has(one.number))
    const inHar = await scanned({ ...known, cases: recorded }, true, 'har')
    const found = (outcomes: typeof inHar): number[] =>
      outcomes.filter(({ isFound }) => isFound).map(({ one }) => one.number)
    expect(recorded.filter(({ carrier }) => carrier.startsWith('WebSocket')).length).toBeGreaterThan(5)
    expect(found(inHar)).toEqual(found(inPackets))
    expect(inHar.filter(({ wrong }) => wrong.length > 0)).toEqual([])
  })
})

describe.skipIf(!hasCorpus)('the labelled corpus', () => {
  test.each([false, true])(
    'nothing is said in error, and what is missed has no kind (profile: %s)',
    async (hasProfile) => {
      const rows = await corpusRows(hasProfile)
      expect(rows.flatMap(({ wrong }) => wrong)).toEqual([])
      const missed = rows.flatMap((row) => row.missed.map((what) => what.replace(/ to .*\(/, ' (')))
      // Models and builds are searched for, not recognised.
      const details = hasProfile ? [] : ['MI 3W (device-model)', 'V6.4.2.0.KXDMICB (build)']
      expect(missed).toEqual([...details, 'T-Mobile (no kind for it)', '10.0.0.1 (no kind for it)'])
    },
  )
})
