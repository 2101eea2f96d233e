import { describe, expect, test } from 'vitest'
import { detect, profileOf, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'
import { placeholderOf, placeholderPlace } from './placeholder-values.ts'

const blind = new Detector(null)

describe('values of documentation, emulators and servers', () => {
  test.each([
    { mac: 'aa:bb:cc:dd:ee:ff' },
    { js: 'var mac="aa:bb:cc:dd:ee:ff";' },
    { mac: 'de:ad:be:ef:00:01' },
    { mac: '00:00:00:00:00:01' },
    { mac: '02:42:ac:11:00:02' },
    { range: '00:00:10:00:20:00' },
    { imei: '490154203237518' },
    { imei: '012345678901237' },
    { imsi: '310150123456789' },
    { phone: '+15551234567' },
    { phone: 20_250_501 },
    { phone: '+33612345678' },
    { phone: '+15005550006' },
    { mac: '0a:0b:0c:0d:0e:0f' },
    { mac: '00:50:56:c0:00:08' },
    { imei: '355555555555555' },
    { email: 'webmaster@somewhere.org' },
    { email: 'name@company.com' },
    { cell_id: 3, row: 1 },
    { email: 'x@shop.example' },
    { email: 'x@foo.invalid' },
    { email: 'x@foo.test' },
    { email: 'test@test.com' },
    { repo: 'git@github.com:a/b.git' },
    { dsn: '9f86d081884c7d659a2feaa0c55ad015@o123.ingest.sentry.io/456' },
    { from: 'noreply@google.com' },
    { serial: '20250628' },
    { serial: 2_025_062_801 },
    { deviceid: 'emulator-5554' },
    { phone: '+47 000 00 000' },
    { pod: 'svc@namespace.svc.cluster.local' },
    { gaid: '00000000-0000-0000-0000-000000000001' },
    { gaid: 'cdda802e-fb9c-47ad-9866-0794d394c912' },
    { device_id: '38400000-8cf0-11bd-b23e-10b96e40000d' },
    // Digests of nothing, of "null" and of zeros.
    { gaid: 'd41d8cd98f00b204e9800998ecf8427e' },
    { deviceId: '37a6259cc0c1dae299a7866489dff0bd' },
    { deviceId: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
    { install_id: 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855' },
    { androidId: '1234567890abcdef' },
    { androidId: 'deadbeefdeadbeef' },
    { lat: 37.421_998_3, lon: -122.084 },
    { did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' },
    { iccid: '89860000000000000000' },
    { session: { ssid: 'd534b3a7492ec8eddfbd605e' } },
    ...['Wi-Fi', 'wifi', 'WLAN', 'mobile', '4G', 'LTE', 'disconnected', 'not connected'].map((ssid) => ({
      ssid,
    })),
    ...[
      '0800-330-1000',
      '+1 800 275 2273',
      '+1-888-555-2368',
      '01805 123456',
      '+49 800 3301000',
      '+49 (0)180 5 123456',
      '1300 975 707',
      '+61 1300 975 707',
      '+44 800 587 5252',
      '+33 800 94 22 33',
      '+47 815 48 333',
      '+800 4273 7263',
    ].map((phone) => ({ phone })),
    { room: 'kaffee@conference.jabber.de' },
    { serial: 'S01E05', title: 'Dark' },
    ...['Og==', 'bnVsbDpudWxs', 'Z3Vlc3Q6Z3Vlc3Q=', 'cHVibGljOnB1YmxpYw=='].map((login) => ({
      authorization: `Basic ${login}`,
    })),
    // Names of fields, as forms and translations have them for values.
    { last_name: 'Nachname' },
    ...['Guest User', 'Vorname Nachname', 'Deleted User', 'Enter your name'].map((full_name) => ({
      full_name,
    })),
    { user_id: 'USER_ID' },
    // The digest of "guest".
    { user_id: '84983c60f7daadc1cb8698621f802c0d9f9a3c3c295c810748fb048115c186ec' },
    { user_id: '550e8400-e29b-41d4-a716-446655440000' },
  ])('%j is dismissed, with a reason', (body) => {
    const result = detect(blind, request('/x', [], JSON.stringify(body)))
    expect(summary(result)).toEqual([])
    expect(result.dismissals.length).toBeGreaterThan(0)
  })

  test.each([
    ['wifi-mac', '3c5ab410531a'],
    ['wifi-mac', '00000c00a31f'],
    ['msisdn', '+15552'],
    ['msisdn', '20251301'],
    ['msisdn', '4799912837'],
    ['email', 'testa@test.de'],
    ['email', 'digit@github.com'],
    ['cell-id', '256'],
    ['cell-id', '41377'],
    ['iccid', '8947010000000000012345'],
    ['ssid', 'd534b3'],
    ['android-id', 'c93fe7b15a2d8046'],
    ['ssid', 'Wi-Fi Haugen'],
    ['ssid', 'Mobilen'],
    ['serial', 'S01E05X7'],
    ['email', 'kaffee@conference.org'],
  ])('%s %s may be somebody’s', (identifier, normal) => expect(placeholderOf(identifier, normal)).toBe(''))

  // What is nobody's, and what is only like it: with something in front, behind, or between.
  test.each<[identifier: string, nobodys: string, like: string[]]>([
    ['imsi', '208930000000003', ['208931000000003', '208920000000003']],
    ['iccid', '89860000000000000000', ['89860000000000000012', '89860123400000000000']],
    ['msisdn', '+15005550006', ['+15005560006', '+915005550006']],
    ['msisdn', '13800138000', ['13800138001', '+4713800138000']],
    ['msisdn', '+15551234567', ['+155512345678', '+525551234567']],
    ['msisdn', '+4700000000', ['+4700000001']],
    ['msisdn', '5551234567', ['5551234568', '525551234567', '55512345670']],
    ['msisdn', '20250628', ['20250632', '202506281', '120250628', '21250628']],
    ['msisdn', '202506282359', ['202506282459', '202506282360']],
    [
      'serial',
      'EMULATOR36X1X9',
      ['EMULATOR36X1', 'XEMULATOR36X1X9', 'EMULATOR36X1X9X2X4', 'EMULATOR36X1X9Q'],
    ],
    ['serial', 'emulator-5554', ['emulator-555', 'emulator-55545554', 'my-emulator-5554']],
    ['serial', '20250628', ['20250632', '120250628', '202506281', '19250628']],
    ['serial', 'S01E05', ['XS01E05', 'S01E0512']],
    ['device-id', 'emulator-5554', ['emulator-55545554', 'my-emulator-5554']],
    ['device-id', 'SM-G960F', ['SM-G960F-R58M31', 'XSM-G960F', 'R58M31SM-G960F']],
    ['device-id', '0x1A2B3C4D', ['0x1A2B3C4D5', 'A0x1A2B3C4D']],
    ['device-id', 'did:key:z6Mk', ['candid:key:z6Mk']],
    ['ssid', 'd534b3a7492ec8ed', ['d534b3a7492ec8e', 'd534b3a7492ec8ed Haugen', 'Haugen d534b3a7492ec8ed']],
    ['ssid', 'd534b3a7492ec8edd534b3a7492ec8ed', ['d534b3a7492ec8edd534b3a7492ec8ed0']],
    ['email', 'kari@svc.cluster.local', ['kari@svc.cluster.local.no']],
    ['email', 'webmaster@haugen.no', ['kari.webmaster@haugen.no', 'webmaster2@haugen.no']],
    ['email', 'kari@mycompany.com', ['kari@mycompany.com.br', 'kari@notmycompany.com', 'kari@mycompanyxcom']],
    ['email', 'kari@example.com', ['kari@example.com.br', 'kari@myexample.com', 'kari@example.no']],
    ['email', 'kari@foo.test', ['kari@foo.test.no', 'kari@footest']],
    ['email', 'kari@yourdomain.org', ['kari@yourdomain.org.au', 'kari@onedomain.org', 'kari@yourdomain.no']],
    ['email', 'test@test.com', ['latest@test.com', 'test@test.com.au', 'kari@test.com', 'test@haugen.com']],
    ['email', 'no-reply@haugen.no', ['kari.no-reply@haugen.no', 'no-reply-kari@haugen.no']],
    ['email', 'git@haugen.no', ['digit@haugen.no', 'git2@haugen.no']],
    [
      'email',
      '0a1b2c3d4e5f6g7h8i9j0k1l2m@google.com',
      ['x0a1b2c3d4e5f6g7h8i9j0k1l2m@google.com', 'kari@google.com'],
    ],
    ['email', 'kaffee@conference.jabber.de', ['kaffee@myconference.jabber.de']],
    [
      'email',
      '9f86d081884c7d659a2feaa0c55ad015@o123.no',
      ['x9f86d081884c7d659a2feaa0c55ad015@o123.no', '9f86d081@o123.no'],
    ],
    ['advertising-id', '00000000-0000-0000-0000-000000000001', ['00000000-0000-0000-0001-000000000001']],
    ['android-id', 'c93fe7b1c93fe7b1', ['c93fe7b1c93fe7b2']],
    ['android-id', 'deadbeef12345678', ['12deadbeef345678']],
    ['cell-id', '255', ['256', '1255', '2550']],
    ['account-credential', 'not_determined', ['token_not_determined', 'not_determined_a8f']],
    ['account-credential', 'authorizedWhenInUse', ['authorizedWhenInUseA8f', 'unauthorizedx']],
    ['account-credential', 'Bearer null', ['Bearer nullable-8f3a', 'xBearer null', 'annull']],
    ['account-credential', 'Bearer public', ['Bearer publican', 'republic', 'my public key']],
    ['account-credential', 'token=guest', ['token=guest7', 'stoken=guest']],
    [
      'account-credential',
      '[Filtered]',
      ['[Filtered]x', '[F1lt3r3d]', 'x[Filtered]', '(sonnenschein)', 'protected'],
    ],
    ['account-credential', '{{ password }}', ['{{ password }}1', '{pa55word}']],
    ['account-credential', 'REDACTED', ['REDACTED-7', 'unREDACTED']],
    ['account-credential', 'Bearer ${token}', ['Bearer ${token}a8f3', 'x${token}', '$unshine', '%sunshine%']],
    ['account-credential', '%PASSWORD%', ['%41%42%43', '100%PASSWORD%']],
    ['account-credential', '^(?=.*[a-z]).{8,}$', ['^hunter2hunter2', 'hunter2(?=']],
    ['ssid', '(null)', ['null Haugen', '(nullig)']],
    ['ssid', 'permission_denied', ['denied5', 'no permission to land']],
    ['ssid', 'wlan0', ['wlan0-haugen', 'my wlan0']],
    [
      'device-id',
      '0000180f-0000-1000-8000-00805f9b34fb',
      ['0000180f-0000-1000-8000-00805f9b34fc', '1000180f-0000-1000-8000-00805f9b34fb'],
    ],
    ['device-id', 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx', ['xx1-xx2-8f3a7c']],
    ['email', 'signer@shop.iam.gserviceaccount.com', ['signer@gserviceaccount.com.no', 'kari@haugen.com']],
    ['user-id', '(not set)', ['not settled', 'set']],
    ['user-id', 'not_logged_in', ['not_logged_in_8f3a']],
    ['account-credential', 'Bearer', ['Bearer a8f3', 'forbearer']],
    ['account-credential', 'Hawk id="a"', ['Tomahawk id="a"', 'Hawkeye', 'AndroidSignature a8f3']],
    [
      'account-credential',
      'OAuth oauth_consumer_key="a"',
      [
        'OAuth oauth_consumer_key="a", oauth_token="b"',
        'XOAuth a="b"',
        // Yandex, Twitch, SoundCloud, Salesforce: the token itself behind the name of the scheme.
        'OAuth y0_AgAAAABkU3x7AADLWwAAAADpQy8Z',
        'OAuth 2-290679-34210831-kQzVmXtLs',
        'OAuth 00D5e000001N20Q!AQEAQKp7f2c4b7d1e6a8',
      ],
    ],
    [
      'account-credential',
      '1234567890|abcdefghijklmnopqrst',
      [
        'a1234567890|abcdefghijklmnopqrst',
        '1234567890|abcdefghijklmnopqrs',
        '1234567890|abcdefghijklmnopqrst.x',
      ],
    ],
    // As Meta's programs send it before somebody logs in, and with other schemes.
    ...['OAuth', 'Bearer', 'token'].map((scheme): [string, string, string[]] => [
      'account-credential',
      `${scheme} 1234567890|abcdefghijklmnopqrst`,
      [`${scheme} a1234567890|abcdefghijklmnopqrst`, `x${scheme} 1234567890|abcdefghijklmnopqrst`],
    ]),
    ['account-credential', 'OAuth 2.0', ['OAuth 2.0.1', 'OAuth 3.0', 'XOAuth 2.0']],
    [
      'account-credential',
      'OAuth realm="x",oauth_version="1.0"',
      ['OAuth oauth_token="b",oauth_version="1.0"'],
    ],
    [
      'account-credential',
      'pk.eyJhIjoiYiJ9.c2ln',
      ['sk.eyJhIjoiYiJ9.c2ln', 'xpk.eyJhIjoiYiJ9.c2ln', 'pk.eyJhIjoiYiJ9.c2ln.more'],
    ],
    ['widevine-id', '7e+LqXnWSs6jyCfc1R0h7Q==', ['7e+LqXnWSs6jyCfc1R0h7Qab', 'x7e+LqXnWSs6jyCfc1R0h7Q==']],
  ])('%s %s is nobody’s, what is only like it may be somebody’s', (identifier, nobodys, like) => {
    expect(placeholderOf(identifier, nobodys)).not.toBe('')
    expect(like.filter((normal) => placeholderOf(identifier, normal) !== '')).toEqual([])
  })

  test.each<[place: string, lat: number, lon: number, isNobodys: boolean]>([
    ['no position', 0, 0, true],
    ['a screen', 0.75, 0.25, true],
    ['the corner of a screen', 1, 1, true],
    ['the emulator', 37.421_998, -122.084, true],
    ['the middle of Germany, as tables have it', 51.165_691, 10.451_526, true],
    ['the middle of Germany with four decimals', 51.165_7, 10.451_5, true],
    ['a farm in Kansas', 37.751, -97.822, true],
    ['beside the middle of Germany', 51.166_3, 10.451_5, false],
    ['the equator, in Uganda', 0, 32.045_1, false],
    ['the meridian, in Greenwich', 51.477_9, 0, false],
    ['Kampala', 0.347_6, 32.582_5, false],
    ['the coast of Ghana', 5.556, 0.25, false],
    ['west of the meridian', 0.5, -0.5, false],
    ['south of the equator', -0.5, 0.5, false],
    ['beside the emulator, east', 37.421_998, -122.083_7, false],
    ['beside the emulator, west', 37.421_998, -122.084_3, false],
    ['beside the emulator, north', 37.422_3, -122.084, false],
    ['beside the emulator, south', 37.421_7, -122.084, false],
  ])('the place of %s', (_, lat, lon, isNobodys) => expect(placeholderPlace(lat, lon) !== '').toBe(isNobodys))

  test.each([
    '+66800123456',
    '+8618001934567',
    '18001934567',
    '+4915256873410',
    '+14155552687',
    '+2348002345678',
  ])('the telephone number %s may be somebody’s', (phone) =>
    expect(summary(detect(blind, request('/x', [], JSON.stringify({ phone }))))).toEqual([
      `msisdn=${phone} (probable)`,
    ]),
  )

  test.each([
    '{"msgid":"<CAF=abc123@mail.gmail.com>"}',
    'BEGIN:VEVENT\r\nUID:19960401T080045Z-4000F192713-0052@firma.de\r\nEND:VEVENT\r\n',
    '{"boot":"860104595078717","elapsedRealtimeNanos":860104595078717}',
    '{"txn":"867193592506559","item":867193592506559}',
    '{"disk":{"serial":"S3Z9NB0K123456","model":"Samsung SSD 860"}}',
    '{"products":[{"serial_number":"AB12345678","price":12.5}]}',
  ])('%s holds nothing of a phone', (body) =>
    expect(summary(detect(blind, request('/x', [], body)))).toEqual([]),
  )

  test('the number behind the name of a banner keeps caches from it', () =>
    expect(summary(detect(blind, request('/ad/n1/x;sz=320x50;ord=867193592506559?')))).toEqual([]))

  test('a place beside that of the emulator may be', () => expect(placeholderPlace(37.43, -122.084)).toBe(''))

  test('under a name that only hints, it is of no kind at all', () =>
    expect(summary(detect(blind, request('/x', [], JSON.stringify({ cell: 73 }))))).toEqual([]))

  test('a counter is no IMEI, whatever its check digit', () => {
    expect(summary(detect(blind, request('/x', ['X-Cache-Key: 352099001761481'])))).toEqual([])
    expect(summary(detect(blind, request('/x', [], JSON.stringify({ rx_bytes: 862846325454976 }))))).toEqual(
      [],
    )
    expect(
      summary(detect(blind, request('/x', [], JSON.stringify({ barcode: '8949933347772830011' })))),
    ).toEqual([])
    expect(summary(detect(blind, request('/x', [], JSON.stringify({ n: 862846325454976 }))))).toHaveLength(1)
  })

  test('what the profile holds is searched all the same', () => {
    const knowing = new Detector(profileOf({ email: ['x@foo.test'], 'wifi-mac': ['02:42:ac:11:00:02'] }))
    const found = summary(
      detect(knowing, request('/x', [], JSON.stringify({ a: 'x@foo.test', b: '02:42:AC:11:00:02' }))),
    )
    expect(found).toEqual(['email=x@foo.test (certain)', 'wifi-mac=0242ac110002 (certain)'])
  })
})
