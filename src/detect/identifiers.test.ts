import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { Detector } from './detector.ts'
import { identifiers } from './identifiers.gen.ts'
import type { IdentifierType } from './identifier-type.ts'
import { keyEndings } from './names/key-name.ts'
import {
  detect,
  foundIn,
  foundInQuery,
  isWorthDecoding,
  profileOf,
  request,
  summary,
} from '../../test/support/decoded-tree.ts'

const kind = (name: string): IdentifierType => {
  const found = identifiers.find((type) => type.name === name)
  if (found === undefined) throw new Error(`no kind ${name}`)
  return found
}
const detector = new Detector(null)

test('a number alone in a list of CBOR is seen, though the head of its text is a letter', () => {
  const number = Buffer.from('o356938035643809')
  for (const [head, isSeen] of [
    ['82', true],
    ['8201', true],
    ['6f', false],
  ] as const) {
    const input = request('/', [], Buffer.concat([Buffer.from(head, 'hex'), number, Buffer.from([5])]))
    expect([head, isWorthDecoding(detector, input)]).toEqual([head, isSeen])
    if (isSeen) expect(summary(detect(detector, input))).toEqual(['imei=356938035643809 (possible)'])
  }
})

test('what a sensor measured, as a list in CBOR, is no MessagePack: the name of the device in it is told', () => {
  const name = Buffer.from('urn:dev:imei:356938035643809')
  for (const count of [0x81, 0x83, 0x8f]) {
    const body = Buffer.concat([
      Buffer.from([count, 0xa3, 0x21, 0x78, name.length]),
      name,
      Buffer.from('0061740205', 'hex'),
    ])
    const more = Buffer.concat(
      Array.from({ length: (count & 15) - 1 }, () => Buffer.from('a20061740206', 'hex')),
    )
    expect(summary(detect(detector, request('/', [], Buffer.concat([body, more]))))).toEqual([
      'imei=356938035643809 (probable)',
    ])
  }
})

test('parameters of a relative URL in a list of requests are read as those of a real one', () => {
  const found = (relative_url: string): string[] => {
    const input = request('/', [], JSON.stringify([{ method: 'POST', relative_url }]))
    return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
  }
  const query = `activities?anon_id=XZ${uuid}&serial=R5CT41XKD7M`
  const both = [`install-id=XZ${uuid} (possible)`, 'serial=R5CT41XKD7M (possible)']
  expect(found(`v16.0/123/${query}`).sort()).toEqual(both)
  expect(found(`/v16.0/123/${query}`).sort()).toEqual(both)
  expect(found(query).sort()).toEqual(both)
  expect(found(`is it so? anon_id=XZ${uuid}`)).toEqual([])
})

test('the certificate of an eSIM that is sent in base64 shows the EID', () => {
  const eid = '89049032001728394610283746501988'
  const tagged = (tag: number, ...parts: readonly Buffer[]): Buffer => {
    const bytes = Buffer.concat(parts)
    return Buffer.concat([Buffer.from([tag, bytes.length]), bytes])
  }
  const name = tagged(
    0x30,
    tagged(0x31, tagged(0x30, Buffer.from('0603550405', 'hex'), tagged(0x13, Buffer.from(eid)))),
  )
  const body = JSON.stringify({
    response: tagged(0x30, name, Buffer.from('30030101ff', 'hex')).toString('base64'),
  })
  const input = request('/gsma/rsp2/es9plus/authenticateClient', ['Content-Type: application/json'], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`eid=${eid} (probable)`])
})

const uuid = '5722cc3e-5302-4c26-ad01-05b51c985b0d'

describe('every kind of identifier', () => {
  test.each(identifiers.map((type) => [type.name, type] as const))('%s is declared whole', (name, type) => {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
    expect(type.whyPersonal).toMatch(/\.$/)
    for (const { name: key } of type.keys) {
      // A key that its own rule would not give back could never match.
      expect(keyEndings(key), key).toContain(key)
    }
  })

  test.each(identifiers.map((type) => [type.name, type] as const))(
    '%s takes any text without throwing, and no text shorter than it says',
    (_name, type) => {
      fc.assert(
        fc.property(anyText({ maxLength: 60 }), (text) => {
          const normal = type.normalise(text)
          type.check(text)
          if (normal === '') return
          expect(Buffer.byteLength(text)).toBeGreaterThanOrEqual(type.lengthMin)
          type.fault(normal)
          type.placeholder(normal)
          for (const spelling of type.spellings(normal)) expect(typeof spelling).toBe('string')
          for (const { bytes } of type.binary(normal)) expect(bytes.length).toBeGreaterThan(0)
        }),
      )
    },
  )

  test.each(identifiers.map((type) => [type.name, type] as const))(
    '%s writes what is none by its form, or a placeholder, as the text that it is',
    (_name, type) => {
      for (const text of [
        'unknown',
        'N/A',
        '0',
        'true',
        '1.5e10',
        '35718409264173X',
        '３５７１８４',
        'zz:zz',
      ]) {
        if (type.normalise(text) !== '') continue
        expect(type.check(text)).toMatch(/by its form, and searched for only as it stands$/)
        expect([...type.spellings(text), ...type.binary(text), ...type.framed(text)]).toEqual([text])
      }
      for (const text of ['000000000000000', '00:00:00:00:00:00', '0000000000000000']) {
        const normal = type.normalise(text)
        if (normal === '' || type.placeholder(normal) === '') continue
        expect(type.check(text)).toMatch(/; it is searched for only as text$/)
        expect([...type.binary(normal), ...type.framed(normal)]).toEqual([])
      }
    },
  )

  test('names are unique', () => {
    expect(new Set(identifiers.map(({ name }) => name)).size).toBe(identifiers.length)
  })
})

