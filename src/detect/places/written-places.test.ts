import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

const exact = 'location=60.39283,5.32115'
const iso = 'location=60.3928,5.3212'
const parted = 'location=60.3928333,5.3211389'

test('places that prove themselves by their form are found under any name', () => {
  for (const [body, expected] of [
    ['{"com.apple.quicktime.location.ISO6709":"+60.3928+005.3212+031.000/"}', `${iso} (probable)`],
    ['{"x":"+60.3928+005.3212+031.000/"}', `${iso} (probable)`],
    ['a=1&x=%2B60.3928%2B005.3212%2F', `${iso} (probable)`],
    ['{"x":"+60.3928+005.3212CRSWGS_84/"}', `${iso} (probable)`],
    ['{"x":"geo:0,0?q=60.39283,5.32115(Hjemme)"}', `${exact} (probable)`],
    ['{"x":"geo:0,0?z=17&q=60.39283,5.32115"}', `${exact} (probable)`],
    ['{"geom":"POINT(5.32115 60.39283)"}', `${exact} (probable)`],
    ['{"x":"POINT (5.32115 60.39283)"}', `${exact} (probable)`],
    ['{"x":"SRID=4326;POINT(5.32115 60.39283)"}', `${exact} (probable)`],
    [String.raw`{"x":"60°23'34.2\"N 5°19'16.1\"E"}`, `${parted} (probable)`],
    [String.raw`{"x":"60\u00b023'34.2\"N 5\u00b019'16.1\"E"}`, `${parted} (probable)`],
    ['{"x":"60°23′34.2″N, 5°19′16.1″E"}', `${parted} (probable)`],
    ['a=60%C2%B023%2734.2%22N+5%C2%B019%2716.1%22E', `${parted} (probable)`],
    [String.raw`{"x":"N60°23'34.2\"E5°19'16.1\""}`, `${parted} (probable)`],
    [String.raw`{"x":"Jeg er 60°23'34,2\"N 5°19'16,1\"Ø nå"}`, `${parted} (probable)`],
    ['{"x":"meet N 60° 23.570 E 005° 19.269"}', 'location=60.3928333,5.32115 (probable)'],
    ['{"x":"60° 23.570′ N, 5° 19.269′ E"}', 'location=60.3928333,5.32115 (probable)'],
    ['{"x":"60.39283° N, 5.32115° E"}', `${exact} (probable)`],
    ['{"x":"60,39283° N; 5,32115° Ö"}', `${exact} (probable)`],
    ['{"x":"N60.39283° E5.32115°"}', `${exact} (probable)`],
    ['a=60.39283%C2%B0+N%2C+5.32115%C2%B0+E', `${exact} (probable)`],
  ] as const)
    expect([body, foundIn(body)]).toEqual([body, [expected]])
})

test('a pair under `pos` or `lbs` is a place where it is fine enough', () => {
  expect(foundIn('{"_lbs":"60.39283,5.32115"}')).toEqual([`${exact} (possible)`])
  expect(foundIn('{"pos":"60.39283,5.32115"}')).toEqual([`${exact} (possible)`])
  for (const body of [
    '{"pos":"0.25,0.75"}',
    '{"pos":"12.5,88.25"}',
    '{"pos":"60.39,5.32"}',
    '{"pos":"17"}',
    '<p><gml:pos>60.39283 5.32115</gml:pos></p>',
  ])
    expect([body, foundIn(body)]).toEqual([body, []])
})

test('that of a business or a map is only possible, and other signs are none', () => {
  for (const body of [
    String.raw`{"store":{"x":"60°23'34.2\"N 5°19'16.1\"E"}}`,
    '{"poi":{"x":"+60.3928+005.3212/"}}',
    '{"poi":{"geom":"POINT(5.32115 60.39283)"}}',
  ])
    expect([body, foundIn(body)]).toEqual([body, [expect.stringMatching(/ \(possible\)$/)]])
  for (const body of [
    '{"x":"+60.39+005.32/"}',
    '{"x":"1+60.3928+005.3212"}',
    '{"x":"+95.3928+005.3212/"}',
    String.raw`{"angle":"21°30'12\""}`,
    '{"temp":"21°C 23"}',
    '{"x":"geo:0,0?q=60.39283,5.32115.7"}',
    '{"x":"geo:0,0?q=1+Main+Street"}',
    '{"x":"ngeo:0,0?q=60.39283,5.32115"}',
    '{"temp":"21.375° N 5.125°C"}',
    '{"cells":"45.123° S 12.123° E3"}',
    '{"bearing":"N 21.375° E"}',
    '{"bearing":"N 21° 30.5 W 14"}',
    '{"x":"Turn 21.375° S, then 14.250° up"}',
    '{"x":"95.3928° N, 5.3212° E"}',
    '{"x":"60° N, 5° E"}',
    '{"code":"point(5.25, 60.5)"}',
  ])
    expect([body, foundIn(body)]).toEqual([body, []])
})

test('they are seen in a long text, too, which is walked by strides', () => {
  const rows = Array.from({ length: 2_000 }, (_, at) => `{"n":${at},"word":"sand and gravel","w":"x${at}y"}`)
  for (const place of [
    'POINT(5.32115 60.39283)',
    'POINT (5.32115 60.39283)',
    '+60.3928+005.3212/',
    String.raw`60°23'34.2\"N 5°19'16.1\"E`,
    '60.39283° N, 5.32115° E',
    'N60.39283° E5.32115°',
    'N 60° 23.570 E 005° 19.269',
  ])
    for (const shift of ['', 'k', 'kk', 'kkk']) {
      const body = Buffer.from(`["${shift}",${rows.join(',')},"${place}",${rows.slice(0, 9).join(',')}]`)
      expect([place, blind.probe.isWorthDecoding(body, 0, body.length)]).toEqual([place, true])
    }
  const plain = Buffer.from(`[${rows.join(',')}]`)
  expect(blind.probe.isWorthDecoding(plain, 0, plain.length)).toBe(false)
})
