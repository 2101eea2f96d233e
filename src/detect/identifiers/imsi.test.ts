import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function found(value: object): string[] {
  const input = request('/x', [], JSON.stringify(value))
  return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
}

test('an IMSI of manuals is an example', () => {
  expect(found({ subscriberId: '310260123456789' })).toEqual([])
  expect(found({ subscriberId: '242017004123987' })).toEqual(['imsi=242017004123987 (probable)'])
})
