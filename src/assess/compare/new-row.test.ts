import { expect, test } from 'vitest'
import { compare, recipient, side } from '../../../test/support/compared-sides.ts'
import type { CompareRow } from './compare-row.ts'
import type { Side } from '../side.ts'

test('new', () => {
  const { rows } = compare(side(40, 0), side(40, 38))
  expect(rows.map((one) => one.status)).toEqual(['new', 'new'])
  expect(rows[0]?.sentence).toContain('38 of 40 unlocks')
})

test('what was hidden before, or may not have come by chance, is not known to be new', () => {
  const doubtOf = (before: Side): string | null | undefined => compare(before, side(40, 38)).rows[0]?.doubt
  expect(doubtOf(side(40, 0))).toBeNull()
  expect(doubtOf(side(40, 0, { recipients: [recipient({ protocols: ['tls'] })] }))).toBe(
    'it was contacted before, too, and then what is sent there can not be read',
  )
  expect(doubtOf(side(40, 0, { recipients: [recipient()] }))).toBeNull()
  expect(doubtOf(side(1, 0))).toMatch(/^too little was observed before \(p = 0\.0\d+\)$/)
  expect(doubtOf(side(0, 0))).toBe('no unlock was observed before')
  const { rows, sentence } = compare(side(1, 0), side(40, 38))
  expect(rows[0]?.sentence).toContain(
    'imei to server.example: sent now, and not seen before (0 of 1 unlock before, 38 of 40 unlocks after), which may be nothing new: too little was observed before',
  )
  expect(sentence).toContain('2 new (perhaps sent before, too)')
})

test('an address of a server that had a name before is not known to be new', () => {
  const address = '203.0.113.7'
  const nameless = side(40, 38, {
    transmissions: [
      ...side(40, 38).transmissions,
      ...side(40, 2).transmissions.map((one) => ({ ...one, host: address })),
    ],
    recipients: [recipient(), recipient({ host: address, addresses: [address] })],
  })
  const newOf = (before: Side): CompareRow | undefined =>
    compare(before, nameless).rows.find(({ recipient: name }) => name === address)
  const named = side(40, 38, { recipients: [recipient({ addresses: [address] })] })
  // Whatever else the named one was sent.
  const beside = side(40, 2).transmissions.map((one) => ({ ...one, identifiers: ['build'] }))
  expect(newOf({ ...named, transmissions: [...named.transmissions, ...beside] })).toMatchObject({
    status: 'new',
    doubt: 'it is an address of server.example, which was sent it before',
  })
  expect(
    newOf(side(40, 38, { recipients: [recipient({ addresses: ['203.0.113.8'] })] }))?.doubt ?? '',
  ).not.toContain('address of')
})
