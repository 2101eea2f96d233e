import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { identifiers } from './identifiers.gen.ts'
import { formedWordMin } from './lone-values.ts'
import { ShapedText, signs } from './text-shape.ts'

function shapeOf(text: string): ShapedText {
  const shaped = new ShapedText()
  shaped.take(Buffer.from(text, 'latin1'), 1_000)
  return shaped
}

/** Texts that the pattern of a kind matches, at least one for each way that it has. */
const alone: Readonly<Record<string, readonly string[]>> = {
  'android-id': ['android-a375db57ef62d1c5'],
  bssid: ['02:00:5e:10:00:01;-52', '02-00-5e-10-00-01, [WPA2-PSK-CCMP]', '02:00:5e:10:00:01\t2412\t-52\t'],
  'device-id': [
    `NFANDROID1-PRV-P-L3-SAMSUSM=G991B-18218-${'0A1B2C3D4E5F6G7H'.repeat(2)}`,
    '00008030-001A2B3C4D5E6F70',
  ],
  eid: ['89049032000001000000001234567890'],
  email: ['kari@post.no'],
  iccid: ['8947080012345678904', 'x;icc89470800123456789045f'],
  imei: [
    '352099001761481',
    '35-209900-176148-1',
    '35209900-176148-1',
    'urn:gsma:imei:35209900-176148-0',
    `${'0A1B2C3D'.repeat(4)}|184167100990253`,
  ],
  imeisv: ['imeisv-3520990017614823'],
  imsi: [
    'imsi-24201000000017',
    'urn:imei-imsi:352099001761481-242010000000017',
    '0242010000000017@ims.mnc001.mcc242.3gppnetwork.org',
    '242010000000017@vvm.operator.no',
    'suci-0-242-01-0-0-0-000000017',
    'type0.rid0.schid0.userid000000017@5gc.mnc001.mcc242.3gppnetwork.org',
  ],
  location: [
    'geo:59.91,10.75',
    'geo:0,0?q=59.914,10.752',
    'lat/lng: (59.9139,10.7522)',
    'Location[gps 59,9139,10,7522',
    '$GPGLL,5954.8,N,01045.1,E',
    '<+59.9139,+10.7522> +/- ',
    '5954.834,N,01045.132,E',
    '59.9139,N,10.7522,E',
    '+59.9139+010.7522/',
    `60\xb023'34"N 5\xb019'12"E`,
    '60.3928\xb0 N, 5.3212\xb0 E',
    'N 60\xb0 23.570 E 005\xb0 19.269',
    `60\xc2\xb023\xe2\x80\xb234\xe2\x80\xb3N, 5\xc2\xb019\xe2\x80\xb212\xe2\x80\xb3E`,
  ],
  msisdn: [
    'urn:imei-msisdn:352099001761481-4791234567',
    'msisdn:4791234567',
    '4791234567@s.whatsapp.net',
    'sip:+4791234567@',
    '4791234567/TYPE=PLMN',
    '7.6.5.4.3.2.1.9.7.4.e164.arpa',
    '7\x016\x015\x014\x013\x012\x011\x019\x017\x014\x01e164\x04arpa',
    '+CNUM: "","4791234567"',
    '4791234567@vvm.operator.no',
  ],
  'national-id': ['110101199003074477'],
  'push-token': [`abcdefgh:APA91b${'x'.repeat(60)}`],
  ssid: ['WIFI:T:WPA;S:Hjemme;', '"Hjemme", BSSID: ', 'SSID: Hjemme, BSSID: '],
  'user-id': [
    'sip:kari@chat.no',
    'acct:kari@social.no',
    'username="kari@ims.no", uri="sip:x',
    'uri="sips:x", username="kari@ims.no',
  ],
  vin: ['WVWZZZ1KZAW012345'],
  'wifi-mac': ['64:cc:2e:5a:91:d3', '64-cc-2e-5a-91-d3'],
}

const kinds = identifiers.filter(({ pattern, confidence }) => pattern !== null && confidence.alone !== null)

describe('the shape of a text', () => {
  test('is that of its longest runs and of its signs', () => {
    const shaped = shapeOf('id=9f2c-4b7d; 1,234.5 12:30:00 kari@x')
    expect(shaped).toMatchObject({
      digitRun: 3,
      hexRun: 9,
      wordRun: 4,
      colons: 2,
      hyphens: 1,
      decimals: 2,
    })
    expect(shaped.signs & signs.at).not.toBe(0)
    expect(shaped.signs & signs.degree).toBe(0)
    shaped.take(Buffer.from('1,'), 1_000)
    expect(shaped).toMatchObject({
      length: 2,
      digitRun: 1,
      colons: 0,
      decimals: 0,
      signs: signs.comma | signs.mark,
    })
    shaped.take(Buffer.from('12345'), 3)
    expect([shaped.length, shaped.digitRun, shaped.text]).toEqual([3, 3, '123'])
  })

  test('lets a pattern be asked wherever it matches', () => {
    expect(Object.keys(alone).toSorted()).toEqual(kinds.map(({ name }) => name).toSorted())
    for (const kind of kinds)
      for (const text of alone[kind.name] ?? []) {
        expect([text, text.search(kind.pattern as RegExp)]).not.toEqual([text, -1])
        expect([text, kind.mayMatch(shapeOf(text))]).toEqual([text, true])
      }
  })

  test('does so in any text around it, and of what is left of it', () => {
    const texts = Object.values(alone).flat()
    const piece = fc.oneof(
      anyText({ maxLength: 12 }),
      fc.constantFrom(...texts),
      fc.constantFrom(...texts).chain((text) => fc.nat(text.length).map((length) => text.slice(0, length))),
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
        const text = pieces.join('')
        const shaped = shapeOf(text)
        for (const kind of kinds)
          if (shaped.text.search(kind.pattern as RegExp) !== -1)
            expect([kind.name, kind.mayMatch(shaped)]).toEqual([kind.name, true])
      }),
    )
  })

  test('of a short word fits none', () => {
    const chars = Array.from('0123456789ABCDEFghijklmnopXYZ')
    const word = fc.string({ unit: fc.constantFrom(...chars), maxLength: formedWordMin - 1 })
    fc.assert(
      fc.property(word, (text) => {
        for (const kind of kinds)
          expect([kind.name, kind.mayMatch(shapeOf(text))]).toEqual([kind.name, false])
      }),
    )
  })

  test('is asked of the bytes where some are blanked out', () => {
    const shaped = new ShapedText()
    shaped.take(Buffer.from('ab 1234567890'), 1_000, 'ab \ufffd\ufffd')
    expect([shaped.text, shaped.digitRun]).toEqual(['ab \ufffd\ufffd', 10])
  })
})
