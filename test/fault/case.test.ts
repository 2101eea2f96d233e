/**
 * Cases under faults, in clear and encrypted: kills, a full disk, a folder that cannot be written, two at once, flipped
 * bits.
 */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { TestContext } from 'vitest'
import { openCase } from '../../src/case/folder/open-case.ts'
import type { CaseFiles } from '../../src/case/folder/case-files.ts'
import { initCase } from '../../src/case/folder/init-case.ts'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { addEvidence, itemsOf } from '../../src/case/folder/case-items.ts'
import { detailsOf, record, recordsOf } from '../../src/case/folder/custody.ts'
import { caseProblems, requireSound } from '../../src/case/folder/case-problems.ts'
import { sha256 } from '../../src/case/digest.ts'
import { FaultError, InputError } from '../../src/core/errors.ts'
import { times } from '../support/depth.ts'
import { fastFolder } from '../support/fast-folder.ts'
import { killWriters } from './case-kill.ts'

const smallDisk = fileURLToPath(new URL('small-disk.ts', import.meta.url))

const folder = fastFolder('case')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const passphrase = 'correct horse battery'
/** Costs little, as there are many of them here. */
const cheap = { n: 1_024, r: 8, p: 1 }
const facts = { name: 'a case: "quoted"\nname: other', device: '', timeZone: 'UTC' }

function newCase(name: string, isEncrypted: boolean): CaseFiles {
  return initCase(join(folder, name), facts, acting, isEncrypted ? passphrase : null, cheap)
}