describe('judgements', () => {
  test.each([
    ['imei', '352099001761481', ''],
    ['imei', '35-209900-176148-1', ''],
    ['imei', '350672920106648', 'the check digit (Luhn) is wrong'],
    ['imei', '35209900176148', 'the check digit is left off'],
    ['imei', '910746281937463', ''],
    ['imei', '449135017614804', 'its type allocation code begins like few phones'],
    ['imei', 'urn:gsma:imei:35693803-564380-0', ''],
    ['imei', 'urn:gsma:imei:35693803-564380-9', ''],
    ['imei', 'urn:gsma:imei:35693803-564380-3', 'the check digit (Luhn) is wrong'],
    ['imei', `${'0A'.repeat(16)}|908346530839653`, ''],
    ['iccid', '8947010000000000017', 'the check digit (Luhn) is wrong, or it is left off'],
    ['iccid', '89470100000000000016', ''],
    ['iccid', '89990000000000000016', 'no country code follows 89'],
    ['imsi', '242010000000001', ''],
    ['imsi', '199010000000001', 'its country code (MCC) is of no network'],
    ['meid', 'A1000012345678', ''],
  ])('%s %s: %j', (name, value, fault) => {
    const type = kind(name)
    expect(type.fault(type.normalise(value))).toBe(fault)
  })

  test.each([
    ['wifi-mac', '02:00:00:00:00:00'],
    ['wifi-mac', '00:00:00:00:00:00'],
    ['imei', '000000000000000'],
    ['imei', '123456789012345'],
    ['imei', '004999010640000'],
    ['android-id', '9774d56d682e549c'],
    ['advertising-id', '00000000-0000-0000-0000-000000000000'],
    ['advertising-id', '12345678-1234-1234-1234-123456789abc'],
    ['advertising-id', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'],
    ['msisdn', '+1-555-0100'],
    ['msisdn', '+12025550143'],
    ['msisdn', '+447700900123'],
    ['meid', '11111111111111'],
    ['meid', 'A0000000000000'],
    ['imsi', '310260000000000'],
    ['ssid', '<unknown ssid>'],
    ['ssid', 'A1bCdEfGhIjKlMnOp'],
    ['serial', 'unknown'],
    ['cell-id', '2147483647'],
    ['widevine-id', 'edef8ba9-79d6-4ace-a3c8-27dcd51d21ed'],
    ['widevine-id', '7e+LqXnWSs6jyCfc1R0h7Q=='],
    ['account-credential', 'Bearer null'],
    ['account-credential', 'Bearer undefined'],
    ['account-credential', 'Basic bnVsbDpudWxs'],
    ['msisdn', '15551234567'],
    ['msisdn', '555-123-4567'],
    ['imsi', '310410123456789'],
    ['imsi', '208930000000003'],
    ['advertising-id', '11111111-2222-3333-4444-555555555555'],
    ['advertising-id', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'],
    ['location', '0.50,0.50'],
    ['device-id', '9774d56d682e549c'],
    ['device-id', '9774d56d68'],
  ])('%s %s is a placeholder', (name, value) => {
    const type = kind(name)
    expect(type.placeholder(type.normalise(value))).not.toBe('')
    const key = type.keys[0]?.name ?? ''
    const result = detect(detector, request(`/x?${key}=${encodeURIComponent(value)}`))
    expect(summary(result)).toEqual([])
    expect(result.dismissals.map(({ identifier }) => identifier)).toContain(name)
  })

  test('what is longer, shorter or otherwise cut than a MAC address is none', () => {
    const normal = (value: string): string => kind('wifi-mac').normalise(value)
    for (const value of [
      '3c5ab410531a',
      '3C:5A:B4:10:53:1A',
      '3c5a.b410.531a',
      '3c5ab4-10531a',
      ' 3c-5a-b4-10-53-1a ',
    ])
      expect(normal(value)).toBe('3c5ab410531a')
    for (const value of [
      '3c5ab410531',
      '3c5ab410531a7',
      '3c5ab410531a77',
      'x3c5ab410531a',
      '3c:5a:b4:10:53',
      '3c:5a:b4:10:53:1a:77',
      '3c:5a:b4:10:53:1a7',
      '03c:5a:b4:10:53:1a',
      '3c:5a-b4:10:53:1a',
      '3c5a.b410.531a.7',
      '3c5a.b410-531a',
      '3c5ab4-10531a7',
      // Of a group of radios, and digits alone.
      '3d5ab410531a',
      '203040506070',
    ])
      expect([value, normal(value)]).toEqual([value, ''])
  })

  test('an IMEI turned round behind a digest has as many digits as others', () => {
    const normalise = (value: string): string => kind('imei').normalise(value)
    expect(normalise(`${'0A'.repeat(16)}|908346530839653`)).toBe('356938035643809')
    expect(normalise(`${'0A'.repeat(16)}|9083465308396531`)).toBe('')
    expect(normalise(`${'0A'.repeat(17)}|908346530839653`)).toBe('')
  })

  test('decimal and hex MEID are one', () => {
    const meid = kind('meid')
    const decimal = meid.spellings('a1000012345678').find((text) => text.length === 18) ?? ''
    expect(meid.normalise(decimal)).toBe('a1000012345678')
  })
})

describe('recognition without a profile', () => {
  test.each([
    ['imei=352099001761481', ['imei=352099001761481 (probable)']],
    ['deviceImei_1=352099001761481', ['imei=352099001761481 (probable)']],
    ['a=352099001761481', ['imei=352099001761481 (possible)']],
    ['a=352099001761480', []],
    // One value is one kind: the surest.
    ['device_id=350672920106648', ['device-id=350672920106648 (probable)']],
    ['device_id=f5b165224a58b791df6af1d8303e61cd', ['device-id=f5b165224a58b791df6af1d8303e61cd (probable)']],
    ['device_id=a4bb86c3d1c42710', ['device-id=a4bb86c3d1c42710 (probable)']],
    ['device_id=352099001761481', ['imei=352099001761481 (probable)']],
    ['hwid=a375db57ef62d1c5', ['android-id=a375db57ef62d1c5 (probable)']],
    ['x=a375db57ef62d1c5', []],
    ['request=1209d0b9-b959-42e6-b921-aa5d9d08c1af', []],
    ['userid=09000000001', ['msisdn=09000000001 (possible)']],
    ['userid=1234', ['user-id=1234 (possible)']],
    ['userid=kari', ['user-id=kari (possible)']],
    ['userid=upload', []],
    ['user_id=Track', []],
    ['account_id=track01', ['user-id=track01 (possible)']],
    ['X-DFE-Device-Id=3f8a91c02e77b4d1', ['gsf-id=3f8a91c02e77b4d1 (probable)']],
    ['imeis[]=352099001761481', ['imei=352099001761481 (probable)']],
    ['tracking_number=352099001761481', []],
    ['breddegrad=59.91387&lengdegrad=10.75225', Array(2).fill('location=59.91387,10.75225 (probable)')],
    ['snCode=R58M72KQ4VZ', ['serial=R58M72KQ4VZ (possible)']],
    ['os=Android&psn=R58M72KQ4VZ', ['serial=R58M72KQ4VZ (possible)']],
    ['psn=R58M72KQ4VZ', []],
    ['MEID_HEX=A1000049B7C3E2', ['meid=a1000049b7c3e2 (probable)']],
    ['blue_mac=0a:00:5e:10:20:30', ['bluetooth-mac=0a005e102030 (probable)']],
    ['lati=59.9312&longi=10.7712', Array(2).fill('location=59.9312,10.7712 (probable)')],
    // Card numbers of China have a letter, and names that makers and shops give a phone.
    // As it stands on the card, and as modems hand it on.
    ['iccid=98740110000000000061', ['iccid=89471001000000000016 (probable)']],
    ['iccid=98%2074%2001%2010%2000%2000%2000%2000%2000%2061', ['iccid=89471001000000000016 (probable)']],
    ['iccid=984701018502730149F3', ['iccid=8974101058203710943 (possible)']],
    ['iccid=98740110000000000061x', []],
    ['iccid=898600810115F0387588', ['iccid=898600810115F0387588 (probable)']],
    ['iccid=89860a2037481726354F', ['iccid=89860A2037481726354 (probable)']],
    ['iccid=8986abcdef0123456789', []],
    ['iccid=8947abc5ef0123456789', []],
    ['x=898600810115F0387588', []],
    ['machineCode=352099001761481', ['imei=352099001761481 (probable)']],
    [
      'machineCode=f5b165224a58b791df6af1d8303e61cd',
      ['device-id=f5b165224a58b791df6af1d8303e61cd (probable)'],
    ],
    ['device_code=GmRhmhcxhwAzkoEqiMEg0', []],
    ['serial_nr=R58M72KQ4VZ', ['serial=R58M72KQ4VZ (possible)']],
    ['cert_serial_nr=R58M72KQ4VZ', []],
    ['email_id=kari@mail.postbox.no', ['email=kari@mail.postbox.no (probable)']],
    ['email_id=20260305123', []],
    [`player_id=${uuid}`, [`install-id=${uuid} (possible)`]],
    ['player_id=1029384756', []],
    ['jingdu=116.397428&weidu=39.90923', Array(2).fill('location=39.90923,116.397428 (probable)')],
    ['lat_deg=59.9139&lon_deg=10.7522', Array(2).fill('location=59.9139,10.7522 (probable)')],
    ['openudid=a375db57ef62d1c5', ['android-id=a375db57ef62d1c5 (probable)']],
    ['w=Hytta,c8:3a:35:7e:12:44,[WPA2-PSK-CCMP][ESS],-94', ['bssid=c83a357e1244 (possible)']],
    ['w=c8:3a:35:7e:12:44,[WPE]', ['wifi-mac=c83a357e1244 (possible)']],
    ['appleId=kari@mail.postbox.no', ['email=kari@mail.postbox.no (probable)']],
    [`idForVendor=${uuid}`, [`install-id=${uuid} (possible)`]],
    [`user_pseudo_id=${uuid}`, [`install-id=${uuid} (possible)`]],
    ['browser_id=chrome', []],
    [`accountUuid=${uuid}`, [`user-id=${uuid} (possible)`]],
    [`session_guid=${uuid}&item_uuid=${uuid}&guid=${uuid}`, []],
    // An EID has check digits of its own.
    ['x=89049032001728394610283746501988', ['eid=89049032001728394610283746501988 (probable)']],
    ['x=89049032001728394610283746501987', []],
    ['x=890490320017283946102837465019881', []],
    ['x=89049032123451234512345678901235', []],
    // What devices with a modem register by (LwM2M).
    [
      'ep=urn:imei-imsi:352099001761481-242017384920157',
      ['imei=352099001761481 (possible)', 'imsi=242017384920157 (certain)'],
    ],
    [
      'ep=urn:imei-msisdn:352099001761481-4791738264',
      ['imei=352099001761481 (possible)', 'msisdn=4791738264 (probable)'],
    ],
    ['ep=urn:imei-imsi:352099001761481-1999', ['imei=352099001761481 (possible)']],
    ['ep=urn:x-imsi:242017384920157-352099001761480', []],
    // Bluetooth Low Energy makes addresses whose first byte is odd.
    ['ble_mac=F1:3D:70:4A:91:B7', ['bluetooth-mac=f13d704a91b7 (probable)']],
    ['btAddress=c9-3d-70-4a-91-b7', ['bluetooth-mac=c93d704a91b7 (probable)']],
    ['btAddress=ff:ff:ff:ff:ff:ff', []],
    ['btAddress=c93d704a91b7', []],
    ['mac=F1:3D:70:4A:91:B7', []],
    // In brackets, and with the height or the reach behind it.
    ['latLng=(59.917342,+10.741936)', ['location=59.917342,10.741936 (probable)']],
    ['latLng={59.917342,10.741936}', ['location=59.917342,10.741936 (probable)']],
    ['deviceLocation=59.917342/10.741936', ['location=59.917342,10.741936 (possible)']],
    ['deviceLocation=59.91/10.74', []],
    ['gps=1.50/2.25', []],
    ['point=12.345/67.890', []],
    ['location=2026/03', []],
    ['latlng=(59.917342,10.741936', []],
    ['gps=59.917342,10.741936,12.5', ['location=59.917342,10.741936 (probable)']],
    ['gps=59.917342|10.741936|12', ['location=59.917342,10.741936 (probable)']],
    ['location=59.917342,10.741936,12', ['location=59.917342,10.741936 (possible)']],
    ['gps=1.5,2.25,3', []],
    ['position=12.3456,45.6789,1.2345', []],
    ['position=(12.34,+45.67)', []],
    ['center=(12.3456,45.6789,1.2345)', []],
    // Short names, as SDKs from China write them.
    ['mc=0A:00:5E:10:20:30', ['wifi-mac=0a005e102030 (probable)']],
    ['smac=0A:00:5E:10:20:30', ['wifi-mac=0a005e102030 (probable)']],
    ['mac_addrs=0A:00:5E:10:20:30', ['wifi-mac=0a005e102030 (probable)']],
    ['mc=110425631002', []],
    ['mc=a1b2c3d4e5', []],
    ['sim_card_serial=89470100000000000016', ['iccid=89470100000000000016 (probable)']],
    ['uiccid=89470100000000000016', ['iccid=89470100000000000016 (probable)']],
    ['simCardSerial=NX7PLUS12345', []],
    ['sim_card_id=1', []],
    ['dpid=a375db57ef62d1c5', ['android-id=a375db57ef62d1c5 (possible)']],
    ['adid=a375db57ef62d1c5', ['android-id=a375db57ef62d1c5 (possible)']],
    ['adid=2384629173846152', []],
    ['dpid=5f0a', []],
    ['meids=A1000049B7C3E2', ['meid=a1000049b7c3e2 (probable)']],
    ['fid=cXkQ9sPqRw2tYbN1cXzLkJ', ['install-id=cXkQ9sPqRw2tYbN1cXzLkJ (possible)']],
    ['fid=1764316351', []],
    ['fid=form-contact-us-page-12', []],
    ['fid=83da0787590a7a450163bb', []],
    ['utm_id=352099001761481', []],
    ['mac=0A-00-5E-10-20-30', ['wifi-mac=0a005e102030 (probable)']],
    ['bssid=a4:9:dd:31:1c:a8', ['bssid=a409dd311ca8 (probable)']],
    ['bssid=2:0:0:0:0:1', []],
    // As one decimal number (InMobi); a moment in ms, one of 12 digits and one beyond 48 bits are none.
    ['c-ap-bssid=180362272644264', ['bssid=a409dd311ca8 (probable)']],
    ['{"ap":{"bssid":180362272644264}}', ['bssid=a409dd311ca8 (probable)']],
    ['bssid=1700000000000', []],
    ['bssid=120000000000', []],
    ['bssid=381474976710655', []],
    ['bssid=281474976710655', []],
    ['ap=180362272644264', []],
    ['bssid=20261128054451', []],
    ['mac=3c_28_6d_1a_2b_4f', ['wifi-mac=3c286d1a2b4f (probable)']],
    ['position=59.9139+N,+10.7522+E', ['location=59.9139,10.7522 (possible)']],
    ['latlng=S33.8688+E151.2093', ['location=-33.8688,151.2093 (probable)']],
    ['latlng=59.9139+Nm,+10.7522+Ex', []],
    // A name glued to it, and more behind it under a name that says less.
    ['c=IMEI352099001761481', ['imei=352099001761481 (possible)']],
    ['c=TIMEI352099001761481', []],
    ['c=ei352099001761481', []],
    [
      'deviceId=352099001761481_9f2c4b7d1e6a8035',
      ['device-id=352099001761481_9f2c4b7d1e6a8035 (probable)', 'imei=352099001761481 (possible)'],
    ],
    ['imsi=242017234567890,android_id=x,os=13', ['imsi=242017234567890 (probable)']],
    ['log=body="{\\"imsi\\":\\"242017234567890\\"}" ok', ['imsi=242017234567890 (probable)']],
    ['cell=242,01,1234,21004301', ['cell-id=242-01-1234-21004301 (possible)']],
    ['bts=242,1,1234,21004301,-65', ['cell-id=242-1-1234-21004301 (possible)']],
    ['cellInfo=242-01-1234-21004301', ['cell-id=242-01-1234-21004301 (possible)']],
    ['cellLocation=242|01|1234|21004301', ['cell-id=242-01-1234-21004301 (possible)']],
    ['basestation=242_1_1234_21004301', ['cell-id=242-1-1234-21004301 (possible)']],
    ['basestation=21004301', []],
    ['cellLocation=[1234,21004301,-1]', ['cell-id=21004301 (possible)']],
    ['cellLocation=%5B1234%2C21004301%2C345%5D', ['cell-id=21004301 (possible)']],
    ['cellLocation=[-1,-1,-1]', []],
    ['cellLocation=[12,200,34]', []],
    ['lbs=[1234,21004301,-1]', []],
    ['cell_id=[21004301,21004302]', ['cell-id=21004301 (probable)', 'cell-id=21004302 (probable)']],
    ['cell_id=0x140800d', ['cell-id=21004301 (probable)']],
    ['cell_id=0xfffffff', []],
    ['cell=0x140800d', []],
    ['cellInfo=21004301', []],
    ['cellInfo=1,2,3,4567', []],
    ['bts=100,200,300,4000', []],
    ['lbs=250,100,205,210,215', []],
    ['lbs=180.5', []],
    ['mac=11042563100208', ['wifi-mac=0a0b0c0d0e30 (probable)']],
    ['{"wifiMac":11042563100208}', ['wifi-mac=0a0b0c0d0e30 (probable)']],
    ['bt_mac=11042563100208', ['bluetooth-mac=0a0b0c0d0e30 (probable)']],
    ['mac=20261128054451', []],
    ['mac=1700000000000', []],
    ['mac=13800138000', []],
    ['bt_mac=48291048101', []],
    ['address=11042563100208', []],
    ['wlan=11042563100208', []],
    ['wlan=0a:00:5e:10:20:30', ['wifi-mac=0a005e102030 (probable)']],
    ['Calling-Station-Id=8613812345678', []],
    ['Calling-Station-Id=0A-00-5E-10-20-30', ['wifi-mac=0a005e102030 (probable)']],
    ['mac=d869-9fc1-f7cd', ['wifi-mac=d8699fc1f7cd (probable)']],
    ['mac=d8699f-c1f7cd', ['wifi-mac=d8699fc1f7cd (probable)']],
    ['mac=12:5:7:9:59', []],
    ['x=0a:00:5e:10:20:30', ['wifi-mac=0a005e102030 (possible)']],
    ['bssid=0a:00:5e:10:20:30', ['bssid=0a005e102030 (probable)']],
    ['btmac=0a:00:5e:10:20:30', ['bluetooth-mac=0a005e102030 (probable)']],
    // The end of a name says nothing more where the value is what the whole says; where it is not, it does.
    ['bluetooth_mac=0a:00:5e:10:20:30', ['bluetooth-mac=0a005e102030 (probable)']],
    ['bt_mac=02:00:00:00:00:00', []],
    ['router_mac=0a:00:5e:10:20:30', ['bssid=0a005e102030 (probable)']],
    ['sim_serial=89470100000000000016', ['iccid=89470100000000000016 (probable)']],
    // Of another subject the end of a name says nothing.
    ['sim_serial=NX7PLUS12345', []],
    ['simSerialNumber=14fcc6c23b2702648581bd24d3ec9bc1', []],
    ['cert_serial=0af5b165224a58b791df6af1d83e61cd', []],
    ['certSerialNumber=0af5b165224a58b791df6af1d83e61cd', []],
    ['invoiceSerial=INV-2024-00017', []],
    ['photo_id=352099001761481', []],
    ['u=/t51/352099001761481_122093847562019283_73645_n.jpg', []],
    ['u=/img/352099001761481-1.jpg', []],
    ['u=/t/352099001761481-480x320.webp', []],
    ['u=/hb/352099001761481-1.0.json', ['imei=352099001761481 (possible)']],
    ['u=/p/352099001761481.webp?w=400', []],
    ['u=/log/352099001761481.txt', ['imei=352099001761481 (possible)']],
    ['u=/log/352099001761481_1732710000', ['imei=352099001761481 (possible)']],
    ['device_serial=NX7PLUS12345', ['serial=NX7PLUS12345 (possible)']],
    // As doubles: of Java, and of C and JavaScript.
    ['imei=3.52099001761481E14', ['imei=352099001761481 (probable)']],
    ['imsi=2.42017012345678e%2B14', ['imsi=242017012345678 (probable)']],
    ['msisdn=4.792345678E9', ['msisdn=4792345678 (probable)']],
    ['imsi=2.42017012345678E16', []],
    ['imsi=2.42E14', []],
    ['t=1.764316351123E12&phone=1.764316351123E12', []],
    // A zero that is spare in the place of the check digit (RFC 7254).
    ['c=urn:gsma:imei:35209900-176148-0', ['imei=352099001761481 (possible)']],
    ['c=urn:gsma:imei:35209900-176148-1', ['imei=352099001761481 (probable)']],
    ['c=35209900-176148-0', []],
    // Baidu's SDKs wrote it backwards behind a digest.
    ['cuid=A1B2C3D4E5F60718293A4B5C6D7E8F90|184167100990253', ['imei=352099001761481 (possible)']],
    ['v=d41d8cd98f00b204e9800998ecf8427e|352099001761481', ['imei=352099001761481 (possible)']],
    // What a number is says more than a name that says whose it is.
    ['user_id=352099001761481', ['imei=352099001761481 (possible)']],
    ['install_id=352099001761481', ['imei=352099001761481 (possible)']],
    ['user_id=c8:3a:35:7e:12:44', ['wifi-mac=c83a357e1244 (possible)']],
    ['anon_id=89470100170526001234', ['iccid=89470100170526001234 (possible)']],
    ['x=A1B2C3D4E5F60718293A4B5C6D7E8F90|284167100990253', []],
    // Lists of what Wi-Fi hears, and what trackers send.
    ['w=c8:3a:35:7e:12:44,-50,Hytta', ['bssid=c83a357e1244 (possible)']],
    ['w=c8:3a:35:7e:12:44|-101;x', ['bssid=c83a357e1244 (possible)']],
    ['w=c8:3a:35:7e:12:44,-12.5', ['wifi-mac=c83a357e1244 (possible)']],
    ['w=c8:3a:35:7e:12:44,50,x', ['wifi-mac=c83a357e1244 (possible)']],
    ['mac=c8:3a:35:7e:12:44', ['wifi-mac=c83a357e1244 (probable)']],
    ['w=a,5954.8347,N,01045.1347,E,0', ['location=59.9139117,10.752245 (probable)']],
    ['w=a,59.913912,N,10.752245,E,0', ['location=59.913912,10.752245 (probable)']],
    ['w=a,5964.8347,N,01045.1347,E,0&v=1.2.3,N,4.5.6,E', []],
    ['android_id=[9f2c4b7d1e6a8035]', ['android-id=9f2c4b7d1e6a8035 (probable)']],
    // The name of a phone in networks.
    ['c=android-9f2c4b7d1e6a8035', ['android-id=9f2c4b7d1e6a8035 (possible)']],
    ['c=android-9f2c4b7d1e6a8035.lan', ['android-id=9f2c4b7d1e6a8035 (possible)']],
    ['c=android-9f2c4b7d1e6a80351', []],
    ['c=my-android-9f2c4b7d1e6a8035', []],
    ['c=1:8123:android:9f2c4b7d1e6a8035', []],
    ['c=android-2026112805445112', []],
    ['c=android-0123456789abcdef', []],
    ['serial=(unknown)&serialno=null;&imsi=(242017012345678,x', []],
    ['cl=242|1|1234|21004301', ['cell-id=242-1-1234-21004301 (possible)']],
    ['cl=1764316351&b=1', []],
    ['imei=352099001761481.0', ['imei=352099001761481 (probable)']],
    ['counter=352099001761481', []],
    ['fbid=352099001761481', []],
    // Of a clock.
    ['window=20-26-11-28-05-44', []],
    ['t=26:11:28:05:44:51', []],
    ['t=28-11-26-05-44-51', []],
    ['t=28-13-26-05-44-51', ['wifi-mac=281326054451 (possible)']],
    ['mac=20:26:11:28:05:44', ['wifi-mac=202611280544 (possible)']],
    // Numbers of 64 bits.
    ['android_id=14132185544186815320', ['android-id=c41f9be07d2a6358 (probable)']],
    ['android_id=-4314558529522736296', ['android-id=c41f9be07d2a6358 (probable)']],
    ['android_id=99999999999999999999', []],
    ['android_id=00000000000000001', []],
    ['serial=emulator-5554', []],
    ['serial=EMULATOR33X1X10X0', []],
    [
      'lat=60.391263N&lon=5.322054E',
      ['location=60.391263,5.322054 (probable)', 'location=60.391263,5.322054 (probable)'],
    ],
    [
      'lat=33.8688S&lon=W%2070.5322',
      ['location=-33.8688,-70.5322 (probable)', 'location=-33.8688,-70.5322 (probable)'],
    ],
    // The rest of what was masked.
    ['to=s***g@mail.postbox.no', []],
    ['to=***g@mail.postbox.no', []],
    ['to=s%E2%80%A2%E2%80%A2g@mail.postbox.no', []],
    ['to=**kari@mail.postbox.no**', ['email=kari@mail.postbox.no (possible)']],
    ['content_id=352099001761481', []],
    ['campaign_id=352099001761481', []],
    // Apps and places of advertisements have as many digits at Facebook.
    ...[
      'batch_app_id',
      'placementId',
      'lineitem_id',
      'ad_unit_id',
      'deal_id',
      'publisher_id',
      'auctionid',
    ].map((name): [string, string[]] => [`${name}=352099001761481`, []]),
    ['installed_app=352099001761481', ['imei=352099001761481 (possible)']],
    ...['waybill', 'receipt_no', 'reservation_id', 'span_id', 'crc'].map((name): [string, string[]] => [
      `${name}=352099001761481`,
      [],
    ]),
    // The number of a certificate.
    ['serial=R58M72KQ4VZ&issuer=R3', ['serial=R58M72KQ4VZ (possible)']],
    // Numbers of sessions and messages may be an IMEI's.
    ['session_id=352099001761481', ['imei=352099001761481 (possible)']],
    ['match_score=352099001761481', []],
    ['dataPoints.asInt=352099001761481', []],
    ['ecgi=24201221f4a8', ['cell-id=242-01-221f4a8 (probable)']],
    ['ecgi=24201221f4a85', ['cell-id=242-012-21f4a85 (probable)']],
    ['ecgi=24201221f4a8f', ['cell-id=242-012-21f4a8f (probable)']],
    ['ecgi=24201-21004290', ['cell-id=242-01-21004290 (probable)']],
    ['ecgi=24201-0140800A', ['cell-id=242-01-140800a (probable)']],
    ['ecgi=310410-140800A', ['cell-id=310-410-140800a (probable)']],
    ['ecgi=42f21001408002', ['cell-id=242-01-1408002 (probable)']],
    ['ecgi=13001401408002', ['cell-id=310-410-1408002 (probable)']],
    ['ecgi=42f21011408002', []],
    ['ecgi=99f91001408002', []],
    ['ecgi=24201-991004290', []],
    ['cell=24201-21004290', []],
    ['cgi=42f21001408002', []],
    ['cell_id=42f21001408002', []],
    ['utran-cell-id-3gpp=24201001a2b0012345c7', ['cell-id=242-01-001a2b-0012345c7 (probable)']],
    ['utran-cell-id-3gpp=310410001A2B0012345C7', ['cell-id=310-410-001a2b-0012345c7 (probable)']],
    ['cgi-3gpp=3104101a2bc3d4', ['cell-id=310-410-1a2b-c3d4 (probable)']],
    // A moment, and a country that has no networks.
    ['cgi-3gpp=20261128054451', []],
    ['utran-cell-id-3gpp=99901001a2b0012345c7', []],
    ['i-wlan-node-id=34298f4a1b2c', ['bssid=34298f4a1b2c (probable)']],
    ['i-wlan-node-id=020000000000', []],
    ['cellid=21004290', ['cell-id=21004290 (probable)']],
    ['cellid=2.100429E7', ['cell-id=21004290 (probable)']],
    ['cellid=21004290.0', ['cell-id=21004290 (probable)']],
    ['cellid=5.0E7', ['cell-id=50000000 (probable)']],
    ['cellid=2.100429E5', []],
    ['cellid=2.100429E-7', []],
    [
      'lat=59.9139&lon=10.7522',
      ['location=59.9139,10.7522 (probable)', 'location=59.9139,10.7522 (probable)'],
    ],
    ['la=59.9139&lo=10.7522', ['location=59.9139,10.7522 (probable)', 'location=59.9139,10.7522 (probable)']],
    ['la=1.5&lo=20.0', []],
    ['point=59.9139,10.7522', ['location=59.9139,10.7522 (possible)']],
    ['lat=59.9139', []],
    ['lat=0&lon=0', []],
    ['ll=59.9139,10.7522', ['location=59.9139,10.7522 (possible)']],
    ['origin=116.397428,39.90923', ['location=39.90923,116.397428 (possible)']],
    ['near=59.9139,10.7522,15z', ['location=59.9139,10.7522 (possible)']],
    [
      'locations=10.7522,59.9139|10.7523,59.9140',
      ['location=10.7522,59.9139 (possible)', 'location=10.7523,59.9140 (possible)'],
    ],
    ['position=0.1255,0.9140,0.7755', []],
    ['score=59.9139,10.7522', []],
    ['point=59.9139,10.7522', ['location=59.9139,10.7522 (possible)']],
    [
      'lat=59,9139&lon=10,7522',
      ['location=59.9139,10.7522 (probable)', 'location=59.9139,10.7522 (probable)'],
    ],
    ['destination=Oslo', []],
    // Digits behind a point are a fraction, whatever they add up to; those of a path or a list are none.
    ['wind=13.352099001761481', []],
    ['v=-0.352099001761481', []],
    ['v=a.352099001761481', ['imei=352099001761481 (possible)']],
    ['topic=dev.12.352099001761481', ['imei=352099001761481 (possible)']],
    ['did=59.2104559764266', []],
    ['device_id=588.61.1009', []],
    ['device_id=192.168.10.20', []],
    ['device_id=588.61.1a2b3c4d', ['device-id=588.61.1a2b3c4d (probable)']],
    // Of three numbers with points a version is likelier than a network with so small a cell.
    ['cell=603.17.4', []],
    ['cell=242.01.4711', ['cell-id=242-01-4711 (possible)']],
    ['cell=242-01-17', ['cell-id=242-01-17 (possible)']],
    ['imei[0]=352099001761481', ['imei=352099001761481 (probable)']],
    ['rtserver-id=15&e=1428999699&h=83da0787590a7a450163bbd7a6f974ca', []],
    ['t=1549871234567890&n=1549871234567890123', []],
    // What stands in front of a value says what it is, whatever the field is called (Samsung, FUMO; LG; OMA DM).
    ['deviceUniqueID=IMEI:352099001761481', ['imei=352099001761481 (probable)']],
    ['devid=MEID:A1000009A5B3F2', ['meid=a1000009a5b3f2 (probable)']],
    ['device_id=android-9f3b6c1d2e4a5807', ['device-id=android-9f3b6c1d2e4a5807 (probable)']],
    // A number that has all of an IMEI is hardly the maker's own, as that of a SIM card is not.
    ['serial=352099001761481', ['imei=352099001761481 (possible)']],
    ['serial=352099001761482', ['serial=352099001761482 (possible)']],
    // Of Google, ByteDance, Tencent and Baidu (its older form has the IMEI backwards behind the line).
    [`app_set_id=${uuid}`, [`install-id=${uuid} (possible)`]],
    [`clientudid=${uuid}`, [`install-id=${uuid} (possible)`]],
    [`cdid=${uuid}`, [`install-id=${uuid} (possible)`]],
    [
      'cuid=0F1E2D3C4B5A69788796A5B4C3D2E1F0%7CO',
      ['install-id=0F1E2D3C4B5A69788796A5B4C3D2E1F0|O (possible)'],
    ],
    // What access points hand on to pages of login; Samsung's list.
    [
      'id=3c:5a:b4:10:20:9e&ap=48:a9:8a:12:34:57',
      ['wifi-mac=3c5ab410209e (possible)', 'bssid=48a98a123457 (possible)'],
    ],
    ['called=48-A9-8A-12-34-57', ['bssid=48a98a123457 (possible)']],
    [
      'wlanusermac=3c5ab410209e&nas_mac=48a98a123457',
      ['wifi-mac=3c5ab410209e (probable)', 'bssid=48a98a123457 (probable)'],
    ],
    ['Calling-Station-Id=3C-5A-B4-10-20-9E', ['wifi-mac=3c5ab410209e (probable)']],
    ['Called-Station-Id=48-A9-8A-12-34-57', ['bssid=48a98a123457 (probable)']],
    ['ap=48', []],
    ['called=Kari', []],
    // Lists, and names for people.
    ['bssids[0]=48:a9:8a:12:34:57', ['bssid=48a98a123457 (probable)']],
    ['wifiMacs[]=3c:5a:b4:10:20:9e', ['wifi-mac=3c5ab410209e (probable)']],
    ['Serial+Number=C39ZRMXXN72J', ['serial=C39ZRMXXN72J (possible)']],
    // Short for the serial number, where the value looks like one.
    ['model=iPhone12&sn=C39ZRMXXN72J', ['serial=C39ZRMXXN72J (possible)']],
    ['session=1&sn=C39ZRMXXN72J', []],
    // Of a chip, as Android has it in `ro.serialno`.
    ['brand=Xiaomi&sn=7d3b91f2', ['serial=7d3b91f2 (possible)']],
    ['model=X&sn=0a388e93b1c24d5e', ['serial=0a388e93b1c24d5e (possible)']],
    ['session=1&sn=7d3b91f2', []],
    ['model=X&sn=17392846&psn=7d3b91f2&sn=deadbeef&sn=7d3b91f2a&sn=9a0364b0e4f6c1d2738495a6b7c8d9e0', []],
    ['model=X&sn=17&order_sn=P2026030512345&sn=20260305123456&sn=abcdef123456&sn=STEP2', []],
    // Whether the user has given a permission.
    ['locationAuthorization=authorizedAlways', []],
    ['push_authorization=not_determined&authorization=AuthorizedWhenInUse', []],
    // Numbers of cards for tests.
    ['eid=89049032123451234512345678901235', []],
    ['imei_uid[0]=352099001761481', ['imei=352099001761481 (probable)']],
    // OpenRTB.
    ['buyeruid=55816b39711f9b5acf3b90e313ed29e5', ['user-id=55816b39711f9b5acf3b90e313ed29e5 (possible)']],
    // Numbers of messages that no Message-ID announces are nobody's mailbox.
    ['v=34e1b46d98a15c364ccd@mail.postbox.no', []],
    ['email=34e1b46d98a15c364ccd@mail.postbox.no', ['email=34e1b46d98a15c364ccd@mail.postbox.no (possible)']],
    ['v=cafe@post.no', ['email=cafe@post.no (possible)']],
  ])('%s', (query, expected) => {
    expect(foundInQuery(query)).toEqual(expected)
  })

  test('headers of operators and of Apple', () => {
    const header = (line: string): string[] => summary(detect(detector, request('/x', [line])))
    expect(header('x-up-calling-line-id: 4792345678')).toEqual(['msisdn=4792345678 (probable)'])
    expect(header('X-Apple-I-SRL-NO: C39ZRMXXN72J')).toEqual(['serial=C39ZRMXXN72J (possible)'])
    expect(header('X-Apple-I-MLB: C018025031BHYRG1T')).toEqual(['serial=C018025031BHYRG1T (possible)'])
    expect(header('X-Apple-I-ROM: 4867f09f6ec5')).toEqual(['device-id=4867f09f6ec5 (probable)'])
    const machine = '3rJOJ6N9n9xXUMHSecjTRKeR/N090DEKdadQXtOhGTt4O8Zde9+8tqCfWVdTEdmzopIkKU61afG/Np2N'
    expect(header(`X-Apple-I-MD-M: ${machine}`)).toEqual([`device-id=${machine} (probable)`])
    const user = '74395C347FB810CAFBF0589D426A7DDAB71B19D75CFD69BC664EDD89ABC6F5DF'
    expect(header(`X-Apple-I-MD-LU: ${user}`)).toEqual([`user-id=${user} (possible)`])
  })

  test('the names of Apple’s activation', () => {
    const entry = (name: string, value: string): string => `<key>${name}</key><string>${value}</string>`
    const list = [
      entry('InternationalMobileEquipmentIdentity', '352099001761481'),
      entry('InternationalMobileSubscriberIdentity', '262023849105762'),
      entry('IntegratedCircuitCardIdentity', '89470100582037194656'),
      entry('MobileEquipmentIdentifier', 'A1000009A5B3F2'),
    ].join('')
    const input = request('/x', ['Content-Type: text/xml'], `<plist><dict>${list}</dict></plist>`)
    expect(summary(detect(detector, input))).toEqual([
      'imei=352099001761481 (probable)',
      'imsi=262023849105762 (probable)',
      'iccid=89470100582037194656 (probable)',
      'meid=a1000009a5b3f2 (probable)',
    ])
  })

  test('numbers of what stands in an object are none of a phone', () => {
    const said = (body: object): string[] =>
      summary(detect(detector, request('/x', [], JSON.stringify(body))))
    expect(said({ post: { id: '352099001761481' } })).toEqual([])
    expect(said({ variants: [{ id: '352099001761481' }] })).toEqual([])
    expect(said({ experiments: [{ id: '352099001761481' }] })).toEqual([])
    expect(said({ experiments: { '352099001761481': 'a' } })).toEqual([])
    for (const name of ['adset', 'pixel_id', 'experiment_id'])
      expect([name, said({ [name]: '352099001761481' })]).toEqual([name, []])
    for (const name of ['adid', 'ad_id', 'pixel', 'experiment'])
      expect([name, said({ [name]: '352099001761481' })]).toEqual([name, ['imei=352099001761481 (possible)']])
    expect(said({ object_id: '352099001761481' })).toEqual(['imei=352099001761481 (possible)'])
    expect(said({ order: { number: '352099001761481' } })).toEqual([])
    for (const list of ['orders', 'order', 'products', 'posts'])
      expect([list, said({ [list]: { '352099001761481': { n: 1 } } })]).toEqual([list, []])
    for (const list of ['phones', 'x'])
      expect(said({ [list]: { '352099001761481': { n: 1 } } })).toEqual(['imei=352099001761481 (possible)'])
    const asked = (path: string): string[] => summary(detect(detector, request(path)))
    expect(asked('/v1/orders/352099001761481/items')).toEqual([])
    expect(asked('/product/352099001761481')).toEqual([])
    expect(asked('/v1/phones/352099001761481')).toEqual(['imei=352099001761481 (possible)'])
    expect(asked('/v1/imei/352099001761481')).toEqual(['imei=352099001761481 (probable)'])
    expect(said({ log: 'it took 352099001761481 ns, and then 35209900176148' })).toEqual([])
    expect(said({ a: { id: '352099001761481' } })).toEqual(['imei=352099001761481 (possible)'])
  })

  test('radios around, by the list they stand in', () => {
    const named = (name: string): string[] =>
      summary(
        detect(detector, request('/x', [], JSON.stringify({ [name]: [{ b: '3c:5a:b4:10:20:9f', s: 'x' }] }))),
      )
    for (const name of ['wifi', 'scanResults', 'access_points', 'aps'])
      expect(named(name)).toEqual(['bssid=3c5ab410209f (possible)'])
    for (const name of ['bleDevices', 'beacons'])
      expect(named(name)).toEqual(['bluetooth-mac=3c5ab410209f (possible)'])
    expect(named('events')).toEqual(['wifi-mac=3c5ab410209f (possible)'])
  })

  test('radios around, by the list they stand in and a name', () => {
    const listed = (name: string, key: string): string[] =>
      summary(
        detect(detector, request('/x', [], JSON.stringify({ [name]: [{ [key]: '3c:5a:b4:10:20:9f' }] }))),
      )
    for (const name of ['btDevices', 'bleDevices', 'beacons', 'pairedDevices', 'bluetooth', 'ble'])
      for (const key of ['mac', 'address', 'macAddress'])
        expect(listed(name, key)).toEqual(['bluetooth-mac=3c5ab410209f (possible)'])
  })

  test('random digits, times and counters under no key are reported in less than 1 of 100 cases', () => {
    let reported = 0
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{10,20}$/), (digits) => {
        if (foundInQuery(`v=${digits}`).length > 0) reported++
      }),
      { numRuns: 1_000, seed: 7 },
    )
    expect(reported).toBeLessThan(10)
  })

  describe('what names or signs for a program opens no account', () => {
    const kinds = (value: string): string[] =>
      summary(detect(detector, request('/x', [`Authorization: ${value}`]))).map((found) =>
        found.replace(/=.* /, ' '),
      )
    const token = (claims: object): string =>
      `Bearer ${[{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2lnbmF0dXJl`
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

    test.each([
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261127/x/y/aws4_request, Signature=6f1a0b',
      'Signature keyId="app-1",algorithm="hmac-sha256",signature="Z2xhc3M="',
      'OAuth oauth_consumer_key="02827283e0ad84173581", oauth_nonce="5699", oauth_signature="x%3D"',
      'OAuth realm="Photos", oauth_version="1.0", oauth_signature="x%3D"',
      'Negotiate',
    ])('%s', (value) => expect(kinds(value)).toEqual([]))

    test.each([
      basic('5b3a1c9fe7d0421c:'),
      'Api-Key 36b3216fdaeeb975729fae923d5a4fd1',
      'api_key mob-44d82a53-1289-4afa-a531-69606ce193c2',
      'Client-ID 7f6a6f0fb23c6f5',
      `Bearer AAAAAAAAAAAAAAAAAAAAANRILgAAAAAAnNwIzUejRCOuH5E6I8xnZz4puTs`,
      token({ iss: 'supabase', ref: 'abcd', role: 'anon', iat: 1 }),
      token({ iss: 'https://sts.example', sub: 'mobile-app', client_id: 'mobile-app', scope: 'read' }),
      token({ sub: 'k7@clients', gty: 'client-credentials' }),
      token({ role: 'guest', scope: 'catalog.read' }),
      token({ iss: 'A1B2C3D4E5', iat: 1, exp: 2 }),
      token({ client_id: 'mobile', scope: 'read' }),
      'Bearer pk_live_51H8x2KQ4VZ9f2c4b7d1e6a',
      `Bearer AIza${'SyA1b2C3d4E5'.repeat(3).slice(0, 35)}`,
      basic('ck_9f2c4b7d1e6a8035c41f9be0:cs_7d2a635835a7c9d1'),
      basic('shop-android:7Fjfp0ZBr1KtDRbnfVdmIw'),
      basic('q7zm2vx9:android_sdk-08af921ebae797a6124068d650e68b307918377a'),
      'mob-640f2d6f-8ad6-4ccd-bb9c-97b2edc1863a',
      'Bearer goog_kQzVmXtLsYwRbNchTByfuGoEkdF',
      'Bearer appl_kQzVmXtLsYwRbNchTByfuGoEkdF',
      'UE1otK9af93KAB23ZBKYQARbwn5bH2XP/4Ic/ozXjGo=',
      token({ role: 'guest', scope: 'catalog.read' }).replace('Bearer', 'OAuth'),
      'Must be at least 8 characters',
      'Contrase\u00f1a',
      'protected',
    ])('%s may still be of an account', (value) =>
      expect(kinds(value)).toEqual(['account-credential (possible)']),
    )

    test.each([
      basic('kari:Sommer2026!'),
      'Bearer 5b3a1c9fe7d0421c',
      token({ sub: 'a8f1', client_id: 'mobile-app' }),
      token({ role: 'anon', sub: 'a8f1' }),
      token({ sid: 'a8f1' }),
      token({ uid: 77, role: 'guest' }),
      token({ id: '64f1', role: 'patient', iat: 1 }),
      token({ _id: 4711, client_id: 'mobile' }),
      basic('web.mueller:Sommer2026!'),
      basic('kari:ios_2026!'),
      'Bearer UE1otK9af93KAB23ZBKYQARbwn5bH2XP/4Ic/ozXjGo=',
      'Bearer sk_kQzVmXtLsYwRbNchTByfuGoEkdF',
      'Bearer goog_kari26',
      'Bearer $unshine-2026',
      token({ iss: 'x', 'https://shop.no/customerNumber': 5 }),
      'OAuth oauth_consumer_key="02827283e0ad84173581", oauth_token="77-a1b2", oauth_signature="x%3D"',
      'OAuth y0_AgAAAABkU3x7AADLWwAAAADpQy8ZkTn4Qx2vRrGm0dN3s5hJq1bW7cE',
      token({ sub: 'a8f1', client_id: 'mobile-app' }).replace('Bearer', 'OAuth'),
    ])('%s does', (value) => expect(kinds(value)).toEqual(['account-credential (probable)']))

    test.each([
      'access_token=123456789012345%7C64cb14028d512c9791e558e08baa7196',
      'access_token=pk.eyJ1IjoibWFwcyIsImEiOiJjaXo2In0.rJcFIG214AriISLbB6B5aw',
      'forgot_password=requested',
    ])('%s', (query) => expect(foundInQuery(query)).toEqual([]))

    test.each([
      ['X-Plex-Token: kq83hdyw7Tq0Lx92mZ4b', 'probable'],
      ['PRIVATE-TOKEN: glpat-abcDEF1234567890wxyz', 'probable'],
      ['X-Emby-Token: 9f1c2d3e4a5b6c7d8e9f0a1b2c3d4e5f', 'probable'],
      ['X-Vault-Token: hvs.kq83hdyw7Tq0Lx92mZ4bVrGm', 'probable'],
      ['X-Shopify-Storefront-Access-Token: 9f1c2d3e4a5b6c7d8e9f0a1b2c3d4e5f', 'possible'],
      ['X-Shopify-Access-Token: shpua_9f1c2d3e4a5b6c7d8e9f0a1b2c3d4e5f', 'probable'],
    ])('%s is %s', (header, sureness) =>
      expect(
        summary(detect(detector, request('/x', [header]))).map((found) => found.replace(/=.* /, ' ')),
      ).toEqual([`account-credential (${sureness})`]),
    )

    test('a token that says itself what it is', () => {
      const credentials = (token: string): string[] =>
        foundInQuery(`token=${token}`).filter((found) => found.startsWith('account-credential'))
      for (const token of [
        'xoxp-1234567890-1234567890-1234567890-abcdef0123456789',
        'OAuth+kq83hdyw7Tq0Lx92mZ4bVrGm0dN3s5hJ',
        'ya29.a0AfH6SMkq83hdyw7Tq0Lx92mZ4b',
      ])
        expect(credentials(token)).toEqual([`account-credential=${token.replace('+', ' ')} (possible)`])
      for (const token of [
        'kq83hdyw7Tq0Lx92mZ4bVrGm0dN3s5hJ',
        '4711',
        'bearer',
        'xoxp-1',
        'ghp',
        'csrf_a8f3b2c1d0e9f8a7',
      ])
        expect(credentials(token)).toEqual([])
    })

    test('a program’s own secret beside a grant, but not what the user is granted by', () => {
      const input = request(
        '/oauth/token',
        [
          `Authorization: ${basic('shop-app:7Fjfp0ZBr1KtDRbnfVdmIw')}`,
          'Content-Type: application/x-www-form-urlencoded',
        ],
        'grant_type=refresh_token&refresh_token=8xLOxBtZp8aQ2d4e',
      )
      expect(summary(detect(detector, input))).toEqual([
        'account-credential=8xLOxBtZp8aQ2d4e (probable)',
        'account-credential=shop-app:7Fjfp0ZBr1KtDRbnfVdmIw (possible)',
      ])
    })

    test('the token of a check-in is that of the phone', () =>
      expect(kinds('AidLogin 4335437190283472872:5512345678901234567')).toEqual([
        'account-credential (possible)',
      ]))

    test('and that of Firebase is that of an installation', () => {
      const ofInstallation = token({
        appId: '1:81:android:4b',
        exp: 1_700_604_799,
        fid: 'cT7hQ2v9R0Cx',
        projectNumber: 81,
      })
      expect(kinds('FIS_v2 3_AS3qfwJ5b3a1c9fe7d0421c')).toEqual(['account-credential (possible)'])
      expect(kinds(ofInstallation)).toEqual(['account-credential (possible)'])
      expect(foundInQuery(`appInstanceIdToken=${ofInstallation.slice(7)}`)[0]).toMatch(
        /^account-credential=.*\(possible\)$/,
      )
      expect(kinds(token({ fid: 'cT7hQ2v9R0Cx', sub: 'a8f1' }))).toEqual(['account-credential (probable)'])
    })

    test.each([
      ['user=kari&pwd=Sommer2026', 'Sommer2026 (probable)'],
      [
        'access_token=UE1otK9af93KAB23ZBKYQARbwn5bH2XP/4Ic/ozXjGo%3D',
        'UE1otK9af93KAB23ZBKYQARbwn5bH2XP/4Ic/ozXjGo= (probable)',
      ],
      ['u_name=kari&password=sol1234', 'sol1234 (possible)'],
      ['user=kari&pass=Sommer2026', 'Sommer2026 (possible)'],
    ])('%s opens one', (query, found) => expect(foundInQuery(query)).toEqual([`account-credential=${found}`]))

    test.each([
      'password=false&passwd=hidden&pwd=1234',
      'pass=season_pass_1&boarding_pass=QK4711AB',
      'user=ci&pass=unit-tests-2026',
      'shader=water&pass=clearcoat2',
      'env.PWD=/home/kari/app',
      'authtoken=abc',
    ])('%s does not', (query) => expect(foundInQuery(query)).toEqual([]))

    test('a label is hardly one', () =>
      expect(foundInQuery('password=Enter+your+password')).toEqual([
        'account-credential=Enter your password (possible)',
      ]))
  })

  test.each([
    ['x=support%40shop.no', []],
    ['email=support%40shop.no', ['email=support@shop.no (possible)']],
    ['x=infokari%40shop.no', ['email=infokari@shop.no (possible)']],
    ['x=sip:kari@tel.no', ['user-id=kari@tel.no (possible)']],
    ['x=sip:112@tel.no', []],
    ['x=sip:1001@tel.no', ['user-id=1001@tel.no (possible)']],
    ['x=sip:anonymous@anonymous.invalid', []],
    ['x=sip:anonymous@tel.no', []],
    ['x=mailto:kari@post.no', ['email=kari@post.no (possible)']],
    ['x=kari%40xn--blbr-roah.no', ['email=kari@xn--blbr-roah.no (possible)']],
    ['x=kari@post.xn--p1ai', ['email=kari@post.xn--p1ai (possible)']],
    ['email=kari@post.xn--p1ai', ['email=kari@post.xn--p1ai (probable)']],
    ['email=kari@bl%C3%A5b%C3%A6r.no', ['email=kari@blåbær.no (probable)']],
    ['x=kari@x.xn--', []],
    ['x=icon@2x.xn-', []],
    ['x=View@2x.com', []],
    ['x=Icon@3x.png', []],
    ['x=icon@1.5x.ios', []],
    ['x=lodash@4.17.21.tgz', []],
    ['x=app@v1.2.module', []],
    ['x=texture@hd.pvr', []],
    ['x=background@large.heic', []],
    ['x=index@main.jsbundle', []],
    ['x=kari@163.com', ['email=kari@163.com (possible)']],
    ['x=kari@2xl.no', ['email=kari@2xl.no (possible)']],
    ['x=kari@mail.21cn.com', ['email=kari@mail.21cn.com (possible)']],
    ['x=kari@post.zip', ['email=kari@post.zip (possible)']],
    // A sentence may end behind it; a name of a file or of a host goes on.
    ['x=Login+failed+for+kari@post.no.', ['email=kari@post.no (possible)']],
    ['x=Write+to+kari@post.no.+Thanks', ['email=kari@post.no (possible)']],
    ['x=Sent+to+kari@post.no...', ['email=kari@post.no (possible)']],
    ['email=kari@post.no.', ['email=kari@post.no (possible)']],
    ['x=kari@post.no.png', []],
    ['x=kari@post.no..png', []],
    ['x=kari@post.no.7', []],
    ['x=gossip:kari@post.no', ['email=kari@post.no (possible)']],
    ['x=4791638274@s.whatsapp.net', ['msisdn=4791638274 (probable)']],
    ['to=602834812345@gcm.googleapis.com', []],
    ['to=602834812345@fcm.googleapis.com', []],
    ['x=4791638274-1700000123@g.us', []],
    ['x=sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org', ['imsi=240075811111111 (certain)']],
    ['EAP_ID=0242010582037194%40nai.epc.mnc001.mcc242.3gppnetwork.org', ['imsi=242010582037194 (certain)']],
    ['EAP_ID=6242010582037194%40nai.epc.mnc001.mcc242.3gppnetwork.org', ['imsi=242010582037194 (certain)']],
    // Of another country than the network, a pseudonym, and a test network.
    ['x=262010582037194@ims.mnc001.mcc242.3gppnetwork.org', []],
    ['x=2242010582037194@nai.epc.mnc001.mcc242.3gppnetwork.org', []],
    ['x=001010582037194@ims.mnc001.mcc001.3gppnetwork.org', []],
    // A name in a network of servers, and the number of an event.
    ['x=%40kari%40mastodon.social', []],
    // What random bytes look like.
    ['x=f%40f.VsJogZ', []],
    ['x=b%40Q.de', []],
    ['uid=1c402364f9572b85a8e48f687a%40google.com', []],
    ['account_id=default', []],
  ])('%s: no address of a person', (query, expected) => expect(foundInQuery(query)).toEqual(expected))

  test.each([
    [
      'an element of one letter is no part of a name',
      `<r><did>${uuid}</did></r>`,
      `device-id=${uuid} (probable)`,
    ],
    ['nor is such an object', JSON.stringify({ r: { did: uuid } }), `device-id=${uuid} (probable)`],
    [
      'a longer one is',
      JSON.stringify({ bluetooth: { mac: '3c:5a:b4:10:53:1a' } }),
      'bluetooth-mac=3c5ab410531a (probable)',
    ],
    [
      'customer service is a business',
      JSON.stringify({ customer_service: { phone: '+47 22 47 11 22' } }),
      'msisdn=+4722471122 (possible)',
    ],
    [
      'a customer is none',
      JSON.stringify({ customer: { phone: '+47 22 47 11 22' } }),
      'msisdn=+4722471122 (probable)',
    ],
  ])('%s', (_title, body, expected) => {
    expect(summary(detect(detector, request('/x', [], body)))).toEqual([expected])
  })

  test('a name without its opening quote may have lost its beginning (span_id)', () => {
    const found = (text: string): string[] => summary(detect(detector, request('/x', [], text)))
    expect(found('an_id": "d6f6bc86386ff1e1", "parent": "x')).toEqual([])
    expect(found('{"an_id": "d6f6bc86386ff1e1", "parent": "x')).toEqual([
      'android-id=d6f6bc86386ff1e1 (probable)',
    ])
    expect(found('log {"an_id": "d6f6bc86386ff1e1", "parent": "x')).toEqual([
      'android-id=d6f6bc86386ff1e1 (probable)',
    ])
  })

  test('the account that answers a challenge of telephony is no mailbox', () => {
    const answer = (uri: string): string =>
      `Authorization: Digest username="263734@imstest.lan", realm="imstest.lan", nonce="a0b1", uri="${uri}", response="c2d3"`
    const kinds = (uri: string): string[] => summary(detect(detector, request('/x', [answer(uri)])))
    expect(kinds('sip:ims.imstest.lan')).toEqual(['user-id=263734@imstest.lan (possible)'])
    const turned =
      'Authorization: Digest nonce="",uri="sip:ims.imstest.lan",username="263734@imstest.lan",response=""'
    expect(summary(detect(detector, request('/x', [turned])))).toEqual([
      'user-id=263734@imstest.lan (possible)',
    ])
    expect(kinds('/inbox')).toEqual(['email=263734@imstest.lan (possible)'])
  })

  test('an installation of Firebase is known without a digit', () => {
    const kinds = (idfv: string): string[] =>
      detect(detector, request('/x', [], JSON.stringify({ idfv }))).detections.map(
        ({ identifier }) => identifier,
      )
    expect(kinds('f-tjZFNNUxpuQwemlOgKFF')).toEqual(['install-id'])
    expect(kinds('settings-of-the-screen')).toEqual([])
  })

  test('an address book has telephone numbers in lists, which are of others', () => {
    const book = { contacts: [{ numbers: ['+4792345678'] }, { phones: [{ value: '+4793456789' }] }] }
    expect(summary(detect(detector, request('/x', [], JSON.stringify(book))))).toEqual([
      'contacts=+4792345678 (probable)',
      'contacts=+4793456789 (probable)',
    ])
  })

  test('account cookies are credentials', () => {
    const input = request('/x', [
      'Cookie: cUserId=u8jzPde-0I_gxLd6Gnc-fBAepfJ; serviceToken=Bd0Kh8oOOL8dKLzdocJ2isAjIhKtJ0RlgLK',
    ])
    expect(detect(detector, input).detections.map(({ identifier }) => identifier)).toEqual([
      'account-credential',
      'account-credential',
    ])
  })
})

