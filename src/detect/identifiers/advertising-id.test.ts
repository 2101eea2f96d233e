import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const uuid = '7b1c9f3e-6d2a-4e5b-9c8d-1f2e3a4b5c6d'

test.each([
  { advertiserId: uuid, campaignId: 'c1', creativeId: '9' },
  { advertiser_id: uuid, adGroupId: '2' },
  { adid: uuid, creativeId: '9' },
])('%j may be the number of who advertises', (value) =>
  expect(foundIn(value)).toEqual([`advertising-id=${uuid} (possible)`]),
)

test('what attributes an installation has the ID of the phone', () =>
  expect(foundIn({ advertiserId: uuid, af_preinstalled: 'false', campaignId: 'c1' })).toEqual([
    `advertising-id=${uuid} (probable)`,
  ]))

test('of two in one list neither need be the phone\u2019s', () => {
  const other = uuid.replace('7', '8')
  const listed = (...ids: string[]): string[] =>
    foundIn({ ads: ids.map((advertiserId) => ({ advertiserId })) })
  expect(listed(uuid, other)).toEqual([
    `advertising-id=${uuid} (possible)`,
    `advertising-id=${other} (possible)`,
  ])
  expect(listed(uuid, uuid)).toEqual(Array(2).fill(`advertising-id=${uuid} (probable)`))
})
