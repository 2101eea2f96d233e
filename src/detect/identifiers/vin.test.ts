import { expect, test } from 'vitest'
import { detect, foundIn, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

test('the number of a car is found by its name, and by its form where it begins as that of a large maker', () => {
  for (const [value, expected] of [
    [{ vin: 'WVWZZZ1KZAW143872' }, ['vin=WVWZZZ1KZAW143872 (probable)']],
    [{ vehicle: { vin: 'yv1mw465762194837' } }, ['vin=YV1MW465762194837 (probable)']],
    [{ chassis_number: 'VXXABC12345601234' }, ['vin=VXXABC12345601234 (probable)']],
    [{ vehicleId: 'WVWZZZ1KZAW143872' }, ['vin=WVWZZZ1KZAW143872 (possible)']],
    [{ x: 'WVWZZZ1KZAW143872' }, ['vin=WVWZZZ1KZAW143872 (possible)']],
    // North America and China ask for a check digit.
    [{ x: '5YJ3E1EA2KF317482' }, ['vin=5YJ3E1EA2KF317482 (possible)']],
    [{ x: '5YJ3E1EA1KF317482' }, []],
    [{ vin: '5YJ3E1EA1KF317482' }, ['vin=5YJ3E1EA1KF317482 (possible)']],
    [{ vin: 'LFV3A23C2L3142857' }, ['vin=LFV3A23C2L3142857 (probable)']],
  ] as const)
    expect([value, foundIn(value)]).toEqual([value, expected])
})

test('in a list of CBOR, behind a letter that says its length, it is seen', () => {
  const body = Buffer.concat([Buffer.from([0x82, 0x01, 0x71]), Buffer.from('WVWZZZ1KZAW143872')])
  const input = request('/x', [], body)
  expect(isWorthDecoding(blind, input)).toBe(true)
  expect(summary(detect(blind, input))).toEqual(['vin=WVWZZZ1KZAW143872 (possible)'])
})

test('other words of its length, examples and cars for sale are no number of the owner', () => {
  for (const value of [
    { x: 'ABCDEFGHJKLM12345' },
    { x: 'WVWZZZ1KZAW143872-1' },
    { x: 'WVWZZZ1KZAW143O72' },
    { vin: '12345678901234567' },
    { vin: 'Chateau Margaux 1' },
    { vin: '1HGCM82633A004352' },
    { vin: 'WVWZZZ1KZAW123456' },
    { vehicleId: 'QXXABC12345601234' },
  ])
    expect([value, foundIn(value)]).toEqual([value, []])
  expect(foundIn({ vin: 'WVWZZZ1KZAW143872', price: 12900 })).toEqual(['vin=WVWZZZ1KZAW143872 (possible)'])
  expect(foundIn({ dealer: { vin: 'WVWZZZ1KZAW143872' } })).toEqual(['vin=WVWZZZ1KZAW143872 (possible)'])
})
