import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const home = { name: 'home', lat: 59.92511, lon: 10.75934, cells: [], bssids: [] }
const identifiers = new Map([
  ['person-name', ['Ola Hansen']],
  ['cell-id', ['41377']],
])
const detector = new Detector({ name: 'x', identifiers, places: [home] })

function told(target: string, body?: string): string[] {
  const sent = request(target, [], body)
  expect(isWorthDecoding(detector, sent)).toBe(true)
  return detect(detector, sent).detections.map(({ confidence, identifier }) => `${confidence} ${identifier}`)
}

describe('a name that others have, too, and a number that much counts by', () => {
  test.each([
    ['an author', '{"headline":"x","author":"Ola Hansen"}', 'possible person-name'],
    ['an artist', '{"artist":{"full_name":"Ola Hansen"}}', 'possible person-name'],
    ['the owner', '{"user":{"full_name":"Ola Hansen"}}', 'certain person-name'],
    ['a cell of a battery', '{"battery":{"cell_voltage":[3.9,3.8],"cell_id":"41377"}}', 'possible cell-id'],
    ['a cell of a sheet', '{"price":41377,"cell":41377,"row":7,"sheet":"S1"}', 'possible cell-id'],
    ['a cell', '{"cell_id":"41377"}', 'certain cell-id'],
    ['a cell beside its network', '{"mcc":242,"mnc":1,"lac":301,"cid":41377}', 'certain cell-id'],
  ])('%s', (_, body, expected) => {
    expect(told('/v', body)).toContain(expected)
    expect(told('/v', body)).toHaveLength(1)
  })
})

describe('a tile of a map is what was looked at', () => {
  test.each([
    ['of a few streets', '/tiles/17/69451/38118.png', 'probable location'],
    ['of a part of a town', '/tiles/14/8681/4764.png', 'possible location'],
  ])('%s', (_, target, expected) => {
    expect(told(target)).toEqual([expected])
  })
})
