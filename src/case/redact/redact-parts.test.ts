import { expect, test } from 'vitest'
import { redactableParts } from './redact-parts.ts'

test('the description of the case, the ledger and results are shown redacted, and nothing else is', () => {
  const shown = [
    'case.yaml',
    'ledger.jsonl',
    'results/0123456789abcdef-0/scan.json',
    'results/0123456789abcdef-0/evidence.txt',
    'results/0123456789abcdef-0/recipe.json',
  ]
  const kept = ['captures/a.pcap', 'profile.yaml', 'keys/a.txt', 'results/0123456789abcdef-0/tables.json']
  const parts = [...kept, ...shown].map((name) => ({ name, bytes: 1, sha256: '' }))
  expect(redactableParts(parts)).toEqual(shown)
})
