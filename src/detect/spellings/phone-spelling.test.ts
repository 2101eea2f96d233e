import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const ways: Readonly<Record<string, readonly string[]>> = {
  '+4799912837': [
    '999 12 837',
    '9991-28-37',
    '99 91 28 37',
    '+47 99 91 28 37',
    '0047 99912837',
    '+47-99912837',
  ],
  '+12125557842': ['(212) 555-7842', '212.555.7842', '+1 (212) 555-7842', '1-212-555-7842', '212-555-7842'],
  '+447911842635': ['07911 842635', '+44 (0)7911 842635', '07911-842 635', '+44(0)7911842635'],
  '+33698417253': [
    '06 98 41 72 53',
    '06.98.41.72.53',
    '+33 (0)6 98 41 72 53',
    '06\u00a098\u00a041\u00a072\u00a053',
  ],
  '+4915237706194': [
    '0152 37706194',
    '0152/37706194',
    '(0152) 37706194',
    '+49 152 3770 6194',
    '0049 1523 7706194',
  ],
  '+919845172630': ['98451 72630', '+91 98451 72630', '91 9845172630'],
  '+5511987264315': ['(11) 98726-4315', '+55 (11) 98726-4315'],
  '+79161847253': ['89161847253', '8 (916) 184-72-53', '+7 916 184-72-53'],
  '+819048261735': ['090-4826-1735', '+81 90-4826-1735'],
}
const detector = new Detector(profileOf({ msisdn: Object.keys(ways) }))

const find = (input: ReturnType<typeof request>, using: Detector = detector): string[] => {
  const found = detect(using, input).detections.filter(({ by }) => by === 'profile')
  if (found.length > 0) expect(isWorthDecoding(using, input)).toBe(true)
  return found.map(({ normal, confidence }) => `${normal} (${confidence})`)
}
const inJson = (text: string): ReturnType<typeof request> =>
  request('/x', ['Content-Type: application/json'], JSON.stringify({ p3: text }))

describe('telephone numbers as people write them', () => {
  test.each(Object.entries(ways).flatMap(([normal, texts]) => texts.map((text) => [normal, text] as const)))(
    '%s as %s',
    (normal, text) => {
      const isFew = normal === '+4799912837' && !/47/.test(text)
      const found = [`${normal} (${isFew ? 'probable' : 'certain'})`]
      expect(find(inJson(text))).toEqual(found)
      // As forms escape it.
      expect(find(request(`/x?p=${new URLSearchParams({ p3: text }).toString()}&z=1`))).toContainEqual(
        expect.stringContaining(normal),
      )
      expect(find(inJson(`call ${text}, thanks`))).toEqual(found)
    },
  )

  test.each([
    ['another number of the same ending', '0153 37706194'],
    ['a longer number', '0152 37706194-55'],
    ['with more digits in front', '310152 37706194'],
    ['behind another calling code', '+48 152 37706194'],
    ['few digits at the end of others', '12-99.91.28.37'],
    ['few digits of a fraction', '1.99 91 28 37'],
    ['a name in front', 'a9845172630b'],
  ])('%s is another', (_what, text) => expect(find(inJson(text))).toEqual([]))

  test.each([
    '/t/0047.999.12.837',
    '/a/33b233b5/%2B47%20(0)999%2012837/1656503100/2',
    '/call/+49%20152%203770%206194',
  ])('in the segments of a path: %s', (path) => expect(find(request(path))).not.toEqual([]))

  test('where it stands is said', () => {
    const { detections } = detect(detector, inJson('tel: +44 (0)7911 842635.'))
    expect(detections.map(({ value }) => value)).toEqual(['+44 (0)7911 842635'])
  })
})

describe('a number without its calling code', () => {
  const national = new Detector(profileOf({ msisdn: ['0152 37706194'] }))

  test.each([
    ['015237706194', 'certain'],
    ['0152/37706194', 'certain'],
    ['+4915237706194', 'probable'],
    ['+49 (0)152 37706194', 'probable'],
    ['004915237706194', 'probable'],
  ])('%s is %s', (text, confidence) =>
    expect(find(inJson(text), national)).toEqual([`015237706194 (${confidence})`]),
  )

  test('no calling code, no number', () => expect(find(inJson('+21015237706194'), national)).toEqual([]))
})

describe('a number of seven digits', () => {
  const short = new Detector(profileOf({ msisdn: ['+3545512736'] }))

  test.each(['+354 551 2736', '00354-5512736', '354 551-27-36', '(0)551 2736'])('%s is one', (text) =>
    expect(find(inJson(text), short)).toEqual(['+3545512736 (certain)']),
  )

  test.each(['551-27-36', '55 12 736'])('%s could be any', (text) =>
    expect(find(inJson(text), short)).toEqual([]),
  )
})