test.each([
  ['advertising-id', '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37', '83962302278838745460662969325537205047'],
  ['advertising-id', '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37', '4551605526880079375'],
  ['advertising-id', '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37', '-7326860881911866569'],
  ['wifi-mac', '02005e10531a', '2.0.94.16.83.26'],
  ['wifi-mac', '02005e10531a', '2,0,94,16,83,26'],
  ['wifi-mac', 'a409dd311ca8', '-92, 9, -35, 49, 28, -88'],
  ['bssid', 'a409dd311ca8', 'a4:9:dd:31:1c:a8'],
  ['wifi-mac', 'd8699fc1f7cd', 'd869-9fc1-f7cd'],
  ['wifi-mac', 'd8699fc1f7cd', 'd8699f-c1f7cd'],
  ['wifi-mac', 'd8699fc1f7cd', 'd8699f:c1f7cd'],
  ['wifi-mac', '00aa0028095a', '2aa:ff:fe28:95a'],
  ['wifi-mac', '02005e10202b', '0:5eff:fe10:202b'],
  ['wifi-mac', '02005e10202b', '::5eff:fe10:202b'],
  ['meid', 'a0d070c415ed7e', 'A0-D070C4-15ED7E'],
  ['meid', 'a0d070c415ed7e', 'A0 D070C4 15ED7E'],
  ['meid', 'a1000052f3c9d7', '27011 31858 1597 6919'],
  ['esn', '80a1f3c9', '12810613705'],
  ['esn', '80a1f3c9', '80A1F3C9'],
  ['imeisv', '3567410873820407', '35674108-738204-07'],
  ['imeisv', '3567410873820407', '35 674108 738204 07'],
  ['cell-id', '21674035', '84664/51'],
  ['iccid', '8947010058203719463', '894701005820371946'],
  ['iccid', '8947010073918264053', '89470100739182640533'],
  ['iccid', '8947010073918264053', '8947 0100 7391 8264 0533'],
  ['iccid', '894701005820371946', '8947010058203719463F'],
])('%s %s is also written %s', (name, normal, written) => {
  expect(kind(name).spellings(normal)).toContain(written)
})

