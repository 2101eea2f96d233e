import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CaseFacts } from '../case/case-facts.ts'
import { isCase } from '../case/folder/open-case.ts'
import { requireResults } from '../case/folder/case-problems.ts'
import type { CaseFiles } from '../case/folder/case-files.ts'
import { listCase } from '../case/folder/list-case.ts'
import type { Recipe } from '../case/manifest.ts'
import { InputError } from '../core/errors.ts'
import { wholeName } from '../pipeline/reading/joined-files.ts'
import type { CaptureSummary, ScanResult } from '../pipeline/scan-result.ts'
import { open } from './case/acting.ts'
import { givenResult } from './given-result.ts'
import type { RevealFlags } from './given-result.ts'
import { isBundle, mountBundle } from './mount-bundle.ts'
import { isScanResult } from '../pipeline/reading/refuse-result.ts'
import { inputsOf, pathsIn, refuseChangedInputs } from './case/inputs.ts'
import { keptDocument } from './case/scan-case.ts'
import { withPlaces } from './case/places-of-files.ts'
import { tellLeftOut, withLeftOut } from './case/left-out.ts'
import type { LeftOut } from './case/left-out.ts'
import type { PassphraseFlags } from './case/passphrase.ts'
import { printable } from '../report/writing/printable.ts'
import { utc } from '../core/zoned-time.ts'
import { checkEventFlags, eventsReader } from './options/event-options.ts'
import type { EventFlags } from './options/event-options.ts'
import { liveOptions } from './options/network-options.ts'
import { readResult } from './read-result.ts'
import { readProfile, scanFiles, tellWarnings } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'

/** What belongs to the files that a command reads. */
export interface InputFlags extends EventFlags, PassphraseFlags {
  readonly profile?: string
  readonly keys?: readonly string[]
  readonly events?: readonly string[]
  readonly cache?: boolean
  readonly joined?: boolean
  /** As in `ScanFilesFlags`: no option, but what cases say. */
  readonly recordings?: readonly (readonly string[])[]
}

/** What {@link withoutCases} gives. */
export interface CaseInputs<Flags> {
  /** The documents among the files whose values are marks: those of redacted bundles. */
  readonly marked: ReadonlySet<string>
  readonly files: string[]
  readonly flags: Flags
  readonly cases: readonly CaseFacts[]
  /** What captures of cases were called before they were added, by path. */
  readonly names: ReadonlyMap<string, string>
  /** Evidence of cases that is left out. */
  readonly leftOut: Required<LeftOut>
  /** The result of all that is read, in a case that is read alone and as it is; null where it is to be scanned. */
  readonly kept: KeptResult | null
}

/** Where a case keeps a result, and where the files are that it names as the case does. */
interface KeptResult {
  readonly document: string
  /** Its captures lie encrypted: no other program reads them there. */
  readonly isSealed: boolean
  readonly places: ReadonlyMap<string, string>
}

/** Throws an InputError where a passphrase is given and none of the files is a case: it would be passed over without a word. */
export function refuseVainPassphrase(files: readonly string[], { passphraseFile }: PassphraseFlags): void {
  if (passphraseFile !== undefined && !files.some((path) => existsSync(path) && isCase(path)))
    throw new InputError('--passphrase-file is for encrypted cases, and no case is named.')
}

/**
 * Puts the files of a case in the place of its folder wherever one is named: its captures among the files, and its
 * profile, keys and events as if they had been named by options. An option for the profile counts before the case's. Of a
 * bundle it does the same, once it is checked; where that does not hold the captures whole, its result stands for them.
 * `opened`: the case, where the caller has opened it. `cases`: what they say of themselves.
 */
