/**
 * npm run case:kill [-- --kills 1000] [--clear]
 *
 * Kills a program that works on a case, again and again, at moments by chance; after each kill the case must hold, and
 * nothing that was acknowledged may be missing. The case is encrypted, unless `--clear` is given. Prints what it did; ends with 1 where something was lost.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsedArguments } from '../../tools/arguments.ts'
import type { CaseFiles } from '../../src/case/folder/case-files.ts'
import { initCase } from '../../src/case/folder/init-case.ts'
import { resultsOf } from '../../src/case/folder/case-results.ts'
import { itemsOf } from '../../src/case/folder/case-items.ts'
import { sweepUnfinished } from '../../src/case/folder/sweep-unfinished.ts'
import { recordsOf } from '../../src/case/folder/custody.ts'
import { caseProblems } from '../../src/case/folder/case-problems.ts'

const writer = fileURLToPath(new URL('case-writer.ts', import.meta.url))

/** What a run of the harness found. */
export interface KillOutcome {
  readonly kills: number
  readonly acknowledged: number
  readonly lost: readonly string[]
  readonly problems: readonly string[]
  /** Temporary files that are left although their process is no more, at most those of the last one killed. */
  readonly leftBehind: number
}

/** A passphrase that costs little to try: the harness opens its case a thousand times. */
const cheap = { n: 1_024, r: 8, p: 1 }

/** Kills a writer `kills` times, each after up to `patienceMs` of work. `passphrase`: null for a case in clear. */
export async function killWriters(
  kills: number,
  patienceMs: number,
  passphrase: string | null,
): Promise<KillOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-kill-'))
  try {
    const place = join(folder, 'case')
    const source = join(folder, 'source')
    mkdirSync(source)
    const files = initCase(
      place,
      { name: 'kill', device: '', timeZone: 'UTC' },
      { by: 'harness', version: 'test', now: () => '2026-01-01T00:00:00.000Z' },
      passphrase,
      cheap,
    )
    const lost: string[] = []
    const problems: string[] = []
    let acknowledged = 0
    for (let round = 0; round < kills; round++) {
      const acts = await oneKill(
        [place, source, ...(passphrase === null ? [] : [passphrase])],
        1 + ((round * 7_919) % patienceMs),
      )
      acknowledged += acts.length
      // As every command does that opens a case.
      sweepUnfinished(place)
      problems.push(...caseProblems(files).filter((problem) => !problem.includes('were not finished')))
      lost.push(...missingOf(files, acts))
    }
    const leftBehind = readdirSync(place, { recursive: true }).filter((name) =>
      /writing-|adding-/.test(String(name)),
    ).length
    return { kills, acknowledged, lost, problems, leftBehind }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function missingOf(files: CaseFiles, acts: readonly string[]): string[] {
  const hashes = new Set(recordsOf(files.folder).map(({ hash }) => hash))
  const digests = new Set(itemsOf(files, 'evidence').map(({ digest }) => digest))
  const keys = new Set(resultsOf(files).map(({ key }) => key))
  return acts.filter((act) => {
    const [kind, what = ''] = act.split(' ')
    if (kind === 'add') return !digests.has(what)
    return kind === 'record' ? !hashes.has(what) : !keys.has(what) || !files.has(`results/${what}/scan.json`)
  })
}

/** Starts a writer, kills it `afterMs` after its first act, and gives the acts that it had acknowledged. */
function oneKill(args: readonly string[], afterMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    let isStarted = false
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (isStarted) return
      isStarted = true
      setTimeout(() => child.kill('SIGKILL'), afterMs)
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== null) reject(new Error(`the writer ended by itself with ${code}`))
      // What stands behind the last line feed was not acknowledged.
      else resolve(text.split('\n').slice(0, -1))
    })
  })
}

if (import.meta.main) {
  const { values } = parsedArguments({
    options: { kills: { type: 'string', default: '1000' }, clear: { type: 'boolean', default: false } },
  })
  const outcome = await killWriters(
    Number(values.kills),
    60,
    values.clear ? null : 'a passphrase of the harness',
  )
  process.stdout.write(
    `${outcome.kills} kills, ${outcome.acknowledged} acts acknowledged, ${outcome.lost.length} lost, ${outcome.problems.length} problems\n`,
  )
  for (const line of [...outcome.lost, ...outcome.problems].slice(0, 20)) process.stdout.write(`  ${line}\n`)
  process.exitCode = outcome.lost.length + outcome.problems.length === 0 ? 0 : 1
}