test('the number of a slot behind an IMEI makes no IMEISV of it', () => {
  const imei = '356938035643809'
  for (const sign of [' ', '-', '/'])
    expect(foundInQuery(`imei=${encodeURIComponent(`${imei}${sign}1`)}`)).toEqual([`imei=${imei} (possible)`])
  for (const written of ['3569380356438091', '35693803-564380-91', '35693 80356 43809 1'])
    expect(foundInQuery(`imei=${encodeURIComponent(written)}`)).toEqual([
      'imeisv=3569380356438091 (probable)',
    ])
})

describe('the number of an embedded SIM card', () => {
  // Made up, with the check digits of ISO 7064.
  const eid = '89049032004008882600012345678956'
  test.each(['eid', 'EID', 'euicc_id', 'esim.eid'])('under %s', (key) => {
    expect(foundInQuery(`${key}=${eid}`)).toEqual([`eid=${eid} (probable)`])
  })
  test('with wrong check digits, and what has not its form', () => {
    expect(foundInQuery(`eid=${eid.slice(0, -1)}7`)).toEqual([`eid=${eid.slice(0, -1)}7 (possible)`])
    expect(foundInQuery(`eid=12${eid.slice(2)}`).filter((line) => line.startsWith('eid='))).toEqual([])
    expect(foundInQuery('eid=4711')).toEqual([])
  })
  test('of a profile, in groups and as BCD', () => {
    const known = new Detector(profileOf({ eid: [eid] }))
    const grouped = eid.replace(/(.{4})(?=.)/g, '$1 ')
    for (const body of [
      JSON.stringify({ q: grouped }),
      Buffer.concat([Buffer.from([7]), Buffer.from(eid, 'hex')]),
    ])
      expect(summary(detect(known, request('/x', [], body)))).toEqual([`eid=${eid} (certain)`])
  })
})

