import { expect, test } from 'vitest'
import { detect, foundIn, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function found(value: object, fields: readonly string[] = []): string[] {
  const input = request('/x', fields, JSON.stringify(value))
  return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
}

const account = '11512345678'
const other = '000123-05-5722cc3e-5302-4c26-ad01-05b51c985b0d'

test('numbers of Apple\u2019s accounts go by their names', () => {
  for (const name of ['DSID', 'dsid', 'dsPersonId', 'X-Dsid', 'iCloud-DSID']) {
    expect(found({ [name]: account })).toEqual([`user-id=${account} (possible)`])
    expect(found({}, [`${name}: ${account}`])).toEqual([`user-id=${account} (possible)`])
  }
  expect(found({ dsInfo: { dsid: account } })).toEqual([`user-id=${account} (possible)`])
  expect(found({ adsid: other })).toEqual([`user-id=${other} (possible)`])
  expect(found({}, [`X-Apple-ADSID: ${other}`])).toEqual([`user-id=${other} (possible)`])
})

test.each([
  { ads_id: account },
  { adsid: '5722cc3e-5302-4c26-ad01-05b51c985b0d' },
  { dsid: 'weather_hourly' },
  { dsid: 4_711 },
  { dsid: '20261130' },
  { dsid: '1772438400000' },
])('%j is no number of an account', (value) =>
  expect(found(value).filter((one) => one.startsWith('user-id='))).toEqual([]),
)

test('what tells users apart in analysis may be the number of an account', () => {
  expect(found({ distinct_id: '8841027739' })).toEqual([`user-id=8841027739 (possible)`])
  expect(found({ login_id: 'u-4711-0815' })).toEqual([`user-id=u-4711-0815 (possible)`])
  for (const distinct_id of ['42', 'event1', 'anonymous', '11111111', '1772438400000'])
    expect(found({ distinct_id }).filter((one) => one.startsWith('user-id='))).toEqual([])
  for (const login_id of ['guest', 'null', '12']) expect(found({ login_id })).toEqual([])
})

test('a decentralised identifier is of an account, where it is of no key', () => {
  const bluesky = 'did:plc:ewvi7nxzyoun6zhxrhs64oiz'
  const expected = [`user-id=${bluesky} (possible)`]
  expect(found({ did: bluesky })).toEqual(expected)
  expect(found({ user_id: bluesky })).toEqual(expected)
  expect(found({ repo: bluesky, collection: 'app.bsky.feed.post' })).toEqual(expected)
  expect(found({ did: 'did:web:kari.fjord.no' })).toEqual(['user-id=did:web:kari.fjord.no (possible)'])
  expect(found({ did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' })).toEqual([])
  // Repositories of programs, numbers of devices, and whose posts are read.
  expect(found({ repo: 'fjord/varde-2026' })).toEqual([])
  expect(found({ did: '9f1c2d3e4a5b6c7d8e9f' })).toEqual(['device-id=9f1c2d3e4a5b6c7d8e9f (probable)'])
  expect(found({ subject: { uri: `at://${bluesky}/app.bsky.feed.post/3k` } })).toEqual([])
})

test.each([
  ['userId', 'imei:352099001761481', ['imei=352099001761481 (probable)']],
  ['userId', 'email|kari@fjordpost.no', ['email=kari@fjordpost.no (possible)']],
  ['loginId', 'phone:+4791738205', ['msisdn=+4791738205 (probable)']],
  ['userId', 'email|5f4dcc3b5aa765d61d83', ['user-id=email|5f4dcc3b5aa765d61d83 (possible)']],
])('a value that says of which other kind it is, is told as that alone: %s %s', (key, value, expected) => {
  expect(foundIn({ [key]: value })).toEqual(expected)
})

test.each([
  [{ vpa: 'kari.fjord@okbank' }, ['user-id=kari.fjord@okbank (possible)']],
  [{ payer_vpa: 'kari@okbank' }, ['user-id=kari@okbank (possible)']],
  // Whom one pays, and other things by the name.
  [{ payeeVpa: 'butikk@okbank' }, []],
  [{ vpa: 'vertical-pod-autoscaler' }, []],
])('by an address of payments one pays and is paid: %j', (body, expected) => {
  expect(foundIn(body)).toEqual(expected)
})

test.each([
  [{ xuid: '2535412345678902' }, ['user-id=2535412345678902 (possible)']],
  [{ steamId64: '76561198012345678' }, ['user-id=76561198012345678 (possible)']],
  [{ openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }, ['user-id=oUpF8uMuAJO_M2pxb1Q9zNjWeS6o (possible)']],
  [{ patient_id: 'P-882134' }, ['user-id=P-882134 (possible)']],
  // What is asked of a login, and others by the name.
  [{ scope: 'openid', openid: 'https://op.example.com/auth' }, []],
  [{ steamid: '76561198' }, []],
  [{ xuid: 'd41d8cd98f00b204' }, []],
])('accounts of games and of WeChat have forms of their own: %j', (body, expected) => {
  expect(foundIn(body)).toEqual(expected)
})

test.each([
  [{ subscriber_id: '7c1de04b-92f6-4a83-8f2b-0c71d9e3a465' }, '7c1de04b-92f6-4a83-8f2b-0c71d9e3a465'],
  [{ householdId: '482916307' }, '482916307'],
  [{ shopperReference: 'shop-48291630' }, 'shop-48291630'],
  [{ acctID: 'cust86306129' }, 'cust86306129'],
  [{ membership_number: 'M-4827193' }, 'M-4827193'],
  [{ kundenummer: '48271936' }, '48271936'],
  [{ PlayFabId: 'D47AA58BF6A0CB68' }, 'D47AA58BF6A0CB68'],
  [{ directedId: 'amzn1.account.AGX7QK2VTRZ5M3HWJ4NB' }, 'amzn1.account.AGX7QK2VTRZ5M3HWJ4NB'],
  // Players of Google Play Games, of Unity, and of services that keep them in MongoDB.
  [{ playerId: 'g04827193650817264935' }, 'g04827193650817264935'],
  [{ playerId: 'a_4827193650817264935' }, 'a_4827193650817264935'],
  [{ 'unity-player-id': 'FSsOYa1RnHmTaWmK91b0zXRlVYTH' }, 'FSsOYa1RnHmTaWmK91b0zXRlVYTH'],
  [{ playerId: '65e1f0a27b3c4d5e6f708192' }, '65e1f0a27b3c4d5e6f708192'],
  [{ openid: '14827193650817264935' }, '14827193650817264935'],
])('what who has an account is there has a number: %j', (body, value) =>
  expect(found(body)).toEqual([`user-id=${value} (possible)`]),
)

test.each([
  // Words, seats, lines and guests of machines.
  { subscriber_id: 'newsletter' },
  { subscriber_id: 'topic-updates-2026' },
  { subscriber_id: 'orders-service-01' },
  { passengerId: 'PAX1' },
  { viewerId: 'pdf-view' },
  { clientNumber: '3' },
  { accountNumber: 4, memberNo: '12' },
  // Programs that play films and music.
  { playerId: 'r1S4g3Jx' },
  { playerId: 'default_player_with_a_long' },
  { playerId: 'brightcoveplayerdefault2026' },
  { openid: 'openid' },
  { openid: '1772438400000' },
])('%j is of nobody', (body) => expect(found(body).filter((one) => one.startsWith('user-id='))).toEqual([]))

test('the IMSI, which Android calls the number of the subscriber, is that', () => {
  expect(found({ subscriberId: '242017391826405' })).toEqual(['imsi=242017391826405 (probable)'])
  // No network has it.
  expect(found({ subscriberId: '001017391826405' }).filter((one) => one.startsWith('user-id='))).toEqual([])
})

test('a uid with the word of whom it is', () => {
  const uuid = '7c1de04b-92f6-4a83-8f2b-0c71d9e3a465'
  expect(found({ user_uid: uuid })).toEqual([`user-id=${uuid} (possible)`])
  expect(found({ event_uid: uuid })).toEqual([])
})
