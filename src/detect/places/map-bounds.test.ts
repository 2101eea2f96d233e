import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { decode } from '../../decode/decode.ts'
import type { Node } from '../../decode/types.ts'
import { Detector } from '../detector.ts'
import { boxesAround } from './map-bounds.ts'

const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const detector = new Detector({ name: 'x', identifiers: new Map(), places: [home] })

function found(sent: ReturnType<typeof request>): string[] {
  return detect(detector, sent).detections.map((one) => `${one.confidence} ${one.reasons.join()}`)
}

describe('the corners of a map around home', () => {
  test.each([
    ['west, south, east, north', request('/t?bbox=10.73,59.90,10.77,59.92')],
    ['escaped', request('/t?bbox=10.73%2C59.90%2C10.77%2C59.92')],
    ['south, west, north, east', request('/t?bounds=59.90,10.73,59.92,10.77')],
    ['two corners', request('/t?viewport=59.90,10.73%7C59.92,10.77')],
    ['a list', request('/t', [], '{"bbox":[10.73,59.90,10.77,59.92],"n":1}')],
    ['two lists', request('/t', [], '{"bounds":[[59.92,10.73],[59.90,10.77]]}')],
    ['two corners by name', request('/t?sw=59.90,10.73&ne=59.92,10.77&z=14')],
    ['two corners by name, escaped', request('/t?ne=59.92%2C10.77&sw=59.90%2C10.73')],
    [
      'two corners as lists',
      request('/t', [], '{"v":{"northWest":[10.73,59.92],"southEast":[10.77,59.90]},"n":1}'),
    ],
    ['metres of web maps', request('/wms?bbox=1194459.2,8376993.8,1198912.0,8381434.4&srs=EPSG:3857')],
  ])('%s', (_, sent) => {
    expect(isWorthDecoding(detector, sent)).toBe(true)
    expect(found(sent)).toEqual([
      expect.stringMatching(/^certain the corners of a map: ±1\.\d km, which hold "home" of the profile$/),
    ])
  })

  test('of some kilometres say less', () => {
    expect(found(request('/t?bbox=10.70,59.88,10.80,59.95'))).toEqual([
      expect.stringMatching(/^probable the corners of a map: ±4\.\d km/),
    ])
  })
})

test.each([
  ['of a country', '/t?bbox=4.09,57.76,31.76,71.38'],
  ['beside it', '/t?bbox=10.80,59.90,10.84,59.92'],
  ['no box', '/t?bbox=10.73,59.90,10.73,59.92'],
  ['five numbers', '/t?bbox=10.73,59.90,10.77,59.92,1.5'],
  ['one corner', '/t?sw=59.90,10.73&a=59.92,10.77'],
  ['three edges', '/t?west=10.73&south=59.90&east=10.77'],
  ['a rectangle of a screen', '/t?bounds=0.00,0.00,411.43,891.43'],
])('%s is nothing', (_, target) => {
  expect(found(request(target))).toEqual([])
})

test('a way from home is one point, and no map', () => {
  expect(found(request('/route/10.752245,59.913868;10.80,59.95'))).toEqual([
    expect.stringMatching(/^certain .*0\.0 km from "home" of the profile, by 6 decimals/),
  ])
})

test('without a profile boxes are nothing', () => {
  const stranger = new Detector(null)
  expect(detect(stranger, request('/t?bbox=10.73,59.90,10.77,59.92')).detections).toEqual([])
})

test('lists inside of lists cost what their paths are long', () => {
  const { root } = decode(request('/t'))
  const profile = { name: 'x', identifiers: new Map(), places: [home] }
  const costOf = (depth: number): number => {
    // The path of what is deeper than JSON is followed: the last list is no element of the one in front.
    const step = { step: 'json', detail: `$${'[0]'.repeat(depth)}…[0]` }
    const children = Array.from({ length: 1_000 }, (): Node => ({ ...root, step, bytes: Buffer.from('1.5') }))
    const costs = [0, 1, 2].map(() => {
      const before = processorTime()
      expect(boxesAround({ ...root, children }, 0, 0, profile)).toEqual([])
      return processorTime() - before
    })
    return Math.min(...costs)
  }
  // Each element of a path was tried as the first of those at its end: 16 times as much for four times the depth.
  expect(costOf(256)).toBeLessThan(costOf(64) * 8 + 50)
})
