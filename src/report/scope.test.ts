import { expect, test } from 'vitest'
import { scopeOf } from '../assess/scope.ts'
import type { Unit } from '../assess/scope/unit.ts'
import { renderScopeTerminal } from './scope.ts'

/** So many units, every eighth of batch b, of which all are affected; one more is not determined. */
function fleet(size: number): Unit[] {
  const units = Array.from({ length: size }, (_, index): Unit => {
    const isAffected = index % 8 === 0
    return {
      id: `unit-${index}`,
      attributes: new Map([
        ['batch', isAffected ? 'b' : 'c'],
        ['serial', `s${index}`],
      ]),
      state: isAffected ? 'affected' : 'clean',
      isCounted: true,
      exposures: 30,
      hits: isAffected ? 30 : 0,
      reason: isAffected ? 'it sent' : 'it did not send',
    }
  })
  const [first] = units as [Unit]
  return [
    ...units,
    { ...first, id: 'unit-x', state: 'undetermined', isCounted: false, reason: 'too few unlocks' },
  ]
}

/** The page as one line, however it is wrapped. */
function page(units: readonly Unit[]): string {
  const scope = scopeOf(units, { population: null, seed: 1, conditionsMax: 2 })
  const options = { columns: 100, hasColour: false, isRevealed: true }
  return renderScopeTerminal(scope, options).replaceAll(/\s+/g, ' ')
}

test('how many, which, what was not tried, and what to test next', () => {
  const text = page(fleet(80))
  for (const said of [
    'HOW MANY 10 of 80 units that were tested enough are affected',
    'affected: 10. unit-0 (it sent)',
    '… and 64 more: see --json',
    'undetermined: 1. unit-x (too few unlocks)',
    '• batch is b: 10 of 10 units affected',
    'Not tried, or not whole, since there are too many values: serial.',
    '1 undetermined unit falls under batch is b: test it first.',
  ])
    expect(text).toContain(said)
})

test('affected units that are not counted stand beside the shares', () => {
  const brief = fleet(80).flatMap((unit): Unit[] => [
    unit,
    ...(unit.id === 'unit-1' ? [{ ...unit, id: 'brief', state: 'affected', isCounted: false } as const] : []),
  ])
  for (const said of [
    'batch b: 10 of 10 affected',
    'batch c: 0 of 70 affected (0 % to 5.2 %); 1 more affected, not counted',
  ])
    expect(page(brief)).toContain(said)
})

test('where all was tried, nothing is said of it', () => {
  expect(page(fleet(40))).not.toContain('Not tried')
})
