import { expect, test } from 'vitest'
import { decode } from '../../decode/decode.ts'
import { foundIn, foundInQuery, request } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import type { Node } from '../../decode/types.ts'
import { cellsInLists } from './listed-cells.ts'

const both = ['cell-id=460-01-40977-2205410 (probable)', 'cell-id=460-01-40977-2205411 (probable)']

test.each([
  'nearbts=460,01,40977,2205410,-70|460,01,40977,2205411,-80',
  'cells=460:01:40977:2205410;460:01:40977:2205411;',
  'neighbour_cells=460_01_40977_2205410|460_01_40977_2205411',
  'cells=460|01|40977|2205410|-70;460|01|40977|2205411|-80',
  'cell_towers=460-01-40977-2205410|460-01-40977-2205411',
])('%s', (query) => {
  expect(foundInQuery(query)).toEqual(both)
})

test('in JSON, and line by line', () => {
  expect(foundIn({ lbs: '460,01,40977,2205410|460,01,40977,2205411' })).toEqual(both)
  expect(foundIn({ cell_list: '460,01,40977,2205410,-70\n460,01,40977,2205411,-75' })).toEqual(both)
})

test.each([
  // Other names, no country, other rows among them.
  'price=460,01,40977,2205410|460,01,40977,2205411',
  'cells=100,01,40977,2205410|100,01,40977,2205411',
  'cells=460,01,40977,2205410|total',
  // Left, top, width and height.
  'cells=310,20,640,480|310,260,640,960',
  'cells=240,10,1000,1234,3|240,20,1000,1235,4',
  'battery_cells=3700,3712,3698,3701|3700,3712,3698,3701',
])('%s are none', (query) => {
  expect(foundInQuery(query).filter((one) => one.endsWith('(probable)'))).toEqual([])
})

const listed = ['cell-id=242-1-4301-21004290 (probable)', 'cell-id=242-1-4301-21004546 (probable)']
const rows = [
  [242, 1, 4301, 21_004_290],
  [242, 1, 4301, 21_004_546],
]

test('a list in a list for each cell', () => {
  expect(foundIn({ cells: rows })).toEqual(listed)
  expect(foundIn({ a: { cellTowers: rows.map((row) => [...row, -90, 'LTE']) } })).toEqual(listed)
  expect(foundIn({ cell_info: rows.map((row) => row.map(String)) })).toEqual(listed)
  expect(foundIn({ cells: rows.slice(0, 1) })).toEqual(listed.slice(0, 1))
  // Of what is only heard.
  expect(foundIn({ cells: [...rows, [242, 1, 2_147_483_647, 2_147_483_647]] })).toEqual(listed)
  // Of GSM, with the strength of the signal.
  expect(foundIn({ neighbor_cells: [[242, 1, 4301, 4711, -90]] })).toEqual([
    'cell-id=242-1-4301-4711 (probable)',
  ])
})

test.each([
  { prices: rows },
  { cells: [...rows, [100, 1, 4301, 21_004_290]] },
  { cells: [...rows, [242, 1, 4301]] },
  { cells: [[242, 1, 0, 21_004_290]] },
  { cells: [[242, 1.5, 4301, 21_004_290]] },
  { cells: [[242, 1, 4301, 268_435_455]] },
  // Left, top, width and height.
  {
    cells: [
      [310, 20, 640, 480],
      [310, 260, 640, 960],
    ],
  },
  { battery_cells: [[3_700, 3_712, 3_698, 37_010]] },
])('no cells of a network: %j', (body) => {
  expect(foundIn(body)).toEqual([])
})

test('one rectangle under the name of cells is no cell', () => {
  expect(foundInQuery('cells=310,12,300,400')).toEqual([])
  expect(foundIn({ cellList: '310,12,300,4000' })).toEqual([])
  expect(foundIn({ cells: '242,1,4301,21004290' })).toEqual(['cell-id=242-1-4301-21004290 (possible)'])
  expect(foundIn({ cells: '242,1,4301,4711,-90' })).toEqual(['cell-id=242-1-4301-4711 (possible)'])
  // Of radios alone.
  expect(foundIn({ bts: '242,1,4301,4711' })).toEqual(['cell-id=242-1-4301-4711 (possible)'])
})

test('lists under a long path cost no more than under a short one', () => {
  const { root } = decode(request('/'))
  const costOf = (length: number): number => {
    const children = Array.from({ length: 8_000 }, (_, at): Node => {
      const detail = `$.${'a'.repeat(length)}[${at >> 2}][${at & 3}]`
      return {
        ...root,
        step: { step: 'json', detail },
        bytes: Buffer.from(['242', '1', '7', '21004290'][at & 3] ?? ''),
      }
    })
    const costs = [0, 1, 2].map(() => {
      const before = processorTime()
      expect(cellsInLists(children)).toEqual([])
      return processorTime() - before
    })
    return Math.min(...costs)
  }
  // From each of its letters the name was sought anew.
  expect(costOf(1_000)).toBeLessThan(costOf(100) * 3 + 50)
})
