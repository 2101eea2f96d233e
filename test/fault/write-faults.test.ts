/**
 * Every call by which a case writes fails once, in turn: disk full, read-only, failing. Whatever call it is, the user is
 * told in one line, the case holds, nothing half-written is left, and the act can be done again.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { openCase } from '../../src/case/folder/open-case.ts'
import type { CaseFiles } from '../../src/case/folder/case-files.ts'
import { enterCase } from '../../src/case/folder/enter-case.ts'
import { initCase } from '../../src/case/folder/init-case.ts'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { addEvidence, itemsOf } from '../../src/case/folder/case-items.ts'
import { recordsOf } from '../../src/case/folder/custody.ts'
import { caseProblems } from '../../src/case/folder/case-problems.ts'
import { changePassphrase } from '../../src/case/keys/change-key.ts'
import { sealCase } from '../../src/case/seal.ts'
import { FaultError } from '../../src/core/errors.ts'
import { fastFolder } from '../support/fast-folder.ts'

/** Counts the calls that change the disk; the one that `failAt` names fails with `code`, and those behind it, too. */
const faults = vi.hoisted(() => ({ calls: 0, failAt: 0, isLasting: false, code: '' }))

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>()
  const names = [
    'writeSync',
    'writeFileSync',
    'fsyncSync',
    'ftruncateSync',
    'renameSync',
    'linkSync',
    'mkdirSync',
  ] as const
  const failing = names.map((name) => [
    name,
    (...args: unknown[]): unknown => {
      const isFailing =
        faults.failAt > 0 &&
        (++faults.calls === faults.failAt || (faults.isLasting && faults.calls > faults.failAt))
      if (isFailing) throw Object.assign(new Error(`${faults.code}: ${name}`), { code: faults.code })
      return (real[name] as (...own: unknown[]) => unknown)(...args)
    },
  ])
  return { ...real, ...Object.fromEntries(failing) }
})

const folder = fastFolder('writes')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const facts = { name: 'faults', device: '', timeZone: 'UTC' }
const cheap = { n: 1_024, r: 8, p: 1 }
const passphrase = 'a passphrase'
const file = join(folder, 'capture.pcap')
writeFileSync(file, Buffer.alloc(600_000, 'packets '))
let made = 0

const acts: readonly [name: string, act: (files: CaseFiles) => unknown][] = [
  ['add', (files) => addEvidence(files, file, acting)],
  ['keepResult', (files) => keepResult(files, 'k', { 'scan.json': '{}\n', 'evidence.txt': '' }, {}, acting)],
  ['seal', (files) => sealCase(files, acting)],
]

/** Does `work` with the nth call failing; gives what it threw, and whether that call was made at all. */
function withFault(
  nth: number,
  code: string,
  isLasting: boolean,
  work: () => unknown,
): { error: unknown; isMet: boolean } {
  Object.assign(faults, { calls: 0, failAt: nth, isLasting, code })
  try {
    work()
    return { error: null, isMet: faults.calls >= nth }
  } catch (error) {
    return { error, isMet: true }
  } finally {
    faults.failAt = 0
  }
}

function unfinished(files: CaseFiles): string[] {
  return readdirSync(files.folder, { recursive: true })
    .map(String)
    .filter((name) => /(?:^|\/)\.|\.writing-|\.lock|case\.lock|key\.next/.test(name))
}

describe.each([
  ['in clear', null],
  ['encrypted', passphrase],
])('a case %s', (_, phrase) => {
  test.each(acts)('%s fails at each write call in one line, and can be done again', (name, act) => {
    let calls = 0
    for (let nth = 1; ; nth++) {
      const files = initCase(join(folder, String(made++)), facts, acting, phrase, cheap)
      if (name === 'seal') addEvidence(files, file, acting)
      const code = ['ENOSPC', 'EIO', 'EROFS'][nth % 3] ?? ''
      // Full disks stay full; other faults pass.
      const { error, isMet } = withFault(nth, code, code !== 'EIO', () => act(files))
      if (!isMet) break
      calls++
      if (error !== null) {
        expect(error, `call ${nth}`).toBeInstanceOf(FaultError)
        expect((error as Error).message).toMatch(
          /^[^\n]+: (?:the disk is full|the disk fails|the disk is read-only)\.$/,
        )
      }
      const again = enterCase(files.folder, phrase)
      expect(caseProblems(again), `call ${nth}`).toEqual([])
      act(again)
      expect(caseProblems(again), `call ${nth}, again`).toEqual([])
      expect(unfinished(again), `call ${nth}`).toEqual([])
      expect(recordsOf(again.folder).map((record) => record.act)).toHaveLength(name === 'seal' ? 3 : 2)
      expect(itemsOf(again, 'evidence')).toHaveLength(name === 'keepResult' ? 0 : 1)
    }
    expect(calls).toBeGreaterThan(8)
  })

  test('init fails at each write call in one line, and leaves nothing', () => {
    let calls = 0
    for (let nth = 1; ; nth++) {
      const place = join(folder, String(made++))
      const { error, isMet } = withFault(nth, 'ENOSPC', true, () =>
        initCase(place, facts, acting, phrase, cheap),
      )
      if (!isMet) break
      calls++
      expect(error).toBeInstanceOf(FaultError)
      expect(readdirSync(folder)).not.toContain(String(made - 1))
      expect(initCase(place, facts, acting, phrase, cheap).facts).toEqual(facts)
    }
    expect(calls).toBeGreaterThan(12)
  })
})

test('another passphrase fails at each write call, and one of the two opens the case', () => {
  let calls = 0
  for (let nth = 1; ; nth++) {
    const files = initCase(join(folder, String(made++)), facts, acting, passphrase, cheap)
    const { error, isMet } = withFault(nth, 'ENOSPC', true, () =>
      changePassphrase(files, 'the other one', acting, cheap),
    )
    if (!isMet) break
    calls++
    expect(error).toBeInstanceOf(FaultError)
    const isChanged = recordsOf(files.folder).some(({ act }) => act === 'passphrase')
    const again = enterCase(files.folder, isChanged ? 'the other one' : passphrase)
    expect(caseProblems(again), `call ${nth}`).toEqual([])
    expect(() => openCase(files.folder, isChanged ? passphrase : 'the other one')).toThrow()
    expect(unfinished(again), `call ${nth}`).toEqual([])
  }
  expect(calls).toBeGreaterThan(5)
})
