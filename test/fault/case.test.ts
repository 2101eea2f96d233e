/** Cases under faults: kills, a full disk, a folder that cannot be written, two at once, flipped bits. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  addEvidence,
  caseProblems,
  initCase,
  itemsOf,
  record,
  recordsOf,
} from '../../src/case/case-folder.ts'
import { FaultError, InputError } from '../../src/core/errors.ts'
import { killWriters } from './case-kill.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-case-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }

function newCase(name: string): string {
  const place = join(folder, name)
  initCase(place, { name: 'a case: "quoted"\nname: other', device: '', timeZone: 'UTC' }, acting)
  return place
}

function fileOf(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('a case', () => {
  test('keeps what is added once, under its digest, and says every act', () => {
    const place = newCase('plain')
    const file = fileOf('a.pcap', 'captured')
    expect(addEvidence(place, file, acting)).toMatchObject({ isNew: true })
    expect(addEvidence(place, file, acting)).toMatchObject({ isNew: false })
    expect(itemsOf(place, 'evidence')).toHaveLength(1)
    expect(recordsOf(place).map(({ act }) => act)).toEqual(['init', 'add'])
    expect(caseProblems(place)).toEqual([])
    expect(readFileSync(join(place, 'case.yaml'), 'utf8').split('\n')).toHaveLength(5)
  })

  test('finds evidence that was changed, taken away or slipped in, and a ledger that was rewritten', () => {
    const place = newCase('changed')
    const { path } = addEvidence(place, fileOf('b.pcap', 'captured too'), acting)
    writeFileSync(join(place, path), 'something else')
    expect(caseProblems(place)).toEqual([`${path} was changed`])
    rmSync(join(place, path))
    expect(caseProblems(place)).toEqual([expect.stringMatching(/was added and is missing$/)])
    writeFileSync(join(place, `evidence/${'0'.repeat(64)}.pcap`), '')
    expect(caseProblems(place)).toContain(`evidence/${'0'.repeat(64)}.pcap is not in the ledger`)
    const ledger = join(place, 'ledger.jsonl')
    writeFileSync(ledger, readFileSync(ledger, 'utf8').replace('"by":"Ada"', '"by":"Eve"'))
    expect(caseProblems(place)).toContain('ledger line 1: its hash does not hold')
  })

  test('goes on behind a line that was not finished', () => {
    const place = newCase('torn')
    record(place, 'note', {}, acting)
    const ledger = join(place, 'ledger.jsonl')
    const { length } = readFileSync(ledger)
    record(place, 'lost', {}, acting)
    truncateSync(ledger, length + 20)
    expect(caseProblems(place)).toEqual([expect.stringMatching(/ends in 20 bytes that were not finished/)])
    record(place, 'next', {}, acting)
    expect(recordsOf(place).map(({ act }) => act)).toEqual(['init', 'note', 'next'])
    expect(caseProblems(place)).toEqual([])
  })

  test('takes over the lock of a process that is no more', () => {
    const place = newCase('locked')
    const dead = spawnSync(process.execPath, ['-e', '0']).pid
    writeFileSync(join(place, 'case.lock'), String(dead))
    expect(record(place, 'note', {}, acting).sequence).toBe(2)
  })

  test('refuses in one line what is no file, and a folder that is not empty', () => {
    const place = newCase('refused')
    expect(() => addEvidence(place, join(folder, 'nothing'), acting)).toThrow(InputError)
    expect(() => addEvidence(place, folder, acting)).toThrow(/is no regular file/)
    expect(() => initCase(place, { name: '', device: '', timeZone: '' }, acting)).toThrow(/is not empty/)
  })

  test('says that the disk is full, and holds afterwards', (context) => {
    const disk = join(folder, 'small-disk')
    mkdirSync(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk])
    context.skip(mounted.status !== 0, 'a small disk cannot be mounted here')
    try {
      const place = join(disk, 'case')
      initCase(place, { name: 'full', device: '', timeZone: 'UTC' }, acting)
      const large = fileOf('large.pcap', Buffer.alloc(1_000_000, 1))
      expect(() => addEvidence(place, large, acting)).toThrow(FaultError)
      expect(() => addEvidence(place, large, acting)).toThrow(/the disk is full/)
      expect(caseProblems(place)).toEqual([])
      expect(itemsOf(place, 'evidence')).toEqual([])
    } finally {
      spawnSync('umount', [disk])
    }
  })

  test('loses nothing that was acknowledged, however often its writer is killed', async () => {
    const outcome = await killWriters(12, 40)
    expect(outcome).toMatchObject({ kills: 12, lost: [], problems: [] })
    expect(outcome.acknowledged).toBeGreaterThan(12)
    expect(outcome.leftBehind).toBeLessThanOrEqual(2)
  })
})
