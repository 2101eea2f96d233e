import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile } from '../../../test/support/capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import { CaseFiles } from '../../case/folder/case-files.ts'
import { initCase } from '../../case/folder/init-case.ts'
import { addEvidence } from '../../case/folder/case-items.ts'
import { record, recordsOf } from '../../case/folder/custody.ts'
import { ledgerName } from '../../case/manifest.ts'
import { checkBundle } from '../../case/bundle/verify-bundle.ts'
import { bundleCase } from './write-bundle.ts'

const folder = testFolder('write-bundle')
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }

/** A case in which something happens behind each reading of a file. */
class ChangingCase extends CaseFiles {
  private readonly happens: (name: string, files: CaseFiles) => void

  constructor(path: string, happens: (name: string, files: CaseFiles) => void) {
    super(path, false, null)
    this.happens = happens
  }

  override pieces(name: string, take: (piece: Buffer) => void): void {
    super.pieces(name, take)
    this.happens(name, this)
  }
}

function caseAt(name: string): { path: string; evidence: string } {
  const path = join(folder, name)
  mkdirSync(path)
  const files = initCase(path, { name, device: '', timeZone: 'UTC' }, acting)
  const capture = join(folder, `${name}.pcap`)
  writeFileSync(capture, pcapFile([Buffer.from('invented')]))
  return { path, evidence: addEvidence(files, capture, acting).path }
}

test('an act of another command while a bundle is written does not break it', async () => {
  const { path } = caseAt('acts')
  const output = join(folder, 'acts.varde')
  const files = new ChangingCase(path, (name, changing) => {
    if (name === ledgerName) record(changing, 'note', {}, acting)
  })
  await bundleCase(files, output, acting)
  expect(recordsOf(path).at(-1)?.act).toBe('note')
  const bytes = readFileSync(output)
  const checked = checkBundle({ size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) })
  expect(checked.discrepancies).toEqual([])
})

test('evidence that is changed between its two readings makes no bundle', async () => {
  const { path, evidence } = caseAt('changes')
  const output = join(folder, 'changes.varde')
  const files = new ChangingCase(path, (name) => {
    if (name === evidence && recordsOf(path).at(-1)?.act === 'bundle')
      writeFileSync(join(path, evidence), pcapFile([Buffer.from('altered!')]))
  })
  await expect(bundleCase(files, output, acting)).rejects.toThrow(
    `${evidence} was changed while it was bundled: no bundle is written.`,
  )
  expect(existsSync(output)).toBe(false)
  expect(recordsOf(path).at(-1)?.act).toBe('bundle-failed')
})

test('what another command adds while the result is derived is in the bundle, or not at all', async () => {
  const { path, evidence } = caseAt('adds')
  const output = join(folder, 'adds.varde')
  const other = join(folder, 'other.pcap')
  writeFileSync(other, pcapFile([Buffer.from('another one')]))
  let added = ''
  let readings = 0
  const files = new ChangingCase(path, (name, changing) => {
    // Once it is read to see whether the case holds, and then to be scanned.
    if (name === evidence && ++readings === 2) added = addEvidence(changing, other, acting).path
  })
  await bundleCase(files, output, acting)
  const bytes = readFileSync(output)
  const checked = checkBundle({ size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) })
  expect(checked.discrepancies).toEqual([])
  expect(checked.manifest?.recipes[0]?.captures.toSorted()).toEqual([evidence, added].toSorted())
})

test('evidence that was changed before it is read at all is told in the ledger, too', async () => {
  const { path, evidence } = caseAt('changed')
  const output = join(folder, 'changed.varde')
  let readings = 0
  const files = new ChangingCase(path, (name) => {
    // Once it is read to see whether the case holds, and then with the act in it.
    if (name === ledgerName && ++readings === 2)
      writeFileSync(join(path, evidence), pcapFile([Buffer.from('altered!')]))
  })
  await expect(bundleCase(files, output, acting)).rejects.toThrow(`${evidence} was changed`)
  expect(recordsOf(path).at(-1)?.act).toBe('bundle-failed')
})
