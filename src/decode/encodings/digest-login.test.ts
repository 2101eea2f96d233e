import { expect, test } from 'vitest'
import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { detect, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { Budget } from '../budget.ts'
import { encoding } from './digest-login.ts'

conformEncoding(
  encoding,
  {
    // RFC 7616, 3.9.1, shortened.
    'values in quotes and without': {
      role: 'header',
      bytes:
        'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, nc=00000001, response="8ca523f5e9506fed4657c9700eebdbec"',
      gives: [
        'username = Mufasa',
        'realm = http-auth@example.org',
        'uri = /dir/index.html',
        'algorithm = MD5',
        'nc = 00000001',
        'response = 8ca523f5e9506fed4657c9700eebdbec',
      ],
    },
    'a quote inside, a comma inside, and none between': {
      role: 'header',
      bytes: 'digest username="a\\"b,c",nonce="",opaque="x',
      gives: ['username = a\\"b,c', 'opaque = x'],
    },
  },
  {
    'another scheme': 'Basic dXNlcjpwYXNz',
    'a sentence': 'Digest of news: a=b, c',
    'a digest of a body': 'Digest SHA-256',
  },
)

test.each([
  'Basic dXNlcjpwYXNz',
  'Digest of news: a=b, c',
  // What its account is, user and address say together.
  'Digest username="kari", uri="sip:ims.example.net", response="8ca5"',
  'Digest SHA-256',
])('in a field of the head: %s is none', (text) => {
  const bytes = Buffer.from(text)
  const hint = hintOf(bytes, { role: 'header' })
  const decoded = encoding.probe(bytes, hint) > 0 ? encoding.decode(bytes, hint, new Budget()) : ''
  expect(typeof decoded).toBe('string')
})

const found = (login: string): string[] =>
  summary(detect(new Detector(null), request('/x', [`Authorization: Digest ${login}`])))

test('what a server gave to be used once is no login, though it is text in base64', () => {
  const nonce = Buffer.from('1709530000123:9f86d081884c7d659a2feaa0c55ad015').toString('base64')
  expect(found(`username="admin", realm="r", nonce="${nonce}", uri="/", response="0123"`)).toEqual([])
})

test('who logs in is told as before', () => {
  const name = '242010739182646@ims.mnc001.mcc242.3gppnetwork.org'
  expect(found(`username="${name}", realm="r", nonce="", uri="/", response=""`)).toEqual([
    'imsi=242010739182646 (certain)',
  ])
  expect(found('username="user", realm="r", nonce="", uri="/?imsi=242010739182646", response=""')).toEqual([
    'imsi=242010739182646 (probable)',
  ])
})

test('a program of Emby or Jellyfin says which device it is on, and shows no login before there is one', () => {
  const told = (field: string): string[] =>
    summary(detect(new Detector(null), request('/Users/AuthenticateByName', [field])))
  const device = '65e1f0a27b3c4d5e6f70819265e1f0a27b3c4d5e'
  const program = `Client="Jellyfin Android", Device="TA-1046", DeviceId="${device}", Version="2.6.2"`
  const own = `device-id=${device} (probable)`
  expect(told(`X-Emby-Authorization: MediaBrowser ${program}`)).toEqual([own])
  expect(told(`Authorization: Emby ${program}`)).toEqual([own])
  expect(told(`Authorization: MediaBrowser ${program}, Token="7c1de04b92f64a838f2b0c71d9e3a465"`)).toEqual([
    own,
    'account-credential=7c1de04b92f64a838f2b0c71d9e3a465 (probable)',
  ])
})