function fileOf(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

/** Every file below a folder, as paths. */
function filesBelow(place: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

describe.each([
  ['in clear', false],
  ['encrypted', true],
])('a case %s', (form, isEncrypted) => {
  test('keeps what is added once, under its digest, and says every act', () => {
    const files = newCase(`plain ${form}`, isEncrypted)
    const file = fileOf('a.pcap', 'captured')
    expect(addEvidence(files, file, acting)).toMatchObject({ isNew: true })
    expect(addEvidence(files, file, acting)).toMatchObject({ isNew: false })
    expect(itemsOf(files, 'evidence')).toMatchObject([{ bytes: 8 }])
    expect(recordsOf(files.folder).map(({ act }) => act)).toEqual(['init', 'add'])
    expect(caseProblems(files)).toEqual([])
    expect(files.facts).toEqual(facts)
    expect(recordsOf(files.folder).map((one) => detailsOf(files, one)['name'])).toEqual([
      facts.name,
      'a.pcap',
    ])
  })

  test('finds evidence that was taken away or slipped in, and a ledger that was rewritten', () => {
    const files = newCase(`changed ${form}`, isEncrypted)
    const { path } = addEvidence(files, fileOf('b.pcap', 'captured too'), acting)
    const stored = join(files.folder, files.stored(path))
    const other = files.stored(`evidence/${'0'.repeat(64)}.pcap`)
    renameSync(stored, join(files.folder, other))
    expect(caseProblems(files)).toEqual([
      `evidence/${'0'.repeat(64)}.pcap was changed`,
      `evidence/${'0'.repeat(64)}.pcap is not in the ledger`,
      expect.stringMatching(/was added and is missing$/),
    ])
    const ledger = join(files.folder, 'ledger.jsonl')
    writeFileSync(ledger, readFileSync(ledger, 'utf8').replace('"by":"Ada"', '"by":"Eve"'))
    expect(caseProblems(files)).toContain('ledger line 1: its hash does not hold')
  })

  test('finds a flipped bit in every file, wherever it is', () => {
    const files = newCase(`flipped ${form}`, isEncrypted)
    addEvidence(files, fileOf('c.pcap', Buffer.alloc(300_000, 'packets ')), acting)
    addEvidence(files, fileOf('c.yaml', 'imei: 490154203718467'), acting, 'profile')
    addEvidence(files, fileOf('c.ndjson', '{"kind":"unlock"}'), acting, 'events')
    addEvidence(files, fileOf('c.keys', 'CLIENT_RANDOM'), acting, 'keys')
    keepResult(files, 'one', { 'scan.json': '{"findings":[]}\n', 'evidence.txt': '' }, {}, acting)
    expect(caseProblems(files)).toEqual([])
    const all = filesBelow(files.folder).filter((path) => statSync(path).size > 0)
    expect(all.length).toBe(isEncrypted ? 11 : 9 - 1)
    for (const path of all) {
      const good = readFileSync(path)
      for (let round = 0; round < times(6, 12); round++) {
        const bit = (round * 2_654_435_761) % (good.length * 8)
        const bad = Buffer.from(good)
        bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
        writeFileSync(path, bad)
        expect(problemsOf(files), `bit ${bit} of ${path}`).not.toEqual([])
      }
      for (const length of [0, good.length - 1, good.length >> 1]) {
        writeFileSync(path, good.subarray(0, length))
        expect(problemsOf(files), `${path} cut to ${length}`).not.toEqual([])
      }
      writeFileSync(path, good)
    }
    expect(caseProblems(files)).toEqual([])
  })

  test('whose ledger does not hold takes no act but to be forgotten, and is not vouched for', () => {
    const files = newCase(`broken ${form}`, isEncrypted)
    addEvidence(files, fileOf('d.pcap', 'captured'), acting)
    const ledger = join(files.folder, 'ledger.jsonl')
    const text = readFileSync(ledger, 'utf8')
    expect(() => requireSound(files, 'nothing is done')).not.toThrow()
    writeFileSync(ledger, text.replace('"by":"Ada"', '"by":"Eve"'))
    for (const act of [
      () => addEvidence(files, fileOf('e.pcap', 'more'), acting),
      () => record(files, 'bundle', {}, acting),
      () => requireSound(files, 'nothing is done'),
    ])
      expect(act).toThrow(/does not hold \(ledger line 1: its hash does not hold[^)]*\): nothing is /)
    expect(filesBelow(join(files.folder, 'evidence')).length).toBe(1)
    if (isEncrypted) expect(record(files, 'forget', {}, acting).act).toBe('forget')
    writeFileSync(ledger, text)
    expect(addEvidence(files, fileOf('e.pcap', 'more'), acting).isNew).toBe(true)
    expect(caseProblems(files)).toEqual([])
  })

  test('goes on behind a line that was not finished', () => {
    const files = newCase(`torn ${form}`, isEncrypted)
    record(files, 'note', {}, acting)
    const ledger = join(files.folder, 'ledger.jsonl')
    const { length } = readFileSync(ledger)
    record(files, 'lost', {}, acting)
    truncateSync(ledger, length + 20)
    expect(caseProblems(files)).toEqual([expect.stringMatching(/ends in 20 bytes that were not finished/)])
    record(files, 'next', {}, acting)
    expect(recordsOf(files.folder).map(({ act }) => act)).toEqual(['init', 'note', 'next'])
    expect(caseProblems(files)).toEqual([])
  })

  test('takes over the lock of a process that is no more', () => {
    const files = newCase(`locked ${form}`, isEncrypted)
    const dead = spawnSync(process.execPath, ['-e', '0']).pid
    writeFileSync(join(files.folder, 'case.lock'), String(dead))
    expect(record(files, 'note', {}, acting).sequence).toBe(2)
    // A number that another process has by now.
    writeFileSync(join(files.folder, 'case.lock'), `${process.ppid} 1`)
    expect(record(files, 'note', {}, acting).sequence).toBe(3)
  })

  test('says that the disk is full, and holds afterwards', (context) => {
    const outcome = onSmallDisk(form, 'full', isEncrypted, context)
    const full = expect.stringMatching(/^FaultError: .*: the disk is full\.$/) as unknown
    expect(outcome).toEqual({
      added: full,
      kept: full,
      filled: expect.stringMatching(
        /^FaultError: the ledger of .* cannot be written: the disk is full\.$/,
      ) as unknown,
      sealed: full,
      changed: isEncrypted ? full : 'nothing',
      other: full,
      isCounted: true,
      problems: [],
      left: [],
      leftOfOther: [],
    })
  })

  test('is read from a disk that cannot be written, and says so to who would write', (context) => {
    const outcome = onSmallDisk(form, 'read-only', isEncrypted, context)
    const readOnly = expect.stringMatching(/^FaultError: .*: the disk is read-only\.$/) as unknown
    expect(outcome).toEqual({
      problems: [],
      read: 'captured',
      added: readOnly,
      recorded: readOnly,
      sealed: readOnly,
    })
  })

  test('loses nothing that was acknowledged, however often its writer is killed', async () => {
    const outcome = await killWriters(times(5, 8), 40, isEncrypted ? passphrase : null)
    expect(outcome).toMatchObject({ kills: times(5, 8), lost: [], problems: [] })
    expect(outcome.acknowledged).toBeGreaterThan(times(7, 12))
    expect(outcome.leftBehind).toBeLessThanOrEqual(2)
  })

  test('refuses in one line what is no file, and a folder that is not empty', () => {
    const files = newCase(`refused ${form}`, isEncrypted)
    expect(() => addEvidence(files, join(folder, 'nothing'), acting)).toThrow(InputError)
    expect(() => addEvidence(files, folder, acting)).toThrow(/is no regular file/)
    expect(() => initCase(files.folder, facts, acting)).toThrow(/is not empty/)
    writeFileSync(join(files.folder, 'case.yaml'), 'format: 3\n')
    expect(() => openCase(files.folder)).toThrow(/was made by a newer varde/)
  })
})

/** Runs small-disk.ts where mounting is allowed; skips the test where it is nowhere. */
function onSmallDisk(form: string, mode: string, isEncrypted: boolean, context: TestContext): unknown {
  const args = [join(folder, `${mode} ${form}`), mode, ...(isEncrypted ? [passphrase] : [])]
  const own = ['--user', '--map-root-user', '--mount']
  const canMount = spawnSync('unshare', [...own, 'mount', '-t', 'tmpfs', 'tmpfs', folder]).status === 0
  context.skip(!canMount, 'a user may not mount a disk of its own here')
  const run = spawnSync('unshare', [...own, process.execPath, smallDisk, ...args], { encoding: 'utf8' })
  expect(run.stderr).toBe('')
  return JSON.parse(run.stdout)
}

/** What a user is told of a damaged case, whether it opens or not. */
function problemsOf(files: CaseFiles): string[] {
  try {
    return caseProblems(files.isEncrypted ? openCase(files.folder, passphrase) : openCase(files.folder))
  } catch (cause) {
    if (cause instanceof FaultError || cause instanceof InputError) return [cause.message]
    throw cause
  }
}

describe('an encrypted case', () => {
  test('holds nothing clear but who did what when', () => {
    const secret = 'imei 490154203718467'
    const files = initCase(
      join(folder, 'sealed'),
      { name: secret, device: secret, timeZone: 'UTC' },
      acting,
      passphrase,
      cheap,
    )
    addEvidence(files, fileOf(`${secret}.pcap`, secret), acting)
    addEvidence(files, fileOf('phone.yaml', `${secret}\n`), acting, 'profile')
    keepResult(files, 'k', { 'scan.json': secret }, {}, acting)
    const digest = sha256(readFileSync(join(folder, 'phone.yaml')))
    for (const path of filesBelow(files.folder)) {
      const text = readFileSync(path, 'latin1')
      expect(text, path).not.toContain('490154203718467')
      expect(text, path).not.toContain('PRIVATE KEY')
      // A profile can be guessed: nobody may try guesses against its digest.
      expect(text + path).not.toContain(digest)
    }
    expect(files.readText('results/k/scan.json')).toBe(secret)
  })

  test('is not opened by another passphrase, and locked shows names and sizes only', () => {
    const files = newCase('other', true)
    addEvidence(files, fileOf('f.pcap', 'captured'), acting)
    expect(() => openCase(files.folder, 'another passphrase')).toThrow(InputError)
    expect(() => openCase(files.folder, 'another passphrase')).toThrow(
      `the passphrase is not the one of ${files.folder}.`,
    )
    const locked = openCase(files.folder)
    expect(itemsOf(locked, 'evidence')).toMatchObject([{ bytes: 8 }])
    expect(() => locked.facts).toThrow(/is encrypted: give its passphrase/)
    expect(() => initCase(join(folder, 'short'), facts, acting, 'short')).toThrow(/too short/)
  })
})

describe('a case of the first form', () => {
  test('is read as it is, and goes on', () => {
    const place = join(folder, 'first')
    for (const name of ['evidence', 'results', 'events', 'reports', 'keys', 'profile'])
      mkdirSync(join(place, name), { recursive: true })
    writeFileSync(
      join(place, 'case.yaml'),
      '# A case of varde. Readable by hand; acts on it are in ledger.jsonl.\nname: "old"\ndevice: ""\ntimeZone: "UTC"\n',
    )
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(join(place, 'keys/signing.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    // As version 0.1.0 wrote it.
    writeFileSync(
      join(place, 'ledger.jsonl'),
      '{"act":"init","at":"2026-01-01T00:00:00.000Z","by":"Ada","details":{"name":"old"},"hash":"1258255a530c1fcf9510b65e06f6d5bab53e3ff0d690a193b39712e9a54ba432","previous":"0000000000000000000000000000000000000000000000000000000000000000","sequence":1,"version":"0.1.0"}\n',
    )
    const files = openCase(place)
    expect(files.facts.name).toBe('old')
    expect(caseProblems(files)).toEqual([])
    addEvidence(files, fileOf('g.pcap', 'captured'), acting)
    expect(caseProblems(files)).toEqual([])
    expect(recordsOf(place).map(({ act }) => act)).toEqual(['init', 'add'])
  })
})