test.each([
  ['maid', '7c1f9a3e-52bd-4d0c-8e64-1b2f0a9c7d35', 'advertising-id'],
  ['mobileAdvertisingId', '7c1f9a3e-52bd-4d0c-8e64-1b2f0a9c7d35', 'advertising-id'],
  ['identifierForVendor', '7c1f9a3e-52bd-4d0c-8e64-1b2f0a9c7d35', 'install-id'],
  ['utdid', 'XKq1Tm9ZVQ8DAGmYd0pYl3Wv', 'install-id'],
  ['appsflyer_id', '1700000000000-4827361940572839461', 'install-id'],
  ['and_id', '9f3ac01b77de5412', 'android-id'],
  ['google_services_framework_id', '3f3ac01b77de5412', 'gsf-id'],
  ['pesn', '80A1F3C9', 'esn'],
  ['ESN', '12810613705', 'esn'],
  ['phone_sn', 'NB1GAD1792301234', 'serial'],
  ['supi', '262023849105762', 'imsi'],
  ['deviceSoftwareVersion', '3571840926417305', 'imeisv'],
  ['handphone', '+6281293847561', 'msisdn'],
  // Of Apple.
  ['IOPlatformUUID', '164d1bc8-a71b-1f58-0c20-1bf98db4f27d', 'device-id'],
  ['platformUUID', '164d1bc8-a71b-1f58-0c20-1bf98db4f27d', 'device-id'],
  ['ECID', '2916102844809246', 'device-id'],
  ['prsId', '10472958312', 'user-id'],
  ['X-CloudKit-UserId', '_9c1e7d2f3a4b5c6d7e8f90a1b2c3d4e5', 'user-id'],
  ['teamPlayerID', 'T:_1a2b3c4d5e6f708192a3b4c5d6e7f809', 'user-id'],
  ['gamePlayerID', 'A:_a1b2c3d4e5f60718293a4b5c6d7e8f90', 'user-id'],
  ['playerID', 'G:1234567890', 'user-id'],
  ['appAccountToken', '4c9e6679-7425-40de-944b-e07fc1f90ae4', 'user-id'],
  ['SSID_STR', 'Bergs nett 5G', 'ssid'],
])('more names: %s', (key, value, kind) => {
  expect(foundInQuery(`${key}=${encodeURIComponent(value)}`).map((line) => line.split('=')[0])).toEqual([
    kind,
  ])
})

