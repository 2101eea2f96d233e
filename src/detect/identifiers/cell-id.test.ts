import { expect, test } from 'vitest'
import { foundInQuery } from '../../../test/support/decoded-tree.ts'
import { identifier } from './cell-id.ts'

test('a cell of the profile that was a double is searched with its power of ten, from where Java prints one', () => {
  expect(identifier.spellings('39530770')).toEqual(expect.arrayContaining(['3.953077E7', '3.953077e+7']))
  expect(identifier.spellings('1234567').filter((text) => text.startsWith('1.'))).toEqual([])
})

test.each([
  ['ncgi=242-01-140800200', '242-01-140800200'],
  ['ncgi=24201140800200', '242-01-140800200'],
  ['ncgi=24201-5376049664', '242-01-5376049664'],
  ['nr_cgi=24201-5376049664', '242-01-5376049664'],
  ['ecgi=24201-82048-2', '242-01-82048-2'],
  ['cell_global_id=24201:10412:21004290', '242-01-10412-21004290'],
  ['cell_id=24201:4301:21004290', '242-01-4301-21004290'],
  ['gci=42F21028AC01408002', '242-01-1408002'],
  ['cell_id=LTE:242:01:10412:21004290', '242-01-10412-21004290'],
])('%s is a cell', (query, normal) => expect(foundInQuery(query)).toEqual([`cell-id=${normal} (probable)`]))

test.each(['cell=24201:4301:21004290', 'cell_info=24201:4301:21004290', 'bts=310410:4301:4711'])(
  '%s may be a cell',
  (query) => expect(foundInQuery(query)).toEqual([expect.stringMatching(/^cell-id=.*possible/)]),
)

test.each([
  'cell=24201:43:21',
  'cell=99901:4301:21004290',
  'cell=2024:1201:1530',
  'board=24201:4301:21004290',
  'cell_id=24201:43:21',
])('%s is none of a network', (query) => expect(foundInQuery(query)).toEqual([]))

test.each(['gci=21004290', 'ncgi=99901-5376049664', 'ncgi=24201-99999999999', 'cell_id=24201-82048-2'])(
  '%s is none',
  (query) => expect(foundInQuery(query)).toEqual([]),
)
