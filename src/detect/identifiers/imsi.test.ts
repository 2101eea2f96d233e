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
  // Names of 5G that conceal nothing; keys of others do, and codes of no country are none.
  ['x=suci-0-242-01-0-0-0-7234567890', ['imsi=242017234567890 (certain)']],
  ['x=suci-0-310-260-12-0-0-723456789', ['imsi=310260723456789 (certain)']],
  ['x=suci-0-242-01-0-1-27-7234567890', []],
  ['x=suci-0-242-001-0-0-0-7234567890', []],
  ['x=suci-0-299-01-0-0-0-7234567890', []],
  [
    'x=type0.rid0.schid0.userid7234567890@nai.5gc.mnc001.mcc242.3gppnetwork.org',
    ['imsi=242017234567890 (certain)'],
  ],
  [
    'x=type0.rid678.schid0.userid723456789%40nai.5gc-nswo.mnc260.mcc310.3gppnetwork.org',
    ['imsi=310260723456789 (certain)'],
  ],
  ['x=type0.rid0.schid1.hnkey27.ecckey7234567890@nai.5gc.mnc001.mcc242.3gppnetwork.org', []],
  // What programs leave around a value.
  ["imsi='242017012345678'", ['imsi=242017012345678 (probable)']],
  ['imsi=242017012345678,', ['imsi=242017012345678 (probable)']],
  ['imsi=242017012345678%00%00', ['imsi=242017012345678 (probable)']],
  ['imsi=Optional(%22242017012345678%22)', ['imsi=242017012345678 (probable)']],
  ['imsi=Some(242017012345678)', ['imsi=242017012345678 (probable)']],
])('%s in a query', (query, expected) => expect(foundInQuery(query)).toEqual(expected))

test.each([
  // As the card holds it: 15 digits, and 14.
  ['EF_IMSI', '082924107132547698', ['imsi=242011723456789 (probable)']],
  ['efImsi', '08 29 24 10 71 32 54 76 98', ['imsi=242011723456789 (probable)']],
  ['imsi_raw', '08:29:24:10:71:32:54:76:98', ['imsi=242011723456789 (probable)']],
  ['IMSI', '0821241071325476f8', ['imsi=24201172345678 (probable)']],
  // Another length, parity, filler, country.
  ['EF_IMSI', '072924107132547698', []],
  ['EF_IMSI', '082124107132547698', []],
  ['EF_IMSI', '0829241071325476f8', []],
  ['EF_IMSI', '082A24107132547698', []],
  ['EF_IMSI', '089999997132547698', []],
  ['EF_IMSI', '08FFFFFFFFFFFFFFFF', []],
  ['count', '082924107132547698', []],
])('%s: %s', (name, value, expected) => {
  expect(foundIn({ [name]: value })).toEqual(expected)
})
