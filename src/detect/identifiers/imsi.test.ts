import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

test('an IMSI of manuals is an example', () => {
  expect(foundIn({ subscriberId: '310260123456789' })).toEqual([])
  expect(foundIn({ subscriberId: '242017004123987' })).toEqual(['imsi=242017004123987 (probable)'])
})
