import { join, resolve } from 'node:path'
import { itemsOf, refuseChanged } from '../../case/folder/case-items.ts'
import { countingProfile } from '../../case/counting-profile.ts'
import { eventZonesOf } from '../../case/event-zones.ts'
import { readRecordings, recordingsOf } from '../../case/recordings.ts'
import { requireReadable } from '../../case/folder/case-problems.ts'
import { digestOfFile } from '../../case/folder/case-files.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import type { Recipe } from '../../case/manifest.ts'
import { InputError } from '../../core/errors.ts'
import { shellWord } from '../../core/shell-word.ts'
import { captureRefusal } from '../../pipeline/reading/capture-refusal.ts'
import { twinEvidence } from './twin-evidence.ts'

/**
 * The case's files as the options of a scan. What is no capture, or one that is there already, is left out: earlier versions
 * added such files.
 */
export async function inputsOf(files: CaseFiles): Promise<Omit<Recipe, 'result'>> {
  requireReadable(files)
  const { folder } = files
  const evidence = itemsOf(files, 'evidence').map(({ path }) => path)
  const refusals = new Map<string, string>()
  for (const path of evidence) {
    const refusal = await captureRefusal(join(resolve(folder), path))
    if (refusal === '') continue
    // A capture that was made unreadable is no file that was added by mistake.
    refuseChanged(files, path, digestOfFile(files, path))
    refusals.set(path, refusal)
  }
  const readable = evidence.filter((path) => !refusals.has(path))
  const declared = recordingsOf(files)
  const isInRecording = new Set(declared.flat())
  // Of two with the same content the one is read that a recording would lack.
  const twins = await twinEvidence(files, [
    ...readable.filter((path) => isInRecording.has(path)),
    ...readable.filter((path) => !isInRecording.has(path)),
  ])
  const captures = readable.filter((path) => !twins.includes(path))
  const recordings = readRecordings(declared, captures)
  const [refusal] = refusals.values()
  if (captures.length === 0 && refusal !== undefined)
    throw new InputError(
      `${refusal} There is no other evidence in ${folder}: varde case add ${shellWord(folder)} FILE.`,
    )
  if (captures.length === 0)
    throw new InputError(`${folder} has no evidence: varde case add ${shellWord(folder)} FILE.`)
  const eventZones = eventZonesOf(files)
  const pathsOf = (kind: 'keys' | 'events'): string[] => itemsOf(files, kind).map(({ path }) => path)
  return {
    captures,
    ...(recordings.length === 0 ? {} : { recordings }),
    profile: countingProfile(files)?.path ?? null,
    keys: pathsOf('keys'),
    events: pathsOf('events'),
    ...(Object.keys(eventZones).length === 0 ? {} : { eventZones }),
    ...(refusals.size === 0 ? {} : { leftOut: [...refusals.keys()] }),
    ...(twins.length === 0 ? {} : { twins }),
  }
}

/** The recordings among captures by their places, as a scan is told of them; nothing where there are none. */
export function recordingsAt(
  { recordings }: Pick<Recipe, 'recordings'>,
  at: (path: string) => string,
): { recordings?: readonly (readonly string[])[] } {
  return recordings === undefined ? {} : { recordings: recordings.map((own) => own.map(at)) }
}

/** All files that a scan of these inputs reads, by their names in the case. */
export function pathsIn({ captures, keys, events, profile }: Omit<Recipe, 'result'>): readonly string[] {
  return [...captures, ...keys, ...events, ...(profile === null ? [] : [profile])]
}

/** Nothing is said of evidence that was changed. */
export function refuseChangedInputs(files: CaseFiles, inputs: Omit<Recipe, 'result'>): void {
  for (const path of pathsIn(inputs)) refuseChanged(files, path, digestOfFile(files, path))
}
