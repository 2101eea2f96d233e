import { latLngToCell } from 'h3-js'
import { describe, expect, test } from 'vitest'
import { decodeBody } from '../../../test/support/decoded-message.ts'
import { placeFormsOf } from '../../../tools/accuracy/places.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'
import type { Detection } from '../types.ts'

const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const profile: Profile = { name: 'x', identifiers: new Map(), places: [home] }
const detector = new Detector(profile)
const stranger = new Detector(null)

function found(body: Buffer | string, by = detector): Detection[] {
  const { root } = decodeBody(body)
  return [...by.detect(root, { host: 'h.example', protocol: 'http', port: 80, direction: 0 }).detections]
}

function isProbed(body: Buffer | string): boolean {
  const bytes = Buffer.from(body)
  return detector.probe.isWorthDecoding(bytes, 0, bytes.length)
}

describe('a place of the profile is found in every form, and elsewhere is none of it', () => {
  const coarse = /named|level 14/
  for (const { form, bytes } of placeFormsOf(home).filter((one) => !coarse.test(one.form))) {
    test(form, () => {
      const body = Buffer.concat([Buffer.from('\x07'), bytes, Buffer.from('\x01')])
      expect(isProbed(body)).toBe(true)
      expect(found(body).map(({ identifier, by }) => `${identifier} ${by}`)).toEqual(['location profile'])
      expect(found(body)[0]?.reasons[0]).toMatch(
        /resolution [56]/.test(form)
          ? /^\d\.\d km from "home"/
          : /^0\.\d km from "home" of the profile, by .*: ±/,
      )
    })
  }
  for (const { form, bytes } of placeFormsOf({ lat: 60.4, lon: 11.9 })) {
    test(`${form}, elsewhere`, () => {
      const body = Buffer.concat([Buffer.from('\x07'), bytes, Buffer.from('\x01')])
      expect(found(body).filter(({ by }) => by === 'profile')).toEqual([])
    })
  }
})

test.each([
  ['E5', '{"lat":5991387,"lon":1075224}'],
  ['E6 by its name', '{"latE6":59913868,"lonE6":10752245}'],
  ['semicircles', '{"position_lat":714800288,"position_long":128279280}'],
  ['one decimal', '{"lat":59.9,"lon":10.8}'],
  ['degrees, minutes and seconds', JSON.stringify({ lat: `59°54'49.92"N`, lon: `10°45'8.08"E` })],
  // Location.convert of Android, in seconds and in minutes.
  ['seconds behind colons', '{"lat":"59:54:49.92480","lon":"10:45:8.08200"}'],
  ['minutes behind a colon', '{"lat":"59:54.83208","lon":"10:45.13470"}'],
  ['minutes behind a colon, with a decimal comma', '{"lat":"59:54,83208","lon":"10:45,13470"}'],
  ['blanks and letters', '{"lat":"59 54 49.92 N","lon":"10 45 8.08 E"}'],
  [
    'fractions, as cameras write them',
    '{"GPSLatitude":"59/1,54/1,4992/100","GPSLongitude":"10/1,45/1,808/100"}',
  ],
  [
    'degrees, minutes and seconds in a list',
    '{"GPSLatitude":[59,54,49.92],"GPSLatitudeRef":"N","GPSLongitude":[10,45,8.08],"GPSLongitudeRef":"E"}',
  ],
  ['degrees and minutes in a list', '{"lat":[59,54.832],"latRef":"N","lon":[10,45.1347],"lonRef":"E"}'],
  [
    'fractions in lists',
    '{"GPSLatitude":[[59,1],[54,1],[4992,100]],"GPSLongitude":[[10,1],[45,1],[808,100]]}',
  ],
  ['geohash of 5', '{"geohash":"u4xsu"}'],
  ['plus code of 6', 'plus_code=9FFGWQ00%2B'],
  ['plus code with its plus as it is', 'plus_code=9FFGWQ00+'],
  ['S2 of level 12', '{"s2cell":"46416e7"}'],
  ['H3 of resolution 6', `{"h3":"${latLngToCell(home.lat, home.lon, 6)}"}`],
])('under a name that says so: %s', (_, body) => {
  expect(isProbed(body)).toBe(true)
  const places = found(body).filter(({ identifier }) => identifier === 'location')
  expect(places.length).toBeGreaterThan(0)
  for (const { by, reasons } of places) {
    expect(by).toBe('profile')
    expect(reasons.join()).toContain('km from "home"')
  }
})

