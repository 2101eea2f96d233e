import { count } from '../correlate/words.ts'
import { Option } from 'commander'
import type { Command } from 'commander'
import { diffRuns } from '../assess/diff.ts'
import type { DiffRun } from '../assess/diff.ts'
import { InputError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import { FieldWatch } from '../pipeline/watch/field-watch.ts'
import { renderDiff, renderDiffJson } from '../report/diff.ts'
import { printable } from '../report/writing/printable.ts'
import { fitted } from './fitted.ts'
import { LoneScans } from './lone-scans.ts'
import { keysOption } from './options/keys-option.ts'
import { tell, writeOut } from './output.ts'
import { refuseDoubles } from './same-file.ts'

interface DiffFlags {
  readonly values?: string
  readonly keys: readonly string[]
  readonly joined?: boolean
  readonly json?: boolean
  readonly reveal?: boolean
}

/** Adds `varde diff`. */
export function addDiff(program: Command): void {
  program
    .command('diff')
    .description(
      'Compare runs of the same script in which one value was changed (SIM swapped, advertising ID reset, moved): fields that change exactly with it carry it, also where they cannot be read.',
    )
    .argument('<file...>', 'a capture of each run, two to sixteen')
    .option(
      '--values <list>',
      'what the value was in each run, in the order of the files, such as a,b,a,b; without it the first file is one value and all others are the other',
    )
    .addOption(keysOption())
    .addOption(new Option('--joined').hideHelp())
    .option('--json', 'print one JSON document (varde/diff@1) instead of the report')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .action(runDiff)
}

async function runDiff(files: readonly string[], flags: DiffFlags): Promise<void> {
  if (flags.joined === true)
    throw new InputError(
      '--joined is not for diff, in which each file is a run of its own: join the files of a run first (mergecap -a -w run.pcapng FILE…).',
    )
  if (files.length < 2)
    throw new InputError('diff needs at least two runs, such as: varde diff before.pcap after.pcap')
  if (files.length > limits.diff.runsMax)
    throw new InputError(`diff takes at most ${limits.diff.runsMax} runs.`)
  refuseDoubles(files)
  const labels = labelsOf(files, flags.values)
  const runs: DiffRun[] = []
  const scans = new LoneScans(flags.keys)
  let mayBeUnsent = 0
  for (const [index, path] of files.entries()) {
    let watch = new FieldWatch()
    const { captures } = await scans.scan([path], () => (watch = new FieldWatch()))
    mayBeUnsent += watch.mayBeUnsent
    if (watch.left > 0)
      tell(
        `varde: ${printable(path)}: ${watch.left} values of further fields are not compared (limit ${limits.diff.fieldsMax} fields)\n`,
      )
    const first = captures[0]?.first ?? null
    const at = first === null ? null : first.sec + first.nsec / 1e9
    runs.push({ path, label: labels[index] as string, fields: watch.fields, at })
  }
  const found = diffRuns(runs)
  const diff = mayBeUnsent === 0 ? found : { ...found, mayBeUnsent }
  const text =
    flags.json === true
      ? renderDiffJson(diff, flags.reveal === true, scans.readShare, scans.known)
      : fitted(renderDiff(diff, flags.reveal === true, scans.readPercent, scans.known))
  await writeOut(text)
}

function labelsOf(files: readonly string[], values: string | undefined): string[] {
  if (values === undefined) return files.map((_, index) => (index === 0 ? 'a' : 'b'))
  const labels = values.split(',').map((label) => label.trim())
  if (labels.length !== files.length || labels.includes(''))
    throw new InputError(
      `--values names ${count(labels.filter((label) => label !== '').length, 'value')}, but there are ${files.length} files.`,
    )
  if (new Set(labels).size < 2) throw new InputError('--values must name at least two different values.')
  return labels
}
