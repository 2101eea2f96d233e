import { expect, test } from 'vitest'
import { side, start } from '../../../test/support/compared-sides.ts'
import { ObservedTime } from '../../correlate/observed.ts'
import { countAfter } from './contacts.ts'

test('an event whose time after it was not observed whole says nothing of connections', () => {
  const whole = side(3, 0)
  const { timing } = whole
  if (timing === null) throw new Error('no timing')
  // Unlocks are at 300, 900, 1500 seconds.
  const observed = new ObservedTime([{ start, end: start + 903 }])
  const counted = countAfter({ ...whole, timing: { ...timing, observed } }, Float64Array.of(start + 301), {
    event: 'unlock',
    fromS: 0,
    toS: 5,
  })
  expect(counted?.[0]).toEqual({ hits: 1, exposures: 1 })
})
