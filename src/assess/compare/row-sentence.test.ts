import { expect, test } from 'vitest'
import { compare, host, side } from '../../../test/support/compared-sides.ts'
import type { Side } from '../side.ts'

test('the sentence of what is still sent, and of what is gone', () => {
  expect(compare(side(40, 40), side(40, 4)).rows[0]?.sentence).toBe(
    `imei to ${host}: still sent (40 of 40 unlocks before, 4 of 40 unlocks after).`,
  )
  const late = side(40, 4)
  const elsewhen = {
    ...late,
    transmissions: late.transmissions.map((one) => ({ ...one, at: one.at + 300 })),
  }
  expect(compare(side(40, 40), elsewhen).rows[0]?.sentence).toBe(
    `imei to ${host}: still sent, but not within 5 s after unlocks (40 of 40 unlocks before, 0 of 40 unlocks after).`,
  )
  const banded = (one: Side): Side => ({
    ...one,
    triggers: one.triggers.map((trigger) => ({ ...trigger, fromS: 0.5 })),
  })
  expect(compare(banded(side(40, 40)), banded(elsewhen)).rows[0]?.sentence).toContain(
    'still sent, but not from 0.5 s to 5 s after unlocks (',
  )
  expect(compare(side(47, 47), side(60, 0)).rows[0]?.sentence).toMatch(
    /^imei to server\.example: gone\. 47 of 47 unlocks before, 0 of 60 unlocks after; p .* \(Fisher, exact\); at most 4\.9 % may remain \(95 %\)\. 239 more unlocks without a send are needed for a bound below 1 %\.$/,
  )
  const shown = compare(side(47, 47), side(299, 0)).rows[0]
  expect(shown?.moreNeeded.events).toBe(0)
  expect(shown?.sentence).toMatch(/may remain \(95 %\)\.$/)
})
