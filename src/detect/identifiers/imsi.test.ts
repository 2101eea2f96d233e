import { expect, test } from 'vitest'
import { foundIn, foundInQuery } from '../../../test/support/decoded-tree.ts'

test('an IMSI of manuals is an example', () => {
  expect(foundIn({ subscriberId: '310260123456789' })).toEqual([])
  expect(foundIn({ subscriberId: '242017004123987' })).toEqual(['imsi=242017004123987 (probable)'])
})

test.each([
  ['imsiSim1=242017234567890', ['imsi=242017234567890 (probable)']],
  ['imsi_id=242017234567890', ['imsi=242017234567890 (probable)']],
  ['subscriberIdentity=242017234567890', ['imsi=242017234567890 (probable)']],
  ['simNo=1&subId=242017234567890', ['imsi=242017234567890 (possible)']],
  ['subId=242017234567890', []],
  ['simNo=1&subId=1', []],
  ['simNo=1&subId=100017234567890', []],
  ['simNo=1&subId=20261128054451', []],
  // What programs leave around a value.
  ["imsi='242017012345678'", ['imsi=242017012345678 (probable)']],
  ['imsi=242017012345678,', ['imsi=242017012345678 (probable)']],
  ['imsi=242017012345678%00%00', ['imsi=242017012345678 (probable)']],
  ['imsi=Optional(%22242017012345678%22)', ['imsi=242017012345678 (probable)']],
  ['imsi=Some(242017012345678)', ['imsi=242017012345678 (probable)']],
])('%s in a query', (query, expected) => expect(foundInQuery(query)).toEqual(expected))
