import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { nothings } from './digests-of-nothing.ts'

const detector = new Detector(null)
const digest = (hash: string): string => createHash(hash).update('kari@post.no').digest('hex')

function found(query: string): string[] {
  const input = request(`/x?v=2&${query}`)
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

test.each([
  ['email_sha256', 'sha256', 'email', 'probable'],
  ['email_sha256_lowercase', 'sha256', 'email', 'probable'],
  ['Email_LC_SHA256', 'sha256', 'email', 'probable'],
  ['emailSha512', 'sha512', 'email', 'probable'],
  ['phones', 'sha256', 'msisdn', 'possible'],
  ['sha256_email_address', 'sha256', 'email', 'probable'],
  ['hashedEmail', 'sha1', 'email', 'probable'],
  ['ud[em]', 'sha256', 'email', 'possible'],
  ['hem', 'md5', 'email', 'possible'],
  ['sha256_phone_number', 'sha256', 'msisdn', 'probable'],
  ['imei_md5', 'md5', 'imei', 'probable'],
  ['imeiMd5', 'md5', 'imei', 'probable'],
  // What OpenRTB calls the device is the IMEI for example, and elsewhere a number that an app made.
  ['device[didmd5]', 'md5', 'imei', 'possible'],
  ['device.dpidsha1', 'sha1', 'android-id', 'possible'],
  ['did_hash', 'sha256', 'imei', 'possible'],
  ['oaid_md5', 'md5', 'advertising-id', 'probable'],
  ['sha256_el_arr', 'sha256', 'email', 'possible'],
  ['macsha1', 'sha1', 'wifi-mac', 'probable'],
  ['mac_address_sha256', 'sha256', 'wifi-mac', 'probable'],
  // A code that seals a message is called so, too.
  ['mac_sha256', 'sha256', 'wifi-mac', 'possible'],
  ['hashMac', 'sha256', 'wifi-mac', 'possible'],
  // Programs that hash a value often leave its name as it is; what cannot be a value of the kind is its digest.
  ['imei', 'md5', 'imei', 'possible'],
  ['deviceImei', 'sha256', 'imei', 'possible'],
  ['imsi', 'md5', 'imsi', 'possible'],
  ['iccid', 'sha1', 'iccid', 'possible'],
  ['email', 'sha256', 'email', 'possible'],
  ['user_email', 'md5', 'email', 'possible'],
  ['phone_number', 'sha256', 'msisdn', 'possible'],
  ['user[phone]', 'sha256', 'msisdn', 'possible'],
  ['hashed_mobile_ad_id', 'sha256', 'advertising-id', 'probable'],
  ['android_id', 'md5', 'android-id', 'possible'],
  ['idfa', 'sha1', 'advertising-id', 'possible'],
] as const)('%s of %s: %s (%s)', (key, hash, kind, confidence) =>
  expect(found(`${key}=${digest(hash)}`)).toEqual([`${kind}=${digest(hash)} (${confidence})`]),
)

test('an advertising ID without hyphens is itself', () =>
  expect(found(`gaid=${digest('md5')}`)[0]).toMatch(/^advertising-id=.{36} \(probable\)$/))

test("what Tencent's advertising calls the device is a digest, and no advertising ID", () => {
  for (const hex of [digest('md5'), digest('md5').toUpperCase()])
    expect(found(`muid=${hex}`)).toEqual([`imei=${digest('md5')} (possible)`])
  expect(found('muid=1209d0b9-b959-42e6-b921-aa5d9d08c1af')).toEqual([
    'advertising-id=1209d0b9-b959-42e6-b921-aa5d9d08c1af (possible)',
  ])
  // Microsoft's cookie.
  const cookie = request('/x', [`Cookie: MUID=${digest('md5').toUpperCase()}`])
  expect(summary(detect(detector, cookie))[0]).toMatch(/^advertising-id=.{36} \(possible\)$/)
})

test('in capitals', () =>
  expect(found(`IMEI_MD5=${digest('md5').toUpperCase()}`)).toEqual([`imei=${digest('md5')} (probable)`]))

test.each([
  ['of another hash than Meta takes', `em=${digest('md5')}`],
  ['of another length', `email_md5=${digest('md5')}ab`],
  ['a digest of nothing', 'imei_md5=d41d8cd98f00b204e9800998ecf8427e'],
  ['a digest of no value', `email_sha256=${createHash('sha256').update('null').digest('hex')}`],
  ['no digest of a value', `content_md5=${digest('md5')}`],
  ['the hash of a message', `mail_body_hash=${digest('md5')}`],
  ['whether it is', 'email_hashed=true'],
  ['the authentication code of a message', `mac=${digest('sha256')}`],
  ['a UUID without its hyphens', `idfv=0&x_gaid=${digest('sha256')}00`],
  ['a telephone', `phone_type_id=${digest('md5')}`],
])('not what is %s', (_title, query) => expect(found(query)).toEqual([]))

test('the digests of nothing are those that the hashes give', () => {
  for (const [text, digests] of nothings)
    expect(digests.split(' ')).toEqual(
      ['md5', 'sha1', 'sha256'].map((hash) => createHash(hash).update(text).digest('hex').slice(0, 16)),
    )
})

test('in base64, as matching of customers sends it', () => {
  for (const hash of ['sha256', 'sha512'])
    for (const encoding of ['base64', 'base64url'] as const) {
      const value = createHash(hash).update('kari@post.no').digest(encoding)
      expect(found(`email_hash=${encodeURIComponent(value)}`)).toEqual([`email=${digest(hash)} (probable)`])
      // A key of some kind.
      expect(found(`email_key=${encodeURIComponent(value)}`)).toEqual([])
    }
})
