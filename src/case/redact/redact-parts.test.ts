import { expect, test } from 'vitest'
import { redactableParts, redactParts } from './redact-parts.ts'

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

test('digests of the parts are not looked through: each might be a salted one of any value', async () => {
  const sha256 = 'ab12'.repeat(16)
  const looked: string[] = []
  const capture = `evidence/${sha256}.har`
  const texts = new Map([
    ['case.yaml', 'name: x\n'],
    ['results/0123456789abcdef-0/evidence.txt', `o1\n    ${capture}, entry 1\n`],
    ['results/0123456789abcdef-0/scan.json', JSON.stringify({ captures: [{ path: capture, sha256 }] })],
  ])
  const manifest = {
    schema: 'varde/bundle@1' as const,
    case: { name: '', device: '', timeZone: 'UTC' },
    sealedAt: '2026-01-01T00:00:00Z',
    operator: '',
    engine: { version: '0', data: [] },
    settings: { limits: '', eventsZone: null, clockOffset: null },
    host: { system: '', runtime: '' },
    timeStamp: null,
    parts: [{ name: capture, bytes: 1, sha256 }],
    merkleRoot: 'cd34'.repeat(16),
    recipes: [],
  }
  const { parts } = await redactParts(
    { manifest, texts, frames: new Map() },
    [],
    new Set(),
    (text) => {
      looked.push(text)
      return { identifiers: [], isAll: true }
    },
    { at: '2026-01-01T00:00:00Z', act: 'redact', by: 'Ada', version: '0', details: {} },
  )
  expect(looked.filter((text) => text.includes(sha256))).toEqual([])
  const all = parts.map(({ text }) => text).join('\n')
  expect(all).not.toContain(sha256)
  expect(all).toContain('    evidence/⟦digest 1⟧.har, entry 1')
  expect(all).toContain('"path": "evidence/⟦digest 1⟧.har"')
})
