import { describe, expect, test } from 'vitest'
import { compare, host, recipient, side, start } from '../../../test/support/compared-sides.ts'
import type { Side, SideRecipient } from '../side.ts'

describe('of several new recipients of an identifier', () => {
  const moved = (families: readonly string[]): (string | undefined)[] => {
    const full = side(40, 40)
    const transmissions = families.flatMap((family, index) =>
      full.transmissions.map((one) => ({ ...one, host: `new-${index}.example`, family })),
    )
    return compare(full, { ...side(40, 0), transmissions }).rows.map(({ movedTo }) => movedTo)
  }

  test('one of the same family is where it moved, else the first', () => {
    expect(moved(['another-family', 'some-family'])[0]).toBe('new-1.example')
    expect(moved(['another-family', ''])[0]).toBe('new-0.example')
  })

  test('one that gets it seldom, at other times or all the time is new, and no other’s place was taken by it', () => {
    const full = side(40, 40)
    const sent = (times: readonly number[], more: Partial<SideRecipient> = {}, family = ''): unknown[] => {
      const [first] = full.transmissions
      const transmissions = times.map((at) => ({
        ...first,
        at,
        host: 'game.example',
        family,
      })) as Side['transmissions']
      const game = recipient({ host: 'game.example', ...more })
      const { rows } = compare(full, side(40, 0, { transmissions, recipients: [game] }))
      const [own, , added] = rows
      return [own?.status, own?.movedTo, added?.recipient, added?.status]
    }
    const unlocks = full.transmissions.map(({ at }) => at)
    const asNew = ['gone', undefined, 'game.example', 'new']
    const asMoved = ['changed', 'game.example', undefined, undefined]
    expect(sent(unlocks.slice(0, 1))).toEqual(asNew)
    expect(sent(unlocks.slice(0, 19))).toEqual(asNew)
    expect(sent(unlocks.map((at) => at + 200))).toEqual(asNew)
    expect(sent(Array.from({ length: 2_400 }, (_, index) => start + 10 * index))).toEqual(asNew)
    expect(sent(unlocks.slice(0, 20))).toEqual(asMoved)
    expect(sent(unlocks.map((at) => at + 5))).toEqual(asMoved)
    // Of the same owner or family, however seldom.
    expect(sent(unlocks.slice(0, 1), { organisation: 'A (CN)' })).toEqual(asMoved)
    expect(sent(unlocks.slice(0, 1), { domain: host })).toEqual(asMoved)
    expect(sent(unlocks.slice(0, 1), {}, 'some-family')).toEqual(asMoved)
  })
})
