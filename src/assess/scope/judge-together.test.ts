import { expect, test } from 'vitest'
import { judgedTogether } from './judge-together.ts'
import { judged } from './judge-unit.ts'
import { ObservedTime } from '../../correlate/observed.ts'
import { recipient } from '../../../test/support/compared-sides.ts'
import { daySend, silent } from '../../../test/support/silent-side.ts'
import type { Unit } from './unit.ts'
import type { Side } from '../side.ts'

/** Units a, b and so on, of which this was captured. */
function together(...sides: readonly Side[]): Unit[] {
  const options = { sender: null, exposuresMin: 20 }
  return judgedTogether(
    sides.map((side, at) => ({ side, unit: judged('abc'.charAt(at), new Map(), side, options) })),
    options.exposuresMin,
  )
}

test('a unit whose keys are missing is not clean where another was found out by its keys', () => {
  const send = { ...daySend, at: 0, protection: 'tls' } as const
  const sides: [Side, Side, Side] = [
    silent({ readShare: 0.9, transmissions: [send] }),
    silent({ readShare: 0.1 }),
    silent({ readShare: 0.8 }),
  ]
  const states = (): string[] =>
    together(...sides).map(({ state, isCounted }) =>
      state === 'affected' && !isCounted ? 'affected, not counted' : state,
    )
  expect(states()).toEqual(['affected', 'undetermined', 'clean'])
  // Nor does a unit count of which so little was read that it would not have been called clean.
  sides[1] = silent({ readShare: 0.1, transmissions: [{ ...send, protection: 'plaintext' }] })
  expect(states()).toEqual(['affected', 'affected, not counted', 'clean'])
})

test('nights make no unit clean of what was seen by day', () => {
  const at = (days: readonly number[], from: number, hours: number): Partial<Side> => {
    const observed = new ObservedTime(
      days.map((day) => ({ start: day * 86_400 + from * 3_600, end: day * 86_400 + (from + hours) * 3_600 })),
    )
    return { observed, observedSeconds: observed.total, eventCounts: new Map(), recipients: [recipient()] }
  }
  const units = together(
    silent({ ...at([0, 1], 8, 12), transmissions: [daySend] }),
    silent(at([0, 1, 2, 3], 23, 8)),
    silent(at([0, 1], 8, 12)),
  )
  expect(units.map(({ state, isCounted }) => [state, isCounted])).toEqual([
    ['affected', true],
    ['undetermined', false],
    ['clean', true],
  ])
  expect(units[1]?.reason).toBe(
    'only 0 observed hours at times of day at which an affected unit was observed',
  )
})

test('where affected units were observed too briefly to say when they send, hours of any time count, with a doubt', () => {
  const from = (hours: number): Partial<Side> => {
    const observed = new ObservedTime([{ start: 8 * 3_600, end: (8 + hours) * 3_600 }])
    return { observed, observedSeconds: observed.total, eventCounts: new Map(), recipients: [recipient()] }
  }
  const states = (hours: number): unknown[] =>
    together(
      silent({ ...from(hours), transmissions: [daySend] }),
      silent(from(30)),
      silent(from(96 + 24)),
    ).map(({ state, isCounted, isAtOtherTimes }) => [state, isCounted, isAtOtherTimes])
  expect(states(3)).toEqual([
    ['affected', false, undefined],
    ['clean', true, true],
    ['clean', true, true],
  ])
  expect(states(4)).toEqual([
    ['affected', false, undefined],
    ['clean', true, true],
    ['clean', true, undefined],
  ])
  expect(states(20)).toEqual([
    ['affected', true, undefined],
    ['clean', true, undefined],
    ['clean', true, undefined],
  ])
})

test('a phone that two units show is told', () => {
  const imei = { kind: 'imei', name: 'imei', value: '35718409264173', shown: '35•73' } as const
  const model = { kind: 'model', name: 'model', value: 'x', shown: 'x' } as const
  const both = (phone: Side['phone']): [Side, Side] => [silent({ phone }), silent({ phone })]
  const units = together(...both([imei, model]))
  expect(units.map(({ reason }) => reason.includes('one phone, captured twice, counts twice here'))).toEqual([
    false,
    true,
  ])
  expect(units[1]?.reason).toContain('it sends the imei that a sends')
  const alike = together(...both([model]))
  expect(alike[1]?.reason).not.toContain('twice')
})
