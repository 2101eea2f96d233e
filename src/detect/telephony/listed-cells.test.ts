import { expect, test } from 'vitest'
import { foundIn, foundInQuery } from '../../../test/support/decoded-tree.ts'

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
