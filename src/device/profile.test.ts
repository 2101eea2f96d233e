import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { anyText } from '../../test/support/any-text.ts'
import { InputError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import { identifiers } from '../detect/identifiers.gen.ts'
import { parseProfile } from './profile.ts'

function read(text: string): ReturnType<typeof parseProfile> {
  return parseProfile(text, 'device.yaml', identifiers)
}

function errorOf(text: string): string {
  try {
    read(text)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as InputError).message
  }
  throw new Error('no error')
}

const whole = `# a phone
name: Test phone
identifiers:
  imei: [ 352099001761481, 356938035643809 ]
  iccid: 89470100000000000018
  imsi:
    - 242010000000001
  msisdn: +4790000001
  wifi-mac: 02:00:5e:10:20:30
  serial: 0012345
  android-id: 1234567812345678
places:
  - name: home
    lat: 59.9139
    lon: 10.7522
    cells: [021004290, 7509123]
    bssids: 0a:1b:2c:3d:4e:5f
  - name: cabin
    cells: 219769344
`

describe('a profile', () => {
  test('gives values as they are written: long numbers, leading zeros, plus and sexagesimal forms', () => {
    const profile = read(whole)
    expect(profile.name).toBe('Test phone')
    expect(profile.identifiers.get('imei')).toEqual(['352099001761481', '356938035643809'])
    expect(profile.identifiers.get('iccid')).toEqual(['89470100000000000018'])
    expect(profile.identifiers.get('imsi')).toEqual(['242010000000001'])
    expect(profile.identifiers.get('msisdn')).toEqual(['+4790000001'])
    expect(profile.identifiers.get('wifi-mac')).toEqual(['02:00:5e:10:20:30'])
    expect(profile.identifiers.get('serial')).toEqual(['0012345'])
    expect(profile.identifiers.get('android-id')).toEqual(['1234567812345678'])
    expect(profile.places).toEqual([
      {
        name: 'home',
        lat: 59.9139,
        lon: 10.7522,
        cells: ['021004290', '7509123'],
        bssids: ['0a:1b:2c:3d:4e:5f'],
      },
      { name: 'cabin', lat: null, lon: null, cells: ['219769344'], bssids: [] },
    ])
  })

  test('warns of a wrong check digit and keeps the value', () => {
    const profile = read('identifiers:\n  imei: 352099001761480\n')
    expect(profile.identifiers.get('imei')).toEqual(['352099001761480'])
    expect(profile.warnings).toEqual(['device.yaml:2: imei: the check digit (Luhn) is wrong'])
  })

  test('reads a value that was copied with signs of typography, or ones that nobody sees, without them', () => {
    for (const imei of [
      '“352099001761481”',
      '\u200b352099001761481',
      '３５２０９９００１７６１４８１',
      '352099\u00ad001761481',
    ]) {
      const { identifiers: values, warnings } = read(`identifiers:\n  imei: ${imei}\n`)
      expect(values.get('imei')).toEqual(['352099001761481'])
      expect(warnings).toEqual([
        'device.yaml:2: imei: was read without signs that are not seen or belong to typography',
      ])
    }
    // The name of a network may hold any of them.
    expect(read('identifiers:\n  ssid: “Ada’s”\n')).toMatchObject({
      identifiers: new Map([['ssid', ['“Ada’s”']]]),
      warnings: [],
    })
  })

  test('holds cells and access points of places against their form, too', () => {
    const placed = read(
      'places:\n  - name: home\n    cells: [21004290x, 219769344]\n    bssids:\n      - "00:11:22:33:44"\n      - “0a:1b:2c:3d:4e:5f”\n',
    )
    expect(placed.warnings).toEqual([
      expect.stringMatching(/^device\.yaml:3: cells: is no .* by its form/),
      expect.stringMatching(/^device\.yaml:5: bssids: is no BSSID .* by its form/),
      expect.stringMatching(/^device\.yaml:6: bssids: was read without signs/),
    ])
    expect(placed.places[0]?.bssids).toEqual(['00:11:22:33:44', '0a:1b:2c:3d:4e:5f'])
    expect(read('places:\n  - name: home\n    bssids: ["00:00:5e:00:53:01"]\n').warnings).toEqual([])
  })

  test('tells what the device has none of from what is not known', () => {
    const { identifiers } = read('identifiers:\n  imei: []\n  imsi:\n  iccid: ~\n  serial: A1B2C3D4E5F6\n')
    expect([...identifiers]).toEqual([
      ['imei', []],
      ['serial', ['A1B2C3D4E5F6']],
    ])
  })

  test('tells how several values are written, and of a comment that may be a part of the value', () => {
    const listed = read('identifiers:\n  imei: 352099001761481, 356938035643809\n')
    expect(listed.warnings).toEqual([
      expect.stringMatching(/^device\.yaml:2: imei: .*; write several values as a list, such as \[1, 2\]$/),
    ])
    const cut = read('identifiers:\n  ssid: Our #1 network\n  email: ada@example.org # her own\n')
    expect(cut.identifiers.get('ssid')).toEqual(['Our'])
    expect(cut.warnings?.filter((warning) => warning.includes('#'))).toEqual([
      'device.yaml:2: ssid: the value ends before “#”, which begins a comment: put it in quotes where that is a part of it',
    ])
    expect(read('identifiers:\n  ssid: "Our #1 network" #1\n').warnings).toEqual([])
  })

  test('warns of a placeholder', () => {
    expect(read('identifiers: { wifi-mac: "02:00:00:00:00:00" }').warnings?.[0]).toContain(
      'may not know the real one',
    )
  })

  test.each([
    ['identifiers:\n  imie: 1\n', 'device.yaml:2: "imie" is not known; did you mean imei?'],
    ['identifiers:\n  Wifi_Mac: 1\n', 'device.yaml:2: "Wifi_Mac" is not known; did you mean wifi-mac?'],
    [
      'identifiers:\n  serial-number: 1\n',
      'device.yaml:2: "serial-number" is not known; did you mean serial: serial number of the device?',
    ],
    [
      'identifiers:\n  mac: 1\n',
      'device.yaml:2: "mac" is not known; did you mean wifi-mac: MAC address (number of the Wi-Fi radio)?',
    ],
    // As programs call them.
    ...Object.entries({
      udid: 'device-id: device ID (of an unknown kind)',
      ecid: 'device-id: device ID (of an unknown kind), or install-id: installation ID (of an app)',
      dsid: 'user-id: user ID (of an account)',
      apple_id: 'email: e-mail address',
      idfa: 'advertising-id: advertising ID',
      IDFV: 'install-id: installation ID (of an app)',
    }).map(([key, name]): [string, string] => [
      `identifiers:\n  ${key}: 1\n`,
      `device.yaml:2: "${key}" is not known; did you mean ${name}?`,
    ]),
    [
      'identifiers:\n  imei: 1\n  imei: 2\n',
      'device.yaml:3: is no valid YAML: a key is named twice: write several values as a list, such as [1, 2], behind one',
    ],
    [
      'name: a\nidentifers:\n  imei: 1\n',
      'device.yaml:2: "identifers" is not known; did you mean identifiers?',
    ],
    [
      'identifiers: 5\n',
      'device.yaml:1: identifiers must be keys with values, such as "imei: 350000000000000"',
    ],
    [
      'identifiers:\n  imei: { a: 1 }\n',
      'device.yaml:2: imei must be one value, written as text, not a list or a group of keys',
    ],
    [
      'identifiers:\n  imei:\n    - ""\n',
      'device.yaml:3: imei has an empty value; write the value behind it, or remove the line',
    ],
    [
      'places:\n  - name: x\n    lat: 1.5\n',
      'device.yaml:2: the place "x" needs both lat and lon, or neither',
    ],
    [
      'places:\n  - lat: 95\n    lon: 1\n',
      'device.yaml:2: lat must be degrees from -90 to 90 with a decimal point, such as 59.9139, not "95"',
    ],
    ['places: home\n', 'device.yaml:1: places must be a list: start each place with "- name: …"'],
    ['- a\n', 'device.yaml:1: must be a list of keys: name, identifiers, places'],
    ['', 'device.yaml:1: is empty; a profile has the keys name, identifiers and places'],
  ])('%j is refused with one line that says where and what to do', (text, message) => {
    expect(errorOf(text)).toBe(message)
  })

  test('more values than are searched for are refused, wherever they stand', () => {
    const { profileValuesMax, profilePlacesMax } = limits.detect
    const numbers = (count: number): string => Array.from({ length: count }, (_, index) => index).join(', ')
    const tooMany = `has more than ${profileValuesMax} values; split it into several profiles`
    expect(errorOf(`identifiers:\n  serial: [${numbers(profileValuesMax + 1)}]\n`)).toBe(
      `device.yaml:2: ${tooMany}`,
    )
    const mixed = `identifiers:\n  serial: [${numbers(profileValuesMax - 1)}]\nplaces:\n  - name: x\n    cells: [1, 2]\n`
    expect(errorOf(mixed)).toBe(`device.yaml:5: ${tooMany}`)
    const places = Array.from({ length: profilePlacesMax + 1 }, () => '  - { lat: 1, lon: 1 }\n').join('')
    expect(errorOf(`places:\n${places}`)).toBe(
      `device.yaml:1: has more than ${profilePlacesMax} places; split it into several profiles`,
    )
  })

  test('a value that comes twice is searched for once', () => {
    expect(read('identifiers:\n  serial: [0012345, "0012345", 12]\n').identifiers.get('serial')).toEqual([
      '0012345',
      '12',
    ])
  })

  test('half of a character, which no text that is sent can hold, is refused', () => {
    expect(errorOf('identifiers:\n  serial: "a\\ud800bc123"\n')).toBe(
      'device.yaml:2: serial has half of a character (\\ud800 to \\udfff alone); write all of it',
    )
    expect(read('identifiers:\n  serial: "\\ud83d\\ude00 abc"\n').identifiers.get('serial')).toEqual([
      '😀 abc',
    ])
    expect(read('name: "a\\udc00"\nidentifiers:\n  serial: 1234\n').name).toBe('a\ufffd')
  })

  test('broken YAML is refused in one line with its line number', () => {
    const message = errorOf('name: a\nidentifiers: [\n')
    expect(message).toMatch(/^device\.yaml:[123]: is no valid YAML: /)
    expect(message).not.toContain('\n')
  })

  test('a text that is nested beyond all measure is refused in one line', () => {
    expect(errorOf('['.repeat(10_000))).toMatch(/^device\.yaml:1: is nested too deeply; /)
  })

  test.each(['{}\n', '[', '- ', '? ', '&a ', '!', '""', 'a: 1\n', '\r', '{"a":'])(
    'a text of a million times %j is refused in one line, before a parser takes all memory for it',
    (sign) => {
      expect(errorOf(sign.repeat(1_000_000))).toBe(
        'device.yaml:1: has more than 80000 lines and signs of YAML; a profile has keys, and lists of values below them: split a longer one into several',
      )
    },
  )

  test('keys beyond all measure are refused at the first that is not known', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `a${index}: 1\n`).join('')
    expect(errorOf(`identifiers:\n  ${keys.replaceAll('\n', '\n  ')}`)).toMatch(
      /^device\.yaml:2: "a0" is not known; /,
    )
  })

  test('values that are longer in all than is written in every way are refused', () => {
    const lines = (count: number): string =>
      Array.from(
        { length: count },
        (_, index) => `    - "${String(index).padStart(4, '0').repeat(100)}"\n`,
      ).join('')
    expect(read(`identifiers:\n  imei: 352099001761481\n  serial:\n${lines(499)}`).identifiers.size).toBe(2)
    expect(errorOf(`identifiers:\n  serial:\n${lines(501)}`)).toBe(
      'device.yaml:503: has values of more than 200000 characters in all; split it into several profiles',
    )
  })

  test('as many values as a profile may have are read, a line with a comment for each', () => {
    const { profileValuesMax } = limits.detect
    const lines = Array.from({ length: profileValuesMax }, (_, index) => `    - "S${index}" # a phone\n`)
    const profile = read(`identifiers:\n  serial:\n${lines.join('')}`)
    expect(profile.identifiers.get('serial')).toHaveLength(profileValuesMax)
  })

  test('any text gives a profile or an InputError', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 200 }), (text) => {
        try {
          read(text)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          expect((error as Error).message).not.toContain('\n')
        }
      }),
    )
  })

  test('any digits survive, quoted or not', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,24}$/), fc.boolean(), (digits, isQuoted) => {
        const profile = read(`identifiers:\n  serial: ${isQuoted ? `"${digits}"` : digits}\n`)
        expect(profile.identifiers.get('serial')).toEqual([digits])
      }),
    )
  })
})

