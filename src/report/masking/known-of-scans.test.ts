import { expect, test } from 'vitest'
import { KnownOfScans } from './known-of-scans.ts'
import { maskedName } from './masked-name.ts'
import type { MaskedFacts } from './masker.ts'

test('what one scan knows is hidden in names that were made of all, and what was found by comparing them', () => {
  const known = new KnownOfScans()
  for (const normal of ['9f3b6c1d2e4a5807', 'B2NGAA847392'])
    known.add({ observations: [{ value: normal, normal, chain: [] }], profile: null } satisfies MaskedFacts)
  const shown = (name: string): string => maskedName(name, known.with(['tokenofone', 'short']))
  expect(shown('9f3b6c1d2e4a5807.a.example GET /b2ngaa847392/tokenofone short')).toBe(
    '9f••••••••••••07.a.example GET /b2••••••••92/to•••••••e short',
  )
})

test('addresses are hidden in names as paths write them, too', () => {
  expect(maskedName('/m/00%3A00%3A5e%3A00%3A53%3A1a/kari%40fjord.example/x')).toMatch(
    /^\/m\/00•+1a\/ka•+le\/x$/,
  )
})
