/**
 * For the fault tests: works on a case on a disk of its own, which is full or cannot be written, and prints what came of
 * it as one line of JSON. Runs in a namespace, in which mounting is allowed and ends with it:
 * `unshare --user --map-root-user --mount node small-disk.ts FOLDER full|read-only [PASSPHRASE]`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCase } from '../../src/case/folder/open-case.ts'
import { initCase } from '../../src/case/folder/init-case.ts'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { addEvidence, itemsOf } from '../../src/case/folder/case-items.ts'
import { record, recordsOf } from '../../src/case/folder/custody.ts'
import { caseProblems } from '../../src/case/folder/case-problems.ts'
import { changePassphrase } from '../../src/case/keys/change-key.ts'
import { sealCase } from '../../src/case/seal.ts'

const [folder = '', mode = '', phrase] = process.argv.slice(2)
const passphrase = phrase ?? null
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const facts = { name: 'on a small disk', device: '', timeZone: 'UTC' }
const cheap = { n: 1_024, r: 8, p: 1 }

/** Kind and message of what `work` throws. */
function thrown(work: () => unknown): string {
  try {
    work()
    return 'nothing'
  } catch (cause) {
    return cause instanceof Error ? `${cause.name}: ${cause.message.replaceAll(folder, '')}` : String(cause)
  }
}

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`)
}

function onFullDisk(place: string, disk: string): object {
  const large = join(folder, 'large.pcap')
  writeFileSync(large, Buffer.alloc(1_000_000, 1))
  const files = initCase(place, facts, acting, passphrase, cheap)
  const added = thrown(() => addEvidence(files, large, acting))
  const kept = thrown(() => keepResult(files, 'big', { 'scan.json': Buffer.alloc(400_000) }, {}, acting))
  const before = recordsOf(place).length
  let counted = 0
  // To the last byte: an act that the ledger has no room for never was.
  const filled = thrown(() => {
    for (;;) {
      record(files, 'note', { text: 'x'.repeat(4_000) }, acting)
      counted++
    }
  })
  writeFileSync(join(disk, 'rest'), '', { flag: 'a' })
  thrown(() => writeFileSync(join(disk, 'rest'), Buffer.alloc(300_000)))
  const sealed = thrown(() => sealCase(files, acting))
  const changed =
    passphrase === null
      ? 'nothing'
      : thrown(() => changePassphrase(files, 'another passphrase', acting, cheap))
  const other = thrown(() => initCase(join(disk, 'other'), facts, acting, passphrase, cheap))
  return {
    added,
    kept,
    filled,
    sealed,
    changed,
    other,
    isCounted: recordsOf(place).length === before + counted && counted > 0,
    problems: caseProblems(openCase(place, passphrase)),
    left: [...readdirSync(join(place, 'evidence')), ...readdirSync(join(place, 'results'))],
    leftOfOther: readdirSync(disk).filter((name) => name !== 'case' && name !== 'rest'),
  }
}

function onReadOnlyDisk(place: string, disk: string): object {
  const small = join(folder, 'small.pcap')
  writeFileSync(small, 'captured')
  addEvidence(initCase(place, facts, acting, passphrase, cheap), small, acting)
  mount('-o', 'remount,ro', disk)
  const files = openCase(place, passphrase)
  writeFileSync(small, 'more')
  return {
    problems: caseProblems(files),
    read: files.readText(itemsOf(files, 'evidence')[0]?.path ?? ''),
    added: thrown(() => addEvidence(files, small, acting)),
    recorded: thrown(() => record(files, 'note', {}, acting)),
    sealed: thrown(() => sealCase(files, acting)),
  }
}

const disk = join(folder, 'disk')
mkdirSync(disk, { recursive: true })
mount('-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk)
const outcome = (mode === 'full' ? onFullDisk : onReadOnlyDisk)(join(disk, 'case'), disk)
process.stdout.write(`${JSON.stringify(outcome)}\n`)
