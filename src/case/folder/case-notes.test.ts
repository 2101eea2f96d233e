import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../../test/support/test-folder.ts'
import { CaseFiles } from './case-files.ts'
import { addEvidence } from './case-items.ts'
import { caseNotes } from './case-notes.ts'
import { initCase } from './init-case.ts'

const folder = testFolder('notes')
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }

test('links and hidden files are told, and nothing of a case as it was made', () => {
  const path = join(folder, 'case')
  mkdirSync(path)
  initCase(path, { name: 'a', device: '', timeZone: 'UTC' }, acting)
  const files = new CaseFiles(path, false, null)
  writeFileSync(join(folder, 'a.pcap'), 'a capture')
  const item = addEvidence(files, join(folder, 'a.pcap'), acting)
  expect(caseNotes(files)).toEqual([])
  const away = 'is a link: what it leads to is not in the case, and a copy of it may come without'
  renameSync(join(path, item.path), join(folder, 'away'))
  symlinkSync(join(folder, 'away'), join(path, item.path))
  writeFileSync(join(path, 'evidence/.x'), '')
  for (const begun of ['.pending-1-x', '.adding-1', '.writing-1-seal-8.json', '.x.writing-1', '.lock-1'])
    writeFileSync(join(path, 'evidence', begun), '')
  const hidden = 'evidence/.x is hidden, and in no act: nothing reads it'
  expect(caseNotes(files)).toEqual([`${item.path} ${away}`, hidden])
  renameSync(join(path, 'evidence'), join(folder, 'all'))
  symlinkSync(join(folder, 'all'), join(path, 'evidence'))
  expect(caseNotes(files)).toEqual([`evidence ${away}`, `${item.path} ${away}`, hidden])
})
