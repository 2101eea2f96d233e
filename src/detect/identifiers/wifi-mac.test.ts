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

test('the first of a row in which signals stand behind addresses is what the phone hears', () => {
  const found = (query: string): string[] => summary(detect(blind, request(`/x?${query}`)))
  expect(found('macs=5c:63:bf:a4:bf:57,-44,Cafe|5c:63:bf:a4:bf:58,-86,Haugen')).toEqual([
    'bssid=5c63bfa4bf57 (possible)',
    'bssid=5c63bfa4bf58 (possible)',
  ])
  expect(found('mac=5c:63:bf:a4:bf:57,4,x')).toEqual(['wifi-mac=5c63bfa4bf57 (possible)'])
})