test('a cell is the place of the profile for certain only where it is small', () => {
  const of = (geohash: string): unknown => {
    const [place] = found(JSON.stringify({ geohash }))
    return [place?.by, place?.confidence]
  }
  expect([of('u4xsu'), of('u4xs')]).toEqual([
    ['profile', 'certain'],
    ['profile', 'probable'],
  ])
})

test('semicircles under the names of FIT are told from ten-millionths of a degree, without a profile, too', () => {
  const normals = (body: string): string[] => found(body, stranger).map(({ normal }) => normal)
  const body = '{"position_lat":714800288,"position_long":128279280}'
  expect(new Set(normals(body))).toEqual(new Set(['59.913868,10.752245']))
  expect(new Set(normals('{"lat":599138680,"lon":107522450}'))).toEqual(new Set(['59.913868,10.752245']))
  // No number of ten-millionths: under other names it is nothing.
  expect(normals('{"lat":1714800288,"lon":1828279280}')).toEqual([])
})

const int32 = (...degrees: number[]): Buffer => {
  const out = Buffer.alloc(degrees.length * 4)
  for (const [index, one] of degrees.entries()) out.writeInt32LE(Math.round(one * 1e7), index * 4)
  return out
}
const doubles = Buffer.alloc(16)
doubles.writeDoubleBE(home.lat, 0)
doubles.writeDoubleBE(home.lon, 8)

test.each([
  ['whole numbers in base64', `{"p":"${int32(home.lat, home.lon).toString('base64')}"}`],
  ['whole numbers in hex', `{"p":"${int32(home.lat, home.lon).toString('hex')}"}`],
  ['doubles in base64, in a form', `a=1&p=${encodeURIComponent(doubles.toString('base64'))}&b=2`],
  ['doubles in hex', `{"p":"${doubles.toString('hex')}"}`],
  ['degrees with a letter in front', JSON.stringify({ p: `N 59° 54' 49.92", E 10° 45' 8.08"` })],
  ['degrees and minutes with blanks', 'p=59 54.8321N 010 45.1347E'],
  ['degrees, minutes and seconds with blanks', '{"p":"N 59 54 49.92 E 010 45 08.08"}'],
  ['decimals with a letter behind', '{"p":"59.9139N 10.7522E"}'],
  ['decimals with a letter behind, and a comma', 'p=59.91387N,10.75225e'],
  ['the same, escaped', `{"p":"N 59\\u00b0 54' 49.92\\", E 10\\u00b0 45' 8.08\\""}`],
])('%s', (_, body) => {
  expect(isProbed(body)).toBe(true)
  expect(found(body).map(({ identifier, by }) => `${identifier} ${by}`)).toEqual(['location profile'])
})

test.for(['upload: 59.91387,10.75225.log', 'upload: 59913868,10752245.log', 'I am at 59.91387, 10.75225.'])(
  'a dot behind the last number does not hide it: %s',
  (text) => {
    expect(isProbed(text)).toBe(true)
    expect(found(text)).toMatchObject([{ identifier: 'location', by: 'profile' }])
  },
)

test('numbers that go on behind a dot are no degrees', () => {
  expect(found('59913868.1,10752245.2.3')).toEqual([])
})

test('words as short are read behind much text, too', () => {
  const filler = '{"screen":"start","width":1080,"theme":"dark"},'.repeat(3_000)
  for (const offset of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const body = `${filler}${'-'.repeat(offset)}"p":"${int32(home.lat, home.lon).toString('base64')}"}`
    expect(isProbed(body)).toBe(true)
  }
})

test('an O is the east in German and the west in Spanish, and only a known place tells which', () => {
  const madrid = { name: 'x', lat: 40.4168, lon: -3.7038, cells: [], bssids: [] }
  const there = new Detector({ name: 'x', identifiers: new Map(), places: [madrid] })
  const spanish = JSON.stringify({ p: '40° 25′ 0,5″ N, 3° 42′ 13,7″ O' })
  expect(found(spanish, there)).toHaveLength(1)
  expect(found(spanish)).toHaveLength(0)
  expect(found(JSON.stringify({ p: '40° 25′ 0,5″ N, 3° 42′ 13,7″ E' }), there)).toEqual([
    expect.objectContaining({ by: 'recogniser:location' }),
  ])
  expect(found(JSON.stringify({ p: '59° 54′ 49,9″ N, 10° 45′ 8,1″ O' }))).toHaveLength(1)
})

