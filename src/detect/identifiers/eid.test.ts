import { expect, test } from 'vitest'
import { foundIn, foundInQuery } from '../../../test/support/decoded-tree.ts'

const eid = '89049032004008882600000001928339'
const inBase64 = Buffer.from(eid, 'hex').toString('base64')
const found = [`eid=${eid} (probable)`]

test('under its name also as what the card answers, in base64', () => {
  expect(foundIn({ eid: inBase64 })).toEqual(found)
  expect(foundIn({ euicc: { eidValue: inBase64 } })).toEqual(found)
  expect(foundInQuery(`eid=${encodeURIComponent(inBase64)}`)).toEqual(found)
})

test.each([
  { id: inBase64 },
  // Sixteen bytes of anything, and digits without a right check.
  { eid: 'fCHwqUvjXYhmofMwe+LJ1A==' },
  { eid: Buffer.from('19049032004008882600000001928339', 'hex').toString('base64') },
])('%j has none', (body) => {
  expect(foundIn(body)).toEqual([])
})

test('digits whose check is wrong are less sure', () => {
  const wrong = Buffer.from(`${eid.slice(0, -1)}8`, 'hex').toString('base64')
  expect(foundIn({ eid: wrong })).toEqual([`eid=${eid.slice(0, -1)}8 (possible)`])
})
