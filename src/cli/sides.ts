import { existsSync } from 'node:fs'
import { openAttribution } from '../attribute/attribution.ts'
import type { Attribution } from '../attribute/types.ts'
import type { Side } from '../assess/side.ts'
import { isCase } from '../case/case-files.ts'
import { InputError } from '../core/errors.ts'
import { isEventFile, readSide } from '../pipeline/read-side.ts'
import { withoutCases } from './case-inputs.ts'
import { readData } from './data-files.ts'
import { decimalOf } from './decimal.ts'
import { checkEventFlags, eventsReader } from './event-options.ts'
import type { SideFlags } from './experiments.ts'
import { Progress } from './progress.ts'
import { refuseDoubles } from './same-file.ts'
import { readProfile } from './scan-files.ts'

/** Reads one or two sides of files: `after` are those behind `--`, null where there are none. */
export async function readSides(
  files: readonly string[],
  after: readonly string[] | null,
  flags: SideFlags,
): Promise<{ before: Side; after: Side | null }> {
  checkEventFlags(flags, false)
  const before = after === null ? files : files.slice(0, files.length - after.length)
  if (before.length === 0) throw new InputError('no files stand before the --.')
  const late = after?.find((one) => one.startsWith('--'))
  if (late !== undefined) throw new InputError(`options stand before the files: ${late} came behind the --.`)
  if (after?.length === 0) throw new InputError('no files stand behind the --.')
  refuseDoubles([...before, ...(after ?? [])].filter((path) => isCaseFolder(path) || !isEventFile(path)))
  const progress = new Progress()
  const attribution = openAttribution(readData)
  const show: ShowProgress = (path, bytes, size) => progress.show(path, bytes, size)
  try {
    return {
      before: await readInputs(before, flags, attribution, show),
      after: after === null ? null : await readInputs(after, flags, attribution, show),
    }
  } finally {
    progress.clear()
  }
}

function isCaseFolder(path: string): boolean {
  return existsSync(path) && isCase(path)
}

type ShowProgress = (path: string, bytes: number, size: number) => void

/** One side of files and cases, each read with what belongs to it. */
export async function readInputs(
  files: readonly string[],
  flags: SideFlags,
  attribution: Attribution,
  onProgress: ShowProgress,
): Promise<Side> {
  const given = await withoutCases(files, flags)
  const { profile, keys = [], events = [] } = given.flags
  return readSide([...given.files, ...events], {
    profile: profile === undefined ? null : await readProfile(profile),
    keyFiles: keys,
    attribution,
    onProgress,
    eventsOf: (paths) => eventsReader(paths, flags),
  })
}

/** A number of an option, within bounds; else one line for the user. */
export function numberOption(name: string, text: string, least: number, most: number): number {
  const value = decimalOf(text)
  if (value === null || value < least || value > most)
    throw new InputError(`--${name} ${text}: give a number from ${least} to ${most}.`)
  return value
}
