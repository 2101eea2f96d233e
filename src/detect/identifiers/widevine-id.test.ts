import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const id = '7c21f0a94be35d8866a1f3307be2c9d4'

test.each([
  { widevine: { stable_id: id } },
  { drm: { stableId: id } },
  { widevine_stable_id: id },
  { mediaDrmId: id },
  { media_drm_id: 'fCHwqUvjXYhmofMwe+LJ1A==' },
])('a name of the copy protection: %j', (body) => {
  expect(foundIn(body)).toEqual([expect.stringMatching(/^widevine-id=.* \(probable\)$/)])
})

test('what anything is known again by, beside what the plugin says of itself', () => {
  expect(foundIn({ stable_id: id, securityLevel: 'L1', system_id: 4464 })).toEqual([
    `widevine-id=${id} (possible)`,
  ])
})

test.each([
  { stable_id: id },
  { feed: { stable_id: id, title: 'x' } },
  { stable_id: 'checkout-step-of-the-second-page', securityLevel: 'L1' },
])('no number of the copy protection: %j', (body) => {
  expect(foundIn(body)).toEqual([])
})
