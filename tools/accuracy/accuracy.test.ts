import { expect, test } from 'vitest'
import { knownWorld, unknownWorld } from './cases.ts'
import { differencing } from './differencing.ts'
import { f1, interval, outcomesOf, precision, recall, tallies } from './measure.ts'
import { harOf, pcapngOf } from './write.ts'

/** The short form of the benchmark: its full form is `npm run accuracy`. */
const size = 400

test('without a profile typed identifiers are told from look-alikes', async () => {
  const outcomes = await outcomesOf(unknownWorld('test', size), false)
  const all = tallies(outcomes, () => 'all').get('all')
  expect(all).toBeDefined()
  if (all === undefined) return
  expect(all.sent).toBeGreaterThan(100)
  expect(f1(all)).toBeGreaterThan(0.9)
})

test('with a profile no look-alike is taken for a known value', async () => {
  const outcomes = await outcomesOf(knownWorld('test', size), true)
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

test('eight runs show which fields carry the value that was changed', async () => {
  const tally = await differencing('test', 8, 60)
  expect(tally.sent).toBeGreaterThan(2)
  expect(recall(tally)).toBeGreaterThanOrEqual(0.9)
  expect(precision(tally)).toBeGreaterThanOrEqual(0.9)
})
