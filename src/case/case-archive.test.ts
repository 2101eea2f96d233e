import { expect, test } from 'vitest'
import { caseArchiveKind } from './case-archive.ts'

test('a bundle, a zipped case with or without its folder, and other archives are told apart', () => {
  const inCase = ['case.yaml', 'evidence/1.pcapng', 'ledger.jsonl', 'seals/seal-5.json']
  expect(caseArchiveKind(inCase)).toBe('case')
  expect(caseArchiveKind(['nokia/', ...inCase.map((name) => `nokia/${name}`)])).toBe('case')
  expect(caseArchiveKind([...inCase, 'manifest.json', 'signature.json'])).toBe('bundle')
  expect(caseArchiveKind(['ledger.jsonl', 'manifest.json', 'signature.json'])).toBe('bundle')
  // Of a damaged bundle one of the names may be another: no case has any of them.
  expect(caseArchiveKind([...inCase, 'mAnifest.json', 'signature.json'])).toBe('bundle')
  expect(caseArchiveKind([...inCase, 'manifest.json', 'signature.jsoN'])).toBe('bundle')
  expect(caseArchiveKind(['other/case.yaml', 'ledger.jsonl'])).toBe('other')
  expect(caseArchiveKind(['case.yaml', 'traffic.har'])).toBe('other')
  expect(caseArchiveKind([])).toBe('other')
})