test('south and west are known from the letters in front', () => {
  const sydney = { name: 'x', lat: -33.856_78, lon: 151.215_3, cells: [], bssids: [] }
  const there = new Detector({ name: 'x', identifiers: new Map(), places: [sydney] })
  expect(found(JSON.stringify({ p: `S 33° 51' 24.4", E 151° 12' 55.1"` }), there)).toHaveLength(1)
  const north = found(JSON.stringify({ p: `N 33° 51' 24.4", E 151° 12' 55.1"` }), there)
  expect(north.map(({ by }) => by)).toEqual(['recogniser:location'])
  expect(found('p=33.856784S,151.215297E', there)).toHaveLength(1)
  expect(found('p=33.856784N,151.215297E', there)).toHaveLength(0)
  expect(found('p=338567840S,1512152970E', there)).toHaveLength(1)
  expect(found('p=338567840N,1512152970E', there)).toHaveLength(0)
  const int32s = placeFormsOf(sydney).filter(({ form }) => /varints/.test(form))
  expect(int32s).toHaveLength(3)
  for (const { form, bytes } of int32s) expect(found(bytes, there), form).toHaveLength(1)
})

test.each([
  ['geohash of 5', 'word=u4xsu'],
  ['plus code of 6', 'x=9FFGWQ00%2B'],
  ['S2 of level 12', 'x=46416e7'],
  ['one coordinate', 'x=59.913868'],
  ['coordinates that are not near', 'x=59.913868&y=11.752245'],
  ['a time', '{"lat":"12:30","lon":"10:20"}'],
])('coarse or alone it is nothing without a name: %s', (_, body) => {
  expect(found(body)).toEqual([])
})

test('a name that every object has is no name of coordinates', () => {
  expect(found('{"location":[59.913868,10.752245]}', stranger)).toHaveLength(2)
  expect(found('{"constructor":[10.752245,59.913868],"constructor_valueof":[10.7,59.9]}', stranger)).toEqual(
    [],
  )
})

test('cells are recognised without a profile under names that say so', () => {
  expect(found('{"geohash":"u4pruydqq"}', stranger).map(({ normal }) => normal)).toEqual([
    '57.649105,10.407422',
  ])
  expect(found(`{"h3_index":"${latLngToCell(48.2, 16.37, 9)}"}`, stranger)).toHaveLength(1)
  expect(found('{"geohash":"unknown"}', stranger)).toEqual([])
})

test('a whole number without a profile is read in the scale that its digits make likely', () => {
  expect(found('{"latitude":52913868,"longitude":13752245}', stranger)[0]?.normal).toBe('52.913868,13.752245')
  expect(found('{"latitude":529138680,"longitude":137522450}', stranger)[0]?.normal).toBe(
    '52.913868,13.752245',
  )
})

test('a whole number is read in the scale that its name says', () => {
  expect(found('{"latE7":59138680,"lonE7":107522450}', stranger)[0]?.normal).toBe('5.913868,10.752245')
  expect(found('{"latE5":5913868,"lonE5":1075224}', stranger)[0]?.normal).toBe('59.13868,10.75224')
})

test.each([
  ['ten-millionths', '{"latitudeE7":5.991273E8,"longitudeE7":1.074609E8}', '59.91273,10.74609'],
  ['ten-millionths with a zero behind', '{"latE7":599127300.0,"lonE7":107460900.0}', '59.91273,10.74609'],
  [
    'ten-millionths by their digits',
    '{"latitude":5.991273E8,"longitude":-1.07460956E8}',
    '59.91273,-10.7460956',
  ],
  ['degrees', '{"lat":5.991273e1,"lng":1.074609e+01}', '59.91273,10.74609'],
  ['degrees in texts', '{"lat":"5.991273E1","lng":"-1.0746E-3"}', '59.91273,-0.0010746'],
  ['a text', '{"m":"lat=5.991273E1 lng=1.074609E1 "}', '59.91273,10.74609'],
])('coordinates that were a double on their way: %s', (_, body, normal) => {
  expect(found(body, stranger).map((one) => one.normal)).toEqual([normal, normal])
  expect(found('{"lat":5.9E12,"lng":1.074609E12}', stranger)).toEqual([])
})

