import { expect, test } from 'vitest'
import { foundIn, foundInQuery } from '../../../test/support/decoded-tree.ts'

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

test.each([
  [
    'adid=1209d0b9-b959-42e6-b921-aa5d9d08c1af',
    ['advertising-id=1209d0b9-b959-42e6-b921-aa5d9d08c1af (probable)'],
  ],
  // As Xiaomi writes it, and as vivo and OPPO do.
  ['oaid=9b2e47f05d1c83a6', ['advertising-id=9b2e47f05d1c83a6 (probable)']],
  [`oaid=${'9b2e47f0'.repeat(7)}5d1c83a6`, [`advertising-id=${'9b2e47f0'.repeat(7)}5d1c83a6 (probable)`]],
  [
    'oaid=9b2e47f05d1c83a6&device_id=9b2e47f05d1c83a6',
    Array(2).fill('advertising-id=9b2e47f05d1c83a6 (probable)'),
  ],
  ['oaid=9b2e47f05d1c83a69b2e', ['device-id=9b2e47f05d1c83a69b2e (probable)']],
  ['oaid=0000000000000000', []],
  ['gaid=9b2e47f05d1c83a6', []],
  [
    'oaid=1209d0b9-b959-42e6-b921-aa5d9d08c1af&aaid=1209d0b9-b959-42e6-b921-aa5d9d08c1ae',
    [
      'advertising-id=1209d0b9-b959-42e6-b921-aa5d9d08c1af (probable)',
      'advertising-id=1209d0b9-b959-42e6-b921-aa5d9d08c1ae (probable)',
    ],
  ],
  [
    'madid=1209d0b9-b959-42e6-b921-aa5d9d08c1af',
    ['advertising-id=1209d0b9-b959-42e6-b921-aa5d9d08c1af (probable)'],
  ],
  [`identifierForAdvertising=${uuid}`, [`advertising-id=${uuid} (probable)`]],
  [
    'amazon_aid=1209d0b9-b959-42e6-b921-aa5d9d08c1af',
    [`advertising-id=1209d0b9-b959-42e6-b921-aa5d9d08c1af (probable)`],
  ],
  [`gaid=urn:uuid:${uuid}`, [`advertising-id=${uuid} (probable)`]],
  [`ad_tracking_id=${uuid}`, [`advertising-id=${uuid} (probable)`]],
  [`advertising_device_id=${uuid}`, [`advertising-id=${uuid} (probable)`]],
  [`adIdentifier=${uuid}&creativeId=77`, [`advertising-id=${uuid} (possible)`]],
  ['adIdentifier=banner-48271936', []],
  [`lgudid=${uuid}`, [`advertising-id=${uuid} (probable)`]],
  [`vida=${uuid}`, [`advertising-id=${uuid} (probable)`]],
  ['vida=pura-48271936', []],
  // The number of an advertisement.
  [`adid=${uuid}&creativeId=77`, [`advertising-id=${uuid} (possible)`]],
  [`adid=${uuid}&campaign=77`, [`advertising-id=${uuid} (probable)`]],
  [
    'rida=5722cc3e-5302-4c26-ad01-05b51c985b0d',
    ['advertising-id=5722cc3e-5302-4c26-ad01-05b51c985b0d (probable)'],
  ],
])('%s in a query', (query, expected) => expect(foundInQuery(query)).toEqual(expected))
