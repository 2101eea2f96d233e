import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

function foundUnder(field: string, detector: Detector = new Detector(null)): string[] {
  const input = request('/', [field])
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

test.each([
  'X-Network-Info: GPRS,10.17.3.9,4791738204,198.51.100.1,unsecured',
  'x-network-info: 3G, 4791738204, 10.17.3.9',
  'X-Network-Info: UMTS,2001:db8::7,4791738204',
])('%s has a telephone number', (field) => {
  expect(foundUnder(field)).toEqual(['msisdn=4791738204 (probable)'])
  const own = new Detector(profileOf({ msisdn: ['+4791738204'] }))
  expect(foundUnder(field, own)).toEqual(['msisdn=+4791738204 (certain)'])
})

test.each([
  'X-Network-Info: wifi,unmetered,4791738204',
  'X-Network-Info: wifi;unmetered;ipv6',
  // A moment, a counter, and numbers of no country.
  'X-Network-Info: LTE,10.17.3.9,1795000000',
  'X-Network-Info: LTE,10.17.3.9,1795000000123,42',
  'X-Network-Info: LTE,10.17.3.9,0791738204',
  'X-Network-Info: LTE,10.17.3.9,9991738204',
  'X-Trace-Info: GPRS,10.17.3.9,4791738204',
])('%s has none', (field) => {
  expect(foundUnder(field)).toEqual([])
})
