import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

// The pair is published: 8051F1AB is made of A0000000002329.
const detector = new Detector(profileOf({ meid: ['A0000000002329'] }))

function found(name: string, value: string): string[] {
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'android', [name]: value }))
  if (!isWorthDecoding(detector, input)) return []
  return detect(detector, input)
    .detections.filter(({ by }) => by === 'profile')
    .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
}

test.each([
  ['hex', '8051f1ab'],
  ['hex in capitals', '8051F1AB'],
  ['decimals', '12805370283'],
])('a pseudo ESN in %s', (_, value) => {
  expect(found('x', value)).toEqual(['meid pseudo ESN'])
  expect(found('esn', value)).toEqual(['meid pseudo ESN'])
})

test.each([
  ['another', '8051f1ac'],
  ['its serial number alone', '51f1ab'],
  ['a part of longer hex', '8051f1ab0b7c41d2'],
  ['a part of longer digits', '128053702831'],
])('nothing in %s', (_, value) => expect(found('x', value)).toEqual([]))

test('one of digits alone could be any number, but in decimals', () => {
  const known = new Detector(profileOf({ meid: ['A0000000000004'] }))
  const forms = (value: string): string[] =>
    detect(known, request('/t', [], JSON.stringify({ v: value }))).detections.map(
      ({ writtenAs }) => writtenAs,
    )
  expect(forms('80469652')).toEqual([])
  expect(forms('12804626002')).toEqual(['pseudo ESN'])
})