test('a pair in a list is in degrees, and in whole numbers under their own names only', () => {
  const pair = (lat: unknown, lon: unknown): unknown[] => found(JSON.stringify({ loc: [lat, lon] }), stranger)
  expect(pair('59.913868', '10.752245')).not.toEqual([])
  expect(pair(`59°54'49.92"N`, `10°45'8.08"E`)).not.toEqual([])
  expect(pair(59913868, 10752245)).toEqual([])
})

test('a point that is escaped is one', () => {
  const normals = found('lat=59%2E9139&lon=10%2E7522', stranger).map(({ normal }) => normal)
  expect(normals).toEqual(['59.9139,10.7522', '59.9139,10.7522'])
})

test('under names of two letters a place has four decimals', () => {
  expect(found('{"max_la":12.345,"max_lo":23.456}', stranger)).toEqual([])
  expect(found('{"max_la":12.3456,"max_lo":23.4567}', stranger)).toHaveLength(2)
})

test('zero and zero are no position, and one of them alone says nothing', () => {
  const dismissed = (body: string): string[] =>
    stranger
      .detect(decodeBody(body).root, { host: 'h.example', protocol: 'http', port: 80, direction: 0 })
      .dismissals.map(({ value, reason }) => `${value}: ${reason}`)
  expect(dismissed('{"lat":0,"lon":0.0}')).toEqual([
    '0,0.0: zero latitude and longitude stand for "no position"',
  ])
  expect(dismissed('{"lat":0.0,"lon":10.7522}')).toEqual([])
  expect(dismissed('{"lat":59.9139,"lon":0}')).toEqual([])
  expect(dismissed('lat=%20&lon=%20')).toEqual([])
})

test('in a text a place has three decimals', () => {
  expect(found('upload done, lat=59.91 lon=10.75 in 3 ms', stranger)).toEqual([])
  expect(found('upload done, lat=59.913 lon=10.752 in 3 ms', stranger)).toHaveLength(2)
})

test.each([
  'lat=59.913900. lon=10.752200.',
  'moved, lat=59.913900, lon=10.752200!',
  'lat=59.913900&lon=10.752200',
])('what ends a sentence is no part of the value: %s', (text) => {
  const values = found(text, stranger).map(({ value, start, end }) => [value, text.slice(start, end)])
  expect(values.map(([value]) => value)).toEqual(['59.913900', '10.752200'])
})

test('what lies behind a message in memory is not of it', () => {
  for (const text of ['59.91,10.75', '59.913868,10.752245', '59.913868,10.75', 'u4xsud3k', '9FFGWP7X+G7'])
    for (const behind of ['POST /', '7', '.5', 'x']) {
      const alone = Buffer.from(text)
      const stored = Buffer.from(`7${text}${behind}`)
      expect(detector.probe.isWorthDecoding(stored, 1, 1 + alone.length), `${text} before ${behind}`).toBe(
        detector.probe.isWorthDecoding(alone, 0, alone.length),
      )
    }
})

