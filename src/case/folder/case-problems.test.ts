import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../../test/support/test-folder.ts'
import { CaseFiles } from './case-files.ts'
import { initCase } from './init-case.ts'
import { addEvidence } from './case-items.ts'
import { caseProblems } from './case-problems.ts'

const folder = testFolder('problems')
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }

/** A case of which another process, which is running, brings a file to its place when evidence has been looked at, and results are. */
class BusyCase extends CaseFiles {
  private readonly place: string
  private isThere = false

  constructor(path: string) {
    super(path, false, null)
    writeFileSync(join(folder, 'a.pcap'), 'a capture')
    const item = addEvidence(this, join(folder, 'a.pcap'), acting)
    this.place = join(path, item.path)
    renameSync(this.place, this.pending)
  }

  private get pending(): string {
    return this.place.replace(/([^/]*)$/, `.pending-${process.ppid}-$1`)
  }

  override namesIn(place: string): string[] {
    const names = super.namesIn(place)
    if (place === 'results' && !this.isThere) {
      this.isThere = true
      renameSync(this.pending, this.place)
    }
    return names
  }
}

test('a file that another act brings to its place during the look is not missing', () => {
  const path = join(folder, 'case')
  mkdirSync(path)
  initCase(path, { name: 'busy', device: '', timeZone: 'UTC' }, acting)
  expect(caseProblems(new BusyCase(path))).toEqual([])
})

test('a ledger that others cannot read is told', () => {
  const path = join(folder, 'latin')
  mkdirSync(path)
  initCase(path, { name: 'latin', device: '', timeZone: 'UTC' }, { ...acting, by: 'A\ufffda' })
  const files = new CaseFiles(path, false, null)
  expect(caseProblems(files)).toEqual([])
  const text = readFileSync(join(path, 'ledger.jsonl'), 'utf8')
  writeFileSync(join(path, 'ledger.jsonl'), Buffer.from(text.replace('\ufffd', '\xff'), 'latin1'))
  expect(caseProblems(files)).toEqual(['the ledger is no UTF-8'])
})