export async function withoutCases<Flags extends InputFlags>(
  files: readonly string[],
  flags: Flags,
  opened: CaseFiles | null = null,
): Promise<CaseInputs<Flags>> {
  const captures: string[] = []
  const keys = [...(flags.keys ?? [])]
  const events = [...(flags.events ?? [])]
  const profiles = new Set<string>()
  const eventZones = new Map<string, string>()
  const recordings: string[][] = []
  const cases: CaseFacts[] = []
  const names = new Map<string, string>()
  const leftOut: string[] = []
  const twins: string[] = []
  const marked = new Set<string>()
  let kept: KeptResult | null = null
  const take = (folder: string, inputs: Omit<Recipe, 'result'>): void => {
    const at = (path: string): string => join(folder, path)
    captures.push(...inputs.captures.map(at))
    for (const own of inputs.recordings ?? []) recordings.push(own.map(at))
    keys.push(...inputs.keys.map(at))
    events.push(...inputs.events.map(at))
    for (const [path, zone] of Object.entries(inputs.eventZones ?? {})) eventZones.set(at(path), zone)
    if (inputs.profile !== null) profiles.add(at(inputs.profile))
    leftOut.push(...(inputs.leftOut ?? []))
    twins.push(...(inputs.twins ?? []))
  }
  for (const file of files) {
    if (flags.joined === true && existsSync(file) && (isCase(file) || isBundle(file))) refuseJoinedCase(file)
    if (existsSync(file) && isBundle(file)) {
      const { recipe, facts, isWhole, isRedacted, names: own } = mountBundle(file)
      cases.push(facts)
      const document = { captures: [recipe.result], profile: recipe.profile, keys: [], events: [] }
      take(file, isWhole ? recipe : document)
      if (isRedacted) marked.add(join(file, recipe.result))
      for (const [path, name] of own) names.set(join(file, path), name)
      continue
    }
    if (!existsSync(file) || !isCase(file)) {
      captures.push(file)
      continue
    }
    const own = opened ?? (await open(file, flags))
    const inputs = await inputsOf(own)
    requireResults(own)
    tellLeftOut(printable(file), inputs)
    const document = files.length === 1 && isAsItIs(flags) ? keptDocument(own, inputs) : null
    if (document !== null) {
      const places = new Map(pathsIn(inputs).map((path) => [path, join(file, path)]))
      kept = { document: join(file, document), isSealed: own.isEncrypted, places }
    }
    // What is encrypted is checked as it is read.
    if (!own.isEncrypted || document !== null) refuseChangedInputs(own, inputs)
    cases.push(own.facts)
    take(file, inputs)
    for (const { path, name } of listCase(own)) if (name !== '') names.set(join(file, path), name)
  }
  if (flags.profile === undefined && profiles.size > 1)
    throw new InputError('these cases have a profile each: name the one that counts with --profile.')
  const profile = flags.profile ?? [...profiles][0]
  return {
    cases,
    names,
    marked,
    leftOut: { leftOut, twins },
    kept,
    files: captures,
    flags: {
      ...flags,
      keys,
      events,
      eventZones,
      ...(recordings.length === 0 ? {} : { recordings }),
      ...(profile === undefined ? {} : { profile }),
      // What belongs to a case stays in it.
      ...(flags.profile === undefined && profile !== undefined ? { cache: false } : {}),
    },
  }
}

/** Which files of a case are one recording is an act on it, and every command that reads the case goes by that. */
export function refuseJoinedCase(file: string): never {
  throw new InputError(
    `--joined is for capture files: ${file} is a case or its bundle, and says itself which of its files are one recording. They are declared as they are added, or later: varde case add CASE --joined FILE…`,
  )
}

/** Whether no option says of a case what it does not say itself. */
function isAsItIs({ profile, keys = [], events = [], eventsZone, clockOffset }: InputFlags): boolean {
  return [profile, ...keys, ...events, eventsZone, clockOffset].every((given) => given === undefined)
}

/** The time zone of the people concerned, where the cases agree on one; else UTC. */
export function timeZoneOf(cases: readonly CaseFacts[]): string {
  const zones = new Set(cases.map(({ timeZone }) => timeZone || utc))
  return zones.size === 1 ? ([...zones][0] ?? utc) : utc
}

/** Scans what {@link withoutCases} gave, or reads the result that it gave. */
export async function scanGiven(
  given: CaseInputs<ScanFilesFlags & InputFlags & RevealFlags>,
  wantsHash: boolean,
): Promise<ScanResult> {
  const { files, flags, names, leftOut, marked, kept } = given
  if (files.some(isScanResult)) return givenResult(files, flags, marked)
  const { events = [] } = flags
  checkEventFlags(flags, events.length === 0)
  if (kept !== null) return withNames(await keptResult(kept, files, flags), names)
  const more = events.length === 0 ? {} : { events: await eventsReader(events, flags) }
  const scanned = await scanFiles(files, flags, wantsHash, more)
  return withNames(withLeftOut(scanned, leftOut), names)
}

/** The result that a case holds, as a scan of its captures by their paths gives it. */
async function keptResult(
  { document, isSealed, places }: KeptResult,
  captures: readonly string[],
  flags: ScanFilesFlags & InputFlags,
): Promise<ScanResult> {
  liveOptions(captures, flags)
  const profile = flags.profile === undefined ? null : await readProfile(flags.profile)
  tellWarnings(profile?.warnings ?? [])
  const result = withPlaces(readResult(document, { profile, isMarked: false }), places)
  return isSealed ? { ...result, captures: result.captures.map(asSealed) } : result
}

/** A capture as it is that lies encrypted in a case: its result does not say it, as that is the same in a bundle. */
function asSealed(capture: CaptureSummary): CaptureSummary {
  const files = capture.files?.map((file) => ({ ...file, isSealed: true as const }))
  return { ...capture, isSealed: true, ...(files === undefined ? {} : { files }) }
}

/** With what files of cases were called before they were added. */
function withNames(result: ScanResult, names: ReadonlyMap<string, string>): ScanResult {
  if (names.size === 0) return result
  const named = <File extends { readonly path: string }>(file: File): File => {
    const name = names.get(file.path)
    return name === undefined ? file : { ...file, name }
  }
  const namedCapture = (capture: CaptureSummary): CaptureSummary => {
    if (capture.files === undefined) return named(capture)
    const files = capture.files.map(named)
    const isNamed = files.some(({ name }) => name !== undefined)
    const whole = wholeName(files.map(({ path, name }) => name ?? basename(path)))
    return { ...capture, files, ...(isNamed ? { name: whole } : {}) }
  }
  return {
    ...result,
    captures: result.captures.map(namedCapture),
    ...(result.eventFiles === undefined ? {} : { eventFiles: result.eventFiles.map(named) }),
  }
}