describe('pairs are of one object', () => {
  const pairsOf = (body: unknown, by = stranger): string[] =>
    found(JSON.stringify(body), by).map(({ normal, confidence }) => `${normal} ${confidence}`)

  test('a latitude of one and a longitude of another are none', () =>
    expect(pairsOf({ latency: { lat: 33.25 }, window: { long: 12.75 } })).toEqual([]))

  test('a list of degrees, minutes and seconds is one half, with the letter beside it', () => {
    const [lat, lon] = [
      [33, 51, 31.68],
      [70, 40, 12.5],
    ]
    expect(
      pairsOf({ GPSLatitude: lat, GPSLatitudeRef: 'S', GPSLongitude: lon, GPSLongitudeRef: 'W' }),
    ).toEqual(['-33.8588,-70.6701389 probable', '-33.8588,-70.6701389 probable'])
    // In whatever way the half is said, and with names of their own in one object.
    for (const [name, half] of [
      ['GPSLatitudeRef', 'South latitude'],
      ['GPSLatitude_ref', 's'],
    ] as const)
      expect(pairsOf({ GPSLatitude: [-33, 51, 31.68], [name]: half, GPSLongitude: lon })).toContain(
        '-33.8588,70.6701389 probable',
      )
    expect(
      pairsOf({
        start_lat: [59, 54, 30],
        start_lon: [10, 45, 0],
        end_lat: [60, 23, 30],
        end_lon: [5, 19, 12],
      }),
    ).toEqual(
      ['59.9083333,10.75', '59.9083333,10.75', '60.3916667,5.32', '60.3916667,5.32'].map(
        (place) => `${place} probable`,
      ),
    )
    // Two numbers without their half are two latitudes.
    expect(pairsOf({ lat: [59, 59.9133], lon: [10, 10.7501] })).toEqual([
      '59.9133,10.7501 probable',
      '59.9133,10.7501 probable',
    ])
    // Minutes of sixty and more, fractions in front of the last, four numbers, one half alone: no such list.
    for (const body of [
      { lat: [33, 61, 31.68], lon: [70, 40, 12.5] },
      { lat: [33.5, 51, 31.68], lon: [70.5, 40, 12.5] },
      { lat: [33, 51, 31.68, 7], lon: [70, 40, 12.5, 7] },
      { lat: [33, 51, 31.68] },
    ])
      expect(pairsOf(body).filter((found) => /^33\.85|^70\.67/.test(found))).toEqual([])
  })

  test('of several each is found', () =>
    expect(
      pairsOf({ track: [spotAt(59.91, 10.75), spotAt(60.39, 5.32)], last: spotAt(58.97, 5.73) }),
    ).toEqual(
      ['59.91,10.75', '60.39,5.32', '58.97,5.73'].flatMap((place) => [
        `${place} probable`,
        `${place} probable`,
      ]),
    ))

  test('with names of their own in one object', () =>
    expect(pairsOf({ from_lat: 59.91, to_lat: 60.39, to_lng: 5.32, from_lng: 10.75 }).toSorted()).toEqual(
      ['59.91,10.75', '59.91,10.75', '60.39,5.32', '60.39,5.32'].map((place) => `${place} probable`),
    ))

  test('with numbers behind their names, and in lists', () => {
    expect(found('lat1=59.91&lon1=10.75&lat2=60.39&lon2=5.32', stranger).map(({ normal }) => normal)).toEqual(
      ['59.91,10.75', '59.91,10.75', '60.39,5.32', '60.39,5.32'],
    )
    expect(pairsOf({ latitude: [59.91, 60.39], longitude: [10.75, 5.32] }).toSorted()).toEqual(
      ['59.91,10.75', '59.91,10.75', '60.39,5.32', '60.39,5.32'].map((place) => `${place} probable`),
    )
  })

  test('in objects of one value each', () =>
    expect(pairsOf({ batch: [{ t: 1 }, { lat: 59.91 }, { lon: 10.75 }] })).toEqual([
      '59.91,10.75 probable',
      '59.91,10.75 probable',
    ]))

  test('under names that differ in more than the half, alone in their object', () =>
    expect(pairsOf({ user_lat: 59.91, longitude: 10.75 })).toEqual([
      '59.91,10.75 probable',
      '59.91,10.75 probable',
    ]))

  test('under names that stand beside their values, or above', () => {
    const pair = ['59.9312,10.7712 probable', '59.9312,10.7712 probable']
    const other = ['60.391,5.3221 probable', '60.391,5.3221 probable']
    const named = (key: string, value: unknown): unknown => ({ key, value })
    for (const body of [
      [
        { k: 'latitude', v: 59.9312 },
        { k: 'longitude', v: 10.7712 },
      ],
      { params: [named('os', '13'), named('lat', '59.9312'), named('lon', '10.7712')] },
      {
        attributes: [named('geo.lat', { doubleValue: 59.9312 }), named('geo.lon', { doubleValue: 10.7712 })],
      },
      [
        ['lat', 59.9312],
        ['lon', 10.7712],
      ],
      { lat: { value: 59.9312 }, lon: { value: 10.7712 } },
    ])
      expect(pairsOf(body), JSON.stringify(body)).toEqual(pair)
    const rows = [
      [59.9312, 10.7712],
      [60.391, 5.3221],
    ]
    expect(pairsOf({ columns: ['lat', 'lon'], rows })).toEqual([...pair, ...other])
    expect(
      pairsOf(
        [named('from_lat', 59.9312), named('from_lon', 10.7712)].concat([
          named('to_lat', 60.391),
          named('to_lon', 5.3221),
        ]),
      ),
    ).toEqual([...pair, ...other])
    const typed = (name: string, value: number): unknown => ({ name, type: 'long', value })
    expect(pairsOf([typed('latE7', 599312000), typed('lonE7', 107712000)])).toEqual(pair)
    const xml = '<map><string name="lat">59.9312</string><string name="lon">10.7712</string></map>'
    expect(found(xml, stranger).map(({ normal, confidence }) => `${normal} ${confidence}`)).toEqual(pair)
    expect(pairsOf([named('latency', 59.9312), named('longest', 10.7712)])).toEqual([])
    expect(pairsOf([named('lat', 59.9312), named('width', 10.7712)])).toEqual([])
  })

  test('elements and attributes of XML', () => {
    const xml = '<r><p lat="59.91" lon="10.75"/><q><lat>60.39</lat><lon>5.32</lon></q><lat>1.23</lat></r>'
    expect(found(xml, stranger).map(({ normal }) => normal)).toEqual([
      '59.91,10.75',
      '59.91,10.75',
      '60.39,5.32',
      '60.39,5.32',
    ])
  })

  test('the home of the profile is found behind a thousand others', () => {
    const others = Array.from({ length: 1_000 }, (_, index) => spotAt(10.5 + index / 100, 20.25))
    const all = found(JSON.stringify([...others, { lat: '59.9138', lon: '10.7522' }]))
    expect(all.filter(({ by }) => by === 'profile').map(({ confidence }) => confidence)).toEqual([
      'certain',
      'certain',
    ])
  })

  function spotAt(lat: number, lon: number): { lat: number; lon: number } {
    return { lat, lon }
  }
})

