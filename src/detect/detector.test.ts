import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import type { Node } from '../decode/types.ts'
import type { Profile } from '../device/types.ts'
import { times } from '../../test/support/depth.ts'
import { Detector } from './detector.ts'
import { base64Core } from './spellings/base64-core.ts'
import { luhnDigit } from '../core/luhn.ts'
import type { Indicator } from './spellings/spelling-table.ts'
import {
  context,
  detect,
  isWorthDecoding,
  profileOf,
  request,
  summary,
} from '../../test/support/decoded-tree.ts'

const given = {
  imei: ['352099001761481'],
  imeisv: ['3520990017614805'],
  meid: ['a1000012345678'],
  iccid: ['89470100000000000016'],
  imsi: ['242010000000001'],
  msisdn: ['+4790000001'],
  'wifi-mac': ['0A:00:5E:10:20:30'],
  'bluetooth-mac': ['0A:00:5E:10:20:31'],
  'android-id': ['a375db57ef62d1c5'],
  'advertising-id': ['1209d0b9-b959-42e6-b921-aa5d9d08c1af'],
  serial: ['NX7PLUS12345'],
  'cell-id': ['21004290'],
  ssid: ['Hytta på fjellet'],
  email: ['kari@mail.test'],
}
const detector = new Detector(profileOf(given))

function leaf(bytes: Buffer, key = ''): Node {
  return {
    parent: null,
    order: 0,
    step: { step: 'body', detail: '' },
    key,
    bytes,
    part: 'body',
    spanStart: 0,
    spanEnd: bytes.length,
    children: [],
  }
}