test.each([
  'mlb=C018025031BHYRG1T',
  'mlb=yankees2026&team=nyy',
  'playerID=video-player-1',
  'playerId=41872',
  'prsId=12',
])('%s: the name says too little', (query) => expect(foundInQuery(query)).toEqual([]))

test('the number of a main board beside that of the device', () => {
  expect(foundInQuery('mlb=C018025031BHYRG1T&rom=4867f09f6ec5&serialNumber=C02W34C3JUN9')).toContain(
    'serial=C018025031BHYRG1T (possible)',
  )
})

test.each([
  ['cbll', 'possible'],
  ['viewpoint', 'possible'],
  ['coordinate', 'probable'],
  ['GPSPosition', 'probable'],
])('a pair of coordinates under %s', (key, confidence) => {
  expect(foundInQuery(`${key}=59.91387,10.75225`)).toEqual([`location=59.91387,10.75225 (${confidence})`])
})

test.each([
  ['amounts', 'point=12.50,99.00&origin=120.50,80.25&around=5.00,10.00&loc=1.25,3.50'],
  ['lag', 'lat=1.234&lo=2.567'],
  ['two measures', 'la=12.34&lo=45.67'],
])('pairs of numbers that are no place: %s', (_, query) => {
  expect(foundInQuery(query)).toEqual([])
})