describe('two numbers of three decimals', () => {
  test.each([
    ['{"v":"59.914,10.752"}'],
    ['/w/59.914,10.752/now'],
    ['q=59.914%2C10.752'],
    ['q=10.752,59.914'],
    ['near "59.912, 10.755"'],
  ])('%s are the place', (body) => {
    expect(isProbed(body)).toBe(true)
    expect(found(body).map(({ by, reasons }) => `${by} ${reasons[0]}`)).toEqual([
      expect.stringMatching(/^profile 0\.\d km from "home" of the profile, by 3 decimals: ±56 m$/),
    ])
  })
  test.each([
    ['{"v":"59.914,10.752,9.812"}'],
    ['{"v":"1.500,59.914,10.752"}'],
    ['{"v":"59.914,11.752"}'],
    ['{"v":"159.914,10.752"}'],
    ['{"v":"59.9,10.8"}'],
    ['{"price":"59.91,10.75"}'],
  ])('%s are something else', (body) => {
    expect(found(body).filter(({ by }) => by === 'profile')).toEqual([])
  })
  test('near the middle of the map of the world they are the numbers of a sensor', () => {
    const accra = { ...home, lat: 5.603, lon: -0.187 }
    const other = new Detector({ name: 'x', identifiers: new Map(), places: [accra] })
    expect(found('{"v":"5.603,-0.187"}', other)).toEqual([])
  })
})

test('of a way each latitude has its own longitude, not that of the next point', () => {
  const points = [
    [10.7522, 59.9139],
    [10.7533, 59.9145],
    [10.7544, 59.9151],
    [10.7522, 59.9139],
  ]
  const own = ['59.9139,10.7522', '59.9145,10.7533', '59.9151,10.7544', '59.9139,10.7522']
  for (const text of [
    JSON.stringify({ type: 'Polygon', coordinates: [points] }),
    JSON.stringify({ type: 'Polygon', coordinates: [points] }, null, 2),
    `LINESTRING(${points.map(([lon, lat]) => `${lon} ${lat}`).join(', ')})`,
    points.map(([lon, lat]) => `${lat},${lon}`).join('; '),
    JSON.stringify({ a: points.map(([lon, lat]) => ({ y: lat, x: lon })) }),
  ])
    expect(
      found(text)
        .map(({ normal }) => normal)
        .filter((one, at, all) => all[at - 1] !== one),
      text,
    ).toEqual(own)
})

