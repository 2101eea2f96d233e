import { expect, test } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(profileOf({ 'cell-id': ['75091'], serial: ['NX7P'] }))

const isAsked = (text: string): boolean => {
  const buf = Buffer.from(`75091:"${text}`)
  return detector.probe.searchKnown(buf, 7, buf.length)
}

test('a short value of an answer is asked for where a name may be in front of it', () => {
  for (const text of [
    '{"cellid":75091}',
    '{"cellid": "75091"}',
    'cellid=75091&',
    '<cellid>75091</cellid>',
    '\\"cellid\\":\\"75091\\"',
  ])
    expect(isAsked(text), text).toBe(true)
  // Behind no mark, inside a longer word or number; and what stands in front of the message is not of it.
  for (const text of ['[1,75091]', 'in 75091 cases', '{"n":175091}', '{"n":"NX7Pro"}', '75091'])
    expect(isAsked(text), text).toBe(false)
  expect(new Detector(profileOf({ imei: ['357184092641738'] })).indicators.shortMatcher.count).toBe(0)
})

test('in an answer it counts under its own name only, in a request also under what is near it', () => {
  const find = (body: unknown, direction: 0 | 1): string[] =>
    detect(detector, request('/x', ['Content-Type: application/json'], JSON.stringify(body)), { direction })
      .detections.filter(({ by }) => by === 'profile')
      .map(({ identifier, normal, confidence }) => `${identifier}=${normal} (${confidence})`)
  expect(find({ cellid: 75_091 }, 1)).toEqual(['cell-id=75091 (certain)'])
  expect(find({ price: 75_091 }, 1)).toEqual([])
  expect(find({ cid: 75_091 }, 0)).toEqual(['cell-id=75091 (probable)'])
  expect(find({ q: 75_091 }, 0)).toEqual([])
})