describe('the schema of profiles', () => {
  const schema: unknown = JSON.parse(
    readFileSync(new URL('../../docs/schema/profile.schema.json', import.meta.url), 'utf8'),
  )
  const validate = new Ajv2020({ strict: true }).compile(schema as object)

  test('accepts what is read and refuses what is not', () => {
    expect(validate(parse(whole))).toBe(true)
    expect(validate({ identifiers: { imie: '1' } })).toBe(false)
    expect(validate({ places: [{ lat: 95, lon: 1 }] })).toBe(false)
    for (const text of [
      'name: 7',
      `name: ${'x'.repeat(201)}`,
      'identifiers:',
      'places:',
      'identifiers:\n  imei: true',
      'places:\n  - name: 7\n    lat: "59.9"\n    lon: "-10"',
    ]) {
      expect(() => read(text), text).not.toThrow()
      expect(validate(parse(text)), text).toBe(true)
    }
    for (const text of [
      'identifiers:\n  imei: ""',
      'identifiers:\n  imei: [" "]',
      'name:',
      'places:\n  - lat: north\n    lon: 10',
    ]) {
      expect(() => read(text), text).toThrow()
      expect(validate(parse(text)), text).toBe(false)
    }
  })

  test('knows every kind of identifier', () => {
    const { properties } = schema as {
      properties: { identifiers: { anyOf: [{ properties: object }] } }
    }
    expect(Object.keys(properties.identifiers.anyOf[0].properties).sort()).toEqual(
      identifiers.map(({ name }) => name).sort(),
    )
  })
})
