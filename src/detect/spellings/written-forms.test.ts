/** How programs write identifiers: what a profile's values are searched as, written down by hand. */
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { identifiers } from '../identifiers.gen.ts'
import type { IdentifierType } from '../identifier-type.ts'

function kind(name: string): IdentifierType {
  return identifiers.find((type) => type.name === name) as IdentifierType
}

test.each<[identifier: string, normal: string, written: string[]]>([
  [
    'imei',
    '356938035643809',
    [
      '356938035643809',
      '35693803564380',
      '35-693803-564380-9',
      '35-693803-564380',
      '35693803-564380-9',
      '35693803-564380',
      '35693803/564380/9',
      '35/693803/564380/9',
      '35 693803 564380 9',
      '35693803 564380 9',
      '356938-03-564380-9',
      '3.56938035643809E14',
      '3.56938035643809e+14',
    ],
  ],
  [
    'imeisv',
    '3567410873820407',
    [
      '3567410873820407',
      '35-674108-738204-07',
      '35 674108 738204 07',
      '35/674108/738204/07',
      '35674108-738204-07',
      '35674108 738204 07',
      '35674108/738204/07',
    ],
  ],
  [
    'imsi',
    '262023849105762',
    [
      '262023849105762',
      '262 02 3849105762',
      '262-02-3849105762',
      '262.02.3849105762',
      '262 023 849105762',
      '262-023-849105762',
      '262.023.849105762',
      '2.62023849105762E14',
    ],
  ],
  [
    'iccid',
    '89470100582037194634',
    [
      '8947010058203719463',
      '89470100582037194634F',
      '89470100582037194634f',
      '8947 0100 5820 3719 4634',
      '8947-0100-5820-3719-4634',
      '894701 0058 2037 1946 34',
      '89 47 0100 5820 3719 4634',
    ],
  ],
  [
    'eid',
    '89049032004008882600012345678956',
    [
      '8904 9032 0040 0888 2600 0123 4567 8956',
      '8904-9032-0040-0888-2600-0123-4567-8956',
      '89049032 00400888 26000123 45678956',
    ],
  ],
  [
    'meid',
    'a0d070c415ed7e',
    [
      'A0D070C415ED7E',
      'A0-D070C4-15ED7E',
      'A0 D070C4 15ED7E',
      '269801491601437054',
      '26980 14916 0143 7054',
      '26980-14916-0143-7054',
      '45265179018390910',
    ],
  ],
  [
    'msisdn',
    '+4791738205',
    [
      '4791738205',
      '004791738205',
      '91738205',
      '091738205',
      '91 73 82 05',
      '917 38 205',
      '91-73-82-05',
      '+47 91 73 82 05',
      '+47 917 38 205',
      '+47-917-38-205',
      '4.791738205E9',
    ],
  ],
  [
    'wifi-mac',
    'a409dd311ca8',
    [
      'A409DD311CA8',
      'a4:09:dd:31:1c:a8',
      'A4:09:DD:31:1C:A8',
      'a4-09-dd-31-1c-a8',
      'a4 09 dd 31 1c a8',
      'a4.09.dd.31.1c.a8',
      'a4_09_dd_31_1c_a8',
      'a409.dd31.1ca8',
      'a409-dd31-1ca8',
      'a409dd-311ca8',
      'a409dd:311ca8',
      'a4:9:dd:31:1c:a8',
      // The lowest byte first.
      'a81c31dd09a4',
      'a8:1c:31:dd:09:a4',
      // In an address of IPv6, and in 64 bits with the bit of local addresses as it is (RFC 4291, appendix A).
      'a609:ddff:fe31:1ca8',
      'a6:09:dd:ff:fe:31:1c:a8',
      'a6-09-dd-ff-fe-31-1c-a8',
      'a609ddfffe311ca8',
      'a4:09:dd:ff:fe:31:1c:a8',
      'a4-09-dd-ff-fe-31-1c-a8',
      'a409ddfffe311ca8',
      // In decimals: as one number, in both orders, and byte by byte, with and without a sign.
      '180362272644264',
      '184839049120164',
      '164.9.221.49.28.168',
      '164,9,221,49,28,168',
      '-92,9,-35,49,28,-88',
    ],
  ],
  ['android-id', '9f3ac01b77de5412', ['9F3AC01B77DE5412', '11473694224887469074', '-6973049848822082542']],
  ['gsf-id', '3f3ac01b77de5412', ['3F3AC01B77DE5412', '4556165197246387218']],
  [
    'push-token',
    '740f4707bebcf74f9b7c25d48e335894',
    ['740F4707BEBCF74F9B7C25D48E335894', '740f4707 bebcf74f 9b7c25d4 8e335894'],
  ],
  [
    'cell-id',
    '21674035',
    [
      '14ab833',
      '14AB833',
      '014ab833',
      '014AB833',
      '0x14ab833',
      '0x14AB833',
      '84664-51',
      '84664.51',
      '84664:51',
    ],
  ],
  [
    'email',
    'kari.nordmann@gmail.com',
    ['KARI.NORDMANN@GMAIL.COM', 'karinordmann@gmail.com', 'kari.nordmann@googlemail.com'],
  ],
  [
    'widevine-id',
    'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
    [
      'abcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890',
      'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA',
    ],
  ],
  // AppsFlyer's: a moment, and a random number.
  ['install-id', '1688375288079-2964591009019638182', ['16883752880792964591009019638182']],
])('%s %s is searched in all its spellings', (name, normal, written) => {
  expect(kind(name).spellings(normal)).toEqual(expect.arrayContaining(written))
})