describe('known values', () => {
  const { long, binary, rare } = detector.indicators
  // `part` and forms with something that varies beside them are tested below.
  const spelled = [...long, ...binary, ...rare.long, ...rare.binary]
    .filter(({ form, check }) => form !== 'part' && (check === null || /offset|mobile identity$/.test(form)))
    .map(
      (one) =>
        [
          `${one.identifier} as ${one.form || 'text'}: ${one.bytes.toString('latin1').slice(0, 24)}`,
          one,
        ] as const,
    )

  /** The spelling with what belongs to it where only a core is searched. */
  function inFull({ form, bytes, check, normal }: Indicator): Buffer {
    if (check === null) return bytes
    if (form === 'BCD, mobile identity')
      return Buffer.concat([Buffer.from([(Number(normal.charAt(0)) << 4) | 9]), bytes])
    const offset = Number(/offset (\d)/.exec(form)?.[1])
    const core = bytes.toString().replaceAll('-', '+').replaceAll('_', '/')
    expect(core).toContain(base64Core(check.whole, offset))
    const text = Buffer.concat([Buffer.from('|'.repeat(offset)), check.whole, Buffer.from('||')]).toString(
      form.includes('base64url') ? 'base64url' : 'base64',
    )
    return Buffer.from(text)
  }

  test('every spelling of every value is found where it stands, with its range, and the probe sees it', () => {
    // In the short form each value in each form, and of the others, of which most differ in letters or signs between, some.
    const forms = new Set(spelled.map(([, { identifier, form }]) => `${identifier} ${form}`))
    const tried = spelled.filter(
      ([, { identifier, form }], index) =>
        forms.delete(`${identifier} ${form}`) || index % times(12, 1) === 0,
    )
    for (const [what, indicator] of tried) {
      const bytes = Buffer.concat([Buffer.from('\u0001..'), inFull(indicator), Buffer.from('..')])
      const { detections } = detector.detect(leaf(bytes), context)
      const found = detections.filter(
        ({ identifier, by }) => identifier === indicator.identifier && by === 'profile',
      )
      expect(found.length, what).toBeGreaterThan(0)
      expect(
        found.some(({ start, end }) => start <= 7 + indicator.bytes.length && end > 3),
        what,
      ).toBe(true)
      expect(detector.probe.isWorthDecoding(bytes, 0, bytes.length), what).toBe(true)
    }
    expect(spelled.length).toBeGreaterThan(500)
  })

  test.each([
    ['plain', '352099001761481', ''],
    ['with hyphens', '35-209900-176148-1', ''],
    ['14 digits', '35209900176148', ''],
    ['md5', createHash('md5').update('352099001761481').digest('hex'), 'MD5 in hex'],
    ['SHA1', createHash('sha1').update('352099001761481').digest('hex').toUpperCase(), 'SHA-1 in hex'],
    [
      'sha256 in base64',
      createHash('sha256').update('352099001761481').digest('base64'),
      'SHA-256 in base64',
    ],
    ['hex', Buffer.from('352099001761481').toString('hex'), 'hex'],
    [
      'base64 behind one byte',
      Buffer.from('\u0001352099001761481\u0001\u0002').toString('base64'),
      'base64 (offset 1)',
    ],
  ])('an IMEI is found %s', (_what, text, writtenAs) => {
    const { detections } = detector.detect(leaf(Buffer.from(`a|${text}|b`)), context)
    expect(detections.map((found) => [found.identifier, found.writtenAs, found.confidence])).toContainEqual([
      'imei',
      writtenAs,
      'certain',
    ])
  })

  test('a hash of the MAC address in another spelling is found', () => {
    const text = createHash('sha1').update('0a005e102030').digest('hex')
    expect(summary(detector.detect(leaf(Buffer.from(text)), context))).toEqual([
      'wifi-mac=0a005e102030 (certain)',
    ])
  })

  test('base64 at any alignment contains the core', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 30 }),
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (value, before, behind) => {
          const text = Buffer.concat([before, value, behind]).toString('base64')
          expect(text).toContain(base64Core(Buffer.from(value), before.length % 3))
        },
      ),
    )
  })

  test('in base64 the whole value counts, not the digits that its core decides', () => {
    const cells = new Detector(profileOf({ 'cell-id': ['21004290', '21004291', '90', '75091'] }))
    fc.assert(
      fc.property(
        fc.constantFrom('21004290', '21004291', '21004292', '75091'),
        fc.stringMatching(/^[^0-9A-Za-z\\%]{0,7}$/),
        fc.constantFrom('', '|', '7', ' x'),
        fc.constantFrom('', '|', '7', '||', '||||||'),
        fc.constantFrom(0, 20, 64, 76),
        (cell, far, before, behind, width) => {
          const plain = Buffer.from(`${far}${before}${cell}${behind}`)
          const base64 = plain.toString('base64')
          const text = width === 0 ? base64 : base64.replace(new RegExp(`(.{${width}})`, 'g'), '$1\r\n')
          const node = leaf(Buffer.from(`data: "${text}"`))
          const found = summary(cells.detect(node, context)).filter((one) => one.startsWith('cell-id'))
          const isWhole =
            cell !== '21004292' && before !== '7' && behind !== '7' && (cell !== '75091' || before !== ' x')
          // A core that a line break cuts is found behind the decoding, not here.
          expect(found.every((one) => isWhole && one.includes(`=${cell} `))).toBe(true)
          if (width === 0 && isWhole && cell.length === 8) expect(found).toHaveLength(1)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('a cell in base64 JSON is reported at its field, and no neighbour of it', () => {
    const cells = new Detector(profileOf({ 'cell-id': ['21004290', '21004291'] }))
    for (const space of ['', ' ', '  ']) {
      const json = JSON.stringify({ v: space, SIM1CELLID: '21004290', n: 1 })
      const base64 = Buffer.from(json)
        .toString('base64')
        .replace(/(.{20})/g, '$1\n')
      const { detections } = detect(cells, request('/x', [], base64))
      expect(detections.map(({ normal, node }) => [normal, node.key])).toEqual([['21004290', 'SIM1CELLID']])
      expect(detections[0]?.writtenAs).toBe('')
      expect(detections[0]?.reasons.join()).not.toContain('base64')
    }
  })

  test('a mobile identity in BCD begins with the digit in the byte before', () => {
    const find = (first: number): string[] =>
      summary(
        detector.detect(leaf(Buffer.from([0, first, 0x24, 0x10, 0x00, 0x00, 0x00, 0x00, 0x10])), context),
      )
    expect(find(0x29)).toEqual(['imsi=242010000000001 (certain)'])
    expect(find(0x39)).toEqual([])
  })

  test('the deepest place is reported once, with all who found it', () => {
    const json = JSON.stringify({ v: 1, imei: '352099001761481' })
    const input = request('/x', [], `d=${encodeURIComponent(gzipSync(json).toString('base64'))}`)
    const { detections } = detect(detector, input)
    expect(detections.map(({ identifier }) => identifier)).toEqual(['imei'])
    expect(detections[0]?.by).toBe('profile')
    expect(detections[0]?.node.key).toBe('imei')
    expect(detections[0]?.reasons.length).toBeGreaterThan(1)
  })

  test('the same value in two fields is two detections', () => {
    const body = Buffer.from(JSON.stringify({ a: '352099001761481', b: '352099001761481' })).toString(
      'base64',
    )
    expect(detect(detector, request('/x', [], body)).detections.map(({ node }) => node.key)).toEqual([
      'a',
      'b',
    ])
  })

  test('digits inside a longer number are no hit', () => {
    expect(summary(detector.detect(leaf(Buffer.from('n=93520990017614812')), context))).toEqual([])
  })

  test('short values count as whole words only, and are certain under their key', () => {
    const short = new Detector(profileOf({ 'cell-id': ['75091'], serial: ['NX7P'] }))
    const find = (text: string): string[] => summary(detect(short, request(`/x?${text}`)))
    expect(find('cid=75091')).toEqual(['cell-id=75091 (probable)'])
    expect(find('cellid=75091')).toEqual(['cell-id=75091 (certain)'])
    expect(find('q=175091')).toEqual([])
    expect(find('count=75091')).toEqual([])
    expect(find('q=NX7P')).toEqual(['serial=NX7P (probable)'])
    expect(find('q=NX7PLUS')).toEqual([])
    expect(isWorthDecoding(short, request('/x?q=a-75091'))).toBe(true)
  })

  test('values too short to be told from chance are named', () => {
    expect(new Detector(profileOf({ 'cell-id': ['12'] })).indicators.untraceable).toEqual([
      { identifier: 'cell-id', value: '12' },
    ])
  })

  test('a value that is given twice is as traceable as one that is given once', () => {
    const place = { name: 'home', lat: null, lon: null, cells: ['21004290', '12'], bssids: [] }
    const twice = { name: '', identifiers: new Map([['cell-id', ['21004290']]]), places: [place] }
    expect(new Detector(twice).indicators.untraceable).toEqual([{ identifier: 'cell-id', value: '12' }])
  })
})

describe('placeholders', () => {
  test('a value that is reported is not dismissed in the same message', () => {
    const mac = '00:00:5e:00:53:01'
    const knowing = new Detector(profileOf({ bssid: [mac] }))
    const input = request('/x', [], JSON.stringify({ mac, bssid: mac.toUpperCase() }))
    expect(summary(detect(knowing, input))).toContain('bssid=00005e005301 (certain)')
    expect(detect(knowing, input).dismissals).toEqual([])
    expect(detect(new Detector(null), input).dismissals.length).toBeGreaterThan(0)
  })
})

describe('reasons', () => {
  test('that a value was found by its form alone speaks against it, and is said only where nothing else speaks for it', () => {
    const told = (body: object): string =>
      detect(new Detector(null), request('/x', [], JSON.stringify(body)))
        .detections.flatMap(({ reasons }) => reasons)
        .join('; ')
    expect(told({ q: '352099001761481' })).toBe(
      'its check digit (Luhn) and its reporting body are right; but no name beside it says what it is',
    )
    expect(told({ imei: '352099001761481' })).toBe(
      'the key "imei" names the IMEI (number of the phone); its check digit (Luhn) and its reporting body are right',
    )
    expect(told({ ssid: 'Hytta' })).toMatch(/^the key "ssid" names [^;]*$/)
  })
})

describe('places', () => {
  const profile: Profile = {
    ...profileOf({}),
    places: [
      { name: 'home', lat: 59.9139, lon: 10.7522, cells: ['21004290'], bssids: ['0a:1b:2c:3d:4e:5f'] },
    ],
  }
  const placed = new Detector(profile)

  test('coordinates near a place of the profile are certain, and the place is named', () => {
    const { detections } = detect(placed, request('/x?lat=59.914&lon=10.752'))
    expect(detections.map(({ confidence, by }) => `${confidence} ${by}`)).toEqual([
      'certain profile',
      'certain profile',
    ])
    expect(detections[0]?.reasons.join()).toContain('"home"')
    expect(detections[0]?.reasons.join()).toContain('about 100 m')
  })

  test('coordinates elsewhere stay probable', () => {
    expect(summary(detect(placed, request('/x?lat=48.8584&lng=2.2945')))).toEqual([
      'location=48.8584,2.2945 (probable)',
      'location=48.8584,2.2945 (probable)',
    ])
  })

  test('cells and access points of a place are known values', () => {
    expect(summary(detect(placed, request('/x?a=21004290&b=0A-1B-2C-3D-4E-5F')))).toEqual([
      'cell-id=21004290 (probable)',
      'bssid=0a1b2c3d4e5f (certain)',
    ])
  })
})

/** Fourteen digits and their check digit. */
function withLuhn(digits: number): string {
  return `${digits}${luhnDigit(`${digits}`)}`
}

describe('bounds', () => {
  test('what is over the limits is cut and named', () => {
    const many = Array.from({ length: limits.detect.candidatesMax + 10 }, () => '352099001761481').join(' ')
    const { detections, limits: reached } = detector.detect(leaf(Buffer.from(many)), context)
    expect(detections).toHaveLength(limits.detect.observationsPerExchangeMax)
    expect(reached).toContain('detect.candidatesMax')
    expect(reached).toContain('detect.observationsPerExchangeMax')
  })

  test.each([
    ['copies of another known value', () => '02:00:5e:10:20:2b'],
    ['numbers that look like it', (index: number) => `imei=${withLuhn(35_000_000_000_000 + index * 7_919)}`],
  ])('behind any number of %s a known value is found', (_, decoy) => {
    const known = new Detector({
      name: '',
      identifiers: new Map([
        ['imei', ['356938035643809']],
        ['wifi-mac', ['02:00:5e:10:20:2b']],
      ]),
      places: [],
    })
    const decoys = Array.from({ length: limits.detect.candidatesMax + 10 }, (__, index) => decoy(index)).join(
      '&',
    )
    const { detections } = known.detect(leaf(Buffer.from(`${decoys}&x=356938035643809&`)), context)
    expect(detections.map(({ normal, by }) => `${by} ${normal}`)).toContain('profile 356938035643809')
    expect(detections).toHaveLength(limits.detect.observationsPerExchangeMax)
  })

  test('any bytes under any key give a result, the same each time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 12 }), (bytes, key) => {
        const node = leaf(Buffer.from(bytes), key)
        const first = summary(detector.detect(node, context))
        expect(summary(detector.detect(node, context))).toEqual(first)
      }),
    )
  })

  test('every range lies in its node', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(given).flat()),
        fc.string({ maxLength: 20 }),
        fc.string({ maxLength: 20 }),
        (value, before, behind) => {
          const result = detect(
            detector,
            request('/x', [], JSON.stringify({ [before]: value, a: `${before}${value}${behind}` })),
          )
          for (const { start, end, node } of result.detections) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(node.bytes.length)
          }
        },
      ),
    )
  })
})