test('coarse numbers near a place of the profile are that place', () => {
  const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
  const known = new Detector({ name: 'x', identifiers: new Map(), places: [home] })
  const of = (query: string): string[] => summary(detect(known, request(`/x?${query}`)))
  expect(of('near=59.91,10.75')).toEqual(['location=59.91,10.75 (certain)'])
  expect(of('la=59.91&lo=10.75')).toHaveLength(2)
})

test.each(['2001:db8:77:1:0:5eff:fe10:202b', '2001:db8::5eff:fe10:202b', '2001:DB8:1:1:0:5EFF:FE10:202B'])(
  'a MAC address of the profile is found in the written IPv6 address %s',
  (address) => {
    const identifiers = new Map([['wifi-mac', ['02:00:5e:10:20:2b']]])
    const knowing = new Detector({ name: '', identifiers, places: [] })
    expect(summary(detect(knowing, request(`/x?ip=${address}`)))).toEqual(['wifi-mac=02005e10202b (certain)'])
  },
)

test('an action behind the name of an account in a path is nobody’s number', () => {
  const of = (target: string): string[] => summary(detect(detector, request(target)))
  expect(of('/v1/userid/upload?id=8f14e45fceea167a')).toEqual([])
  expect(of('/user_id/track')).toEqual([])
  expect(of('/user_id/kari01/track')).toEqual(['user-id=kari01 (possible)'])
})

