import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function found(value: object): string[] {
  const input = request('/x', [], JSON.stringify(value))
  return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
}

test.each(['12345678', '0000ABCD', '55555555'])('%s is nobody\u2019s', (esn) =>
  expect(found({ esn })).toEqual([]),
)

test('of 32 bits in hex nearly all have a letter', () => {
  expect(found({ esn: '35261234' })).toEqual(['esn=35261234 (possible)'])
  expect(found({ esn: '80A1B2C3' })).toEqual(['esn=80a1b2c3 (probable)'])
  expect(found({ esn: '12810662851' })).toEqual(['esn=80a2b3c3 (probable)'])
})
