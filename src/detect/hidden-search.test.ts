import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

const detector = new Detector(
  profileOf({ imei: ['352099001761481'], msisdn: ['+4790000001'], serial: ['NX7PLUS12345'] }),
)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = ''): string[] {
  const input = request(target, ['Content-Type: application/json'], body)
  if (!isWorthDecoding(detector, input)) return []
  return detect(detector, input)
    .detections.filter(({ by }) => by === 'profile')
    .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
}

test.each([
  ['two', '/t?v=1&a=35209900&b=1761481&c=9', ['imei cut in two']],
  ['three', '/t?v=1&a=35209900&b=1761&c=481&d=9', ['imei cut in three']],
  ['four', '/t?v=1&a=35209900&b=17&c=61&d=481', ['imei cut in four']],
  ['two, with a plus that stands for a blank', '/t?a=+4790000&b=001&c=x', ['msisdn cut in two']],
  ['the wrong order', '/t?v=1&b=1761481&a=35209900&c=9', []],
  ['two with something between', '/t?v=1&a=35209900&x=7&b=1761481', []],
])('a value cut in %s', (_, target, expected) => {
  expect(written(target)).toEqual(expected)
})

test.each([
  [
    'JSON in a form',
    `m=${encodeURIComponent(JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start' }))}&n=1`,
  ],
  [
    'JSON in JSON',
    JSON.stringify({ m: JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start' }), n: 1 }),
  ],
])('XOR with a key that repeats: %s', (_, document) => {
  for (const key of ['17c3', '9ab1f00d', '085be57f2eb8', 'a1b2c3d4e5f607']) {
    const bytes = Buffer.from(key, 'hex')
    const hidden = Buffer.from(document).map((byte, at) => byte ^ (bytes[at % bytes.length] as number))
    const body = JSON.stringify({ blob: Buffer.from(hidden).toString('base64') })
    expect(written('/t', body), key).toEqual([expect.stringMatching(/^serial XOR, key /)])
  }
})

test('random bytes under no key are nothing', () => {
  const noise = Buffer.from(Array.from({ length: 240 }, (_, at) => (at * 7919 + 31 * at * at) & 0x7f))
  expect(written('/t', JSON.stringify({ blob: noise.toString('base64') }))).toEqual([])
})
