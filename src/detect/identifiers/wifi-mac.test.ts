import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

test('the number of a certificate is no address of a radio', () => {
  const json = (value: object): string[] => {
    const input = request('/x', [], JSON.stringify(value))
    return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
  }
  const serialNumber = '04:3F:9A:11:22:33'
  expect(json({ serialNumber, issuer: 'CN=R3' })).toEqual([])
  expect(json({ serialNumber, model: 'x' })).toEqual(['wifi-mac=043f9a112233 (possible)'])
})
