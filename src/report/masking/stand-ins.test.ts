import { expect, test } from 'vitest'
import { standIns } from './stand-ins.ts'

const of = (identifier: string, ...normals: string[]): readonly string[] =>
  standIns(normals.map((normal) => ({ identifier, normal })))

test('equal values have one stand-in, others another, and none of their characters is in it', () => {
  expect(of('serial', 'PL2GAR9822105518', 'XB7', 'PL2GAR9822105518')).toEqual(['•1', '•2', '•1'])
})

test('two ways to write one value have one', () => {
  const [full, local] = of('msisdn', '+4799900137', '99900137')
  expect(full).toBe(local)
})

test('numbers of phones keep which are of one model, and which of one phone', () => {
  const [first, same, other, model] = of(
    'imei',
    '357184092641738',
    '357184092641730',
    '357184092641038',
    '490154203237518',
  )
  expect(first?.slice(0, 14)).toBe(same?.slice(0, 14))
  expect(first).not.toBe(same)
  expect(first?.slice(0, 8)).toBe(other?.slice(0, 8))
  expect(first?.slice(0, 14)).not.toBe(other?.slice(0, 14))
  expect(first?.slice(0, 8)).not.toBe(model?.slice(0, 8))
})

test('addresses of radios keep whether software set them, access points which are one', () => {
  expect(of('wifi-mac', '02005e0053ab', '00005e0053ab')).toEqual(['020000000001', '000000000002'])
  const [one, two, far] = of('bssid', '00005e005301', '02005e005302', '00005e995301')
  expect(one?.slice(2, -2)).toBe(two?.slice(2, -2))
  expect(one).not.toBe(two)
  expect(one?.slice(2, -2)).not.toBe(far?.slice(2, -2))
})

test('points keep which are one place', () => {
  const [home, near, work] = of('location', '59.91270,10.74610', '59.91271,10.74611', '59.95,10.8').map(
    (text) => text.split(',').map(Number),
  )
  expect(Math.abs((home?.[1] ?? 0) - (near?.[1] ?? 9))).toBeLessThan(1e-6)
  expect(Math.abs((home?.[1] ?? 0) - (work?.[1] ?? 0))).toBeGreaterThan(0.9)
})
