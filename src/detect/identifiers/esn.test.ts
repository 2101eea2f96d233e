import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

test.each(['12345678', '0000ABCD', '55555555'])('%s is nobody\u2019s', (esn) =>
  expect(foundIn({ esn })).toEqual([]),
)

test('of 32 bits in hex nearly all have a letter', () => {
  expect(foundIn({ esn: '35261234' })).toEqual(['esn=35261234 (possible)'])
  expect(foundIn({ esn: '80A1B2C3' })).toEqual(['esn=80a1b2c3 (probable)'])
  expect(foundIn({ esn: '12810662851' })).toEqual(['esn=80a2b3c3 (probable)'])
})
