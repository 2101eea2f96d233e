/** Seals: what they cover, what came after, and what is found where something is not as it was sealed. */
import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { CaseFiles } from './folder/case-files.ts'
import { initCase } from './folder/init-case.ts'
import { keepResult } from './folder/case-results.ts'
import { addEvidence, itemsOf } from './folder/case-items.ts'
import { record, recordsOf } from './folder/custody.ts'
import { caseProblems } from './folder/case-problems.ts'
import { sha256 } from './digest.ts'
import { listCase } from './folder/list-case.ts'
import { actsAfter, parseSeal, sealCase, sealsOf } from './seal.ts'
import { signManifest } from './sign-manifest.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-seal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const cheap = { n: 1_024, r: 8, p: 1 }
let count = 0

function fileOf(content: string): string {
  const path = join(folder, `${count++}.pcap`)
  writeFileSync(path, content)
  return path
}

describe.each([
  ['in clear', null],
  ['encrypted', 'a passphrase'],
])('a seal of a case %s', (_, passphrase) => {
  let files: CaseFiles
  beforeEach(() => {
    const facts = { name: 'n', device: '', timeZone: 'UTC' }
    files = initCase(join(folder, `case ${count++}`), facts, acting, passphrase, cheap)
    addEvidence(files, fileOf('captured'), acting)
    addEvidence(files, fileOf('imei'), acting, 'profile')
    keepResult(files, 'one', { 'scan.json': '{}\n' }, {}, acting)
  })

  test('signs the head of the ledger and the digest of every file', () => {
    const { name, digest, isNew } = sealCase(files, acting)
    const text = files.readText(`seals/${name}`)
    expect({ name, isNew, digest }).toEqual({ name: 'seal-4.json', isNew: true, digest: sha256(text) })
    const sealed = parseSeal(text)
    expect(sealed?.seal.head).toEqual({ sequence: 4, hash: recordsOf(files.folder)[3]?.hash })
    const names = [
      'case.yaml',
      ...(passphrase === null ? [] : ['facts.yaml']),
      ...itemsOf(files, 'evidence').map(({ path }) => path),
      ...itemsOf(files, 'profile').map(({ path }) => path),
      'results/one/scan.json',
    ]
    expect(sealed?.seal.files.map((part) => part.name)).toEqual(names)
    expect(sealed?.seal.files.map((part) => part.sha256)).toEqual(names.map((one) => sha256(files.read(one))))
    expect(caseProblems(files)).toEqual([])
  })

  test('is not made twice of the same, and is followed by later acts', () => {
    expect(sealCase(files, acting)).toMatchObject({ name: 'seal-4.json', isNew: true })
    expect(sealCase(files, acting)).toMatchObject({ name: 'seal-4.json', isNew: false })
    addEvidence(files, fileOf('captured later'), acting)
    expect(sealCase(files, acting)).toMatchObject({ name: 'seal-6.json', isNew: true })
    expect(sealsOf(files)).toEqual(['seal-4.json', 'seal-6.json'])
    const records = recordsOf(files.folder)
    expect(actsAfter('seal-4.json', records).map(({ act }) => act)).toEqual(['add', 'seal'])
    expect(actsAfter('seal-6.json', records)).toEqual([])
    expect(caseProblems(files)).toEqual([])
  })

  test('covers what people put into the reports, also in folders of their own, as they put it', () => {
    const place = join(files.folder, 'reports')
    mkdirSync(join(place, 'for the authority'))
    writeFileSync(join(place, 'report.html'), 'a report')
    writeFileSync(join(place, 'for the authority', 'letter.txt'), 'a letter')
    const { name } = sealCase(files, acting)
    const parts = parseSeal(files.readText(`seals/${name}`))?.seal.files.slice(-2)
    expect(parts?.map((part) => [part.name, part.bytes, part.sha256])).toEqual([
      ['reports/for the authority/letter.txt', 8, sha256('a letter')],
      ['reports/report.html', 8, sha256('a report')],
    ])
    expect(listCase(files).map(({ path }) => path)).toContain('reports/for the authority/letter.txt')
    expect(caseProblems(files)).toEqual([])
    writeFileSync(join(place, 'report.html'), 'another report')
    expect(caseProblems(files)).toEqual([`seals/${name}: reports/report.html is not as it was sealed`])
  })

  test('tells what is not as it was sealed', () => {
    sealCase(files, acting)
    files.write('results/one/scan.json', '{"findings":[]}\n')
    expect(caseProblems(files)).toEqual([
      'results/one/scan.json was changed',
      'seals/seal-4.json: results/one/scan.json is not as it was sealed',
    ])
    rmSync(join(files.folder, 'results/one'), { recursive: true })
    expect(caseProblems(files)).toContain(
      'seals/seal-4.json: results/one/scan.json was sealed and is missing',
    )
    rmSync(join(files.folder, 'seals'), { recursive: true })
    expect(caseProblems(files)).toContain('seals/seal-4.json was made and is missing')
  })

  test('is refused where it was changed, or another key signed it', () => {
    const { name } = sealCase(files, acting)
    const path = `seals/${name}`
    const good = files.readText(path)
    files.write(path, good.replace('"operator":"Ada"', '"operator":"Eve"'))
    expect(caseProblems(files)).toEqual([
      `${path} was changed`,
      `${path}: the signature is not over this seal`,
    ])
    const sealed = parseSeal(good)
    if (sealed === null) throw new Error('no seal')
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const signature = signManifest(Buffer.from(`${canonicalJson(sealed.seal)}\n`), pem)
    files.write(path, `${canonicalJson({ seal: sealed.seal, signature })}\n`)
    expect(caseProblems(files)).toEqual([
      `${path} was changed`,
      `${path} was signed by another key than the case's`,
    ])
    files.write(path, '{}')
    expect(caseProblems(files)).toContain(`${path} is no seal of varde`)
  })

  test('is refused where the ledger before it was written anew', () => {
    sealCase(files, acting)
    // A chain of its own that holds: only the seal knows that it is another.
    const ledger = join(files.folder, 'ledger.jsonl')
    const records = recordsOf(files.folder)
    rmSync(ledger)
    for (const { act, details } of records) record(files, act, details, { ...acting, by: 'Eve' })
    expect(caseProblems(files)).toEqual([
      'seals/seal-4.json: the ledger up to record 4 is not the one that was sealed',
    ])
  })
})

