/** Another passphrase, and none for ever; also where the machine stops between record and deed. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { InputError } from '../../core/errors.ts'
import { caseState, openCase } from '../folder/open-case.ts'
import type { CaseFiles } from '../folder/case-files.ts'
import { enterCase } from '../folder/enter-case.ts'
import { initCase } from '../folder/init-case.ts'
import { addEvidence } from '../folder/case-items.ts'
import { record, recordsOf } from '../folder/custody.ts'
import { wrapKey } from './case-key.ts'
import { caseProblems } from '../folder/case-problems.ts'
import { changePassphrase, forgetCase, settleKey } from './change-key.ts'
import { sha256 } from '../digest.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const cheap = { n: 1_024, r: 8, p: 1 }
const facts = { name: 'n', device: '', timeZone: 'UTC' }
const first = 'the first passphrase'
const second = 'the second passphrase'
/** A process that is no more. */
const gone = spawnSync(process.execPath, ['-e', '0']).pid
let count = 0

function newCase(): CaseFiles {
  return initCase(join(folder, String(count++)), facts, acting, first, cheap)
}

function keyFiles(files: CaseFiles): string[] {
  return readdirSync(files.folder).filter((name) => name.startsWith('key.'))
}

test('another passphrase opens the case, and the old one does not', () => {
  const files = newCase()
  changePassphrase(files, second, acting, cheap)
  expect(openCase(files.folder, second).facts).toEqual(facts)
  expect(() => openCase(files.folder, first)).toThrow(InputError)
  expect(keyFiles(files)).toEqual(['key.json'])
  expect(caseProblems(openCase(files.folder, second))).toEqual([])
})

test('a passphrase that is too short changes nothing', () => {
  const files = newCase()
  expect(() => changePassphrase(files, 'short', acting, cheap)).toThrow(/too short/)
  expect(openCase(files.folder, first).facts).toEqual(facts)
})

test('a change that stopped before its record never was; one behind it is ended', () => {
  const files = newCase()
  const next = files.rewrapped((key) => wrapKey(key, second, cheap))
  writeFileSync(join(files.folder, `key.next-${gone}.json`), next)
  expect(enterCase(files.folder, first).facts).toEqual(facts)
  expect(keyFiles(files)).toEqual(['key.json'])
  writeFileSync(join(files.folder, `key.next-${gone}.json`), next)
  record(files, 'passphrase', { keyFile: sha256(next) }, acting)
  expect(enterCase(files.folder, second).facts).toEqual(facts)
  expect(keyFiles(files)).toEqual(['key.json'])
})

test('a change by one who is gone is ended, also where another has its number by now', () => {
  const files = newCase()
  const next = files.rewrapped((key) => wrapKey(key, second, cheap))
  writeFileSync(join(files.folder, `key.next-${process.ppid}.1.json`), next)
  record(files, 'passphrase', { keyFile: sha256(next) }, acting)
  expect(enterCase(files.folder, second).facts).toEqual(facts)
  expect(keyFiles(files)).toEqual(['key.json'])
})

test('another process that is changing the passphrase is let be', () => {
  const files = newCase()
  const next = join(files.folder, `key.next-${process.ppid}.json`)
  writeFileSync(
    next,
    files.rewrapped((key) => wrapKey(key, second, cheap)),
  )
  settleKey(files.folder)
  expect(existsSync(next)).toBe(true)
})

test('a forgotten case has no key, in no file, and says so', () => {
  const files = newCase()
  const text = readFileSync(join(files.folder, 'key.json'), 'utf8')
  writeFileSync(join(files.folder, `key.next-${gone}.json`), text)
  forgetCase(files.folder, caseState(files.folder), acting)
  expect(keyFiles(files)).toEqual([])
  expect(caseState(files.folder)).toBe('forgotten')
  expect(() => openCase(files.folder, first)).toThrow(/was forgotten on 2026-01-01T00:00:00.000Z by Ada/)
  expect(() => forgetCase(files.folder, 'forgotten', acting)).toThrow(/was forgotten/)
})

test('forgetting that stopped behind its record is ended by the next command', () => {
  const files = newCase()
  record(files, 'forget', {}, acting)
  expect(keyFiles(files)).toEqual(['key.json'])
  expect(caseState(files.folder)).toBe('forgotten')
  expect(() => enterCase(files.folder, first)).toThrow(/was forgotten/)
  expect(keyFiles(files)).toEqual([])
})

test('a key that was taken away is said to be missing', () => {
  const files = newCase()
  rmSync(join(files.folder, 'key.json'))
  expect(() => openCase(files.folder, first)).toThrow(/its key.json is missing/)
})

/** Has another process do something a little later. */
function soon(command: string, ...args: string[]): void {
  spawn('sh', ['-c', `sleep 0.2; ${command}`, 'sh', ...args])
}

/** A case whose passphrase another process is just changing: it has recorded that, and will end it soon. */
function changing(): CaseFiles {
  const files = newCase()
  const next = join(files.folder, `key.next-${process.ppid}.json`)
  const text = files.rewrapped((key) => wrapKey(key, second, cheap))
  writeFileSync(next, text)
  record(files, 'passphrase', { keyFile: sha256(text) }, acting)
  soon('mv "$1" "$2"', next, join(files.folder, 'key.json'))
  return files
}

test('whoever comes while the passphrase is changed is told nothing of damage', () => {
  expect(caseProblems(changing())).toEqual([])
  expect(openCase(changing().folder, second).facts).toEqual(facts)
  expect(() => openCase(changing().folder, 'no passphrase of it')).toThrow('is not the one of')
})

test('what was begun with the key file is not ended in the middle of the act of another', () => {
  const files = newCase()
  const next = join(files.folder, `key.next-${gone}.json`)
  writeFileSync(
    next,
    files.rewrapped((key) => wrapKey(key, second, cheap)),
  )
  const lock = join(files.folder, 'case.lock')
  writeFileSync(lock, `${process.ppid}`)
  soon('test -e "$1" && touch "$1.seen"; rm "$2"', next, lock)
  settleKey(files.folder)
  expect(existsSync(next)).toBe(false)
  expect(existsSync(`${next}.seen`)).toBe(true)
})

test('who had a case open that was forgotten meanwhile brings nothing to it, and no key back', () => {
  const files = newCase()
  const capture = join(folder, 'late.pcap')
  writeFileSync(capture, 'captured')
  forgetCase(files.folder, 'encrypted', acting)
  expect(() => changePassphrase(files, second, acting, cheap)).toThrow(/was forgotten/)
  expect(() => addEvidence(files, capture, acting)).toThrow(/was forgotten/)
  expect(() => forgetCase(files.folder, 'encrypted', acting)).toThrow(/was forgotten/)
  expect(keyFiles(files)).toEqual([])
  expect(readdirSync(join(files.folder, 'evidence'))).toEqual([])
  expect(recordsOf(files.folder).map(({ act }) => act)).toEqual(['init', 'forget'])
})