describe('a place of the profile is meant where the distance agrees with what was sent', () => {
  const said = (body: unknown): string[] =>
    found(JSON.stringify(body)).map(({ confidence, by }) => `${confidence} ${by}`)
  const both = (one: string): string[] => [one, one]

  test.each([
    ['at the place', { lat: 59.91391, lng: 10.75229 }, 'certain profile'],
    ['300 m away', { lat: 59.9165, lng: 10.7522 }, 'certain profile'],
    ['900 m away', { lat: 59.92197, lng: 10.75225 }, 'probable recogniser:location'],
    ['900 m away, as whole numbers', { latE7: 599219700, lngE7: 107522500 }, 'probable recogniser:location'],
    ['1.5 km away', { lat: 59.92735, lng: 10.75225 }, 'probable recogniser:location'],
    ['cut to two decimals', { lat: 59.91, lng: 10.75 }, 'certain profile'],
    ['two decimals, beside', { lat: 59.92, lng: 10.76 }, 'certain profile'],
    ['two decimals, elsewhere', { lat: 59.94, lng: 10.75 }, 'probable recogniser:location'],
    ['one of the two without its last zero', { lat: 59.9, lng: 10.7523 }, 'possible profile'],
    ['one decimal is a region', { lat: 59.9, lng: 10.8 }, 'possible profile'],
    ['a café 1.5 km away', { stores: [{ lat: 59.92735, lng: 10.75225 }] }, 'possible recogniser:location'],
    [
      'a café in the next street',
      { stores: [{ lat: 59.9165, lng: 10.7522 }] },
      'possible recogniser:location',
    ],
    ['a café in the same house', { stores: [{ lat: 59.91391, lng: 10.75229 }] }, 'certain profile'],
  ])('%s', (_, body, expected) => expect(said(body)).toEqual(both(expected)))

  test('a profile that says its place with two decimals means what is around it', () => {
    const vague = { ...home, lat: 59.91, lon: 10.75 }
    const other = new Detector({ name: 'x', identifiers: new Map(), places: [vague] })
    const at = (lat: number): (string | undefined)[] =>
      found(JSON.stringify({ lat, lng: 10.75123 }), other).map(({ confidence, by }) => `${confidence} ${by}`)
    expect(at(59.91934)).toEqual(both('certain profile'))
    expect(at(59.92834)).toEqual(both('probable recogniser:location'))
  })

  test('in one value, too', () => {
    expect(said({ position: '59.91391,10.75229' })).toEqual(['certain profile'])
    expect(said({ coordinates: '59.92735,10.75225' })).toEqual(['probable recogniser:location'])
    expect(said({ store: { coordinates: '59.92735,10.75225' } })).toEqual(['possible recogniser:location'])
  })

  test('a tile of a map of half a town is coarse', () => {
    expect(found('/12/2170/1191.png').map(({ confidence }) => confidence)).toEqual(['possible'])
    expect(found('/16/34725/19062.png').map(({ confidence }) => confidence)).toEqual(['probable'])
  })
})

test.each([
  ['without a fraction', '{"lat":"59:54:49","lon":"10:45:08"}'],
  ['under names of something else', '{"start":"59:54:49.92480","end":"10:45:8.08200"}'],
  ['with more minutes than there are', '{"lat":"59:61:49.92480","lon":"10:45:8.08200"}'],
  ['somewhere else', '{"lat":"58:54:49.92480","lon":"10:45:8.08200"}'],
])('numbers between colons %s are no place of the profile', (_, body) => {
  expect(found(body).filter(({ by }) => by === 'profile')).toEqual([])
})

test('names of two letters are those of a place where both have four decimals', () => {
  const places = (loc: object): string[] =>
    found(JSON.stringify({ loc }), stranger).map(({ identifier }) => identifier)
  expect(places({ lt: 59.912731, lg: 10.746092 })).toEqual(['location', 'location'])
  expect(places({ lt: 59.91, lg: 10.74 })).toEqual([])
})
