import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { caseState, isCase, openCase } from '../../case/folder/open-case.ts'
import { readingProblems } from '../../case/folder/case-problems.ts'
import { listCase, summaryOf } from '../../case/folder/list-case.ts'
import type { ListedCase, ListedPart, PlaceInRecording } from '../../case/folder/list-case.ts'
import { codeOf } from '../../case/folder/durable.ts'
import { FaultError, InputError } from '../../core/errors.ts'
import { readError } from '../../core/read-error.ts'
import { shellWord } from '../../core/shell-word.ts'
import { count } from '../../correlate/words.ts'
import { namesShown } from '../../report/masking/masked-name.ts'
import { printable, printableJson } from '../../report/writing/printable.ts'
import { tell, writeOut } from '../output.ts'
import { requireFolder } from '../require-folder.ts'
import { bytesText, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { knownValues } from './known-values.ts'

interface ListFlags extends CaseFlags {
  readonly json?: boolean
  readonly reveal?: boolean
}

/** How deep cases are looked for below a folder. */
const depthMax = 4
/** How many folders are looked into: a home folder has more than anybody waits for. */
const foldersMax = 10_000

/** Adds `varde case list`. */
export function addCaseList(group: Command): void {
  withCaseOptions(
    group
      .command('list')
      .description(
        'List the files, results and seals of a case with digest, size and date; or all cases below a folder.',
      )
      .argument('<folder>')
      .option('--json', 'print one JSON document')
      .option('--reveal', 'show names in full; otherwise numbers in them are masked'),
  ).action(async (folder: string, flags: ListFlags) => {
    const isRevealed = flags.reveal === true
    if (existsSync(folder) && isCase(folder)) {
      const files = await open(folder, flags)
      const shown = namesShown(isRevealed, await knownValues(files))
      const parts = listCase(files).map((part) => ({ ...part, name: shown(part.name) }))
      if (flags.json === true) await writeOut(json('parts', parts))
      else await say(partLines(folder, parts))
      const [problem] = readingProblems(files)
      if (problem !== undefined)
        tell(
          `varde: ${printable(folder)} does not hold (${printable(problem)}): varde case verify says all.\n`,
        )
      return
    }
    requireFolder(folder)
    const found = casesBelow(folder)
    const cases: ListedCase[] = []
    for (const one of found.cases) {
      const known = one.state === 'clear' ? await knownValues(openCase(one.folder)) : null
      cases.push({ ...one, name: namesShown(isRevealed, known)(one.name) })
    }
    if (cases.length === 0) throw new InputError(`${folder}: there is no case in it or below it.`)
    if (flags.json === true) await writeOut(json('cases', cases))
    else await say(caseLines(cases))
    if (found.isCut) tell(`varde: only ${foldersMax} folders were looked into: name a smaller one.\n`)
  })
}

function json(name: 'parts' | 'cases', rows: readonly object[]): string {
  return `${printableJson(JSON.stringify({ schema: 'varde/case-list@1', [name]: rows }, null, 2))}\n`
}

function partLines(folder: string, parts: readonly ListedPart[]): string[] {
  if (parts.length === 0) return [`${folder} holds nothing yet: varde case add ${shellWord(folder)} FILE.`]
  return parts.flatMap(({ kind, path, digest, bytes, at, by, version, name, recording }) => [
    `${kind.padEnd(8)}  ${path}`,
    `          ${bytesText(bytes)}, ${at === '' ? 'not in the ledger' : `${at} by ${by}, varde ${version}`}${name === '' ? '' : `, from ${name}`}`,
    ...(recording === undefined ? [] : [`          ${recordingText(recording)}`]),
    ...(digest === '' || path.includes(digest) ? [] : [`          digest ${digest}`]),
  ])
}

/** Which file of which recording it is. */
export function recordingText({ number, file, files }: PlaceInRecording): string {
  return `file ${file} of ${files} of recording ${number}`
}

function caseLines(cases: readonly ListedCase[]): string[] {
  return cases.flatMap((one) => {
    const { folder, state, problem, seal, actsAfterSeal } = one
    if (problem !== '') return [`${folder}  ${state}`, `          ${problem}`]
    const sealed =
      seal === ''
        ? 'not sealed'
        : `${seal}${actsAfterSeal === 0 ? '' : `, ${count(actsAfterSeal, 'act')} after it`}`
    return [
      `${folder}  ${state === 'clear' ? one.name : state}`,
      `          ${count(one.captures, 'capture')}${one.captures === one.evidence ? '' : ` in ${count(one.evidence, 'file')}`}, ${count(one.results, 'result')}, ${count(one.acts, 'act')}, last ${one.lastAt}, ${sealed}`,
    ]
  })
}

function casesBelow(top: string): { cases: ListedCase[]; isCut: boolean } {
  const cases: ListedCase[] = []
  let folders = 0
  const look = (folder: string, depth: number): void => {
    if (++folders > foldersMax) return
    if (isCase(folder)) {
      cases.push(summaryOrProblem(folder))
      return
    }
    // Of one that may not be read nobody can say whether it is a case, or holds some.
    const names = namesOrProblem(folder)
    if (!Array.isArray(names)) {
      if (folder === top) throw names
      cases.push(unreadable(folder, names))
    } else if (depth > 0) for (const name of names) look(join(folder, name), depth - 1)
  }
  look(top, depthMax)
  return { cases, isCut: folders > foldersMax }
}

function summaryOrProblem(folder: string): ListedCase {
  try {
    return summaryOf(openCase(folder), caseState(folder))
  } catch (cause) {
    if (!(cause instanceof InputError) && !(cause instanceof FaultError)) throw cause
    return unreadable(folder, cause)
  }
}

function unreadable(folder: string, { message: problem }: Error): ListedCase {
  const nothing = {
    name: '',
    evidence: 0,
    captures: 0,
    results: 0,
    acts: 0,
    lastAt: '',
    seal: '',
    actsAfterSeal: 0,
  }
  return { folder, state: 'unreadable', ...nothing, problem }
}

/** Folders in a folder, without links (they could lead round); else why it may not be read. None of one that is gone by now. */
function namesOrProblem(folder: string): string[] | Error {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort()
  } catch (cause) {
    const code = codeOf(cause)
    if (code === '') throw cause
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : readError(folder, cause)
  }
}
