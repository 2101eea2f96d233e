import { expect, test } from 'vitest'
import { Rng } from '../../tools/bench/rng.ts'
import { hasDocumentSign } from './document-signs.ts'

test.each([
  ['FIT', '0e20340800000000 2e464954 0000'],
  ['serialised Java', 'aced0005 7400036f6e65 000000'],
  ['Ion', 'e00100ea ee9681830000000000'],
  ['a pickle of version 2', '80027d71005804000000696d6569'],
  ['a pickle of version 4', '8004951e00000000000000 7d 94'],
])('%s', (_, hex) => {
  const bytes = Buffer.from(`ff${hex.replaceAll(' ', '')}`, 'hex')
  expect(hasDocumentSign(bytes, 1, bytes.length)).toBe(true)
  expect(hasDocumentSign(bytes, 0, bytes.length)).toBe(false)
  expect(hasDocumentSign(bytes, 1, 10)).toBe(false)
})

test('random bytes begin none', () => {
  const rng = new Rng('document signs')
  for (let round = 0; round < 20_000; round++) expect(hasDocumentSign(rng.bytes(24), 0, 24)).toBe(false)
})
