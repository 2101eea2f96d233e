/** A flood of connections: `npm run flood` is the same with ten million of them. */
import { expect, test } from 'vitest'
import { flood, peakMibMax } from '../fault/syn-flood.ts'
import { limits } from '../../src/core/limits.ts'

test('a flood of connections that are only begun takes no more memory than the table of flows', async () => {
  // More than the table holds: the oldest make room, and what they said is searched.
  const flows = limits.stream.flowsMax + 100_000
  const { peakMib, ...rest } = await flood(flows)
  expect(rest).toEqual({ flows, leaks: 11, found: 11, broken: [] })
  expect(peakMib).toBeLessThan(peakMibMax)
})