test('what stands in front of a message behind its length is looked at, too', () => {
  const none = new Detector(null)
  const content = Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex')
  const sent = (head: string): string[] => {
    const body = Buffer.concat([
      Buffer.from(`\x01\x02${head}`),
      Buffer.from([0, 0, 0, content.length]),
      content,
    ])
    return summary(detect(none, request('/a', ['Content-Type: application/octet-stream'], body)))
  }
  expect(sent('352099001761481')).toEqual(['imei=352099001761481 (possible)'])
  expect(sent('v=2;imei=352099001761481;')).toEqual(['imei=352099001761481 (probable)'])
  // A wrong check digit, a moment, and a word are none.
  for (const head of ['352099001761480', '1718000000000000', 'a message of ours'])
    expect(sent(head), head).toEqual([])
})

describe('values in characters that only look like those of ASCII', () => {
  const wide = (text: string): string =>
    text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
  const cut = (text: string, mark: string): string => text.slice(0, 4) + mark + text.slice(4)
  const uuid = given['advertising-id'][0] as string
  test.each([
    ['full width', wide(uuid), 'advertising-id'],
    ['full width, of mail', wide('kari@mail.test'), 'email'],
    ['a soft hyphen', cut(uuid, '\u00ad'), 'advertising-id'],
    ['a break of no width', cut('352099001761481', '\u200b'), 'imei'],
    ['a break in an address of mail', cut('kari@mail.test', '\u200b'), 'email'],
    ['marks of direction', '\u2066+4790000001\u2069', 'msisdn'],
    ['hyphens that do not break', uuid.replaceAll('-', '\u2011'), 'advertising-id'],
    ['blanks that do not break', '35\u00a0209900\u00a0176148\u00a01', 'imei'],
  ])('%s, as it is and in escapes', (_, value, identifier) => {
    const json = JSON.stringify({ q: value })
    const escaped = json.replace(
      /[^\x20-\x7e]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    for (const sent of [
      request('/x', [], json),
      request('/x', [], escaped),
      request(`/x?q=${encodeURIComponent(value)}`),
    ]) {
      expect(isWorthDecoding(detector, sent)).toBe(true)
      const found = detect(detector, sent).detections
      expect(found.map((one) => `${one.identifier} ${one.by}`)).toEqual([`${identifier} profile`])
    }
  })

  test('a price or a date in such characters is nothing', () => {
    const stranger = new Detector(null)
    const sent = request(
      '/x',
      [],
      JSON.stringify({
        price: '12\u00a0990,00\u00a0kr',
        on: '2010\u20132015',
        area: '120\u202fm²',
        name: 'ＡＢＣ',
      }),
    )
    expect(detect(stranger, sent).detections).toEqual([])
  })
})

describe('letters beyond ASCII as other programs write them', () => {
  const apart = 'Hytta pa\u030a fjellet'
  test.each([
    ['marks apart, as Apple keeps names of files', JSON.stringify({ q: apart })],
    ['the same in escapes', '{"q":"Hytta pa\\u030a fjellet"}'],
    ['the same in a URL', `q=${encodeURIComponent(apart)}`],
    ['one byte for each', Buffer.from('q=Hytta p\xe5 fjellet;', 'latin1')],
    ['quoted-printable', 'Subject: Hytta p=C3=A5 fjellet'],
    ['quoted-printable of a header of mail', '=?UTF-8?Q?Hytta_p=C3=A5_fjellet?='],
    ['encoded twice', '{"q":"Hytta p\u00c3\u00a5 fjellet"}'],
    ['the same in escapes', '{"q":"Hytta p\\u00c3\\u00a5 fjellet"}'],
    ['the same in a URL', 'q=Hytta%20p%C3%83%C2%A5%20fjellet'],
  ])('%s', (_, body) => {
    const sent = request('/x', [], body)
    expect(isWorthDecoding(detector, sent)).toBe(true)
    expect(detect(detector, sent).detections.map(({ identifier }) => identifier)).toEqual(['ssid'])
  })

  test.each([
    ['Latin-1', 'Nettet til \u00c3\u0085se'],
    ['Windows-1252', 'Nettet til \u00c3\u2026se'],
  ])('encoded twice, the second time from %s', (_, written) => {
    const other = new Detector(profileOf({ ssid: ['Nettet til \u00c5se'] }))
    expect(summary(detect(other, request('/x', [], JSON.stringify({ q: written }))))).toHaveLength(1)
  })

  test('a profile that has them apart itself', () => {
    const other = new Detector(profileOf({ ssid: [apart] }))
    expect(summary(detect(other, request('/x', [], '{"q":"Hytta p\u00e5 fjellet"}')))).toHaveLength(1)
  })
})

test.each([
  ['356938035643809', 'imei=356938035643809 (possible)'],
  ['+4791638274', 'msisdn=+4791638274 (possible)'],
  ['ola.hansen@example.no', 'email=ola.hansen@example.no (possible)'],
  ['myclientid', ''],
])('who logs in by Basic credentials is told beside them: %s', (user, expected) => {
  const credentials = Buffer.from(`${user}:pw123456`).toString('base64')
  const input = request('/x', [`Authorization: Basic ${credentials}`])
  const told = summary(detect(new Detector(null), input))
  expect(told).toEqual([
    `account-credential=${user}:pw123456 (probable)`,
    ...(expected === '' ? [] : [expected]),
  ])
  const known = new Detector(profileOf({ imei: ['356938035643809'], email: ['ola.hansen@example.no'] }))
  expect(detect(known, input).detections.filter(({ by }) => by === 'profile').length).toBeLessThan(2)
})
