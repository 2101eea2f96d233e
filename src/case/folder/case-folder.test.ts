/** Cases that several commands make, fill and leave at the same time. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../../test/support/test-folder.ts'
import { caseState, openCase } from './open-case.ts'
import type { CaseFiles } from './case-files.ts'
import { initCase } from './init-case.ts'
import { addEvidence } from './case-items.ts'
import { sweepUnfinished } from './sweep-unfinished.ts'
import { placeRecorded } from './place-recorded.ts'
import { recordsOf } from './custody.ts'
import { caseProblems } from './case-problems.ts'

const folder = testFolder('case-folder')
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const facts = { name: 'n', device: '', timeZone: 'UTC' }
const cheap = { n: 1_024, r: 8, p: 1 }
const passphrase = 'a passphrase'
const gone = spawnSync('true').pid
let count = 0

function newFolder(): string {
  return join(folder, `case ${count++}`)
}

function fileOf(content: string): string {
  const path = join(folder, `${count++}.pcap`)
  writeFileSync(path, content)
  return path
}

test.each(['missing', 'empty'])('of two that make a case in one folder (%s) one is refused', (form) => {
  const path = newFolder()
  if (form === 'empty') mkdirSync(path)
  // The other one comes behind the first look at the folder, while the key is made.
  let isFirst = true
  const cost = {
    ...cheap,
    get n() {
      if (isFirst) {
        isFirst = false
        initCase(path, { ...facts, name: 'other' }, acting, passphrase, cheap)
      }
      return cheap.n
    },
  }
  expect(() => initCase(path, facts, acting, 'another passphrase', cost)).toThrow('is not empty')
  const other = openCase(path, passphrase)
  expect(other.facts.name).toBe('other')
  expect(caseProblems(other)).toEqual([])
  expect(recordsOf(path).map(({ act }) => act)).toEqual(['init'])
})

test('a case that is just being made is waited for', () => {
  const path = newFolder()
  initCase(path, facts, acting)
  const [ledger, kept, lock] = ['ledger.jsonl', '.kept', 'case.lock'].map((name) => join(path, name)) as [
    string,
    string,
    string,
  ]
  renameSync(ledger, kept)
  writeFileSync(lock, `${process.ppid}`)
  spawn('sh', ['-c', 'sleep 0.2; mv "$1" "$2"; rm "$3"', 'sh', kept, ledger, lock])
  expect(caseState(path)).toBe('clear')
})

/** Places a file of the name `seal-1.json`, as two commands do that seal at the same time. */
function placed(files: CaseFiles, text: string, meanwhile: () => void = () => undefined): boolean {
  const temporary = join(files.folder, 'seals', `.writing-${process.pid}-${text}`)
  files.writeAt(temporary, 'seals/seal-1.json', text)
  const slow = {
    ...acting,
    // Asked before the lock is taken.
    clock: () => {
      meanwhile()
      return { isSynchronised: null, source: '', zone: 'UTC', run: '', upSeconds: null }
    },
  }
  return placeRecorded(files, temporary, 'seals/seal-1.json', slow, 'seal', {
    file: 'seal-1.json',
    digest: text,
  })
}

test('what another has recorded under a name is not replaced by something else', () => {
  const files = initCase(newFolder(), facts, acting)
  const place = join(files.folder, 'seals', 'seal-1.json')
  const later = join(files.folder, 'seals', `.pending-${process.ppid}-seal-1.json`)
  const isNew = placed(files, 'second', () => {
    // The other one has recorded it, and not placed it yet.
    const [name = ''] = readdirSync(join(files.folder, 'seals')).filter((each) =>
      each.startsWith('.pending-'),
    )
    const own = join(files.folder, 'seals', name)
    renameSync(own, `${own}.kept`)
    expect(placed(files, 'first')).toBe(true)
    renameSync(place, later)
    renameSync(`${own}.kept`, own)
  })
  expect(isNew).toBe(false)
  expect(existsSync(place)).toBe(false)
  renameSync(later, place)
  expect(readFileSync(place, 'utf8')).toBe('first')
  expect(readdirSync(join(files.folder, 'seals'))).toEqual(['seal-1.json'])
})

test.each(['pcap', 'cap'])(
  'who brings what another is just bringing, as %s, leaves it to that one',
  (ending) => {
    const files = initCase(newFolder(), facts, acting)
    const item = addEvidence(files, fileOf('captured'), acting)
    const place = join(files.folder, item.path)
    // The other one has recorded it, and not placed it yet.
    const pending = place.replace(/([^/]*)$/, `.pending-${process.ppid}-$1`)
    renameSync(place, pending)
    const again = join(folder, `again.${ending}`)
    writeFileSync(again, 'captured')
    expect(addEvidence(files, again, acting)).toMatchObject({ isNew: false })
    renameSync(pending, place)
    expect(files.namesIn('evidence').map((name) => `evidence/${name}`)).toEqual([item.path])
  },
)

test('the same file under another ending is the same file, and one that was taken away comes back', () => {
  const files = initCase(newFolder(), facts, acting)
  const item = addEvidence(files, fileOf('captured'), acting)
  const again = join(folder, 'again.cap')
  writeFileSync(again, 'captured')
  expect(addEvidence(files, again, acting)).toMatchObject({ isNew: false, path: item.path })
  expect(files.namesIn('evidence')).toHaveLength(1)
  rmSync(join(files.folder, item.path))
  addEvidence(files, again, acting)
  expect(caseProblems(files)).toEqual([])
})

test.each([
  ['is gone', `${gone}`],
  ['has its number by chance', `${process.ppid}.1`],
])('a file of one who was ended since, and %s, is put in its place, not told missing', (_, mark) => {
  const files = initCase(newFolder(), facts, acting)
  const { path } = addEvidence(files, fileOf('captured'), acting)
  const place = join(files.folder, path)
  renameSync(place, place.replace(/([^/]*)$/, `.pending-${mark}-$1`))
  expect(caseProblems(files)).toEqual([])
  expect(existsSync(place)).toBe(true)
})

test('reports that are called like what is unfinished stay', () => {
  const files = initCase(newFolder(), facts, acting)
  const own = ['draft.writing-2147483600.md', 'letter.writing-2147483600-2.txt']
  for (const name of own) writeFileSync(join(files.folder, 'reports', name), 'by a person')
  for (const ending of ['', '-0123abcd'])
    writeFileSync(join(files.folder, 'reports', `report.html.writing-${gone}${ending}`), 'unfinished')
  expect(files.reports()).toEqual(own.map((name) => `reports/${name}`))
  sweepUnfinished(files.folder)
  expect(readdirSync(join(files.folder, 'reports'))).toEqual(own)
})
