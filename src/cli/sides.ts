import { existsSync } from 'node:fs'
import { openAttribution } from '../attribute/attribution.ts'
import type { Attribution } from '../attribute/types.ts'
import type { Side } from '../assess/side.ts'
import { isCase, openCase } from '../case/folder/open-case.ts'
import { itemsOf } from '../case/folder/case-items.ts'
import { InputError } from '../core/errors.ts'
import { givenHost } from '../core/given-host.ts'
import { isBundle } from './mount-bundle.ts'
import { hiddenAlike } from '../pipeline/sides/hidden-alike.ts'
import { partsOf, readSide } from '../pipeline/sides/read-side.ts'
import type { LeftOutFile } from '../pipeline/reading/left-out-files.ts'
import { TwinFinder } from '../pipeline/twice/twin-captures.ts'
import { refuseJoinedCase, refuseVainPassphrase, withoutCases } from './case-inputs.ts'
import { readData } from './data-files.ts'
import { decimalOf } from './options/decimal.ts'
import { checkEventFlags, eventsReader, refuseVainTimes } from './options/event-options.ts'
import type { SideFlags } from './experiments.ts'
import { printable } from '../report/writing/printable.ts'
import { tell } from './output.ts'
import { Progress } from './progress.ts'
import { refuseDoubles, refuseTwins } from './same-file.ts'
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
  if (late === '--')
    throw new InputError('one -- divides the files before from those after: -- is given twice.')
  if (late !== undefined) throw new InputError(`options stand before the files: ${late} came behind the --.`)
  if (after?.length === 0) throw new InputError('no files stand behind the --.')
  const all = [...before, ...(after ?? [])]
  refuseVainPassphrase(all, flags)
  if (flags.joined === true && all.every(isOfCase)) refuseJoinedCase(all[0] as string)
  const hasTimes = (flags.eventsZone ?? flags.clockOffset) !== undefined
  if (hasTimes && !(await someHaveEvents(all))) refuseVainTimes(flags)
  refuseDoubles([
    ...all.filter(isCaseFolder),
    ...(await capturesOf(all.filter((path) => !isCaseFolder(path)))),
  ])
  const progress = new Progress()
  const attribution = openAttribution(readData)
  const read = readInputs(flags, attribution, (path, bytes, size) => progress.show(path, bytes, size))
  try {
    const early = await read(before)
    const late = after === null ? null : await read(after)
    if (flags.joined === true) tellVainJoined([early, ...(late === null ? [] : [late])], 'side')
    if (late === null) return { before: early, after: null }
    return { before: hiddenAlike(early, late), after: hiddenAlike(late, early) }
  } finally {
    progress.clear()
  }
}

/** Says that `--joined` changed nothing where no side, or unit, is a recording in several files. */
export function tellVainJoined(sides: readonly Side[], what: 'side' | 'unit'): void {
  if (sides.some(({ recordings = [] }) => recordings.length > 0)) return
  tell(`varde: --joined changes nothing: no ${what} has several captures, and each was read as it is.\n`)
}

/**
 * Of two captures (results, or cases) alone, which need no --, the one from after. Else an InputError: of more files, or
 * where one holds events, it is not told which side is meant.
 */
export async function secondOfTwo(files: readonly string[]): Promise<readonly string[]> {
  const [before, after] = files
  const isSide = async (one = ''): Promise<boolean> =>
    isCaseFolder(one) || (await capturesOf([one])).length === 1
  if (files.length !== 2 || after === undefined || !(await isSide(before)) || !(await isSide(after)))
    throw new InputError('name the files from before, then --, then the files from after.')
  return [after]
}

function isCaseFolder(path: string): boolean {
  return existsSync(path) && isCase(path)
}

/** A case, or a bundle of one: it says itself which of its files are one recording. */
function isOfCase(path: string): boolean {
  return isCaseFolder(path) || (existsSync(path) && isBundle(path))
}

/** Whether one is a file with events, or a case that holds some. */
async function someHaveEvents(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const has = isCaseFolder(path)
      ? itemsOf(openCase(path), 'events').length > 0
      : (await partsOf(path)).hasEvents
    if (has) return true
  }
  return false
}

/** Those of some files that are captures, or results of scans: what they show must not count twice. */
async function capturesOf(files: readonly string[]): Promise<string[]> {
  const parts = await Promise.all(files.map(partsOf))
  return files.filter((_, index) => parts[index]?.isCapture === true)
}

/** Tells which files of a recording were left out, where no report does. */
export function tellLeftOutFiles(files: readonly LeftOutFile[]): void {
  for (const { path, why } of files) tell(`varde: ${printable(path)}: ${why}\n`)
}

type ShowProgress = (path: string, bytes: number, size: number) => void

/**
 * Reads sides of files and cases, one after the other, each with what belongs to it. Refuses a capture that one of them, or
 * one before, has already.
 */
export function readInputs(
  flags: SideFlags,
  attribution: Attribution,
  onProgress: ShowProgress,
): (files: readonly string[]) => Promise<Side> {
  const twins = new TwinFinder()
  return async (files) => {
    const joined = flags.joined === true && !files.every(isOfCase)
    const given = await withoutCases(files, { ...flags, joined })
    const { profile, keys = [], events = [], recordings } = given.flags
    refuseDoubles(await capturesOf(given.files))
    const side = await readSide([...given.files, ...events], {
      ...(joined ? { joined: { leftOut: tellLeftOutFiles } } : {}),
      ...(recordings === undefined ? {} : { recordings }),
      profile: profile === undefined ? null : await readProfile(profile),
      keyFiles: keys,
      attribution,
      onProgress,
      eventsOf: (paths) => eventsReader(paths, given.flags),
    })
    await refuseTwins(side.captures, twins)
    return side
  }
}

/** The host that an option names; null where it was not given; else one line for the user. `of`: which host is wanted. */
export function hostOption(name: string, text: string | undefined, of: string): string | null {
  if (text === undefined) return null
  if (text.trim() === '') throw new InputError(`--${name} is empty: give ${of}.`)
  const host = givenHost(text)
  if (host === null)
    throw new InputError(
      `--${name} ${text}: give ${of} alone, without scheme, port and path, such as a.example.`,
    )
  return host
}

/** The host of a planted request; null where none was. */
export function canaryOption(text: string | undefined): string | null {
  return hostOption('canary', text, 'the host of the request that was planted')
}

/** A whole number of an option, within bounds; else one line for the user. */
export function countOption(name: string, text: string, least: number, most: number): number {
  const value = decimalOf(text)
  if (value === null || !Number.isInteger(value) || value < least || value > most)
    throw new InputError(`--${name} ${text}: give a whole number from ${least} to ${most}.`)
  return value
}

/** A number of an option, within bounds; else one line for the user. */
export function numberOption(name: string, text: string, least: number, most: number): number {
  const value = decimalOf(text)
  if (value === null || value < least || value > most)
    throw new InputError(`--${name} ${text}: give a number from ${least} to ${most}.`)
  return value
}
