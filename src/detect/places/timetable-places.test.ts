import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'

const stranger = new Detector(null)
const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const profile: Profile = { name: 'x', identifiers: new Map(), places: [home] }
const [x, y] = [10_752_245, 59_913_868]

function found(body: object, by = stranger): string[] {
  const input = request('/bin/mgate.exe', [], JSON.stringify(body))
  if (!isWorthDecoding(by, input)) return []
  return [...new Set(detect(by, input).detections.map((one) => `${one.normal} ${one.confidence}`))]
}

test('millionths of a degree as HAFAS is asked with', () => {
  const near = { svcReqL: [{ meth: 'LocGeoPos', req: { ring: { cCrd: { x, y }, maxDist: 1_000 } } }] }
  expect(found(near)).toEqual(['59.913868,10.752245 probable'])
  expect(found(near, new Detector(profile))).toEqual(['59.913868,10.752245 certain'])
  expect(found({ depLocL: [{ type: 'A', crd: { x, y, z: 12 } }] })).toEqual(['59.913868,10.752245 possible'])
  expect(found({ crd: { x: -120_000, y: 51_500_123 } })).toEqual(['51.500123,-0.12 possible'])
})

test.each([
  { crd: { x: 120, y: 340 } },
  { crd: { x, y: 159_913_868 } },
  { crd: { x } },
  { size: { x, y } },
  { crd: { x, y: '59.9' } },
  { crd: { x: 0, y: 0 } },
  { a: { crd: { x } }, b: { crd: { y } } },
])('%j is no place', (body) => expect(found(body)).toEqual([]))