test.each<[identifier: string, normal: string, written: string[]]>([
  [
    'imei',
    '356938035643809',
    [
      // BCD, with and without the check digit, filled in each way; the first digit of a mobile identity is beside it.
      '356938035643809f',
      '0356938035643809',
      '3569380356438090',
      '53968330653408f9',
      '3 65390853468390',
      '35693803564380',
      '53968330653408',
      '3 65390853468300',
      // As a number, of 15 digits and of 14.
      '000144a21cd245a1',
      'a145d21ca2440100',
      '0144a21cd245a1',
      '42f44a21cd245a10',
      '105a24cd214af442',
      'a18bc9e6a19451',
      'c29692cdc3a8a201',
      '000020769c7b6d5c',
      'dcdaede3e98e08',
    ],
  ],
  [
    'imeisv',
    '3567410873820407',
    ['3567410873820407', '5376148037284070', '3 65470178830204f7', '000cac8a91e6e4f7'],
  ],
  [
    'imsi',
    '262023849105762',
    ['262023849105762f', '62023248195067f2', '2 26208394017526', '0000ee4f2e72d962', 'e2b2cbf3f2c93b'],
  ],
  [
    'iccid',
    '89470100582037194634',
    [
      '89470100582037194634',
      '98741000850273916443',
      '8947010058203719463f',
      '987410008502739164f3',
      // The first 19 digits are a number of 64 bits.
      '7c2a2a3ea1146727',
      '276714a13e2a2a7c',
      'a7ced188eac78a957c',
      'ce9ca391d48f95aaf801',
    ],
  ],
  [
    'iccid',
    '8947010073918264051',
    ['8947010073918264051f', '7c2a2a4249bd52f3', 'f352bd49422a2a7c', 'e6cbea9bc99095aaf801'],
  ],
  ['eid', '89049032004008882600012345678956', ['98400923000480886200103254769865']],
  ['meid', 'a0d070c415ed7e', ['a0d070c415ed7e', '7eed15c470d0a0', '00a0d070c415ed7e', 'fedad7a08c8eb450']],
  ['msisdn', '+4791738205', ['7419372850', '917419372850', '4791738205', '000000011d9c1f5d', 'ddbef0ec11']],
  [
    'android-id',
    '9f3ac01b77de5412',
    [
      '9f3ac01b77de5412',
      '1254de771bc03a9f',
      '92a8f9beb783b09d9f01',
      'dbaf8d8291f99fc5c101',
      '60c53fe48821abed',
    ],
  ],
  [
    'advertising-id',
    '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37',
    [
      '3f2a8d1c7b644e0f9a51c2d8e6f01b37',
      '1c8d2a3f647b0f4e9a51c2d8e6f01b37',
      '371bf0e6d8c2519a0f4e647b1c8d2a3f',
      '0f4e647b1c8d2a3f',
      '371bf0e6d8c2519a',
      '8f9c91dbc7a3a3953f',
    ],
  ],
  ['wifi-mac', 'a409dd311ca8', ['a409dd311ca8', 'a81c31dd09a4', 'a609ddfffe311ca8', 'a409ddfffe311ca8']],
])('%s %s is searched in all its binary forms', (name, normal, written) => {
  const forms = kind(name)
    .binary(normal)
    .map(({ bytes, digitBefore }) => `${digitBefore ?? ''} ${bytes.toString('hex')}`.trim())
  expect(forms).toEqual(expect.arrayContaining(written))
})

test.each<[identifier: string, normal: string, written: string[]]>([
  ['imei', '356938035643809', ['35693803564380']],
  [
    'imsi',
    '262023849105762',
    ['262023849105762', '0-0-3849105762', 'userid3849105762', '0-0-849105762', 'userid849105762'],
  ],
])('%s %s is searched where something that varies stands beside it', (name, normal, written) => {
  const forms = kind(name)
    .framed(normal)
    .map(({ bytes }) => bytes.toString('latin1'))
  expect(forms).toEqual(written)
})

const owner = new Detector(profileOf({ 'person-name': ['Bjørn Håkonsen'] }))

test.each([
  '<p>Bj&oslash;rn H&aring;konsen</p>',
  '{"name":"Bj&oslash;rn H&aring;konsen"}',
  '<p>BJ&Oslash;RN H&Aring;KONSEN</p>',
  'name=Bj%26oslash%3Brn%20H%26aring%3Bkonsen',
  'device {\n  name: "Bj\\303\\270rn H\\303\\245konsen"\n}\n',
  '{"log":"name: \\"Bj\\\\303\\\\270rn H\\\\303\\\\245konsen\\""}',
])('letters beyond ASCII in other writings: %s', (text) => {
  const input = request('/t', [], text)
  expect(isWorthDecoding(owner, input)).toBe(true)
  expect(summary(detect(owner, input)).join()).toContain('person-name=Bjørn Håkonsen')
})

test.each([
  'device {\n  mail: "ada.lovelace1815\\100fjordmail.no"\n}\n',
  '{"m":"ada.lovelace1815\\x40fjordmail.no","a":1}',
  "{'m': 'ada.lovelace1815\\x40fjordmail.no', 'a': 1}",
  'user: "ada.lovelace1815\\x40fjordmail.no"',
])('an address whose sign is escaped within quotes, without a profile: %s', (text) => {
  const unknown = new Detector(null)
  const input = request('/t', [], text)
  expect(isWorthDecoding(unknown, input)).toBe(true)
  expect(summary(detect(unknown, input)).join()).toContain('email=ada.lovelace1815@fjordmail.no')
})
