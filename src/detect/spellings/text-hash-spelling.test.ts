import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(
  profileOf({
    imei: ['358461092735184'],
    'android-id': ['c93fe7b15a2d8046'],
    'wifi-mac': ['a4:50:46:3b:9e:d1'],
    serial: ['NX7PLUS1792301'],
  }),
)

function found(value: string): string[] {
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'android', x: value }))
  if (!isWorthDecoding(detector, input)) return []
  return detect(detector, input).detections.map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
}

// By `hashCode()` of a JVM, as it is and as programs change it, and by the packages `fnv1a` and `string-hash`.
test.each([
  ['a number', '878557188', "imei Java's hash code"],
  ['a negative number', '-1389576048', "wifi-mac Java's hash code"],
  ['a number whose sign was taken off', '1389576048', "wifi-mac Java's hash code"],
  ['a number without sign', '2905391248', "wifi-mac Java's hash code"],
  ['hex', 'eceea8ae', "serial Java's hash code"],
  ['hex in capitals', 'ECEEA8AE', "serial Java's hash code"],
  ['FNV-1a', '3595140451', 'imei FNV-1a'],
  ['FNV-1a in hex', '4f4c3e37', 'android-id FNV-1a'],
])('%s', (_, value, expected) => expect(found(value)).toEqual([expected]))

test.each([
  ['another number', '878557189'],
  ['a longer number', '8785571880'],
  ['a part of longer hex', 'eceea8ae0b7c41d2'],
  ['a part of a name', 'xeceea8ae'],
])('nothing in %s', (_, value) => expect(found(value)).toEqual([]))
