/**
 * The power is cut at each call by which a case writes, in turn: what was written and not flushed is lost or torn, and
 * names that were not flushed are as they were before, or not. Afterwards the case holds, and all that was acknowledged
 * is there. A model of a disk, harsher than most: it keeps what was flushed, and nothing else.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { openCase } from '../../src/case/folder/open-case.ts'
import type { CaseFiles } from '../../src/case/folder/case-files.ts'
import { enterCase } from '../../src/case/folder/enter-case.ts'
import { initCase } from '../../src/case/folder/init-case.ts'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { addEvidence } from '../../src/case/folder/case-items.ts'
import { recordsOf } from '../../src/case/folder/custody.ts'
import { caseProblems } from '../../src/case/folder/case-problems.ts'
import { changePassphrase } from '../../src/case/keys/change-key.ts'
import { sealCase } from '../../src/case/seal.ts'
import { fastFolder } from '../support/fast-folder.ts'

const disk = vi.hoisted(() => ({
  calls: 0,
  /** The call at which the power is cut; 0 while the disk is only a disk. */
  cutAt: 0,
  isCut: false,
  open: new Map<number, string>(),
  /** Files with bytes that were not flushed, and how many of theirs were. */
  dirty: new Map<string, number>(),
  /** Changes of names that were not flushed, in order. */
  names: [] as { readonly from: string | null; readonly to: string; readonly before: Buffer | null }[],
}))

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>()
  const spend = (): void => {
    if (disk.cutAt === 0) return
    if (++disk.calls >= disk.cutAt) disk.isCut = true
    if (disk.isCut) throw new Error('the power is cut')
  }
  const moved = (path: string, from: string, to: string): string =>
    path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path
  return {
    ...real,
    openSync(path: string, flags: string, mode?: number) {
      const isWriting = flags !== 'r'
      if (isWriting) spend()
      const isNew = isWriting && !real.existsSync(path)
      const file = real.openSync(path, flags, mode)
      disk.open.set(file, path)
      if (isNew) disk.names.push({ from: null, to: path, before: null })
      if (flags.startsWith('w')) disk.dirty.set(path, 0)
      return file
    },
    writeSync(file: number, ...rest: [Uint8Array, number?, number?, number?]) {
      spend()
      const path = disk.open.get(file) ?? ''
      if (!disk.dirty.has(path)) disk.dirty.set(path, real.fstatSync(file).size)
      return real.writeSync(file, ...rest)
    },
    fsyncSync(file: number) {
      spend()
      const path = disk.open.get(file) ?? ''
      disk.dirty.delete(path)
      disk.names = disk.names.filter(({ to }) => to.slice(0, to.lastIndexOf('/')) !== path)
      real.fsyncSync(file)
    },
    renameSync(from: string, to: string) {
      spend()
      const isFile = real.statSync(to, { throwIfNoEntry: false })?.isFile() === true
      const before = isFile ? real.readFileSync(to) : null
      real.renameSync(from, to)
      disk.names.push({ from, to, before })
      disk.dirty = new Map([...disk.dirty].map(([path, bytes]) => [moved(path, from, to), bytes]))
    },
    rmSync(...args: Parameters<typeof real.rmSync>) {
      if (!disk.isCut) real.rmSync(...args)
    },
  }
})

const folder = fastFolder('power')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const facts = { name: 'power', device: '', timeZone: 'UTC' }
const cheap = { n: 1_024, r: 8, p: 1 }
const passphrase = 'a passphrase'
const file = join(folder, 'capture.pcap')
writeFileSync(file, 'captured')
let made = 0

/** What the disk has after the cut. `areNamesLost`: a file system may have written names that nobody flushed. */
async function lose(areNamesLost: boolean): Promise<void> {
  const real = await vi.importActual<typeof import('node:fs')>('node:fs')
  const { existsSync, renameSync, rmSync: remove, statSync, truncateSync } = real
  for (const [path, flushed] of disk.dirty) {
    if (!existsSync(path) || statSync(path).isDirectory()) continue
    // Torn: a half of what was not flushed got there.
    truncateSync(path, flushed + Math.floor((statSync(path).size - flushed) / 2))
  }
  for (const { from, to, before } of areNamesLost ? disk.names.toReversed() : []) {
    if (!existsSync(to)) continue
    if (from === null) remove(to, { force: true })
    else {
      renameSync(to, from)
      if (before !== null) real.writeFileSync(to, before)
    }
  }
  Object.assign(disk, { calls: 0, cutAt: 0, isCut: false, dirty: new Map(), names: [] })
}

describe.each([
  ['in clear', null, false],
  ['in clear, names lost', null, true],
  ['encrypted', passphrase, false],
  ['encrypted, names lost', passphrase, true],
])('a case %s', (_, phrase, areNamesLost) => {
  test('holds after every cut, with all that was acknowledged', async () => {
    let cuts = 0
    for (let nth = 1; ; nth++) {
      const files = initCase(join(folder, String(made++)), facts, acting, phrase, cheap)
      const acknowledged: string[] = []
      Object.assign(disk, { calls: 0, cutAt: nth, isCut: false, dirty: new Map(), names: [] })
      let isCut = false
      try {
        work(files, phrase, acknowledged)
      } catch (error) {
        if (!disk.isCut) throw error
        isCut = true
      }
      await lose(areNamesLost)
      if (!isCut) break
      cuts++
      const isChanged = recordsOf(files.folder).some(({ act }) => act === 'passphrase')
      const again = enterCase(files.folder, phrase === null ? null : isChanged ? 'another one' : phrase)
      expect(caseProblems(again).filter(isTold), `cut ${nth}`).toEqual([])
      expect(
        recordsOf(files.folder).map(({ act }) => act),
        `cut ${nth}`,
      ).toEqual(expect.arrayContaining(acknowledged))
      if (nth % 3 !== 0) continue
      // And it goes on.
      work(again, phrase, [])
      const last = openCase(files.folder, phrase === null ? null : 'another one')
      expect(caseProblems(last), `cut ${nth}, gone on`).toEqual([])
    }
    expect(cuts).toBeGreaterThan(phrase === null ? 25 : 40)
  })
})

function work(files: CaseFiles, phrase: string | null, acknowledged: string[]): void {
  addEvidence(files, file, acting)
  acknowledged.push('add')
  keepResult(files, 'k', { 'scan.json': '{}\n' }, {}, acting)
  acknowledged.push('scan')
  sealCase(files, acting)
  acknowledged.push('seal')
  if (phrase === null) return
  changePassphrase(files, 'another one', acting, cheap)
  acknowledged.push('passphrase')
}

/** What the next act puts right is no fault. */
function isTold(problem: string): boolean {
  return !problem.includes('were not finished')
}
