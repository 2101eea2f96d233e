import { expect, test } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { formsFound, hidingPhone } from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(hidingPhone)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = ''): string[] {
  return formsFound(detector, target, body)
}

test.each([
  ['two', '/t?v=1&a=35209900&b=1761481&c=9', ['imei cut in two']],
  ['three', '/t?v=1&a=35209900&b=1761&c=481&d=9', ['imei cut in three']],
  ['four', '/t?v=1&a=35209900&b=17&c=61&d=481', ['imei cut in four']],
  [
    'two, the first of one byte that is escaped',
    '/t?a=%33&b=52099001761481&c=x',
    ['imei cut in two', 'imei 14 of its 15 digits'],
  ],
  ['two, with a plus that stands for a blank', '/t?a=+4790000&b=001&c=x', ['msisdn cut in two']],
  ['the wrong order', '/t?v=1&b=1761481&a=35209900&c=9', []],
  ['two with something between', '/t?v=1&a=35209900&x=7&b=1761481', []],
])('a value cut in %s', (_, target, expected) => {
  expect(written(target)).toEqual(expected)
})

test('a push token cut in two', () => {
  const token = `dQw4w9WgXcQ:APA91b${'Hk3_zP-9'.repeat(18)}`
  const known = new Detector(profileOf({ 'push-token': [token] }))
  const body = JSON.stringify({ a: token.slice(0, 80), b: token.slice(80) })
  expect(
    detect(known, request('/t', ['Content-Type: application/json'], body)).detections.map(
      ({ writtenAs }) => writtenAs,
    ),
  ).toEqual(['cut in two'])
})
