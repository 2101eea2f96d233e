import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(
  profileOf({
    imei: ['352099001761481'],
    imsi: ['242017310452896'],
    iccid: ['89470000170704412342'],
    'advertising-id': ['38400fd7-8cf1-41bd-b42a-96e0d3c1f25b'],
    'android-id': ['9f3c1b7a5d2e8460'],
  }),
)

function found(target: string, body = '', by: Detector = detector): string[] {
  const input = request(target, ['Content-Type: application/json'], body)
  return isWorthDecoding(by, input)
    ? detect(by, input)
        .detections.filter((one) => one.by === 'profile')
        .map(({ identifier, writtenAs, confidence }) => `${identifier}: ${writtenAs} (${confidence})`)
    : []
}

describe.each([
  ['52099001761481', 'imei: 14 of its 15 digits (probable)'],
  ['3520990017614', 'imei: 13 of its 15 digits (probable)'],
  ['2099001761481', 'imei: 13 of its 15 digits (probable)'],
  ['7310452896', 'imsi: 10 of its 15 digits (probable)'],
  ['310452896', 'imsi: 9 of its 15 digits (possible)'],
  ['894700001707044123', 'iccid: 18 of its 20 digits (probable)'],
  ['38400fd78cf141bd', 'advertising-id: 16 of its 32 hex digits (certain)'],
  ['38400FD7-8CF1-41BD', 'advertising-id: 16 of its 32 hex digits (certain)'],
  ['b42a-96e0d3c1f25b', 'advertising-id: 16 of its 32 hex digits (certain)'],
  ['38400fd7-8cf1-41bd-b42a-96e0d3c1f2', 'advertising-id: 30 of its 32 hex digits (certain)'],
  ['8400fd7-8cf1-41bd-b42a-96e0d3c1f25b', 'advertising-id: 31 of its 32 hex digits (certain)'],
  ['9f3c1b7a5d2e84', 'android-id: 14 of its 16 hex digits (certain)'],
])('a part of a value: %s', (part, expected) => {
  test('is told as one', () => {
    expect(found('/t', JSON.stringify({ v: 1, x: part }))).toEqual([expected])
    expect(found(`/t?v=1&x=${part}`)).toEqual([expected])
    expect(found('/t', JSON.stringify({ v: 1, x: Buffer.from(`x=${part};`).toString('base64') }))).toEqual([
      expected,
    ])
  })

  test('is none inside of something longer', () => {
    for (const longer of [`9${part}`, `${part}9`, `f${part}`, `a1-${part}`, `${part}-1a`, `0.${part}`])
      expect(found('/t', JSON.stringify({ v: 1, x: longer })), longer).toEqual([])
  })
})

test.each([
  ['a neighbour', '352099001761499'],
  ['one digit in the middle is another', '352099101761481'],
  ['twelve digits', '352099001761'],
  ['one group of a UUID', '96e0d3c1f25b'],
  ['a UUID of the same clock and node', '01234567-8cf1-11bd-b42a-96e0d3c1f25b'],
])('no part: %s', (_, text) => expect(found('/t', JSON.stringify({ v: 1, x: text }))).toEqual([]))

test('under a name of its kind few digits are probable, too', () => {
  expect(found('/t', '{"imsi":"310452896"}')).toEqual(['imsi: 9 of its 15 digits (probable)'])
})

test('digits like a moment count under a name alone', () => {
  const timely = new Detector(profileOf({ imsi: ['242011761481234'] }))
  expect(found('/t', '{"v":1,"at":1761481234}', timely)).toEqual([])
  expect(found('/t', '{"v":1,"imsi":"1761481234"}', timely)).toEqual(['imsi: 10 of its 15 digits (probable)'])
})

test('a whole value is told once, as such', () => {
  for (const whole of ['352099001761481', '35209900176148', '38400fd7-8cf1-41bd-b42a-96e0d3c1f25b'])
    expect(found('/t', JSON.stringify({ v: 1, x: whole }))).toEqual([
      expect.stringMatching(/:  \(certain\)$/),
    ])
})

test('halves of few different digits are of all devices', () => {
  const counted = new Detector(profileOf({ 'advertising-id': ['00001234-0000-1000-8000-00805f9b34fb'] }))
  expect(found('/t', '{"v":1,"x":"0000123400001000"}', counted)).toEqual([])
})
