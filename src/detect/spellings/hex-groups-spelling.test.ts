import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(
  profileOf({
    'android-id': ['c93fe7b15a2d8046'],
    meid: ['A1000049C7D3E2'],
    'advertising-id': ['8d2f6b14-73ce-4a95-b0e1-6f52c9a7d318'],
  }),
)

function kindsIn(value: string): string[] {
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'x', x: value }))
  if (!isWorthDecoding(detector, input)) return []
  return detect(detector, input)
    .detections.filter(({ by }) => by === 'profile')
    .map(({ identifier }) => identifier)
}

// As `hexlify(…, ':')` and Node print bytes, as iOS describes data before and since version 13, and as Java prints
// `new UUID(0, id)` and `new UUID(id, 0)`.
test.each([
  ['bytes between colons', 'c9:3f:e7:b1:5a:2d:80:46', 'android-id'],
  ['bytes between colons, seven of them', 'A1:00:00:49:C7:D3:E2', 'meid'],
  ['a buffer of Node', '<Buffer c9 3f e7 b1 5a 2d 80 46>', 'android-id'],
  ['data of iOS', '<c93fe7b1 5a2d8046>', 'android-id'],
  ['data of iOS', '<8d2f6b14 73ce4a95 b0e16f52 c9a7d318>', 'advertising-id'],
  ['data of iOS 13', '{length = 8, bytes = 0xc93fe7b1 5a2d8046}', 'android-id'],
  ['the second half of a UUID', '00000000-0000-0000-c93f-e7b15a2d8046', 'android-id'],
  ['the first half of a UUID', 'C93FE7B1-5A2D-8046-0000-000000000000', 'android-id'],
])('%s: %s', (_, value, kind) => expect(kindsIn(value)).toEqual([kind]))

test.each([
  ['other bytes', 'c9:3f:e7:b1:5a:2d:80:47'],
  ['a longer row of bytes', 'c9:3f:e7:b1:5a:2d:80:46a'],
  ['data of another', '<c93fe7b1 5a2d8045>'],
  ['a UUID of another', '00000000-0000-0000-c93f-e7b15a2d8045'],
  ['an address', 'c9:3f:e7:b1:5a:2d'],
])('nothing in %s: %s', (_, value) => expect(kindsIn(value)).toEqual([]))
