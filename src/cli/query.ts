import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { caseState, forgottenLine, isCase } from '../case/folder/open-case.ts'
import type { CaseFiles } from '../case/folder/case-files.ts'
import { requireReadable, requireResults } from '../case/folder/case-problems.ts'
import { itemsOf } from '../case/folder/case-items.ts'
import { detailsOf } from '../case/folder/custody.ts'
import { QueryDatabase } from '../case/tables/database.ts'
import { tablesText } from '../case/tables/describe.ts'
import { tabledResults, TableLoader } from '../case/tables/load.ts'
import type { MadeResult } from '../case/tables/load.ts'
import { ParquetReader } from '../case/tables/parquet-reader.ts'
import { InputError } from '../core/errors.ts'
import { readError } from '../core/read-error.ts'
import { shellWord } from '../core/shell-word.ts'
import { namesShown } from '../report/masking/masked-name.ts'
import { printable } from '../report/writing/printable.ts'
import { writeCsv, writeJson, writeTable } from '../report/query-answer.ts'
import { open } from './case/acting.ts'
import { inputsOf } from './case/inputs.ts'
import { knownValues } from './case/known-values.ts'
import type { PassphraseFlags } from './case/passphrase.ts'
import { resultKeys } from './case/scan-case.ts'
import { tell, writeOut } from './output.ts'
import { refuseArchivedCase } from './refuse-archived-case.ts'
import { requireFolder } from './require-folder.ts'

interface QueryFlags extends PassphraseFlags {
  readonly tables?: boolean
  readonly allResults?: boolean
  readonly json?: boolean
  readonly csv?: boolean
  readonly reveal?: boolean
}

/** Adds `varde query`: SQL over the results of cases. */
export function addQuery(program: Command): void {
  program
    .command('query')
    .description(
      'Ask the results of one or more cases, or of a folder of cases, with SQL (DuckDB), read-only.',
    )
    .argument('[case-or-sql...]', 'folders of cases, and last the query')
    .option('--tables', 'list the tables and their columns, and end')
    .option('--all-results', 'load every result of a case, not only the one of its evidence and this version')
    .option('--json', 'print one JSON document (varde/query@1) instead of a table')
    .option('--csv', 'print comma-separated values instead of a table')
    .option('--reveal', 'load values in full; otherwise the tables hold them masked')
    .option('--passphrase-file <file>', 'passphrase of encrypted cases: the first line of this file')
    .addHelpText(
      'after',
      '\nSuch as:\n  varde query nokia "select identifier, count(*) from observations group by all"',
    )
    .action(async (words: string[], flags: QueryFlags) => {
      if (flags.tables === true) {
        const given = (['json', 'csv'] as const).find((name) => flags[name] === true)
        if (given !== undefined)
          throw new InputError(`--tables prints text: --${given} changes nothing in it; leave it out.`)
        await writeOut(tablesText())
        return
      }
      if (flags.json === true && flags.csv === true) throw new InputError('give --json or --csv, not both.')
      const sql = words.at(-1)
      if (sql === undefined || words.length < 2 || existsSync(sql))
        throw new InputError(
          'give a case and a query: varde query CASE "select …"; --tables lists the tables.',
        )
      const paths = words.slice(0, -1)
      for (const path of paths) await refuseArchivedCase(path, 'varde query FOLDER "select …" asks it')
      await runQuery(casesOf(paths), sql, flags)
    })
}

async function runQuery(folders: readonly string[], sql: string, flags: QueryFlags): Promise<void> {
  const database = await QueryDatabase.open()
  const reader = new ParquetReader()
  try {
    const isRevealed = flags.reveal === true
    const loader = await TableLoader.begin(database, reader, isRevealed)
    const holders = new Map<string, string>()
    for (const folder of folders) {
      const files = await open(folder, flags)
      requireReadable(files)
      const loaded = flags.allResults === true ? tabledResults(files) : await chosenResult(files)
      requireResults(files, new Set(loaded.map(({ key }) => key)))
      tellShared(files, loaded, holders)
      await loader.add(files, loaded, namesShown(isRevealed, await knownValues(files)))
    }
    await reader.close()
    await database.seal()
    const { columns, rows } = await database.ask(sql)
    const render = flags.json === true ? writeJson : flags.csv === true ? writeCsv : writeTable
    await render(columns, rows, (text) => writeOut(text))
  } finally {
    await reader.close()
    database.close()
  }
}

/**
 * Says which captures of a case are in one before it, too: both cases stay whole, since each is asked for itself as well.
 * `holders`: of each capture the case that it was first seen in, which is kept up.
 */
function tellShared(files: CaseFiles, loaded: readonly MadeResult[], holders: Map<string, string>): void {
  const { folder } = files
  const scanned = new Set(
    loaded.flatMap(({ record }) => {
      const { evidence } = detailsOf(files, record)
      return Array.isArray(evidence) ? evidence.map(String) : []
    }),
  )
  const shared = Map.groupBy(scanned, (path) => holders.get(path) ?? folder)
  for (const [other, captures] of shared)
    if (other !== folder)
      tell(
        `varde: ${printable(folder)} and ${printable(other)} hold ${captures.length === 1 ? 'the same capture' : `the same ${captures.length} captures`}: what is in ${captures.length === 1 ? 'it' : 'them'} counts in both (captures.sha256 tells which).\n`,
      )
  for (const path of scanned) if (!holders.has(path)) holders.set(path, folder)
}

/** The cases that are named, each once: a case that is named twice is refused, as its rows would count twice. */
function casesOf(paths: readonly string[]): string[] {
  const folders = paths.flatMap(casesIn)
  const known = new Map<string, string>()
  for (const folder of folders) {
    const place = realpathSync(folder)
    const other = known.get(place)
    if (other !== undefined)
      throw new InputError(
        `${folder} is given twice${other === folder ? '' : ` (${other} is the same case)`}: its rows would count twice.`,
      )
    known.set(place, folder)
  }
  return folders
}

/** A case, or the cases that lie directly in a folder, by name. Of a folder, those that were forgotten are left out, which is said. Throws an InputError where there is none. */
function casesIn(path: string): string[] {
  requireFolder(path)
  if (isCase(path)) return [path]
  const cases = entriesOf(path)
    .sort()
    .map((name) => join(path, name))
    .filter(isCase)
  if (cases.length === 0) throw new InputError(`${path} is no case, and there is none in it.`)
  const forgotten = cases.filter((folder) => caseState(folder) === 'forgotten')
  const [first] = forgotten
  if (first !== undefined && forgotten.length === cases.length) throw new InputError(forgottenLine(first))
  for (const folder of forgotten) tell(`varde: ${printable(forgottenLine(folder))} It is left out.\n`)
  return cases.filter((folder) => !forgotten.includes(folder))
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (cause) {
    throw readError(path, cause)
  }
}

/** The result of the evidence as it is with this version, else the newest, which is said. */
async function chosenResult(files: CaseFiles): Promise<MadeResult[]> {
  const { folder } = files
  const made = tabledResults(files)
  const newest = made.at(-1)
  if (newest === undefined)
    throw new InputError(`${folder} has no results to ask (varde case scan ${shellWord(folder)} makes one).`)
  const keys = itemsOf(files, 'evidence').length === 0 ? [] : resultKeys(await inputsOf(files))
  const [current] = keys.flatMap((key) => made.filter((one) => one.key === key))
  if (current !== undefined) return [current]
  tell(
    `varde: ${printable(folder)}: results/${printable(newest.key)} is not of all evidence with this version: varde case rescan\n`,
  )
  return [newest]
}
