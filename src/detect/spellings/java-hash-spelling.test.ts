import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(
  profileOf({
    imei: ['358461092735184'],
    'android-id': ['c93fe7b15a2d8046', '3b1f20c96e84d7a5'],
    email: ['kari@post.no'],
  }),
)

function kindsIn(value: string): string {
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'android', x: value }))
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)).join() : 'not suspected'
}

// By `hashCode()` of a JVM, and by its `new UUID(…)` where the device's number and that of the SIM are not known.
test.each([
  ['imei', 'a number', '878557188'],
  ['email', 'a number', '463918748'],
  ['android-id', 'the UUID of the snippet', '00000000-17de-d582-ffff-ffffef05ac4a'],
  ['android-id', 'the UUID of the snippet, of another sign', 'ffffffff-abdc-a64a-ffff-ffffef05ac4a'],
  ['android-id', 'the UUID without its hyphens', '0000000017ded582ffffffffef05ac4a'],
])('%s as %s', (kind, _title, text) => expect(kindsIn(text)).toContain(`${kind}=`))

test.each(['ffffffff-0000-23da-ffff-ffffef05ac4a', '00000000-54b3-e7c7-0000-000046bffd97'])(
  'of another phone: %s',
  (text) => expect(kindsIn(text)).not.toContain('android-id'),
)
