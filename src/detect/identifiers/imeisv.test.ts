import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

/** In a parameter, in the path, in JSON and in CBOR. */
function found(text: string): string[][] {
  return [
    request(`/x?a=${text}`),
    request(`/nudm-sdm/v2/${text}/am-data`),
    request('/x', [], JSON.stringify({ a: text })),
    request(`/x?a=${encodeURIComponent(JSON.stringify({ a: text }))}`),
    request('/x', [], Buffer.concat([Buffer.from('a16161', 'hex'), headOf(text), Buffer.from(text)])),
  ].map((input) => (isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []))
}

function headOf({ length }: string): Buffer {
  return length < 24 ? Buffer.from([0x60 + length]) : Buffer.from([0x78, length])
}

test.each([
  ['imsi-242014501726384', 'imsi=242014501726384 (certain)'],
  ['imeisv-3541281178234507', 'imeisv=3541281178234507 (probable)'],
  ['msisdn-4799900248', 'msisdn=4799900248 (probable)'],
])('%s is how 5G writes a number, with its kind in front', (text, told) => {
  for (const one of found(text)) expect(one).toEqual([told])
})

test.each([
  'imsi-999014501726384',
  'imsi-24201450172638455',
  'simsi-242014501726384',
  'imeisv-2041281178234507',
  'imeisv-35412811782345071',
  'msisdn-1234567890',
  'msisdn-47999002x48',
])('%s is none', (text) => {
  for (const one of found(text)) expect(one).toEqual([])
})

test('names of 5G in fields', () => {
  const body = { supi: 'imsi-242014501726384', pei: 'imeisv-3541281178234507', gpsi: 'msisdn-4799900248' }
  expect(summary(detect(blind, request('/x', [], JSON.stringify(body)))).toSorted()).toEqual([
    'imeisv=3541281178234507 (probable)',
    'imsi=242014501726384 (certain)',
    'msisdn=4799900248 (probable)',
  ])
})
