import type { Command } from 'commander'
import { canonicalJson } from '../../case/canonical-json.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { requireResults } from '../../case/folder/case-problems.ts'
import { detailsOf } from '../../case/folder/custody.ts'
import type { Recipe } from '../../case/manifest.ts'
import { changesBetween } from '../../case/tables/changes.ts'
import type { RowChange, TableChanges } from '../../case/tables/changes.ts'
import { madeResults, tabledResults } from '../../case/tables/load.ts'
import type { MadeResult } from '../../case/tables/load.ts'
import { ParquetReader } from '../../case/tables/parquet-reader.ts'
import { limits } from '../../core/limits.ts'
import { printableJson } from '../../report/writing/printable.ts'
import { writeOut } from '../output.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { scanCase } from './scan-case.ts'

interface RescanFlags extends CaseFlags {
  readonly json?: boolean
  readonly reveal?: boolean
}

/** Adds `varde case rescan`. */
export function addCaseRescan(group: Command): void {
  withCaseOptions(
    group
      .command('rescan')
      .description(
        'Derive the results of the case anew with this version, beside the old ones, and say what changed.',
      )
      .argument('<folder>')
      .option('--json', 'print one JSON document (varde/rescan@1)')
      .option('--reveal', 'show values in full; otherwise they are masked'),
  ).action(async (folder: string, flags: RescanFlags, command: Command) => {
    const files = await open(folder, flags)
    const scanned = await scanCase(files, actingBy(flags, command))
    const after = madeResults(files).find(({ key }) => key === scanned.key)
    const before = earlierResult(files, scanned.key)
    // What each was derived from is read of it, too.
    requireResults(files, new Set([before?.key ?? '', scanned.key]))
    const changes =
      before === null || after === undefined
        ? []
        : await changesOf(files, before, after, flags.reveal === true)
    if (flags.json === true) {
      const document = {
        schema: 'varde/rescan@1',
        isNew: scanned.isNew,
        before: before === null ? null : resultValue(files, before),
        after: after === undefined ? null : resultValue(files, after),
        changes,
      }
      await writeOut(`${printableJson(JSON.stringify(document, null, 2))}\n`)
      return
    }
    const lines = [
      scanned.isNew
        ? `scanned: results/${scanned.key}`
        : `nothing to derive: results/${scanned.key} is there`,
      ...(before === null || after === undefined
        ? ['there is no other result to compare it with']
        : [...settingLines(files, before, after), ...changes.flatMap(changeLines)]),
    ]
    if (before !== null && changes.every(isSame)) lines.push('nothing that was found changed')
    await say(lines)
  })
}

async function changesOf(
  files: CaseFiles,
  before: MadeResult,
  after: MadeResult,
  isRevealed: boolean,
): Promise<TableChanges[]> {
  const reader = new ParquetReader()
  try {
    return await changesBetween(reader, files, before, after, isRevealed)
  } finally {
    await reader.close()
  }
}

/** The newest other result: of the same evidence, where there is one. */
function earlierResult(files: CaseFiles, key: string): MadeResult | null {
  const made = tabledResults(files)
  const own = made.find((one) => one.key === key)
  const others = made.filter((one) => one.key !== key)
  const evidence = own === undefined ? '' : evidenceOf(files, own).join('\n')
  return others.findLast((one) => evidenceOf(files, one).join('\n') === evidence) ?? others.at(-1) ?? null
}

function evidenceOf(files: CaseFiles, { record }: MadeResult): string[] {
  const { evidence } = detailsOf(files, record)
  return Array.isArray(evidence) ? evidence.map(String) : []
}

/** From what a result was derived; null for results of old versions, of which nothing says it. */
function recipeOf(files: CaseFiles, { key }: MadeResult): Partial<Recipe> | null {
  const name = `results/${key}/recipe.json`
  return files.has(name) ? (JSON.parse(files.readText(name)) as Partial<Recipe>) : null
}

function profileOf(recipe: Partial<Recipe> | null): string[] | null {
  if (recipe === null) return null
  return typeof recipe.profile === 'string' ? [recipe.profile] : []
}

/** The captures that were read as one recording, those of each in a text. */
function recordingsIn(recipe: Partial<Recipe> | null): string[] | null {
  return recipe === null ? null : (recipe.recordings ?? []).map((own) => own.join(' '))
}

function resultValue(files: CaseFiles, made: MadeResult): Record<string, unknown> {
  const { key, record } = made
  const { version, data = [], at, by } = record
  return { result: key, version, data, madeAt: at, madeBy: by, evidence: evidenceOf(files, made) }
}

/** What the two results were derived with, where that differs. */
function settingLines(files: CaseFiles, before: MadeResult, after: MadeResult): string[] {
  const { version, at } = before.record
  const lines = [
    `compared with results/${before.key}, made by varde ${version} on ${at}; this is ${after.record.version}`,
  ]
  const [earlier, later] = [recipeOf(files, before), recipeOf(files, after)]
  for (const [what, was, is] of [
    ['evidence', evidenceOf(files, before), evidenceOf(files, after)],
    ['recording', recordingsIn(earlier), recordingsIn(later)],
    ['profile', profileOf(earlier), profileOf(later)],
    // Absent in the first form of the ledger: nothing is known of them then.
    ['data', before.record.data ?? null, after.record.data ?? null],
  ] as const) {
    if (was === null || is === null || canonicalJson(was) === canonicalJson(is)) continue
    for (const one of was.filter((name) => !is.includes(name))) lines.push(`  ${what} − ${one}`)
    for (const one of is.filter((name) => !was.includes(name))) lines.push(`  ${what} + ${one}`)
  }
  return lines
}

function isSame(changes: TableChanges): boolean {
  return changes.gone + changes.new + changes.changed === 0
}

function changeLines(changes: TableChanges): string[] {
  const { table, same, gone, new: fresh, changed, rows } = changes
  if (isSame(changes)) return [`${table}: ${same} the same`]
  const lines = [`${table}: ${gone} gone, ${fresh} new, ${changed} changed, ${same} the same`]
  for (const kind of ['gone', 'new', 'changed'] as const) {
    const all = rows.filter((row) => row.kind === kind)
    lines.push(...all.slice(0, limits.query.changesShownMax).map(rowLine))
    const left = { gone, new: fresh, changed }[kind] - Math.min(all.length, limits.query.changesShownMax)
    if (left > 0) lines.push(`  … and ${left} more ${kind}: see --json`)
  }
  return lines
}

function rowLine({ kind, row, cells }: RowChange): string {
  const words = Object.entries(row).map(([name, text]) =>
    (phrases[name] ?? '…').replace('…', () => short(text)),
  )
  const what = cells.map(({ column, before, after }) => `${column} ${short(before)} → ${short(after)}`)
  return `  ${kind} ${words.join(' ')}${what.length === 0 ? '' : `: ${what.join('; ')}`}`
}

/** How a cell stands in a line, where not as it is. */
const phrases: Readonly<Record<string, string>> = {
  to: 'to …',
  frames: 'in frames …',
  count: '(…)',
  organisation: '(…)',
  severity: '(…)',
  identifiers: 'with …',
}

const shortMax = 60

function short(text: string): string {
  const characters = Array.from(text)
  return characters.length <= shortMax ? text : `${characters.slice(0, shortMax - 1).join('')}…`
}
