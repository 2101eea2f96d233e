import { expect, test } from 'vitest'
import { profileOf } from '../../../test/support/decoded-tree.ts'
import { compile } from '../indicators.ts'
import { KnownSpellings } from './known-spellings.ts'

const imei = '352099001761481'
const home = { name: 'home', lat: 59.91273, lon: 10.74609, cells: [], bssids: [] }
const known = new KnownSpellings(compile({ ...profileOf({ imei: [imei] }), places: [home] }))

function asked(bytes: Buffer): { search: boolean; hasAny: boolean } {
  return { search: known.search(bytes, 0, bytes.length), hasAny: known.hasAny(bytes, 0, bytes.length) }
}

test.each([
  ['as it is', Buffer.from(`id=${imei}`), true],
  ['without its check digit', Buffer.from(`id=${imei.slice(0, -1)}`), true],
  ['in base64', Buffer.from(Buffer.from(`id=${imei}`).toString('base64')), true],
  ['of another phone', Buffer.from('id=861234567890127'), false],
])('a value of the profile %s', (_, bytes, isThere) => {
  expect(asked(bytes)).toEqual({ search: isThere, hasAny: isThere })
})

test('a value that goes on behind the bytes is not in them', () => {
  const bytes = Buffer.from(`id=${imei}`)
  expect(known.search(bytes, 0, bytes.length - 8)).toBe(false)
  expect(known.hasAny(bytes, 0, bytes.length - 8)).toBe(false)
})

test('what stands for somewhere near a place is read before it is known to be, and asked for by hasAny alone', () => {
  // Plus codes of the same square kilometre, and of one that is far away.
  expect(asked(Buffer.from('at=9FFGWP7W+4C'))).toEqual({ search: false, hasAny: true })
  expect(asked(Buffer.from('at=9F4MGC2M+2F'))).toEqual({ search: false, hasAny: false })
})
