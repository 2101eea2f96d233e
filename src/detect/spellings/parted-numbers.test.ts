import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const imei = '356938035719427'
const iccid = '8947080017392640513'
const detector = new Detector({
  name: 'x',
  identifiers: new Map([
    ['imei', [imei]],
    ['iccid', [iccid]],
  ]),
  places: [],
})

function kinds(text: string): string[] {
  const sent = request('/v', [], JSON.stringify({ q: text }))
  expect(isWorthDecoding(detector, sent)).toBe(true)
  return [...new Set(detect(detector, sent).detections.map(({ identifier }) => identifier))]
}

describe('a number in groups, as labels and people write it, whatever stands between them', () => {
  test.each(['/', '-', ' ', '.', '_', ':', ',', ';', '|'])('%j', (mark) => {
    const parts = ['356938', '03', '571942', '7']
    expect(kinds(parts.join(mark))).toEqual(['imei'])
    expect(kinds(['35', '693803', '571942', '7'].join(mark))).toEqual(['imei'])
    expect(kinds(['35693803', '571942', '7'].join(mark))).toEqual(['imei'])
    expect(kinds(['8947', '0800', '1739', '2640', '513'].join(mark))).toEqual(['iccid'])
  })
})

test.each([
  ['Long.js', JSON.stringify({ low: 483618051, high: 83106, unsigned: false }).replaceAll(/[:,]/g, '$& ')],
  ['a UUID of the number', '00000000-0000-0000-0001-44a21cd36d03'],
  ['a UUID of the number and zero', '000144A2-1CD3-6D03-0000-000000000000'],
])('%s', (_, text) => {
  expect(kinds(text)).toEqual(['imei'])
})

test.each(['', ':', '&', '+'])('a digest of two numbers with %j between them', (mark) => {
  const digest = createHash('md5').update(`${imei}${mark}${iccid}`).digest('hex')
  expect(kinds(digest)).toEqual(['imei'])
})
