import { expect, test } from 'vitest'
import { compare, side, start } from '../../../test/support/compared-sides.ts'
import type { Side } from '../side.ts'
import { whereHeard } from './heard.ts'

/** A side on which a push server is contacted every quarter of an hour, but not between these seconds. */
function heard(one: Side, from: number, to: number): Side {
  const { timing } = one
  if (timing === null) throw new Error('no timing')
  const beats = Array.from({ length: Math.floor(one.observedSeconds / 900) }, (_, index) => index * 900 + 60)
  const times = Float64Array.from(
    beats.filter((at) => at < from || at > to),
    (at) => start + at,
  )
  return { ...one, timing: { ...timing, contacts: new Map([['push.example', times]]) } }
}

const before = heard(side(60, 60), 0, 0)
const silence = [1_000, 35_000] as const

test('a phone that was used elsewhere is not observed: nothing is shown to be gone', () => {
  const { rows, comparability, sentence } = compare(before, heard(side(60, 0), ...silence))
  expect(rows[0]).toMatchObject({ status: 'gone', isProven: false })
  expect(rows[0]?.after.exposures).toBeLessThan(10)
  expect(comparability.filter(({ isComparable }) => !isComparable).map(({ what }) => what)).toContain(
    'unlocks',
  )
  expect(sentence).not.toContain('all shown')
  // While it is heard, it is shown.
  expect(compare(before, heard(side(60, 0), 0, 0)).rows[0]?.isProven).toBe(true)
})

test('nor is what is seen after known to be new', () => {
  const { rows } = compare(heard(side(60, 0), ...silence), heard(side(60, 58), 0, 0))
  expect(rows[0]).toMatchObject({ status: 'new' })
  expect(rows[0]?.before.exposures).toBeLessThan(10)
})

test('a phone that rests as long on the other side, that is not used, or of which no times are known, is heard', () => {
  const quiet = heard(side(60, 0), ...silence)
  expect(whereHeard(quiet, null)).not.toBe(quiet)
  expect(whereHeard(quiet, quiet)).toBe(quiet)
  const unused = { ...quiet, timing: quiet.timing && { ...quiet.timing, events: new Map() } }
  expect(whereHeard(unused, null)).toBe(unused)
  for (const timing of [null, quiet.timing && { ...quiet.timing, contacts: new Map() }]) {
    const unknown = { ...quiet, timing }
    expect(whereHeard(unknown, null)).toBe(unknown)
  }
})

test('who takes up a silent phone once, unlocking it often in that minute, did not use it for hours', () => {
  const quiet = heard(side(60, 0), ...silence)
  const usedAt = (...seconds: readonly number[]): Side => {
    const events = new Map([['unlock', Float64Array.from(seconds, (at) => start + at)] as const])
    return { ...quiet, timing: quiet.timing && { ...quiet.timing, events } }
  }
  const once = usedAt(9_000, 9_010, 9_030, 9_060)
  expect(whereHeard(once, null)).toBe(once)
  const thrice = usedAt(9_000, 9_061, 9_122)
  expect(whereHeard(thrice, null)).not.toBe(thrice)
})

test('what is left is counted anew', () => {
  const left = whereHeard(heard(side(60, 0), ...silence), before)
  expect(left.observedSeconds).toBe(left.timing?.observed.total)
  expect(left.observedSeconds).toBeLessThan(4_000)
  expect(left.eventCounts.get('unlock')).toBeLessThan(10)
})