test.each([
  ['X-Up-Subno', '242010739182646', ['imsi=242010739182646 (probable)']],
  ['x-up-subno', '5jhe8a71x_mms.example.net', ['device-id=5jhe8a71x_mms.example.net (probable)']],
  // The model and its build.
  ['X-ATT-DeviceId', 'SAMSUNG-SM-G900A/G900AUCU4', []],
  ['X-Mobile-Id', '242010739182646', ['imsi=242010739182646 (possible)']],
])('what operators and management put in the field %s: %s', (name, value, expected) => {
  const input = request('/x', [`${name}: ${value}`])
  expect(summary(detect(detector, input))).toEqual(expected)
  if (expected.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
})

const token = '740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad'
test.each([
  [{ clientContext: { apsToken: token } }, [`push-token=${token} (probable)`]],
  [{ deviceSerialNumberText: 'R58N12ABCDE' }, ['serial=R58N12ABCDE (possible)']],
  [{ phoneNumberText: '+4799900137' }, ['msisdn=+4799900137 (probable)']],
  [{ UserLongName: 'Kari Fjordheim' }, ['person-name=Kari Fjordheim (probable)']],
  [{ AAuthSecret: 's3cretPw77' }, ['account-credential=s3cretPw77 (probable)']],
  [{ srv: 'vvm.example', pw: 's3cretPw77' }, ['account-credential=s3cretPw77 (possible)']],
  // Of pictures.
  [{ u: 'https://img.example/1', pw: '1024x768px' }, []],
  [{ 'forward-to': { number: '+4799900284' } }, ['msisdn=+4799900284 (possible)']],
])('names of those who manage a phone: %j', (body, expected) => {
  expect(foundIn(body)).toEqual(expected)
})