describe('a case on which others act while it is sealed', () => {
  /** A case in which something happens once, behind the reading of evidence. */
  class BusyCase extends CaseFiles {
    private happens: (() => void) | null

    constructor(path: string, happens: () => void) {
      super(path, false, null)
      this.happens = happens
    }

    override pieces(name: string, take: (piece: Buffer) => void): void {
      super.pieces(name, take)
      const { happens } = this
      if (happens === null || !name.startsWith('evidence/')) return
      this.happens = null
      happens()
    }
  }

  function caseOf(): CaseFiles {
    const files = initCase(
      join(folder, `case ${count++}`),
      { name: 'n', device: '', timeZone: 'UTC' },
      acting,
    )
    addEvidence(files, fileOf('captured'), acting)
    return files
  }

  test('who comes second is told the seal that is there', () => {
    const files = caseOf()
    let first = ''
    const busy = new BusyCase(files.folder, () => {
      first = sealCase(files, { ...acting, by: 'Bob' }).digest
    })
    const second = sealCase(busy, acting)
    expect(second).toMatchObject({ name: 'seal-2.json', digest: first, isNew: false })
    expect(sha256(files.readText('seals/seal-2.json'))).toBe(first)
    expect(caseProblems(files)).toEqual([])
  })

  test('what comes in the middle is sealed, and does not pass for something that was', () => {
    const files = caseOf()
    const busy = new BusyCase(files.folder, () => void addEvidence(files, fileOf('more'), acting))
    const { name } = sealCase(busy, acting)
    const sealed = parseSeal(files.readText(`seals/${name}`))?.seal
    const [last, made] = recordsOf(files.folder).slice(-2)
    expect(made?.act).toBe('seal')
    expect(sealed?.head).toEqual({ sequence: last?.sequence, hash: last?.hash })
    expect(sealed?.files.filter((part) => part.name.startsWith('evidence/'))).toHaveLength(2)
  })

  test('what another command has recorded and not placed yet is waited for', () => {
    const files = caseOf()
    const item = addEvidence(files, fileOf('slow'), acting)
    const place = join(files.folder, item.path)
    const pending = place.replace(/([^/]*)$/, `.pending-${process.ppid}-$1`)
    renameSync(place, pending)
    spawn('sh', ['-c', 'sleep 0.2; mv "$1" "$2"', 'sh', pending, place])
    const { name } = sealCase(files, acting)
    expect(parseSeal(files.readText(`seals/${name}`))?.seal.files.map((part) => part.name)).toContain(
      item.path,
    )
  })
})
