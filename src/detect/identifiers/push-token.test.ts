import { expect, test } from 'vitest'
import { foundIn, foundInQuery } from '../../../test/support/decoded-tree.ts'

const uuid = '5722cc3e-5302-4c26-ad01-05b51c985b0d'
const token =
  'dQw8xR3kT0uVbN5mLp2sYz:APA91bHf7kQZx9kQmP_3rT7vWbY2nLs8Hd4Jf6Gc-5aKe1QoUiXzRyMtNpBwVgCjD0hSlE9uFkI4oJ2q'

test('a token of FCM is known by its form, whatever it goes by', () => {
  expect(foundIn({ action: 'register', id: token, type: 'fcm' })).toEqual([`push-token=${token} (probable)`])
  expect(foundIn({ identifier: token })).toEqual([`push-token=${token} (probable)`])
  expect(foundIn({ id: token.replace('APA91b', 'APA92b') })).toEqual([])
})

test.each([
  [`token=${token}`, [`push-token=${token} (probable)`]],
  ['token=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlb2Z0aGU', []],
  // Messages are numbered so, and services make no such tokens.
  [`push_id=${uuid}`, []],
  [`push_id=${token}`, [`push-token=${token} (probable)`]],
  [`push_id=${'9f3b6c1d2e4a5807'.repeat(2)}`, [`push-token=${'9f3b6c1d2e4a5807'.repeat(2)} (probable)`]],
  [`push_token=${uuid}`, [`push-token=${uuid} (possible)`]],
  [`channel.push_address=${token}`, [`push-token=${token} (probable)`]],
  [`google_push_notification_id=${token}`, [`push-token=${token} (probable)`]],
  ['push_notification_id=20260302-0000000017-campaign-0042', []],
])('%s in a query', (query, expected) => expect(foundInQuery(query)).toEqual(expected))

const digits = '7b4e9617077933555b7b7a5ad3f0c2e1a9846e0bd5f117c2083e6a94db70f2c1'
const groups = (digits.match(/.{8}/g) ?? []).join(' ')

test.each([`<${groups}>`, groups, `<${groups.toUpperCase()}>`, digits])(
  'a token of APNs is told as iOS described its bytes: %s',
  (text) => {
    for (const name of ['deviceToken', 'device_token', 'apnsToken'])
      expect(foundIn({ [name]: text }).map((one) => one.toLowerCase())).toEqual([
        `push-token=${digits} (probable)`,
      ])
  },
)

test.each([
  groups.slice(0, 53),
  `${groups} ${groups.slice(0, 7)}`,
  groups.replace('0779', '07z9'),
  `${groups} is the token`,
])('%s is none', (text) => expect(foundIn({ deviceToken: text })).toEqual([]))

test('a token of HMS goes by its name', () => {
  const hms = 'IQAAAACy0kPrAABmRzv1xTqvYh7oW2cLsJ4Nd8fUe9QpAb3G'
  expect(foundIn({ hmsToken: hms })).toEqual([`push-token=${hms} (probable)`])
  expect(foundIn({ hmsToken: hms.slice(0, 20) })).toEqual([])
})
